"""Disks and backups: a full volume refuses and loses nothing; a restored person stays erased."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infrastructure import binaries, embedded
from infrastructure.connections import pool
from infrastructure.faults.ground import Ground, answers, eventually, thrown_away
from infrastructure.faults.network import ERASED, first_has_told
from infrastructure.faults.trial import Trial
from infrastructure.faults.volume import Volume, small_volume
from infrastructure.faults.writers import Desk, writing
from infrastructure.keys import KeyStore

FULL = (503, 507)


def disk_full(trial: Trial) -> None:
    """The volume of the data is full, then that of the journal of PostgreSQL: refusals, and writing resumes."""
    for journal in (False, True):
        volume = trial.stack.enter_context(small_volume(64))
        aside = trial.stack.enter_context(thrown_away())
        data, wal = (aside, volume.folder) if journal else (volume.folder, aside)
        _journal_elsewhere(data, wal)
        ground = trial.ground(data)
        served = ground.serve()
        desk = trial.desk(ground, served.port)
        with writing(ground, served.port, 4) as writers:
            trial.expect(writers.progress(trial.size(100, 20)), "nothing is acknowledged before the volume is full")
            _filled(trial, ground, volume, journal)
            trial.expect(not writers.progress(200, 1.0), "everything is acknowledged on a full volume")
            if not journal:
                told = desk.ask("GET", "/api/v1/worklist")
                trial.expect(told.status == 200, f"on a full volume the worklist is read with {told.status}")
            volume.free()
            trial.expect(writers.progress(20, 40), "room is back and nothing is acknowledged")
        eventually(partial(answers, served.port, "/health/ready"), 10, "the service is not well again")


def _filled(trial: Trial, ground: Ground, volume: Volume, journal: bool) -> None:
    """Fill until people are refused, in words a program understands."""
    before = dict(ground.beliefs.statuses)

    def refusals() -> int:
        return sum(ground.beliefs.statuses[status] - before.get(status, 0) for status in FULL)

    until = time.monotonic() + trial.size(20, 12)
    while time.monotonic() < until and refusals() < trial.size(50, 10):
        volume.fill()
        if journal:
            _next_segment(ground)
        time.sleep(0.2)
    trial.expect(refusals(), "nobody was refused on a full volume")


def _next_segment(ground: Ground) -> None:
    """The journal needs a new file now, and not after 16 MB."""
    with suppress(psycopg.Error), psycopg.connect(ground.databases.main, autocommit=True) as connection:
        connection.execute("SELECT pg_switch_wal()")


def _journal_elsewhere(folder: Path, other: Path) -> None:
    """Make the cluster, and move its journal to another volume."""
    with embedded.serve(folder):
        pass
    journal = folder / "cluster" / "pg_wal"
    owner = journal.stat()
    shutil.copytree(journal, other / "pg_wal")
    for path in (other / "pg_wal", *(other / "pg_wal").rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
    (other / "pg_wal").chmod(0o700)
    shutil.rmtree(journal)
    journal.symlink_to(other / "pg_wal")
    os.chown(journal, owner.st_uid, owner.st_gid, follow_symlinks=False)


def restored_and_erased_again(trial: Trial) -> None:
    """Keys restored from before an erasure: the erasure is replayed before anybody is served, and holds."""
    ground = trial.ground()
    served = ground.serve()
    desk = trial.desk(ground, served.port)
    files = [file for file in (desk.open_file().stream for _ in range(trial.size(30, 8))) if file]
    saved = {url: _dumped(url, ground.folder) for url in (ground.databases.keys, ground.databases.main)}
    erased = trial.random.sample(files, 2)
    _erase(ground, erased)
    served.kill()  # a service that knew the key may remember it for five minutes
    served = ground.serve()
    desk = trial.desk(ground, served.port)
    trial.expect(all(_reads_erased(desk, file) for file in erased), "an erased person is still read")
    later = [desk.note(file, 2).stream for file in files if file not in erased]
    trial.expect(any(later), "nobody else is written about")
    eventually(lambda: first_has_told(desk), 10, "the projector does not come to the head of the log")
    saved[ground.databases.main] = _dumped(ground.databases.main, ground.folder)
    served.kill()
    for url, dump in saved.items():
        _restore(url, dump)
    _erase(ground, erased)  # the list of erasures, replayed
    again = ground.serve()
    desk = trial.desk(ground, again.port)
    for file in files:
        trial.expect(_reads_erased(desk, file) == (file in erased), "who was erased is read, or who was not is lost")


def _reads_erased(desk: Desk, file: UUID) -> bool:
    told = desk.ask("GET", f"/api/v1/pathways/{file}/history")
    return told.status == 200 and ERASED in str(told.body)


def _erase(ground: Ground, people: list[UUID]) -> None:
    with pool(ground.databases.keys, largest=1) as keys:
        store = KeyStore(keys, ground.settings.key_source.master())
        for person in people:
            store.destroy(person, "exercise")


def _dumped(url: str, folder: Path) -> Path:
    dump = folder / f"{conninfo_to_dict(url)['dbname']}.dump"
    _run("pg_dump", "--format=custom", f"--file={dump}", f"--dbname={url}")
    return dump


def _restore(url: str, dump: Path) -> None:
    name = sql.Identifier(str(conninfo_to_dict(url)["dbname"]))
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
    _run("pg_restore", "--exit-on-error", f"--dbname={url}", str(dump))


def _run(program: str, *words: str) -> None:
    done = subprocess.run(
        [binaries.shipped().folder / "bin" / program, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{program}: {done.stderr}"
