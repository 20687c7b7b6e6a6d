"""The engine itself set wrong: settings that would lose events, a lock taken out of the append function."""

from __future__ import annotations

from contextlib import suppress
from subprocess import TimeoutExpired
from typing import LiteralString

import psycopg

from infrastructure.factory import FORBIDDEN
from infrastructure.faults.ground import Ground
from infrastructure.faults.trial import Trial

LOCK = " FOR UPDATE;"
BODY = "SELECT pg_get_functiondef('es.event_append'::regproc)"
OPENED: tuple[LiteralString, ...] = (
    "ALTER TABLE es.event DISABLE TRIGGER event_is_kept",
    "DROP TRIGGER event_is_kept ON es.event",
)


def wrong_engine_refused(trial: Trial) -> None:
    """A process that would write unsafely does not start."""
    ground = trial.ground()
    served = ground.serve()
    desk = trial.desk(ground, served.port)
    trial.expect(desk.open_file().stream, "nothing is written on an intact ground")
    for name in trial.random.sample(sorted(FORBIDDEN), trial.size(len(FORBIDDEN), 2)):
        started = ground.start(["project"], settings={name: "yes"})
        trial.expect(started.process.wait(20) != 0, f"a process starts with {name}")
        trial.expect(name in started.said.read_text(encoding="utf-8"), f"{name} is refused without being named")
    (whole,) = _row(ground, BODY)
    _told(ground, whole.replace(LOCK, ";", 1))
    _refused(trial, ground, "event_append without its lock")
    _told(ground, whole)
    for statement in OPENED[: trial.size(2, 1)]:
        _told(ground, "BEGIN; " + statement + "; COMMIT")
        _refused(trial, ground, statement)
        _told(ground, "DROP TRIGGER IF EXISTS event_is_kept ON es.event")
        _told(ground, "CREATE TRIGGER event_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON es.event"
                      " FOR EACH STATEMENT EXECUTE FUNCTION es.refuse_change()")  # fmt: skip
        _told(ground, "ALTER TABLE es.event ENABLE ALWAYS TRIGGER event_is_kept")
    well = ground.start(["migrate"])
    trial.expect(well.process.wait(20) == 0, f"what was restored is still refused: {well.end_of_words()}")


def _refused(trial: Trial, ground: Ground, words: str) -> None:
    started = ground.start(["project"])
    with suppress(TimeoutExpired):
        started.process.wait(8)
    trial.expect(started.process.poll(), f"a process works with {words}")
    started.kill()


def _row(ground: Ground, query: str) -> tuple[str, ...]:
    with psycopg.connect(ground.databases.main, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return tuple(row)


def _told(ground: Ground, statement: str) -> None:
    with psycopg.connect(ground.databases.main, autocommit=True) as connection:
        connection.execute(statement.encode())
