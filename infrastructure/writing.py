"""How appends reach the one function that writes: each by itself, or all that wait in one transaction.

Written together, whoever comes first writes for everybody who waits, and then lets the first of those who came
meanwhile do the same: no thread of our own whose death would be an outage. Nobody waits for a group to fill, nobody is
answered before the commit, and an append that is refused, or cannot even be sent, costs its neighbours nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any, Protocol, TypeAlias

import psycopg
from eventsourcing.persistence import IntegrityError
from psycopg_pool import ConnectionPool

from application.ports import Outcome, Unavailable, VersionConflict
from infrastructure.append import LARGEST_GROUP, StoredAppend, Verdict, groups, send
from infrastructure.bounded import SECONDS
from infrastructure.connections import NO_SECOND_TIME, STALE_CONNECTIONS, WAIT_SECONDS, allowed, lent
from infrastructure.fault_points import fault_point

Answer: TypeAlias = Verdict | Exception
LARGEST_QUEUE = 1024
"""Appends that may wait; whoever comes next is told to come back."""
LONG_SECONDS = 60.0
"""How long a call may take in a transaction of many appends."""
LARGEST_TOGETHER = 64
"""Appends in one transaction."""
LARGE = 50
"""An append of so many events pays its commit by itself: it waits for nobody, and keeps nobody waiting."""


class Writing(Protocol):
    """A way to the function."""

    def append(self, append: StoredAppend) -> Verdict:
        """What the function says of it, once that is there for good. Raises `Unavailable` or `VersionConflict`."""


class OneByOne:
    """Each append in a transaction of its own."""

    def __init__(self, pool: ConnectionPool[Any]) -> None:
        self.pool = pool

    def append(self, append: StoredAppend) -> Verdict:
        """On a connection of its own."""
        return told(written(self.pool, [append])[0])


class Turn:
    """An append that waits: for its answer, or to be the one who writes."""

    __slots__ = ("answer", "append", "leads", "signal", "taken")

    def __init__(self, append: StoredAppend) -> None:
        self.append, self.taken, self.leads = append, False, False
        self.answer: Answer = Unavailable("the writer failed")
        self.signal = Lock()
        self.signal.acquire()


class Together:
    """All the appends that wait, in one transaction."""

    def __init__(self, pool: ConnectionPool[Any]) -> None:
        self.pool = pool
        self._waiting: list[Turn] = []
        self._led, self._mutex = False, Lock()

    def append(self, append: StoredAppend) -> Verdict:
        """In the transaction of whoever writes next, perhaps ourselves."""
        if len(append.events) >= LARGE:
            return told(written(self.pool, [append])[0])
        turn = Turn(append)
        with self._mutex:
            if len(self._waiting) >= LARGEST_QUEUE:
                raise Unavailable("too many appends wait")
            self._waiting.append(turn)
            leads, self._led = not self._led, True
        if leads or self._called(turn):
            self._lead()
        return told(turn.answer)

    def _called(self, turn: Turn) -> bool:
        """Wait for the answer, or to be called to write; an append nobody took in time is withdrawn."""
        if not turn.signal.acquire(timeout=WAIT_SECONDS):
            with self._mutex:
                if not turn.taken and not turn.leads:
                    self._waiting.remove(turn)
                    raise Unavailable("not taken in time; nothing was written")
            if not turn.signal.acquire(timeout=2 * SECONDS):
                raise Unavailable
        return turn.leads

    def _lead(self) -> None:
        with self._mutex:
            group = self._taken()
        answers: Sequence[Answer] = ()
        try:
            fault_point("group.taken")
            answers = written(self.pool, [turn.append for turn in group])
            fault_point("group.written")
        finally:  # whatever happens to us, the others are answered and somebody goes on
            with self._mutex:
                self._led = bool(self._waiting)
                following = self._waiting[:1]
                for next_ in following:
                    next_.leads = True
            for turn, answer in zip(group, answers, strict=False):
                turn.answer = answer
            for turn in (*group, *following):
                turn.signal.release()

    def _taken(self) -> list[Turn]:
        """The appends the function can judge at once: one a stream, a command, a claim; the others keep their place."""
        group: list[Turn] = []
        seen: set[object] = set()
        size = 0
        for turn in self._waiting:
            marks = turn.append.marks
            fits = not marks & seen and size + len(turn.append.events) <= LARGEST_GROUP
            if len(group) < LARGEST_TOGETHER and (fits or not group):
                group.append(turn)
                turn.taken = True
                size += len(turn.append.events)
            seen |= marks
        self._waiting = [turn for turn in self._waiting if not turn.taken]
        return group


def told(answer: Answer) -> Verdict:
    """The verdict, unless there is none."""
    if isinstance(answer, Exception):
        raise answer
    return answer


def written(pool: ConnectionPool[Any], group: Sequence[StoredAppend]) -> list[Answer]:
    """The verdict of each append, or what kept it from having one.

    An append whose acknowledgement was lost is sent again if it carries a command: the ledger then tells. Without a
    command nobody could tell, and `Unavailable` says so.
    """
    until = time.monotonic() + SECONDS
    for attempt in range(STALE_CONNECTIONS):
        sent = [append for append in group if append.command_id or not attempt]
        try:
            with lent(pool) as connection:
                fault_point("append.before")
                verdicts = {append: verdict for append, verdict in zip(sent, send(connection, sent), strict=True)}
                fault_point("append.committed")
        except NO_SECOND_TIME as failure:
            return [_unavailable(failure) for _ in group]
        except psycopg.OperationalError as failure:
            lost: Exception = failure
            if time.monotonic() > until or not any(append.command_id for append in group):
                break
        except psycopg.Error as failure:
            return [_refused(failure)] if len(group) == 1 else [written(pool, [append])[0] for append in group]
        else:
            return [
                verdicts[append].resent(append, bool(attempt)) if append in verdicts else _unavailable(lost)
                for append in group
            ]
    return [_unavailable(lost) for _ in group]


def written_as_one(pool: ConnectionPool[Any], appends: Sequence[StoredAppend]) -> list[Outcome]:
    """Every append in one transaction, or none; others wait for their turn until it ends.

    Raises what refused the first one refused, its ``number`` set; a replay is no refusal.
    """
    resendable = all(append.command_id for append in appends)
    until = time.monotonic() + SECONDS
    while True:
        try:
            with lent(pool) as connection, allowed(connection, LONG_SECONDS):
                with connection.transaction():
                    outcomes = list(_sent(connection, appends))
                    fault_point("append.written")
                return outcomes
        except NO_SECOND_TIME as failure:
            raise Unavailable from failure
        except psycopg.OperationalError as failure:
            if not resendable or time.monotonic() > until:
                raise Unavailable from failure
        except psycopg.Error as failure:
            raise _refused(failure) from failure


def _sent(connection: psycopg.Connection[Any], appends: Sequence[StoredAppend]) -> Iterator[Outcome]:
    connection.execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10s'")
    done = 0
    for group in groups(appends):
        for verdict, append in zip(send(connection, group), group, strict=True):
            yield verdict._replace(number=done + verdict.number).told(append)
        done += len(group)


def _unavailable(failure: Exception) -> Unavailable:
    unavailable = Unavailable()
    unavailable.__cause__ = failure
    return unavailable


def _refused(failure: psycopg.Error) -> Exception:
    """The primary key is the last word on versions; any other key, or a value out of range, is an error of ours."""
    if not isinstance(failure, psycopg.errors.UniqueViolation):
        return failure
    key = str(failure.diag.constraint_name)
    refused = VersionConflict(key) if key == "event_pkey" else IntegrityError(key)
    refused.__cause__ = failure
    return refused
