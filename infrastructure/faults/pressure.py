"""Too much at once: no connection left, a statement that does not end."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from random import Random
from uuid import UUID

import psycopg

from application.ports import Unavailable
from infrastructure.connections import ask, pool
from infrastructure.faults.ground import Ground, eventually
from infrastructure.faults.trial import Trial
from infrastructure.faults.writers import Answer, Desk, writing

LONGEST_WAIT = 9.0
"""Seconds within which a crowd is told: the wait for a connection and the deadline of one call."""
SLOW = (
    "CREATE OR REPLACE FUNCTION es.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS"
    " $$ SELECT pg_sleep(20); SELECT clock_timestamp() $$"
)


def pool_exhausted(trial: Trial) -> None:
    """Every connection waits for one lock: people are told to come back, soon and in words, and then can."""
    ground = trial.ground()
    served = ground.serve()
    crowd = trial.size(60, 30)
    with writing(ground, served.port, 2) as writers:
        trial.expect(writers.progress(10), "nothing is acknowledged before the crowd comes")
        for _ in range(trial.size(3, 1)):
            with psycopg.connect(ground.databases.main) as other:
                other.execute("SELECT FROM es.event_head FOR UPDATE")
                _told_to_come_back(trial, ground, _crowd(ground, served.port, crowd))
        trial.expect(writers.progress(20, 20), "the lock is free and nothing is acknowledged")


def _crowd(ground: Ground, port: int, number: int) -> list[tuple[Answer, float]]:
    desks = [Desk(port, ground.token, ground.beliefs, Random(ground.random.random())) for _ in range(number)]
    with ThreadPoolExecutor(number) as crowd:
        return list(crowd.map(_asked, desks))


def _asked(desk: Desk) -> tuple[Answer, float]:
    began, key = time.monotonic(), UUID(int=desk.random.getrandbits(128), version=4)
    answer = desk.once("", {"identity": {"last_name": "Foule", "first_name": "Une"}}, seen=None, key=key)
    desk.hang_up()
    desk.beliefs.unknown(key)
    return answer, time.monotonic() - began


def _told_to_come_back(trial: Trial, ground: Ground, told: list[tuple[Answer, float]]) -> None:
    statuses = {answer.status for answer, _ in told}
    trial.expect(statuses == {503}, f"a crowd without connections is told {sorted(statuses)}")
    trial.expect(all("retry-after" in {name.lower() for name in answer.headers} for answer, _ in told if answer.status),
                 "a crowd is not told when to come back")  # fmt: skip
    longest = max(seconds for _, seconds in told)
    trial.expect(longest < LONGEST_WAIT, f"somebody in a crowd waited {longest:.1f} s")


def query_slow(trial: Trial) -> None:
    """A statement that would not end is ended: the agent is told, and the connection serves the next."""
    ground = trial.ground()
    served = ground.serve()
    with pool(ground.databases.main, largest=1) as one:
        for _ in range(trial.size(2, 1)):
            began = time.monotonic()
            try:
                ask(one, "SELECT pg_sleep(30)")
                trial.expect(False, "a statement may last 30 s")
            except Unavailable:
                trial.expect(time.monotonic() - began < 6, "a statement outlived its deadline")
            trial.expect(ask(one, "SELECT 1") == [(1,)], "after a slow statement the next one fails")
    (as_it_was,) = _one("SELECT pg_get_functiondef('es.now'::regproc)", ground)
    with writing(ground, served.port, 3) as writers:
        writers.progress(10)
        _one(SLOW, ground)
        time.sleep(trial.size(12, 6))
        _one(as_it_was, ground)
        trial.expect(writers.progress(20, 20), "statements are quick again and nothing is acknowledged")
    trial.expect(ground.beliefs.statuses[503] > 0, "nobody was told of a slow statement")
    eventually(lambda: trial.desk(ground, served.port).ask(
        "GET", "/api/v1/worklist").status == 200, 10, "the worklist is not read again")  # fmt: skip


def _one(statement: str, ground: Ground) -> tuple[str, ...]:
    with psycopg.connect(ground.databases.main, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else ()
        return tuple(row or ())
