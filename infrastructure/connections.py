"""Connections with deadlines: no question to PostgreSQL waits for ever, and few are open at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import TupleRow, tuple_row
from psycopg_pool import ConnectionPool

from application.ports import Unavailable
from infrastructure.database import CONNECT_SECONDS

LARGEST_POOL = 4
"""A checkout from a larger pool costs more than it brings."""
RECONNECT_SECONDS = 5.0
"""A pool that cannot reconnect waits twice as long each time; after so long it begins anew, when next asked."""
STALE_CONNECTIONS = LARGEST_POOL + 1
"""A pool may be full of connections to a server that has restarted since; one more attempt succeeds."""
SETTINGS = (
    "SET timezone = 'UTC'; SET statement_timeout = '4s'; SET lock_timeout = '2s';"
    " SET idle_in_transaction_session_timeout = '30s'"
)
EVENTS, PROJECTION_ADVANCED, KEY_DESTROYED = "es_event", "projection_advanced", "key_destroyed"
"""The channels on which one process tells the others."""


def settle(connection: psycopg.Connection[Any]) -> None:
    """Give the connection its deadlines; it must not be inside a transaction that may be rolled back."""
    connection.execute(SETTINGS)
    if not connection.autocommit:
        connection.commit()


def connect(url: str, *, patient: bool = False) -> psycopg.Connection[TupleRow]:
    """One connection, outside any transaction; a patient one has no deadline for its statements."""
    connection = psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS)
    settle(connection)
    if patient:
        connection.execute("SET statement_timeout = 0")
    return connection


def pool(
    url: str, *, largest: int = LARGEST_POOL, checked: bool = False
) -> ConnectionPool[psycopg.Connection[TupleRow]]:
    """Connections to share between the threads of this process.

    A checked pool asks each connection whether its server is still there before handing it out, for users that do not
    ask twice.
    """
    return ConnectionPool(
        url,
        kwargs={"connect_timeout": CONNECT_SECONDS, "autocommit": True},
        configure=settle,
        check=ConnectionPool.check_connection if checked else None,
        min_size=1,
        max_size=largest,
        timeout=CONNECT_SECONDS,
        reconnect_timeout=RECONNECT_SECONDS,
        open=True,
    )


@contextmanager
def borrowed(pool: ConnectionPool[Any]) -> Iterator[psycopg.Connection[TupleRow]]:
    """A connection of the pool; raises `Unavailable` when the server is away, or has none to spare in time."""
    try:
        with pool.connection() as connection:
            yield connection
    except psycopg.OperationalError as failure:  # a pool that has none left says so with one, too
        raise Unavailable from failure


def ask(pool: ConnectionPool[Any], query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """The rows of a statement that may be sent twice; raises `Unavailable` when nobody answers in time."""
    for _ in range(STALE_CONNECTIONS):
        try:
            with pool.connection() as connection, connection.cursor(binary=True, row_factory=tuple_row) as cursor:
                cursor.execute(query.encode(), values, prepare=True)
                return cursor.fetchall() if cursor.description else []
        except psycopg.errors.QueryCanceled as failure:
            raise Unavailable from failure
        except psycopg.OperationalError as failure:
            lost = failure
    raise Unavailable from lost
