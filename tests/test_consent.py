"""Consent to share the file: for whom, for what, until when; taken back as easily as it was given."""

from datetime import date
from typing import Any

import pytest

from domain.kernel import Event
from domain.pathway import Pathway
from domain.pathway.consent import ReferralConsentGiven, ReferralConsentWithdrawn, Scope
from domain.pathway.referral_proposal import ReferralProposed
from domain.pathway.services import ServiceCode
from tests.story import Told, given

PARTNER, OTHER = "0403019261", "0206731645"
SCOPE = (Scope.CONTACT, Scope.PROJECT)
YEAR_END = date(2026, 12, 31)
CONSENT = ReferralConsentGiven(partner=PARTNER, scope=SCOPE, until=YEAR_END)
GIVEN: Told = ("2026-02-16", CONSENT)
TO_OTHER: Told = ("2026-02-16", ReferralConsentGiven(partner=OTHER, scope=SCOPE, until=YEAR_END))
PROPOSED: Told = (
    "2026-02-16", ReferralProposed(partner=PARTNER, service=ServiceCode.CISP, expires_on=date(2026, 3, 2)),
)  # fmt: skip


def test_consent_names_the_partner_what_is_shared_and_until_when() -> None:
    story = given().when(Pathway.give_consent, "2026-02-16", partner="BE 0403.019.261", scope=SCOPE, until=YEAR_END)
    story.then(CONSENT)
    assert story.state.referral.may_share_with(PARTNER, YEAR_END)
    assert not story.state.referral.may_share_with(PARTNER, date(2027, 1, 1))
    assert not story.state.referral.may_share_with(OTHER, YEAR_END)


def test_one_consent_may_name_several_partners_each_once() -> None:
    story = given().when(
        Pathway.give_consent, "2026-02-16", partner=PARTNER, scope=SCOPE, until=YEAR_END,
        other_partners=(OTHER, PARTNER),
    )  # fmt: skip
    story.then(CONSENT, TO_OTHER[1])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"scope": ()}, "SCOPE_REQUIRED"),
        ({"until": date(2026, 2, 15)}, "CONSENT_ENDS_BEFORE"),
        ({"partner": ""}, "PARTNER_REQUIRED"),
        ({"partner": "0403019262"}, "BCE_INVALID"),
        ({"other_partners": ("un ami",)}, "BCE_INVALID"),
    ],
)
def test_no_consent_without_a_scope_an_end_to_come_and_a_partner(changed: dict[str, object], code: str) -> None:
    answers: dict[str, Any] = {"partner": PARTNER, "scope": SCOPE, "until": YEAR_END, **changed}
    given().when(Pathway.give_consent, "2026-02-16", **answers).then_breaks(code, "RGPD, art. 6")


def test_consent_may_be_given_for_one_day() -> None:
    day = date(2026, 2, 16)
    story = given().when(Pathway.give_consent, "2026-02-16", partner=PARTNER, scope=SCOPE, until=day)
    story.then(ReferralConsentGiven(partner=PARTNER, scope=SCOPE, until=day))
    assert story.state.referral.may_share_with(PARTNER, day)


def test_a_new_consent_takes_the_place_of_the_former() -> None:
    shorter: Told = (
        "2026-03-02", ReferralConsentGiven(partner=PARTNER, scope=(Scope.CONTACT,), until=date(2026, 6, 30)),
    )  # fmt: skip
    (consent,) = given(GIVEN, shorter).state.referral.consents
    assert (consent.scope, consent.until) == ((Scope.CONTACT,), date(2026, 6, 30))


def test_consent_is_taken_back_at_any_time() -> None:
    story = given(GIVEN).when(Pathway.withdraw_consent, "2026-03-02")
    story.then(ReferralConsentWithdrawn(partner=PARTNER, on=date(2026, 3, 2)))
    assert not story.state.referral.may_share_with(PARTNER, date(2026, 3, 2))
    assert story.pathway.warnings == []


def test_what_was_never_given_is_not_taken_back() -> None:
    given().when(Pathway.withdraw_consent, "2026-03-02").then_breaks("NO_CONSENT", "RGPD, art. 7")
    given(GIVEN).when(Pathway.withdraw_consent, "2026-03-02", partner=OTHER).then_breaks("NO_CONSENT", "RGPD, art. 7")
    given(GIVEN).when(Pathway.withdraw_consent, "2026-03-02", withdrawn_on=date(2026, 3, 3)).then_breaks(
        "LATER_THAN_THE_ACT", "RGPD, art. 7"
    )


def test_of_several_consents_the_one_taken_back_is_named() -> None:
    story = given(GIVEN, TO_OTHER)
    story.when(Pathway.withdraw_consent, "2026-03-02").then_breaks("PARTNER_REQUIRED", "RGPD, art. 7")
    story.when(Pathway.withdraw_consent, "2026-03-02", partner=OTHER)
    story.then(ReferralConsentWithdrawn(partner=OTHER, on=date(2026, 3, 2)))
    assert [consent.partner for consent in story.state.referral.consents] == [PARTNER]


def test_a_referral_still_waiting_for_that_partner_is_pointed_out() -> None:
    given(GIVEN, PROPOSED).when(Pathway.withdraw_consent, "2026-02-20").then_warns("REFERRAL_STILL_OPEN")
    elsewhere = given(GIVEN, TO_OTHER, PROPOSED).when(Pathway.withdraw_consent, "2026-02-20", partner=OTHER)
    elsewhere.then(ReferralConsentWithdrawn)
    assert elsewhere.pathway.warnings == []


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (CONSENT, "Consentement au partage : 0403019261, identité et coordonnées, projet et objectifs du plan, "
                  "jusqu'au 31/12/2026"),
        (ReferralConsentWithdrawn(partner=PARTNER, on=date(2026, 3, 2)),
         "Consentement au partage retiré : 0403019261, le 02/03/2026"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: Event, sentence: str) -> None:
    assert fact.sentence == sentence
