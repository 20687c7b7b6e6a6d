"""Connections to PostgreSQL: their limits, their roles, the few that the threads of a process share."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import tuple_row
from psycopg_pool import ConnectionPool, PoolTimeout, TooManyRequests

from application.ports import Unavailable
from infrastructure.bounded import CONNECT_SECONDS, SECONDS, Bounded, Overdue

LARGEST_POOL = 4
"""A checkout from a larger pool costs more than it brings."""
LARGEST_QUEUE = 64
"""Whoever comes when so many wait for a connection is told at once to come back."""
RECONNECT_SECONDS = 5.0
"""A pool that cannot reconnect waits twice as long each time; after so long it begins anew, when next asked."""
STALE_CONNECTIONS = LARGEST_POOL + 1
"""A pool may be full of connections to a server that has restarted since; one more attempt succeeds."""
PATIENCE = 3600.0
"""The same, for work that is long by nature: an index, a comparison, the wait of a migration."""
POOL_SECONDS = 3.0
WAIT_SECONDS = 2.0
"""How long a request waits for a connection: less than the pool would let it."""
EVENTS, PROJECTION_ADVANCED, KEY_DESTROYED = "es_event", "projection_advanced", "key_destroyed"
MASTER_KEY_CHANGED = "master_key_changed"
"""The channels on which one process tells the others."""


def settled(url: str, seconds: float, role: str = "") -> str:
    """The same address, with the limits the server enforces, and perhaps the role it holds us to."""
    limits = {
        "timezone": "UTC",
        "statement_timeout": f"{max(seconds - 1, 1) * 1000:.0f}",
        "lock_timeout": f"{min(2.0, seconds) * 1000:.0f}",
        "idle_in_transaction_session_timeout": "30000",
    } | ({"role": role} if role else {})
    told = str(conninfo_to_dict(url).get("options") or "")
    options = " ".join([told, *(f"-c {name}={value}" for name, value in limits.items() if f"{name}=" not in told)])
    return make_conninfo(url, options=options.strip())


def connect(url: str, *, patient: bool = False, seconds: float = SECONDS, role: str = "") -> Bounded:
    """One connection, outside any transaction; a patient one may be kept waiting."""
    limit = PATIENCE if patient else seconds
    connection = Bounded.connect(settled(url, limit, role), autocommit=True, connect_timeout=CONNECT_SECONDS)
    connection.seconds = limit
    return connection


def pool(url: str, *, largest: int = LARGEST_POOL, role: str = "") -> ConnectionPool[Bounded]:
    """Connections to share between the threads of this process."""
    return ConnectionPool(
        settled(url, SECONDS, role),
        connection_class=Bounded,
        kwargs={"connect_timeout": CONNECT_SECONDS, "autocommit": True},
        min_size=1,
        max_size=largest,
        max_waiting=LARGEST_QUEUE,
        timeout=POOL_SECONDS,
        reconnect_timeout=RECONNECT_SECONDS,
        open=True,
    )


@contextmanager
def allowed(connection: Bounded, seconds: float) -> Iterator[None]:
    """Each call of the block may last longer."""
    usual, connection.seconds = connection.seconds, seconds
    try:
        yield
    finally:
        connection.seconds = usual


@contextmanager
def lent(pool: ConnectionPool[Any]) -> Iterator[Bounded]:
    """A connection of the pool, outside any transaction; none to spare in time is a `psycopg.OperationalError`."""
    connection = pool.getconn(WAIT_SECONDS)
    try:
        yield connection
    finally:
        pool.putconn(connection)


@contextmanager
def borrowed(pool: ConnectionPool[Any]) -> Iterator[Bounded]:
    """A connection of the pool; raises `Unavailable` when the server is away, or has none to spare in time."""
    try:
        with lent(pool) as connection:
            yield connection
    except psycopg.OperationalError as failure:  # a pool that has none left says so with one, too
        raise Unavailable from failure


def ask(pool: ConnectionPool[Any], query: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Any]:
    """The rows of a statement that may be sent twice; raises `Unavailable` when nobody answers in time."""
    until = time.monotonic() + SECONDS
    for _ in range(STALE_CONNECTIONS):
        try:
            with lent(pool) as connection, connection.cursor(row_factory=tuple_row) as cursor:
                cursor.execute(query.encode(), values, prepare=True, binary=True)
                return cursor.fetchall() if cursor.description else []
        except NO_SECOND_TIME as failure:
            raise Unavailable from failure
        except psycopg.OperationalError as failure:
            lost = failure
        if time.monotonic() > until:
            break
    raise Unavailable from lost


NO_SECOND_TIME = (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable, PoolTimeout, TooManyRequests, Overdue)
"""What would only happen again: whoever waits has waited long enough."""
