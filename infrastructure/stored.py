"""One row of the log, with every column; what the library calls a stored event, and a notification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from eventsourcing.persistence import Notification, StoredEvent

from domain.kernel import NOT_YET

COLUMNS = (
    "originator_id, originator_version, topic, state, notification_id, recorded_at, event_id, organisation_id, actor,"
    " rule_set, command_id, correlation_id, causation_id, commitment"
)
"""In the order of the fields of `StoredEntry`."""


OF_STREAM = (
    "originator_version, topic, state, notification_id, recorded_at, organisation_id, actor, rule_set, command_id"
)
"""The columns an entry of a known stream is made of."""
READ = f"originator_id, {OF_STREAM}"
"""The columns an entry is made of, in the order of the fields of `ReadRow`."""


class ReadRow(NamedTuple):
    """What of a row an entry is made of; the rest is for whoever proves, or exports."""

    stream: UUID
    version: int
    topic: str
    state: bytes
    position: int
    recorded_at: datetime
    centre: int
    actor: str
    rules: str
    command_id: UUID | None


@dataclass(frozen=True)
class StoredEntry(Notification):
    """An entry as it is kept; ``id`` is its position, 0 until it has one."""

    id: int = 0
    recorded_at: datetime = NOT_YET
    event_id: UUID | None = None
    organisation_id: int = 0
    actor: str = ""
    rule_set: str = ""
    command_id: UUID | None = None
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    commitment: bytes = b""

    @property
    def stream(self) -> UUID:
        """The stream, which in our log is always a UUID."""
        return self.originator_id if isinstance(self.originator_id, UUID) else UUID(self.originator_id)

    @property
    def read(self) -> ReadRow:
        """What of it an entry is made of."""
        return ReadRow(
            self.stream, self.originator_version, self.topic, self.state, self.id, self.recorded_at,
            self.organisation_id, self.actor, self.rule_set, self.command_id,
        )  # fmt: skip


def complete(event: StoredEvent) -> StoredEntry:
    """The event with every column; one that names no envelope gets an empty one, and an identifier of its own."""
    if isinstance(event, StoredEntry) and event.event_id:
        return event
    return StoredEntry(event.originator_id, event.originator_version, event.topic, event.state, event_id=uuid4())


def from_row(row: tuple[Any, ...]) -> StoredEntry:
    """The entry of a row that holds `COLUMNS`."""
    return StoredEntry(*row)
