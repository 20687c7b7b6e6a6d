"""`parcours bench --seed-events N`: a store of so many real events, to be read, projected, rebuilt and verified.

Some hundreds of lives are told through the steps of the law, then told again of as many new people as it takes: each
has a stream, commands and a key of its own, every entry is sealed and committed to, and the one append function writes
them, 512 at a time. Only an empty log is filled: nobody's history is mixed with invented ones.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.queues import Queue
from queue import Empty

from application.demo import CENTRES
from infrastructure.bench.lives import SEED, appends, lives
from infrastructure.bench.measure import MeasureFailed
from infrastructure.bench.ours import Store
from infrastructure.clock import log_is_empty
from infrastructure.connections import connect
from infrastructure.database import DatabaseRefused
from infrastructure.house import databases, house
from infrastructure.settings import Settings

LIVES = 300
"""Lives told, before they are told again of others."""
PROCESSES = max(1, min(2, os.cpu_count() or 1))
SPAWN = multiprocessing.get_context("spawn")


def seed(settings: Settings, events: int, advance: Callable[[int], None]) -> int:
    """Fill the empty store of the settings with so many events exactly; the last position.

    ``advance`` is told how many more are written. Raises `DatabaseRefused` where there are histories already.
    """
    with databases(settings) as found:
        if not log_is_empty(found.main):
            raise DatabaseRefused(
                "Ce journal contient déjà des histoires : les dossiers inventés d'un banc d'essai ne s'y mêlent pas ; "
                "indiquez un dossier vide dans PARCOURS_DATA_DIR, ou une base vide dans DATABASE_URL."
            )
        with house(settings):  # makes the tables of every projection, and the master key
            _centres(found.main)
        store = Store(found, settings.key_source)
        if events > PROCESSES * 1000:
            _together(store, events, advance)
        else:
            write(store, events, SEED, advance)
        return _written(found.main, events)


def write(store: Store, events: int, seed_of: int, advance: Callable[[int], None]) -> None:
    """So many events, by this process."""
    with store.open() as pathways:
        assert pathways.bulk
        for group in appends(lives(pathways.rules.shipped, min(LIVES, 1 + events // 40), seed_of), events):
            pathways.bulk.append_all(group)
            advance(sum(len(append.entries) for append in group))


def _together(store: Store, events: int, advance: Callable[[int], None]) -> None:
    """The same by several processes, each with lives of its own: sealing is what costs."""
    told: Queue[int] = SPAWN.Queue()
    shares = [events // PROCESSES + (number < events % PROCESSES) for number in range(PROCESSES)]
    crew = [
        SPAWN.Process(target=_share, args=(store, share, SEED + number, told), daemon=True)
        for number, share in enumerate(shares)
    ]
    for process in crew:
        process.start()
    while any(process.is_alive() for process in crew) or not told.empty():
        try:
            advance(told.get(timeout=0.2))
        except Empty:
            continue
    for process in crew:
        process.join()
    if any(process.exitcode for process in crew):
        raise MeasureFailed(
            "Un des processus qui remplissaient le journal s'est arrêté : recommencez sur un journal vide."
        )


def _share(store: Store, events: int, seed_of: int, told: Queue[int]) -> None:
    write(store, events, seed_of, told.put)


def _centres(url: str) -> None:
    with connect(url) as connection:
        for number, name in CENTRES.items():
            connection.execute(
                "INSERT INTO auth.centre (id, name) VALUES (%s, %s) ON CONFLICT DO NOTHING", [number, name]
            )


def _written(url: str, events: int) -> int:
    """Statistics for the planner, then the proof: as many positions as events, none missing."""
    with connect(url, patient=True) as connection:
        connection.execute("VACUUM ANALYZE es.event")
        row = connection.execute("SELECT count(*), min(notification_id), max(notification_id) FROM es.event").fetchone()
    if row != (events, 1, events):
        raise MeasureFailed(f"Le journal devait avoir {events} événements ; il a (nombre, premier, dernier) : {row}.")
    return events
