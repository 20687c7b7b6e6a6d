"""`bench order`: a reader that follows the log by position, under many writers, some refused, some slow to commit.

Missed is what the log holds and the reader never saw; a hole is a position nobody holds. To show that this reader does
notice, it also follows a table numbered by a plain sequence under the same writers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from threading import Event as Flag
from threading import Thread
from typing import Any
from uuid import uuid4

import psycopg

from application.ports import VersionConflict
from infrastructure.append import StoredAppend, send
from infrastructure.bench.append import STATE, our_event
from infrastructure.bench.measure import Bar, MeasureFailed, Reference, Result
from infrastructure.bench.ours import Store, recorder_of, store
from infrastructure.bench.peers import unnest
from infrastructure.bench.plan import Plan, Say
from infrastructure.bench.scratch import Ground
from infrastructure.bench.workers import Job, Operation, Share, workers

BAR = Bar(0, on="value", better="less")
REFUSED_EVERY = 5
"""One append in so many follows a version that is not the last."""
HELD_SECONDS = 0.2
"""How long the slow writer waits between its append and its commit."""
PAGE = 500


@dataclass
class Seen:
    """What the reader saw, in its order."""

    positions: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class OurWriter:
    """Appends, one in five refused."""

    store: Store

    @contextmanager
    def open(self, threads: int, share: Share) -> Iterator[Operation]:
        """One append of one or several events; of two that follow the same version, one is refused."""
        numbers = count()
        with self.store.open() as pathways:
            recorder = recorder_of(pathways)

            def write() -> None:
                number, stream = next(numbers), uuid4()
                events = [our_event(stream, version + 1, uuid4()) for version in range(1 + number % 3)]
                recorder.insert_events(events)
                if number % REFUSED_EVERY == 0:
                    with suppress(VersionConflict):
                        recorder.insert_events(events)
                        raise MeasureFailed("Un ajout qui devait être refusé ne l'a pas été.")

            yield write


def run(ground: Ground, plan: Plan, say: Say) -> Iterator[Result]:
    """Ours, then the sequence."""
    say(f"order : {plan.writers} écrivains, {plan.order_seconds:.0f} s")
    ours, raw = store(ground), ground.database()
    unnest.make_table(raw)
    missed, holes, events = followed(ours.databases.main, "es.event", OurWriter(ours), plan, _append)
    plain, _, others = followed(raw, unnest.TABLE, unnest.Unnest(raw, STATE, 1), plan, _insert)
    note = (
        f"événements manqués et trous ; {events} suivis ;"
        f" sur une séquence ordinaire, le même lecteur en manque {plain} sur {others} ; "
        f"un écrivain garde sa transaction ouverte {1000 * HELD_SECONDS:.0f} ms à la fois"
    )
    value = float(missed + holes)
    yield Result(
        name="order / séquence", value=value, unit="évén.",
        reference=Reference(name="séquence", value=float(plain)), bar=BAR.number, bar_on=BAR.on, better=BAR.better,
        reached=BAR.reached(value) if plain else None, why="" if plain else "le lecteur n'a rien vu manquer nulle part",
        rounds={"parcours": [value], "séquence": [float(plain)]}, note=note,
    )  # fmt: skip


def followed(
    url: str, table: str, writer: Job, plan: Plan, slowly: Callable[[psycopg.Connection[Any]], object]
) -> tuple[int, int, int]:
    """Events missed, holes, and events written, under that writer and a slow one."""
    done, seen = Flag(), Seen()
    sides = [
        Thread(target=_follow, args=(url, table, seen, done)),
        Thread(target=_hold, args=(url, slowly, done)),
    ]
    with workers() as crew:
        for side in sides:
            side.start()
        try:
            crew.sample(writer, plan.writers, seconds=plan.order_seconds)
        finally:
            done.set()
            for side in sides:
                side.join()
    with psycopg.connect(url) as connection:
        held = [row[0] for row in connection.execute(f"SELECT notification_id FROM {table} ORDER BY 1".encode())]
    if not held or seen.positions != sorted(set(seen.positions)):
        raise MeasureFailed("Le lecteur n'a rien vu, ou deux fois le même événement.")
    return len(set(held) - set(seen.positions)), max(held) - len(held), len(held)


def _follow(url: str, table: str, seen: Seen, done: Flag) -> None:
    """Read what is after the last position, until nothing more can come."""
    query = f"SELECT notification_id FROM {table} WHERE notification_id > %s ORDER BY 1 LIMIT {PAGE}".encode()
    last = 0
    with psycopg.connect(url, autocommit=True) as connection:
        while True:
            finished = done.is_set()
            page = [row[0] for row in connection.execute(query, [last], prepare=True)]
            seen.positions += page
            last = page[-1] if page else last
            if finished and len(page) < PAGE:
                return
            time.sleep(0.0 if page else 0.002)


def _hold(url: str, write: Callable[[psycopg.Connection[Any]], object], done: Flag) -> None:
    """Write, wait, commit; every other time take it back."""
    with psycopg.connect(url, autocommit=True) as connection:
        for number in count():
            with connection.transaction(force_rollback=bool(number % 2)):
                write(connection)
                time.sleep(HELD_SECONDS)
            if done.wait(HELD_SECONDS):
                return


def _append(connection: psycopg.Connection[Any]) -> None:
    send(connection, [StoredAppend([our_event(uuid4(), 1, uuid4())])])


def _insert(connection: psycopg.Connection[Any]) -> None:
    unnest.write(connection, STATE, 1)
