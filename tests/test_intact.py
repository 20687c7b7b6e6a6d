"""A log whose lock or guard was changed is noticed before anybody writes to it."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from infrastructure.database import DatabaseRefused, Databases
from infrastructure.intact import declared, require_intact
from infrastructure.migrate import FOLDERS

pytestmark = pytest.mark.postgres
WHOLE = "SELECT pg_get_functiondef('es.event_append'::regproc)"


def changed(databases: Databases, statement: str) -> None:
    """By the owner."""
    with psycopg.connect(databases.main, autocommit=True) as owner:
        owner.execute(statement.encode())


def test_what_migrations_made_is_intact(databases: Databases) -> None:
    require_intact(databases.main)
    assert {"es.event_append", "es.now", "es.first_version", "es.refuse_change"} <= set(declared(FOLDERS / "parcours"))


def test_an_append_without_its_lock_is_noticed(databases: Databases) -> None:
    with psycopg.connect(databases.main) as owner:
        row = owner.execute(WHOLE).fetchone()
    assert row
    changed(databases, row[0].replace(" FOR UPDATE;", ";", 1))
    with pytest.raises(DatabaseRefused, match="event_append"):
        require_intact(databases.main)
    changed(databases, row[0])
    require_intact(databases.main)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE es.event DISABLE TRIGGER event_is_kept",
        "ALTER TABLE es.event ENABLE TRIGGER event_is_kept",
        "DROP TRIGGER event_is_kept ON es.event",
        "DROP FUNCTION es.mark_demo(timestamptz)",
    ],
)
def test_a_guard_that_is_off_or_gone_is_noticed(databases: Databases, statement: str) -> None:
    changed(databases, statement)
    with pytest.raises(DatabaseRefused):
        require_intact(databases.main)


def test_the_last_migration_that_names_a_function_counts(tmp_path: Path) -> None:
    function = "CREATE {}FUNCTION es.{}() RETURNS int LANGUAGE sql AS $${}$$;\n"
    (tmp_path / "0001_a.sql").write_text(function.format("", "one", "first") + function.format("", "two", "gone"))
    (tmp_path / "0002_b.sql").write_text(function.format("OR REPLACE ", "one", "last") + "DROP FUNCTION es.two();")
    assert declared(tmp_path) == {"es.one": "last"}
