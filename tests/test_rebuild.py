"""A rebuild shows nothing before it is complete and compared, leaves a way back, and may use several processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from infrastructure import fault_points, filling
from infrastructure.comparison import differences
from infrastructure.connections import connect, pool
from infrastructure.database import DatabaseRefused, Databases
from infrastructure.fault_points import Broken
from infrastructure.filling import Force, ranges
from infrastructure.key_source import KeySource
from infrastructure.keys import KeyStore
from infrastructure.mapper import EntryMapper
from infrastructure.rebuild import back, forget_former, prepare, rebuild, resume
from infrastructure.recompute import Recompute
from infrastructure.switching import NotTheSame
from projections.entrusted import ENTRUSTED
from projections.files import FILES
from projections.history import AnyProjection, History, Projection
from projections.outcomes import OUTCOMES
from projections.worklist import WORKLIST
from tests.rules import RULES
from tests.server_users import ask, write
from tests.stores import Store, open_store
from tests.test_projector import tell

pytestmark = [pytest.mark.postgres, pytest.mark.engine]
ALL: tuple[AnyProjection, ...] = (ENTRUSTED, FILES, OUTCOMES, WORKLIST)
PHASES = "SELECT string_agg(phase, ',' ORDER BY originator_id) FROM read.files"


@pytest.fixture
def store(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    """A store in which six lives were told, and every list follows."""
    with connect(databases.main) as connection:
        prepare(connection, ALL)
    with open_store(databases, tmp_path / "master") as store:
        tell(store)
        store.projector(ALL).catch_up()
        yield store


def spoil(store: Store) -> None:
    """Somebody's hand in the list of files."""
    write(store.databases.main, f"UPDATE files_v{FILES.version}.files SET phase = 'spoilt'")


def test_rows_that_differ_are_not_shown_unless_accepted(store: Store) -> None:
    spoil(store)
    with pytest.raises(NotTheSame, match="6 dossier"):
        rebuild(store.databases.main, store.recompute, ALL, accept=False)
    assert str(ask(store.databases.main, PHASES)).count("spoilt") == 6
    rebuild(store.databases.main, store.recompute, ALL)
    assert str(ask(store.databases.main, PHASES)).count("spoilt") == 0
    rebuild(store.databases.main, store.recompute, ALL, accept=False)


def test_what_was_replaced_comes_back_brought_up_to_date(store: Store) -> None:
    spoil(store)
    rebuild(store.databases.main, store.recompute, ALL)
    (stream,) = tell(store, 1)
    store.projector(ALL).catch_up()
    assert back(store.databases.main, store.recompute, ALL) == store.recorder.max_notification_id()
    assert str(ask(store.databases.main, PHASES)).count("spoilt") == 6
    found = f"SELECT phase <> 'spoilt' FROM read.files WHERE originator_id = '{stream}'"
    assert ask(store.databases.main, found) is True
    back(store.databases.main, store.recompute, ALL)
    for projection in ALL:
        assert differences(store.databases.main, store.recompute, projection) == []


def test_without_a_former_version_there_is_no_way_back(store: Store) -> None:
    with pytest.raises(DatabaseRefused, match="Rien n'est gardé"):
        back(store.databases.main, store.recompute, ALL)
    rebuild(store.databases.main, store.recompute, ALL)
    forget_former(store.databases.main, ALL)
    with pytest.raises(DatabaseRefused, match="Rien n'est gardé"):
        back(store.databases.main, store.recompute, ALL)


def test_the_earlier_version_of_the_program_takes_over_where_it_stopped(store: Store) -> None:
    later = Projection("files", FILES.version + 1, FILES.row, FILES.rows, FILES.index)
    with connect(store.databases.main) as connection:
        assert prepare(connection, [later]) == ["files"]
        assert not resume(store.databases.main, store.recompute, later)
        rebuild(store.databases.main, store.recompute, [later])
        tell(store, 1)
        assert prepare(connection, [FILES]) == ["files"]
    assert resume(store.databases.main, store.recompute, FILES)
    assert ask(store.databases.main, "SELECT version FROM read.live WHERE name = 'files'") == FILES.version
    assert ask(store.databases.main, "SELECT count(*) FROM read.files") == 7
    assert store.progress([FILES]).position() == store.recorder.max_notification_id()
    assert differences(store.databases.main, store.recompute, FILES) == []


