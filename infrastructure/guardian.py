"""The process that keeps the PostgreSQL of a default installation running while anybody uses it.

Every user of the server holds a shared lock on one file, and the guardian asks for that lock alone: the kernel grants
it when the last user has gone, however he went, ``kill -9`` included. The guardian then stops the server and ends.
Should PostgreSQL die before its users, it is started again. Should the guardian itself be killed, the last user to
leave in good order stops the server, and the next start finds it and sets a new guardian over it.

Run by its path, without the packages of the product (``python -I guardian.py ORDERS``): standard library only.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

PATIENCE = 60.0
"""Seconds given to PostgreSQL to end in good order, before it is told to drop everything and recover later."""
SHORT_LIFE = 5.0
"""A server that ended within so many seconds of its start did not start."""
ATTEMPTS = 10
"""Starts that may fail in a row: sessions of a killed server can hold its memory for a moment."""
LONGEST_PAUSE = 5.0
"""Seconds between two starts of a server that has served and cannot any more."""


@dataclass(frozen=True)
class Postmaster:
    """The first process of a running server, as its own file ``postmaster.pid`` tells."""

    pid: int
    socket_dir: str
    ready: bool


@dataclass(frozen=True)
class Orders:
    """What to keep running, as which account (none: ours), and the locks by which users and guardian know each other.

    With ``by_descriptor`` the data lies where that account cannot go by itself.
    """

    cluster: str
    command: list[str]
    by_descriptor: bool
    log: str
    users: str
    guard_descriptor: int
    uid: int | None
    gid: int | None


def running(cluster: Path) -> Postmaster | None:
    """None also when the file is left over from a crash, even if its number now belongs to some other process."""
    lines = _pid_file(cluster)
    if not lines or not _serves(int(lines[0]), cluster):
        return None
    ready = len(lines) > 7 and lines[7].strip() == "ready"
    return Postmaster(int(lines[0]), lines[4] if len(lines) > 4 else "", ready)


def mark(cluster: Path) -> str:
    """The argument by which a server of ours is known in the list of processes."""
    return f"parcours.cluster={cluster}"


def stop(pid_of: Callable[[], int | None]) -> None:
    """Return when ``pid_of`` finds no server any more; what was committed is kept, whatever the way it ended."""
    until = time.monotonic() + PATIENCE
    while (pid := pid_of()) is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT if time.monotonic() < until else signal.SIGQUIT)
        time.sleep(0.05)


class Guardian:
    """One server, started as often as needed until ``alone`` is set."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.cluster = Path(orders.cluster)
        self.alone = threading.Event()
        self.starting = threading.Lock()
        self.server: subprocess.Popen[bytes] | None = None
        self.served = False

    def keep(self) -> None:
        """Start the server again each time it ends, and give up, ending this process, when it will not start.

        One that has served is never given up: its volume may be full, and get room.
        """
        failures = 0
        while not self.alone.is_set() and (self.served or failures < ATTEMPTS):
            started = time.monotonic()
            self._serve_once()
            failures = failures + 1 if time.monotonic() - started < SHORT_LIFE else 0
            if failures and not self.served and not _pid_file(self.cluster):
                break  # it ended by itself, and nothing left of a former server was in its way
            self.alone.wait(min(0.5 * max(failures, 1), LONGEST_PAUSE))
        if not self.alone.is_set():
            os._exit(1)

    def end(self) -> None:
        """Stop the server for good."""
        self.alone.set()
        with self.starting:  # a start under way is finished, and none follows
            stop(self._pid)

    def _serve_once(self) -> None:
        if running(self.cluster):  # it has lost its former guardian
            self.served = True
            while running(self.cluster) and not self.alone.wait(1):
                pass
            return
        with self.starting:
            if self.alone.is_set():
                return
            self.server = self._start()
        while not self.served and self.server.poll() is None:
            self.served = (found := running(self.cluster)) is not None and found.ready
            time.sleep(0.05)
        self.server.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        orders = self.orders
        environment = {"PATH": os.defpath, "LC_ALL": "C"}
        if lines := _pid_file(self.cluster):
            # PostgreSQL refuses to start while a process with the number of its dead predecessor lives, but for its
            # own ancestors. Calling it one keeps every other safeguard, which removing the file would not.
            environment["PG_GRANDPARENT_PID"] = lines[0]
        data = os.open(self.cluster, os.O_RDONLY | os.O_DIRECTORY)
        path = f"/proc/self/fd/{data}" if orders.by_descriptor else orders.cluster
        try:
            with Path(orders.log).open("ab") as log:
                return subprocess.Popen(
                    [*orders.command, "-D", path],
                    user=orders.uid,
                    group=orders.gid,
                    extra_groups=None if orders.uid is None else [],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    env=environment,
                    pass_fds=[data] if orders.by_descriptor else [],
                    start_new_session=True,
                )
        finally:
            os.close(data)

    def _pid(self) -> int | None:
        if self.server is not None and self.server.returncode is None:
            return self.server.pid
        postmaster = running(self.cluster)
        return postmaster.pid if postmaster else None


def set_over(orders: Orders) -> None:
    """Start a guardian in a process and a session of its own, and hand the lock of the guardian over to it."""
    with Path(orders.log).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-I", __file__, json.dumps(asdict(orders))],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            pass_fds=[orders.guard_descriptor],
            start_new_session=True,
        )
    threading.Thread(target=process.wait, daemon=True).start()  # or it would stay listed among the dead


def _pid_file(cluster: Path) -> list[str]:
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
    return lines if lines and lines[0].isdigit() else []


def _serves(pid: int, cluster: Path) -> bool:
    if Path("/proc/self").exists():
        try:  # world-readable, where `cwd` and `exe` need a capability that root lacks in many containers
            return mark(cluster).encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def main(orders: Orders) -> None:
    """Return when nobody uses the server any more and it has stopped."""
    os.set_inheritable(orders.guard_descriptor, False)
    guardian = Guardian(orders)
    keeper = threading.Thread(target=guardian.keep, daemon=True)
    with Path(orders.users).open("rb") as users:
        keeper.start()
        fcntl.flock(users, fcntl.LOCK_EX)
        guardian.end()
        keeper.join()
        os.close(orders.guard_descriptor)  # before the lock of the users, or a newcomer would think himself guarded


if __name__ == "__main__":
    main(Orders(**json.loads(sys.argv[1])))
