"""`bench web`: a command over HTTP, asked of our real server and of the stock library behind the same kind of server.

Ours signs the program in by its token, checks the version and the command, follows with its projector meanwhile; the
stock one does none of these. One process asks, over connections that stay open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from infrastructure.bench import served
from infrastructure.bench.command import timing
from infrastructure.bench.measure import Bar, MeasureFailed, Result, interleaved, judged
from infrastructure.bench.plan import Plan, Say
from infrastructure.bench.scratch import Ground
from infrastructure.bench.served import Served
from infrastructure.bench.workers import Sample, Workers, workers

OURS, STOCK = "parcours", "stock"
BAR = Bar(3.0)
THREADS = 16


def run(ground: Ground, plan: Plan, say: Say) -> Iterator[Result]:
    """By 16 connections."""
    say(f"web : {THREADS} connexions")
    with served.ours(ground, plan.files) as ours, served.the_stock(ground, plan.files) as stock, workers() as crew:
        samples: dict[str, list[Sample]] = {OURS: [], STOCK: []}
        servers = {OURS: ours, STOCK: stock}
        before = {name: server.cpu_seconds for name, server in servers.items()}
        turns = {name: partial(asked, crew, server, plan.commands, samples[name]) for name, server in servers.items()}
        rounds = interleaved(turns, plan.rounds)
        note = " ; ".join(
            f"{name} : {timing(samples[name])}, processeur du serveur"
            f" {1000 * (server.cpu_seconds - before[name]) / commands(samples[name]):.1f} ms par commande"
            for name, server in servers.items()
        )
    yield judged(f"web {THREADS} / stock", "cmd/s", rounds, OURS, STOCK, bar=BAR, note=note)


def commands(samples: Sequence[Sample]) -> int:
    """How many were taken, those that warmed up included."""
    return sum(sample.operations + sample.warmed for sample in samples)


def asked(crew: Workers, server: Served, number: int, samples: list[Sample]) -> float:
    """Commands a second, each with its row."""
    before = server.holds()
    done = crew.sample(server.job, THREADS, seconds=60, operations=number)
    written, told = server.holds() - before, done.operations + done.warmed
    if written != told:
        raise MeasureFailed(f"{told} commandes ont été acceptées, il y a {written} entrées.")
    samples.append(done)
    return done.rate