def test_one_rebuild_at_a_time(store: Store) -> None:
    with connect(store.databases.main) as other:
        other.execute("SELECT pg_advisory_lock(hashtext('rebuild files'))")
        with pytest.raises(DatabaseRefused, match="déjà en cours"):
            rebuild(store.databases.main, store.recompute, ALL)


def recompute_of(databases: Databases, master: Path) -> Recompute:
    """What another process reads and decodes with."""
    keys = KeyStore(pool(databases.keys, largest=1), KeySource(master).master())
    return Recompute(EntryMapper(keys), RULES)


def test_several_processes_give_what_one_gives(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "WORTH_IT", 1)
    monkeypatch.setattr(filling, "EVENTS_IN_RANGE", 20)
    told = Counter[str]()
    force = Force(2, partial(recompute_of, store.databases, tmp_path / "master"))
    rebuild(
        store.databases.main, store.recompute, ALL, force=force, accept=False,
        advance=lambda events: told.update(events=events),
    )  # fmt: skip
    assert told["events"] == store.recorder.max_notification_id()
    for projection in ALL:
        assert differences(store.databases.main, store.recompute, projection) == []


@pytest.mark.parametrize("number", [0, 3999, 4000, 123_456, 10**12])
def test_ranges_leave_no_stream_out(number: int) -> None:
    asked = list(ranges(number))
    assert asked[0].first.int == 0
    assert asked[-1].last.int == (1 << 128) - 1
    assert all(one.last.int + 1 == two.first.int for one, two in pairwise(asked))


@pytest.mark.parametrize("point", ["rebuild.page", "rebuild.filled", "rebuild.switching", "rebuild.switched"])
def test_a_rebuild_that_breaks_leaves_the_lists_as_they_are(
    store: Store, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    monkeypatch.setattr(fault_points, "_passed", Counter())
    monkeypatch.setattr(fault_points, "asked", f"{point}:raise")
    with pytest.raises(Broken):
        rebuild(store.databases.main, store.recompute, ALL)
    monkeypatch.setattr(fault_points, "asked", "")
    tell(store, 1)
    store.projector(ALL).catch_up()
    for projection in ALL:
        assert differences(store.databases.main, store.recompute, projection) == []
    rebuild(store.databases.main, store.recompute, ALL, accept=False)


@dataclass(frozen=True)
class Number:
    """How many entries a file has."""

    number: int


def numbers(history: History) -> Iterator[Number]:
    """No more than can be counted on one hand."""
    if len(history.entries) > 5:
        raise ValueError
    yield Number(len(history.entries))


def test_a_rebuild_sets_aside_what_it_cannot_answer(store: Store) -> None:
    counted = Projection("numbers", 1, Number, numbers)
    rebuild(store.databases.main, store.recompute, [counted])
    assert ask(store.databases.main, "SELECT count(*) FROM read.numbers") == 0
    assert store.progress([counted]).parked() == 6
    more = Projection("numbers", 1, Number, lambda history: [Number(len(history.entries))])
    assert store.projector([counted]).retry() == 6
    assert store.projector([more]).retry() == 0
    assert store.progress([counted]).parked() == 0
    assert ask(store.databases.main, "SELECT count(*) FROM read.numbers") == 6


def test_what_could_not_be_answered_keeps_its_rows_and_its_mark_there_and_back(store: Store) -> None:
    counted = Projection("numbers", 1, Number, numbers)
    whole = Projection("numbers", 1, Number, lambda history: [Number(len(history.entries))])
    url = store.databases.main
    with connect(url) as connection:
        prepare(connection, [whole])
    store.projector([whole]).catch_up()
    rebuild(url, store.recompute, [counted], accept=False)
    assert (ask(url, "SELECT count(*) FROM read.numbers"), store.progress([counted]).parked()) == (6, 6)
    back(url, store.recompute, [whole])
    assert (ask(url, "SELECT count(*) FROM read.numbers"), store.progress([counted]).parked()) == (6, 0)
    back(url, store.recompute, [counted])
    assert (ask(url, "SELECT count(*) FROM read.numbers"), store.progress([counted]).parked()) == (6, 6)


def test_a_rebuild_needs_no_projector(store: Store) -> None:
    tell(store, 1)
    assert rebuild(store.databases.main, store.recompute, ALL, accept=False) == store.recorder.max_notification_id()
    assert ask(store.databases.main, "SELECT count(*) FROM read.files") == 7
