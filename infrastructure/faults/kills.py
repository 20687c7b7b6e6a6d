"""kill -9 of the service, of the projector, of PostgreSQL, of a rebuild: at the moments that matter, and at random."""

from __future__ import annotations

import os
import signal
import time

from infrastructure.comparison import differences
from infrastructure.faults.ground import answers, eventually, free_port
from infrastructure.faults.trial import Trial
from infrastructure.faults.writers import writing
from infrastructure.house import PROJECTIONS, house

WRITES = ("append.before", "append.committed", "answer.ready")
ADVANCES = ("project.rows", "project.moved")
REBUILDS = ("rebuild.page", "rebuild.filled", "rebuild.switching", "rebuild.switched")


def service_killed(trial: Trial) -> None:
    """The service dies between the request and the answer; its writers send the same command again to the next."""
    ground, port = trial.ground(), free_port()
    with writing(ground, port, 4) as writers:
        for _ in range(trial.size(4, 1)):
            for moment in WRITES:
                fault = f"{moment}:kill:{trial.random.randint(5, 30)}"
                served = ground.serve(port=port, fault=fault)
                trial.expect(served.killed_itself(15), f"nobody died at {fault}")
                served.kill()
        ground.serve(port=port)
        trial.expect(writers.progress(20), "nothing is acknowledged after the last start")


def projector_killed(trial: Trial) -> None:
    """The projector dies with rows written and its position not moved, or moved and not committed, or anywhere."""
    ground = trial.ground()
    served = ground.serve()
    with writing(ground, served.port, 3) as writers:
        for _ in range(trial.size(5, 2)):
            for moment in ADVANCES:
                projector = ground.start(["project"], fault=f"{moment}:kill:{trial.random.randint(1, 3)}")
                trial.expect(projector.killed_itself(20), f"no projector died at {moment}")
                projector.kill()
                _agree(trial, f"after a kill at {moment}")
            anywhere = ground.start(["project"])
            time.sleep(trial.random.uniform(1.2, 2.0))
            anywhere.kill()
        trial.expect(writers.progress(10), "the writers noticed")
    served.kill()
    both = ground.serve(fault="project.moved:kill")  # the service, and the projector in it
    with writing(ground, both.port, 1):
        trial.expect(both.killed_itself(15), "the service outlived its projector's kill")
        _agree(trial, "after both were killed")
        ground.serve(port=both.port)


def database_killed(trial: Trial) -> None:
    """PostgreSQL dies in mid-write and is started again, while everybody goes on writing."""
    ground = trial.ground()
    served = ground.serve()
    with writing(ground, served.port, 6) as writers:
        for _ in range(trial.size(6, 3)):
            trial.expect(writers.progress(20), "nothing is acknowledged before the next kill")
            time.sleep(trial.random.uniform(0.0, 0.5))
            os.kill(ground.postmaster(), signal.SIGKILL)
        trial.expect(writers.progress(20), "nothing is acknowledged after the last kill")
    trial.expect(served.process.poll() is None, "the service gave up")
    eventually(lambda: answers(served.port, "/health/ready"), 10, "the service is not well again")


def rebuild_killed(trial: Trial) -> None:
    """A rebuild dies at each of its moments: people read on, the rows are true, and the next rebuild ends well."""
    ground = trial.ground()
    served = ground.serve()
    desk = trial.desk(ground, served.port)
    with writing(ground, served.port, 2) as writers:
        writers.progress(trial.size(200, 40))
        for moment in REBUILDS:
            dying = ground.start(["rebuild", trial.random.choice(sorted(PROJECTIONS))], fault=f"{moment}:kill")
            trial.expect(dying.killed_itself(20), f"no rebuild died at {moment}")
            told = desk.ask("GET", "/api/v1/worklist")
            trial.expect(told.status == 200, f"after a kill at {moment} the worklist is read with {told.status}")
            _agree(trial, f"after a kill at {moment}")
    again = ground.start(["rebuild", "--all"])
    trial.expect(again.process.wait(30) == 0, f"the next rebuild failed: {again.end_of_words()}")


def _agree(trial: Trial, when: str) -> None:
    """The rows are those a rebuild would give, at the position they stand at."""
    (ground,) = trial.grounds
    with house(ground.settings) as ready:
        wrong = [p.name for p in PROJECTIONS.values() if differences(ground.databases.main, ready.recompute, p)]
    trial.expect(not wrong, f"{', '.join(wrong)} differ from a rebuild {when}")
