"""The individual project: three questions, five days, three months, three evaluations."""

from datetime import date
from typing import Any

import pytest

from domain.pathway import Pathway
from domain.pathway.piis import PiisDrafted, PiisNeedsAssessed, PiisSigned
from domain.pathway.piis_content import Exempting
from domain.pathway.piis_follow import PiisEvaluated, PiisExempted
from domain.pathway.ris_notification import RisDecisionNotified
from tests.people import (
    ANSWERS,
    COMMITMENTS,
    OBJECTIVES,
    WITH_PLAN,
    WITH_RIS,
    assessed,
    drafted,
    enquired,
    granted,
    requested,
    signed,
)
from tests.story import Told, given

READY: tuple[Told, ...] = (*WITH_RIS, assessed("2024-06-03"))
PLAN: dict[str, Any] = {"objectives": OBJECTIVES, "commitments": COMMITMENTS, **ANSWERS}
GRANTED_2026: tuple[Told, ...] = (requested("2026-03-02"), *enquired("2026-03-10"), granted("2026-04-01"))


def test_the_centre_takes_stock_before_it_proposes() -> None:
    given(*WITH_RIS).when(Pathway.draft_piis, on="2024-06-03", **PLAN).then_breaks(
        "ASSESSMENT_REQUIRED", "DIS, art. 11"
    )
    given(*WITH_RIS).when(Pathway.assess_needs, on="2024-06-03", wishes="soignante").then(PiisNeedsAssessed)
    given(*READY).when(Pathway.draft_piis, on="2024-06-10", **PLAN).then(PiisDrafted)


def test_an_assessment_ages() -> None:
    given(*READY).when(Pathway.draft_piis, on="2025-06-04", **PLAN).then_breaks("ASSESSMENT_REQUIRED")
    given(*READY).when(Pathway.draft_piis, on="2025-06-03", **PLAN).then(PiisDrafted)


def test_no_plan_is_drawn_up_without_the_income() -> None:
    given().when(Pathway.assess_needs, on="2024-06-03").then_breaks("NO_RIS")
    given().when(Pathway.draft_piis, on="2024-06-03").then_breaks("NO_PLAN_DUE")


@pytest.mark.parametrize("blank", ANSWERS)
def test_none_of_the_three_answers_is_blank_at_the_signature(blank: str) -> None:
    story = given(*READY).when(Pathway.draft_piis, on="2024-06-10", **PLAN | {blank: ""}).then(PiisDrafted)
    story.when(Pathway.sign_piis, on="2024-06-17").then_breaks("THREE_QUESTIONS_REQUIRED", "Osez Liège")


@pytest.mark.parametrize("lacking", [{"objectives": ()}, {"commitments": COMMITMENTS[:1]}])
def test_a_plan_binds_both_sides_to_a_dated_objective(lacking: dict[str, object]) -> None:
    story = given(*READY).when(Pathway.draft_piis, on="2024-06-10", **PLAN | lacking).then(PiisDrafted)
    story.when(Pathway.sign_piis, on="2024-06-17").then_breaks("PLAN_INCOMPLETE")


def test_nobody_signs_before_five_days_of_reflection() -> None:
    handed = given(*GRANTED_2026, assessed("2026-04-10"), drafted("2026-04-15"))
    assert handed.owes_on("REFLECTION") == date(2026, 4, 20)
    handed.when(Pathway.sign_piis, on="2026-04-19").then_breaks("REFLECTION_PERIOD", "Circulaire PIIS")
    handed.when(Pathway.sign_piis, on="2026-04-20").then_warns("REFLECTION_WARN")


def test_nothing_is_signed_that_was_not_proposed() -> None:
    given(*READY).when(Pathway.sign_piis, on="2024-06-17").then_breaks("NO_DRAFT")


def test_the_product_proposes_four_evaluations_a_year() -> None:
    story = given(*READY, drafted("2024-06-10")).when(Pathway.sign_piis, on="2024-06-20").then(PiisSigned)
    [entry] = story.pathway.pending
    assert isinstance(entry.event, PiisSigned)
    assert entry.event.evaluation_dates[:2] == (date(2024, 9, 20), date(2024, 12, 20))


