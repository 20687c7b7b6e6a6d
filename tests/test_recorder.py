"""The log: in turns, without a hole, each command once; in memory and in PostgreSQL the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import ApplicationRecorder, StoredEvent

from application.ports import AlreadyApplied, AlreadyClaimed, Command, CommandReused, Outcome, VersionConflict
from infrastructure.append import LARGEST_GROUP, StoredAppend, groups
from infrastructure.factory import Datastore
from infrastructure.memory import MemoryRecorder
from infrastructure.recorder import EventRecorder
from infrastructure.stored import StoredEntry

pytestmark = pytest.mark.engine
ENVELOPE = {"organisation_id": 7, "actor": "claire", "rule_set": "be+1", "commitment": b"\x01" * 32}


class Log(Protocol):
    """What both twins promise."""

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        command_id: UUID | None = None,
        fingerprint: bytes = b"",
        claim: bytes | None = None,
    ) -> Sequence[int]: ...
    def append_all(self, appends: Sequence[StoredAppend]) -> list[Outcome]: ...
    def find_command(self, command_id: UUID) -> Command | None: ...
    def claimed_by(self, digest: bytes) -> UUID | None: ...
    def max_notification_id(self) -> int | None: ...


@pytest.fixture
def recorder(histories: str) -> Iterator[EventRecorder]:
    """The log of an empty database."""
    datastore = Datastore(histories)
    yield EventRecorder(datastore)
    datastore.close()


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def log(request: pytest.FixtureRequest, major: str) -> EventRecorder | MemoryRecorder:
    """Both twins, one after the other."""
    if request.param == "memory":
        return MemoryRecorder()
    found: EventRecorder = request.getfixturevalue("recorder")
    return found


def facts(stream: UUID, *versions: int, topic: str = "test.fact", state: bytes = b"{}") -> list[StoredEvent]:
    """Entries of a stream, in these versions."""
    return [
        StoredEntry(stream, version, topic, state, event_id=uuid4(), **ENVELOPE)  # type: ignore[arg-type]  # of several types
        for version in versions
    ]


def test_positions_count_what_was_recorded(log: Log) -> None:
    one, two = uuid4(), uuid4()
    assert log.max_notification_id() is None
    assert log.insert_events(facts(one, 1, 2)) == [1, 2]
    assert log.insert_events(facts(two, 1)) == [3]
    assert log.insert_events(facts(one, 3)) == [4]
    assert log.insert_events([]) == []
    assert log.max_notification_id() == 4


@pytest.mark.parametrize("versions", [(1,), (3,), (4, 5), (2, 4), (3, 2, 4)])
def test_a_stream_that_moved_on_refuses_and_leaves_no_hole(log: Log, versions: tuple[int, ...]) -> None:
    stream = uuid4()
    log.insert_events(facts(stream, 1))
    expected = pytest.raises(VersionConflict) if versions != (3, 2, 4) else None
    if expected is None:  # contiguous, whatever the order they are written in
        assert log.insert_events(facts(stream, 2, 3)) == [2, 3]
        return
    with expected:
        log.insert_events(facts(stream, *versions))
    assert log.insert_events(facts(stream, 2)) == [2]


@pytest.mark.parametrize("version", [0, 2])
def test_a_new_stream_begins_at_one(log: Log, version: int) -> None:
    with pytest.raises(VersionConflict):
        log.insert_events(facts(uuid4(), version))


def test_a_command_is_carried_out_once(log: Log) -> None:
    stream, command = uuid4(), uuid4()
    log.insert_events(facts(uuid4(), 1))
    log.insert_events(facts(stream, 1, 2), command_id=command, fingerprint=b"f")
    with pytest.raises(AlreadyApplied) as again:
        log.insert_events(facts(stream, 1, 2), command_id=command, fingerprint=b"f")
    assert (again.value.version, again.value.first_position, again.value.last_position) == (2, 2, 3)
    with pytest.raises(CommandReused):
        log.insert_events(facts(stream, 3), command_id=command, fingerprint=b"g")
    assert log.find_command(command) == Command(b"f", stream, 2, 2, 3)
    assert log.find_command(uuid4()) is None
    assert log.max_notification_id() == 3


def test_a_national_number_belongs_to_one_stream(log: Log) -> None:
    stream, command = uuid4(), uuid4()
    log.insert_events(facts(stream, 1), claim=b"number")
    with pytest.raises(AlreadyClaimed) as claimed:
        log.insert_events(facts(uuid4(), 1), claim=b"number", command_id=command, fingerprint=b"f")
    assert claimed.value.existing == stream == log.claimed_by(b"number")
    assert log.find_command(command) is None
    assert log.claimed_by(b"other") is None
    assert log.insert_events(facts(stream, 2), claim=b"number") == [2]


def test_many_appends_are_one(log: Log) -> None:
    streams = [uuid4() for _ in range(3)]
    appends = [StoredAppend(facts(stream, 1, 2), uuid4(), b"f", stream.bytes) for stream in streams]
    appends.append(StoredAppend(facts(streams[0], 3), uuid4(), b"f"))
    assert log.append_all(appends) == [Outcome(1, 2), Outcome(3, 4), Outcome(5, 6), Outcome(7, 7)]
    assert log.append_all(appends[:1]) == [Outcome(1, 2, replayed=True)]
    bad = [StoredAppend(facts(uuid4(), 1), uuid4(), b"f"), StoredAppend(facts(uuid4(), 1), None, b"", streams[2].bytes)]
    with pytest.raises(AlreadyClaimed) as claimed:
        log.append_all(bad)
    assert (claimed.value.number, claimed.value.existing) == (2, streams[2])
    assert log.max_notification_id() == 7
    assert log.insert_events(facts(uuid4(), 1)) == [8]


def test_several_files_are_written_as_one_or_not_at_all(log: Log) -> None:
    one, two, command = uuid4(), uuid4(), uuid4()
    assert log.insert_events([*facts(one, 1), *facts(two, 1, 2)], command_id=command, fingerprint=b"f") == [1, 2, 3]
    assert log.find_command(command) == Command(b"f", one, 1, 1, 3)
    with pytest.raises(VersionConflict):
        log.insert_events([*facts(one, 2), *facts(two, 2)])
    assert log.max_notification_id() == 3


def test_a_group_holds_what_can_be_judged_at_once() -> None:
    one, two = uuid4(), uuid4()
    appends = [StoredAppend(facts(one, 1)), StoredAppend(facts(two, 1)), StoredAppend(facts(one, 2))]
    assert [len(group) for group in groups(appends)] == [2, 1]
    large = [StoredAppend(facts(uuid4(), *range(1, 301))) for _ in range(3)]
    assert [len(group) for group in groups(large)] == [1, 1, 1]
    small = [StoredAppend(facts(uuid4(), 1)) for _ in range(LARGEST_GROUP + 1)]
    assert [len(group) for group in groups(small)] == [LARGEST_GROUP, 1]
    claims = [StoredAppend(facts(uuid4(), 1), claim=b"number") for _ in range(2)]
    assert [len(group) for group in groups(claims)] == [1, 1]


def test_two_claims_of_one_number_in_one_transaction(log: Log) -> None:
    with pytest.raises(AlreadyClaimed) as claimed:
        log.append_all([StoredAppend(facts(uuid4(), 1), claim=b"number") for _ in range(2)])
    assert claimed.value.number == 2
    assert log.max_notification_id() is None
    assert log.claimed_by(b"number") is None


@pytest.mark.postgres
def test_every_column_comes_back(recorder: EventRecorder) -> None:
    stream, command = uuid4(), uuid4()
    sent = StoredEntry(
        stream, 1, "test.fact", b"\x00\xff", event_id=uuid4(), organisation_id=7, actor="claire", rule_set="be+1",
        command_id=command, correlation_id=uuid4(), causation_id=uuid4(), commitment=b"\x00" * 32,
    )  # fmt: skip
    before = datetime.now(UTC)
    recorder.insert_events([sent], command_id=command)
    (by_stream,) = recorder.select_events(stream)
    (by_position,) = recorder.select_notifications(1, 10)
    assert by_stream == by_position
    assert before <= by_stream.recorded_at <= datetime.now(UTC)
    assert by_stream.recorded_at.utcoffset() == UTC.utcoffset(None)
    assert by_stream == StoredEntry(**vars(sent) | {"id": 1, "recorded_at": by_stream.recorded_at})


@pytest.mark.postgres
def test_long_histories_are_read_by_pages(recorder: EventRecorder) -> None:
    stream = uuid4()
    recorder.insert_events(facts(stream, *range(1, 2502)))
    assert [event.originator_version for event in recorder.select_events(stream)] == list(range(1, 2502))
    assert [event.originator_version for event in recorder.select_events(stream, desc=True)] == list(range(2501, 0, -1))
    last = recorder.select_events(stream, gt=100, lte=2400, desc=True, limit=1100)
    assert [event.originator_version for event in last] == list(range(2400, 1300, -1))
    assert [event.id for event in recorder.select_notifications(None, 2200, stop=2100)] == list(range(1, 2101))


@pytest.mark.postgres
def test_eight_writers_leave_positions_dense_and_a_reader_misses_none(recorder: EventRecorder) -> None:
    streams = [uuid4() for _ in range(8)]
    read: list[StoredEntry] = []

    def write(stream: UUID) -> None:
        for version in range(1, 26):
            recorder.insert_events(facts(stream, version), command_id=uuid4(), fingerprint=b"f")
            with pytest.raises(VersionConflict):
                recorder.insert_events(facts(stream, version))

    with ThreadPoolExecutor(8) as threads:
        writing = [threads.submit(write, stream) for stream in streams]
        while len(read) < 200:
            read += recorder.select_notifications(len(read) + 1, 50)
            assert not any(done.exception() for done in writing if done.done())
    assert [event.id for event in read] == list(range(1, 201))
    assert [event.recorded_at for event in read] == sorted(event.recorded_at for event in read)


def test_the_twin_is_a_recorder() -> None:
    assert issubclass(MemoryRecorder, ApplicationRecorder)
