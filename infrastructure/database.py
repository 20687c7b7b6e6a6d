"""Which PostgreSQL may hold the files of people: recent, within reach, and ours to build in.

A server that cannot serve is refused in one French sentence, with the SQL its administrator may run where SQL helps.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infrastructure.bounded import CONNECT_SECONDS, Bounded

MAIN = "parcours"
KEYS = "parcours_keys"
OLDEST = 150000
"""The oldest version that serves, as PostgreSQL numbers them (``server_version_num``)."""
PORT = 5432
CREATION = "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0;"


class DatabaseRefused(Exception):
    """This server cannot serve; the text is one sentence for the person who started Parcours."""

    def __init__(self, sentence: str, sql: str = "") -> None:
        super().__init__(sentence)
        self.sql = sql
        """What an administrator of the server may run so that it can serve; empty where SQL does not help."""


@dataclass(frozen=True)
class Databases:
    """Where to connect, as libpq reads it: the histories, and apart from them the keys of people."""

    main: str
    keys: str


def keys_beside(url: str) -> str:
    """The keys in a database of their own, on the same server and under the same account."""
    return make_conninfo(url, dbname=KEYS)


def open_database(url: str, keys_url: str = "") -> Databases:
    """Both databases, found able to serve; the one for keys is created beside the other where none is named.

    Raises `DatabaseRefused`. Connects and leaves: at most a few seconds, even when the server does not answer.
    """
    with _connection(url) as main:
        _require_recent(main)
        _require_rights(main)
        if not keys_url:
            keys_url = keys_beside(url)
            _require_keys_database(main)
    with _connection(keys_url) as keys:
        _require_recent(keys)
        _require_rights(keys)
    return Databases(main=url, keys=keys_url)


def require_version(number: int) -> None:
    """``number`` as in ``server_version_num``: 150018 is 15.18, 90624 is 9.6.24."""
    if number < OLDEST:
        parts = (number // 10000, number // 100 % 100, number % 100) if number < 100000 else divmod(number, 10000)
        told = ".".join(map(str, parts))
        raise DatabaseRefused(
            f"PostgreSQL {told} est trop ancien : Parcours demande la version {OLDEST // 10000} ou une plus récente."
        )


@contextmanager
def _connection(url: str) -> Iterator[Bounded]:
    with _connect(url) as connection:
        try:
            connection.execute("SET statement_timeout = '3s'; SET lock_timeout = '2s'")
            yield connection
        except psycopg.Error as failure:
            base = connection.info.dbname
            raise DatabaseRefused(f"La base « {base} » n'a pas répondu : {_first_line(failure)}") from failure


def _connect(url: str) -> Bounded:
    try:
        named = conninfo_to_dict(url)
    except psycopg.ProgrammingError:  # its text may show the password
        raise DatabaseRefused(
            "L'adresse de la base de données est illisible : écrivez-la comme postgresql://compte@serveur:5432/base."
        ) from None
    try:
        return Bounded.connect(url, connect_timeout=CONNECT_SECONDS, autocommit=True)
    except psycopg.Error as failure:
        place = f"{named.get('host', 'local')}:{named.get('port', PORT)}"
        base = str(named.get("dbname", named.get("user", "")))
        sentence = f"La base « {base} » est hors d'atteinte sur {place} : {_first_line(failure)}"
        raise DatabaseRefused(sentence, _creation(url, base, failure)) from failure


def _creation(url: str, base: str, failure: psycopg.Error) -> str:
    """The SQL that makes a database, when the server answers and lacks it; its words are in its own language."""
    if "FATAL" not in str(failure):
        return ""
    try:
        with Bounded.connect(url, dbname="postgres", connect_timeout=CONNECT_SECONDS, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [base]).fetchone()
            return "" if known else _sql(CREATION, connection, base, connection.info.user)
    except psycopg.Error:
        return ""


def _first_line(failure: psycopg.Error) -> str:
    return next((line.strip() for line in str(failure).splitlines() if line.strip()), type(failure).__name__)


def _require_recent(connection: psycopg.Connection) -> None:
    require_version(connection.info.server_version)
    encoding, read_only = _one(
        connection,
        "SELECT pg_encoding_to_char(encoding), current_setting('transaction_read_only') = 'on'"
        " FROM pg_database WHERE datname = current_database()",
    )
    base = connection.info.dbname
    if encoding != "UTF8":
        raise DatabaseRefused(
            f"La base « {base} » est codée en {encoding} : Parcours demande UTF8.",
            _sql(CREATION, connection, f"{base}_utf8", connection.info.user),
        )
    if read_only:
        raise DatabaseRefused(f"La base « {base} » est en lecture seule (serveur de secours ?).")


def _require_rights(connection: psycopg.Connection) -> None:
    database, schema = _one(
        connection,
        "SELECT has_database_privilege(current_database(), 'CREATE'),"
        " coalesce(has_schema_privilege(to_regnamespace('public'), 'CREATE'), false)",
    )
    if not (database and schema):
        base, account = connection.info.dbname, connection.info.user
        raise DatabaseRefused(
            f"Le compte « {account} » n'a pas le droit de créer des schémas et des tables dans la base « {base} ».",
            _sql("ALTER DATABASE {} OWNER TO {};", connection, base, account),
        )


def _require_keys_database(main: Bounded) -> None:
    account = main.info.user
    if main.execute("SELECT 1 FROM pg_database WHERE datname = %s", [KEYS]).fetchone():
        return
    create = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(KEYS))
    try:
        main.execute("SET statement_timeout = '60s'")
        main.seconds = 61
        main.execute(create)
    except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        return  # another process was quicker
    except psycopg.errors.InsufficientPrivilege as failure:
        raise DatabaseRefused(
            f"Le compte « {account} » ne peut pas créer la base « {KEYS} », où Parcours garde les clés des personnes.",
            _sql(CREATION, main, KEYS, account),
        ) from failure


def _one(connection: psycopg.Connection, query: str) -> tuple[object, ...]:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row


def _sql(text: str, connection: psycopg.Connection, *names: str) -> str:
    return text.format(*(sql.Identifier(name).as_string(connection) for name in names))
