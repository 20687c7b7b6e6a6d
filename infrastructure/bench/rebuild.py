"""`bench rebuild`: every projection answered anew from the whole log, personal fields unsealed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial

from infrastructure.bench.lives import lives
from infrastructure.bench.measure import Bar, MeasureFailed, Result, interleaved, judged
from infrastructure.bench.ours import fill, lone_recompute, recompute_of, store
from infrastructure.bench.plan import Plan, Say
from infrastructure.bench.profile import explained
from infrastructure.bench.scratch import Ground, counted
from infrastructure.comparison import differences
from infrastructure.connections import connect
from infrastructure.filling import Force
from infrastructure.house import PROJECTIONS
from infrastructure.projector import Projector
from infrastructure.rebuild import rebuild
from infrastructure.recompute import Recompute
from infrastructure.stored import COLUMNS

OURS, READING = "parcours", "lecture"
BAR = Bar(20_000, on="value")
PROCESSES = 2
"""The bar is that of two cores."""
PAGE = 1000
ROWS = f"SELECT {COLUMNS} FROM es.event WHERE notification_id > %s ORDER BY notification_id LIMIT {PAGE}"
LIVES = 200


def run(ground: Ground, plan: Plan, say: Say) -> Iterator[Result]:
    """The log of a small centre; afterwards no row differs from what its history gives."""
    say(f"rebuild : {plan.rebuilt} événements")
    ours = store(ground)
    with ours.open() as pathways:
        events = fill(pathways, lives(pathways.rules.shipped, LIVES), plan.rebuilt)
        recompute = recompute_of(pathways)
        with connect(ours.databases.main, patient=True) as connection:
            connection.execute("VACUUM ANALYZE es.event")
        url, force = ours.databases.main, Force(PROCESSES, partial(lone_recompute, ours))
        Projector(url, recompute.mapper, recompute.rules, list(PROJECTIONS.values())).catch_up()

        def rebuilt() -> float:
            began = time.perf_counter()
            rebuild_all(url, recompute, force)
            return events / (time.perf_counter() - began)

        rounds = interleaved({OURS: rebuilt, READING: lambda: _read(url, events, plan.seconds)}, plan.rounds)
        require_right(url, recompute)
        note = f"{events} événements, {len(PROJECTIONS)} projections ; la référence lit les lignes sans les décoder"
        result = judged("rebuild / lecture", "évén./s", rounds, OURS, READING, bar=BAR, note=note)
        yield from explained([result], lambda: nullcontext(rebuilt), 1)


def rebuild_all(url: str, recompute: Recompute, force: Force) -> None:
    """Every projection, as `parcours rebuild --all` does: compared with what is shown, then switched."""
    rebuild(url, recompute, list(PROJECTIONS.values()), force=force, accept=False)


def require_right(url: str, recompute: Recompute) -> None:
    """Raises `MeasureFailed` where rows are not those the histories give, or a stream was set aside."""
    wrong = sum(len(differences(url, recompute, projection)) for projection in PROJECTIONS.values())
    if wrong or counted(url, "read.parked"):
        raise MeasureFailed(f"{wrong} dossiers ne sont pas ce que leur histoire donne.")


def _read(url: str, events: int, seconds: float) -> float:
    """Events a second, page by page, in binary, into Python and no further; again until the time is up."""
    began, times = time.perf_counter(), 0
    with connect(url, patient=True) as connection:
        cursor = connection.cursor(binary=True)
        while times == 0 or time.perf_counter() < began + seconds:
            position = found = 0
            while page := cursor.execute(ROWS.encode(), [position], prepare=True).fetchall():
                position, found = page[-1][4], found + len(page)
            if found != events:
                raise MeasureFailed(f"La lecture a trouvé {found} événements sur {events}.")
            times += 1
    return times * events / (time.perf_counter() - began)
