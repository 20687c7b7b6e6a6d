"""Social workers who never give up: each sends a command, under the same key, until it is known what came of it."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from random import Random
from threading import Event as Flag
from threading import Thread
from typing import Any, NamedTuple
from uuid import UUID

from infrastructure.faults.beliefs import Beliefs, Believed, Standing
from infrastructure.faults.ground import TODAY, Ground

ANSWER_SECONDS = 20.0
"""After so long a writer hangs up."""
PATIENCE = 25.0
"""After so long a writer goes on, not knowing."""
LONGEST_FILE = 40
"""Entries after which a file is left alone, as in life: it is read whole whenever it changes."""
PEOPLE = ("Diallo", "Renard", "El Amrani", "Peeters", "Nguyen")


class Answer(NamedTuple):
    """What came back; status 0 when nothing did."""

    status: int
    body: Any
    headers: Mapping[str, str]


class Desk:
    """One agent's program: it speaks HTTP to the service on one port."""

    def __init__(self, port: int, token: str, beliefs: Beliefs, random: Random) -> None:
        self.port, self.token, self.beliefs, self.random = port, token, beliefs, random
        self.connection: http.client.HTTPConnection | None = None
        self.patience = PATIENCE

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request, one answer; the connection is kept as long as it works, and a question may be asked twice."""
        kept = self.connection is not None
        told = self._asked(method, path, body, headers)
        return self._asked(method, path, body, headers) if kept and method == "GET" and not told.status else told

    def _asked(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        began = time.monotonic()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
            self.connection.request(method, path, json.dumps(body) if body is not None else None, sent)
            answer = self.connection.getresponse()
            told = Answer(answer.status, _read(answer.read()), dict(answer.headers))
        except (OSError, http.client.HTTPException):
            self.hang_up()
            told = Answer(0, None, {})
        self.beliefs.answered(told.status, time.monotonic() - began)
        return told

    def hang_up(self) -> None:
        """The next request makes a new connection."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def command(
        self, path: str, body: Mapping[str, Any], *, seen: int | None = None, key: UUID | None = None
    ) -> Believed:
        """Send until it is acknowledged or refused, or patience is at its end."""
        key = key or UUID(int=self.random.getrandbits(128), version=4)
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            answer = self.once(path, body, seen=seen, key=key)
            if answer.status in {200, 201}:
                return self.beliefs.acknowledged(key, answer.body)
            if answer.status in {403, 404, 409, 412, 422, 428}:
                self.beliefs.refused(key)
                return Believed(key, Standing.REFUSED)
            time.sleep(self.random.uniform(0.02, 0.2))
        self.beliefs.unknown(key)
        return Believed(key, Standing.UNKNOWN)

    def once(self, path: str, body: Mapping[str, Any], *, seen: int | None, key: UUID) -> Answer:
        """Send a command once."""
        told = {"Idempotency_Key": str(key)} | ({} if seen is None else {"If_Match": f'"{seen}"'})
        return self.ask("POST", f"/api/v1/pathways{path}", {"occurred_on": str(TODAY), **body}, **told)

    def open_file(self) -> Believed:
        """Open a person's file."""
        name = self.random.choice(PEOPLE)
        return self.command("", {"identity": {"last_name": name, "first_name": "Amina"}})

    def note(self, file: UUID, seen: int, **others: Any) -> Believed:
        """Note a contact in a file."""
        note = {"answers": {"note": f"vu {self.random.randrange(1000)}"}}
        return self.command(f"/{file}/steps/record_contact", note, seen=seen, **others)

    def version(self, file: UUID) -> int | None:
        """The version of a file, None when nobody says."""
        answer = self.ask("GET", f"/api/v1/pathways/{file}")
        return int(answer.body["version"]) if answer.status == 200 else None


class Writer(Thread):
    """Opens files and notes contacts until told to stop, each command until it is known what came of it."""

    def __init__(self, desk: Desk, stop: Flag) -> None:
        super().__init__(daemon=True)
        self.desk, self.stop = desk, stop
        self.files: dict[UUID, int] = {}
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Until told to stop."""
        try:
            while not self.stop.is_set():
                self.write()
        except BaseException as failure:
            self.failure = failure
        finally:
            self.desk.hang_up()

    def write(self) -> None:
        """One command."""
        self.files = {file: version for file, version in self.files.items() if version < LONGEST_FILE}
        if not self.files or self.desk.random.random() < 0.1:
            opened = self.desk.open_file()
            if opened.stream:
                self.files[opened.stream] = opened.version
            return
        file = self.desk.random.choice(sorted(self.files))
        noted = self.desk.note(file, self.files[file])
        if noted.stream:
            self.files[file] = noted.version
        elif (version := self.desk.version(file)) is not None:
            self.files[file] = version


class Writers:
    """Several writers at once."""

    def __init__(self, ground: Ground, port: int, number: int) -> None:
        self.stop, self.beliefs = Flag(), ground.beliefs
        seeds = [Random(ground.random.random()) for _ in range(number)]
        self.threads = [Writer(Desk(port, ground.token, ground.beliefs, seed), self.stop) for seed in seeds]

    def progress(self, more: int, seconds: float = 20.0) -> bool:
        """Whether so many more commands are acknowledged, in time."""
        wanted = self.beliefs.count(Standing.ACKNOWLEDGED) + more
        until = time.monotonic() + seconds
        while self.beliefs.count(Standing.ACKNOWLEDGED) < wanted:
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    def finish(self) -> None:
        """Let each end the command it is at; what broke a writer is raised here."""
        self.stop.set()
        for each in self.threads:
            each.join(PATIENCE + ANSWER_SECONDS)
            if each.failure:
                raise each.failure


@contextmanager
def writing(ground: Ground, port: int, number: int = 4) -> Iterator[Writers]:
    """Writers at work for as long as the block lasts."""
    writers = Writers(ground, port, number)
    for each in writers.threads:
        each.start()
    try:
        yield writers
        writers.finish()
    finally:
        writers.stop.set()


def _read(data: bytes) -> Any:
    with suppress(ValueError):
        return json.loads(data)
    return None