def test_evaluations_planned_too_far_apart_are_refused() -> None:
    story = given(*READY, drafted("2024-06-10"))
    apart = (date(2024, 9, 20), date(2025, 3, 20))
    story.when(Pathway.sign_piis, on="2024-06-20", evaluation_dates=apart).then_breaks("PLAN_INCOMPLETE")


@pytest.mark.parametrize(("grant", "due_on"), [("2026-04-01", date(2026, 7, 1)), ("2025-11-30", date(2026, 2, 28))])
def test_the_plan_is_signed_within_three_months_of_the_decision(grant: str, due_on: date) -> None:
    assert given(requested("2025-11-03"), *enquired("2025-11-04"), granted(grant)).owes_on("PLAN_SIGN") == due_on


def test_a_plan_is_evaluated_every_three_months_and_three_times_a_year() -> None:
    story = given(*GRANTED_2026, assessed("2026-04-10"), drafted("2026-04-15"), signed("2026-04-20"))
    assert (story.owes_on("PLAN_SIGN"), story.owes_on("PLAN_EVAL")) == (None, date(2026, 7, 20))
    assert story.owes_on("PLAN_EVAL_MIN") == date(2027, 4, 20)
    story.when(Pathway.evaluate_piis, on="2026-07-20", **ANSWERS).then(PiisEvaluated)
    assert story.owes_on("PLAN_EVAL") == date(2026, 10, 20)
    for on in ("2026-10-20", "2027-01-20"):
        story.when(Pathway.evaluate_piis, on=on, **ANSWERS).then(PiisEvaluated)
    assert story.owes("PLAN_EVAL_MIN") is None


def test_a_plan_with_an_end_is_renewed_in_time() -> None:
    story = given(*READY, drafted("2024-06-10")).when(Pathway.sign_piis, on="2024-06-20", end=date(2024, 11, 20))
    story.then(PiisSigned)
    assert story.owes_on("PLAN_END") == date(2024, 10, 21)
    assert story.owes_on("PLAN_EVAL") == date(2024, 9, 20)
    story.when(Pathway.evaluate_piis, on="2024-09-20", **ANSWERS).then(PiisEvaluated)
    assert story.owes("PLAN_EVAL") is None
    story.when(Pathway.draft_piis, on="2024-11-04", **PLAN).then(PiisDrafted)
    assert story.state.piis.is_signed
    story.when(Pathway.sign_piis, on="2024-11-12").then(PiisSigned)
    assert (story.owes("PLAN_END"), story.owes_on("PLAN_EVAL")) == (None, date(2025, 2, 12))
    story.when(Pathway.draft_piis, on="2024-12-02", **PLAN).then_breaks("NO_PLAN_DUE")


def test_an_evaluation_needs_a_plan_that_runs_and_asks_again() -> None:
    given(*READY).when(Pathway.evaluate_piis, on="2024-09-17").then_breaks("PLAN_NOT_ACTIVE")
    given(*WITH_PLAN).when(Pathway.evaluate_piis, on="2024-09-17").then_warns("THREE_QUESTIONS_NOT_ASKED")


def test_a_dispensation_has_its_reason_its_date_and_its_letter() -> None:
    story = given(*WITH_RIS).when(Pathway.exempt_piis, on="2024-06-10", reason=Exempting.HEALTH)
    story.then_breaks("EXEMPTION_REASON", "DIS, art. 11")
    review = date(2025, 6, 10)
    story.when(Pathway.notify_decision, on="2024-05-29").then(RisDecisionNotified)
    story.when(Pathway.exempt_piis, on="2024-06-10", reason=Exempting.HEALTH, review_on=review).then(PiisExempted)
    assert (story.owes_on("EXEMPTION_REVIEW"), story.owes_on("PLAN_SIGN")) == (review, None)
    assert story.owes_on("NOTIFY") == date(2024, 6, 18)
    story.when(Pathway.notify_decision, on="2024-06-12").then(RisDecisionNotified)
    assert story.owes_on("NOTIFY") is None
