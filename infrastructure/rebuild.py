"""The tables of projections made, filled anew from every history, and compared with what they ought to hold."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier

from infrastructure.connections import PROJECTION_ADVANCED, connect
from infrastructure.database import DatabaseRefused
from infrastructure.fault_points import fault_point
from infrastructure.projector import MOVE, PAGE, batch_after, head
from infrastructure.recompute import Answers, Recompute
from infrastructure.tables import Table
from projections.history import AnyProjection

STREAMS = 200
"""Streams in a page, each read whole."""
ATTEMPTS = 20
LOCK = "SELECT pg_try_advisory_lock(hashtext('rebuild ' || %s))"
HOLD = "SELECT FROM read.projection WHERE name = %s AND version = %s FOR UPDATE"
POSITION = "SELECT position FROM read.projection WHERE (name, version, shard) = (%s, %s, 0)"


class Difference(NamedTuple):
    """A stream whose rows are not those its history gives: how many are too many, how many are missing."""

    stream: UUID
    superfluous: int
    missing: int


def prepare(connection: psycopg.Connection[Any], projections: Sequence[AnyProjection]) -> list[str]:
    """Make the tables that do not exist; the names of the projections whose older version is still the live one.

    Part of migrating, never of serving. Raises `DatabaseRefused` when a row changed and its version did not.
    """
    outdated = []
    for projection in projections:
        table = Table(projection)
        with connection.transaction():
            if not (found := table.found(connection)):
                table.create(connection)
                table.index(connection)
            elif found != table.declared:
                raise DatabaseRefused(f"La table {projection!r} n'est pas celle de ce programme : changez sa version.")
            connection.execute(
                "INSERT INTO read.projection (name, version, shard) VALUES (%s, %s, 0) ON CONFLICT DO NOTHING",
                [projection.name, projection.version],
            )
            live = connection.execute("SELECT version FROM read.live WHERE name = %s", [projection.name]).fetchone()
            if live is None:
                table.show(connection)
            elif live != (projection.version,):
                outdated.append(projection.name)
    return outdated


def unprepared(connection: psycopg.Connection[Any], projections: Sequence[AnyProjection]) -> list[str]:
    """The projections whose present version is not the live one; a process that serves needs them all."""
    live = dict(connection.execute("SELECT name, version FROM read.live").fetchall())
    return [each.name for each in projections if live.get(each.name) != each.version]


def rebuild(
    url: str, recompute: Recompute, projection: AnyProjection, advance: Callable[[int], None] = lambda streams: None
) -> int:
    """Answer every history again into a fresh table, then show it, while readers read on; the position it stands at.

    ``advance`` is told how many streams each page held. Raises `DatabaseRefused` when another process is at it.
    """
    with connect(url, patient=True) as connection:
        if connection.execute(LOCK, [projection.name]).fetchone() != (True,):
            raise DatabaseRefused(f"La projection {projection.name} est déjà en cours de reconstruction.")
        prepare(connection, [projection])
        fresh = Table(projection, fresh=True)
        with connection.transaction():
            fresh.drop(connection)
            fresh.create(connection)
        upto = _filled(connection, recompute, fresh, advance)
        fresh.index(connection)
        connection.execute(SQL("ANALYZE {}").format(fresh.place))
        while (until := head(connection)) - upto > PAGE:
            upto = _tailed(connection, recompute, fresh, upto, until)
        fault_point("rebuild.filled")
        for attempt in range(ATTEMPTS):
            try:
                with connection.transaction():
                    upto = _switched(connection, recompute, fresh, upto)
                break
            except psycopg.errors.LockNotAvailable:  # somebody reads a long page, or a batch is under way
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(0.2)
        fault_point("rebuild.switched")
        connection.execute("SELECT pg_notify(%s, %s)", [PROJECTION_ADVANCED, str(upto)])
        return upto


def differences(url: str, recompute: Recompute, projection: AnyProjection) -> list[Difference]:
    """The streams whose rows are not those their history gives, at the position the projection stands at."""
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


def _filled(
    connection: psycopg.Connection[Any], recompute: Recompute, fresh: Table, advance: Callable[[int], None]
) -> int:
    upto = head(connection)
    for page in recompute.pages(connection, upto, STREAMS):
        with connection.transaction():
            answers = recompute.answers(fresh.projection, recompute.histories(connection, page, upto))
            recompute.write(connection, fresh, answers, upto, empty=True)
        advance(len(page))
        fault_point("rebuild.page")
    return upto


def _tailed(connection: psycopg.Connection[Any], recompute: Recompute, fresh: Table, upto: int, until: int) -> int:
    while upto < until:
        batch = batch_after(connection, upto, until, PAGE)
        with connection.transaction():
            histories = recompute.histories(connection, batch.touched, batch.upto)
            recompute.write(connection, fresh, recompute.answers(fresh.projection, histories), batch.upto)
        upto = batch.upto
    return upto


def _switched(connection: psycopg.Connection[Any], recompute: Recompute, fresh: Table, upto: int) -> int:
    """Under the row the projector advances by: the last events, then the fresh table takes the place of the other."""
    projection = fresh.projection
    table = Table(projection)
    connection.execute("SET LOCAL lock_timeout = '2s'")
    connection.execute(HOLD, [projection.name, projection.version])
    upto = _tailed(connection, recompute, fresh, upto, head(connection))
    connection.execute(SQL("DROP VIEW IF EXISTS {}").format(Identifier("read", projection.name)))
    table.drop(connection)
    connection.execute(SQL("ALTER TABLE {} RENAME TO {}").format(fresh.place, Identifier(table.name)))
    table.show(connection)
    connection.execute(MOVE, [upto, projection.name, projection.version])
    fault_point("rebuild.switching")
    return upto
