"""What lies between: answers swallowed, connections cut, holes, slowness, a server that hangs, keys out of reach."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from infrastructure.database import Databases, keys_beside
from infrastructure.faults.ground import TODAY, Ground, answers, eventually
from infrastructure.faults.line import Line, line_to_database, line_to_port
from infrastructure.faults.trial import Trial
from infrastructure.faults.writers import Desk, writing

ERASED = "[effacé]"
LONGEST_WAIT = 9.0
"""Seconds within which the service answers, whatever the database does: its own deadline is 5 s for each question."""
COMMIT, ASKED = b"interview.held", b"POST /api/v1/pathways"
"""Words of the statement that writes a note, and of the request that asks for it."""


def answers_swallowed(trial: Trial) -> None:
    """The command arrives and is carried out; its answer never comes, to the agent or to the service."""
    ground = trial.ground()
    near = trial.stack.enter_context(line_to_database(ground.databases.main))
    served = ground.serve(by=Databases(near.url, ground.databases.keys))
    front = trial.stack.enter_context(line_to_port(served.port))
    lost = {COMMIT: near, ASKED: front}
    with writing(ground, front.port, 4) as writers:
        for _ in range(trial.size(60, 15)):
            words = trial.random.choice(sorted(lost))
            lost[words].losing = words
            trial.expect(writers.progress(trial.random.randint(2, 8)), "nothing is acknowledged any more")
    swallowed = f"{near.lost} answers of PostgreSQL and {front.lost} of the service were swallowed"
    trial.expect(near.lost > 1 and front.lost > 1, swallowed)


def line_broken(trial: Trial) -> None:
    """Between the service and PostgreSQL: cut, nothing passes, 2 seconds late, one byte a second."""
    ground, line = _far(trial)
    with writing(ground, ground.running[0].port, 3) as writers:
        for _ in range(trial.size(6, 3)):
            writers.progress(10)
            line.cut()
        with line.slow(delay=2):
            time.sleep(trial.size(8, 4))
        for broken in (line.hole(), line.slow(bytes_per_second=1)):
            trial.expect(writers.progress(10, 20), "nothing is acknowledged while the line is well")
            with _told_in_time(trial, ground), broken:
                time.sleep(trial.size(15, 10))
            line.cut()
        trial.expect(writers.progress(10, 20), "nothing is acknowledged afterwards")


def server_hung(trial: Trial) -> None:
    """PostgreSQL is stopped in mid-write, every process of it (SIGSTOP), and goes on later."""
    ground = trial.ground()
    served = ground.serve()
    with writing(ground, served.port, 4) as writers:
        for _ in range(trial.size(2, 1)):
            trial.expect(writers.progress(20), "nothing is acknowledged before it hangs")
            with _told_in_time(trial, ground), _hung(ground):
                time.sleep(trial.size(15, 11))
        trial.expect(writers.progress(20), "nothing is acknowledged afterwards")
    eventually(lambda: answers(served.port, "/health/ready"), 10, "the service is not well again")


def keys_away(trial: Trial) -> None:
    """Keys out of reach: what is sealed is unavailable, never told as erased; nothing is written about people."""
    ground = trial.ground()
    first = ground.serve()
    desk = trial.desk(ground, first.port)
    files = [file for file in (desk.open_file().stream for _ in range(trial.size(12, 3))) if file]
    eventually(lambda: first_has_told(desk), 10, "the first service does not come to the head of the log")
    first.kill()
    line = trial.stack.enter_context(line_to_database(keys_beside(ground.databases.main)))
    served = ground.serve(by=Databases(ground.databases.main, line.url))  # has met none of these people
    desk = trial.desk(ground, served.port)
    desk.patience = 0.1
    with _told_in_time(trial, ground), line.down():
        for file in files:
            told = desk.ask("GET", f"/api/v1/pathways/{file}")
            trial.expect(told.status == 503, f"without keys a file is read with {told.status}")
            trial.expect(ERASED not in str(told.body), "what cannot be unsealed now is told as erased")
        for path in ("/api/v1/worklist", f"/api/v1/pathways/{files[0]}/history"):
            told = desk.ask("GET", path)
            trial.expect(ERASED not in str(told.body), f"{path} tells as erased what cannot be unsealed now")
        body = {"occurred_on": str(TODAY), "identity": {"last_name": "Nouveau", "first_name": "Né"}}
        refused = desk.once("", body, seen=None, key=(key := uuid4()))
        trial.expect(refused.status == 503, f"without keys a person is written with {refused.status}")
        ground.beliefs.unknown(key)
        trial.expect(desk.note(files[0], 1).stream is None, "without keys a note is written")
        log_unharmed(trial, ground, len(files))
    eventually(lambda: desk.version(files[0]) is not None, 15, "keys are back and nothing is read")
    desk.patience = 20.0
    noted = [desk.note(file, desk.version(file) or 0) for file in files]
    trial.expect(all(note.stream for note in noted), "keys are back and nothing is written")


def first_has_told(desk: Desk) -> bool:
    """Whether the projector has nothing left to ask keys for."""
    told = desk.ask("GET", "/health/ready")
    return told.status == 200 and told.body["projector"]["lag_events"] == 0


def log_unharmed(trial: Trial, ground: Ground, files: int) -> None:
    """Nothing but the openings is in the log."""
    told = {each.stream for each in ground.beliefs.commands.values() if isinstance(each.stream, UUID)}
    trial.expect(len(told) == files, "more people are in the log than were written")


def _far(trial: Trial) -> tuple[Ground, Line]:
    """A service whose databases are both at the far end of a line."""
    ground = trial.ground()
    line = trial.stack.enter_context(line_to_database(ground.databases.main))
    ground.serve(by=Databases(line.url, keys_beside(line.url)))
    return ground, line


@contextmanager
def _told_in_time(trial: Trial, ground: Ground) -> Iterator[None]:
    """Nobody waits for an answer longer than the deadlines of the service allow."""
    ground.beliefs.longest_wait = 0.0
    yield
    time.sleep(0.2)  # whoever waited all the time is told now
    waited = ground.beliefs.longest_wait
    trial.expect(waited < LONGEST_WAIT, f"somebody waited {waited:.1f} s for an answer")


@contextmanager
def _hung(ground: Ground) -> Iterator[None]:
    first, *others = ground.server_processes()
    os.kill(first, signal.SIGSTOP)  # or it would start others in the place of these
    stopped = [first, *others]
    try:
        for pid in {*others, *ground.server_processes()} - {first}:
            os.kill(pid, signal.SIGSTOP)
            stopped.append(pid)
        yield
    finally:
        for pid in dict.fromkeys(stopped):
            os.kill(pid, signal.SIGCONT)
