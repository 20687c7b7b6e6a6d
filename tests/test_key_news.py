"""A key destroyed by one process is forgotten by the others at once; whatever may have been missed, too."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg.conninfo import conninfo_to_dict

from infrastructure.connections import connect, pool
from infrastructure.database import Databases
from infrastructure.house import House
from infrastructure.key_news import listening
from infrastructure.key_source import KeySource
from infrastructure.keys import KeyStore
from infrastructure.rotation import rotate
from tests.server_users import ask, eventually, write

pytestmark = pytest.mark.postgres
LISTENERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'"


@contextmanager
def process(databases: Databases, source: KeySource) -> Iterator[KeyStore]:
    """The keys as a process has them, hearing the news."""
    with ExitStack() as stack:
        keys = KeyStore(stack.enter_context(pool(databases.keys)), source.master())
        heard = keys.cache.forgets
        stack.enter_context(listening(databases.keys, keys))
        eventually(lambda: keys.cache.forgets > heard)
        yield keys


@pytest.fixture
def source(tmp_path: Path) -> KeySource:
    """The master key all share."""
    return KeySource(tmp_path / "master")


def test_what_one_destroys_the_other_forgets(databases: Databases, source: KeySource) -> None:
    amina, karim = uuid4(), uuid4()
    with process(databases, source) as one, process(databases, source) as other:
        other.create_many([amina, karim])
        assert set(other.get_many([amina, karim])) == {amina, karim}
        one.destroy(amina, "asked for")
        eventually(lambda: not other.cache.find([amina]))
        assert set(other.cache.find([karim])) == {karim}
        assert set(other.get_many([amina, karim])) == {karim}


def test_a_line_lost_empties_the_cache_and_comes_back(databases: Databases, source: KeySource) -> None:
    amina, karim = uuid4(), uuid4()
    with process(databases, source) as one, process(databases, source) as other:
        other.create_many([amina, karim])
        with connect(databases.keys) as administrator:
            name = conninfo_to_dict(databases.keys)["dbname"]
            administrator.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT 0')  # a superuser is not held by it
            administrator.execute(
                f"SELECT pg_terminate_backend(pid) FROM ({LISTENERS.replace('count(*)', 'pid')}) AS x".encode()
            )
        eventually(lambda: not other.cache.find([amina, karim]))
        eventually(lambda: ask(databases.keys, LISTENERS) == 2)
        other.get_many([amina, karim])
        one.destroy(amina)
        eventually(lambda: not other.cache.find([amina]))


def test_a_server_away_for_a_while_is_waited_for(databases: Databases, source: KeySource, server: str) -> None:
    amina = uuid4()
    name = conninfo_to_dict(databases.keys)["dbname"]
    with process(databases, source) as keys:
        keys.create_many([amina])
        write(server, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        write(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        eventually(lambda: not keys.cache.find([amina]))
        time.sleep(0.5)
        write(server, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        eventually(lambda: ask(databases.keys, LISTENERS) == 1)
        assert set(keys.get_many([amina])) == {amina}


def test_words_that_name_nobody_empty_the_cache(databases: Databases, source: KeySource) -> None:
    amina = uuid4()
    with process(databases, source) as keys:
        keys.create_many([amina])
        write(databases.keys, "SELECT pg_notify('key_destroyed', 'everybody')")
        eventually(lambda: not keys.cache.find([amina]))


def test_a_new_version_of_the_master_key_is_heard_of(databases: Databases, source: KeySource) -> None:
    with process(databases, source) as keys, connect(databases.keys) as connection:
        rotate(connection, source, lambda more: None)
        eventually(lambda: keys.master.wrap(bytes(32)).version == 2)


def test_the_end_is_not_waited_for(databases: Databases, source: KeySource) -> None:
    with process(databases, source):
        ending = time.monotonic()
    assert time.monotonic() - ending < 1


def test_a_service_listens_as_long_as_it_works(databases: Databases, ready: House) -> None:
    eventually(lambda: ask(databases.keys, LISTENERS) == 1)
