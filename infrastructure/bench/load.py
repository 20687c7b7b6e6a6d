"""`bench load`: files of 50 and 500 entries read, unsealed and folded, beside the bare SELECT of their rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import cycle
from typing import Any
from uuid import UUID

import psycopg

from application.pathways import Pathways
from domain.pathway import Pathway
from infrastructure.bench.lives import of_length
from infrastructure.bench.measure import Bar, MeasureFailed, Result, interleaved, judged
from infrastructure.bench.ours import people, store
from infrastructure.bench.plan import Plan, Say
from infrastructure.bench.profile import explained
from infrastructure.bench.scratch import Ground
from infrastructure.connections import connect
from infrastructure.stored import OF_STREAM

OURS, SELECT = "parcours", "select"
BARS = {50: Bar(2.0, better="less"), 500: Bar(3.0, better="less")}
ROWS = f"SELECT {OF_STREAM} FROM es.event WHERE originator_id = %s ORDER BY originator_version"
FILES = 20


def run(ground: Ground, plan: Plan, say: Say) -> Iterator[Result]:
    """Each length on files of its own, their keys at hand."""
    ours = store(ground)
    with ours.open() as pathways, connect(ours.databases.main) as connection:
        for entries in BARS:
            say(f"load : {entries} entrées")
            files = people(pathways, of_length(pathways.rules.shipped, entries), FILES)
            connection.execute("ANALYZE es.event")
            yield from measured(pathways, connection, files, entries, plan)


def measured(
    pathways: Pathways, connection: psycopg.Connection[Any], files: Sequence[UUID], entries: int, plan: Plan
) -> Iterator[Result]:
    """Both ways to read these files, each found to give every entry first."""
    turns = cycle(files)

    def folded() -> int:
        """The whole read path of a use case."""
        stream = next(turns)
        return Pathway(stream, pathways.history(stream), pathways.rules.shipped).version

    def selected() -> int:
        """The rows, in binary, as the driver gives them."""
        cursor = connection.cursor(binary=True)
        return len(cursor.execute(ROWS.encode(), [next(turns)], prepare=True).fetchall())

    for read in (folded, selected):
        if (found := {read() for _ in files}) != {entries}:
            raise MeasureFailed(f"Des dossiers de {entries} entrées en ont {found}.")
    contenders = {OURS: partial(_each, folded, plan.seconds), SELECT: partial(_each, selected, plan.seconds)}
    rounds = interleaved(contenders, plan.rounds)
    name = f"load {entries} / select"
    result = judged(name, "ms", rounds, OURS, SELECT, bar=BARS[entries], note="clés en mémoire")
    yield from explained([result], lambda: nullcontext(folded), plan.profiled)


def _each(read: Callable[[], int], seconds: float) -> float:
    """Milliseconds a load."""
    began = now = time.perf_counter()
    done = 0
    while now < began + seconds:
        read()
        done, now = done + 1, time.perf_counter()
    return 1000 * (now - began) / done
