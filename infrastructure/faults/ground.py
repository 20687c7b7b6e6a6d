"""A throw-away installation: a PostgreSQL of its own, one social worker, and real processes."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from application.agents import Agent
from domain.kernel import Role
from infrastructure import embedded, guardian
from infrastructure.connections import connect
from infrastructure.database import Databases, keys_beside
from infrastructure.fault_points import VARIABLE
from infrastructure.faults.beliefs import Beliefs
from infrastructure.house import house
from infrastructure.settings import Settings

ROOT = Path(__file__).parent.parent.parent
TODAY = date(2026, 11, 24)
START_SECONDS = 40.0
OURS = ("DATABASE_URL", "LD_PRELOAD")


@dataclass
class Running:
    """A process of Parcours; ``port`` is 0 where it serves nobody."""

    process: subprocess.Popen[bytes]
    port: int
    said: Path

    @property
    def pid(self) -> int:
        """Its number."""
        return self.process.pid

    def kill(self) -> None:
        """``kill -9``; return when it is gone."""
        self.process.kill()
        self.process.wait()

    def killed_itself(self, seconds: float) -> bool:
        """Whether it met the moment that kills it, in time."""
        with suppress(subprocess.TimeoutExpired):
            return self.process.wait(seconds) == -signal.SIGKILL
        return False

    def end_of_words(self) -> str:
        """The last line it wrote."""
        lines = self.said.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "")


class Ground:
    """Where a case is played; ``databases`` may be reached by other ways, through a line for instance."""

    def __init__(self, folder: Path, url: str, random: Random) -> None:
        self.folder, self.random = folder, random
        self.databases = Databases(url, keys_beside(url))
        self.beliefs = Beliefs()
        self.running: list[Running] = []
        self.token = ""
        self.compared = True
        """Whether the projections are compared with a rebuild at the end."""
        self.examined = True
        """Whether the log is examined at the end."""

    @property
    def master_key(self) -> Path:
        """The file of the master key."""
        return self.folder / "master.key"

    @property
    def settings(self) -> Settings:
        """For a house in this very process."""
        return self.settings_for(self.databases)

    def settings_for(self, databases: Databases) -> Settings:
        """The same house, its databases reached another way."""
        return Settings(
            database_url=databases.main, keys_url=databases.keys, data_dir=self.folder,
            master_key_file=self.master_key, today=TODAY,
        )  # fmt: skip

    def furnish(self) -> None:
        """Tables, a social worker, and the token his program asks with."""
        with house(self.settings) as ready:
            centre = ready.accounts.centre("CPAS")
            agent = Agent(username="worker", name="Nadia", role=Role.SOCIAL_WORKER, centre=centre, centre_name="CPAS")
            ready.accounts.add(agent, "demo")
            self.token = ready.accounts.sign_in("worker", "demo", "program") or ""
        with connect(self.databases.main) as connection:
            connection.execute("UPDATE auth.session SET expires_at = 'infinity'")  # it outlives a clock that jumps

    def serve(
        self, *, port: int = 0, fault: str = "", by: Databases | None = None, settings: Mapping[str, str] | None = None
    ) -> Running:
        """`parcours serve`; return when it answers, or has met the moment that kills it."""
        port = port or free_port()
        started = self.start(["serve"], port=port, fault=fault, by=by, settings=settings)
        until = time.monotonic() + START_SECONDS
        while not answers(port) and started.process.poll() is None:
            if time.monotonic() > until:
                raise TimeoutError(f"serve does not answer: {started.end_of_words()}")
            time.sleep(0.05)
        if started.process.poll() is not None and not fault:
            raise RuntimeError(f"serve gave up: {started.end_of_words()}")
        return started

    def start(
        self, words: Sequence[str], *, port: int = 0, fault: str = "", by: Databases | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Running:  # fmt: skip
        """Any command of `parcours`, in a process of its own."""
        said = self.folder / f"said-{len(self.running)}.log"
        with said.open("wb") as words_said:
            process = subprocess.Popen(
                [sys.executable, "main.py", *words], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=words_said,
                stderr=words_said, env=self.environment(port, fault, by) | dict(settings or {}),
            )  # fmt: skip
        self.running.append(Running(process, port, said))
        return self.running[-1]

    def environment(self, port: int = 0, fault: str = "", by: Databases | None = None) -> dict[str, str]:
        """The settings of a process on this ground."""
        databases = by or self.databases
        clean = {n: v for n, v in os.environ.items() if n not in OURS and not n.startswith(("PARCOURS_", "FAKETIME"))}
        return clean | {
            "DATABASE_URL": databases.main, "PARCOURS_KEYS_URL": databases.keys,
            "PARCOURS_MASTER_KEY_FILE": str(self.master_key), "PARCOURS_DATA_DIR": str(self.folder),
            "PARCOURS_PORT": str(port), "PARCOURS_TODAY": str(TODAY), VARIABLE: fault,
        }  # fmt: skip

    def postmaster(self) -> int:
        """The number of the first process of PostgreSQL."""
        found = guardian.running(self.folder / "cluster")
        if found is None:
            raise RuntimeError("PostgreSQL does not run")
        return found.pid

    def server_processes(self) -> list[int]:
        """PostgreSQL's first process and all its children."""
        first = self.postmaster()
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
        return [first, *map(int, children)]

    def end(self) -> None:
        """Kill what still runs of our processes."""
        for each in self.running:
            if each.process.poll() is None:
                each.kill()


@contextmanager
def ground(random: Random, folder: Path | None = None) -> Iterator[Ground]:
    """An installation in a folder of its own, gone afterwards with every process on it; or in the empty one given."""
    with thrown_away() if folder is None else _as_given(folder) as place, embedded.serve(place) as url:
        built = Ground(place, url, random)
        try:
            built.furnish()
            yield built
        finally:
            built.end()


@contextmanager
def thrown_away() -> Iterator[Path]:
    """A folder open to the account PostgreSQL runs as, and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="parcours-faults-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        if left := guardian.running(folder / "cluster"):
            os.kill(left.pid, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _as_given(folder: Path) -> Iterator[Path]:
    yield folder


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, path: str = "/health/live", status: int = 200) -> bool:
    """Whether the service answers there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == status
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def eventually(holds: Callable[[], bool], seconds: float, words: str) -> None:
    """Wait until it holds; `AssertionError` with these words when it does not in time."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise AssertionError(words)
        time.sleep(0.03)
