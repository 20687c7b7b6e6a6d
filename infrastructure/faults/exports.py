"""A long log leaves through a small door: an export streams, whatever its length."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import psycopg

from infrastructure.faults.ground import ROOT, Ground
from infrastructure.faults.trial import Trial

GROUP = 5000
LARGEST = 200_000
"""Kilobytes the exporting process may hold."""
EXPORT = ("export", "log")
TOPIC = "interview.requested"
STATE = (
    '{"v":1,"occurred_on":"2026-11-24","role":"worker","acting_for":"","import_id":"","fact":{"asked_on":"2026-11-24"}}'
)
SEED = """
WITH told AS (SELECT array_agg(n) AS n, array_agg(gen_random_uuid()) AS stream, array_agg(gen_random_uuid()) AS event,
    array_agg(1::bigint) AS one, array_agg(%(topic)s::text) AS topic, array_agg(%(state)s::text::bytea) AS state,
    array_agg(1) AS centre, array_agg('worker'::text) AS actor, array_agg('be'::text) AS rules,
    array_agg(NULL::uuid) AS none, array_agg(''::bytea) AS empty, array_agg(NULL::bytea) AS no_bytes
  FROM generate_series(1, %(size)s) AS n)
SELECT count(*) FROM told, es.event_append(told.n, told.stream, told.one, told.topic, told.state, told.event,
  told.centre, told.actor, told.rules, told.none, told.none, told.none, told.empty, told.none, told.no_bytes,
  told.no_bytes)
"""
"""As many streams of one entry: nothing in them is sealed."""


def long_export(trial: Trial) -> None:
    """A million entries are exported while the process that does it stays small."""
    ground = trial.ground()
    ground.compared = False  # nobody projects a million files here
    number = trial.size(1_000_000, 100_000)
    with psycopg.connect(ground.databases.main, autocommit=True) as connection:
        for size in [GROUP] * (number // GROUP):
            connection.execute(SEED.encode(), {"size": size, "topic": TOPIC, "state": STATE})
    lines, largest, status, words = _exported(ground)
    trial.expect(status == 0, f"parcours {' '.join(EXPORT)} ends with {status}: {words}")
    trial.expect(lines == number, f"{lines} of {number} entries left")
    trial.expect(0 < largest < LARGEST, f"the export took {largest // 1000} MB")


def _exported(ground: Ground) -> tuple[int, int, int, str]:
    """Lines, the most memory held in kilobytes, the exit status, the last words."""
    environment = ground.environment()
    with (
        (ground.folder / "export.log").open("w+b") as words,
        subprocess.Popen(
            [sys.executable, "main.py", *EXPORT], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=words,
        ) as process,
        _watching(process.pid) as memory,
    ):  # fmt: skip
        lines = 0
        assert process.stdout
        while data := process.stdout.read(1 << 20):
            lines += data.count(b"\n")
        status = process.wait()
        words.seek(0)
        return lines, memory.largest, status, words.read().decode(errors="replace").strip()[-200:]


@contextmanager
def _watching(pid: int) -> Iterator[_Memory]:
    memory = _Memory(pid)
    memory.start()
    try:
        yield memory
    finally:
        memory.over.set()
        memory.join()


class _Memory(Thread):
    """Watches the high-water mark of a process; what the kernel tells at its end would count ours as well."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.file, self.over, self.largest = Path(f"/proc/{pid}/status"), Flag(), 0

    def run(self) -> None:
        """Until told that it is over."""
        while not self.over.is_set():
            with suppress(OSError):
                for line in self.file.read_text(encoding="ascii").splitlines():
                    if line.startswith("VmHWM:"):
                        self.largest = max(self.largest, int(line.split()[1]))
            time.sleep(0.05)
