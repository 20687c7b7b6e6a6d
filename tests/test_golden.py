"""Whatever a release stored, every later one reads; when the shape of a fact changes, so does its version."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic_core import to_jsonable_python

from domain.kernel import TOPICS, Erased, Event
from infrastructure.mapper import EntryMapper
from infrastructure.upcasts import known_topic
from tests.freeze import GOLDEN, PERSON, Golden, GoldenKeys, fold, path_of, schema, stored

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
    assert {name: told.get(name) for name in kept["fold"]} == kept["fold"]


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
    path = path_of(kind)
    assert path.exists(), "freeze it: python -m tests.freeze"
    assert read(path)["schema"] == schema(kind), "the shape changed: raise version=, and add to upcasts.py"


def test_no_frozen_topic_was_forgotten() -> None:
    for path in FILES:
        known_topic(path.parent.name, int(path.stem[1:]))
