"""A person sent to a service, and what came of it; no file is shared for that."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.kernel import Event
from domain.pathway import Pathway
from domain.pathway.referral import Attended, Result
from domain.pathway.referral_made import ReferralMade, ReferralOutcome
from domain.pathway.referral_proposal import ReferralAccepted, ReferralProposed
from domain.pathway.services import ServiceCode
from domain.pathway.training import TrainingEnrolled
from tests.story import Told, given

PARTNER = "0403019261"
SENT: Told = (
    "2026-02-13",
    ReferralMade(referral_id=UUID(int=90), service=ServiceCode.JOB_SHOP, appointment_on=date(2026, 2, 17)),
)
ACCEPTED: tuple[Told, ...] = (
    ("2026-02-16", ReferralProposed(
        referral_id=UUID(int=91), partner=PARTNER, service=ServiceCode.CISP, expires_on=date(2026, 3, 2)
    )),
    ("2026-02-18", ReferralAccepted(referral_id=UUID(int=91))),
)  # fmt: skip
WENT: dict[str, Any] = {"attended": Attended.YES, "result": Result.INFORMED}


def test_a_person_is_sent_to_a_service_without_any_consent() -> None:
    story = given().when(
        Pathway.refer_to_service, "2026-02-13", service=ServiceCode.JOB_SHOP, appointment_on=date(2026, 2, 17)
    )
    story.then(ReferralMade)
    assert story.state.referral.informed == {ServiceCode.JOB_SHOP}
    story.when(Pathway.refer_to_service, "2026-02-13", service=ServiceCode.ALE).then(ReferralMade)


def test_nobody_is_sent_to_an_appointment_gone_by() -> None:
    given().when(
        Pathway.refer_to_service, "2026-02-13", service=ServiceCode.JOB_SHOP, appointment_on=date(2026, 2, 12)
    ).then_breaks("APPOINTMENT_PAST", "Osez Liège")


def test_what_came_of_it_is_asked_two_weeks_after_the_appointment() -> None:
    owed = given(SENT).owes("REFERRAL_OUTCOME")
    assert owed is not None
    assert (owed.due_on, owed.step) == (date(2026, 3, 3), "record_referral_outcome")
    assert owed.because == "Maison de l'emploi ; rendez-vous du 17/02/2026 + 14 jours (usage)"
    without_day: Told = ("2026-02-13", ReferralMade(service=ServiceCode.ALE))
    assert given(without_day).owes_on("REFERRAL_OUTCOME") == date(2026, 2, 27)


def test_what_came_of_it_is_recorded_once() -> None:
    story = given(SENT).when(Pathway.record_referral_outcome, "2026-02-18", **WENT)
    story.then(ReferralOutcome(referral_id=UUID(int=90), **WENT))
    assert story.owes("REFERRAL_OUTCOME") is None
    story.when(Pathway.record_referral_outcome, "2026-02-19", **WENT).then_breaks("NO_REFERRAL_UNDER_WAY", "Pratique")


def test_an_outcome_says_whether_the_person_went_and_what_came_of_it() -> None:
    story = given(SENT)
    story.when(Pathway.record_referral_outcome, "2026-02-18", attended=Attended.NO).then_breaks("OUTCOME_REQUIRED")
    story.when(Pathway.record_referral_outcome, "2026-02-18", result=Result.UNKNOWN).then_breaks(
        "OUTCOME_REQUIRED", "Pratique"
    )


def test_nothing_comes_of_an_appointment_before_its_day() -> None:
    given(SENT).when(Pathway.record_referral_outcome, "2026-02-16", **WENT).then_breaks("OUTCOME_TOO_EARLY", "Pratique")
    given(SENT).when(Pathway.record_referral_outcome, "2026-02-17", **WENT).then(ReferralOutcome)


def test_a_referral_accepted_is_followed_too_until_the_training_begins() -> None:
    assert given(*ACCEPTED).owes_on("REFERRAL_OUTCOME") == date(2026, 3, 2)
    elsewhere: Told = ("2026-03-16", TrainingEnrolled(operator_bce="0206731645", start=date(2026, 3, 16)))
    there: Told = ("2026-03-16", TrainingEnrolled(operator_bce=PARTNER, start=date(2026, 3, 16)))
    assert given(*ACCEPTED, elsewhere).owes_on("REFERRAL_OUTCOME") == date(2026, 3, 2)
    assert given(*ACCEPTED, there).owes("REFERRAL_OUTCOME") is None
    before: Told = ("2026-01-05", TrainingEnrolled(operator_bce=PARTNER, start=date(2026, 1, 5)))
    assert given(before, *ACCEPTED).owes_on("REFERRAL_OUTCOME") == date(2026, 3, 2)


def test_of_several_referrals_the_one_that_came_to_something_is_named() -> None:
    told = (SENT, *ACCEPTED)
    given(*told).when(Pathway.record_referral_outcome, "2026-02-20", **WENT).then_breaks("WHICH_REFERRAL", "Pratique")
    by_service = given(*told).when(
        Pathway.record_referral_outcome, "2026-02-20", **WENT, service=ServiceCode.JOB_SHOP
    )  # fmt: skip
    by_service.then(ReferralOutcome(referral_id=UUID(int=90), **WENT))
    by_partner = given(*told).when(Pathway.record_referral_outcome, "2026-02-20", **WENT, partner=PARTNER)
    by_partner.then(ReferralOutcome(referral_id=UUID(int=91), **WENT))


def test_an_outcome_told_without_an_identifier_is_of_the_last_referral_under_way() -> None:
    outcome: Told = ("2026-02-20", ReferralOutcome(**WENT))
    (referral,) = given(SENT, outcome).state.referral.referrals
    assert (referral.attended, referral.result) == (Attended.YES, Result.INFORMED)
    assert given(outcome).state.referral.referrals == ()


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (SENT[1], "Orientation vers un service : Maison de l'emploi, rendez-vous le 17/02/2026"),
        (ReferralMade(service=ServiceCode.FOREM), "Orientation vers un service : FOREM"),
        (ReferralOutcome(**WENT), "Suite de l'orientation : informée seulement, la personne y est allée"),
    ],
)
def test_each_fact_reads_as_a_sentence(fact: Event, sentence: str) -> None:
    assert fact.sentence == sentence
