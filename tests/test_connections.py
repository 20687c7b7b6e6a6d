"""No question to PostgreSQL waits for ever: not for an answer, not for a connection."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool

from application.ports import Unavailable
from infrastructure.bounded import Overdue
from infrastructure.connections import LARGEST_POOL, LARGEST_QUEUE, POOL_SECONDS, ask, connect, pool, settled
from infrastructure.database import Databases

pytestmark = [pytest.mark.postgres, pytest.mark.engine]


@pytest.fixture
def connections(databases: Databases) -> Iterator[ConnectionPool[Any]]:
    """The pool of a process."""
    with closing(pool(databases.main)) as found:
        yield found


def test_a_server_that_does_not_answer_is_given_up_and_its_connection_closed(databases: Databases) -> None:
    with connect(databases.main) as connection:
        connection.execute("SET statement_timeout = 0")
        connection.seconds = 0.3
        with pytest.raises(Overdue):
            connection.execute("SELECT pg_sleep(20)")
        assert connection.closed


def test_the_server_gives_up_before_we_do(databases: Databases) -> None:
    with connect(databases.main, seconds=2) as connection:
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("SELECT pg_sleep(20)")
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_pool_gives_another_connection_for_one_that_was_closed(connections: ConnectionPool[Any]) -> None:
    with pytest.raises(Overdue), connections.connection() as connection:
        ask_too_long(connection)
    assert ask(connections, "SELECT 1") == [(1,)]


def ask_too_long(connection: Any) -> None:
    """A question nobody answers in time."""
    connection.execute("SET statement_timeout = 0")
    connection.seconds = 0.3
    connection.execute("SELECT pg_sleep(20)")


def test_whoever_finds_no_connection_is_told_before_the_pool_gives_up(connections: ConnectionPool[Any]) -> None:
    with ExitStack() as held:
        for _ in range(LARGEST_POOL):
            held.enter_context(connections.connection())
        began = time.monotonic()
        with pytest.raises(Unavailable):
            ask(connections, "SELECT 1")
        assert time.monotonic() - began < POOL_SECONDS
    assert ask(connections, "SELECT 1") == [(1,)]


def test_a_long_queue_refuses_at_once(connections: ConnectionPool[Any]) -> None:
    def refused_in() -> float:
        began = time.monotonic()
        with pytest.raises(Unavailable):
            ask(connections, "SELECT 1")
        return time.monotonic() - began

    with ExitStack() as held, ThreadPoolExecutor(LARGEST_QUEUE + 20) as threads:
        for _ in range(LARGEST_POOL):
            held.enter_context(connections.connection())
        waited = sorted(done.result() for done in [threads.submit(refused_in) for _ in range(LARGEST_QUEUE + 20)])
    assert waited[0] < 0.5
    assert waited[-1] < POOL_SECONDS


def test_limits_of_the_address_are_kept_beside_ours() -> None:
    told = conninfo_to_dict(settled("postgresql:///x?options=-c%20statement_timeout%3D9", 5, "es_writer"))
    assert str(told["options"]).count("statement_timeout") == 1
    assert "-c role=es_writer" in str(told["options"])
