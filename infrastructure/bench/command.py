"""`bench command`: load a file of 20 entries, decide, append one; by 1, 4 and 16 threads, in 1 and 2 processes.

Ours is the whole use case as the house wires it: the ledger asked, the history read and unsealed, the guards and the
deadlines before and after, the entry sealed and committed to, the append. After each sample every command has its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from statistics import median
from uuid import UUID, uuid4

import psycopg

from application.demo.accounts import NADIA
from application.pathways import Act
from infrastructure.bench.lives import CONTACT, STEP, day_after, of_length
from infrastructure.bench.measure import Bar, MeasureFailed, Result, absent, interleaved, judged
from infrastructure.bench.ours import VARIANTS, Store, people, store
from infrastructure.bench.peers import Absent, crud, stock
from infrastructure.bench.plan import Plan, Say
from infrastructure.bench.profile import explained
from infrastructure.bench.scratch import Ground, counted
from infrastructure.bench.workers import Job, Operation, Sample, Share, Turns, Workers, workers
from infrastructure.house import mapper_of, shipped_rules

ENTRIES = 20
OURS, STOCK, CRUD = "parcours", "stock", "crud"
BARS = {STOCK: Bar(5.0), CRUD: Bar(2.0)}
"""At 16 threads in one process."""
CPU_BAR = Bar(0.6, on="value", better="less")


@dataclass(frozen=True)
class OurCommand:
    """The step of the benchmarks, taken by a social worker in the version she has seen."""

    store: Store
    streams: Sequence[UUID]
    on: date

    @contextmanager
    def open(self, threads: int, share: Share) -> Iterator[Operation]:
        """One command on the next file, which the agent has just seen: version and key are at hand."""
        turns = Turns(share, self.streams)
        with self.store.open() as pathways:
            seen = versions(self.store, self.streams)
            mapper_of(pathways.mapper).keys.get_many(turns.things)

            def take() -> None:
                stream = turns.next()
                taken = pathways.take(stream, STEP, Act(uuid4(), self.on, CONTACT), NADIA, seen=seen[stream])
                seen[stream] = taken.version

            yield take


@dataclass(frozen=True)
class Contender:
    """A store whose files receive commands, and how many entries it holds now."""

    job: Job
    holds: Callable[[], int]
    samples: dict[tuple[int, int], list[Sample]]


def run(ground: Ground, plan: Plan, say: Say) -> Iterator[Result]:
    """Every number of threads and processes, against everyone who is here."""
    say("command : dossiers préparés")
    found, missing = contenders(ground, plan)
    for threads, processes in plan.crews:
        say(f"command : {threads} fils, {processes} processus")
        with workers(processes) as crew:
            results = compared(found, missing, crew, plan, (threads, processes))
            yield from explained(results, lambda: found[OURS].job.open(1, Share(0, 1)), plan.profiled)


def contenders(ground: Ground, plan: Plan) -> tuple[dict[str, Contender], dict[str, str]]:
    """Ours in each variant, each on files of its own, and the peers that are here; of the others, why they are not."""
    found = {f"{OURS}{name}": _ours(ground, plan.files, extra) for name, extra in VARIANTS.items()}
    missing: dict[str, str] = {}
    for name, maker in {STOCK: _stock, CRUD: _crud}.items():
        try:
            found[name] = maker(ground, plan.files)
        except Absent as absence:
            missing[name] = str(absence)
    return found, missing


def compared(
    found: Mapping[str, Contender], missing: Mapping[str, str], crew: Workers, plan: Plan, size: tuple[int, int]
) -> Iterator[Result]:
    """One crew: every contender in turns, then ours beside each of the others."""
    turns = {name: partial(_sampled, crew, name, each, plan, size) for name, each in found.items()}
    rounds = interleaved(turns, plan.rounds)
    threads, processes = size
    mine = [name for name in rounds if name.startswith(OURS)]
    for ours in mine:
        named = f"command {threads}x{processes}{ours.removeprefix(OURS)}"
        bars = BARS if size == (16, 1) else {}
        note = timing(found[ours].samples[size])
        for peer in (name for name in rounds if name not in mine):
            told = f"{note} ; {peer} : {timing(found[peer].samples[size])}"
            yield judged(f"{named} / {peer}", "cmd/s", rounds, ours, peer, bar=bars.get(peer), note=told)
        for peer, why in missing.items():
            yield absent(f"{named} / {peer}", "cmd/s", rounds, ours, peer, why, bar=bars.get(peer))
        yield from _spent(named, ours, found, size)


def _spent(named: str, ours: str, found: Mapping[str, Contender], size: tuple[int, int]) -> Iterator[Result]:
    """Processor time, which does not move with other people's disks."""
    spent = {name: [sample.cpu_ms for sample in each.samples[size]] for name, each in found.items()}
    bar = CPU_BAR if size == (16, 1) else None
    yield judged(f"{named} cpu", "ms/cmd", spent, ours, STOCK, bar=bar, note="utilisateur et système, notre processus")


def timing(samples: Sequence[Sample]) -> str:
    """The middle and the slowest hundredth, in milliseconds, medians of the rounds."""
    middle, slow = (median(sample.percentile(share) for sample in samples) for share in (0.5, 0.99))
    return f"p50 {middle:.1f} ms, p99 {slow:.1f} ms"


def versions(store: Store, streams: Sequence[UUID]) -> dict[UUID, int]:
    """The version of each stream, by one query."""
    with psycopg.connect(store.databases.main) as connection:
        query = (
            "SELECT originator_id, max(originator_version)::int FROM es.event WHERE originator_id = ANY(%s) GROUP BY 1"
        )
        return dict(connection.execute(query, [list(streams)]).fetchall())


def _sampled(crew: Workers, name: str, contender: Contender, plan: Plan, size: tuple[int, int]) -> float:
    before = contender.holds()
    done = crew.sample(contender.job, size[0], seconds=60, operations=plan.commands)
    written, told = contender.holds() - before, done.operations + done.warmed
    if written != told:
        raise MeasureFailed(f"{name} dit avoir pris {told} commandes, il y en a {written}.")
    contender.samples.setdefault(size, []).append(done)
    return done.rate


def _ours(ground: Ground, number: int, extra: dict[str, str]) -> Contender:
    ours, life = store(ground, extra), of_length(shipped_rules(), ENTRIES)
    with ours.open() as pathways:
        streams = people(pathways, life, number)
    job = OurCommand(ours, streams, day_after(life))
    return Contender(job, partial(counted, ours.databases.main, "es.event"), {})


def _stock(ground: Ground, number: int) -> Contender:
    url = ground.database()
    job = stock.StockCommand(url, stock.files(url, number, ENTRIES))
    return Contender(job, partial(counted, url, stock.TABLE), {})


def _crud(ground: Ground, number: int) -> Contender:
    url = ground.database()
    job = crud.CrudCommand(url, crud.files(url, number, ENTRIES))
    return Contender(job, partial(counted, url, crud.TABLE), {})
