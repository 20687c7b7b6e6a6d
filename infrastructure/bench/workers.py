"""Who does the work that is timed: threads, in one or several processes of their own, the same for every contender.

A process imports and opens everything, warms up, and says it is ready; only then the clock starts, for all together.
Connections live as long as one sample, so that contenders waiting for their turn hold none.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from itertools import count
from multiprocessing.connection import Connection
from random import randrange
from threading import Barrier, Thread
from typing import Generic, NamedTuple, Protocol, TypeVar

from infrastructure.bench.measure import MeasureFailed

Thing = TypeVar("Thing")
Operation = Callable[[], object]
"""One unit of the work that is timed; called from several threads."""
PATIENCE = 120.0
SPAWN = multiprocessing.get_context("spawn")


class Share(NamedTuple):
    """Which process this is of those that do a job."""

    number: int
    of: int


class Turns(Generic[Thing]):
    """Things for the threads of one process, none for two at a time: other processes have others."""

    def __init__(self, share: Share, things: Sequence[Thing]) -> None:
        self.things = things[share.number :: share.of]
        self.numbers = count(randrange(len(self.things)))

    def next(self) -> Thing:
        """The next one, again and again, the first being any."""
        return self.things[next(self.numbers) % len(self.things)]


class Job(Protocol):
    """What a contender does, told so that another process can do it."""

    def open(self, threads: int, share: Share) -> AbstractContextManager[Operation]:
        """Open what is needed, for so many threads of this process."""


class Order(NamedTuple):
    """One sample asked for: it ends with whichever comes first."""

    job: Job
    threads: int
    seconds: float
    operations: int
    share: Share


class Sample(NamedTuple):
    """What was done in the time measured; ``warmed`` operations were done before it."""

    operations: int
    warmed: int
    seconds: float
    cpu_seconds: float
    latencies: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Operations a second."""
        return self.operations / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Processor milliseconds of our own process (user and system) an operation."""
        return 1000 * self.cpu_seconds / self.operations

    def percentile(self, share: float) -> float:
        """The latency, in milliseconds, which that share of operations did not exceed."""
        ranked = sorted(self.latencies)
        return 1000 * ranked[min(len(ranked) - 1, int(share * len(ranked)))]


class Workers:
    """Processes waiting for orders."""

    def __init__(self, processes: int = 1) -> None:
        self._channels: list[Connection] = []
        self._processes = []
        for _ in range(processes):
            ours, theirs = SPAWN.Pipe()
            process = SPAWN.Process(target=attend, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            self._channels.append(ours)
            self._processes.append(process)

    def sample(self, job: Job, threads: int, *, seconds: float, operations: int = 1_000_000_000) -> Sample:
        """Have ``threads``, shared between the processes, do the job; raises `MeasureFailed`."""
        number = len(self._channels)
        for share, channel in enumerate(self._channels):
            mine = Share(share, number)
            channel.send(Order(job, max(1, threads // number), seconds, operations // number, mine))
        for channel in self._channels:
            self._heard(channel)
        for channel in self._channels:
            channel.send("go")
        return together([self._heard(channel) for channel in self._channels])

    def close(self) -> None:
        """Send them home."""
        for channel in self._channels:
            channel.close()
        for process in self._processes:
            process.join(10)

    def _heard(self, channel: Connection) -> Sample:
        try:
            told = channel.recv() if channel.poll(PATIENCE) else "rien entendu à temps"
        except EOFError:
            told = "le processus a disparu"
        if not isinstance(told, Sample):
            raise MeasureFailed(f"La mesure a échoué : {told}.")
        return told


@contextmanager
def workers(processes: int = 1) -> Iterator[Workers]:
    """Some processes, as long as the block lasts."""
    opened = Workers(processes)
    try:
        yield opened
    finally:
        opened.close()


def together(samples: list[Sample]) -> Sample:
    """What several processes did at the same time."""
    return Sample(
        sum(each.operations for each in samples),
        sum(each.warmed for each in samples),
        max(each.seconds for each in samples),
        sum(each.cpu_seconds for each in samples),
        tuple(latency for each in samples for latency in each.latencies),
    )


def attend(channel: Connection) -> None:
    """The life of a worker process: orders until the other end is closed."""
    with suppress(EOFError, OSError):
        while True:
            order: Order = channel.recv()
            try:
                told: object = _obeyed(order, channel)
            except EOFError:
                return
            except Exception as failure:
                told = f"{type(failure).__name__} : {failure}"
            channel.send(told)


def _obeyed(order: Order, channel: Connection) -> Sample:
    with order.job.open(order.threads, order.share) as operation:
        warmed = carried_out(operation, order._replace(seconds=5.0, operations=2 * order.threads)).operations
        channel.send(Sample(0, warmed, 0.0, 0.0, ()))
        channel.recv()
        return carried_out(operation, order)._replace(warmed=warmed)


def carried_out(operation: Operation, order: Order) -> Sample:
    """The operation, by several threads, until the time or the number is up; the first failure ends all."""
    numbers, latencies, failures = count(), list[float](), list[BaseException]()
    gate = Barrier(order.threads + 1)

    def work() -> None:
        gate.wait()
        last = time.perf_counter()
        until = last + order.seconds
        try:
            while last < until and next(numbers) < order.operations and not failures:
                operation()
                now = time.perf_counter()
                latencies.append(now - last)
                last = now
        except Exception as failure:
            failures.append(failure)

    threads = [Thread(target=work, daemon=True) for _ in range(order.threads)]
    with ExitStack() as joined:
        for thread in threads:
            thread.start()
            joined.callback(thread.join)
        before = cpu()
        gate.wait()
        began = time.perf_counter()
    ended, spent = time.perf_counter(), cpu() - before
    if failures:
        raise failures[0]
    return Sample(len(latencies), 0, ended - began, spent, tuple(latencies))


def cpu() -> float:
    """Processor seconds this process has spent, for itself and in the kernel."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime
