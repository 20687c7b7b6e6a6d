"""Processes that share the server of one folder, and what can be seen and done from outside them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg

from infrastructure import guardian

ROOT = Path(__file__).parent.parent
USER = """
import sys
from pathlib import Path
from infrastructure.embedded import serve
with serve(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def user_of(folder: Path, users: ExitStack) -> tuple[subprocess.Popen[str], str]:
    """A process that uses the server until told to leave, and the URL it was given."""
    command = [sys.executable, "-c", USER, str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True)
    users.enter_context(process)
    users.callback(process.kill)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def come_and_go(folder: Path) -> subprocess.Popen[bytes]:
    """A process that uses the server and leaves at once."""
    command = [sys.executable, "-c", USER, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=ROOT)


def leave(process: subprocess.Popen[str]) -> None:
    """Return when the process has ended in good order."""
    process.communicate("")
    assert process.returncode == 0


def killed(pid: int) -> None:
    """``kill -9``."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def eventually(holds: Callable[[], bool]) -> None:
    """Fails when it does not hold within 20 seconds."""
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


def stopped(folder: Path) -> bool:
    """Whether no server runs on the data of this folder."""
    return guardian.running(folder / "cluster") is None


def postmaster_of(folder: Path) -> int:
    """The process number of the server."""
    found = guardian.running(folder / "cluster")
    assert found is not None
    return found.pid


def guardian_of(folder: Path) -> int:
    """The process number of the parent of the server."""
    return int(Path(f"/proc/{postmaster_of(folder)}/stat").read_text().rpartition(")")[2].split()[1])


def ask(url: str, query: str) -> object:
    """The first column of the first row."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return row[0]


def write(url: str, statement: str) -> None:
    """Committed on return."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
