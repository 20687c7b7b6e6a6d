"""The tables of projections made, filled anew from every history, compared, switched, and switched back."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from infrastructure.connections import PROJECTION_ADVANCED, connect
from infrastructure.database import DatabaseRefused
from infrastructure.fault_points import fault_point
from infrastructure.filling import Force, Parked, fill
from infrastructure.projector import MOVE, PAGE, batch_after, head
from infrastructure.recompute import Answers, Recompute
from infrastructure.tables import FORMER, FRESH, Table
from projections.history import AnyProjection

ATTEMPTS = 40
LOCK = "SELECT pg_try_advisory_lock(hashtext('rebuild ' || %s))"
HOLD = "SELECT position FROM read.projection WHERE (name, version, shard) = (%s, %s, 0) FOR UPDATE"
LIVE = "SELECT version FROM read.live WHERE name = %s"
KEEP = (
    "INSERT INTO read.former (name, version, position) VALUES (%s, %s, %s) ON CONFLICT (name) DO UPDATE"
    " SET version = excluded.version, position = excluded.position, at = clock_timestamp()"
)
KEPT = "SELECT version, position FROM read.former WHERE name = %s"
FORGET = "DELETE FROM read.parked WHERE (name, version) = (%s, %s)"


class NotTheSame(DatabaseRefused):
    """A rebuild gave other rows than those shown; nothing was switched."""


class Making:
    """A table being filled or brought up to date: how far it has come, and the streams set aside."""

    def __init__(self, table: Table, upto: int, parked: Parked) -> None:
        self.table, self.upto, self.parked = table, upto, parked

    def tail(self, connection: psycopg.Connection[Any], recompute: Recompute, until: int) -> None:
        """What was recorded since, up to that position."""
        while self.upto < until:
            batch = batch_after(connection, self.upto, until, PAGE)
            with connection.transaction():
                histories = recompute.histories(connection, batch.touched, batch.upto)
                answers = recompute.answers(self.table.projection, histories)
                recompute.write(connection, self.table, answers)
            self.parked = {s: e for s, e in self.parked.items() if s not in answers.rows} | answers.parked
            self.upto = batch.upto


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
            live = connection.execute(LIVE, [projection.name]).fetchone()
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
    url: str,
    recompute: Recompute,
    projections: Sequence[AnyProjection],
    *,
    advance: Callable[[int], None] = lambda events: None,
    force: Force | None = None,
    accept: bool = True,
) -> int:
    """Answer every history again into fresh tables, then show them, while readers read on; the position they stand at.

    ``advance`` is told how many more events were answered for. Raises `DatabaseRefused` when another process is at it,
    and, unless differences are accepted, `NotTheSame`.
    """
    with connect(url, patient=True) as connection:
        _alone(connection, projections)
        prepare(connection, projections)
        tables = [Table(projection, FRESH) for projection in projections]
        for table in tables:
            with connection.transaction():
                table.drop(connection)
                table.create(connection)
        upto = head(connection)
        parked = fill(url, recompute, tables, upto, advance, force)
        fault_point("rebuild.filled")
        for table in tables:
            table.index(connection)
            connection.execute(SQL("ANALYZE {}").format(table.place))
        made = [Making(table, upto, aside) for table, aside in zip(tables, parked, strict=True)]
        return _shown(connection, recompute, made, lambda: _replace(connection, made, accept))


def back(url: str, recompute: Recompute, projections: Sequence[AnyProjection]) -> int:
    """Show again what the last rebuild replaced, brought up to date; the position it stands at.

    Raises `DatabaseRefused` where nothing was kept, or only what an earlier program can bring up to date.
    """
    with connect(url, patient=True) as connection:
        _alone(connection, projections)
        made = []
        for projection in projections:
            kept = connection.execute(KEPT, [projection.name]).fetchone()
            if kept is None or kept[0] != projection.version:
                raise DatabaseRefused(f"Rien n'est gardé de « {projection.name} » d'avant la dernière reconstruction.")
            made.append(Making(Table(projection, FORMER), kept[1], {}))
        return _shown(connection, recompute, made, lambda: _exchange(connection, made))


def resume(url: str, recompute: Recompute, projection: AnyProjection) -> bool:
    """Show the table of this version again, brought up to date, if it was ever filled: the way back of a deployment."""
    with connect(url, patient=True) as connection:
        _alone(connection, [projection])
        row = connection.execute(HOLD, [projection.name, projection.version]).fetchone()
        if not row or not row[0]:
            return False
        made = [Making(Table(projection), row[0], {})]
        _shown(connection, recompute, made, lambda: made[0].table.show(connection))
        return True


def forget_former(url: str, projections: Sequence[AnyProjection]) -> None:
    """Give back the room of what was kept; from then on there is no way back."""
    with connect(url, patient=True) as connection, connection.transaction():
        for projection in projections:
            Table(projection, FORMER).drop(connection)
            connection.execute("DELETE FROM read.former WHERE name = %s", [projection.name])


def _alone(connection: psycopg.Connection[Any], projections: Sequence[AnyProjection]) -> None:
    for projection in projections:
        if connection.execute(LOCK, [projection.name]).fetchone() != (True,):
            raise DatabaseRefused(f"La projection {projection.name} est déjà en cours de reconstruction.")


def _shown(
    connection: psycopg.Connection[Any], recompute: Recompute, made: Sequence[Making], switch: Callable[[], None]
) -> int:
    """Bring them near the head, then, under the rows the projector advances by, to the head, and switch."""
    while any((until := head(connection)) - each.upto > PAGE for each in made):
        for each in made:
            each.tail(connection, recompute, until)
    for attempt in range(ATTEMPTS):
        before = [(each.upto, each.parked) for each in made]
        try:
            with connection.transaction():
                # short: whoever reads queues behind us, and must not be kept longer than he waits
                connection.execute("SET LOCAL lock_timeout = '500ms'")
                _caught_up(connection, recompute, made)
                fault_point("rebuild.switching")
                switch()
            break
        except psycopg.errors.LockNotAvailable:  # somebody reads a long page, or a batch is under way
            if attempt == ATTEMPTS - 1:
                raise
            for each, (upto, parked) in zip(made, before, strict=True):
                each.upto, each.parked = upto, parked  # what was written since is undone
            time.sleep(0.1)
    fault_point("rebuild.switched")
    upto = min(each.upto for each in made)
    connection.execute("SELECT pg_notify(%s, %s)", [PROJECTION_ADVANCED, str(upto)])
    return upto


def _caught_up(connection: psycopg.Connection[Any], recompute: Recompute, made: Sequence[Making]) -> None:
    for each in made:
        projection = each.table.projection
        connection.execute(HOLD, [projection.name, projection.version])
    until = head(connection)
    for each in made:
        each.tail(connection, recompute, until)
        projection = each.table.projection
        connection.execute(FORGET, [projection.name, projection.version])
        recompute.mark(connection, projection, Answers({}, each.parked), each.upto)


def _replace(connection: psycopg.Connection[Any], made: Sequence[Making], accept: bool) -> None:
    """The gate, then the fresh tables take the place of those shown, which are kept as the way back."""
    for each in made:
        projection, fresh, table = each.table.projection, each.table, Table(each.table.projection)
        standing = connection.execute(HOLD, [projection.name, projection.version]).fetchone()
        assert standing is not None
        was_live = connection.execute(LIVE, [projection.name]).fetchone() == (projection.version,)
        if was_live and not accept:
            _compare(connection, each, table, standing[0])
        former = Table(projection, FORMER)
        connection.execute(SQL("DROP VIEW IF EXISTS {}").format(Identifier("read", projection.name)))
        former.drop(connection)
        if was_live:
            table.rename(connection, former.name)
            connection.execute(KEEP, [projection.name, projection.version, standing[0]])
        else:
            table.drop(connection)
        fresh.rename(connection, table.name)
        table.show(connection)
        connection.execute(MOVE, [each.upto, projection.name, projection.version])


def _compare(connection: psycopg.Connection[Any], made: Making, table: Table, position: int) -> None:
    """Raises `NotTheSame`; the table shown must stand where the fresh one does, or they could not be the same."""
    if position < made.upto:
        raise psycopg.errors.LockNotAvailable("the live version is still behind")
    if differing := table.differing(connection, made.table):
        raise NotTheSame(
            f"« {table.projection.name} » : la reconstruction donne d'autres lignes pour {differing} dossier(s)."
            " Rien n'a été changé ; voyez « --check », puis relancez avec « --accept » si la nouvelle est la bonne."
        )


def _exchange(connection: psycopg.Connection[Any], made: Sequence[Making]) -> None:
    """The former tables and those shown change places."""
    for each in made:
        projection, former, table = each.table.projection, each.table, Table(each.table.projection)
        standing = connection.execute(HOLD, [projection.name, projection.version]).fetchone()
        assert standing is not None
        connection.execute(SQL("DROP VIEW IF EXISTS {}").format(Identifier("read", projection.name)))
        passing = Table(projection, FRESH)
        passing.drop(connection)
        table.rename(connection, passing.name)
        former.rename(connection, table.name)
        passing.rename(connection, former.name)
        table.show(connection)
        connection.execute(KEEP, [projection.name, projection.version, standing[0]])
        connection.execute(MOVE, [each.upto, projection.name, projection.version])
