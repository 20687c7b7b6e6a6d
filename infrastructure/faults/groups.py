"""Group commit: whoever writes for all the others dies with their appends in hand; one append cannot even be sent."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import UUID, uuid4

import psycopg

from application.ports import Unavailable
from infrastructure.factory import Datastore
from infrastructure.faults.beliefs import Beliefs
from infrastructure.faults.ground import Ground
from infrastructure.faults.trial import Trial
from infrastructure.faults.writers import writing
from infrastructure.recorder import EventRecorder
from infrastructure.stored import StoredEntry

TOGETHER = 64
MOMENTS = ("group.taken", "group.written")


def group_broken(trial: Trial) -> None:
    """The others are answered, or told to come back; none is lost, none is written twice."""
    ground = trial.ground()
    for moment in MOMENTS:
        served = ground.serve(fault=f"{moment}:raise:{trial.random.randint(3, 12)}")
        with writing(ground, served.port, trial.size(16, 8)) as writers:
            trial.expect(writers.progress(trial.size(400, 100), 30), f"nothing is acknowledged after {moment} broke")
        told = ground.beliefs.statuses.pop(500, 0)
        trial.expect(told == 1, f"{told} people were told of a failure of ours when {moment} broke")
        served.kill()
        _killed(trial, ground, moment)
    poisoned = trial.ground()
    poisoned.compared = False  # these entries are nobody's file
    for _ in range(trial.size(20, 4)):
        _one_of_many(trial, poisoned)


def _killed(trial: Trial, ground: Ground, moment: str) -> None:
    """The process that holds the group dies."""
    dying = ground.serve(fault=f"{moment}:kill:{trial.random.randint(3, 20)}")
    with writing(ground, dying.port, trial.size(16, 8)):
        trial.expect(dying.killed_itself(15), f"nobody died at {moment}")
        ground.serve(port=dying.port)
    ground.end()


def _one_of_many(trial: Trial, ground: Ground) -> None:
    """An append PostgreSQL cannot take, among others that wait with it."""
    poison = trial.random.randrange(TOGETHER)
    with (
        closing(Datastore(ground.databases.main)) as datastore,
        ThreadPoolExecutor(TOGETHER) as together,
        psycopg.connect(ground.databases.main) as other,
    ):
        recorder = EventRecorder(datastore, together=True)
        other.execute("SELECT FROM es.event_head FOR UPDATE")
        sent = [
            together.submit(_appended, recorder, ground.beliefs, "no\0good" if n == poison else "test.fact")
            for n in range(TOGETHER)
        ]
        other.rollback()
        told = Counter(each.result() for each in sent)
    trial.expect(told == {"taken": TOGETHER - 1, "DataError": 1}, f"one bad append among {TOGETHER}: {dict(told)}")


def _appended(recorder: EventRecorder, beliefs: Beliefs, topic: str) -> str:
    stream, key = uuid4(), uuid4()
    entry = StoredEntry(stream, 1, topic, b"{}", event_id=uuid4(), command_id=key)
    try:
        (position,) = recorder.insert_events([entry], command_id=key, fingerprint=b"f")
    except Unavailable:
        beliefs.unknown(key)
        return "Unavailable"
    except psycopg.Error as refused:
        beliefs.refused(key)
        return type(refused).__name__
    beliefs.acknowledged(key, _answer(stream, position))
    return "taken"


def _answer(stream: UUID, position: int) -> dict[str, object]:
    return {"id": str(stream), "version": 1, "position": position, "events": [()]}
