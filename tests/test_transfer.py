"""Another centre becomes competent for the file."""

from datetime import date

import pytest

from domain.kernel import Role
from domain.pathway import Pathway
from domain.pathway.assignment import PathwayAssigned
from domain.pathway.ris_request import RisReceiptIssued
from domain.pathway.step import NotAllowed
from domain.pathway.transfer import PathwayMoved
from projections import files, worklist
from projections.history import History
from tests.people import requested
from tests.rules import RULES
from tests.story import Story, Told, act, given, noon

ASKED: Told = requested("2026-03-02")
MOVED: Told = ("2026-03-10", PathwayMoved(to_centre=2, on=date(2026, 3, 10)))


def elsewhere(story: Story, on: str, centre: int = 2) -> Story:
    """An agent of another centre comes to the file."""
    story.pathway.begin(act(on).model_copy(update={"centre": centre}), noon(on))
    return story


def test_the_competent_centre_changes_and_the_file_stays() -> None:
    story = given(ASKED, ("2026-03-02", PathwayAssigned(worker="claire")))
    before = story.pathway.version
    story.when(Pathway.move_pathway, on="2026-03-10", to_centre=2).then(MOVED[1])
    assert (story.state.identity.centre, story.state.identity.is_open, story.pathway.version) == (2, True, before + 1)
    assert story.state.identity.referent_on(date(2026, 3, 10)) == ""


def test_a_file_is_not_moved_to_the_centre_that_has_it() -> None:
    given().when(Pathway.move_pathway, on="2026-03-10", to_centre=1).then_breaks("TRANSFER_TO_SELF", "DIS, art. 18")


def test_a_move_is_told_once_it_has_happened() -> None:
    later = given().when(Pathway.move_pathway, on="2026-03-10", to_centre=2, moved_on=date(2026, 3, 11))
    later.then_breaks("LATER_THAN_THE_ACT", "DIS, art. 18")
    earlier = given().when(Pathway.move_pathway, on="2026-03-10", to_centre=2, moved_on=date(2026, 3, 1))
    earlier.then(PathwayMoved(to_centre=2, on=date(2026, 3, 1)))


def test_deadlines_and_rights_follow_the_competent_centre() -> None:
    story = given(ASKED, MOVED)
    assert story.owes_on("DECISION") == date(2026, 4, 1)
    told = History(story.pathway.id, story.pathway.history, RULES)
    assert {row.centre for rows in (worklist.rows, files.rows) for row in rows(told)} == {2}
    elsewhere(story, "2026-03-11").pathway.issue_receipt()
    assert isinstance(story.pathway.pending[-1].event, RisReceiptIssued)


@pytest.mark.parametrize("on", ["2026-03-11", "2026-03-05"])
def test_the_former_centre_takes_no_step_any_more_not_even_dated_before(on: str) -> None:
    story = given(ASKED, MOVED)
    story.when(Pathway.issue_receipt, on=on)
    with pytest.raises(NotAllowed, match="autre CPAS"):
        story.act()
    elsewhere(story, on).pathway.issue_receipt()


def test_the_new_centre_may_move_it_on_and_a_supervisor_there_corrects() -> None:
    story = elsewhere(given(ASKED, MOVED), "2026-03-12")
    story.pathway.move_pathway(to_centre=1)
    assert story.state.identity.centre == 1
    there = given(ASKED, MOVED)
    head = act("2026-03-12", Role.HEAD, "doublon").model_copy(update={"centre": 2})
    there.pathway.begin(head, noon("2026-03-12"))
    there.pathway.void_entry(entry=3)
    assert not there.state.ris.is_pending
