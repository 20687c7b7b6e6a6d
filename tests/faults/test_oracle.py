"""The oracle finds what it is there to find: each kind of damage, done on purpose."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import psycopg
import pytest

from infrastructure.append import StoredAppend, send
from infrastructure.connections import connect
from infrastructure.database import Databases
from infrastructure.faults.beliefs import Beliefs
from infrastructure.faults.oracle import examine
from infrastructure.stored import StoredEntry

pytestmark = [pytest.mark.postgres, pytest.mark.faults]


def appended(databases: Databases, *versions: int, stream: UUID | None = None, noted: bool = True) -> tuple[UUID, UUID]:
    """A command carried out, in the ledger or not: its key and its stream."""
    key, stream = uuid4(), stream or uuid4()
    entries = [StoredEntry(stream, v, "test.fact", b"{}", event_id=uuid4(), command_id=key) for v in versions]
    with connect(databases.main) as connection:
        send(connection, [StoredAppend(entries, key if noted else None, b"f")])
    return key, stream


def told(beliefs: Beliefs, key: UUID, stream: UUID, version: int, position: int, events: int = 1) -> None:
    """What its sender was told."""
    beliefs.acknowledged(key, {"id": str(stream), "version": version, "position": position, "events": [()] * events})


def broken(databases: Databases, statement: str) -> None:
    """The owner himself, past every guard."""
    with psycopg.connect(databases.main, autocommit=True) as owner:
        owner.execute("ALTER TABLE es.event DISABLE TRIGGER event_is_kept")
        owner.execute(statement.encode())


def test_what_is_as_it_must_be_is_found_well(databases: Databases) -> None:
    beliefs = Beliefs()
    key, stream = appended(databases, 1, 2)
    told(beliefs, key, stream, 2, 2, 2)
    beliefs.unknown(uuid4())
    beliefs.unknown(appended(databases, 3, stream=stream)[0])
    beliefs.refused(uuid4())
    found = examine(databases.main, beliefs)
    assert (found.acknowledged, found.lost, found.doubled, found.unknown, found.wrong) == (1, 0, 0, 2, [])


def test_an_acknowledged_command_that_is_nowhere_is_lost(databases: Databases) -> None:
    beliefs = Beliefs()
    told(beliefs, uuid4(), uuid4(), 1, 1)
    assert examine(databases.main, beliefs).lost == 1


def test_a_command_whose_events_are_gone_is_lost(databases: Databases) -> None:
    beliefs = Beliefs()
    told(beliefs, *appended(databases, 1), 1, 1)
    broken(databases, "DELETE FROM es.event")
    assert examine(databases.main, beliefs).lost == 1


def test_a_command_carried_out_twice_is_doubled(databases: Databases) -> None:
    beliefs = Beliefs()
    key, stream = appended(databases, 1)
    told(beliefs, key, stream, 1, 1)
    entry = StoredEntry(uuid4(), 1, "test.fact", b"{}", event_id=uuid4(), command_id=key)
    with connect(databases.main) as connection:
        send(connection, [StoredAppend([entry])])
    assert examine(databases.main, beliefs).doubled == 1


def test_a_refused_command_that_was_written_is_wrong(databases: Databases) -> None:
    beliefs = Beliefs()
    key, _ = appended(databases, 1)
    beliefs.refused(key)
    assert "refused" in " ".join(examine(databases.main, beliefs).wrong)


def test_two_answers_to_one_command_must_agree(databases: Databases) -> None:
    beliefs = Beliefs()
    key, stream = appended(databases, 1)
    told(beliefs, key, stream, 1, 1)
    told(beliefs, key, stream, 1, 2)
    assert "otherwise" in " ".join(examine(databases.main, beliefs).wrong)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM es.event WHERE notification_id = 2", "dense"),
        ("UPDATE es.event SET notification_id = 9 WHERE notification_id = 3", "dense"),
        ("UPDATE es.event SET originator_version = 7 WHERE notification_id = 3", "contiguous"),
        ("UPDATE es.event SET recorded_at = '2020-01-01' WHERE notification_id = 2", "goes back"),
        ("DELETE FROM es.processed_command", "not in its ledger row"),
        ("UPDATE es.processed_command SET last_position = 3 WHERE first_position = 1", "lacks an event"),
        ("INSERT INTO es.identity_claim VALUES ('', gen_random_uuid())", "names nobody"),
    ],
)
def test_a_log_that_is_not_whole_is_found(databases: Databases, statement: str, words: str) -> None:
    _, stream = appended(databases, 1, 2)
    appended(databases, 3, stream=stream)
    assert examine(databases.main, Beliefs()).wrong == []
    broken(databases, statement)
    assert words in " ".join(examine(databases.main, Beliefs()).wrong)


@pytest.mark.parametrize("standing", [Beliefs.refused, Beliefs.unknown])
def test_what_was_acknowledged_once_stays_so(standing: Callable[[Beliefs, UUID], None]) -> None:
    beliefs, key = Beliefs(), uuid4()
    told(beliefs, key, uuid4(), 1, 1)
    standing(beliefs, key)
    assert beliefs.commands[key].position == 1
