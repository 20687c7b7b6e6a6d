"""How long and how much: a full run, a quick one of 8 minutes at most, a tiny one that only proves it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Say = Callable[[str], None]
"""Told what is being measured, for a person who waits."""


@dataclass(frozen=True)
class Plan:
    """The size of everything that is measured."""

    rounds: int
    seconds: float
    """How long one sample of appends, or of loads, lasts."""
    clients: tuple[int, ...]
    batches: tuple[int, ...]
    crews: tuple[tuple[int, int], ...]
    """Threads in all, shared by so many processes."""
    commands: int
    """Commands in one sample."""
    files: int
    """Files of 20 entries the commands are about, in turn."""
    profiled: int
    """Operations profiled where a bar is missed."""
    events: int
    """Events in the log that is projected."""
    rebuilt: int
    """Events in the log that is rebuilt."""
    singles: int
    """Events the projector's reference handles, one a transaction."""
    writers: int
    order_seconds: float


FULL = Plan(
    rounds=5, seconds=2.0, clients=(1, 8, 32), batches=(1, 10, 100),
    crews=((1, 1), (4, 1), (16, 1), (4, 2), (16, 2)), commands=2000, files=10_000,
    profiled=300, events=100_000, rebuilt=300_000, singles=3000, writers=32, order_seconds=15.0,
)  # fmt: skip
QUICK = Plan(
    rounds=3, seconds=0.5, clients=(1, 8, 32), batches=(1, 10, 100),
    crews=((1, 1), (4, 1), (16, 1), (16, 2)), commands=300, files=1000,
    profiled=100, events=10_000, rebuilt=100_000, singles=1000, writers=32, order_seconds=5.0,
)  # fmt: skip
TINY = Plan(
    rounds=1, seconds=0.1, clients=(2,), batches=(1, 10), crews=((2, 1),), commands=32, files=64,
    profiled=3, events=600, rebuilt=600, singles=20, writers=4, order_seconds=1.0,
)  # fmt: skip
