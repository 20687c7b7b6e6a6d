"""Who answers for a file: entrusted, handed over for an absence, back without any job."""

from datetime import date
from typing import Any

import pytest

from domain.kernel import Role
from domain.pathway import Pathway
from domain.pathway.assignment import PathwayAssigned, Turn, turns
from projections import entrusted, timeline
from projections.history import History
from tests.rules import RULES
from tests.story import Story, Told, given, history

NADIA: Told = ("2026-01-05", PathwayAssigned(worker="nadia"))
CLAIRES: Told = ("2026-01-05", PathwayAssigned(worker="claire"))
AWAY: Told = ("2026-03-10", PathwayAssigned(worker="tom", until=date(2026, 3, 24)))


def who(story: Story, *days: str) -> list[str]:
    """Who answers for the file on each of these days."""
    return [story.state.identity.referent_on(date.fromisoformat(day)) for day in days]


def test_a_file_has_one_referent() -> None:
    story = given().when(Pathway.assign_pathway, on="2026-03-10", worker="tom").then(PathwayAssigned(worker="tom"))
    assert story.state.identity.referent == "tom"
    assert who(story, "2026-03-09", "2026-03-10", "2030-01-01") == ["", "tom", "tom"]


def test_after_an_absence_the_file_is_again_its_referents_without_any_job() -> None:
    story = given(CLAIRES).when(Pathway.assign_pathway, on="2026-03-10", worker="tom", until=date(2026, 3, 24))
    story.then(PathwayAssigned(worker="tom", until=date(2026, 3, 24)))
    assert who(story, "2026-03-09", "2026-03-10", "2026-03-24", "2026-03-25") == ["claire", "tom", "tom", "claire"]
    identity = story.state.identity
    assert identity.referent == "claire"
    assert identity.stand_in
    assert (identity.stand_in.worker, identity.stand_in.until) == ("tom", date(2026, 3, 24))
    turn = identity.turn_on(date(2026, 3, 24))
    assert turn == Turn("tom", date(2026, 3, 10), date(2026, 3, 24), "claire")


def test_an_absence_is_planned_ahead_and_a_hand_over_too() -> None:
    planned = PathwayAssigned(worker="tom", from_on=date(2026, 3, 20), until=date(2026, 3, 24))
    for_good = PathwayAssigned(worker="samir", from_on=date(2026, 4, 1))
    story = given(NADIA, ("2026-03-10", planned), ("2026-03-11", for_good))
    days = ("2026-03-19", "2026-03-20", "2026-03-25", "2026-03-31", "2026-04-01")
    assert who(story, *days) == ["nadia", "tom", "nadia", "nadia", "samir"]


def test_what_was_told_last_holds_even_within_an_absence() -> None:
    story = given(NADIA, AWAY, ("2026-03-15", PathwayAssigned(worker="samir")))
    assert who(story, "2026-03-14", "2026-03-15", "2026-03-25") == ["tom", "samir", "samir"]
    again = given(NADIA, AWAY, ("2026-03-12", PathwayAssigned(worker="amelie", until=date(2026, 3, 13))))
    assert who(again, "2026-03-11", "2026-03-12", "2026-03-14", "2026-03-25") == ["tom", "amelie", "tom", "nadia"]
    assert [turn.instead_of for turn in turns(again.state.identity.entrusted)] == ["", "nadia", "nadia", "nadia", ""]


def test_a_stand_in_for_nobody_leaves_the_file_nobodys() -> None:
    assert who(given(AWAY), "2026-03-24", "2026-03-25") == ["tom", ""]


@pytest.mark.parametrize("told", [(NADIA, AWAY), (AWAY,), (NADIA,), ()])
def test_the_list_has_a_line_for_every_turn_and_none_overlaps(told: tuple[Told, ...]) -> None:
    story = given(*told)
    rows = list(entrusted.rows(History(story.pathway.id, story.pathway.history, RULES)))
    for day in (date(2026, 1, 4), date(2026, 1, 5), date(2026, 3, 10), date(2026, 3, 24), date(2026, 3, 25), date.max):
        found = [row.worker for row in rows if row.from_on <= day <= row.until]
        assert found == [name for name in [story.state.identity.referent_on(day)] if name]


def test_only_the_referent_or_a_supervisor_entrusts_a_file() -> None:
    theirs = given(NADIA)
    theirs.when(Pathway.assign_pathway, on="2026-03-10", worker="tom").then_breaks("NOT_THE_REFERENT", "Pratique")
    theirs.when(Pathway.assign_pathway, on="2026-03-10", role=Role.HEAD, worker="tom").then(PathwayAssigned)
    given().when(Pathway.assign_pathway, on="2026-03-10", worker="claire").then(PathwayAssigned)


def test_who_stands_in_entrusts_the_file_and_who_is_away_takes_it_back() -> None:
    for mine in (CLAIRES, NADIA):
        away: Told = (
            "2026-03-10",
            PathwayAssigned(worker="tom" if mine is CLAIRES else "claire", until=date(2026, 3, 24)),
        )
        given(mine, away).when(Pathway.assign_pathway, on="2026-03-12", worker="samir").then(PathwayAssigned)
    back = given(NADIA, AWAY).when(Pathway.assign_pathway, on="2026-03-12", worker="claire")
    back.then_breaks("NOT_THE_REFERENT")


def test_an_absence_does_not_end_before_it_begins() -> None:
    ending = given(CLAIRES).when(Pathway.assign_pathway, on="2026-03-10", worker="tom", until=date(2026, 3, 9))
    ending.then_breaks("END_BEFORE_START", "Pratique")
    later: dict[str, Any] = {"from_on": date(2026, 3, 20), "until": date(2026, 3, 19)}
    given(CLAIRES).when(Pathway.assign_pathway, on="2026-03-10", worker="tom", **later).then_breaks("END_BEFORE_START")
    one_day: dict[str, Any] = {"from_on": date(2026, 3, 20), "until": date(2026, 3, 20)}
    given(CLAIRES).when(Pathway.assign_pathway, on="2026-03-10", worker="tom", **one_day).then(PathwayAssigned)


def test_the_history_says_until_when_and_names_the_colleague() -> None:
    lines = timeline.rows(
        history(AWAY, ("2026-03-10", PathwayAssigned(worker="tom", from_on=date(2026, 4, 1)))), {"tom": "Tom"}
    )
    assert lines[0].sentence == "Dossier confié : Tom, jusqu'au 24/03/2026"
    assert lines[1].sentence == "Dossier confié : Tom, dès le 01/04/2026"
