"""A plan ends for a reason, and after a short job is taken up again; its needs are not assessed twice."""

from datetime import date
from decimal import Decimal

import pytest

from domain.pathway import Pathway
from domain.pathway.piis import PiisDrafted, PiisSigned
from domain.pathway.piis_content import PlanEnd
from domain.pathway.piis_end import PiisEnded, PiisReactivated
from domain.pathway.placement import PlacementRecorded
from domain.pathway.work import ContractKind
from tests.people import WITH_PLAN, WITH_RIS, assessed, requested
from tests.story import Told, given

AT_WORK: tuple[Told, ...] = (*WITH_PLAN, ("2024-10-01", PiisEnded(reason=PlanEnd.WORK)))


def job(start: str, end: str) -> Told:
    """A full-time job for a time."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return start, PlacementRecorded(kind=ContractKind.CDD, start=first, end=last, hours_week=Decimal(38))


def test_every_end_has_its_reason() -> None:
    story = given(*WITH_PLAN).when(Pathway.end_piis, on="2024-10-01").then_breaks("REASON_REQUIRED", "AR DIS")
    story.when(Pathway.end_piis, on="2024-10-01", reason=PlanEnd.WORK).then(PiisEnded(reason=PlanEnd.WORK))
    assert (story.state.piis.is_signed, story.state.piis.ended_for) == (False, PlanEnd.WORK)
    story.when(Pathway.end_piis, on="2024-10-02", reason=PlanEnd.WORK).then_breaks("PLAN_NOT_ACTIVE")
    story.when(Pathway.evaluate_piis, on="2024-10-02").then_breaks("PLAN_NOT_ACTIVE")


def test_while_the_income_runs_another_plan_follows() -> None:
    story = given(*WITH_PLAN, ("2024-10-01", PiisEnded(reason=PlanEnd.OBJECTIVES_REACHED)))
    assert (story.owes_on("PLAN_END"), story.owes("PLAN_SIGN"), story.owes("PLAN_EVAL")) == (
        date(2024, 10, 1), None, None
    )  # fmt: skip
    story.when(Pathway.draft_piis, on="2024-10-03").then(PiisDrafted)


def test_a_plan_whose_term_has_passed_no_longer_runs() -> None:
    term: Told = ("2024-06-17", PiisSigned(start=date(2024, 6, 17), end=date(2024, 9, 30)))
    story = given(*WITH_PLAN[:-1], term)
    assert (story.state.piis.runs_on(date(2024, 9, 30)), story.state.piis.runs_on(date(2024, 10, 1))) == (True, False)
    assert story.owes_on("PLAN_END") == date(2024, 8, 31)
    story.when(Pathway.evaluate_piis, on="2024-10-01").then_breaks("PLAN_NOT_ACTIVE")


def test_after_a_short_job_the_same_plan_goes_on() -> None:
    story = given(*AT_WORK).when(Pathway.reactivate_piis, on="2024-12-31").then(PiisReactivated())
    assert (story.state.piis.is_signed, story.owes_on("PLAN_EVAL")) == (True, date(2024, 9, 17))
    given(*WITH_PLAN).when(Pathway.reactivate_piis, on="2024-12-31").then_breaks("PLAN_NOT_ENDED", "Circulaire PIIS")


def test_after_a_longer_job_or_another_end_a_new_plan_is_drawn_up() -> None:
    given(*AT_WORK).when(Pathway.reactivate_piis, on="2025-01-01").then_breaks("WORK_TOO_LONG", "Circulaire PIIS")
    agreed: Told = ("2024-10-01", PiisEnded(reason=PlanEnd.BOTH_AGREE))
    given(*WITH_PLAN, agreed).when(Pathway.reactivate_piis, on="2024-11-04").then_breaks("NOT_AFTER_WORK")


def test_a_plan_is_not_taken_up_after_its_term_nor_without_the_income() -> None:
    term: Told = ("2024-06-17", PiisSigned(start=date(2024, 6, 17), end=date(2024, 10, 31)))
    story = given(*WITH_PLAN[:-1], term, AT_WORK[-1])
    story.when(Pathway.reactivate_piis, on="2024-11-04").then_breaks("TERM_PASSED")
    alone = given(term, AT_WORK[-1])
    alone.when(Pathway.reactivate_piis, on="2024-10-14").then_breaks("NO_RIS")
    given(term, AT_WORK[-1], requested("2024-10-10")).when(Pathway.reactivate_piis, on="2024-10-14").then(
        PiisReactivated
    )


def test_no_draft_was_handed_over_before_the_needs_were_assessed() -> None:
    story = given(*WITH_RIS, assessed("2024-06-03"))
    story.when(Pathway.draft_piis, on="2024-06-10", draft_given_on=date(2024, 6, 2))
    story.then_breaks("DRAFT_BEFORE_ASSESSMENT", "AR DIS")
    story.when(Pathway.draft_piis, on="2024-06-10", draft_given_on=date(2024, 6, 3)).then(PiisDrafted)


@pytest.mark.parametrize(
    ("end", "drafted_on", "stands"),
    [
        ("2025-06-30", "2025-07-07", True),  # two months at work
        ("2025-06-30", "2026-07-01", False),  # but the return was a year ago
        ("2025-07-31", "2025-08-04", False),  # three months: begin again
    ],
)
def test_the_needs_are_not_assessed_again_after_a_short_job(end: str, drafted_on: str, stands: bool) -> None:
    story = given(*WITH_RIS, assessed("2024-06-03"), job("2025-05-01", end)).when(Pathway.draft_piis, on=drafted_on)
    if stands:
        story.then(PiisDrafted)
    else:
        story.then_breaks("ASSESSMENT_REQUIRED", "DIS, art. 11")


def test_an_assessment_already_too_old_at_the_first_day_of_work_is_made_again() -> None:
    story = given(*WITH_RIS, assessed("2024-06-03"), job("2025-06-10", "2025-07-04"))
    story.when(Pathway.draft_piis, on="2025-07-07").then_breaks("ASSESSMENT_REQUIRED")
