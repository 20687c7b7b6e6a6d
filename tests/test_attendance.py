"""Who came to an appointment, and who did not: absences in a row, and the summons that follows."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.pathway import Pathway
from domain.pathway.appointment import Purpose
from domain.pathway.appointment_steps import InterviewSummoned
from domain.pathway.followup import Channel, InterviewHeld, InterviewMissed
from domain.pathway.identity import Closing, PathwayClosed, PathwayReopened
from tests.story import Told, given
from tests.test_appointment import FIRST, summoned

APPOINTED = summoned("2026-01-20")
MISSED: Told = ("2026-01-20", InterviewMissed(on=date(2026, 1, 20), appointment_id=FIRST))
EXCUSED: Told = ("2026-01-20", InterviewMissed(on=date(2026, 1, 20), justified=True, appointment_id=FIRST))


def test_a_contact_on_its_day_keeps_the_appointment() -> None:
    story = given(APPOINTED).when(Pathway.record_contact, "2026-01-20", note="venue")
    story.then(InterviewHeld(on=date(2026, 1, 20), note="venue", appointment_id=FIRST))
    assert story.owes("APPOINTMENT") is None
    assert story.state.appointments.absences == ()


def test_a_contact_of_another_day_or_a_mail_keeps_no_appointment() -> None:
    before = given(APPOINTED).when(Pathway.record_contact, "2026-01-19", channel=Channel.PHONE)
    before.then(InterviewHeld(on=date(2026, 1, 19), channel=Channel.PHONE))
    assert before.owes_on("APPOINTMENT") == date(2026, 1, 20)
    written = given(APPOINTED).when(Pathway.record_contact, "2026-01-20", channel=Channel.MAIL)
    written.then(InterviewHeld(on=date(2026, 1, 20), channel=Channel.MAIL))
    assert written.owes_on("APPOINTMENT") == date(2026, 1, 20)
    named = given(APPOINTED).when(
        Pathway.record_contact, "2026-01-20", channel=Channel.MAIL, appointment_id=FIRST
    )  # fmt: skip
    named.then(InterviewHeld)
    assert named.owes("APPOINTMENT") is None


def test_an_absence_is_that_of_the_appointment_gone_by() -> None:
    story = given(APPOINTED).when(Pathway.record_contact, "2026-01-22", missed=True)
    story.then(MISSED[1])
    assert story.owes("APPOINTMENT") is None
    assert story.state.appointments.absences == (date(2026, 1, 20),)


def test_nobody_is_absent_before_the_day() -> None:
    given(APPOINTED).when(
        Pathway.record_contact, "2026-01-19", missed=True, appointment_id=FIRST
    ).then_breaks("APPOINTMENT_NOT_YET", "Pratique")  # fmt: skip
    given(APPOINTED).when(Pathway.record_contact, "2026-01-19", missed=True).then(InterviewMissed(on=date(2026, 1, 19)))


def test_an_appointment_that_was_not_set_is_neither_kept_nor_missed() -> None:
    story = given(APPOINTED)
    story.when(Pathway.record_contact, "2026-01-20", appointment_id=UUID(int=1)).then_breaks("NO_APPOINTMENT")
    over = given(APPOINTED, MISSED).when(Pathway.record_contact, "2026-01-21", appointment_id=FIRST)
    over.then_breaks("NO_APPOINTMENT", "Pratique")


def test_of_two_appointments_of_one_day_the_earlier_is_kept_first() -> None:
    story = given(summoned("2026-01-20", 61, "15:00"), APPOINTED)
    story.when(Pathway.record_contact, "2026-01-20").then(InterviewHeld(on=date(2026, 1, 20), appointment_id=FIRST))
    story.when(Pathway.record_contact, "2026-01-20", missed=True).then(
        InterviewMissed(on=date(2026, 1, 20), appointment_id=UUID(int=61))
    )
    assert story.state.appointments.expected == ()


def test_after_an_absence_without_a_reason_the_person_is_summoned_again_within_a_week() -> None:
    owed = given(APPOINTED, MISSED).owes("RESUMMON")
    assert owed is not None
    assert (owed.due_on, owed.step) == (date(2026, 1, 27), "resummon")
    assert owed.because == "rendez-vous manqué du 20/01/2026 + 7 jours (usage)"
    assert given(APPOINTED, EXCUSED).owes("RESUMMON") is None
    assert given(("2026-01-20", InterviewMissed())).owes("RESUMMON") is None


def test_absent_for_a_good_reason_or_not_the_person_is_summoned_again_for_the_same_purpose() -> None:
    for absence in (MISSED, EXCUSED):
        story = given(APPOINTED, absence).when(Pathway.resummon, "2026-01-23", appointed_on=date(2026, 1, 30), at="9h")
        story.then(InterviewSummoned)
        fact = story.pathway.pending[-1].event
        assert isinstance(fact, InterviewSummoned)
        assert (fact.following, fact.purpose, fact.at) == (FIRST, Purpose.PLAN, "09:00")
        assert story.owes("RESUMMON") is None
        assert story.owes_on("APPOINTMENT") == date(2026, 1, 30)


def test_who_missed_nothing_is_not_summoned_again() -> None:
    later: dict[str, Any] = {"appointed_on": date(2026, 1, 30)}
    given(APPOINTED).when(Pathway.resummon, "2026-01-19", **later).then_breaks("NOTHING_MISSED", "Pratique")
    met: Told = ("2026-01-22", InterviewHeld(on=date(2026, 1, 22)))
    given(APPOINTED, MISSED, met).when(Pathway.resummon, "2026-01-23", **later).then_breaks("NOTHING_MISSED")


def test_another_appointment_or_a_meeting_since_takes_the_place_of_the_summons() -> None:
    other: Told = ("2026-01-21", InterviewSummoned(on=date(2026, 1, 28)))
    assert given(APPOINTED, MISSED, other).owes("RESUMMON") is None
    met: Told = ("2026-01-22", InterviewHeld(on=date(2026, 1, 22)))
    assert given(APPOINTED, MISSED, met).owes("RESUMMON") is None
    met_before: Told = ("2026-01-22", InterviewHeld(on=date(2026, 1, 19)))
    assert given(APPOINTED, MISSED, met_before).owes_on("RESUMMON") == date(2026, 1, 27)


def test_absences_in_a_row_are_counted_until_they_meet_but_not_those_for_a_good_reason() -> None:
    again: Told = ("2026-01-30", InterviewMissed(on=date(2026, 1, 30)))
    excused: Told = ("2026-02-03", InterviewMissed(on=date(2026, 2, 3), justified=True))
    told = (APPOINTED, MISSED, again, excused)
    assert given(*told).state.appointments.absences == (date(2026, 1, 20), date(2026, 1, 30))
    between: Told = ("2026-02-04", InterviewHeld(on=date(2026, 1, 25)))
    assert given(*told, between).state.appointments.absences == (date(2026, 1, 30),)
    same_day: Told = ("2026-01-30", InterviewHeld(on=date(2026, 1, 30)))
    assert given(*told, same_day).state.appointments.absences == ()
    since: Told = ("2026-02-04", InterviewHeld(on=date(2026, 2, 4)))
    assert given(*told, since).state.appointments.absences == ()


def test_a_file_opened_again_summons_nobody_for_an_absence_of_its_earlier_life() -> None:
    closed: Told = ("2026-01-21", PathwayClosed(reason=Closing.MOVED))
    back: Told = ("2026-09-01", PathwayReopened())
    assert given(APPOINTED, MISSED, closed, back).owes("RESUMMON") is None


def test_what_was_kept_or_missed_says_it_was_appointed() -> None:
    kept = InterviewHeld(on=date(2026, 1, 20), appointment_id=FIRST)
    assert kept.sentence == "Entretien tenu : le 20/01/2026, en personne, suivi, au rendez-vous fixé"
    assert MISSED[1].sentence == "Entretien manqué : sans justification, le 20/01/2026, au rendez-vous fixé"
