"""What is sent to the one function that writes into the log, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent
from psycopg.rows import tuple_row

from application.ports import AlreadyApplied, AlreadyClaimed, CommandReused, Outcome, Refused, VersionConflict
from infrastructure.stored import StoredEntry, complete

LARGEST_GROUP = 512
"""Events in one call of the function; a single append may hold more."""
APPEND = (
    "SELECT append_no, outcome, first_position, last_position, stream, version FROM es.event_append("
    "%s::int[], %s::uuid[], %s::bigint[], %s::text[], %b::bytea[], %s::uuid[], %s::int[], %s::text[], %s::text[],"
    " %s::uuid[], %s::uuid[], %s::uuid[], %b::bytea[], %s::uuid[], %b::bytea[], %s::bytea[])"
)


@dataclass(frozen=True)
class StoredAppend:
    """Events to be recorded as one, with the command they carry out and the claim they make."""

    events: Sequence[StoredEvent]
    command_id: UUID | None = None
    fingerprint: bytes = b""
    claim: bytes | None = None


class Verdict(NamedTuple):
    """What the function says of one append; ``stream`` and ``version`` are those the command left, or left before."""

    number: int
    outcome: str
    first_position: int
    last_position: int
    stream: UUID
    version: int

    def told(self, append: StoredAppend) -> Outcome:
        """Where the append stands; raises what refused it."""
        if self.outcome not in {"ok", "replay"}:
            self.refuse(append)
        return Outcome(self.first_position, self.last_position, self.outcome == "replay")

    def positions(self, append: StoredAppend, *, resent: bool) -> range:
        """The position of each event; a replay of what this very call sent before is its own success."""
        outcome = self.told(append)
        positions = range(outcome.first_position, outcome.last_position + 1)
        if outcome.replayed and not (resent and len(positions) == len(append.events)):
            raise AlreadyApplied(self.version, self.first_position, self.last_position)
        return positions

    def refuse(self, append: StoredAppend) -> NoReturn:
        """Raise what the outcome stands for."""
        refused: Refused
        match self.outcome:
            case "conflict":
                refused = VersionConflict(f"{append.events[0].originator_id} has moved on")
            case "claimed":
                refused = AlreadyClaimed(self.stream)
            case _:
                assert append.command_id, self.outcome
                refused = CommandReused(append.command_id)
        refused.number = self.number
        raise refused


def send(connection: psycopg.Connection[Any], appends: Sequence[StoredAppend]) -> list[Verdict]:
    """Have a group of appends judged and written; streams, commands and claims must not occur twice in a group."""
    numbered = [(n, complete(event)) for n, append in enumerate(appends, start=1) for event in append.events]
    columns: list[Sequence[Any]] = [list(column) for column in zip(*(_cells(n, e) for n, e in numbered), strict=True)]
    commands = (
        [append.command_id for append in appends],
        [append.fingerprint for append in appends],
        [append.claim for append in appends],
    )
    with connection.cursor(row_factory=tuple_row) as cursor:
        cursor.execute(APPEND, [*columns, *commands], prepare=True)
        return [Verdict(*row) for row in cursor.fetchall()]


def groups(appends: Iterable[StoredAppend]) -> Iterator[list[StoredAppend]]:
    """The appends in their order, in groups of which the function can judge every member at once."""
    group: list[StoredAppend] = []
    seen: set[object] = set()
    size = 0
    for append in appends:
        marks = {event.originator_id for event in append.events} | {append.command_id, append.claim} - {None}
        if group and (marks & seen or size + len(append.events) > LARGEST_GROUP):
            yield group
            group, seen, size = [], set(), 0
        group.append(append)
        seen |= marks
        size += len(append.events)
    if group:
        yield group


def _cells(number: int, e: StoredEntry) -> tuple[Any, ...]:
    return (
        number, e.stream, e.originator_version, e.topic, e.state, e.event_id, e.organisation_id, e.actor, e.rule_set,
        e.command_id, e.correlation_id, e.causation_id, e.commitment,
    )  # fmt: skip
