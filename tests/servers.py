"""The PostgreSQL of the tests: every version that must serve, started when first asked for, stopped at the end.

Tests marked ``engine`` run on each of them, all others on the one shipped. Where a version is not installed its tests
are skipped, which CI forbids.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infrastructure import guardian
from infrastructure.accounts import ourselves
from infrastructure.binaries import PACKED, Release, shipped
from infrastructure.database import DatabaseRefused, Databases
from infrastructure.embedded import serve
from infrastructure.migrate import FOLDERS, migrate
from tests.server_users import write

MAJORS = ("15", "16", "18")
OF_DEBIAN = Path("/usr/lib/postgresql")


class Servers:
    """The servers of one run, by version, none started twice; on each, databases with all tables and no rows."""

    def __init__(self, running: ExitStack) -> None:
        self._running = running
        self._urls: dict[str, str] = {}
        self._models: dict[str, Databases] = {}

    def url(self, major: str) -> str:
        """An empty database on the server of that version."""
        if major not in self._urls:
            try:
                release = shipped(major) if major in PACKED else Release(major, OF_DEBIAN / major)
            except DatabaseRefused:
                pytest.skip(f"PostgreSQL {major} is not installed here")
            if not (release.folder / "bin" / "postgres").exists():
                pytest.skip(f"PostgreSQL {major} is not installed here")
            folder = self._running.enter_context(server_folder())
            url = self._urls[major] = self._running.enter_context(serve(folder, release))
            if int(major) < 16:  # where the roles a test may take are named one by one
                with (folder / "accounts.conf").open("a", encoding="utf-8") as accounts:
                    accounts.write(f'parcours "{ourselves().name}" clerk\n')
                write(url, "SELECT pg_reload_conf()")
        return self._urls[major]

    def model(self, major: str) -> Databases:
        """A pair of databases to be copied and never written to."""
        if major not in self._models:
            server = self.url(major)
            pair = Databases(make_conninfo(server, dbname="model"), make_conninfo(server, dbname="model_keys"))
            for url, folder in ((pair.main, "parcours"), (pair.keys, "keys")):
                create_database(server, url)
                migrate(url, FOLDERS / folder)
            self._models[major] = pair
        return self._models[major]


@contextmanager
def server_folder() -> Iterator[Path]:
    """Open to the account PostgreSQL runs as, which the temporary folders of pytest are not when root runs it."""
    folder = Path(tempfile.mkdtemp(prefix="parcours-tests-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        if left := guardian.running(folder / "cluster"):
            os.kill(left.pid, signal.SIGKILL)
        shutil.rmtree(folder)


def create_database(server: str, url: str, model: str = "template0") -> None:
    """Copies ``model``, to which nobody may be connected."""
    _told(server, "CREATE DATABASE {} TEMPLATE {}", _name(url), model)


def drop_database(server: str, url: str) -> None:
    """Ends the sessions a test left behind."""
    _told(server, "DROP DATABASE {} WITH (FORCE)", _name(url))


def _name(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])


def _told(server: str, statement: str, *names: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
