"""What must be true after any fault: each acknowledged command in the log exactly once, the log whole, the rows true.

The log is read as the tables hold it, past every class that wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from infrastructure.comparison import differences
from infrastructure.connections import connect
from infrastructure.faults.beliefs import Beliefs, Believed, Standing
from infrastructure.house import PROJECTIONS, house
from infrastructure.settings import Settings

LEDGER = "SELECT command_id, originator_id, version, first_position, last_position FROM es.processed_command"
EVENTS = (
    "SELECT command_id, array_agg(notification_id ORDER BY notification_id), array_agg(DISTINCT originator_id)"
    " FROM es.event WHERE command_id IS NOT NULL GROUP BY 1"
)
WHOLE = {
    "positions are not dense": "SELECT count(*) FROM es.event_head WHERE position <> (SELECT count(*) FROM es.event)"
    " OR position <> (SELECT coalesce(max(notification_id), 0) FROM es.event)",
    "versions of a stream are not contiguous": "SELECT count(*) FROM (SELECT FROM es.event GROUP BY originator_id"
    " HAVING min(originator_version) <> 1 OR max(originator_version) <> count(*)) AS broken",
    "recorded_at goes back": "SELECT count(*) FROM (SELECT recorded_at < lag(recorded_at) OVER"
    " (ORDER BY notification_id) AS back FROM es.event) AS told WHERE back",
    "a command of the ledger lacks an event": "SELECT count(*) FROM es.processed_command c WHERE (SELECT count(*)"
    " FROM es.event e WHERE e.notification_id BETWEEN c.first_position AND c.last_position"
    " AND e.command_id = c.command_id) <> c.last_position - c.first_position + 1",
    "an event of a command is not in its ledger row": "SELECT count(*) FROM es.event e WHERE e.command_id IS NOT NULL"
    " AND NOT EXISTS (SELECT FROM es.processed_command c WHERE c.command_id = e.command_id"
    " AND e.notification_id BETWEEN c.first_position AND c.last_position)",
    "a claim names nobody": "SELECT count(*) FROM es.identity_claim c WHERE NOT EXISTS"
    " (SELECT FROM es.event e WHERE e.originator_id = c.originator_id)",
}
"""Each counts what must not be there."""


@dataclass
class Findings:
    """What an examination found; ``wrong`` says in words whatever is not as it must be."""

    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    unknown: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Findings) -> None:
        """Together with those of another place."""
        self.acknowledged += other.acknowledged
        self.lost += other.lost
        self.doubled += other.doubled
        self.unknown += other.unknown
        self.wrong += other.wrong


def examine(url: str, beliefs: Beliefs) -> Findings:
    """Hold what the writers believe against the log."""
    found = Findings(wrong=list(beliefs.contradictions))
    with connect(url, patient=True) as connection:
        written = _written(connection)
        for believed in beliefs.commands.values():
            _judge(believed, written.get(believed.key), found)
        for words, query in WHOLE.items():
            row = connection.execute(query.encode()).fetchone()
            if row != (0,):
                found.wrong.append(f"{words} ({row[0] if row else '?'})")
    return found


def compare(settings: Settings) -> list[str]:
    """What the rows of each projection lack or have too much, where it stands now and once it has caught up."""
    wrong = []
    with house(settings) as ready:
        for moment in ("as left", "caught up"):
            for projection in PROJECTIONS.values():
                found = differences(ready.databases.main, ready.recompute, projection)
                wrong += [f"{projection!r}, {moment}: {len(found)} streams differ from a rebuild"] if found else []
            ready.projector.catch_up()
    return wrong


@dataclass
class _Written:
    """One command, as the log has it."""

    stream: UUID
    version: int
    positions: list[int]
    events: list[int] = field(default_factory=list)
    streams: list[UUID] = field(default_factory=list)


def _written(connection: psycopg.Connection[Any]) -> dict[UUID, _Written]:
    found = {
        key: _Written(stream, version, list(range(first, last + 1)))
        for key, stream, version, first, last in connection.execute(LEDGER)
    }
    for key, positions, streams in connection.execute(EVENTS):
        told = found.setdefault(key, _Written(UUID(int=0), 0, []))
        told.events, told.streams = positions, streams
    return found


def _judge(believed: Believed, written: _Written | None, found: Findings) -> None:
    """One command; what is there more often than the ledger says is doubled, acknowledged or not."""
    found.acknowledged += believed.standing is Standing.ACKNOWLEDGED
    found.unknown += believed.standing is Standing.UNKNOWN
    if written and (len(written.events) > len(written.positions) or len(written.streams) > 1):
        found.doubled += 1
        found.wrong.append(f"command {believed.key} is there twice")
    found.wrong += _misplaced(believed, written)
    if believed.standing is Standing.ACKNOWLEDGED and (written is None or written.events != written.positions):
        found.lost += 1
        found.wrong.append(f"command {believed.key} was acknowledged and is not in the log")


def _misplaced(believed: Believed, written: _Written | None) -> Iterator[str]:
    if written and believed.standing is Standing.REFUSED:
        yield f"command {believed.key} was refused and is in the log"
    if written and believed.standing is Standing.ACKNOWLEDGED:
        told = (believed.stream, believed.version, believed.position, believed.events)
        if told != (written.stream, written.version, max(written.positions, default=0), len(written.positions)):
            yield f"command {believed.key} is not where its writer was told"
