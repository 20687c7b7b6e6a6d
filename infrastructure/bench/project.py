"""`bench project`: the projector catching up with a log, beside what a plain one does: one event, one row, one commit.

Two backlogs: whole histories nobody has answered for, as after an import; and one more entry in each of many files,
the projector's worst case, where a whole history is read for one new entry.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import nullcontext

from application.pathways import Pathways
from application.ports import Append
from domain.pathway import Pathway
from infrastructure.bench.lives import contact, lives
from infrastructure.bench.measure import Bar, MeasureFailed, Result, interleaved, judged
from infrastructure.bench.ours import fill, recompute_of, recorder_of, store
from infrastructure.bench.plan import Plan, Say
from infrastructure.bench.profile import explained
from infrastructure.bench.rebuild import LIVES, require_right
from infrastructure.bench.scratch import Ground, counted
from infrastructure.connections import connect
from infrastructure.house import PROJECTIONS, mapper_of
from infrastructure.projector import Projector

OURS, SINGLE = "parcours", "une ligne"
UNIT = "évén./s"
BAR = Bar(50.0)
RESET = "UPDATE read.projection SET position = 0"
CREATE = (
    "CREATE SCHEMA IF NOT EXISTS bench; DROP TABLE IF EXISTS bench.single, bench.place;"
    " CREATE TABLE bench.single (position bigint PRIMARY KEY, originator_id uuid, topic text, occurred_on date);"
    " CREATE TABLE bench.place (position bigint); INSERT INTO bench.place VALUES (0)"
)
ROW = "INSERT INTO bench.single VALUES (%s, %s, %s, %s)"
MOVE = "UPDATE bench.place SET position = %s"


def run(ground: Ground, plan: Plan, say: Say) -> Iterator[Result]:
    """Both backlogs, on one log."""
    say(f"project : {plan.events} événements")
    ours = store(ground)
    url = ours.databases.main
    with ours.open() as pathways:
        events = fill(pathways, lives(pathways.rules.shipped, LIVES), plan.events)
        projector = Projector(url, mapper_of(pathways.mapper), pathways.rules.shipped, list(PROJECTIONS.values()))
        with connect(url, patient=True) as connection:
            connection.execute("VACUUM ANALYZE es.event")

        def whole() -> float:
            with connect(url) as connection:
                connection.execute(RESET)
            return caught_up(projector, events)

        def single() -> float:
            return _singly(pathways, url, plan.singles)

        note = f"{len(PROJECTIONS)} projections, histoires entières ; la référence écrit une ligne par événement"
        rounds = interleaved({OURS: whole, SINGLE: single}, plan.rounds)
        require_right(url, recompute_of(pathways))
        result = judged("project / une ligne", UNIT, rounds, OURS, SINGLE, bar=BAR, note=note)
        yield from explained([result], lambda: nullcontext(whole), 1)
        say("project : une entrée de plus par dossier")
        note = "pire cas : une entrée de plus dans chaque dossier, chaque histoire relue entière"
        rounds = interleaved({OURS: lambda: _one_more(pathways, projector), SINGLE: single}, plan.rounds)
        require_right(url, recompute_of(pathways))
        yield judged("project éparpillé / une ligne", UNIT, rounds, OURS, SINGLE, note=note)


def caught_up(projector: Projector, events: int) -> float:
    """Events a second until the projections stand at the head."""
    began = time.perf_counter()
    projector.catch_up()
    return events / (time.perf_counter() - began)


def _one_more(pathways: Pathways, projector: Projector) -> float:
    """A contact in every file, then the catching up."""
    assert pathways.bulk
    grown = []
    with connect(projector.url, patient=True) as connection:
        streams = [row[0] for row in connection.execute("SELECT DISTINCT originator_id FROM es.event")]
    for stream in streams:
        pathway = Pathway(stream, pathways.history(stream), pathways.rules.shipped)
        if pathway.state.identity.is_open:
            contact(pathway)
            grown.append(Append(pathway.pending))
    pathways.bulk.append_all(grown)
    return caught_up(projector, len(grown))


def _singly(pathways: Pathways, url: str, events: int) -> float:
    """One transaction an event: its row, and the position, as the library's runner does."""
    mapper, recorder = mapper_of(pathways.mapper), recorder_of(pathways)
    with connect(url) as connection:
        connection.execute(CREATE)
        began, done = time.perf_counter(), 0
        while done < events and (page := recorder.select_notifications(done + 1, min(1000, events - done))):
            for stored in page:
                entry = mapper.to_domain_event(stored)
                with connection.transaction():
                    row = [stored.id, stored.stream, stored.topic, entry.occurred_on]
                    connection.execute(ROW, row, prepare=True)
                    connection.execute(MOVE, [stored.id], prepare=True)
            done += len(page)
        spent = time.perf_counter() - began
    if counted(url, "bench.single") != events:
        raise MeasureFailed("Il manque des lignes à la référence.")
    return events / spent
