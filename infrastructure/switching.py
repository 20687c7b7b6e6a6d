"""How a table takes the place of another: brought to the same position, compared, exchanged in one transaction.

Everything that takes long happens before the first view is touched: whoever reads waits for a moment only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from infrastructure.connections import PROJECTION_ADVANCED
from infrastructure.database import DatabaseRefused
from infrastructure.fault_points import fault_point
from infrastructure.filling import Parked
from infrastructure.projector import MOVE, PAGE, PARKED, batch_after, head
from infrastructure.recompute import Answers, Recompute
from infrastructure.tables import FORMER, FRESH, Table
from projections.history import AnyProjection

ATTEMPTS = 40
HOLD = "SELECT position FROM read.projection WHERE (name, version, shard) = (%s, %s, 0) FOR UPDATE"
LIVE = "SELECT version FROM read.live WHERE name = %s"
KEEP = (
    "INSERT INTO read.former (name, version, position, parked) VALUES (%s, %s, %s, %s) ON CONFLICT (name) DO UPDATE"
    " SET version = excluded.version, position = excluded.position, parked = excluded.parked, at = clock_timestamp()"
)
FORGET = "DELETE FROM read.parked WHERE (name, version) = (%s, %s)"


class NotTheSame(DatabaseRefused):
    """A rebuild gave other rows than those shown; nothing was switched."""


class Making:
    """A table brought up to date: how far it has come, and the streams set aside, whose rows are of an earlier day."""

    def __init__(self, table: Table, upto: int, parked: Parked) -> None:
        self.table, self.upto, self.parked = table, upto, parked

    @property
    def projection(self) -> AnyProjection:
        """Whose rows they are."""
        return self.table.projection

    def tail(self, connection: psycopg.Connection[Any], recompute: Recompute, until: int) -> None:
        """What was recorded since, up to that position; a table the projector writes only while its row is held."""
        while self.upto < until:
            batch = batch_after(connection, self.upto, until, PAGE)
            with connection.transaction():
                parked = self.parked
                for page in batch.pages(connection):
                    answers = recompute.answers(self.projection, recompute.histories(connection, page, batch.upto))
                    recompute.write(connection, self.table, answers)
                    parked = {s: e for s, e in parked.items() if s not in answers.rows} | answers.parked
            self.parked, self.upto = parked, batch.upto


Switch = Callable[[Sequence[Making]], None]


def shown(connection: psycopg.Connection[Any], recompute: Recompute, made: Sequence[Making], switch: Switch) -> int:
    """Bring them near the head, then, under the rows the projector advances by, to the head, and switch.

    Gives the position they stand at. Raises `DatabaseRefused` when people read too long for it to be done.
    """
    while any((until := head(connection)) - each.upto > PAGE for each in made):
        for each in made:
            each.tail(connection, recompute, until)
    for _ in range(ATTEMPTS):
        before = [(each.upto, each.parked) for each in made]
        try:
            with connection.transaction():
                # short: whoever reads queues behind us, and must not be kept longer than he waits
                connection.execute("SET LOCAL lock_timeout = '500ms'")
                until = _held(connection, made)
                for each in made:
                    each.tail(connection, recompute, until)
                fault_point("rebuild.switching")
                switch(made)
                for each in made:
                    connection.execute(FORGET, [each.projection.name, each.projection.version])
                    recompute.mark(connection, each.projection, Answers({}, each.parked), each.upto)
            break
        except psycopg.errors.LockNotAvailable:  # somebody reads a long page, or a batch is under way
            for each, (upto, parked) in zip(made, before, strict=True):
                each.upto, each.parked = upto, parked  # what was written since is undone
            time.sleep(0.1)
    else:
        raise DatabaseRefused("Les listes sont lues sans répit : rien n'a été changé, relancez.")
    fault_point("rebuild.switched")
    connection.execute("SELECT pg_notify(%s, %s)", [PROJECTION_ADVANCED, str(until)])
    return until


def replaced(
    connection: psycopg.Connection[Any], recompute: Recompute, made: Sequence[Making], *, accept: bool
) -> None:
    """The gate, then the fresh tables take the place of those shown, which are kept as the way back.

    A stream that could not be answered keeps the rows it had. Raises `NotTheSame` unless differences are accepted.
    """
    live = [_live(connection, each.projection) for each in made]
    for each, was in zip(made, live, strict=True):
        if was is not None:
            each.table.take(connection, was.table, list(each.parked))
            if not accept:
                was.tail(connection, recompute, each.upto)
                _require_same(connection, was.table, each.table)
    for each, was in zip(made, live, strict=True):
        projection, table, former = each.projection, Table(each.projection), Table(each.projection, FORMER)
        _hide(connection, projection)
        former.drop(connection)
        if was is None:
            table.drop(connection)
        else:
            table.rename(connection, former.name)
            _keep(connection, was)
        each.table.rename(connection, table.name)
        _show(connection, table, each.upto)


def exchanged(connection: psycopg.Connection[Any], made: Sequence[Making]) -> None:
    """The former tables and those shown change places."""
    for each in made:
        was, passing = _live(connection, each.projection), Table(each.projection, FRESH)
        assert was is not None, "what was kept is of the version shown"
        _hide(connection, each.projection)
        passing.drop(connection)
        was.table.rename(connection, passing.name)
        each.table.rename(connection, was.table.name)
        passing.rename(connection, each.table.name)
        _keep(connection, was)
        _show(connection, was.table, each.upto)


def taken_over(connection: psycopg.Connection[Any], projection: AnyProjection) -> None:
    """The table of this version is shown, which the projector has brought up to date."""
    with connection.transaction():
        Table(projection).show(connection)


def _held(connection: psycopg.Connection[Any], made: Sequence[Making]) -> int:
    """The head, once no projector advances these any more."""
    for each in sorted(made, key=lambda each: each.projection.name):
        connection.execute(HOLD, [each.projection.name, each.projection.version])
    return head(connection)


def _live(connection: psycopg.Connection[Any], projection: AnyProjection) -> Making | None:
    """The table shown, where it is of this version."""
    if connection.execute(LIVE, [projection.name]).fetchone() != (projection.version,):
        return None
    standing = connection.execute(HOLD, [projection.name, projection.version]).fetchone()
    assert standing is not None
    aside = connection.execute(PARKED, [projection.name, projection.version]).fetchall()
    return Making(Table(projection), standing[0], {stream: "" for (stream,) in aside})


def _require_same(connection: psycopg.Connection[Any], was: Table, fresh: Table) -> None:
    if differing := was.differing(connection, fresh):
        raise NotTheSame(
            f"« {was.projection.name} » : la reconstruction donne d'autres lignes pour {differing} dossier(s)."
            " Rien n'a été changé ; voyez « --check », puis relancez avec « --accept » si la nouvelle est la bonne."
        )


def _hide(connection: psycopg.Connection[Any], projection: AnyProjection) -> None:
    connection.execute(SQL("DROP VIEW IF EXISTS {}").format(Identifier("read", projection.name)))


def _show(connection: psycopg.Connection[Any], table: Table, upto: int) -> None:
    table.show(connection)
    connection.execute(MOVE, [upto, table.projection.name, table.projection.version])


def _keep(connection: psycopg.Connection[Any], was: Making) -> None:
    connection.execute(KEEP, [was.projection.name, was.projection.version, was.upto, list(was.parked)])
