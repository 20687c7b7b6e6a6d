"""Stored bytes to entries: JSON read once, personal fields unsealed, old versions upcast, everything validated.

A fact of a version or topic this release does not know is an error, never passed over. Where a fact was upcast, the
corrections aimed at it, which name the fields of their day, are upcast with it.
"""

from __future__ import annotations

from binascii import a2b_base64
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from domain.kernel import TOPICS, Entry, Envelope, Erased, Event
from domain.pathway.corrections import EntryCorrected
from infrastructure.keys import KeyLost, PersonKey
from infrastructure.stored import ReadRow
from infrastructure.upcasts import Fact, Part, UnknownFact, known_topic, personal_fields, upcast

REASON = "envelope.reason"
"""How the reason is named among the sealed fields: no field of an event has a dot."""
NOBODY = UUID(int=0)


class Older(NamedTuple):
    """A fact as an earlier release stored it, kept while its stream is read, for the corrections that follow."""

    topic: str
    version: int
    fact: Fact


Read = dict[tuple[UUID, int], Older]
"""The older facts met so far, by their place."""
Keys = Mapping[UUID, PersonKey | None]
"""The keys of people, None for a person who was erased."""


class Told(NamedTuple):
    """A state once unsealed, not yet validated."""

    version: int
    envelope: dict[str, Any]
    fact: Fact


def decoded(rows: Iterable[ReadRow], keys: Keys) -> list[Entry]:
    """The entries of rows in the order of their streams; an older fact may read as several, under one number.

    Raises `UnknownFact`, `KeyLost`, or `InvalidTag` for what was moved from its place.
    """
    found: list[Entry] = []
    older: Read = {}
    person = Person(NOBODY, None, known=False)
    for row in rows:
        if row.stream is not person.stream and row.stream != person.stream:
            person = Person(row.stream, keys.get(row.stream), known=row.stream in keys)
        kind = TOPICS.get(row.topic)
        told = unsealed(row, person, kind)
        if kind is not None and told.version == kind.VERSION:
            fact = corrected(row, told.fact, older) if older and kind is EntryCorrected else told.fact
            found.append(_entry(row, kind, told.envelope, fact))
            continue
        older[row.stream, row.version] = Older(row.topic, told.version, told.fact)
        for part in upcast(row.topic, told.version, deepcopy(told.fact)):
            found.append(_entry(row, TOPICS[part.topic], told.envelope, part.fact))
    return found


class Person:
    """Whose history is being read: the key, None once erased; ``known`` is False when nobody can tell."""

    __slots__ = ("key", "known", "name", "stream")

    def __init__(self, stream: UUID, key: PersonKey | None, *, known: bool) -> None:
        self.stream, self.key, self.known, self.name = stream, key, known, str(stream)


def unsealed(row: ReadRow, person: Person, kind: type[Event] | None) -> Told:
    """The parts of a state; personal fields read `Erased` when the key is gone."""
    state = orjson.loads(row.state)
    version, fact = state.pop("v"), state.pop("fact")
    if kind is None or version != kind.VERSION:
        known_topic(row.topic, version)  # before anything is opened
    if "sealed" in state:
        fact |= _opened(row, state.pop("sealed"), person, version, state.pop("reasoned", False))
        if REASON in fact:
            state["reason"] = fact.pop(REASON)
    state["actor"], state["centre"], state["rules"] = row.actor, row.centre, row.rules
    state["command_id"] = row.command_id or NOBODY
    return Told(version, state, fact)


def _opened(row: ReadRow, sealed: str, person: Person, version: int, reasoned: bool) -> Mapping[str, Any]:
    if person.key is None:
        if not person.known:
            raise KeyLost
        return dict.fromkeys(personal_fields(row.topic, version) | ({REASON} if reasoned else set()), Erased.ERASED)
    opened: dict[str, Any] = orjson.loads(
        person.key.unseal(a2b_base64(sealed), place_of(person.name, row.version, row.topic))
    )
    return opened


def place_of(stream: str, version: int, topic: str) -> bytes:
    """What a sealed field is bound to: one entry of one history."""
    return f"{stream}|{version}|{topic}".encode()


def corrected(row: ReadRow, fact: Fact, older: Read) -> Fact:
    """A correction, in the words of today where the fact it is aimed at was told in those of another release."""
    was = older.get((row.stream, fact["entry"]))
    if was is None:
        return fact
    private = fact.get("personal_changes") or {}
    told = fact["changes"] | ({} if private is Erased.ERASED else private)
    before, after = _read_as(was, {}), _read_as(was, told)
    hidden = _read_as(was, dict.fromkeys(told, UNSAID), lenient=True) or after
    changes: Fact = {}
    personal: Fact = {}
    for then, now, unsaid in zip(before, after, hidden, strict=True):
        secret = TOPICS[now.topic].personal_fields()
        for name, value in now.fact.items():
            if name in told or value != then.fact.get(name) or value != unsaid.fact.get(name):
                (personal if name in secret else changes)[name] = value
    return fact | {"changes": changes, "personal_changes": private if private is Erased.ERASED else personal}


UNSAID = "\x00"
"""No field was ever stored so: what reads otherwise because of it depends on the field it stands in."""


def _read_as(was: Older, told: Fact, *, lenient: bool = False) -> list[Part]:
    """The older fact with these fields, as today; nothing where it cannot be told and that is allowed."""
    try:
        return list(upcast(was.topic, was.version, deepcopy(was.fact) | told))
    except UnknownFact:
        raise
    except Exception:
        if lenient:
            return []
        raise


def _entry(row: ReadRow, kind: type[Event], envelope: dict[str, Any], fact: Fact) -> Entry:
    return Entry(row.stream, row.version, ENVELOPE(envelope), validator(kind)(fact), row.recorded_at, row.position)


ENVELOPE = Envelope.__pydantic_validator__.validate_python


@cache
def validator(kind: type[Event]) -> Callable[[Fact], Event]:
    """What checks and makes a fact of that kind."""
    return kind.__pydantic_validator__.validate_python
