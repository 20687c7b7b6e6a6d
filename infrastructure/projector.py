"""Keeps the rows of every projection true to the log: those of the streams a batch touched are replaced, in the
transaction that moves the position. Killed at any moment, it leaves nothing half-written.

It comes back by itself from whatever happens to its connections. A fact this release cannot read stops it, with an
alarm that says which: passed over, it would be missing from every list for ever.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from threading import Event as Flag
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier

from application.ports import Unavailable
from domain.rules import RuleSet
from infrastructure.bounded import Bounded
from infrastructure.centre_rules import files_of
from infrastructure.connections import EVENTS, PROJECTION_ADVANCED, connect
from infrastructure.fault_points import fault_point
from infrastructure.mapper import EntryMapper
from infrastructure.recompute import Recompute
from infrastructure.roles import PROJECTOR
from infrastructure.tables import Table
from infrastructure.upcasts import UnknownFact
from projections.history import AnyProjection, History

log = logging.getLogger("parcours.projector")
PAGE = 1000
"""Events in a batch."""
LARGEST_TOUCHED = 200
"""Streams in a batch, since each is read whole."""
SECONDS = 60.0
"""How long a call of a batch may take."""
WAIT_SECONDS = 0.25
GATHER_SECONDS = 0.05
"""What is recorded so soon after the first is answered for in the same batch, for little more than the first costs."""
REST_SECONDS = 0.02
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
TURN = (
    "SELECT name, version, position FROM read.projection WHERE shard = 0"
    " AND (name, version) IN (SELECT * FROM unnest(%s::text[], %s::int[]))"
    " ORDER BY name, version FOR UPDATE SKIP LOCKED"
)
OWN_TURN = TURN.removesuffix(" SKIP LOCKED")
STANDING = (
    "SELECT position FROM read.projection WHERE shard = 0"
    " AND (name, version) IN (SELECT * FROM unnest(%s::text[], %s::int[]))"
)
HEAD = "SELECT position FROM es.event_head"
BATCH = (
    "SELECT notification_id, originator_id, organisation_id, topic LIKE 'rule.%%' FROM es.event"
    " WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id LIMIT %s"
)
MOVE = (
    "UPDATE read.projection SET position = %s, alarm = '', updated_at = clock_timestamp()"
    " WHERE name = %s AND version = %s AND shard = 0"
)
OURS = " WHERE shard = 0 AND (name, version) IN (SELECT * FROM unnest(%s::text[], %s::int[]))"
BEAT = "UPDATE read.projection SET alarm = '', updated_at = clock_timestamp()" + OURS
RAISE_ALARM = "UPDATE read.projection SET alarm = %s" + OURS
PARKED = "SELECT originator_id FROM read.parked WHERE (name, version) = (%s, %s)"
BEAT_SECONDS = 5.0
"""How often a projector with nothing to do says that it is there."""


class Batch(NamedTuple):
    """The streams touched since a position, the centres whose rules were, and the position they bring us to."""

    touched: frozenset[UUID]
    upto: int
    ruled: frozenset[int] = frozenset()

    def pages(self, connection: psycopg.Connection[Any]) -> Iterator[frozenset[UUID]]:
        """Every stream to be answered anew, a few at a time: those touched, and all files of those centres."""
        streams = sorted(self.touched | files_of(connection, self.ruled, self.upto))
        for start in range(0, len(streams), LARGEST_TOUCHED):
            yield frozenset(streams[start : start + LARGEST_TOUCHED])


class Projector:
    """Advances projections together as long as they stand at one position; several processes may run it at once."""

    def __init__(
        self, url: str, mapper: EntryMapper, rules: RuleSet, projections: Sequence[AnyProjection], *, page: int = PAGE
    ) -> None:
        self.url, self.page = url, page
        self._pause, self._beaten = SHORTEST_PAUSE, 0.0
        self.recompute = Recompute(mapper, rules)
        self.tables = {(each.name, each.version): Table(each) for each in projections}

    def run(self, stop: Flag) -> None:
        """Until told to stop: catch up, wait for news or a moment; whatever stops it, pause and come back."""
        self._pause = SHORTEST_PAUSE
        while not stop.is_set():
            try:
                with connect(self.url, role=PROJECTOR) as news, self._connected() as connection:
                    news.execute(SQL("LISTEN {}").format(Identifier(EVENTS)))  # before catching up: nothing is missed
                    while not stop.is_set():
                        while not stop.is_set() and self.step(connection):
                            self._pause = SHORTEST_PAUSE
                        if list(news.notifies(timeout=WAIT_SECONDS, stop_after=1)):
                            stop.wait(GATHER_SECONDS)
            except Exception as failure:
                log.warning("the projector pauses (%s)", type(failure).__name__)
                self._alarm(failure)
                stop.wait(self._pause)
                self._pause = min(2 * self._pause, LONGEST_PAUSE)

    def _connected(self) -> Bounded:
        return connect(self.url, seconds=SECONDS, role=PROJECTOR)

    def _alarm(self, failure: Exception) -> None:
        """Tell those who watch what stops us; a database that is away tells them by itself."""
        if isinstance(failure, psycopg.OperationalError | Unavailable):
            return
        words = str(failure) if isinstance(failure, UnknownFact) else ""  # other texts may quote what people are
        with suppress(psycopg.Error), self._connected() as connection:
            connection.execute(RAISE_ALARM, [f"{type(failure).__name__} {words}".strip(), *self._asked])

    def catch_up(self) -> int:
        """Return when every projection has come to the head of the log, whose position is given."""
        with self._connected() as connection:
            until = head(connection)
            while self._behind(connection, until):
                if not self.step(connection):  # another process is at it
                    time.sleep(REST_SECONDS)
            return until

    def _behind(self, connection: psycopg.Connection[Any], until: int) -> bool:
        """Whether a projection has not come that far."""
        return any(position < until for (position,) in connection.execute(STANDING, self._asked))

    @property
    def _asked(self) -> tuple[list[str], list[int]]:
        return [name for name, _ in self.tables], [version for _, version in self.tables]

    def step(self, connection: psycopg.Connection[Any]) -> bool:
        """One batch, for the projections that are furthest behind; False when there is nothing to do, or not for us."""
        with connection.transaction():
            turns = connection.execute(TURN, self._asked).fetchall()
            if not turns:
                return False
            position = min(position for _, _, position in turns)
            until = head(connection)
            if position >= until:
                self._beat(connection, turns)
                return False
            batch = batch_after(connection, position, until, self.page)
            ours = [(name, version) for name, version, standing in turns if standing == position]
            for page in batch.pages(connection):
                histories = self.recompute.histories(connection, page, batch.upto)
                for turn in ours:
                    self._answer(connection, self.tables[turn], histories, batch.upto)
                    fault_point("project.rows")
            for turn in ours:
                connection.execute(MOVE, [batch.upto, *turn])
            fault_point("project.moved")
        with suppress(psycopg.OperationalError):  # those who wait also look by themselves
            connection.execute("SELECT pg_notify(%s, %s)", [PROJECTION_ADVANCED, str(batch.upto)])
        return True

    def retry(self) -> int:
        """Try again the streams set aside, when the others are done with theirs; how many still are."""
        still = 0
        with self._connected() as connection, connection.transaction():
            for name, version, position in connection.execute(OWN_TURN, self._asked).fetchall():
                streams = [stream for (stream,) in connection.execute(PARKED, [name, version])]
                histories = self.recompute.histories(connection, streams, position)
                still += self._answer(connection, self.tables[name, version], histories, position)
        return still

    def _answer(
        self, connection: psycopg.Connection[Any], table: Table, histories: Mapping[UUID, History | str], upto: int
    ) -> int:
        answers = self.recompute.answers(table.projection, histories)
        self.recompute.write(connection, table, answers)
        self.recompute.mark(connection, table.projection, answers, upto)
        return len(answers.parked)

    def _beat(self, connection: psycopg.Connection[Any], turns: Sequence[tuple[str, int, int]]) -> None:
        """Say that we are there, for those whose turn is ours."""
        if time.monotonic() > self._beaten + BEAT_SECONDS:
            connection.execute(BEAT, [[name for name, *_ in turns], [version for _, version, _ in turns]])
            self._beaten = time.monotonic()


def head(connection: psycopg.Connection[Any]) -> int:
    """The last position of the log, 0 when it is empty."""
    row = connection.execute(HEAD).fetchone()
    assert row is not None
    return int(row[0])


def batch_after(connection: psycopg.Connection[Any], position: int, until: int, page: int) -> Batch:
    """The streams of the next events; ``until`` was read before them, so that none is passed over."""
    touched: set[UUID] = set()
    ruled: set[int] = set()
    last, number = position, 0
    for last_read, stream, centre, is_rule in connection.execute(BATCH, [position, until, page], binary=True):
        if stream not in touched and len(touched) == LARGEST_TOUCHED:
            return Batch(frozenset(touched), last, frozenset(ruled))
        touched.add(stream)
        ruled |= {centre} if is_rule else set()
        last, number = last_read, number + 1
    return Batch(frozenset(touched), last if number == page else until, frozenset(ruled))
