"""Appends that wait are written together, and what happens to one of them does not happen to the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from threading import Event as Flag
from uuid import UUID, uuid4

import psycopg
import pytest

from application.ports import CommandReused, Unavailable, VersionConflict
from infrastructure import fault_points, writing
from infrastructure.append import StoredAppend, Verdict
from infrastructure.connections import connect
from infrastructure.database import Databases
from infrastructure.factory import Datastore
from infrastructure.faults.line import line_to_database
from infrastructure.recorder import EventRecorder
from infrastructure.writing import LARGEST_QUEUE, LARGEST_TOGETHER, Together
from tests.server_users import ask, eventually
from tests.test_recorder import facts

pytestmark = [pytest.mark.postgres, pytest.mark.engine]


@pytest.fixture
def datastore(databases: Databases) -> Iterator[Datastore]:
    """The connections of a process."""
    with closing(Datastore(databases.main)) as found:
        yield found


@pytest.fixture
def together(datastore: Datastore) -> Together:
    """The way in for a process that writes together."""
    return Together(datastore.pool)


class Held:
    """While somebody else holds the counter, appends wait; let go, all are written at once."""

    def __init__(self, databases: Databases, together: Together, threads: ThreadPoolExecutor) -> None:
        self.together, self.threads = together, threads
        self.other = connect(databases.main)
        self.other.execute("BEGIN; SELECT FROM es.event_head FOR UPDATE")
        self.first = self.send(StoredAppend(facts(uuid4(), 1), uuid4(), b"f"))
        eventually(lambda: together._led and not together._waiting)

    def send(self, append: StoredAppend) -> Future[Verdict]:
        """An append that waits, in the order it came."""
        waiting = len(self.together._waiting)
        sent = self.threads.submit(self.together.append, append)
        eventually(lambda: len(self.together._waiting) > waiting or self.together._led)
        return sent

    def let_go(self) -> None:
        """The counter is free."""
        self.other.rollback()
        self.other.close()


@pytest.fixture
def held(databases: Databases, together: Together) -> Iterator[Held]:
    """An append under way, behind which others gather."""
    with ThreadPoolExecutor(80) as threads:
        held = Held(databases, together, threads)
        yield held
        if not held.other.closed:
            held.let_go()


def waits(held: Held, *appends: StoredAppend) -> list[Future[Verdict]]:
    """Appends that wait together."""
    sent = [held.threads.submit(held.together.append, append) for append in appends]
    eventually(lambda: len(held.together._waiting) == len(appends))
    return sent


def test_those_who_wait_share_one_transaction(databases: Databases, held: Held) -> None:
    sent = waits(held, *(StoredAppend(facts(uuid4(), 1), uuid4(), b"f") for _ in range(20)))
    held.let_go()
    assert held.first.result().last_position == 1
    assert sorted(done.result().last_position for done in sent) == list(range(2, 22))
    assert ask(databases.main, "SELECT count(DISTINCT xmin::text) FROM es.event") == 2
    assert ask(databases.main, "SELECT position FROM es.event_head") == 21


def test_a_refused_append_is_alone(databases: Databases, held: Held) -> None:
    good = [StoredAppend(facts(uuid4(), 1), uuid4(), b"f") for _ in range(5)]
    sent = waits(held, *good[:3], StoredAppend(facts(uuid4(), 7), uuid4(), b"f"), *good[3:])
    held.let_go()
    assert [done.result().outcome for done in sent] == ["ok", "ok", "ok", "conflict", "ok", "ok"]
    assert ask(databases.main, "SELECT position FROM es.event_head") == 6


def test_an_append_that_cannot_even_be_sent_is_alone(databases: Databases, held: Held) -> None:
    good = [StoredAppend(facts(uuid4(), 1), uuid4(), b"f") for _ in range(3)]
    poison = StoredAppend(facts(uuid4(), 1, topic="a\0b"), uuid4(), b"f")
    sent = waits(held, good[0], poison, *good[1:])
    held.let_go()
    with pytest.raises(psycopg.DataError):
        sent.pop(1).result()
    assert [done.result().outcome for done in sent] == ["ok"] * 3
    assert ask(databases.main, "SELECT position FROM es.event_head") == 4


def test_two_appends_of_one_stream_keep_their_order(held: Held) -> None:
    stream, command = uuid4(), uuid4()
    one, two = StoredAppend(facts(stream, 1), command, b"f"), StoredAppend(facts(stream, 2), uuid4(), b"f")
    sent = waits(held, one, StoredAppend(facts(uuid4(), 1), command, b"g"), two)
    held.let_go()
    assert sent[0].result().outcome == "ok"
    assert sent[1].result().outcome in {"ok", "reused"}  # whichever of the two was taken first
    assert sent[2].result().outcome in {"ok", "conflict"}


def test_a_writer_that_fails_answers_everybody_and_leaves_no_silence(
    databases: Databases, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = waits(held, *(StoredAppend(facts(uuid4(), 1), uuid4(), b"f") for _ in range(LARGEST_TOGETHER)))
    monkeypatch.setattr(fault_points, "_passed", Counter())
    monkeypatch.setattr(fault_points, "asked", "group.written:raise")
    held.let_go()
    assert isinstance(held.first.exception(), Exception)
    failures = [done.exception() for done in sent]
    assert all(failure is None or isinstance(failure, Unavailable) for failure in failures)
    monkeypatch.setattr(fault_points, "asked", "")
    again = [held.together.append(StoredAppend(facts(uuid4(), 1), uuid4(), b"f")) for _ in range(3)]
    assert [verdict.outcome for verdict in again] == ["ok"] * 3
    assert ask(databases.main, "SELECT position = count(*) FROM es.event_head, es.event GROUP BY position") is True


def test_an_append_nobody_took_in_time_is_withdrawn(
    databases: Databases, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "WAIT_SECONDS", 0.1)
    with pytest.raises(Unavailable, match="nothing was written"):
        held.together.append(StoredAppend(facts(uuid4(), 1), uuid4(), b"f"))
    held.let_go()
    assert held.first.result().outcome == "ok"
    assert ask(databases.main, "SELECT position FROM es.event_head") == 1


def test_an_import_that_breaks_before_its_commit_leaves_nothing(
    databases: Databases, datastore: Datastore, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = EventRecorder(datastore)
    many = [StoredAppend(facts(uuid4(), 1, 2), uuid4(), b"f", uuid4().bytes) for _ in range(600)]
    monkeypatch.setattr(fault_points, "_passed", Counter())
    monkeypatch.setattr(fault_points, "asked", "append.written:raise")
    with pytest.raises(fault_points.Broken):
        recorder.append_all(many)
    counts = "SELECT (SELECT count(*) FROM es.{}) + (SELECT count(*) FROM es.{}) + (SELECT position FROM es.event_head)"
    assert ask(databases.main, counts.format("event", "processed_command")) == 0
    monkeypatch.setattr(fault_points, "asked", "")
    assert recorder.append_all(many)[-1].last_position == 1200


def test_a_full_queue_refuses_at_once(together: Together) -> None:
    together._led = True
    together._waiting = [writing.Turn(StoredAppend(facts(uuid4(), 1)))] * LARGEST_QUEUE
    with pytest.raises(Unavailable):
        together.append(StoredAppend(facts(uuid4(), 1)))


def test_a_group_whose_answer_was_lost_is_there_once(databases: Databases) -> None:
    with (
        line_to_database(databases.main) as line,
        closing(Datastore(line.url)) as far,
        ThreadPoolExecutor(8) as threads,
    ):
        together = Together(far.pool)
        held = Held(databases, together, threads)
        appends = [StoredAppend(facts(uuid4(), 1, topic="test.lost"), uuid4(), b"f") for _ in range(4)]
        nameless = StoredAppend(facts(uuid4(), 1, topic="test.lost"))
        sent = waits(held, *appends, nameless)
        line.losing = b"test.lost"
        held.let_go()
        assert held.first.result().outcome == "ok"
        assert [done.result().outcome for done in sent[:4]] == ["ok"] * 4
        with pytest.raises(Unavailable):  # without a command nobody can tell
            sent[4].result()
        assert line.lost == 1
    query = "SELECT count(*) FROM es.event WHERE topic = 'test.lost'"
    eventually(lambda: ask(databases.main, query) == 5)  # the lost one may be carried out after the one sent again


@pytest.mark.parametrize("grouped", [True, False])
def test_many_threads_leave_positions_dense_and_each_command_once(databases: Databases, grouped: bool) -> None:
    streams, acknowledged, start = [uuid4() for _ in range(16)], set[UUID](), Flag()

    def work(recorder: EventRecorder, stream: UUID) -> None:
        start.wait()
        for version in range(1, 13):
            command = uuid4()
            recorder.insert_events(facts(stream, version), command_id=command, fingerprint=b"f")
            acknowledged.add(command)
            with pytest.raises(VersionConflict):
                recorder.insert_events(facts(stream, version), command_id=uuid4(), fingerprint=b"f")
            with pytest.raises(CommandReused):
                recorder.insert_events(facts(stream, version + 1), command_id=command, fingerprint=b"g")

    with closing(Datastore(databases.main)) as datastore, ThreadPoolExecutor(16) as threads:
        recorder = EventRecorder(datastore, together=grouped)
        working = [threads.submit(work, recorder, stream) for stream in streams]
        start.set()
        for done in working:
            done.result()
        assert [row.id for row in recorder.select_notifications(1, 1000)] == list(range(1, 16 * 12 + 1))
    assert ask(databases.main, "SELECT count(*) FROM es.processed_command") == len(acknowledged) == 16 * 12
