"""Whatever a release stored, every later one reads; when the shape of a fact changes, so does its version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import create_model
from pydantic_core import to_jsonable_python

from domain.kernel import TOPICS, Choice, Erased, Event
from domain.pathway.identity import PathwayOpened
from infrastructure.mapper import EntryMapper
from infrastructure.upcasts import known_topic
from tests.freeze import GOLDEN, PERSON, Golden, GoldenKeys, fold, path_of, schema, stored

MOVED = ("ris.hearing.", "ris.decision", "ris.standing")
"""Parts of the state that have since been told apart otherwise; the facts stored then must still make a difference."""
FILES = sorted(GOLDEN.glob("*/v*.json"))


def read(path: Path) -> Golden:
    """A golden file."""
    kept: Golden = json.loads(path.read_text(encoding="utf-8"))
    return kept


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_fact_of_an_earlier_release_still_reads(path: Path) -> None:
    kept = read(path)
    entry = EntryMapper(GoldenKeys(PERSON)).to_domain_event(stored(kept))
    if path == path_of(type(entry.event)):
        assert to_jsonable_python(entry.event) == kept["fact"]
    assert entry.envelope.reason == "à sa demande"
    told = fold(entry)
    standing = {name: value for name, value in kept["fold"].items() if not name.startswith(MOVED)}
    assert still_tells(told, standing), told
    assert bool(told) == bool(kept["fold"])


def still_tells(told: Any, kept: Any) -> bool:
    """Whether all that was told then is told now, which may say more."""
    if isinstance(kept, dict) and isinstance(told, dict):
        return all(name in told and still_tells(told[name], part) for name, part in kept.items())
    if isinstance(kept, list) and isinstance(told, list):
        return len(told) == len(kept) and all(map(still_tells, told, kept))
    return bool(told == kept)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_fact_whose_key_is_gone_still_reads(path: Path) -> None:
    kept = read(path)
    entry = EntryMapper(GoldenKeys()).to_domain_event(stored(kept))
    assert entry.envelope.reason is Erased.ERASED
    for name, answer in entry.event:
        assert (answer is Erased.ERASED) == (name in entry.event.personal_fields())
    fold(entry)


@pytest.mark.parametrize("kind", TOPICS.values(), ids=TOPICS)
def test_every_kind_of_fact_is_frozen_in_its_present_shape(kind: type[Event]) -> None:
    assert_frozen(kind)


def assert_frozen(kind: type[Event]) -> None:
    """The comparison itself."""
    path = path_of(kind)
    assert path.exists(), "freeze it: python -m tests.freeze"
    assert read(path)["schema"] == schema(kind), "the shape changed: raise version=, and add to upcasts.py"


class Phase(Choice):
    """A choice of two."""

    BEFORE = "before", "avant"
    AFTER = "after", "après"


CHANGES: dict[str, dict[str, Any]] = {
    "a field more": {"phase": (str, ...)},
    "a field more, with a default": {"phase": (str, "")},
    "another type": {"centre": (str, ...)},
    "a number become a choice": {"centre": (Phase, ...)},
    "a field that may be left out": {"centre": (int, 1)},
    "a field that may be empty": {"centre": (int | None, ...)},
}


@pytest.mark.parametrize("fields", CHANGES.values(), ids=CHANGES)
def test_a_shape_that_changed_without_a_version_is_noticed(fields: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="the shape changed: raise version="):
        assert_frozen(changed(PathwayOpened, PathwayOpened.VERSION, fields))


def test_a_new_version_that_was_not_frozen_is_noticed() -> None:
    with pytest.raises(AssertionError, match="freeze it"):
        assert_frozen(changed(PathwayOpened, PathwayOpened.VERSION + 1, {"phase": (str, "")}))


def test_the_same_shape_in_other_words_is_no_change() -> None:
    assert_frozen(changed(PathwayOpened, PathwayOpened.VERSION, {}))


def changed(kind: type[Event], version: int, fields: dict[str, Any]) -> type[Event]:
    """The kind as a careless release would have it, under the name it is stored by."""
    register = {"topic": kind.TOPIC, "french": kind.FRENCH, "version": version}
    del TOPICS[kind.TOPIC]
    try:
        return create_model(kind.__name__, __base__=kind, __doc__="In other words.", __cls_kwargs__=register, **fields)
    finally:
        TOPICS[kind.TOPIC] = kind


def test_no_frozen_topic_was_forgotten() -> None:
    for path in FILES:
        known_topic(path.parent.name, int(path.stem[1:]))
