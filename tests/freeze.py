"""Writes the golden file of every kind of fact that has none: ``python -m tests.freeze``.

A golden file is how a release stored a fact. It is never edited: a later release must still read it.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python

from domain.kernel import TOPICS, Entry, Event
from domain.pathway import State, folded
from infrastructure.keys import PersonKey
from infrastructure.mapper import EntryMapper
from infrastructure.stored import StoredEntry
from tests.lives import BOOKS, LIVES
from tests.story import act

GOLDEN = Path(__file__).parent / "golden"
PERSON, COMMAND = UUID(int=1), UUID(int=9)
Golden = dict[str, Any]


class GoldenKeys:
    """The one key golden files are sealed under; without people, the key destroyed."""

    def __init__(self, *people: UUID) -> None:
        self.people = {person: PersonKey(sha256(b"golden" + person.bytes).digest()) for person in people}

    def get_many(self, people: Collection[UUID]) -> Mapping[UUID, PersonKey]:
        """The key, for whoever has one."""
        return {person: key for person, key in self.people.items() if person in people}

    def destroyed(self, people: Collection[UUID]) -> set[UUID]:
        """Whoever has none."""
        return {person for person in people if person not in self.people}

    def create_many(self, people: Collection[UUID]) -> Mapping[UUID, PersonKey]:
        """The same."""
        return self.get_many(people)

    def destroy(self, person: UUID, ground: str = "") -> None:
        """As for any person."""
        self.people.pop(person, None)


def path_of(kind: type[Event]) -> Path:
    """Where the golden file of a kind of fact is kept."""
    return GOLDEN / kind.TOPIC / f"v{kind.VERSION}.json"


def golden(fact: Event) -> Golden:
    """How the fact is stored today, how it reads, and what it makes of an empty file."""
    envelope = act("2025-03-31", reason="à sa demande").model_copy(update={"command_id": COMMAND, "rules": "be+golden"})
    entry = Entry(PERSON, 1, envelope, fact)
    (row,) = EntryMapper(GoldenKeys(PERSON)).stored([entry])
    return {
        "stored": {"topic": row.topic, "state": row.state.decode(), "commitment": b64encode(row.commitment).decode()},
        "fact": to_jsonable_python(fact),
        "fold": fold(entry),
        "schema": schema(type(fact)),
    }


def stored(kept: Golden) -> StoredEntry:
    """The row of a golden file."""
    row = kept["stored"]
    return StoredEntry(
        PERSON, 1, row["topic"], row["state"].encode(), organisation_id=1, actor="claire", rule_set="be+golden",
        command_id=COMMAND, correlation_id=COMMAND, commitment=b64decode(row["commitment"]),
    )  # fmt: skip


def fold(entry: Entry) -> dict[str, Any]:
    """What the fact alone makes different from an empty file, by the path of each value."""
    before = dict(_leaves(State()))
    return {path: value for path, value in _leaves(folded([entry])) if before.get(path) != value}


def schema(kind: type[Event]) -> Any:
    """The shape of a fact, without its words."""
    return _without_words(kind.model_json_schema(mode="serialization"))


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name), f"{path}.{field.name}".strip("."))
    else:
        yield path, to_jsonable_python(value)


def _without_words(part: Any) -> Any:
    if isinstance(part, dict):
        words = {name for name in ("title", "description") if isinstance(part.get(name), str)}
        return {name: _without_words(inner) for name, inner in part.items() if name not in words}
    return [_without_words(inner) for inner in part] if isinstance(part, list) else part


def freeze() -> None:
    """Write what is missing; the facts are those of the lives, which tell every kind."""
    facts = {fact.TOPIC: fact for life in (*LIVES, *BOOKS) for _, fact, *_ in life}
    for kind in TOPICS.values():
        path = path_of(kind)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(golden(facts[kind.TOPIC]), ensure_ascii=False, indent=1, sort_keys=True)
            path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    freeze()
