"""Entries that cannot be read: one that is broken is set aside, one that is unknown stops the reading."""

from __future__ import annotations

import subprocess
import sys
import time
from uuid import UUID, uuid4

import psycopg

from domain.kernel import TOPICS
from infrastructure.append import StoredAppend, send
from infrastructure.comparison import differences
from infrastructure.connections import connect
from infrastructure.faults.ground import ROOT, Ground, eventually
from infrastructure.faults.trial import Trial
from infrastructure.faults.writers import Desk, writing
from infrastructure.house import PROJECTIONS, house
from infrastructure.stored import StoredEntry

MADE_UP = "made.up"
UPGRADED = f"""
from domain.kernel import Event

class MadeUp(Event, topic="{MADE_UP}", french="Un fait d'une version plus récente"):
    '''What the program of tomorrow knows.'''

from infrastructure.house import PROJECTIONS, house
from infrastructure.comparison import differences
from infrastructure.settings import Settings
with house(Settings()) as ready:
    ready.projector.catch_up()
    print(sum(len(differences(ready.databases.main, ready.recompute, each)) for each in PROJECTIONS.values()))
"""
POSITION = "SELECT min(position) FROM read.projection"


def stream_parked(trial: Trial) -> None:
    """An entry whose bytes are broken parks its stream, an alarm says so, and the others go on."""
    ground = trial.ground()
    served = ground.serve()
    desk = trial.desk(ground, served.port)
    opened = desk.open_file()
    assert opened.stream
    with writing(ground, served.port, 2) as writers:
        poisoned = [uuid4() for _ in range(trial.size(3, 1))]
        for stream in poisoned:
            _append(ground, StoredEntry(stream, 1, sorted(TOPICS)[0], b'{"v":1}', event_id=uuid4()))
            trial.expect(writers.progress(trial.size(50, 20)), "one broken entry stops everybody")
    eventually(lambda: _parked(desk) >= len(poisoned), 10, "the alarm does not tell of a parked stream")
    noted = desk.note(opened.stream, opened.version)
    eventually(lambda: _standing(ground) >= noted.position, 10, "the projections do not pass a broken entry")
    ground.compared = False  # a parked stream differs, by what it is
    _compared_but(trial, ground, poisoned)


def reading_stopped(trial: Trial) -> None:
    """An entry of a kind, or a version, this program does not know is never passed over; the next program goes on."""
    ground = trial.ground()
    ground.compared = False  # by this program, which cannot read the log
    served = ground.serve()
    desk = trial.desk(ground, served.port)
    opened = desk.open_file()
    eventually(lambda: _standing(ground) >= opened.position, 10, "the projections do not follow")
    state = b'{"v":1,"occurred_on":"2026-11-24","role":"worker","acting_for":"","import_id":"","fact":{}}'
    before = _append(ground, StoredEntry(uuid4(), 1, MADE_UP, state, event_id=uuid4())) - 1
    with writing(ground, served.port, 2) as writers:
        trial.expect(writers.progress(20), "an unknown entry keeps people from writing")
    time.sleep(2)
    trial.expect(_standing(ground) <= before, "the projections passed over an entry they do not know")
    trial.expect(desk.ask("GET", "/health/ready").status == 503, "no alarm tells of an entry nobody knows")
    served.kill()
    upgraded = subprocess.run(
        [sys.executable, "-c", UPGRADED],
        cwd=ROOT,
        env=ground.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    told = upgraded.stdout.strip() or upgraded.stderr.strip().rpartition("\n")[2]
    trial.expect(told == "0", f"the program that knows the entry does not go on: {told}")


def _append(ground: Ground, *entries: StoredEntry) -> int:
    with connect(ground.databases.main) as connection:
        (verdict,) = send(connection, [StoredAppend(entries)])
        return verdict.last_position


def _parked(desk: Desk) -> int:
    told = desk.ask("GET", "/health/ready")
    return int(told.body["projector"]["parked"]) if told.body else 0


def _standing(ground: Ground) -> int:
    with psycopg.connect(ground.databases.main) as connection:
        row = connection.execute(POSITION.encode()).fetchone()
        assert row is not None
        return int(row[0])


def _compared_but(trial: Trial, ground: Ground, poisoned: list[UUID]) -> None:
    """The rows of all streams but these are true."""
    with house(ground.settings) as ready:
        ready.projector.catch_up()
        for projection in PROJECTIONS.values():
            others = {d.stream for d in differences(ground.databases.main, ready.recompute, projection)} - {*poisoned}
            trial.expect(not others, f"{projection!r}: {len(others)} streams differ beside the parked ones")
