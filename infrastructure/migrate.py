"""The tables of each database, made by plain numbered SQL files, each applied once and in order.

Only `migrate` writes: processes that serve ask `pending` and refuse to work on tables that are not theirs.
A file is part of history once it has been applied: it is never edited, a further file follows it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

import psycopg
from psycopg.pq import TransactionStatus

from infrastructure.connections import connect
from infrastructure.database import DatabaseRefused

FOLDERS: Traversable = files("infrastructure") / "migrations"
"""The migrations shipped with the product, one folder for each database: ``parcours`` and ``keys``."""
LOCK = 0x5041524D
"""Number of the advisory lock that lets one process migrate a database at a time."""
LOCK_WAIT = "10min"
NAME = re.compile(r"(?P<number>\d{4})_[a-z0-9_]+\.sql")
LEDGER = """
CREATE TABLE IF NOT EXISTS public.migration (
  number int PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"""


class MigrationRefused(DatabaseRefused):
    """The tables and this program do not fit each other; nothing was changed by the file named."""


@dataclass(frozen=True)
class Migration:
    """One file, in the place its number gives it."""

    number: int
    name: str
    text: bytes

    @property
    def sha256(self) -> str:
        """The fingerprint kept in the database."""
        return hashlib.sha256(self.text).hexdigest()


def migrate(url: str, folder: Traversable) -> list[str]:
    """The names of the files applied now, none when all were; safe while other processes do the same.

    Each file and the line that records it are one transaction. Raises `MigrationRefused`.
    """
    with _locked(url) as connection:
        connection.execute(LEDGER)
        return [_apply(connection, migration) for migration in _missing(connection, _read(folder))]


def pending(url: str, folder: Traversable) -> list[str]:
    """The names of the files not applied yet; writes nothing. Raises `MigrationRefused` as `migrate` would."""
    with connect(url, patient=True) as connection:
        return [migration.name for migration in _missing(connection, _read(folder))]


def _read(folder: Traversable) -> list[Migration]:
    found: dict[int, Migration] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".sql"):
            continue
        named = NAME.fullmatch(file.name)
        if named is None or int(named["number"]) in found:
            raise MigrationRefused(f"La migration {file.name} n'a pas un numéro à elle (0001_nom.sql).")
        found[int(named["number"])] = Migration(int(named["number"]), file.name, file.read_bytes())
    return list(found.values())


def _missing(connection: psycopg.Connection, migrations: Iterable[Migration]) -> list[Migration]:
    applied = _applied(connection)
    missing = []
    for migration in migrations:
        fingerprint = applied.pop(migration.number, None)
        if fingerprint is None:
            missing.append(migration)
        elif fingerprint != migration.sha256:
            raise MigrationRefused(f"La migration {migration.name} a changé depuis qu'elle a été appliquée.")
        elif missing:
            raise MigrationRefused(f"La migration {missing[0].name} précède {migration.name}, déjà appliquée.")
    if applied:
        raise MigrationRefused(
            f"La base « {connection.info.dbname} » est plus récente que ce programme : "
            f"il ne connaît pas sa migration n° {max(applied)}."
        )
    return missing


def _applied(connection: psycopg.Connection) -> dict[int, str]:
    known = connection.execute("SELECT to_regclass('public.migration') IS NOT NULL").fetchone()
    if known != (True,):
        return {}
    return dict(connection.execute("SELECT number, sha256 FROM public.migration ORDER BY number").fetchall())


def _apply(connection: psycopg.Connection, migration: Migration) -> str:
    _settle(connection)
    try:
        with connection.transaction():
            connection.execute(migration.text)
            if connection.info.transaction_status is not TransactionStatus.INTRANS:
                raise MigrationRefused(f"La migration {migration.name} termine elle-même sa transaction.")
            connection.execute("RESET ROLE")
            connection.execute(
                "INSERT INTO public.migration (number, name, sha256) VALUES (%s, %s, %s)",
                [migration.number, migration.name, migration.sha256],
            )
    except psycopg.Error as failure:
        raise MigrationRefused(f"La migration {migration.name} a échoué : {failure}") from failure
    return migration.name


@contextmanager
def _locked(url: str) -> Iterator[psycopg.Connection]:
    with connect(url, patient=True) as connection:
        _settle(connection)
        try:
            connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        except psycopg.errors.LockNotAvailable as failure:
            raise MigrationRefused(
                f"Un autre processus migre la base « {connection.info.dbname} » depuis plus de {LOCK_WAIT}."
            ) from failure
        yield connection  # the lock goes with the connection


def _settle(connection: psycopg.Connection) -> None:
    """What a file set for itself does not reach the next; a long file is not cut short."""
    connection.execute(f"RESET ROLE; RESET ALL; SET statement_timeout = 0; SET lock_timeout = '{LOCK_WAIT}'")
