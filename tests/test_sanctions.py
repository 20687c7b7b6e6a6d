"""Sanctions: three grounds, a ceiling for each, a first day, and the time after which none is pronounced."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.pathway import Pathway
from domain.pathway.decisions import Letter
from domain.pathway.entitlement import Kind
from domain.pathway.hearing import Subject
from domain.pathway.piis_breach import PiisBreachRemedied, PiisBreachReported, PiisNoticeSent
from domain.pathway.ris_notification import RisDecisionNotified
from domain.pathway.sanctions import (
    Ground,
    SanctionBecameFinal,
    SanctionImposed,
    SanctionReprieved,
    SanctionReprieveRevoked,
    earliest_start,
)
from tests.people import REASONED, WITH_PLAN, WITH_RIS, enquired, granted, heard, requested
from tests.rules import RULES
from tests.story import Story, Told, given

HEARD = heard("2026-03-01", Subject.SANCTION)
TOLD = (
    "2024-05-29",
    RisDecisionNotified(decision_id=UUID(int=20), mode=Letter.BY_HAND, posted_on=date(2024, 5, 29)),
)
UNDECLARED: dict[str, Any] = {"ground": Ground.UNDECLARED, "omission_on": date(2024, 3, 10), **REASONED}


def sanctioned(**answers: Any) -> Story:
    """A sanction for undeclared resources, decided on 9 March 2026."""
    story = given(*WITH_RIS, TOLD, HEARD)
    story.when(Pathway.impose_sanction, "2026-03-09", **UNDECLARED | {"months": 1} | answers).act()
    return story


def test_no_sanction_is_pronounced_two_years_after_the_omission() -> None:
    last = given(*WITH_RIS, HEARD).when(Pathway.impose_sanction, "2026-03-10", months=1, **UNDECLARED)
    last.then(SanctionImposed)
    assert last.owes_on("SANCTION_PRESCRIPTION") == date(2026, 3, 10)
    late = given(*WITH_RIS, HEARD).when(Pathway.impose_sanction, "2026-03-11", months=1, **UNDECLARED)
    late.then_breaks("SANCTION_PRESCRIBED", "DIS, art. 30, § 1")


def test_a_sanction_names_its_omission_and_its_length() -> None:
    story = given(*WITH_RIS, HEARD)
    story.when(Pathway.impose_sanction, "2026-03-10", ground=Ground.FRAUD, months=1, **REASONED).then_breaks(
        "OMISSION_REQUIRED", "DIS, art. 30"
    )
    story.when(Pathway.impose_sanction, "2026-03-10", **UNDECLARED).then_breaks("DURATION_REQUIRED")


@pytest.mark.parametrize(("ground", "most"), [(Ground.UNDECLARED, 6), (Ground.FRAUD, 12)])
def test_each_ground_has_its_ceiling(ground: Ground, most: int) -> None:
    answers: dict[str, Any] = UNDECLARED | {"ground": ground}
    too_long = given(*WITH_RIS, HEARD).when(Pathway.impose_sanction, "2026-03-09", months=most + 1, **answers)
    too_long.then_breaks("SANCTION_TOO_LONG", "DIS, art. 30")
    given(*WITH_RIS, HEARD).when(Pathway.impose_sanction, "2026-03-09", months=most, **answers).then(SanctionImposed)


def test_nobody_is_sanctioned_unheard_nor_without_reasons() -> None:
    given(*WITH_RIS).when(Pathway.impose_sanction, "2026-03-09", months=1, **UNDECLARED).then_breaks(
        "HEARING_REQUIRED", "DIS, art. 20"
    )
    mute: dict[str, Any] = UNDECLARED | {"motive_law": ""}
    given(*WITH_RIS, HEARD).when(Pathway.impose_sanction, "2026-03-09", months=1, **mute).then_breaks(
        "MOTIVATION_MISSING"
    )
    bare: dict[str, Any] = UNDECLARED | {"mentions": ()}
    given(*WITH_RIS, HEARD).when(Pathway.impose_sanction, "2026-03-09", months=1, **bare).then_breaks(
        "MENTIONS_MISSING"
    )


def test_the_equivalent_aid_knows_no_sanction() -> None:
    aid = (requested("2025-03-03", Kind.ERIS), *enquired("2025-03-05"), granted("2025-03-20"), HEARD)
    given(*aid).when(Pathway.impose_sanction, "2026-03-09", months=1, **UNDECLARED).then_breaks("NOT_FOR_ERIS")
    given().when(Pathway.impose_sanction, "2026-03-09", months=1, **UNDECLARED).then_breaks("NO_RIGHT", "DIS, art. 30")


def test_a_sanction_for_resources_never_begins_before_the_day_after_its_letter() -> None:
    early = given(*WITH_RIS, HEARD).when(
        Pathway.impose_sanction, "2026-03-09", months=1, **UNDECLARED, from_on=date(2026, 3, 9)
    )
    early.then_breaks("SANCTION_TOO_EARLY", "DIS, art. 30")
    story = sanctioned()
    assert story.owes_on("SANCTION_START_RIS") == date(2026, 3, 10)
    story.when(Pathway.notify_decision, "2026-03-16", posted_on=date(2026, 3, 10), presented_on=date(2026, 3, 16))
    story.then_warns("SANCTION_START_MOVED")
    assert story.owes_on("SANCTION_START_RIS") == date(2026, 3, 17)


@pytest.mark.parametrize(
    ("decided", "presented", "starts"),
    [
        ("2023-11-15", "2023-11-20", "2024-01-01"),
        ("2026-12-31", "2027-01-04", "2027-02-01"),
        ("2026-09-28", "2026-10-05", "2026-11-01"),
        ("2026-09-28", "2026-11-05", "2026-11-06"),
    ],
)
def test_a_sanction_for_a_breach_begins_on_the_later_of_two_days(decided: str, presented: str, starts: str) -> None:
    days = (date.fromisoformat(decided), date.fromisoformat(presented))
    assert earliest_start(Ground.PLAN_BREACH, *days, RULES) == date.fromisoformat(starts)


def test_a_sanction_is_final_once_the_later_reading_of_the_appeal_is_over() -> None:
    story = sanctioned()
    story.when(Pathway.record_sanction_final, "2026-09-30").then_breaks("APPEAL_STILL_OPEN", "DIS, art. 30")
    story.when(Pathway.notify_decision, "2026-04-10", posted_on=date(2026, 4, 1), presented_on=date(2026, 4, 10))
    story.then(RisDecisionNotified)
    story.when(Pathway.record_sanction_final, "2026-07-09").then_breaks("APPEAL_STILL_OPEN")
    story.when(Pathway.record_sanction_final, "2026-07-10").then(SanctionBecameFinal)
    assert story.owes_on("SANCTION_EXECUTION") == date(2028, 7, 10)
    assert story.owes_on("SANCTION_REPEAT_RIS") == date(2029, 7, 10)
    story.when(Pathway.record_sanction_final, "2026-07-11").then_breaks("NO_SANCTION")


def test_a_repetition_within_three_years_of_the_final_one_has_a_higher_ceiling() -> None:
    story = sanctioned()
    story.when(Pathway.notify_decision, "2026-04-10", posted_on=date(2026, 4, 1), presented_on=date(2026, 4, 10))
    story.act()
    story.when(Pathway.record_sanction_final, "2026-07-10")
    story.act()
    again: dict[str, Any] = UNDECLARED | {"omission_on": date(2027, 5, 1)}
    for months, breaks in ((13, True), (12, False)):
        story.when(Pathway.offer_hearing, "2027-05-02", subject=Subject.SANCTION).act()
        story.when(Pathway.impose_sanction, "2027-06-01", months=months, **again)
        story.then_breaks("SANCTION_TOO_LONG") if breaks else story.then(SanctionImposed)


def test_a_sanction_may_be_held_back_and_the_reprieve_revoked_with_a_reason() -> None:
    story = sanctioned(reprieved=True)
    assert isinstance(story.pathway.history[-1].event, SanctionReprieved)
    assert story.owes("SANCTION_START_RIS") is None
    story.when(Pathway.revoke_reprieve, "2026-05-01").then_breaks("REASON_REQUIRED", "DIS, art. 30")
    story.when(Pathway.revoke_reprieve, "2026-05-01", reason="nouvelle omission").then(SanctionReprieveRevoked)
    story.when(Pathway.revoke_reprieve, "2026-05-01", reason="encore").then_breaks("NO_REPRIEVE")
    story.when(Pathway.reprieve_sanction, "2026-05-02", until=date(2026, 12, 31)).then(SanctionReprieved)


def test_days_and_a_share_of_the_amount_may_be_told() -> None:
    story = sanctioned(months=None, days=20, share=Decimal("0.5"))
    assert "durée 20 jours, 50 % du montant" in story.pathway.history[-1].event.sentence
    [sanction] = story.state.sanctions.imposed
    assert sanction.ends_on(date(2026, 3, 10)) == date(2026, 3, 29)


BREACH: dict[str, Any] = {"ground": Ground.PLAN_BREACH, "months": 1, "opinion_ref": "AV-1", **REASONED}


def noticed(*more: Told) -> Story:
    """A plan, a breach of 1 September 2026, a formal notice of the 3rd that runs until the 17th."""
    told: tuple[Told, ...] = (
        ("2026-09-01", PiisBreachReported(breach_id=UUID(int=70), commitment=1, noted_on=date(2026, 9, 1))),
        ("2026-09-03", PiisNoticeSent(sent_on=date(2026, 9, 3), remedy_by=date(2026, 9, 17))),
    )
    return given(*WITH_PLAN, TOLD, *told, *more, heard("2026-09-18", Subject.SANCTION))


def test_a_breach_of_the_plan_is_sanctioned_after_its_notice_has_run_out() -> None:
    unnoticed = given(*WITH_PLAN, heard("2026-09-02", Subject.SANCTION))
    unnoticed.when(Pathway.impose_sanction, "2026-09-28", **BREACH).then_breaks("NOTICE_REQUIRED", "DIS, art. 30")
    noticed().when(Pathway.impose_sanction, "2026-09-17", **BREACH).then_breaks("REMEDY_PERIOD", "DIS, art. 30")
    story = noticed().when(Pathway.impose_sanction, "2026-09-28", **BREACH).then(SanctionImposed)
    assert story.owes_on("SANCTION_START") == date(2026, 11, 1)
    assert story.owes_on("SANCTION_LATEST") == date(2026, 12, 1)
    assert story.owes_on("SANCTION_REPEAT_PLAN") == date(2027, 9, 28)
    assert story.state.breaches.open is None


def test_a_breach_remedied_or_justified_is_not_sanctioned() -> None:
    remedied: Told = ("2026-09-10", PiisBreachRemedied(on=date(2026, 9, 10)))
    noticed(remedied).when(Pathway.impose_sanction, "2026-09-28", **BREACH).then_breaks("NOTICE_REQUIRED")


def test_a_letter_presented_late_moves_the_start_of_the_sanction() -> None:
    story = noticed().when(Pathway.impose_sanction, "2026-09-28", **BREACH).then(SanctionImposed)
    late = story.when(
        Pathway.notify_decision, "2026-11-05", posted_on=date(2026, 10, 2), presented_on=date(2026, 11, 5)
    )
    late.then_warns("SANCTION_START_MOVED")
    assert story.owes_on("SANCTION_START") == date(2026, 11, 6)
    assert story.owes("SANCTION_LATEST") is None


def test_a_breach_is_sanctioned_one_month_at_most_and_neither_too_soon_nor_too_late() -> None:
    two: dict[str, Any] = BREACH | {"months": 2}
    noticed().when(Pathway.impose_sanction, "2026-09-28", **two).then_breaks("SANCTION_TOO_LONG", "DIS, art. 30")
    soon: dict[str, Any] = BREACH | {"from_on": date(2026, 10, 31)}
    noticed().when(Pathway.impose_sanction, "2026-09-28", **soon).then_breaks("SANCTION_TOO_EARLY", "DIS, art. 30")
    late: dict[str, Any] = BREACH | {"from_on": date(2026, 12, 2)}
    noticed().when(Pathway.impose_sanction, "2026-09-28", **late).then_warns("SANCTION_LATE")
    mute: dict[str, Any] = BREACH | {"opinion_ref": ""}
    noticed().when(Pathway.impose_sanction, "2026-09-28", **mute).then_warns("OPINION_MISSING")


def test_a_second_breach_within_the_year_is_sanctioned_three_months_at_most() -> None:
    story = noticed().when(Pathway.impose_sanction, "2026-09-28", **BREACH).then(SanctionImposed)
    story.when(Pathway.report_breach, "2027-01-04", commitment=1).act()
    story.when(Pathway.send_notice, "2027-01-05").act()
    story.when(Pathway.offer_hearing, "2027-01-20", subject=Subject.SANCTION).act()
    four: dict[str, Any] = BREACH | {"months": 4}
    story.when(Pathway.impose_sanction, "2027-01-25", **four).then_breaks("SANCTION_TOO_LONG")
    three: dict[str, Any] = BREACH | {"months": 3}
    story.when(Pathway.impose_sanction, "2027-01-25", **three).then(SanctionImposed)
