"""What the rows shown ought to be, from the histories themselves, and where they are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier

from infrastructure.connections import connect
from infrastructure.recompute import Answers, Recompute
from infrastructure.tables import Table
from projections.history import AnyProjection

STREAMS = 200
"""Streams in a page, each read whole."""
POSITION = "SELECT position FROM read.projection WHERE (name, version, shard) = (%s, %s, 0)"


class Difference(NamedTuple):
    """A stream whose rows are not those its history gives: how many are too many, how many are missing."""

    stream: UUID
    superfluous: int
    missing: int


def differences(
    url: str, recompute: Recompute, projection: AnyProjection, advance: Callable[[int], None] = lambda streams: None
) -> list[Difference]:
    """The streams whose rows are not those their history gives, at the position the projection stands at.

    ``advance`` is told how many more streams were compared.
    """
    table = Table(projection)
    found = []
    with connect(url, patient=True) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            row = connection.execute(POSITION, [projection.name, projection.version]).fetchone()
            assert row is not None, f"{projection!r} was never prepared"
            for page in recompute.pages(connection, row[0], STREAMS):
                answers = recompute.answers(projection, recompute.histories(connection, page, row[0]))
                found += _differing(connection, recompute, table, page, answers)
                advance(len(page))
            found += _orphans(connection, table)
    return found


def _differing(
    connection: psycopg.Connection[Any], recompute: Recompute, table: Table, page: Sequence[UUID], answers: Answers
) -> list[Difference]:
    live = table.read(connection, page, recompute.mapper.keys.get_many(page))
    found = []
    for stream in page:
        kept = Counter(live.get(stream, []))
        due = Counter(table.plain(row) for row in answers.rows.get(stream, []))
        if kept != due or stream in answers.parked:
            found.append(Difference(stream, (kept - due).total(), (due - kept).total()))
    return found


def _orphans(connection: psycopg.Connection[Any], table: Table) -> list[Difference]:
    """Rows of streams that have no history at all."""
    query = SQL(
        "SELECT originator_id, count(*) FROM {} WHERE NOT EXISTS"
        " (SELECT FROM es.event e WHERE e.originator_id = {}.originator_id) GROUP BY 1"
    ).format(table.place, Identifier(table.name))
    return [Difference(stream, rows, 0) for stream, rows in connection.execute(query)]
