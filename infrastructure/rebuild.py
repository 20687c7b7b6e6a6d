"""The tables of projections made, filled anew from every history, shown, and what they replaced shown again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import psycopg
from psycopg.sql import SQL

from infrastructure.connections import connect
from infrastructure.database import DatabaseRefused
from infrastructure.fault_points import fault_point
from infrastructure.filling import Force, fill
from infrastructure.projector import Projector, head
from infrastructure.recompute import Recompute
from infrastructure.switching import LIVE, Making, exchanged, replaced, shown, taken_over
from infrastructure.tables import FORMER, FRESH, Table
from projections.history import AnyProjection

LOCK = "SELECT pg_try_advisory_lock(hashtext('rebuild ' || %s))"
KEPT = "SELECT version, position, parked FROM read.former WHERE name = %s"
POSITION = "SELECT position FROM read.projection WHERE (name, version, shard) = (%s, %s, 0)"


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
        if not accept:  # what is shown is compared at the same position
            Projector(url, recompute.mapper, recompute.rules, projections).catch_up()
        return shown(connection, recompute, made, partial(replaced, connection, recompute, accept=accept))


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
            aside = dict.fromkeys(kept[2], "set aside before it was replaced")
            made.append(Making(Table(projection, FORMER), kept[1], aside))
        return shown(connection, recompute, made, partial(exchanged, connection))


def resume(url: str, recompute: Recompute, projection: AnyProjection) -> bool:
    """Show the table of this version again, brought up to date, if it was ever filled: the way back of a deployment."""
    with connect(url, patient=True) as connection:
        _alone(connection, [projection])
        row = connection.execute(POSITION, [projection.name, projection.version]).fetchone()
        if not row or not row[0]:
            return False
        Projector(url, recompute.mapper, recompute.rules, [projection]).catch_up()
        taken_over(connection, projection)
        return True


def forget_former(url: str, projections: Sequence[AnyProjection]) -> None:
    """Give back the room of what was kept; from then on there is no way back."""
    with connect(url, patient=True) as connection:
        _alone(connection, projections)
        for projection in projections:
            Table(projection, FORMER).drop(connection)
            connection.execute("DELETE FROM read.former WHERE name = %s", [projection.name])


def _alone(connection: psycopg.Connection[Any], projections: Sequence[AnyProjection]) -> None:
    for projection in projections:
        if connection.execute(LOCK, [projection.name]).fetchone() != (True,):
            raise DatabaseRefused(f"La projection {projection.name} est déjà en cours de reconstruction.")
