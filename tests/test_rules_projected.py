"""A rule of a centre binds all its files: rows are answered anew in the batch that holds it, as a rebuild would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.agents import Agent
from application.once import Act
from application.ports import Append
from domain.kernel import Entry, Role
from domain.pathway.identity import PathwayOpened
from infrastructure import projector as projecting
from infrastructure.comparison import differences
from infrastructure.connections import connect
from infrastructure.database import Databases
from infrastructure.rebuild import prepare, rebuild
from projections.files import FILES
from projections.history import AnyProjection
from projections.outcomes import OUTCOMES
from projections.worklist import WORKLIST
from tests.people import WITH_PLAN
from tests.server_users import ask
from tests.stores import Store, open_store
from tests.story import OPENED, Told, act

pytestmark = pytest.mark.postgres
ALL: tuple[AnyProjection, ...] = (FILES, OUTCOMES, WORKLIST)
HEAD = Agent(username="martine", name="Martine", role=Role.HEAD, centre=1, centre_name="Valmont")
PACE: dict[str, Any] = {
    "key": "piis.evaluation.default_months", "value": 2, "valid_from": date(2024, 1, 1), "source": "Conseil",
}  # fmt: skip
EVALUATED = "SELECT string_agg(DISTINCT due_on || ' ' || to_verify, ',') FROM read.worklist WHERE code = 'PLAN_EVAL'"


@pytest.fixture
def store(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    """A store with the tables of every projection, and nothing recorded."""
    with connect(databases.main) as connection:
        prepare(connection, ALL)
    with open_store(databases, tmp_path / "master") as store:
        yield store


def tell(store: Store, number: int, centre: int = 1) -> list[UUID]:
    """Files of a centre, each with a plan signed on 17 June 2024."""
    streams = [uuid4() for _ in range(number)]
    opened: tuple[Told, ...] = (("2020-01-02", PathwayOpened(centre=centre)), *OPENED[1:])
    for stream in streams:
        told = enumerate((*opened, *WITH_PLAN), start=1)
        entries = [
            Entry(stream, n, act(on).model_copy(update={"centre": centre}), fact) for n, (on, fact, *_) in told
        ]  # fmt: skip
        store.bulk.append_all([Append(entries, uuid4(), b"f")])
    return streams


def change(store: Store, seen: int = 0, **answers: Any) -> None:
    """The head has plans evaluated every two months."""
    told = Act(uuid4(), date(2024, 7, 1), PACE | answers, "décision du Conseil")
    store.pathways.rules.take("correct_rule", told, HEAD, seen=seen)


def assert_true(store: Store) -> None:
    """Every projection holds what its histories give, and gives it again."""
    for projection in ALL:
        assert differences(store.databases.main, store.recompute, projection) == []


@pytest.mark.parametrize("page", [1, 1000])
@pytest.mark.parametrize("largest", [2, 200])
def test_a_row_added_answers_every_file_of_the_centre_anew(
    store: Store, page: int, largest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projecting, "LARGEST_TOUCHED", largest)
    tell(store, 5)
    projector = projecting.Projector(store.databases.main, store.mapper, store.pathways.rules.shipped, ALL, page=page)
    projector.catch_up()
    assert ask(store.databases.main, EVALUATED) == "2024-09-17 false"
    change(store)
    projector.catch_up()
    assert ask(store.databases.main, EVALUATED) == "2024-08-17 true"
    assert ask(store.databases.main, "SELECT count(*) FROM read.files") == 5
    assert_true(store)
    rebuild(store.databases.main, store.recompute, list(ALL))
    assert ask(store.databases.main, EVALUATED) == "2024-08-17 true"
    assert_true(store)


def test_files_of_other_centres_keep_the_rules_shipped(store: Store) -> None:
    tell(store, 1)
    tell(store, 2, centre=2)
    change(store)
    store.projector(ALL).catch_up()
    dates = "SELECT string_agg(centre || ' ' || due_on, ',' ORDER BY centre, due_on) FROM read.worklist"
    assert ask(store.databases.main, dates + " WHERE code = 'PLAN_EVAL'") == ("1 2024-08-17,2 2024-09-17,2 2024-09-17")
    assert_true(store)


def test_rules_that_grow_between_batches_give_what_a_rebuild_gives(store: Store) -> None:
    projector = projecting.Projector(store.databases.main, store.mapper, store.pathways.rules.shipped, ALL, page=3)
    tell(store, 2)
    change(store)
    tell(store, 1)
    with connect(store.databases.main) as connection:
        while projector.step(connection):
            assert_true(store)
    change(store, 1, value=1)
    projector.catch_up()
    assert ask(store.databases.main, EVALUATED) == "2024-07-17 true"
    assert_true(store)


def test_the_book_itself_gives_no_rows(store: Store) -> None:
    change(store)
    store.projector(ALL).catch_up()
    for name in ("files", "worklist", "outcomes"):
        assert ask(store.databases.main, f"SELECT count(*) FROM read.{name}") == 0
    assert store.progress(ALL).parked() == 0


def test_a_rule_added_while_a_rebuild_runs_is_in_what_it_shows(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(store, 3)
    projector = store.projector(ALL)
    projector.catch_up()
    meanwhile = [lambda: change(store)]
    monkeypatch.setattr(
        "infrastructure.rebuild.fault_point",
        lambda name: meanwhile.pop()() if name == "rebuild.filled" and meanwhile else None,
    )
    rebuild(store.databases.main, store.recompute, [WORKLIST])
    assert ask(store.databases.main, EVALUATED) == "2024-08-17 true"
    projector.catch_up()
    assert_true(store)
