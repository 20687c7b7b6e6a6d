"""Where benchmarks are run: databases made for them and thrown away, on a server that keeps what it acknowledges."""

from __future__ import annotations

import itertools
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from infrastructure.bench.measure import MeasureFailed
from infrastructure.connections import connect
from infrastructure.database import Databases
from infrastructure.embedded import serve
from infrastructure.house import PROJECTIONS
from infrastructure.migrate import FOLDERS, migrate
from infrastructure.rebuild import prepare
from infrastructure.settings import Settings

LIBRARIES = ("parcours", "eventsourcing", "psycopg", "pydantic", "fastapi", "uvicorn", "sqlalchemy", "umadb")
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass(frozen=True)
class Ground:
    """A server, and a folder for what else is passing; every database made here is dropped in the end."""

    url: str
    folder: Path
    made: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def database(self) -> str:
        """An empty database."""
        name = f"parcours_bench_{os.getpid()}_{next(self.numbers)}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        self.made.append(name)
        return make_conninfo(self.url, dbname=name)

    def store(self) -> Databases:
        """A pair of databases as a fresh installation has them, the tables of every projection included."""
        found = Databases(self.database(), self.database())
        migrate(found.keys, FOLDERS / "keys")
        migrate(found.main, FOLDERS / "parcours")
        with connect(found.main, patient=True) as connection:
            prepare(connection, list(PROJECTIONS.values()))
        return found

    @property
    def master_key(self) -> Path:
        """The file of the master key, made when first read."""
        return self.folder / "master.key"

    def drop(self) -> None:
        """Leave nothing behind, whoever is still connected."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for name in self.made:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def ground(settings: Settings) -> Iterator[Ground]:
    """The server of ``DATABASE_URL``, else one of our own in a passing folder. Raises `MeasureFailed`."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="parcours-bench-"))
        folder.chmod(0o711)  # the account PostgreSQL runs as has to enter it
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        url = settings.database_url or stack.enter_context(serve(folder))
        require_durable(url)
        found = Ground(url, folder)
        stack.callback(found.drop)
        yield found


def require_durable(url: str) -> None:
    """Raises `MeasureFailed` where the server says "written" before it is: its figures would compare with nothing."""
    with psycopg.connect(url) as connection:
        for name, wanted in DURABLE.items():
            row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
            if row != (wanted,):
                raise MeasureFailed(f"Le serveur n'écrit pas pour de bon ({name} = {row and row[0]}) : rien à mesurer.")


def counted(url: str, table: str) -> int:
    """How many rows a table has."""
    with psycopg.connect(url) as connection:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.SQL(table))).fetchone()
    assert row is not None
    return int(row[0])


def versions(url: str) -> dict[str, str]:
    """What was measured: the server, Python, and every library a figure hangs on, those installed."""
    with psycopg.connect(url) as connection:
        number = connection.info.server_version
    found = {"PostgreSQL": f"{number // 10000}.{number % 10000}", "Python": platform.python_version()}
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found
