"""`bench switch`: every list rebuilt, compared and switched while people read and take steps; no read may fail.

On a store made for the measure; with ``--here``, on the one of the settings, which `--seed-events` fills.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from threading import Event as Flag
from threading import Thread
from uuid import UUID, uuid4

from application.demo.accounts import NADIA
from application.errors import Overtaken, Unknown
from application.pathways import Act, Pathways
from domain.law import RuleBroken
from infrastructure.bench.lives import CONTACT, STEP, day_after, lives
from infrastructure.bench.measure import Bar, MeasureFailed, Reference, Result
from infrastructure.bench.ours import fill, lone_recompute, recompute_of, store
from infrastructure.bench.plan import Plan, Say
from infrastructure.bench.rebuild import LIVES, require_right
from infrastructure.bench.scratch import Ground, counted
from infrastructure.connections import connect, pool
from infrastructure.filling import Force
from infrastructure.house import PROJECTIONS, force_of, house
from infrastructure.progress import Progress
from infrastructure.projector import Projector
from infrastructure.questions import PostgresQuestions
from infrastructure.rebuild import rebuild
from infrastructure.recompute import Recompute
from infrastructure.roles import READER
from infrastructure.settings import Settings
from projections.questions import Horizon, Wanted

BAR = Bar(0, on="value", better="less")
ALL = list(PROJECTIONS.values())
FILES = 300
"""Files in which steps are taken meanwhile."""
REST_SECONDS = 0.02
"""Between two steps, and between two readings, of one person."""
TODAY = date(2026, 1, 2)
SAMPLE = "SELECT originator_id FROM es.event WHERE originator_version = 1 ORDER BY originator_id LIMIT %s"


@dataclass(frozen=True)
class Live:
    """A store people work on."""

    url: str
    pathways: Pathways
    questions: PostgresQuestions
    recompute: Recompute
    force: Force


@dataclass
class Meanwhile:
    """What people did, and what failed them."""

    readings: list[float] = field(default_factory=list)
    """How long each took, in seconds."""
    steps: list[int] = field(default_factory=list)
    """How many entries each recorded."""
    failures: list[str] = field(default_factory=list)


def run(ground: Ground, plan: Plan, say: Say) -> Iterator[Result]:
    """On a store of our own."""
    ours = store(ground)
    with ours.open() as pathways, pool(ours.databases.main, role=READER) as reading:
        fill(pathways, lives(pathways.rules.shipped, LIVES), plan.rebuilt)
        recompute = recompute_of(pathways)
        progress = Progress(reading, ALL)
        questions = PostgresQuestions(ours.databases.main, reading, recompute.mapper.keys, recompute, progress)
        force = Force(os.cpu_count() or 1, partial(lone_recompute, ours))
        yield switched(Live(ours.databases.main, pathways, questions, recompute, force), say)
        require_right(ours.databases.main, recompute)


def here(settings: Settings, say: Say) -> Iterator[Result]:
    """On the store of the settings."""
    with house(settings) as ready:
        force = force_of(settings, ready.databases)
        yield switched(Live(ready.databases.main, ready.pathways, ready.questions, ready.recompute, force), say)


def switched(live: Live, say: Say) -> Result:
    """The rebuild, with two people reading and two taking steps. Raises `NotTheSame` when old and new differ."""
    projector = Projector(live.url, live.recompute.mapper, live.recompute.rules, ALL)
    projector.catch_up()
    before, done = counted(live.url, "es.event"), Meanwhile()
    say(f"switch : {before} événements")
    with working(live, projector, done):
        began = time.perf_counter()
        rebuild(live.url, live.recompute, ALL, force=live.force, accept=False)
        spent = time.perf_counter() - began
    projector.catch_up()
    after = counted(live.url, "es.event")
    if after - before != sum(done.steps) or not done.readings:
        raise MeasureFailed(f"{sum(done.steps)} faits confirmés, {after - before} événements de plus.")
    told = f"{before} événements recalculés en {spent:.1f} s ({before / spent:.0f}/s)"
    slowest = f"la plus lente {max(done.readings) * 1000:.0f} ms"
    meanwhile = f"{len(done.readings)} lectures, {slowest}, {len(done.steps)} démarches"
    missed = f"échecs : {', '.join(done.failures[:3]) or 'aucun'}"
    note = f"{told} ; pendant ce temps {meanwhile} ; anciennes et nouvelles lignes égales ; {missed}"
    failed = float(len(done.failures))
    return Result(
        name="switch / lectures", value=failed, unit="échecs", note=note, bar=BAR.number,
        bar_on=BAR.on, better=BAR.better, reached=BAR.reached(failed), load=os.getloadavg()[0],
        reference=Reference(name="lectures", value=len(done.readings)), rounds={"failed": [failed], "seconds": [spent]},
    )  # fmt: skip


@contextmanager
def working(live: Live, projector: Projector, done: Meanwhile) -> Iterator[None]:
    """While the block lasts, the lists follow, two people read them and two take steps."""
    stop = Flag()
    following = Thread(target=projector.run, args=[stop])
    following.start()
    with connect(live.url) as connection:
        streams = [row[0] for row in connection.execute(SAMPLE, [FILES])]
    with ThreadPoolExecutor(4) as people:
        tasks: Sequence[Callable[[], None]] = [
            partial(read, live, done, streams[:]), partial(read, live, done, streams[:]),
            partial(step, live, done, streams[::2]), partial(step, live, done, streams[1::2]),
        ]  # fmt: skip
        for task in tasks:
            people.submit(_again, task, stop, done)
        try:
            yield
        finally:
            stop.set()
    following.join()


def _again(task: Callable[[], None], stop: Flag, done: Meanwhile) -> None:
    while not stop.is_set():
        try:
            task()
        except Exception as failure:
            done.failures.append(f"{type(failure).__name__} {failure}")
        stop.wait(REST_SECONDS)


def read(live: Live, done: Meanwhile, streams: list[UUID]) -> None:
    """What is owed in the next file, and how many lines wait in all."""
    streams.append(streams.pop(0))
    began = time.perf_counter()
    live.questions.worklist(Wanted(NADIA.centre, pathway_id=streams[0]), Horizon(), TODAY)
    live.questions.waiting(Wanted(NADIA.centre, NADIA.username), Horizon(TODAY), TODAY)
    done.readings.append(time.perf_counter() - began)


def step(live: Live, done: Meanwhile, streams: list[UUID]) -> None:
    """A contact in the next file that takes one."""
    stream = streams.pop(0)
    streams.append(stream)
    try:
        pathway = live.pathways.get(stream, NADIA)
        act = Act(uuid4(), min(day_after(pathway.history), live.pathways.clock.today()), CONTACT)
        taken = live.pathways.take(stream, STEP, act, NADIA, seen=pathway.version)
    except (RuleBroken, Unknown, Overtaken):
        return  # closed, of another centre, or taken by the other: as it happens to people
    done.steps.append(len(taken.events))
