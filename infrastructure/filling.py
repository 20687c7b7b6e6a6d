"""Fresh tables filled from every history, by several processes at once where that pays.

Identifiers of streams are random, so equal ranges of them hold about as many events each; a range is read in the order
of the primary key, decoded once, answered by every projection, and committed by itself.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from infrastructure.connections import connect
from infrastructure.fault_points import fault_point
from infrastructure.recompute import Range, Recompute
from infrastructure.roles import PROJECTOR
from infrastructure.tables import FRESH, Table
from projections.history import AnyProjection

EVENTS_IN_RANGE = 4000
LARGEST_NUMBER = 1 << 16
WORTH_IT = 50_000
"""Events from which starting other processes takes less time than it saves."""
IDENTIFIERS = 1 << 128
Parked = dict[UUID, str]
"""Streams set aside, with what went wrong."""
Advance = Callable[[int], None]


class Force(NamedTuple):
    """Who fills: so many processes, each of which makes what it reads and decodes with by ``start``."""

    processes: int
    start: Callable[[], Recompute]


class Filled(NamedTuple):
    """What came of one range: how many events were read, and for each table the streams set aside."""

    events: int
    parked: tuple[Parked, ...]


def fill(
    url: str, recompute: Recompute, tables: Sequence[Table], upto: int, advance: Advance, force: Force | None
) -> list[Parked]:
    """Rows of every stream as it stood at that position, in tables that are empty; for each, the streams set aside.

    ``advance`` is told how many more events were answered for.
    """
    parked: list[Parked] = [{} for _ in tables]
    several = force if force and force.processes > 1 and upto >= WORTH_IT else None
    done = _by_several(url, tables, upto, several) if several else _here(url, recompute, tables, upto)
    for part in done:
        for known, more in zip(parked, part.parked, strict=True):
            known.update(more)
        advance(part.events)
        fault_point("rebuild.page")
    return parked


def ranges(upto: int) -> Iterator[Range]:
    """Every identifier there can be, in ranges of some thousand events each."""
    number = min(max(upto // EVENTS_IN_RANGE, 1), LARGEST_NUMBER)
    for n in range(number):
        yield Range(UUID(int=IDENTIFIERS * n // number), UUID(int=IDENTIFIERS * (n + 1) // number - 1))


def filled(
    connection: psycopg.Connection[Any], recompute: Recompute, tables: Sequence[Table], upto: int, asked: Range
) -> Filled:
    """One range, answered by every projection and committed."""
    with connection.transaction():
        histories = recompute.within(connection, asked, upto)
        parked = []
        for table in tables:
            answers = recompute.answers(table.projection, histories)
            recompute.write(connection, table, answers, empty=True)
            parked.append(answers.parked)
    events = sum(len(history.entries) for history in histories.values() if not isinstance(history, str))
    return Filled(events, tuple(parked))


def _here(url: str, recompute: Recompute, tables: Sequence[Table], upto: int) -> Iterator[Filled]:
    with connect(url, patient=True, role=PROJECTOR) as connection:
        for each in ranges(upto):
            yield filled(connection, recompute, tables, upto, each)


def _by_several(url: str, tables: Sequence[Table], upto: int, force: Force) -> Iterator[Filled]:
    """New processes, not copies of this one: its connections and locks are its own."""
    orders = Orders(url, tuple(table.projection for table in tables), upto, force.start)
    with ProcessPoolExecutor(
        force.processes, get_context("spawn"), initializer=_begin, initargs=(orders,)
    ) as processes:
        waiting = [processes.submit(_task, each) for each in ranges(upto)]
        try:
            for done in as_completed(waiting):
                yield done.result()
        finally:
            processes.shutdown(wait=True, cancel_futures=True)


class Orders(NamedTuple):
    """What a process that fills is told once."""

    url: str
    projections: tuple[AnyProjection, ...]
    upto: int
    start: Callable[[], Recompute]


class Worker:
    """What a process that fills keeps between two ranges."""

    def __init__(self, orders: Orders) -> None:
        self.upto, self.recompute = orders.upto, orders.start()
        self.tables = [Table(projection, FRESH) for projection in orders.projections]
        self.connection = connect(orders.url, patient=True, role=PROJECTOR)

    def fill(self, asked: Range) -> Filled:
        """One range."""
        gc.collect()
        return filled(self.connection, self.recompute, self.tables, self.upto, asked)


_workers: list[Worker] = []


def _begin(orders: Orders) -> None:
    """Histories hold no cycles, and looking for some takes a third of the time: it is done between two ranges."""
    _workers.append(Worker(orders))
    gc.collect()
    gc.freeze()
    gc.disable()


def _task(asked: Range) -> Filled:
    return _workers[0].fill(asked)
