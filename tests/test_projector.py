"""Rows follow the log: whatever the batches, whatever stops them, they are those a rebuild gives."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Event as Flag
from uuid import UUID, uuid4

import psycopg
import pytest

from application.ports import Append
from domain.kernel import Entry, Erased, Personal
from domain.pathway.assignment import PathwayAssigned
from domain.pathway.identity import PathwayOpened
from infrastructure.comparison import Difference, differences
from infrastructure.connections import connect
from infrastructure.database import DatabaseRefused, Databases
from infrastructure.projector import Projector
from infrastructure.rebuild import prepare, rebuild, unprepared
from infrastructure.tables import Table
from projections.entrusted import ENTRUSTED
from projections.files import FILES
from projections.history import AnyProjection, History, Projection
from projections.outcomes import OUTCOMES
from projections.questions import Lag
from projections.worklist import WORKLIST
from tests.lives import LIVES
from tests.rules import RULES
from tests.server_users import ask, write
from tests.stores import Store, open_store
from tests.story import act, filed

pytestmark = [pytest.mark.postgres, pytest.mark.engine]
ALL: tuple[AnyProjection, ...] = (ENTRUSTED, FILES, OUTCOMES, WORKLIST)


@pytest.fixture
def store(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    """A store with the tables of every projection, and nothing recorded."""
    with connect(databases.main) as connection:
        assert unprepared(connection, ALL) == [each.name for each in ALL]
        assert prepare(connection, ALL) == prepare(connection, ALL) == []
        assert unprepared(connection, ALL) == []
    with open_store(databases, tmp_path / "master") as store:
        yield store


def tell(store: Store, people: int = 6) -> list[UUID]:
    """Lives told to the log, a few facts at a time, those of several people mixed."""
    streams = [uuid4() for _ in range(people)]
    lives = {stream: LIVES[n % len(LIVES)] for n, stream in enumerate(streams)}
    entries = {
        stream: [Entry(stream, n, act(told[0]), told[1]) for n, told in enumerate(life, start=1)]
        for stream, life in lives.items()
    }
    length = max(map(len, entries.values()))
    parts = (entries[stream][start : start + 5] for start in range(0, length, 5) for stream in streams)
    store.bulk.append_all([Append(part, uuid4(), b"f") for part in parts if part])
    return streams


def assert_true(store: Store) -> None:
    """Every projection holds what its histories give."""
    for projection in ALL:
        assert differences(store.databases.main, store.recompute, projection) == []


@pytest.mark.parametrize("page", [1, 7, 1000])
def test_batches_of_any_size_give_what_a_rebuild_gives(store: Store, page: int) -> None:
    tell(store)
    projector = Projector(store.databases.main, store.mapper, RULES, ALL, page=page)
    assert store.progress(ALL).lag().events == (store.recorder.max_notification_id() or 0) > 100
    assert projector.catch_up() == store.recorder.max_notification_id() == store.progress(ALL).position()
    assert store.progress(ALL).lag()[:3] == Lag(0, 0.0)[:3]
    assert_true(store)
    rows = ask(store.databases.main, "SELECT count(*) FROM read.files")
    for projection in ALL:
        assert rebuild(store.databases.main, store.recompute, [projection]) == store.recorder.max_notification_id()
    assert_true(store)
    assert ask(store.databases.main, "SELECT count(*) FROM read.files") == rows == 6


def test_names_are_sealed_and_read_by_key(store: Store) -> None:
    tell(store, 1)
    store.projector(ALL).catch_up()
    with connect(store.databases.main) as connection:
        row = connection.execute("SELECT originator_id, last_name, birth_year FROM read.files").fetchone()
    assert row is not None
    stream, name, year = row
    table, key = Table(FILES), store.keys.get_many([stream])[stream]
    assert b"Diallo" not in name
    assert (table.opened("last_name", stream, name, key), table.opened("birth_year", stream, year, key)) == (
        "Diallo", 1990,
    )  # fmt: skip
    assert table.opened("last_name", stream, name, None) is Erased.ERASED


def test_who_is_erased_leaves_the_figures(store: Store) -> None:
    (stream,) = tell(store, 1)
    store.projector(ALL).catch_up()
    exits = ask(store.databases.main, "SELECT count(*) FROM read.outcomes")
    store.keys.destroy(stream)
    assert_true(store)
    rebuild(store.databases.main, store.recompute, [FILES])
    assert ask(store.databases.main, "SELECT last_name IS NULL AND phase <> '' FROM read.files") is True
    assert ask(store.databases.main, "SELECT count(*) FROM read.outcomes") == exits == 1
    assert_true(store)


def test_a_batch_killed_before_its_commit_leaves_nothing(store: Store) -> None:
    tell(store, 2)
    projector = store.projector(ALL)
    with pytest.raises(psycopg.OperationalError):
        step_and_die(store, projector)
    assert store.progress(ALL).position() == 0
    assert ask(store.databases.main, "SELECT count(*) FROM read.files") == 0
    projector.catch_up()
    assert_true(store)


def step_and_die(store: Store, projector: Projector) -> None:
    """The server ends the session before the batch is committed."""
    with connect(store.databases.main) as connection, connect(store.databases.main) as other, connection.transaction():
        assert projector.step(connection)
        other.execute("SELECT pg_terminate_backend(%s)", [connection.info.backend_pid])
        connection.execute("SELECT pg_sleep(4)")


def test_several_projectors_share_the_work_and_outlive_their_connections(store: Store) -> None:
    stop = Flag()
    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(store.projector(ALL).run, stop) for _ in range(2)]
        try:
            for _ in range(3):
                tell(store, 2)
                assert store.progress(ALL).wait_for(store.recorder.max_notification_id() or 0, 20)
                write(
                    store.databases.main,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
                    " AND datname = current_database()",
                )
        finally:
            stop.set()
        assert [done.result() for done in running] == [None, None]
    assert_true(store)


def test_a_waiting_projector_is_woken(store: Store) -> None:
    stop = Flag()
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(store.projector(ALL).run, stop)
        try:
            tell(store, 1)
            assert store.progress(ALL).wait_for(store.recorder.max_notification_id() or 0)
            assert not store.progress(ALL).wait_for((store.recorder.max_notification_id() or 0) + 1, 0.05)
        finally:
            stop.set()
        running.result()


@dataclass(frozen=True)
class Referent:
    """Who follows a file; the table refuses a NUL, the function a file of Karim."""

    referent: str
    since: date | None
    named: Personal[str]


def referents(history: History) -> Iterable[Referent]:
    """The referent of each file."""
    who = history.state.identity.referent
    if who == "karim":
        raise ValueError(f"the text of an error may quote {who}")
    yield Referent(who, history.state.identity.opened_on, "Diallo")


REFERENTS = Projection("referents", 1, Referent, referents)


def test_a_stream_that_cannot_be_answered_stops_nobody_else(store: Store) -> None:
    with connect(store.databases.main) as connection:
        prepare(connection, [REFERENTS])
    streams = {who: uuid4() for who in ("claire", "karim", "tom\0", "lise", "eve")}
    record(store, streams)
    projector = store.projector([REFERENTS])
    projector.catch_up()
    query = "SELECT string_agg(referent, ',' ORDER BY referent) FROM read.referents"
    assert ask(store.databases.main, query) == "claire,eve,lise"
    assert store.progress([REFERENTS]).parked() == 2
    errors = str(ask(store.databases.main, "SELECT string_agg(error, ',') FROM read.parked"))
    assert "ValueError in referents" in errors
    assert "karim" not in errors
    again = filed(3, "2025-02-01", PathwayAssigned(worker="nora"))
    store.bulk.append_all([Append([Entry(streams["karim"], 3, again.envelope, again.event)])])
    projector.catch_up()
    assert ask(store.databases.main, query) == "claire,eve,lise,nora"
    assert store.progress([REFERENTS]).parked() == 1


def record(store: Store, streams: dict[str, UUID]) -> None:
    """Files opened and entrusted, each to the worker of that name."""
    opened, envelope = PathwayOpened(centre=1), act("2025-01-01")
    store.bulk.append_all(
        Append(
            [
                Entry(stream, 1, envelope, opened),
                Entry(stream, 2, envelope, PathwayAssigned.model_construct(worker=who)),
            ]
        )
        for who, stream in streams.items()
    )


def test_a_difference_is_located(store: Store) -> None:
    one, two, three = tell(store, 3)
    table = f"files_v{FILES.version}.files"
    store.projector(ALL).catch_up()
    with connect(store.databases.main) as connection:
        connection.execute(f"UPDATE {table} SET phase = 'placed' WHERE originator_id = %s".encode(), [one])
        connection.execute(f"DELETE FROM {table} WHERE originator_id = %s".encode(), [two])
        connection.execute(f"UPDATE {table} SET originator_id = %s WHERE originator_id = %s".encode(), [uuid4(), three])
    found = differences(store.databases.main, store.recompute, FILES)
    assert {Difference(one, 1, 1), Difference(two, 0, 1), Difference(three, 0, 1)} < set(found)
    assert sum(each.superfluous for each in found) == 2
    rebuild(store.databases.main, store.recompute, [FILES])
    assert_true(store)


def test_a_rebuild_goes_on_while_people_write_and_read(store: Store) -> None:
    tell(store, 4)
    stop = Flag()
    with ThreadPoolExecutor(3) as threads, closing(psycopg.connect(store.databases.main, autocommit=True)) as reader:
        running = threads.submit(store.projector(ALL).run, stop)
        try:
            writing = threads.submit(lambda: [tell(store, 1) for _ in range(10)])
            rebuilding = threads.submit(rebuild, store.databases.main, store.recompute, [WORKLIST])
            while not (writing.done() and rebuilding.done()):
                reader.execute("SELECT originator_id, due_on FROM read.worklist").fetchall()
                time.sleep(0.005)
            assert rebuilding.result() <= (store.recorder.max_notification_id() or 0)
            assert store.progress(ALL).wait_for(store.recorder.max_notification_id() or 0, 20)
        finally:
            stop.set()
        running.result()
    assert_true(store)


def test_a_new_version_is_filled_before_it_is_shown(store: Store) -> None:
    with connect(store.databases.main) as connection:
        prepare(connection, [REFERENTS])
        record(store, {"claire": uuid4()})
        store.projector([REFERENTS]).catch_up()
        second = Projection("referents", 2, Referent, lambda history: [Referent("toujours", None, "x")])
        assert unprepared(connection, [second]) == ["referents"]
        assert prepare(connection, [second]) == ["referents"]
        assert ask(store.databases.main, "SELECT referent FROM read.referents") == "claire"
        rebuild(store.databases.main, store.recompute, [second])
        assert ask(store.databases.main, "SELECT referent FROM read.referents") == "toujours"
        assert unprepared(connection, [second]) == []
        assert prepare(connection, [second]) == []
        with pytest.raises(DatabaseRefused, match="version"):
            prepare(connection, [Projection("referents", 2, FILES.row, FILES.rows)])
