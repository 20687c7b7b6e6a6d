"""A plan amended by agreement, its versions kept; and its promises, kept or overdue."""

from datetime import date
from typing import Any

import pytest

from domain.kernel import Role
from domain.pathway import Pathway
from domain.pathway.corrections import EntryVoided
from domain.pathway.piis import PiisDrafted, PiisSigned
from domain.pathway.piis_amend import PiisAmended, PiisCommitmentFulfilled
from domain.pathway.piis_content import Commitment, Kept, Objective, Party
from tests.people import ANSWERS, COMMITMENTS, OBJECTIVES, WITH_PLAN, WITH_RIS
from tests.story import Story, Told, given

BUS = Commitment(party=Party.CENTRE, what="Payer l'abonnement de bus", by=date(2024, 9, 30))
HOME = Objective(what="Trouver un logement", by=date(2025, 3, 31))


def amended(**answers: Any) -> Story:
    """The plan signed on 17 June 2024, amended on 5 August by all the parties."""
    return given(*WITH_PLAN).when(Pathway.amend_piis, on="2024-08-05", agreed_by_all=True, **answers)


def test_an_amendment_is_agreed_by_all_the_parties() -> None:
    story = given(*WITH_PLAN).when(Pathway.amend_piis, on="2024-08-05", commitments=(BUS,))
    story.then_breaks("AMENDMENT_NOT_AGREED", "AR DIS, art. 10 à 21")
    story = amended(commitments=(BUS,)).then(
        PiisAmended(
            version=2, agreed_on=date(2024, 8, 5), commitments=(BUS,), first_objective=2, first_commitment=3
        )
    )  # fmt: skip
    assert story.pathway.pending[-1].event.sentence == (
        "Avenant au PIIS : version 2, convenue le 05/08/2024 ; "
        "engagement n° 3 (le CPAS), Payer l'abonnement de bus pour le 30/09/2024"
    )
    given(*WITH_RIS).when(Pathway.amend_piis, on="2024-08-05", agreed_by_all=True).then_breaks("PLAN_NOT_ACTIVE")


def test_an_amendment_changes_something() -> None:
    amended().then_breaks("NOTHING_AMENDED")
    amended(dropped_objectives=(2,)).then_breaks("NO_SUCH_OBJECTIVE")
    amended(dropped_commitments=(3,)).then_breaks("NO_SUCH_COMMITMENT")


def test_every_version_is_kept_and_no_number_is_given_twice() -> None:
    story = amended(commitments=(BUS,)).then(PiisAmended)
    story.when(Pathway.amend_piis, on="2024-09-02", agreed_by_all=True, dropped_commitments=(3,), objectives=(HOME,))
    story.then(PiisAmended)
    story.when(Pathway.amend_piis, on="2024-09-03", agreed_by_all=True, commitments=(BUS,), dropped_objectives=(1,))
    story.then(PiisAmended)
    assert [version.number for version in story.state.piis.versions] == [1, 2, 3, 4]
    assert [[*version.commitments] for version in story.state.piis.versions] == [[1, 2], [1, 2, 3], [1, 2], [1, 2, 4]]
    assert [[*version.objectives] for version in story.state.piis.versions] == [[1], [1], [1, 2], [2]]
    assert story.state.piis.versions[1].agreed_on == date(2024, 8, 5)


def test_a_number_stays_the_same_when_an_earlier_amendment_is_annulled() -> None:
    story = amended(commitments=(BUS,)).then(PiisAmended)
    annulled = story.pathway.version
    story.when(Pathway.amend_piis, on="2024-09-02", agreed_by_all=True, commitments=(BUS,)).then(PiisAmended)
    story.when(Pathway.void_entry, on="2024-09-03", why="erreur", role=Role.HEAD, entry=annulled).then(EntryVoided)
    plan = story.state.piis.plan
    assert plan is not None
    assert [*plan.commitments] == [1, 2, 4]
    story.when(Pathway.amend_piis, on="2024-09-04", agreed_by_all=True, commitments=(BUS,)).then(PiisAmended)
    last = story.pathway.version
    story.when(Pathway.void_entry, on="2024-09-05", why="erreur", role=Role.HEAD, entry=last).then(EntryVoided)
    story.when(Pathway.amend_piis, on="2024-09-06", agreed_by_all=True, commitments=(BUS,)).then(PiisAmended)
    assert story.state.piis.plan is not None
    assert [*story.state.piis.plan.commitments] == [1, 2, 4, 6]


@pytest.mark.parametrize("dropped", [{"dropped_commitments": (1,)}, {"dropped_objectives": (1,)}])
def test_an_amended_plan_still_binds_both_sides(dropped: dict[str, object]) -> None:
    amended(**dropped).then_breaks("PLAN_INCOMPLETE")


