"""Contacts: an interview asked for, held or missed; a silence shown."""

from datetime import date

import pytest

from domain.kernel import Erased
from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.pathway.article60 import Article60FollowedUp
from domain.pathway.followup import (
    Channel,
    ContactKind,
    InterviewHeld,
    InterviewMissed,
    InterviewRequested,
    last_contact_on,
)
from domain.pathway.identity import Closing, PathwayClosed, PathwayReopened
from domain.pathway.piis_follow import PiisEvaluated
from tests.contracts import RUNNING
from tests.story import Told, given

ASKED: Told = ("2026-04-30", InterviewRequested(asked_on=date(2026, 4, 30)))
HELD: Told = ("2026-05-05", InterviewHeld())


def test_who_asks_for_an_interview_has_it_within_five_working_days() -> None:
    story = given().when(Pathway.request_interview, on="2026-04-30").then(ASKED[1])
    owed = story.owes("INTERVIEW")
    assert owed is not None
    assert (owed.due_on, owed.step) == (date(2026, 5, 8), "record_contact")
    assert given(("2026-03-09", InterviewRequested(asked_on=date(2026, 3, 9)))).owes_on("INTERVIEW") == date(
        2026, 3, 16
    )


def test_an_interview_is_not_asked_for_tomorrow() -> None:
    given().when(Pathway.request_interview, on="2026-04-30", asked_on=date(2026, 5, 1)).then_breaks(
        "ASKED_LATER", "AR DIS, art. 10 à 21"
    )


def test_an_interview_held_settles_the_request_even_late() -> None:
    story = given(ASKED).when(
        Pathway.record_contact, on="2026-05-20", channel=Channel.PHONE, kind=ContactKind.REQUESTED, duration=30
    )
    story.then(
        InterviewHeld(on=date(2026, 5, 20), channel=Channel.PHONE, kind=ContactKind.REQUESTED, duration=30)
    )  # fmt: skip
    assert story.owes("INTERVIEW") is None


def test_an_interview_held_before_the_request_does_not() -> None:
    earlier: Told = ("2026-05-02", InterviewHeld(on=date(2026, 4, 20)))
    assert given(ASKED, earlier).owes_on("INTERVIEW") == date(2026, 5, 8)


def test_an_interview_missed_for_a_good_reason_is_still_owed() -> None:
    story = given(ASKED).when(Pathway.record_contact, on="2026-05-06", missed=True, justified=True)
    story.then(InterviewMissed(on=date(2026, 5, 6), justified=True))
    assert story.owes_on("INTERVIEW") == date(2026, 5, 8)
    assert given(ASKED, ("2026-05-06", InterviewMissed())).owes("INTERVIEW") is None


def test_a_contact_is_not_recorded_before_it_is_held() -> None:
    story = given().when(Pathway.record_contact, on="2026-05-06")
    with pytest.raises(RuleBroken) as broken:
        Pathway.record_contact(story.pathway, on=date(2026, 5, 7))
    assert broken.value.code == "CONTACT_LATER"


def test_silence_is_shown_forty_five_days_after_the_opening_or_the_last_contact() -> None:
    assert given().owes_on("CONTACT_SILENCE") == date(2020, 2, 16)
    owed = given(("2026-02-23", InterviewHeld())).owes("CONTACT_SILENCE")
    assert owed is not None
    assert (owed.due_on, owed.because) == (date(2026, 4, 9), "dernier contact du 23/02/2026 + 45 jours (usage)")


def test_an_interview_missed_is_no_contact() -> None:
    assert given(("2026-02-23", InterviewMissed())).owes_on("CONTACT_SILENCE") == date(2020, 2, 16)


def test_an_evaluation_of_the_plan_and_a_follow_up_of_a_contract_are_contacts() -> None:
    evaluated: Told = ("2026-03-10", PiisEvaluated(on=date(2026, 3, 10)))
    followed: Told = ("2026-03-23", Article60FollowedUp(on=date(2026, 3, 23)))
    assert given(*RUNNING, evaluated).owes_on("CONTACT_SILENCE") == date(2026, 4, 24)
    assert given(*RUNNING, evaluated, followed).owes_on("CONTACT_SILENCE") == date(2026, 5, 7)
    assert last_contact_on(given(*RUNNING, followed, HELD).state) == date(2026, 5, 5)


def test_a_file_opened_again_counts_from_that_day() -> None:
    closed: Told = ("2026-06-01", PathwayClosed(reason=Closing.WORK))
    reopened: Told = ("2027-01-04", PathwayReopened())
    assert given(HELD, closed, reopened).owes_on("CONTACT_SILENCE") == date(2027, 2, 18)


def test_a_closed_file_owes_no_contact() -> None:
    closed: Told = ("2026-06-01", PathwayClosed(reason=Closing.WORK))
    given(closed).when(Pathway.record_contact, on="2026-06-02").then_breaks("FILE_CLOSED")
    given(closed).when(Pathway.request_interview, on="2026-06-02").then_breaks("FILE_CLOSED")


def test_the_note_is_personal() -> None:
    assert InterviewHeld.personal_fields() == {"note", "note_ref"}
    assert InterviewHeld(note=Erased.ERASED).sentence == "Entretien tenu : en personne, suivi ; [effacé]"


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (ASKED[1], "Entretien demandé : le 30/04/2026"),
        (InterviewHeld(on=date(2026, 3, 10), channel=Channel.PHONE, duration=20, note_ref="N4", note="cours repris"),
         "Entretien tenu : le 10/03/2026, par téléphone, suivi, 20 minutes, note N4 ; cours repris"),
        (InterviewMissed(on=date(2026, 3, 10)), "Entretien manqué : sans justification, le 10/03/2026"),
        (InterviewMissed(justified=True), "Entretien manqué : justifié"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: InterviewHeld, sentence: str) -> None:
    assert fact.sentence == sentence
