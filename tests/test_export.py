"""The log goes out line by line, every byte as it is kept, and nothing unsealed."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from uuid import uuid4

import pytest

from application.ports import Append
from domain.kernel import Entry
from infrastructure.connections import connect
from infrastructure.database import DatabaseRefused, Databases
from infrastructure.export import PAGE, line, log, pages
from infrastructure.stored import StoredEntry
from tests.lives import LIVES
from tests.server_users import ask, write
from tests.stores import Store, open_store
from tests.story import act

pytestmark = pytest.mark.postgres


@pytest.fixture
def store(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    """A store in which the lives were told again and again, some thousand facts."""
    with open_store(databases, tmp_path / "master") as store:
        for _ in range(2500 // sum(map(len, LIVES)) + 1):
            for life in LIVES:
                stream = uuid4()
                told = [
                    Entry(stream, n, act(on, reason="dit par sa voisine"), fact)
                    for n, (on, fact, *_) in enumerate(life, start=1)
                ]
                store.bulk.append_all([Append(told, uuid4(), b"f")])
        yield store


def exported(databases: Databases, file: Path, first: int = 1, last: int = 0) -> list[bytes]:
    """The lines of a file."""
    with connect(databases.main) as connection:
        log(connection, str(file), first, last)
    return file.read_bytes().splitlines(keepends=True)


@pytest.mark.engine
def test_every_entry_is_one_line_with_all_that_is_kept(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "log.ndjson"
    lines = exported(store.databases, file)
    kept = store.recorder.select_notifications(1, 10_000)
    assert len(lines) == len(kept) > 2 * PAGE
    for text, entry in zip(lines, kept, strict=True):
        told = json.loads(text)
        assert (told["position"], told["stream"], told["version"]) == (
            entry.id, str(entry.originator_id), entry.originator_version,
        )  # fmt: skip
        assert (told["topic"], told["actor"], told["rule_set"]) == (entry.topic, entry.actor, entry.rule_set)
        assert (told["command_id"], told["event_id"]) == (str(entry.command_id), str(entry.event_id))
        assert told["recorded_at"] == entry.recorded_at.isoformat()
        assert b64decode(told["commitment"]) == entry.commitment
        assert {name: told[name] for name in json.loads(entry.state)} == json.loads(entry.state)
        assert b'{"v":' + text.rstrip(b"\n").partition(b'","v":')[2] == entry.state
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.ndjson", "master"]


def test_nobody_is_named(store: Store, tmp_path: Path) -> None:
    everything = b"".join(exported(store.databases, tmp_path / "log"))
    assert b'"sealed":"' in everything
    for word in ("Diallo", "voisine"):
        assert word.encode() not in everything


def test_an_export_is_taken_up_where_another_ended(store: Store, tmp_path: Path) -> None:
    whole = exported(store.databases, tmp_path / "whole")
    parts = exported(store.databases, tmp_path / "first", last=1234)
    assert json.loads(parts[-1])["position"] == 1234
    parts += exported(store.databases, tmp_path / "rest", first=1235)
    assert parts == whole
    assert exported(store.databases, tmp_path / "beyond", first=len(whole) + 1) == []
    assert exported(store.databases, tmp_path / "end", first=len(whole), last=10**9) == whole[-1:]
    with pytest.raises(DatabaseRefused, match="vient après"):
        exported(store.databases, tmp_path / "none", first=len(whole) + 2)
    assert not (tmp_path / "none").exists()


@pytest.mark.engine
def test_what_is_written_meanwhile_is_left_for_the_next(store: Store, tmp_path: Path) -> None:
    head = store.recorder.max_notification_id()
    assert head is not None
    with connect(store.databases.main) as connection:
        reading = pages(connection, 1, head)
        first = list(islice(reading, 1))
        store.bulk.append_all([Append([Entry(uuid4(), 1, act("2026-01-05"), LIVES[0][0][1])], uuid4(), b"f")])
        rest = list(reading)
    assert [entry.id for page in first + rest for entry in page] == list(range(1, head + 1))
    assert {len(page) for page in first + rest[:-1]} == {PAGE}


def test_a_missing_position_stops_it_and_leaves_no_file(store: Store, tmp_path: Path) -> None:
    write(
        store.databases.main,
        "ALTER TABLE es.event DISABLE TRIGGER event_is_kept; DELETE FROM es.event WHERE notification_id = 1500",
    )
    with pytest.raises(DatabaseRefused, match="La position 1500 manque"):
        exported(store.databases, tmp_path / "log")
    write(store.databases.main, "DELETE FROM es.event WHERE notification_id >= 1500")
    with pytest.raises(DatabaseRefused, match="La position 1500 manque"):
        exported(store.databases, tmp_path / "log")
    assert [path.name for path in tmp_path.iterdir()] == ["master"]


def test_a_file_that_was_there_is_replaced_when_the_new_one_is_complete(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "log"
    before = exported(store.databases, file)
    write(
        store.databases.main,
        "ALTER TABLE es.event DISABLE TRIGGER event_is_kept; DELETE FROM es.event WHERE notification_id = 2",
    )
    with pytest.raises(DatabaseRefused):
        exported(store.databases, file)
    assert file.read_bytes() == b"".join(before)


def test_a_folder_that_is_not_there_is_one_sentence(databases: Databases, tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused, match="Impossible d'écrire dans"):
        exported(databases, tmp_path / "none" / "log")
    assert exported(databases, tmp_path / "log") == []
    assert ask(databases.main, "SELECT count(*) FROM es.event") == 0


def test_a_state_without_a_field_is_still_a_line() -> None:
    assert json.loads(line(StoredEntry(uuid4(), 1, "test.fact", b"{}", 7)))["position"] == 7