def test_an_amendment_moves_the_end_and_the_evaluations() -> None:
    story = amended(end=date(2025, 6, 17)).then(PiisAmended)
    assert (story.state.piis.end, story.owes_on("PLAN_END")) == (date(2025, 6, 17), date(2025, 5, 18))
    plan = story.state.piis.plan
    assert plan is not None
    assert plan.evaluation_dates[0] == date(2024, 9, 17)
    amended(evaluation_dates=(date(2025, 3, 1),)).then_breaks("PLAN_INCOMPLETE")
    amended(end=date(2024, 6, 1)).then_breaks("PLAN_INCOMPLETE")


def test_an_amendment_is_of_a_plan_that_runs_that_day() -> None:
    amended(commitments=(BUS,), agreed_on=date(2024, 8, 6)).then_breaks("LATER_THAN_THE_ACT")
    over = (*WITH_PLAN[:-1], ("2024-06-17", PiisSigned(start=date(2024, 6, 17), end=date(2024, 7, 31))))
    story = given(*over).when(Pathway.amend_piis, on="2024-08-05", agreed_by_all=True, commitments=(BUS,))
    story.then_breaks("PLAN_NOT_ACTIVE")


def test_part_of_a_history_without_its_plan_still_folds() -> None:
    story = given(("2024-08-05", PiisAmended(version=2, agreed_on=date(2024, 8, 5), commitments=(BUS,))))
    assert story.state.piis.plan is not None
    assert story.state.piis.plan.commitments == {1: BUS}


def promised() -> Story:
    """A plan in which the centre promised something for the end of September."""
    return amended(commitments=(BUS,)).then(PiisAmended)


def test_a_promise_with_a_day_is_owed_until_it_is_kept() -> None:
    story = promised()
    owed = story.owes("COMMITMENT")
    assert owed is not None
    assert (owed.due_on, owed.label) == (date(2024, 9, 30), "Engagement n° 3 du PIIS (le CPAS)")
    story.when(Pathway.fulfil_commitment, on="2024-09-20", commitment=3, proof_ref="bon n° 41").then(
        PiisCommitmentFulfilled(commitment=3, on=date(2024, 9, 20), proof_ref="bon n° 41")
    )
    assert story.owes("COMMITMENT") is None
    story.when(Pathway.fulfil_commitment, on="2024-09-21", commitment=3, proof_ref="x").then_breaks(
        "COMMITMENT_ALREADY_KEPT"
    )


def test_a_later_entry_of_the_file_shows_a_promise_kept() -> None:
    story = promised()
    entry = story.pathway.version
    story.when(Pathway.fulfil_commitment, on="2024-09-20", commitment=3).then_breaks("PROOF_MISSING", "Pratique")
    story.when(Pathway.fulfil_commitment, on="2024-09-20", commitment=3, by_entry=999).then_breaks("NO_SUCH_ENTRY")
    story.when(Pathway.fulfil_commitment, on="2024-09-20", commitment=3, by_entry=1).then_breaks("PROOF_BEFORE_PLAN")
    story.when(Pathway.fulfil_commitment, on="2024-09-20", commitment=9, by_entry=entry).then_breaks(
        "NO_SUCH_COMMITMENT"
    )
    story.when(Pathway.fulfil_commitment, on="2024-09-20", commitment=3, by_entry=entry).then(PiisCommitmentFulfilled)
    assert story.state.piis.kept == {3: Kept(date(2024, 9, 20), entry)}
    given(*WITH_RIS).when(Pathway.fulfil_commitment, on="2024-09-20", commitment=1).then_breaks("PLAN_NOT_ACTIVE")


def test_the_next_plan_owes_its_own_promises_only() -> None:
    dated = (Commitment(party=Party.PERSON, what="Suivre le cours", by=date(2025, 3, 31)), COMMITMENTS[1])
    content = {"objectives": OBJECTIVES, "commitments": dated, **ANSWERS}
    until_december: Told = ("2024-06-17", PiisSigned(start=date(2024, 6, 17), end=date(2024, 12, 17)))
    story = given(*WITH_PLAN[:-1], until_december)
    story.when(Pathway.draft_piis, on="2024-12-02", **content).then(PiisDrafted)
    assert story.owes("COMMITMENT") is None
    story.when(Pathway.sign_piis, on="2024-12-16").then(PiisSigned)
    assert story.owes_on("COMMITMENT") == date(2025, 3, 31)
    assert [version.number for version in story.state.piis.versions] == [1, 1]
    assert len({version.plan_id for version in story.state.piis.versions}) == 2
