"""PostgreSQL itself refuses what no process of ours has any business doing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from domain.kernel import Role
from infrastructure.append import StoredAppend, send
from infrastructure.connections import connect
from infrastructure.database import Databases
from infrastructure.house import PROJECTIONS, house
from infrastructure.rebuild import prepare
from infrastructure.roles import PROJECTOR, READER, ROLES, WRITER
from infrastructure.settings import Settings
from tests.server_users import ask
from tests.test_recorder import facts

pytestmark = [pytest.mark.postgres, pytest.mark.engine]
CHANGES = {
    "update": "UPDATE es.event SET actor = 'nobody'",
    "delete": "DELETE FROM es.event",
    "truncate": "TRUNCATE es.event",
    "drop": "DROP TABLE es.event",
    "alter": "ALTER TABLE es.event DROP COLUMN actor",
    "insert past the function": "INSERT INTO es.event SELECT * FROM es.event",
    "silence the guard": "ALTER TABLE es.event DISABLE TRIGGER event_is_kept",
    "replace the function": "CREATE OR REPLACE FUNCTION es.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
    "move the counter": "UPDATE es.event_head SET position = 0",
    "forget a command": "DELETE FROM es.processed_command",
    "free a number": "DELETE FROM es.identity_claim",
    "stop the clock": "SELECT es.mark_demo('2024-01-01')",
    "make a table": "CREATE TABLE es.mine (x int)",
    "make a schema": "CREATE SCHEMA mine",
}


@pytest.fixture
def log(databases: Databases) -> Iterator[str]:
    """A log in which something stands, with the tables of every list."""
    with connect(databases.main) as owner:
        prepare(owner, list(PROJECTIONS.values()))
    with connect(databases.main, role=WRITER) as writer:
        send(writer, [StoredAppend(facts(uuid4(), 1, 2), uuid4(), b"f", b"number")])
    yield databases.main
    assert ask(databases.main, "SELECT count(*) FROM es.event") == 2


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_role_changes_what_was_recorded(log: str, role: str, change: str) -> None:
    with connect(log, role=role) as connection:
        assert ask_as(connection, "SELECT current_user") == role
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(change.encode())


@pytest.mark.parametrize("role", [PROJECTOR, READER])
def test_only_the_writer_appends(log: str, role: str) -> None:
    with connect(log, role=role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        send(connection, [StoredAppend(facts(uuid4(), 1))])


@pytest.mark.parametrize("role", ROLES)
def test_a_role_set_at_the_door_is_not_put_down(log: str, role: str) -> None:
    with connect(log, role=role) as connection:
        connection.execute("RESET ROLE")
        connection.execute("RESET ALL")
        assert ask_as(connection, "SELECT current_user") == role


def test_answers_are_read_and_not_written_by_those_who_serve(log: str) -> None:
    with connect(log, role=READER) as connection:
        assert connection.execute("SELECT file_no FROM read.files").fetchall() == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM read.files")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DROP VIEW read.files")


def test_whoever_serves_has_put_on_a_role(databases: Databases, tmp_path: Path) -> None:
    settings = Settings(database_url=databases.main, keys_url=databases.keys, data_dir=tmp_path)
    with house(settings) as ready:
        for pool, role in ((ready.pathways.recorder.datastore.pool, WRITER), (ready.questions.pool, READER)):  # type: ignore[attr-defined]  # ours
            with pool.connection() as connection:
                assert ask_as(connection, "SELECT current_user") == role
        with connect(ready.projector.url, role=PROJECTOR) as connection:
            assert ready.projector.step(connection) is False
        assert Role.AUDITOR not in {agent.role for agent in ready.accounts.demo()}


def ask_as(connection: psycopg.Connection[psycopg.rows.TupleRow], query: str) -> object:
    """The first column of the first row."""
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]
