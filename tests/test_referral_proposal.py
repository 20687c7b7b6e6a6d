"""A referral proposed to a partner: never without consent, for a place that is free, answered or not, tried again."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.kernel import Erased, Event
from domain.pathway import Pathway
from domain.pathway.consent import ReferralConsentGiven, ReferralConsentWithdrawn, Scope
from domain.pathway.identity import Closing, PathwayClosed, PathwayReopened
from domain.pathway.referral import Standing
from domain.pathway.referral_proposal import (
    AnswerChannel,
    ReferralAccepted,
    ReferralExpired,
    ReferralProposed,
    ReferralRefused,
    ReferralWithdrawn,
    RefusalReason,
)
from domain.pathway.services import ServiceCode
from tests.story import Told, given

PARTNER, OTHER = "0403019261", "0206731645"
CISP = ServiceCode.CISP
ASKED: dict[str, Any] = {"partner": PARTNER, "service": CISP}


def consent(partner: str = PARTNER, until: date = date(2026, 12, 31)) -> Told:
    """Consent given on 16 February."""
    return "2026-02-16", ReferralConsentGiven(partner=partner, scope=(Scope.CONTACT,), until=until)


def proposed(on: str, id: int, partner: str = PARTNER, following: int | None = None) -> Told:
    """A referral to be answered by 2 March."""
    fact = ReferralProposed(
        referral_id=UUID(int=id), partner=partner, service=CISP, expires_on=date(2026, 3, 2),
        following=UUID(int=following) if following else None,
    )  # fmt: skip
    return on, fact


WAITING = (consent(), proposed("2026-02-16", 80))


def test_without_consent_that_day_the_file_is_not_shared() -> None:
    law = "RGPD, art. 6"
    given().when(Pathway.propose_referral, "2026-02-16", **ASKED).then_breaks("CONSENT_MISSING", law)
    given(consent(OTHER)).when(Pathway.propose_referral, "2026-02-16", **ASKED).then_breaks("CONSENT_MISSING", law)
    expired = consent(until=date(2026, 3, 1))
    given(expired).when(Pathway.propose_referral, "2026-03-02", **ASKED).then_breaks("CONSENT_MISSING", law)
    back: Told = ("2026-02-20", ReferralConsentWithdrawn(partner=PARTNER, on=date(2026, 2, 20)))
    given(consent(), back).when(Pathway.propose_referral, "2026-02-20", **ASKED).then_breaks("CONSENT_MISSING", law)


def test_with_consent_the_partner_is_asked_until_its_last_day() -> None:
    last_day = given(consent(until=date(2026, 3, 1))).when(Pathway.propose_referral, "2026-03-01", **ASKED)
    last_day.then(ReferralProposed)
    (referral,) = last_day.state.referral.referrals
    assert (referral.partner, referral.standing, referral.following) == (PARTNER, Standing.PROPOSED, None)
    assert CISP in last_day.state.referral.informed


def test_an_answer_is_awaited_within_the_days_of_the_practice_or_those_agreed() -> None:
    story = given(consent()).when(Pathway.propose_referral, "2026-02-16", **ASKED, places_left=3)
    story.then(ReferralProposed)
    owed = story.owes("REFERRAL_ANSWER")
    assert owed is not None
    assert (owed.due_on, owed.step) == (date(2026, 3, 2), "accept_referral")
    assert owed.because.endswith("proposé le 16/02/2026, à répondre pour le 02/03/2026")
    agreed = given(consent()).when(Pathway.propose_referral, "2026-02-16", **ASKED, expires_on=date(2026, 2, 20))
    agreed.then(ReferralProposed)
    assert agreed.owes_on("REFERRAL_ANSWER") == date(2026, 2, 20)


def test_nobody_answers_before_being_asked() -> None:
    story = given(consent()).when(Pathway.propose_referral, "2026-02-16", **ASKED, expires_on=date(2026, 2, 15))
    story.then_breaks("EXPIRES_BEFORE", "Pratique")


def test_no_place_left_is_no_referral_and_places_not_told_are_unchecked() -> None:
    story = given(consent())
    story.when(Pathway.propose_referral, "2026-02-16", **ASKED, places_left=0).then_breaks("NO_PLACE_LEFT", "Pratique")
    story.when(Pathway.propose_referral, "2026-02-16", **ASKED).then_warns("PLACES_UNCHECKED")
    told = given(consent()).when(Pathway.propose_referral, "2026-02-16", **ASKED, places_left=1)
    told.then(ReferralProposed)
    assert told.pathway.warnings == []


def test_the_same_question_is_not_put_twice_while_it_waits() -> None:
    given(*WAITING).when(Pathway.propose_referral, "2026-02-17", **ASKED).then_breaks("ALREADY_PROPOSED", "Pratique")


def test_the_partner_is_known_by_its_number() -> None:
    given().when(Pathway.propose_referral, "2026-02-16", partner="", service=CISP).then_breaks("PARTNER_REQUIRED")
    given().when(Pathway.propose_referral, "2026-02-16", partner="123", service=CISP).then_breaks("BCE_INVALID")


def test_a_partner_accepts_and_how_it_answered_is_noted() -> None:
    story = given(*WAITING).when(
        Pathway.accept_referral, "2026-02-18", channel=AnswerChannel.ACCOUNT, appointment_on=date(2026, 2, 23)
    )
    fact = ReferralAccepted(
        referral_id=UUID(int=80), channel=AnswerChannel.ACCOUNT, appointment_on=date(2026, 2, 23)
    )  # fmt: skip
    story.then(fact)
    assert story.owes("REFERRAL_ANSWER") is None
    assert story.state.referral.referrals[0].awaits_outcome


def test_a_partner_refuses_with_a_reason_of_the_list() -> None:
    given(*WAITING).when(Pathway.refuse_referral, "2026-02-18").then_breaks("REASON_REQUIRED", "Pratique")
    story = given(*WAITING).when(
        Pathway.refuse_referral, "2026-02-18", reason_code=RefusalReason.DIGITAL_SKILLS,
        channel=AnswerChannel.ONE_TIME_LINK,
    )  # fmt: skip
    story.then(
        ReferralRefused(
            referral_id=UUID(int=80), reason_code=RefusalReason.DIGITAL_SKILLS, channel=AnswerChannel.ONE_TIME_LINK
        )
    )
    assert story.owes("REFERRAL_ANSWER") is None
    assert story.owes("REFERRAL_OUTCOME") is None


def test_an_answer_that_comes_late_is_recorded_and_said_to_be_late() -> None:
    given(*WAITING).when(Pathway.accept_referral, "2026-03-03").then_warns("ANSWER_LATE")
    given(*WAITING).when(Pathway.refuse_referral, "2026-03-03", reason_code=RefusalReason.FULL).then_warns(
        "ANSWER_LATE"
    )
    in_time = given(*WAITING).when(Pathway.accept_referral, "2026-03-02")
    in_time.then(ReferralAccepted)
    assert in_time.pathway.warnings == []


def test_a_referral_expires_once_its_last_day_has_passed() -> None:
    given(*WAITING).when(Pathway.expire_referral, "2026-03-02").then_breaks("NOT_EXPIRED", "Pratique")
    story = given(*WAITING).when(Pathway.expire_referral, "2026-03-03").then(ReferralExpired(referral_id=UUID(int=80)))
    assert story.owes("REFERRAL_ANSWER") is None


def test_the_centre_takes_a_referral_back_and_says_why() -> None:
    given(*WAITING).when(Pathway.withdraw_referral, "2026-02-18").then_breaks("REASON_REQUIRED", "Pratique")
    given(*WAITING).when(Pathway.withdraw_referral, "2026-02-18", reason="déménage").then(
        ReferralWithdrawn(referral_id=UUID(int=80), reason="déménage")
    )
    given(*WAITING).when(Pathway.withdraw_referral, "2026-02-18", why="déménage").then(ReferralWithdrawn)


@pytest.mark.parametrize(
    "verb",
    [Pathway.accept_referral, Pathway.refuse_referral, Pathway.expire_referral, Pathway.withdraw_referral],
)
def test_what_was_not_proposed_is_not_answered(verb: Callable[..., None]) -> None:
    given(consent()).when(verb, "2026-03-03").then_breaks("NO_REFERRAL_PROPOSED", "Pratique")


def test_what_came_to_nothing_is_tried_again_with_the_same_consent_and_the_chain_is_kept() -> None:
    refused: Told = ("2026-02-18", ReferralRefused(referral_id=UUID(int=80), reason_code=RefusalReason.FULL))
    story = given(*WAITING, consent(OTHER), refused)
    story.when(Pathway.propose_referral, "2026-02-19", partner=OTHER, service=CISP).then(ReferralProposed)
    second = story.state.referral.referrals[-1]
    assert (second.following, second.standing) == (UUID(int=80), Standing.PROPOSED)
    story.when(Pathway.expire_referral, "2026-03-06").then(ReferralExpired)
    story.when(Pathway.propose_referral, "2026-03-06", **ASKED).then(ReferralProposed)
    third = story.state.referral.referrals[-1]
    assert [each.partner for each in story.state.referral.attempts(third.id)] == [PARTNER, OTHER, PARTNER]
    assert sum(each.came_to_nothing for each in story.state.referral.referrals) == 2


def test_another_partner_asked_meanwhile_follows_nothing() -> None:
    story = given(*WAITING, consent(OTHER))
    story.when(Pathway.propose_referral, "2026-02-17", partner=OTHER, service=CISP).then(ReferralProposed)
    assert story.state.referral.referrals[-1].following is None


def test_of_several_that_wait_the_one_answered_is_named() -> None:
    told = (*WAITING, consent(OTHER), proposed("2026-02-17", 81, OTHER))
    given(*told).when(Pathway.accept_referral, "2026-02-18").then_breaks("WHICH_REFERRAL", "Pratique")
    by_partner = given(*told).when(Pathway.accept_referral, "2026-02-18", partner=OTHER)
    by_partner.then(ReferralAccepted(referral_id=UUID(int=81)))
    by_id = given(*told).when(Pathway.accept_referral, "2026-02-18", referral_id=UUID(int=80))
    by_id.then(ReferralAccepted(referral_id=UUID(int=80)))


def test_a_file_opened_again_awaits_no_answer_of_its_earlier_life() -> None:
    closed: Told = ("2026-02-20", PathwayClosed(reason=Closing.MOVED))
    back: Told = ("2026-09-01", PathwayReopened())
    assert given(*WAITING, closed, back).owes("REFERRAL_ANSWER") is None


def test_answers_told_without_an_identifier_are_of_the_last_that_waits() -> None:
    told = (consent(), proposed("2026-02-16", 80), ("2026-02-18", ReferralAccepted()))
    assert given(*told).state.referral.referrals[0].standing is Standing.ACCEPTED
    assert given(("2026-02-18", ReferralAccepted())).state.referral.referrals == ()


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (proposed("2026-02-16", 80)[1],
         "Orientation proposée : Centre d'insertion socioprofessionnelle, partenaire 0403019261, "
         "à répondre pour le 02/03/2026"),
        (proposed("2026-02-16", 81, following=80)[1],
         "Orientation proposée : Centre d'insertion socioprofessionnelle, partenaire 0403019261, "
         "à répondre pour le 02/03/2026 ; nouvelle tentative"),
        (ReferralAccepted(channel=AnswerChannel.TOLD, appointment_on=date(2026, 2, 23)),
         "Accord sur l'orientation proposée : dit à un agent du CPAS, rendez-vous le 23/02/2026"),
        (ReferralRefused(reason_code=RefusalReason.DIGITAL_SKILLS, channel=AnswerChannel.ONE_TIME_LINK),
         "Refus de l'orientation proposée : prérequis numérique, par un lien à usage unique"),
        (ReferralExpired(), "Orientation proposée restée sans réponse"),
        (ReferralWithdrawn(reason=Erased.ERASED), "Retrait de l'orientation proposée : [effacé]"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: Event, sentence: str) -> None:
    assert fact.sentence == sentence
