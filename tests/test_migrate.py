"""Tables are made once, in order, by whoever comes first; what was applied is not rewritten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from infrastructure.migrate import FOLDERS, MigrationRefused, migrate, pending

pytestmark = [pytest.mark.postgres, pytest.mark.engine]

FIRST = "CREATE SCHEMA es; CREATE TABLE es.event (position bigint); INSERT INTO es.event VALUES (1);"
SECOND = "ALTER TABLE es.event ADD topic text DEFAULT '100 % sûr';"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two migrations, and a note that is none."""
    (tmp_path / "0001_events.sql").write_text(FIRST)
    (tmp_path / "0002_topics.sql").write_text(SECOND)
    (tmp_path / "README.md").write_text("not SQL")
    return tmp_path


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_files_are_applied_in_order_and_once(empty: str, folder: Path) -> None:
    assert pending(empty, folder) == ["0001_events.sql", "0002_topics.sql"]
    assert rows(empty, "SELECT to_regclass('public.migration')") == [(None,)]
    assert migrate(empty, folder) == ["0001_events.sql", "0002_topics.sql"]
    assert migrate(empty, folder) == []
    assert pending(empty, folder) == []
    assert rows(empty, "SELECT position, topic FROM es.event") == [(1, "100 % sûr")]
    assert rows(empty, "SELECT number, name FROM public.migration ORDER BY number") == [
        (1, "0001_events.sql"),
        (2, "0002_topics.sql"),
    ]


def test_a_later_release_applies_only_what_it_adds(empty: str, folder: Path) -> None:
    migrate(empty, folder)
    (folder / "0003_more.sql").write_text("INSERT INTO es.event VALUES (2)")
    assert migrate(empty, folder) == ["0003_more.sql"]


def test_six_processes_starting_together_apply_each_file_once(empty: str, folder: Path) -> None:
    (folder / "0003_slow.sql").write_text("SELECT pg_sleep(0.3); INSERT INTO es.event VALUES (2)")
    with ThreadPoolExecutor(6) as starters:
        applied = [name for names in starters.map(lambda _: migrate(empty, folder), range(6)) for name in names]
    assert sorted(applied) == ["0001_events.sql", "0002_topics.sql", "0003_slow.sql"]
    assert rows(empty, "SELECT count(*) FROM es.event") == [(2,)]


def test_a_file_edited_after_it_was_applied_is_refused(empty: str, folder: Path) -> None:
    migrate(empty, folder)
    (folder / "0001_events.sql").write_text(FIRST + " -- better")
    for question in (migrate, pending):
        with pytest.raises(MigrationRefused, match=r"0001_events\.sql a changé"):
            question(empty, folder)


def test_a_file_that_fails_leaves_nothing_behind(empty: str, folder: Path) -> None:
    (folder / "0003_wrong.sql").write_text("INSERT INTO es.event VALUES (2); SELECT 1 / 0;")
    with pytest.raises(MigrationRefused, match=r"0003_wrong\.sql a échoué"):
        migrate(empty, folder)
    assert rows(empty, "SELECT count(*) FROM es.event") == [(1,)]
    assert pending(empty, folder) == ["0003_wrong.sql"]


def test_a_file_that_ends_its_own_transaction_is_refused(empty: str, folder: Path) -> None:
    (folder / "0003_commit.sql").write_text("SELECT 1; COMMIT;")
    with pytest.raises(MigrationRefused, match="termine elle-même sa transaction"):
        migrate(empty, folder)


def test_an_older_program_does_not_touch_newer_tables(empty: str, folder: Path) -> None:
    migrate(empty, folder)
    (folder / "0002_topics.sql").unlink()
    with pytest.raises(MigrationRefused, match="plus récente que ce programme"):
        migrate(empty, folder)


def test_a_file_slipped_in_before_an_applied_one_is_refused(empty: str, folder: Path) -> None:
    (folder / "0002_topics.sql").rename(folder / "0003_topics.sql")
    migrate(empty, folder)
    (folder / "0002_late.sql").write_text("SELECT 1")
    with pytest.raises(MigrationRefused, match=r"0002_late\.sql précède 0003_topics\.sql"):
        migrate(empty, folder)


@pytest.mark.parametrize("name", ["0002_again.sql", "2_short.sql", "notes.sql", "0003_Été.sql"])
def test_each_file_has_a_number_of_its_own(empty: str, folder: Path, name: str) -> None:
    (folder / name).write_text("SELECT 1")
    with pytest.raises(MigrationRefused, match="numéro à elle"):
        migrate(empty, folder)


def test_settings_of_one_file_do_not_reach_the_next(empty: str, folder: Path) -> None:
    (folder / "0003_role.sql").write_text("SET search_path = es; CREATE ROLE passing; SET ROLE passing;")
    (folder / "0004_after.sql").write_text("CREATE TABLE public.here AS SELECT current_user::text AS me;")
    try:
        migrate(empty, folder)
        assert rows(empty, "SELECT me = 'passing', current_setting('search_path') FROM public.here") == [
            (False, '"$user", public')
        ]
    finally:
        with psycopg.connect(empty) as connection:
            connection.execute("DROP ROLE IF EXISTS passing")


@pytest.mark.parametrize("name", ["parcours", "keys"])
def test_the_migrations_shipped_apply_from_nothing(empty: str, name: str) -> None:
    shipped = sorted(file.name for file in (FOLDERS / name).iterdir() if file.name.endswith(".sql"))
    assert migrate(empty, FOLDERS / name) == shipped
    assert migrate(empty, FOLDERS / name) == []
