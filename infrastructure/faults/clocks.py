"""Clocks that jump: back an hour, forward a day, in our processes and in PostgreSQL, by Debian's `faketime`."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from email.utils import parsedate_to_datetime
from functools import partial
from glob import glob
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import psycopg

from infrastructure import binaries, embedded, guardian
from infrastructure.accounts import account_for
from infrastructure.database import MAIN, PORT
from infrastructure.faults.ground import Ground, answers, eventually, thrown_away
from infrastructure.faults.trial import NotRun, Trial
from infrastructure.faults.writers import writing

JUMPS = ("-3600", "+86400", "-3600", "+0")
"""Seconds from the true time, one after the other."""


class Clock:
    """A clock that processes started under `environment` read, and that is set while they run."""

    def __init__(self, file: Path, library: str) -> None:
        self.file, self.library = file, library
        self.set("+0")

    def set(self, offset: str) -> None:
        """So many seconds from the true time."""
        fresh = self.file.with_suffix(".next")
        fresh.write_text(f"{offset}\n", encoding="ascii")
        fresh.chmod(0o644)
        fresh.rename(self.file)

    @property
    def environment(self) -> dict[str, str]:
        """The deadlines of a process hang on the monotonic clock, which no one sets."""
        return {
            "LD_PRELOAD": self.library, "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
        }  # fmt: skip


def clocks_jump(trial: Trial) -> None:
    """The clock of the service jumps, then that of PostgreSQL: nothing is lost, and no hour of the log goes back."""
    ours, theirs = faketime("libfaketimeMT"), faketime("libfaketime")
    ground = trial.ground()
    clock = Clock(ground.folder / "clock", ours)
    served = ground.serve(settings=clock.environment)
    _jumping(trial, ground, served.port, clock, ours=True)
    ground.end()
    place = trial.stack.enter_context(thrown_away())
    with embedded.serve(place):
        pass
    clock = Clock(place / "clock", theirs)
    url = trial.stack.enter_context(server(place, clock.environment))
    other = Ground(place, url, trial.random)
    trial.grounds.append(other)
    trial.stack.callback(other.end)
    other.furnish()
    _jumping(trial, other, other.serve().port, clock, ours=False)
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT max(recorded_at) - now() > interval '23 hours' FROM es.event").fetchone()
    trial.expect(row == (True,), "the clock of PostgreSQL did not jump")


def _jumping(trial: Trial, ground: Ground, port: int, clock: Clock, *, ours: bool) -> None:
    with writing(ground, port, 3) as writers:
        for jump in JUMPS:
            trial.expect(writers.progress(trial.size(100, 15)), f"nothing is acknowledged before the jump to {jump} s")
            clock.set(jump)
            if ours:
                eventually(partial(_stands_at, port, int(jump)), 10, f"the service did not jump to {jump} s")
        trial.expect(writers.progress(trial.size(100, 15)), "nothing is acknowledged after the jumps")
    trial.expect(answers(port, "/health/ready"), "the service is not well after the jumps")


def _stands_at(port: int, ahead: int) -> bool:
    """Whether the service believes it is so many seconds from now, by the date of its answer."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", "/health/live")
        told = connection.getresponse().headers["date"]
    return abs(parsedate_to_datetime(told).timestamp() - time.time() - ahead) < 60


def faketime(name: str) -> str:
    """Where that library is. Raises `NotRun` where it is not installed."""
    for found in sorted(glob(f"/usr/lib/*/faketime/{name}.so.1")):
        return found
    raise NotRun("faketime is not installed (Debian: apt-get install faketime)")


@contextmanager
def server(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """The PostgreSQL of a folder that `embedded.serve` has prepared, in an environment of its own, unguarded."""
    account, cluster = account_for(folder), folder / "cluster"
    settings = embedded.SETTINGS | {
        "unix_socket_directories": str(folder / "run"),
        "hba_file": str(folder / "access.conf"),
        "ident_file": str(folder / "accounts.conf"),
    }
    told = [f"{name}={value}" for name, value in settings.items()] + [guardian.mark(cluster)]
    programs = binaries.programs_for(account, binaries.shipped().folder, folder / "programs")
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", cluster, *(word for setting in told for word in ("-c", setting))],
            user=account.uid, group=account.gid, extra_groups=None if account.uid is None else [],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", **environment}, start_new_session=True,
        )  # fmt: skip
    try:
        url = f"postgresql://{MAIN}@/{MAIN}?host={quote(str(folder / 'run'), safe='')}&port={PORT}"
        _until_ready(url, process)
        yield url
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait()


def _until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=3):
            return
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL does not start under another clock")
