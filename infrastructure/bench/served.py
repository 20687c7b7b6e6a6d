"""Real servers to ask: ours as `parcours serve` starts it, and the stock library's; each a process on the loopback."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import infrastructure
from application.demo import CENTRES
from application.demo.accounts import NADIA
from infrastructure.bench.command import ENTRIES, versions
from infrastructure.bench.lives import CONTACT, STEP, day_after, of_length
from infrastructure.bench.measure import MeasureFailed
from infrastructure.bench.ours import Store, people, store
from infrastructure.bench.peers import stock
from infrastructure.bench.scratch import Ground, counted
from infrastructure.bench.servers import free_port, running
from infrastructure.bench.workers import Job, Operation, Share, Turns
from infrastructure.connections import connect, pool
from infrastructure.house import shipped_rules
from infrastructure.identity import LocalAccounts

ROOT = Path(infrastructure.__file__).parent.parent
PASSWORD = "bench"
Asked = tuple[str, dict[str, Any], dict[str, str]]
"""Path, body and headers of one request."""


@dataclass(frozen=True)
class Served:
    """A server that answers: what to ask of it, how many entries its store holds, its process."""

    job: Job
    holds: Callable[[], int]
    pid: int

    @property
    def peak_mb(self) -> float:
        """The most memory its process has held, in megabytes."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    @property
    def cpu_seconds(self) -> float:
        """Processor seconds its process has spent, in user and system."""
        ticks = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class HttpCommands:
    """Steps taken over connections that stay open, one a thread."""

    port: int
    streams: Sequence[UUID]
    seen: dict[UUID, int]
    headers: dict[str, str]
    on: str = ""

    @contextmanager
    def open(self, threads: int, share: Share) -> Iterator[Operation]:
        """One command on the next file; anything but 200 is a failure."""
        turns, mine, opened = Turns(share, self.streams), threading.local(), list[HTTPConnection]()

        def ask() -> None:
            if not hasattr(mine, "connection"):
                mine.connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
                opened.append(mine.connection)
            stream = turns.next()
            path, body, headers = self.asked(stream)
            mine.connection.request("POST", path, json.dumps(body), headers)
            answer = mine.connection.getresponse()
            told = answer.read()
            if answer.status != 200:
                raise MeasureFailed(f"le serveur répond {answer.status} : {told[:200]!r}")
            self.seen[stream] = json.loads(told)["version"]

        try:
            yield ask
        finally:
            for connection in opened:
                connection.close()

    def asked(self, stream: UUID) -> Asked:
        """A step of ours, in the version seen; or the stock library's."""
        common = {"Content-Type": "application/json"}
        if not self.on:
            return f"/files/{stream}/contacts", stock.CONTACT, common
        headers = {"If-Match": f'"{self.seen[stream]}"', "Idempotency-Key": str(uuid4())} | common | self.headers
        return f"/api/v1/pathways/{stream}/steps/{STEP}", {"occurred_on": self.on, "answers": CONTACT}, headers


@dataclass(frozen=True)
class OurCommands(HttpCommands):
    """The same, the versions asked of the store before the clock starts."""

    store: Store = field(kw_only=True)

    @contextmanager
    def open(self, threads: int, share: Share) -> Iterator[Operation]:
        """One command on the next file."""
        self.seen.update(versions(self.store, self.streams))
        with super().open(threads, share) as operation:
            yield operation


@contextmanager
def ours(ground: Ground, files: int) -> Iterator[Served]:
    """`parcours serve`, with a projector that follows, a signed-in worker, and files of 20 entries."""
    made, life = store(ground), of_length(shipped_rules(), ENTRIES)
    with made.open() as pathways:
        streams = people(pathways, life, files)
    _account(made)
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PARCOURS_")} | {
        "DATABASE_URL": made.databases.main, "PARCOURS_KEYS_URL": made.databases.keys,
        "PARCOURS_DATA_DIR": str(ground.folder), "PARCOURS_HOST": "127.0.0.1",
    }  # fmt: skip
    words = [sys.executable, "-m", "main", "serve", "--port", str(port)]
    with running(words, port, environment, folder=ROOT) as process:
        headers = {"Authorization": f"Bearer {_token(port)}"}
        job = OurCommands(port, streams, {}, headers, day_after(life).isoformat(), store=made)
        yield Served(job, partial(counted, made.databases.main, "es.event"), process.pid)


@contextmanager
def the_stock(ground: Ground, files: int) -> Iterator[Served]:
    """The same uvicorn and FastAPI, with the stock library behind one endpoint."""
    url = ground.database()
    streams = stock.files(url, files, ENTRIES)
    port = free_port()
    words = [sys.executable, "-m", "infrastructure.bench.peers.stock_web", str(port)]
    with running(words, port, os.environ, url, ROOT) as process:
        job = HttpCommands(port, streams, {}, {})
        yield Served(job, partial(counted, url, stock.TABLE), process.pid)


def _account(made: Store) -> None:
    with pool(made.databases.main) as connections, connect(made.databases.main) as connection:
        for number, name in CENTRES.items():
            connection.execute("INSERT INTO auth.centre (id, name) VALUES (%s, %s)", [number, name])
        LocalAccounts(connections).add(NADIA, PASSWORD)


def _token(port: int) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    form = urlencode({"username": NADIA.username, "password": PASSWORD})
    connection.request("POST", "/api/v1/token", form, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    if answer.status != 200:
        raise MeasureFailed(f"Notre serveur refuse le compte de la mesure ({answer.status}).")
    return str(told["access_token"])
