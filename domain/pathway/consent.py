"""The person's consent to share the file with a partner: what may be shared, until when, and its withdrawal.

Law: RGPD, art. 6, § 1, a) and art. 7 (consent, as easy to withdraw as to give). What may be shared is a list of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from domain.acts import RGPD
from domain.french import day, said
from domain.kernel import Choice, Event, Line, replace
from domain.law import Article, Refusal, require
from domain.pathway.enterprise import enterprise
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

CONSENT = RGPD("art. 6, § 1, a)")
WITHDRAWAL = RGPD("art. 7, § 3")


class Scope(Choice):
    """What the partner may be shown (our list); never a health detail."""

    CONTACT = "contact", "identité et coordonnées"
    SKILLS = "skills", "compétences et parcours"
    PROJECT = "project", "projet et objectifs du plan"
    ATTENDANCE = "attendance", "présences et résultats chez le partenaire"


class ReferralConsentGiven(
    Event, topic="referral.consent-given", french="Consentement au partage : {partner}, {scope}, jusqu'au {until}"
):
    """The person agreed that this may be shared with that partner, last day included."""

    partner: Line
    scope: tuple[Scope, ...]
    until: date

    def apply(self, state: State, on: date) -> State:
        given = Consent(self.partner, self.scope, on, self.until)
        others = tuple(consent for consent in state.referral.consents if consent.partner != self.partner)
        return replace(state, referral=replace(state.referral, consents=(*others, given)))


class ReferralConsentWithdrawn(
    Event, topic="referral.consent-withdrawn", french="Consentement au partage retiré : {partner}, le {on}"
):
    """The person took the consent back: nothing more is shared with that partner."""

    partner: Line
    on: date

    def apply(self, state: State, on: date) -> State:
        left = tuple(consent for consent in state.referral.consents if consent.partner != self.partner)
        return replace(state, referral=replace(state.referral, consents=left))


@dataclass(frozen=True)
class Consent:
    """What may be shared with a partner, from a first to a last day, both included."""

    partner: str
    scope: tuple[Scope, ...]
    given_on: date
    until: date

    def runs_on(self, on: date) -> bool:
        """Whether sharing is allowed that day."""
        return self.given_on <= on <= self.until


def the_partner(number: str, law: Article) -> str:
    """The partner, by the ten digits of its enterprise number, without which nothing is shared with it."""
    digits = enterprise(number, law)
    require(bool(digits), law, "PARTNER_REQUIRED", "Indiquez le partenaire par son numéro d'entreprise (BCE).")
    return digits


class ConsentSteps(Steps):
    """How the person agrees to share, and takes it back."""

    @step("Acter le consentement au partage", law=CONSENT)
    def give_consent(
        self, partner: Line, scope: tuple[Scope, ...], until: date, other_partners: tuple[Line, ...] = ()
    ) -> None:
        """Consent names each partner, what is shared and until when; a new one takes the place of the former."""
        require(bool(scope), CONSENT, "SCOPE_REQUIRED", "Indiquez ce qui peut être partagé.")
        require(until >= self.on, CONSENT, "CONSENT_ENDS_BEFORE", "Le consentement ne peut finir avant d'être donné.")
        named = dict.fromkeys(the_partner(each, CONSENT) for each in (partner, *other_partners))
        for each in named:
            self.record(ReferralConsentGiven(partner=each, scope=scope, until=until))

    @step(
        "Retirer le consentement au partage",
        law=WITHDRAWAL,
        when=lambda state: bool(state.referral.consents),
        otherwise=Refusal("NO_CONSENT", "Aucun consentement au partage n'est donné."),
    )
    def withdraw_consent(self, partner: Line = "", withdrawn_on: date | None = None) -> None:
        """Taken back at any time, for the future; what still waits for that partner's answer is to be withdrawn."""
        self.not_later(withdrawn_on, WITHDRAWAL)
        given = [consent.partner for consent in self.state.referral.consents]
        named = enterprise(partner, WITHDRAWAL) or (given[0] if len(given) == 1 else "")
        require(bool(named), WITHDRAWAL, "PARTNER_REQUIRED", f"Indiquez pour quel partenaire : {said(tuple(given))}.")
        require(named in given, WITHDRAWAL, "NO_CONSENT", "Aucun consentement n'est donné pour ce partenaire.")
        withdrawn = withdrawn_on or self.on
        self.record(ReferralConsentWithdrawn(partner=named, on=withdrawn))
        if any(each.awaits_answer and each.partner == named for each in self.state.referral.referrals):
            self.warn(WITHDRAWAL, "REFERRAL_STILL_OPEN",
                      f"Une orientation attend encore la réponse de ce partenaire : retirez-la ({day(withdrawn)})."
                      )  # fmt: skip
