"""What is sent to the one function that writes into the log, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent
from psycopg.rows import tuple_row

from application.ports import AlreadyApplied, AlreadyClaimed, CommandReused, Outcome, Refused, VersionConflict
from infrastructure.stored import StoredEntry, complete

LARGEST_GROUP = 512
"""Events in one call of the function; a single append may hold more."""
SCALARS = 3
"""Up to so many events each cell is a parameter of its own, which costs the sender less than an array does; beyond, the
statement has more parameters than psycopg remembers the parsing of."""
EVENT_CELLS = (
    "%s::int", "%s::uuid", "%s::bigint", "%s::text", "%b::bytea", "%s::uuid", "%s::int", "%s::text", "%s::text",
    "%s::uuid", "%s::uuid", "%s::uuid", "%b::bytea",
)  # fmt: skip
APPEND_CELLS = ("%s::uuid", "%b::bytea", "%b::bytea")


@dataclass(frozen=True, eq=False)
class StoredAppend:
    """Events to be recorded as one, with the command they carry out and the claim they make."""

    events: Sequence[StoredEvent]
    command_id: UUID | None = None
    fingerprint: bytes = b""
    claim: bytes | None = None

    @property
    def marks(self) -> set[object]:
        """What no other append of the same group may hold: its streams, its command, its claim."""
        return {event.originator_id for event in self.events} | ({self.command_id, self.claim} - {None})


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

    def resent(self, append: StoredAppend, again: bool) -> Verdict:
        """The same; a replay of what this very call sent before is its own success."""
        last = max(e.originator_version for e in append.events if e.originator_id == append.events[0].originator_id)
        here = (append.events[0].originator_id, last, len(append.events))
        own = again and self.outcome == "replay" and (self.stream, self.version, len(self._range)) == here
        return self._replace(outcome="ok") if own else self

    def positions(self, append: StoredAppend) -> range:
        """The position of each event."""
        if self.told(append).replayed:
            raise AlreadyApplied(self.version, self.first_position, self.last_position)
        return self._range

    @property
    def _range(self) -> range:
        return range(self.first_position, self.last_position + 1)

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
    rows = [_cells(n, complete(event)) for n, append in enumerate(appends, start=1) for event in append.events]
    commands = [(append.command_id, append.fingerprint, append.claim) for append in appends]
    few = len(rows) <= SCALARS
    columns = [*zip(*rows, strict=True), *zip(*commands, strict=True)]
    values = [cell for column in columns for cell in column] if few else [list(column) for column in columns]
    with connection.cursor(row_factory=tuple_row) as cursor:
        cursor.execute(_query(len(rows) if few else 0, len(appends) if few else 0), values, prepare=True, binary=True)
        return [Verdict(*row) for row in cursor.fetchall()]


@cache
def _query(events: int, appends: int) -> bytes:
    """The call for so many events and appends; for any number of them when that is 0."""
    arrays = [_array(cell, events) for cell in EVENT_CELLS] + [_array(cell, appends) for cell in APPEND_CELLS]
    return (
        "SELECT append_no, outcome, first_position, last_position, stream, version"
        f" FROM es.event_append({', '.join(arrays)})"
    ).encode()


def _array(cell: str, number: int) -> str:
    return f"ARRAY[{', '.join([cell] * number)}]" if number else f"{cell}[]"


def groups(appends: Iterable[StoredAppend]) -> Iterator[list[StoredAppend]]:
    """The appends in their order, in groups of which the function can judge every member at once."""
    group: list[StoredAppend] = []
    seen: set[object] = set()
    size = 0
    for append in appends:
        marks = append.marks
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
