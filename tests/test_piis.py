"""The individual project: needs assessed, three questions, five days to reflect, a signature; or none demanded."""

from datetime import date
from typing import Any

import pytest

from domain.pathway import Pathway
from domain.pathway.piis import PiisDrafted, PiisNeedsAssessed, PiisSignatureRefused, PiisSigned
from domain.pathway.piis_content import Exempting, PlanKind
from domain.pathway.piis_follow import PiisEvaluated, PiisExempted
from domain.pathway.ris_notification import RisDecisionNotified
from tests.people import (
    ANSWERS,
    COMMITMENTS,
    OBJECTIVES,
    WITH_RIS,
    assessed,
    drafted,
    enquired,
    granted,
    requested,
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
    story = given(*READY).when(Pathway.draft_piis, on="2024-06-10", draft_given_on=date(2024, 5, 6), **PLAN)
    story.then_breaks("DRAFT_BEFORE_ASSESSMENT", "AR DIS, art. 10 à 21")


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


def test_five_working_days_of_reflection_are_advised() -> None:
    handed = given(*GRANTED_2026, assessed("2026-03-09"), drafted("2026-03-10"))
    assert (handed.owes_on("REFLECTION"), handed.owes_on("REFLECTION_WARN")) == (date(2026, 3, 15), date(2026, 3, 17))
    handed.when(Pathway.sign_piis, on="2026-03-16", informed=True).then_warns("REFLECTION_WARN")
    handed = given(*GRANTED_2026, assessed("2026-03-09"), drafted("2026-03-10"))
    handed.when(Pathway.sign_piis, on="2026-03-17", informed=True).then(PiisSigned)
    assert handed.pathway.warnings == []


def test_nothing_is_signed_that_was_not_proposed() -> None:
    given(*READY).when(Pathway.sign_piis, on="2024-06-17").then_breaks("NO_DRAFT")


def test_the_person_is_told_what_the_plan_means_and_may_be_assisted() -> None:
    story = given(*READY, drafted("2024-06-10"))
    story.when(Pathway.sign_piis, on="2024-06-20").then_warns("INFORMATION_NOT_TOLD")
    story = given(*READY, drafted("2024-06-10")).when(
        Pathway.sign_piis, on="2024-06-20", informed=True, assisted_by="une amie", co_signed_by=("le CISP",)
    )
    story.then(PiisSigned)
    assert story.pathway.warnings == []


def test_who_would_not_sign_says_why_and_the_draft_stays() -> None:
    story = given(*READY, drafted("2024-06-10"))
    story.when(Pathway.refuse_signature, on="2024-06-12").then_breaks("REASON_REQUIRED", "Pratique")
    told_early: dict[str, Any] = {"refused_on": date(2024, 6, 7), "reason": "trop loin"}
    story.when(Pathway.refuse_signature, on="2024-06-12", **told_early).then_breaks("REFUSED_BEFORE_DRAFT")
    story.when(Pathway.refuse_signature, on="2024-06-12", reason="trop loin").then(
        PiisSignatureRefused(on=date(2024, 6, 12), reason="trop loin")
    )
    assert (story.state.piis.awaits_signature, story.state.breaches.open) == (True, None)
    story.when(Pathway.sign_piis, on="2024-06-20").then(PiisSigned)
    assert story.state.piis.refused_on is None
    given(*READY).when(Pathway.refuse_signature, on="2024-06-12", reason="non").then_breaks("NO_DRAFT")


def test_a_homeless_person_has_a_plan_prepared_while_the_request_is_pending() -> None:
    story = given(requested("2024-05-06"))
    story.when(Pathway.assess_needs, on="2024-05-07", wishes="un logement").then(PiisNeedsAssessed)
    story.when(Pathway.draft_piis, on="2024-05-08", kind=PlanKind.HOMELESS, **PLAN).then(PiisDrafted)


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
