"""The limit: PostgreSQL's own pgbench, which inserts one row a transaction into a table like the log's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from infrastructure import binaries
from infrastructure.bench.measure import MeasureFailed
from infrastructure.bench.peers import Absent
from infrastructure.bench.peers.unnest import TABLE, make_table
from infrastructure.database import DatabaseRefused

SCRIPT = (
    "INSERT INTO {table} (originator_id, originator_version, topic, state, recorded_at, event_id, organisation_id,"
    " actor, rule_set, command_id, correlation_id, commitment) VALUES (gen_random_uuid(), 1, 'followup.interview-held',"
    " convert_to(repeat('x', {size}), 'UTF8'), clock_timestamp(), gen_random_uuid(), 1, 'nadia', 'wallonie',"
    " gen_random_uuid(), gen_random_uuid(), sha256('x'));\n"
)
DONE = re.compile(r"transactions actually processed: (\d+)")
RATE = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)


@dataclass(frozen=True)
class Pgbench:
    """Single inserts by so many clients, each on its own connection."""

    program: Path
    url: str
    script: Path

    def rate(self, clients: int, seconds: float) -> tuple[int, float]:
        """How many rows were inserted, and how many a second."""
        words = [
            "-n",
            "-M",
            "prepared",
            "-f",
            self.script,
            "-c",
            clients,
            "-j",
            min(2, clients),
            "-T",
            max(1, round(seconds)),
        ]
        done = subprocess.run(
            [self.program, *map(str, words), self.url], capture_output=True, text=True, check=False,
            env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
        number, rate = DONE.search(done.stdout), RATE.search(done.stdout)
        if done.returncode or not number or not rate:
            raise MeasureFailed(f"pgbench a échoué : {done.stderr.strip()}")
        return int(number[1]), float(rate[1])


def pgbench(url: str, folder: Path, state_bytes: int) -> Pgbench:
    """Ready to insert rows of that size. Raises `Absent`."""
    program = _program()
    make_table(url)
    script = folder / "single_insert.sql"
    script.write_text(SCRIPT.format(table=TABLE, size=state_bytes), encoding="utf-8")
    return Pgbench(program, url, script)


def _program() -> Path:
    """That of the embedded PostgreSQL, else of the machine."""
    try:
        beside = binaries.shipped().folder / "bin" / "pgbench"
    except DatabaseRefused:
        beside = Path()
    found = str(beside) if beside.is_file() else shutil.which("pgbench")
    if not found:
        raise Absent("le programme pgbench n'est ni dans le paquet de PostgreSQL ni dans PATH")
    return Path(found)
