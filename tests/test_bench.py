"""The benchmarks: what may be said of figures, and that each measure works; never how fast anything is."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from typer.testing import CliRunner

from domain.pathway import Pathway, state_of
from infrastructure.bench import BENCHMARKS, append, run
from infrastructure.bench.lives import Life, appends, lives, of_length
from infrastructure.bench.measure import Bar, MeasureFailed, absent, interleaved, judged, spread
from infrastructure.bench.ours import Store
from infrastructure.bench.peers import Absent, messagedb
from infrastructure.bench.plan import TINY
from infrastructure.bench.scratch import ground, require_durable
from infrastructure.bench.seeding import seed
from infrastructure.bench.table import number, row
from infrastructure.bench.workers import Order, Sample, Share, Turns, carried_out, together
from infrastructure.database import DatabaseRefused, Databases
from infrastructure.settings import Settings
from main import app
from tests.rules import RULES

FIVE = Bar(5.0)
EVENTS = 2001
"""As few as two processes share."""


def test_contenders_take_turns_and_each_begins_in_its_turn() -> None:
    told: list[str] = []

    def sampled(name: str) -> float:
        told.append(name)
        return 1.0

    rounds = interleaved({name: partial(sampled, name) for name in "abc"}, 3)
    assert "".join(told) == "abcbcacab"
    assert rounds == {name: [1.0] * 3 for name in "abc"}


def test_the_medians_are_compared() -> None:
    result = judged("x", "/s", {"ours": [60, 50, 900], "theirs": [10, 11, 12]}, "ours", "theirs", bar=FIVE)
    assert (result.value, result.reached) == (60, True)
    assert result.reference is not None
    assert (result.reference.value, result.ratio) == (11, 60 / 11)


def test_a_bar_may_be_a_least_a_most_a_ratio_or_a_value() -> None:
    rounds = {"ours": [6.0], "theirs": [2.0]}
    verdicts = [
        judged("x", "/s", rounds, "ours", "theirs", bar=bar).reached
        for bar in (Bar(3), Bar(3.1), Bar(3, better="less"), Bar(6, on="value"), Bar(5, on="value", better="less"))
    ]
    assert verdicts == [True, False, True, True, False]


def test_an_unsteady_reference_allows_no_verdict() -> None:
    result = judged("x", "/s", {"ours": [99, 99], "theirs": [10, 20.1]}, "ours", "theirs", bar=FIVE)
    assert (result.reached, "instables" in result.why) == (None, True)
    assert spread([10, 20]) == 2.0


@pytest.mark.parametrize("rounds", [{"ours": [1.0, 0.0], "theirs": [1.0, 1.0]}, {"ours": [1.0], "theirs": []}])
def test_a_zero_is_a_failure(rounds: dict[str, list[float]]) -> None:
    with pytest.raises(MeasureFailed):
        judged("x", "/s", rounds, "ours", "theirs", bar=FIVE)


def test_who_is_absent_is_named_and_judges_nothing() -> None:
    result = absent("x", "/s", {"ours": [7.0]}, "ours", "umadb", "le paquet manque", bar=FIVE)
    assert (result.reached, result.reference, result.bar) == (None, None, 5.0)
    assert "umadb laissé de côté : le paquet manque" in row(result)


def test_figures_are_written_as_french_people_write_them() -> None:
    assert [number(value) for value in (20000, 0.61234, 5.0)] == ["20 000", "0,612", "5"]


def test_a_sample_ends_with_its_number_of_operations() -> None:
    done = carried_out(lambda: None, Order(_nothing, 3, 60.0, 50, Share(0, 1)))  # type: ignore[arg-type]  # nothing is opened
    assert (done.operations, len(done.latencies)) == (50, 50)


def test_a_failing_operation_ends_the_sample() -> None:
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        carried_out(fail, Order(_nothing, 2, 60.0, 50, Share(0, 1)))  # type: ignore[arg-type]  # nothing is opened


def _nothing() -> None:
    """No job."""


def test_processes_at_the_same_time_add_up() -> None:
    whole = together([Sample(10, 1, 2.0, 0.5, (0.1,) * 10), Sample(30, 1, 1.0, 1.5, (0.3,) * 30)])
    assert (whole.rate, whole.cpu_ms, whole.percentile(0.5)) == (20.0, 50.0, 300.0)


def test_two_processes_never_turn_to_the_same_file() -> None:
    files = list(range(10))
    first, second = (Turns(Share(share, 2), files) for share in (0, 1))
    assert not {first.next() for _ in files} & {second.next() for _ in files}


@pytest.fixture(scope="module")
def told() -> list[Life]:
    """Some lives."""
    return lives(RULES, 12)


def test_lives_are_whole_and_of_ordinary_length(told: list[Life]) -> None:
    assert len(told) == 12
    assert all(20 <= len(life) <= 120 for life in told)
    assert len({life[0].originator_id for life in told}) == 12


def test_lives_told_again_are_of_others_and_as_many_as_asked(told: list[Life]) -> None:
    groups = list(appends(told, 3000))
    entries = [entry for group in groups for append in group for entry in append.entries]
    assert len(entries) == 3000
    assert all(sum(len(append.entries) for append in group) <= 512 for group in groups)
    assert not {entry.originator_id for entry in entries} & {life[0].originator_id for life in told}
    commands = {(entry.originator_id, entry.envelope.command_id) for entry in entries}
    assert len(commands) == len({command for _, command in commands})


@pytest.mark.parametrize("entries", [20, 150])
def test_a_file_can_be_had_in_any_length(entries: int) -> None:
    life = of_length(RULES, entries)
    assert [entry.originator_version for entry in life] == list(range(1, entries + 1))


def test_a_peer_that_is_not_there_is_absent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(messagedb.SETTING, str(tmp_path))
    with pytest.raises(Absent, match=str(tmp_path)):
        messagedb.sources()


def test_an_unknown_benchmark_is_refused() -> None:
    with pytest.raises(MeasureFailed, match="Mesure inconnue"):
        run(Settings(), quick=True, names=["speed"], progress=print)


@pytest.fixture
def settings(server: str, tmp_path: Path) -> Settings:
    """The server of the tests."""
    return Settings(database_url=server, data_dir=tmp_path)


@pytest.mark.postgres
@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_measures_something(name: str, settings: Settings) -> None:
    said: list[str] = []
    results = run(settings, quick=True, names=[name], progress=said.append, plan=TINY)
    assert results
    assert said
    assert all(result.rounds and result.name.startswith(name) for result in results)
    shape = json.loads(results[0].model_dump_json())
    assert {"name", "value", "reference", "ratio", "bar", "reached"} <= shape.keys()


@pytest.mark.postgres
def test_who_is_not_there_is_left_out(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(messagedb.SETTING, str(tmp_path))
    with ground(settings) as place, ExitStack() as stack:
        found, missing = append.contenders(place, stack)
    assert append.MESSAGE_DB not in found
    assert str(tmp_path) in missing[append.MESSAGE_DB]


@pytest.mark.postgres
def test_nothing_is_left_on_the_server(settings: Settings) -> None:
    with ground(settings) as found:
        found.store()
    with psycopg.connect(settings.database_url) as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'parcours_bench%'").fetchall()
    assert left == []


@pytest.mark.postgres
def test_a_server_that_does_not_write_for_good_is_not_measured(empty: str) -> None:
    with psycopg.connect(empty, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off'.encode())
    with pytest.raises(MeasureFailed, match="synchronous_commit"):
        require_durable(empty)


@pytest.fixture
def seeded(databases: Databases, tmp_path: Path) -> Settings:
    """A store of invented events, written by two processes."""
    settings = Settings(database_url=databases.main, keys_url=databases.keys, data_dir=tmp_path)
    told: list[int] = []
    assert seed(settings, EVENTS, told.append) == EVENTS
    assert sum(told) == EVENTS
    return settings


@pytest.mark.postgres
def test_a_seeded_log_is_dense_and_its_histories_fold(seeded: Settings) -> None:
    store = Store(Databases(seeded.database_url, seeded.keys_url), seeded.key_source)
    with psycopg.connect(seeded.database_url) as connection:
        streams: list[UUID] = [row[0] for row in connection.execute("SELECT DISTINCT originator_id FROM es.event")]
        positions = [row[0] for row in connection.execute("SELECT notification_id FROM es.event ORDER BY 1")]
    assert positions == list(range(1, EVENTS + 1))
    with store.open() as pathways:
        for stream in streams:
            history = pathways.history(stream)
            state = state_of(history, true_on=date(2026, 1, 1))
            assert state.identity.opened_on
            assert Pathway(stream, history, RULES).version == len(history)
    with pytest.raises(DatabaseRefused, match="contient déjà"):
        seed(seeded, 10, lambda more: None)


def test_the_command_explains_itself() -> None:
    said = CliRunner().invoke(app, ["bench", "--help"], env={"COLUMNS": "200"})
    assert said.exit_code == 0
    assert "--seed-events" in said.output
