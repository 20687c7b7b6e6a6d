"""Entries to bytes and back: JSON by pydantic, old versions upcast, personal fields sealed under the person's key.

Kept in clear: the version, the legal day, the role, for whom, and the public fields, so that figures outlive the key.
Actor, organisation, rule set and command have columns of their own; position and hour are given by the log.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID, uuid5

import orjson
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from pydantic import BaseModel, ConfigDict, create_model
from pydantic_core import to_json

from domain.kernel import TOPICS, Entry, Envelope, Erased, Event, Role
from infrastructure.commitments import canonical, commitment, personal
from infrastructure.keys import Keys, PersonKey
from infrastructure.stored import StoredEntry
from infrastructure.upcasts import known_topic, personal_fields, upcast

REASON = "envelope.reason"
"""How the reason is named among the sealed fields: no field of an event has a dot."""
IMPORTS = UUID("5d0f4f0e-4f2b-4a57-9f3e-6d1f6b1c7a42")
"""What the correlation of everything one import wrote is named under."""


class EntryMapper(Mapper[UUID]):
    """Stores what is public in clear and what is personal sealed, bound to its stream, version and topic."""

    def __init__(self, keys: Keys) -> None:
        super().__init__(JSONTranscoder())
        self.keys = keys

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEntry:
        """One entry, with every column but those the log gives."""
        assert isinstance(domain_event, Entry)
        return self.stored([domain_event])[0]

    def stored(self, entries: Sequence[Entry]) -> list[StoredEntry]:
        """Several entries, the keys of new people made by one statement. Raises `PersonErased`."""
        keys = self.keys.create_many({entry.originator_id for entry in entries})
        return [written(entry, keys[entry.originator_id]) for entry in entries]

    def to_domain_event(self, stored_event: StoredEvent) -> Entry:
        """One entry as the present code reads it."""
        return self.entries([stored_event])[0]

    def entries(self, stored: Sequence[StoredEvent]) -> list[Entry]:
        """Entries of any streams, the keys fetched once; what was sealed under a destroyed key reads `Erased`."""
        rows = [event for event in stored if isinstance(event, StoredEntry)]
        assert len(rows) == len(stored), "an entry is read with every column"
        keys = self.keys.get_many({row.stream for row in rows})
        return [read(row, keys.get(row.stream)) for row in rows]


def written(entry: Entry, key: PersonKey) -> StoredEntry:
    """The entry as it is kept, sealed under that key."""
    event, envelope = entry.event, entry.envelope
    secret = event.personal_fields()
    fields: dict[str, Any] = event.model_dump(mode="json", include=set(secret)) if secret else {}
    if envelope.reason:
        fields[REASON] = str(envelope.reason)
    state: dict[str, Any] = {"v": event.VERSION}
    if fields:
        place = place_of(entry.originator_id, entry.originator_version, event.TOPIC)
        state |= {"reasoned": bool(envelope.reason), "sealed": b64encode(key.seal(canonical(fields), place)).decode()}
    state |= envelope.model_dump(mode="json", include={"occurred_on", "role", "acting_for", "import_id"})
    state["fact"] = event.model_dump(mode="json", exclude=set(secret))
    command = envelope.command_id
    return StoredEntry(
        entry.originator_id,
        entry.originator_version,
        event.TOPIC,
        to_json(state),
        event_id=uuid5(command, f"{entry.originator_id}/{entry.originator_version}"),
        organisation_id=envelope.centre,
        actor=envelope.actor,
        rule_set=envelope.rules,
        command_id=command,
        correlation_id=uuid5(IMPORTS, envelope.import_id) if envelope.import_id else command,
        commitment=commitment(
            key.commit, entry.originator_id, entry.originator_version, personal(event.TOPIC, event.VERSION, fields)
        ),
    )


def read(row: StoredEntry, key: PersonKey | None) -> Entry:
    """The entry of a row; raises `UnknownFact`, or `InvalidTag` for what was moved from its place."""
    topic = known_topic(row.topic)
    kind = TOPICS[topic]
    if row.state.startswith(b'{"v":%d,"occurred_on"' % kind.VERSION):
        state = state_model(kind).model_validate_json(row.state)
        return _entry(row, state, "")
    told = orjson.loads(row.state)
    version, reasoned = told["v"], told.pop("reasoned", False)
    known_topic(row.topic, version)
    fact, reason = dict(told["fact"]), ""
    if sealed := told.pop("sealed", None):
        opened = unsealed(row, sealed, key, personal_fields(topic, version) | ({REASON} if reasoned else set()))
        reason = opened.pop(REASON, "")
        fact |= opened
    told |= {"v": kind.VERSION, "fact": upcast(topic, version, fact)}
    return _entry(row, state_model(kind).model_validate(told), reason)


def unsealed(row: StoredEntry, sealed: str, key: PersonKey | None, names: frozenset[str]) -> dict[str, Any]:
    """The personal fields of an entry, each `Erased` when the key is gone."""
    if key is None:
        return dict.fromkeys(names, Erased.ERASED)
    opened: dict[str, Any] = orjson.loads(
        key.unseal(b64decode(sealed), place_of(row.stream, row.originator_version, row.topic))
    )
    return opened


def place_of(stream: UUID, version: int, topic: str) -> bytes:
    """What a sealed field is bound to: one entry of one history."""
    return f"{stream}|{version}|{topic}".encode()


class State(BaseModel):
    """The stored bytes of an entry, once unsealed and upcast."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: int
    occurred_on: date
    role: Role
    acting_for: str = ""
    import_id: str = ""
    fact: Event


@cache
def state_model(kind: type[Event]) -> type[State]:
    """The state whose fact is of that kind."""
    return create_model(f"{kind.__name__}State", __base__=State, fact=(kind, ...))


def _entry(row: StoredEntry, state: State, reason: str | Erased) -> Entry:
    envelope = Envelope(
        occurred_on=state.occurred_on, actor=row.actor, role=state.role, centre=row.organisation_id,
        acting_for=state.acting_for, reason=reason, rules=row.rule_set,
        command_id=row.command_id or UUID(int=0), import_id=state.import_id,
    )  # fmt: skip
    return Entry(row.stream, row.originator_version, envelope, state.fact, row.recorded_at, row.id)
