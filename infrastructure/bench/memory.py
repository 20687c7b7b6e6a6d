"""`bench memory`: the most memory our server has held, its projector included, after commands by 16 connections."""

from __future__ import annotations

from collections.abc import Iterator

from infrastructure.bench import served
from infrastructure.bench.measure import Bar, Result, judged
from infrastructure.bench.plan import Plan, Say
from infrastructure.bench.scratch import Ground
from infrastructure.bench.web import OURS, STOCK, asked
from infrastructure.bench.workers import workers

BAR = Bar(500, on="value", better="less")


def run(ground: Ground, plan: Plan, say: Say) -> Iterator[Result]:
    """After as many commands as a sample holds."""
    say("memory : serveurs sous la charge")
    with served.ours(ground, plan.files) as ours, served.the_stock(ground, plan.files) as stock, workers() as crew:
        for server in (ours, stock):
            asked(crew, server, plan.commands, [])
        held = {OURS: [ours.peak_mb], STOCK: [stock.peak_mb]}
    yield judged("memory / stock", "Mo", held, OURS, STOCK, bar=BAR, note="le plus que le processus a tenu (VmHWM)")
