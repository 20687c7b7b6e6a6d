"""Appointments: set, moved, cancelled; kept or missed; and set again after an absence."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.kernel import Erased, Event
from domain.pathway import Pathway
from domain.pathway.appointment import Purpose, ToldBy
from domain.pathway.appointment_steps import InterviewCancelled, InterviewMoved, InterviewSummoned
from domain.pathway.followup import InterviewRequested
from domain.pathway.identity import Closing, PathwayClosed, PathwayReopened
from domain.pathway.piis_content import Party
from tests.story import Told, given

FIRST = UUID(int=60)


def summoned(on: str, id: int = 60, at: str = "09:30") -> Told:
    """Summoned on 12 January for that day."""
    fact = InterviewSummoned(
        appointment_id=UUID(int=id), on=date.fromisoformat(on), at=at, purpose=Purpose.PLAN, told_by=ToldBy.LETTER
    )  # fmt: skip
    return "2026-01-12", fact


def test_the_person_is_summoned_for_a_day_an_hour_and_a_purpose() -> None:
    story = given().when(
        Pathway.set_appointment, "2026-01-12", appointed_on=date(2026, 1, 20), at="9h30", purpose=Purpose.PLAN,
        place="bureau 4", told_by=ToldBy.LETTER,
    )  # fmt: skip
    story.then(InterviewSummoned)
    (expected,) = story.state.appointments.expected
    assert (expected.on, expected.at, expected.purpose) == (date(2026, 1, 20), "09:30", Purpose.PLAN)


@pytest.mark.parametrize(("told", "read"), [("09:30", "09:30"), ("9h", "09:00"), ("14.05", "14:05"), ("", "")])
def test_an_hour_is_read_as_people_write_it(told: str, read: str) -> None:
    story = given().when(Pathway.set_appointment, "2026-01-12", appointed_on=date(2026, 1, 20), at=told)
    story.then(InterviewSummoned)
    assert story.state.appointments.expected[0].at == read


@pytest.mark.parametrize("told", ["25:00", "9:75", "matin", "930"])
def test_an_hour_that_is_none_is_refused(told: str) -> None:
    given().when(Pathway.set_appointment, "2026-01-12", appointed_on=date(2026, 1, 20), at=told).then_breaks(
        "HOUR_INVALID", "Pratique"
    )


def test_nobody_is_summoned_for_a_day_gone_by() -> None:
    past: dict[str, Any] = {"appointed_on": date(2026, 1, 11)}
    given().when(Pathway.set_appointment, "2026-01-12", **past).then_breaks("APPOINTMENT_PAST", "Pratique")
    given().when(Pathway.set_appointment, "2026-01-11", **past).then(InterviewSummoned)
    moved = given(summoned("2026-01-20")).when(
        Pathway.move_appointment, "2026-01-12", **past, asked_by=Party.PERSON
    )  # fmt: skip
    moved.then_breaks("APPOINTMENT_PAST", "Pratique")


def test_on_its_day_who_came_is_to_be_recorded() -> None:
    owed = given(summoned("2026-01-20")).owes("APPOINTMENT")
    assert owed is not None
    assert (owed.due_on, owed.step) == (date(2026, 1, 20), "record_contact")
    assert owed.because == "rendez-vous du 20/01/2026 à 09:30, projet individualisé (PIIS)"


def test_an_interview_asked_for_is_appointed_within_its_five_working_days() -> None:
    asked: Told = ("2026-04-30", InterviewRequested(asked_on=date(2026, 4, 30)))
    late = given(asked).when(Pathway.set_appointment, "2026-04-30", appointed_on=date(2026, 5, 11))
    late.then_warns("INTERVIEW_LATE")
    in_time = given(asked).when(Pathway.set_appointment, "2026-04-30", appointed_on=date(2026, 5, 8))
    in_time.then(InterviewSummoned)
    assert in_time.pathway.warnings == []
    assert in_time.owes_on("INTERVIEW") == date(2026, 5, 8)


def test_who_was_summoned_may_ask_for_another_day() -> None:
    story = given(summoned("2026-01-20")).when(
        Pathway.move_appointment, "2026-01-15", appointed_on=date(2026, 1, 22), at="14h", asked_by=Party.PERSON
    )
    story.then(InterviewMoved(appointment_id=FIRST, on=date(2026, 1, 22), at="14:00", asked_by=Party.PERSON))
    assert story.owes_on("APPOINTMENT") == date(2026, 1, 22)


def test_an_appointment_is_moved_or_cancelled_until_its_day_is_over() -> None:
    there = given(summoned("2026-01-20"))
    later: dict[str, Any] = {"appointed_on": date(2026, 1, 30)}
    there.when(Pathway.move_appointment, "2026-01-21", **later, asked_by=Party.PERSON).then_breaks(
        "APPOINTMENT_OVER", "Pratique"
    )
    there.when(Pathway.cancel_appointment, "2026-01-21", reason="malade").then_breaks("APPOINTMENT_OVER", "Pratique")
    there.when(Pathway.move_appointment, "2026-01-20", **later, asked_by=Party.CENTRE).then(InterviewMoved)


def test_an_appointment_is_cancelled_with_a_reason() -> None:
    given(summoned("2026-01-20")).when(Pathway.cancel_appointment, "2026-01-15").then_breaks(
        "REASON_REQUIRED", "Pratique"
    )
    story = given(summoned("2026-01-20")).when(Pathway.cancel_appointment, "2026-01-15", reason="en formation")
    story.then(InterviewCancelled(appointment_id=FIRST, reason="en formation"))
    assert story.owes("APPOINTMENT") is None
    assert story.state.appointments.missed is None


def test_what_was_not_set_is_neither_moved_nor_cancelled() -> None:
    later: dict[str, Any] = {"appointed_on": date(2026, 1, 30)}
    given().when(Pathway.move_appointment, "2026-01-15", **later, asked_by=Party.PERSON).then_breaks("NO_APPOINTMENT")
    given().when(Pathway.cancel_appointment, "2026-01-15", reason="erreur").then_breaks("NO_APPOINTMENT", "Pratique")
    other_day = given(summoned("2026-01-20")).when(
        Pathway.cancel_appointment, "2026-01-15", reason="erreur", former_on=date(2026, 1, 21)
    )
    other_day.then_breaks("NO_APPOINTMENT", "Pratique")


def test_of_several_appointments_the_next_is_meant_unless_another_is_named() -> None:
    told = (summoned("2026-01-27", 61), summoned("2026-01-20", 60))
    why: dict[str, Any] = {"reason": "en formation"}
    given(*told).when(Pathway.cancel_appointment, "2026-01-15", **why).then(
        InterviewCancelled(appointment_id=FIRST, **why)
    )
    second = InterviewCancelled(appointment_id=UUID(int=61), **why)
    of_the_day = given(*told).when(Pathway.cancel_appointment, "2026-01-15", **why, former_on=date(2026, 1, 27))
    of_the_day.then(second)
    given(*told).when(Pathway.cancel_appointment, "2026-01-15", **why, appointment_id=UUID(int=61)).then(second)


def test_a_file_opened_again_owes_no_appointment_of_its_earlier_life() -> None:
    closed: Told = ("2026-01-19", PathwayClosed(reason=Closing.MOVED))
    back: Told = ("2026-09-01", PathwayReopened())
    assert given(summoned("2026-01-20"), closed).owes("APPOINTMENT") is None
    assert given(summoned("2026-01-20"), closed, back).owes("APPOINTMENT") is None


def test_where_and_why_are_personal() -> None:
    assert InterviewSummoned.personal_fields() == {"place"}
    assert InterviewCancelled.personal_fields() == {"reason"}


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (summoned("2026-01-20")[1],
         "Rendez-vous fixé : le 20/01/2026 à 09:30, projet individualisé (PIIS), annoncé par lettre"),
        (InterviewSummoned(on=date(2026, 1, 30), place=Erased.ERASED, following=FIRST),
         "Rendez-vous fixé : le 30/01/2026, suivi, [effacé], nouvelle convocation"),
        (InterviewMoved(appointment_id=FIRST, on=date(2026, 1, 22), at="14:00", asked_by=Party.PERSON),
         "Rendez-vous déplacé : au 22/01/2026 à 14:00, demandé par la personne"),
        (InterviewCancelled(appointment_id=FIRST, reason="en formation"), "Rendez-vous annulé : en formation"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: Event, sentence: str) -> None:
    assert fact.sentence == sentence
