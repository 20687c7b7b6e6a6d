"""Commands sent twice, in the wrong order, and two people at work in one file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random
from threading import Barrier
from uuid import UUID, uuid4

from infrastructure.faults.beliefs import Beliefs
from infrastructure.faults.ground import Ground
from infrastructure.faults.trial import Trial
from infrastructure.faults.writers import Answer, Desk

NOTE = {"answers": {"note": "vu"}}


def doubled_and_reordered(trial: Trial) -> None:
    """Each command is sent several times, in any order, by several senders at once: it is taken once, in its turn."""
    ground = trial.ground()
    served = ground.serve()
    with ThreadPoolExecutor(4) as senders:
        seeds = [Random(trial.random.random()) for _ in range(4)]
        for disorder in [
            senders.submit(_disorder, trial.desk(ground, served.port, seed), trial.size(20, 5)) for seed in seeds
        ]:
            disorder.result()
    trial.expect(ground.beliefs.statuses[412] > 0, "nothing came too early")
    trial.expect(trial.acknowledged == 4 * trial.size(20, 5) * 6, "not every command was taken in the end")


def _disorder(desk: Desk, files: int) -> None:
    """A file, and five notes in it, each sent again and again in any order until all are acknowledged."""
    for _ in range(files):
        opened = desk.open_file()
        assert opened.stream
        waiting = {opened.version + n: UUID(int=desk.random.getrandbits(128), version=4) for n in range(5)}
        done: dict[int, UUID] = {}
        while waiting:
            everything = [*waiting.items(), *done.items()]
            seen, key = desk.random.choice(everything)
            answer = desk.once(f"/{opened.stream}/steps/record_contact", NOTE, seen=seen, key=key)
            if answer.status == 200:
                desk.beliefs.acknowledged(key, answer.body)
                done[seen] = key
                waiting.pop(seen, None)
            else:
                assert answer.status in {409, 412}, answer


def two_in_one_file(trial: Trial) -> None:
    """Two people save in one file at one moment: one is there first, the other is told, and nothing is lost."""
    ground = trial.ground()
    port = ground.serve().port
    other = ground.serve().port
    desk = trial.desk(ground, port)
    with ThreadPoolExecutor(2) as pair:
        for _ in range(trial.size(10, 3)):
            opened = desk.open_file()
            assert opened.stream
            version = opened.version
            for _ in range(trial.size(30, 15)):
                at_once = partial(_at_once, ground=ground, file=opened.stream, seen=version, gate=Barrier(2))
                statuses = sorted(answer.status for answer in pair.map(at_once, (port, other)))
                if statuses not in ([200, 409], [200, 412]):
                    trial.expect(False, f"two at once were told {statuses}")
                version += 1
            trial.expect(desk.version(opened.stream) == version, "the file is not where both left it")


def _at_once(port: int, ground: Ground, file: UUID, seen: int, gate: Barrier) -> Answer:
    desk = Desk(port, ground.token, ground.beliefs, ground.random)
    key = uuid4()
    gate.wait(10)
    answer = desk.once(f"/{file}/steps/record_contact", NOTE, seen=seen, key=key)
    desk.hang_up()
    _believed(ground.beliefs, key, answer)
    return answer


def _believed(beliefs: Beliefs, key: UUID, answer: Answer) -> None:
    if answer.status == 200:
        beliefs.acknowledged(key, answer.body)
    elif answer.status in {409, 412}:
        beliefs.refused(key)
    else:
        beliefs.unknown(key)
