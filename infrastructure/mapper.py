"""Entries to bytes and back: JSON by pydantic, old versions upcast, personal fields sealed under the person's key.

Kept in clear: the version, the legal day, the role, for whom, and the public fields, so that figures outlive the key.
Actor, organisation, rule set and command have columns of their own; position and hour are given by the log.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

import orjson
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from domain.kernel import Entry
from infrastructure.commitments import canonical, commitment, personal
from infrastructure.keys import Keys, PersonErased, PersonKey, all_known, known
from infrastructure.reading import REASON, decoded, place_of
from infrastructure.stored import ReadRow, StoredEntry

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
        """Several entries, the keys of new people made by one statement. Raises `PersonErased`, `KeyLost`."""
        begun = {entry.originator_id for entry in entries if entry.originator_version == 1}
        met = all_known(self.keys, {entry.originator_id for entry in entries} - begun)
        if any(key is None for key in met.values()):
            raise PersonErased
        keys = {**self.keys.create_many(begun), **{person: key for person, key in met.items() if key}}
        return [written(entry, keys[entry.originator_id]) for entry in entries]

    def to_domain_event(self, stored_event: StoredEvent) -> Entry:
        """The one entry a row reads as today."""
        assert isinstance(stored_event, StoredEntry), "an entry is read with every column"
        (entry,) = self.entries([stored_event.read])
        return entry

    def entries(self, rows: Sequence[ReadRow]) -> list[Entry]:
        """Entries of any streams, the keys fetched once; what was sealed under a destroyed key reads `Erased`."""
        return decoded(rows, known(self.keys, {row.stream for row in rows}))


def written(entry: Entry, key: PersonKey) -> StoredEntry:
    """The entry as it is kept, sealed under that key."""
    event, envelope, stream, version = entry.event, entry.envelope, entry.originator_id, entry.originator_version
    fields: dict[str, Any] = {}
    fact = event.model_dump(mode="json")
    for name in event.personal_fields():
        fields[name] = fact.pop(name)
    if envelope.reason:
        fields[REASON] = str(envelope.reason)
    state: dict[str, Any] = {"v": event.VERSION}
    if fields:
        sealed = key.seal(canonical(fields), place_of(str(stream), version, event.TOPIC))
        state |= {"reasoned": bool(envelope.reason), "sealed": b2a_base64(sealed, newline=False).decode()}
    state |= {
        "occurred_on": envelope.occurred_on, "role": envelope.role.value, "acting_for": envelope.acting_for,
        "import_id": envelope.import_id, "fact": fact,
    }  # fmt: skip
    command = envelope.command_id
    return StoredEntry(
        stream,
        version,
        event.TOPIC,
        orjson.dumps(state),
        event_id=uuid5(command, f"{stream}/{version}"),
        organisation_id=envelope.centre,
        actor=envelope.actor,
        rule_set=envelope.rules,
        command_id=command,
        correlation_id=uuid5(IMPORTS, envelope.import_id) if envelope.import_id else command,
        commitment=commitment(key.commit, stream, version, personal(event.TOPIC, event.VERSION, fields)),
    )
