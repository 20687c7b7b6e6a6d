"""Killed in mid-write, server and PostgreSQL: every acknowledged step is there once, and the lists agree."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event as Flag
from threading import Lock, Thread
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from infrastructure import guardian
from infrastructure.house import house
from infrastructure.settings import Settings

ROOT = Path(__file__).parent.parent
WRITERS = 4
pytestmark = pytest.mark.postgres


def environment(folder: Path, port: int) -> dict[str, str]:
    """The settings of a service of the test's own."""
    clean = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL"}}
    return clean | {"PARCOURS_DATA_DIR": str(folder), "PARCOURS_PORT": str(port), "PARCOURS_TODAY": "2026-11-24"}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`parcours serve` in a process of its own, answering."""
    process = subprocess.Popen([sys.executable, "main.py", "serve"], cwd=ROOT, env=environment(folder, port))
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            assert process.poll() is None, "the server gave up"
            try:
                if httpx2.get(f"http://127.0.0.1:{port}/health/live", timeout=1).status_code == 200:
                    break
            except httpx2.TransportError:
                time.sleep(0.1)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


class Writer(Thread):
    """Notes contacts in one file as fast as it can, and remembers which were acknowledged, and which it cannot know."""

    def __init__(self, port: int, token: str, stop: Flag, told: dict[UUID, UUID], lock: Lock) -> None:
        super().__init__()
        self.stop, self.told, self.lock = stop, told, lock
        self.http = httpx2.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=10)
        self.headers = {"Authorization": f"Bearer {token}"}

    def run(self) -> None:
        """Until stopped, or until the server is gone."""
        with suppress(httpx2.TransportError), self.http:
            opened = self._send("/pathways", {"identity": {"last_name": "Diallo", "first_name": "Amina"}}, {})
            version = opened["version"]
            while not self.stop.is_set():
                url = f"/pathways/{opened['id']}/steps/record_contact"
                version = self._send(url, {"answers": {"note": "vu"}}, {"If-Match": f'"{version}"'})["version"]

    def _send(self, url: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        key = uuid4()
        sent = self.headers | headers | {"Idempotency-Key": str(key)}
        answer = self.http.post(url, json={"occurred_on": "2026-11-24"} | body, headers=sent)
        assert answer.status_code in {200, 201}, answer.text
        told: dict[str, Any] = answer.json()
        with self.lock:
            self.told[key] = UUID(told["id"])
        return told


def account(folder: Path) -> None:
    """One social worker."""
    command = ["user", "worker", "--name", "Nadia", "--role", "worker", "--centre", "CPAS", "--password", "demo"]
    subprocess.run([sys.executable, "main.py", *command], cwd=ROOT, env=environment(folder, 1), check=True)


def write_until_killed(folder: Path) -> dict[UUID, UUID]:
    """Let writers write for a moment, then kill the service and its PostgreSQL; what had been acknowledged."""
    port, stop, told = free_port(), Flag(), dict[UUID, UUID]()
    with served(folder, port) as process:
        form = {"username": "worker", "password": "demo"}
        token = httpx2.post(f"http://127.0.0.1:{port}/api/v1/token", data=form).json()["access_token"]
        writers = [Writer(port, token, stop, told, Lock()) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        time.sleep(2)
        running = guardian.running(folder / "cluster")
        assert running
        process.kill()
        os.kill(running.pid, signal.SIGKILL)
        stop.set()
        for writer in writers:
            writer.join()
    return told


def test_what_was_acknowledged_survives_a_kill_in_mid_write(folder: Path) -> None:
    account(folder)
    acknowledged: dict[UUID, UUID] = {}
    for _ in range(2):
        acknowledged |= write_until_killed(folder)
    assert len(acknowledged) > 20
    with house(Settings(data_dir=folder)) as found:
        found.projector.catch_up()
        stored = found.pathways.recorder.select_notifications(start=1, limit=100_000)
        positions = [notification.id for notification in stored]
        assert positions == list(range(1, len(positions) + 1))
        entries = [entry for stream in set(acknowledged.values()) for entry in found.pathways.history(stream)]
        written = Counter(entry.envelope.command_id for entry in entries if entry.event.TOPIC == "interview.held")
        assert set(written.values()) == {1}
        opened = {entry.envelope.command_id for entry in entries if entry.event.TOPIC == "pathway.opened"}
        assert set(acknowledged) <= set(written) | opened
    check = [sys.executable, "main.py", "rebuild", "--all", "--check"]
    done = subprocess.run(check, cwd=ROOT, env=environment(folder, 1), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": 0 différence(s)") == 4
