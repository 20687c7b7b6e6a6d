"""Sanctions are fair: one for each fact, heard on it, a repetition by its day; held back, final, each by itself."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.pathway import Pathway
from domain.pathway.appeal import AppealJudged, Judgment
from domain.pathway.decisions import Letter
from domain.pathway.hearing import Subject
from domain.pathway.piis_breach import PiisBreachReported, PiisNoticeSent
from domain.pathway.sanctions import (
    Ground,
    SanctionBecameFinal,
    SanctionImposed,
    SanctionReprieved,
    SanctionReprieveRevoked,
)
from tests.people import REASONED, WITH_PLAN, WITH_RIS, heard
from tests.story import Story, Told, given
from web.choices import which_one
from web.fields import Filled

UNDECLARED: dict[str, Any] = {"ground": Ground.UNDECLARED, "months": 1, **REASONED}
BREACH: dict[str, Any] = {"ground": Ground.PLAN_BREACH, "months": 1, "opinion_ref": "AV-1", **REASONED}
NOTICED: tuple[Told, ...] = (
    ("2026-09-01", PiisBreachReported(breach_id=UUID(int=70), commitment=1, noted_on=date(2026, 9, 1))),
    ("2026-09-03", PiisNoticeSent(sent_on=date(2026, 9, 3), remedy_by=date(2026, 9, 17))),
)


def punished(story: Story, on: str, omission: date, **answers: Any) -> UUID:
    """Heard, then sanctioned, on one day, for resources undeclared another; and the letter handed over."""
    story.when(Pathway.offer_hearing, on, subject=Subject.SANCTION).act()
    story.when(Pathway.impose_sanction, on, omission_on=omission, **UNDECLARED | answers).act()
    id = story.state.sanctions.imposed[-1].id
    story.when(Pathway.notify_decision, on, mode=Letter.BY_HAND, decision_id=id).act()
    return id


def test_a_hearing_offered_before_the_facts_is_on_others() -> None:
    undeclared: dict[str, Any] = UNDECLARED | {"omission_on": date(2026, 2, 1)}
    stale = given(*WITH_RIS, heard("2026-01-31", Subject.SANCTION))
    stale.when(Pathway.impose_sanction, "2026-03-09", **undeclared).then_breaks("HEARING_REQUIRED", "DIS, art. 20")
    stale.when(Pathway.offer_hearing, "2026-03-02", subject=Subject.SANCTION).act()
    stale.when(Pathway.impose_sanction, "2026-03-09", **undeclared).then(SanctionImposed)


def test_a_hearing_offered_before_the_notice_says_nothing_of_the_breach() -> None:
    story = given(*WITH_PLAN, heard("2024-07-01", Subject.SANCTION), *NOTICED)
    story.when(Pathway.impose_sanction, "2026-09-28", **BREACH).then_breaks("HEARING_REQUIRED", "DIS, art. 20")
    story.when(Pathway.offer_hearing, "2026-09-18", subject=Subject.SANCTION).act()
    story.when(Pathway.impose_sanction, "2026-09-28", **BREACH).then(SanctionImposed)


def test_an_omission_is_sanctioned_once_even_by_an_act_dated_before() -> None:
    story = given(*WITH_RIS, heard("2026-02-02", Subject.SANCTION))
    undeclared: dict[str, Any] = UNDECLARED | {"omission_on": date(2026, 2, 1)}
    story.when(Pathway.impose_sanction, "2026-03-09", **undeclared).then(SanctionImposed)
    earlier = story.when(Pathway.impose_sanction, "2026-03-08", **undeclared)
    earlier.then_breaks("ALREADY_SANCTIONED", "DIS, art. 30")
    story.when(Pathway.offer_hearing, "2026-03-10", subject=Subject.SANCTION).act()
    fraud: dict[str, Any] = undeclared | {"ground": Ground.FRAUD}
    story.when(Pathway.impose_sanction, "2026-03-20", **fraud).then_breaks("ALREADY_SANCTIONED", "DIS, art. 30")
    other: dict[str, Any] = undeclared | {"omission_on": date(2026, 2, 10)}
    story.when(Pathway.impose_sanction, "2026-03-20", **other).then(SanctionImposed)


def test_a_breach_is_sanctioned_once_even_by_an_act_dated_before() -> None:
    story = given(*WITH_PLAN, *NOTICED, heard("2026-09-18", Subject.SANCTION))
    story.when(Pathway.impose_sanction, "2026-09-28", **BREACH).then(SanctionImposed)
    story.when(Pathway.impose_sanction, "2026-09-27", **BREACH).then_breaks("ALREADY_SANCTIONED", "DIS, art. 30")


@pytest.mark.parametrize(("omission", "breaks"), [(date(2024, 9, 30), True), (date(2024, 10, 1), False)])
def test_an_offence_before_the_first_sanction_was_final_is_no_repetition(omission: date, breaks: bool) -> None:
    story = given(*WITH_RIS)
    id = punished(story, "2024-06-20", date(2024, 6, 1))
    story.when(Pathway.record_sanction_final, "2024-10-01", decision_id=id).then(SanctionBecameFinal)
    story.when(Pathway.offer_hearing, "2024-10-15", subject=Subject.SANCTION).act()
    story.when(Pathway.impose_sanction, "2024-11-04", omission_on=omission, **UNDECLARED | {"months": 7})
    story.then_breaks("SANCTION_TOO_LONG", "DIS, art. 30") if breaks else story.then(SanctionImposed)


@pytest.mark.parametrize(("noted", "breaks"), [(date(2027, 9, 29), True), (date(2027, 9, 28), False)])
def test_a_breach_is_a_repetition_by_the_day_it_was_noted(noted: date, breaks: bool) -> None:
    story = given(*WITH_PLAN, *NOTICED, heard("2026-09-18", Subject.SANCTION))
    story.when(Pathway.impose_sanction, "2026-09-28", **BREACH).then(SanctionImposed)
    story.when(Pathway.report_breach, "2027-09-29", commitment=1, noted_on=noted).act()
    story.when(Pathway.send_notice, "2027-09-30").act()
    story.when(Pathway.offer_hearing, "2027-10-01", subject=Subject.SANCTION).act()
    story.when(Pathway.impose_sanction, "2027-11-03", **BREACH | {"months": 3})
    story.then_breaks("SANCTION_TOO_LONG") if breaks else story.then(SanctionImposed)


def test_a_reprieve_taken_back_lets_the_sanction_begin_the_next_day() -> None:
    story = given(*WITH_RIS)
    punished(story, "2026-03-09", date(2026, 2, 1), reprieved=True)
    story.when(Pathway.revoke_reprieve, "2026-06-01", reason="nouvelle omission").then(SanctionReprieveRevoked)
    assert story.owes_on("SANCTION_START_RIS") == date(2026, 6, 2)
    [sanction] = story.state.sanctions.imposed
    assert sanction.ends_on(date(2026, 6, 2)) == date(2026, 7, 1)


def test_a_reprieve_kept_to_its_end_is_never_taken_back() -> None:
    story = given(*WITH_RIS)
    punished(story, "2026-03-09", date(2026, 2, 1))
    story.when(Pathway.reprieve_sanction, "2026-03-10", until=date(2026, 12, 31)).then(SanctionReprieved)
    story.when(Pathway.revoke_reprieve, "2027-01-01", reason="tard").then_breaks("REPRIEVE_OVER", "DIS, art. 30")
    story.when(Pathway.revoke_reprieve, "2026-12-31", reason="à temps").then(SanctionReprieveRevoked)


def test_a_sanction_held_back_is_not_carried_out_two_years_after_it_is_final() -> None:
    story = given(*WITH_RIS)
    punished(story, "2024-06-20", date(2024, 6, 1), reprieved=True)
    story.when(Pathway.record_sanction_final, "2024-10-01").then(SanctionBecameFinal)
    late = story.when(Pathway.revoke_reprieve, "2026-10-02", reason="tard")
    late.then_breaks("SANCTION_PRESCRIBED", "DIS, art. 30, § 1")
    story.when(Pathway.revoke_reprieve, "2026-10-01", reason="à temps").then(SanctionReprieveRevoked)


def test_a_sanction_contested_is_not_final_before_the_judgment() -> None:
    story = given(*WITH_RIS)
    punished(story, "2024-06-20", date(2024, 6, 1))
    story.when(Pathway.lodge_appeal, "2024-07-01", court="Liège").act()
    story.when(Pathway.record_judgment, "2025-01-20", outcome=Judgment.CONFIRMED).then(AppealJudged)
    before = story.when(Pathway.record_sanction_final, "2025-01-21", final_on=date(2025, 1, 19))
    before.then_breaks("APPEAL_STILL_OPEN", "DIS, art. 30")
    story.when(Pathway.record_sanction_final, "2025-01-21", final_on=date(2025, 1, 20)).then(SanctionBecameFinal)


def test_each_sanction_is_held_back_and_becomes_final_by_itself() -> None:
    story = given(*WITH_RIS)
    first = punished(story, "2024-06-20", date(2024, 6, 1))
    last = punished(story, "2024-09-20", date(2024, 9, 1))
    held = SanctionReprieved(decision_id=first, until=None)
    story.when(Pathway.reprieve_sanction, "2024-09-23", decision_id=first).then(held)
    story.when(Pathway.reprieve_sanction, "2024-09-23", decision_id=first).then_breaks("NO_SANCTION", "DIS, art. 30")
    story.when(Pathway.revoke_reprieve, "2024-09-24", reason="rechute", decision_id=last).then_breaks("NO_REPRIEVE")
    revoked = SanctionReprieveRevoked(decision_id=first, reason="rechute")
    story.when(Pathway.revoke_reprieve, "2024-09-24", reason="rechute").then(revoked)
    open_yet = story.when(Pathway.record_sanction_final, "2024-10-01", decision_id=last)
    open_yet.then_breaks("APPEAL_STILL_OPEN", "DIS, art. 30")
    final = SanctionBecameFinal(decision_id=first, final_on=date(2024, 10, 1))
    story.when(Pathway.record_sanction_final, "2024-10-01").then(final)
    story.when(Pathway.record_sanction_final, "2024-10-01", decision_id=first).then_breaks("NO_SANCTION")


def test_once_pronounced_the_time_left_is_that_to_pronounce_it_again() -> None:
    story = given(*WITH_RIS)
    punished(story, "2024-06-20", date(2024, 6, 1))
    owed = story.owes("SANCTION_PRESCRIPTION")
    assert owed
    assert (owed.kind, owed.due_on) == ("information", date(2026, 6, 1))
    assert owed.label == "Sanction : dernier jour pour la prononcer à nouveau"
    story.when(Pathway.record_sanction_final, "2024-10-01").then(SanctionBecameFinal)
    assert story.owes("SANCTION_PRESCRIPTION") is None


def test_a_letter_given_the_next_day_puts_no_sanction_off() -> None:
    story = given(*WITH_RIS, heard("2026-02-02", Subject.SANCTION))
    story.when(Pathway.impose_sanction, "2026-03-09", omission_on=date(2026, 2, 1), **UNDECLARED).act()
    id = story.state.sanctions.imposed[-1].id
    story.when(Pathway.notify_decision, "2026-03-10", mode=Letter.BY_HAND, decision_id=id).act()
    assert "SANCTION_START_MOVED" not in {warned.code for warned in story.pathway.warnings}
    assert story.owes_on("SANCTION_START_RIS") == date(2026, 3, 11)


def test_of_two_sanctions_a_page_asks_which() -> None:
    story = given(*WITH_RIS)
    one, other = (punished(story, f"2024-0{n}-20", date(2024, n, 1)) for n in (6, 9))
    for step in ("reprieve_sanction", "record_sanction_final"):
        [asked] = which_one(step, story.state, Filled())
        assert [id for id, _ in asked.options] == [str(one), str(other)]
        assert asked.options[0][1] == "sanction du 20/06/2024, ressources non déclarées ou inexactes"
    assert [*which_one("revoke_reprieve", story.state, Filled())] == []
