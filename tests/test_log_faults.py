"""What may go wrong around the log, on a real PostgreSQL: nothing is altered, lost, or written twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import uuid4

import psycopg
import pytest

from application.ports import Unavailable
from infrastructure.append import StoredAppend, send
from infrastructure.connections import connect
from infrastructure.database import Databases
from infrastructure.factory import Datastore
from infrastructure.faults.line import Line, line_to_database
from infrastructure.recorder import EventRecorder
from tests.server_users import ask, eventually
from tests.test_recorder import facts

pytestmark = [pytest.mark.postgres, pytest.mark.engine]


@pytest.fixture
def line(databases: Databases) -> Iterator[Line]:
    """A line that loses answers."""
    with line_to_database(databases.main) as line:
        yield line


@pytest.fixture
def far(line: Line) -> Iterator[EventRecorder]:
    """The log, at the far end of that line."""
    datastore = Datastore(line.url)
    yield EventRecorder(datastore)
    datastore.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE es.event SET actor = 'nobody'",
        "UPDATE es.event SET state = '' WHERE false",
        "DELETE FROM es.event",
        "TRUNCATE es.event",
        "TRUNCATE es.event CASCADE",
    ],
)
def test_nothing_recorded_is_altered_or_removed(databases: Databases, statement: str) -> None:
    with connect(databases.main) as owner:
        send(owner, [StoredAppend(facts(uuid4(), 1))])
        owner.execute("SET session_replication_role = replica")  # does not silence the guard either
        with pytest.raises(psycopg.errors.RestrictViolation):
            owner.execute(statement.encode())
    assert ask(databases.main, "SELECT count(*) FROM es.event") == 1


def test_an_append_judges_what_was_committed_while_it_waited(databases: Databases) -> None:
    with connect(databases.main) as owner:
        owner.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with pytest.raises(psycopg.errors.InvalidTransactionState), owner.transaction():
            send(owner, [StoredAppend(facts(uuid4(), 1))])


def test_a_refused_append_costs_its_neighbours_nothing(databases: Databases) -> None:
    taken = facts(uuid4(), 1)
    group = [StoredAppend(taken, uuid4(), b"f"), StoredAppend(facts(uuid4(), 5)), StoredAppend(facts(uuid4(), 1, 2))]
    with connect(databases.main) as owner:
        first, refused, last = send(owner, group)
        assert (first.outcome, refused.outcome, last.outcome) == ("ok", "conflict", "ok")
        assert (first.last_position, last.first_position, last.last_position) == (1, 2, 3)
        assert send(owner, group[:1])[0].outcome == "replay"
    assert ask(databases.main, "SELECT position FROM es.event_head") == 3


def test_an_answer_lost_after_the_commit_is_found_in_the_ledger(far: EventRecorder, line: Line) -> None:
    stream, command = uuid4(), uuid4()
    assert far.insert_events(facts(stream, 1), command_id=uuid4()) == [1]
    line.losing = b"test.lost"
    lost = facts(stream, 2, 3, topic="test.lost")
    assert far.insert_events(lost, command_id=command, fingerprint=b"f") == [2, 3]
    assert line.lost == 1
    assert [event.originator_version for event in far.select_events(stream)] == [1, 2, 3]


def test_without_a_command_a_lost_answer_stays_unknown(far: EventRecorder, line: Line) -> None:
    far.max_notification_id()
    line.losing = b"test.lost"
    with pytest.raises(Unavailable):
        far.insert_events(facts(uuid4(), 1, topic="test.lost"))
    assert line.lost == 1


def test_many_appends_whose_commit_was_lost_are_there_once(far: EventRecorder, line: Line) -> None:
    appends = [StoredAppend(facts(uuid4(), 1), uuid4(), b"f") for _ in range(3)]
    far.max_notification_id()
    line.losing = b"COMMIT"
    assert [outcome.last_position for outcome in far.append_all(appends)] == [1, 2, 3]
    assert line.lost == 1
    assert far.max_notification_id() == 3


def test_a_connection_ended_in_mid_append_is_replaced(databases: Databases) -> None:
    waiting = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%event_append%' AND wait_event_type = 'Lock'"
    with closing(Datastore(databases.main)) as datastore, connect(databases.main) as other, ThreadPoolExecutor() as one:
        recorder = EventRecorder(datastore)
        with (
            other.transaction(),
            connect(databases.main) as observer,
        ):  # a transaction sees who waited when it first asked
            other.execute("SELECT FROM es.event_head FOR UPDATE")
            writing = one.submit(recorder.insert_events, facts(uuid4(), 1), command_id=uuid4())
            eventually(lambda: observer.execute(waiting).fetchone() is not None)
            observer.execute(f"SELECT pg_terminate_backend(pid) FROM ({waiting}) AS waiting")
        assert writing.result() == [1]
        assert recorder.max_notification_id() == 1


def test_the_lock_is_not_waited_for_for_ever(databases: Databases) -> None:
    with closing(Datastore(databases.main)) as datastore, connect(databases.main) as other:
        recorder = EventRecorder(datastore)
        with other.transaction():
            other.execute("SELECT FROM es.event_head FOR UPDATE")
            started = time.monotonic()
            with pytest.raises(Unavailable):
                recorder.insert_events(facts(uuid4(), 1), command_id=uuid4())
            assert time.monotonic() - started < 4
        assert recorder.max_notification_id() is None


def test_after_the_connections_were_cut_reads_go_on(databases: Databases) -> None:
    with closing(Datastore(databases.main)) as datastore, connect(databases.main) as other:
        recorder = EventRecorder(datastore)
        recorder.insert_events(facts(uuid4(), 1))
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert recorder.max_notification_id() == 1


def test_only_an_empty_log_becomes_a_demo(databases: Databases) -> None:
    with connect(databases.main) as owner:
        with pytest.raises(psycopg.errors.RaiseException):
            owner.execute("SELECT es.set_demo_clock('2026-02-01')")
        owner.execute("SELECT es.mark_demo('2024-01-15 09:00+01')")
        send(owner, [StoredAppend(facts(uuid4(), 1))])
        owner.execute("SELECT es.set_demo_clock('2024-01-16 09:00+01')")
        send(owner, [StoredAppend(facts(uuid4(), 1))])
        owner.execute("SELECT es.set_demo_clock('2023-01-01')")
        send(owner, [StoredAppend(facts(uuid4(), 1))])
        told = owner.execute("SELECT recorded_at::date::text FROM es.event ORDER BY notification_id").fetchall()
        assert told == [("2024-01-15",), ("2024-01-16",), ("2024-01-16",)]  # never back
        with pytest.raises(psycopg.errors.RaiseException):
            owner.execute("SELECT es.mark_demo('2024-01-15')")
