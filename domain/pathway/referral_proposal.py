"""A referral proposed to a partner: accepted, refused, left without an answer, or withdrawn; and proposed again.

Law: RGPD, art. 6, § 1, a): no consent that day, no sharing. Otherwise a practice. Partners answer by their account or a
one-time link; until they do so here, an agent records what they said, and how.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import Field

from domain.french import day, said
from domain.kernel import Choice, Event, Line, Personal, replace
from domain.law import Refusal, present, require
from domain.pathway.consent import CONSENT, the_partner
from domain.pathway.episode import episode_id
from domain.pathway.referral import REFERRAL, REFERRAL_ANSWER, Orientation, Standing
from domain.pathway.referral_chosen import chosen
from domain.pathway.services import ServiceCode
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

Places = Annotated[int, Field(ge=0, le=9999)]


class AnswerChannel(Choice):
    """How the partner answered."""

    ACCOUNT = "account", "par son compte"
    ONE_TIME_LINK = "one_time_link", "par un lien à usage unique"
    TOLD = "told", "dit à un agent du CPAS"


class RefusalReason(Choice):
    """Why a partner refuses (our list)."""

    DIGITAL_SKILLS = "digital_skills", "prérequis numérique"
    LANGUAGE_SKILLS = "language_skills", "prérequis de langue"
    ENTRY_CONDITION = "entry_condition", "autre condition d'entrée"
    FULL = "full", "plus de place"
    OTHER_PUBLIC = "other_public", "public hors de sa mission"
    NOT_SEEN = "not_seen", "la personne ne s'est pas présentée"
    OTHER = "other", "autre motif"


class ReferralProposed(
    Event,
    topic="referral.proposed",
    french="Orientation proposée : {service}, partenaire {partner}, à répondre pour le {expires_on}",
):
    """The centre shared the file with a partner who may take the person on; it takes a place."""

    referral_id: UUID | None = None
    partner: Line
    service: ServiceCode
    expires_on: date
    following: UUID | None = None

    def apply(self, state: State, on: date) -> State:
        id = self.referral_id or episode_id("referral", self.partner, self.service, on)
        proposed = Orientation(id, self.service, on, Standing.PROPOSED, self.partner, self.expires_on,
                               following=self.following)  # fmt: skip
        return replace(state, referral=state.referral.with_(proposed))

    @property
    def sentence(self) -> str:
        return super().sentence + (" ; nouvelle tentative" if self.following else "")


def _answered(state: State, id: UUID | None, standing: Standing, appointment_on: date | None = None) -> State:
    """The state once the referral, or the last one that waits for an answer, stands so."""
    answered = state.referral.amended(
        id, lambda each: each.awaits_answer,
        lambda each: replace(each, standing=standing, appointment_on=appointment_on),
    )  # fmt: skip
    return replace(state, referral=answered)


class ReferralAccepted(Event, topic="referral.accepted", french="Accord sur l'orientation proposée : {channel}"):
    """The partner takes the person on, or receives the person on a day."""

    referral_id: UUID | None = None
    channel: AnswerChannel = AnswerChannel.TOLD
    appointment_on: date | None = None

    def apply(self, state: State, on: date) -> State:
        return _answered(state, self.referral_id, Standing.ACCEPTED, self.appointment_on)

    @property
    def sentence(self) -> str:
        return super().sentence + (f", rendez-vous le {day(self.appointment_on)}" if self.appointment_on else "")


class ReferralRefused(
    Event, topic="referral.refused", french="Refus de l'orientation proposée : {reason_code}, {channel}"
):
    """The partner does not take the person on, and says why; the place is free again."""

    referral_id: UUID | None = None
    reason_code: RefusalReason
    channel: AnswerChannel = AnswerChannel.TOLD

    def apply(self, state: State, on: date) -> State:
        return _answered(state, self.referral_id, Standing.REFUSED)


class ReferralExpired(Event, topic="referral.expired", french="Orientation proposée restée sans réponse"):
    """The partner did not answer in time: the referral returns to its sender, the place is free again."""

    referral_id: UUID | None = None

    def apply(self, state: State, on: date) -> State:
        return _answered(state, self.referral_id, Standing.EXPIRED)


class ReferralWithdrawn(Event, topic="referral.withdrawn", french="Retrait de l'orientation proposée : {reason}"):
    """The centre took the proposal back before the partner answered; the place is free again."""

    referral_id: UUID | None = None
    reason: Personal[str]

    def apply(self, state: State, on: date) -> State:
        return _answered(state, self.referral_id, Standing.WITHDRAWN)


NOT_PROPOSED = Refusal("NO_REFERRAL_PROPOSED", "Aucune orientation n'attend de réponse.")


def _is_proposed(state: State) -> bool:
    return any(each.awaits_answer for each in state.referral.referrals)


class ReferralProposalSteps(Steps):
    """How a partner is asked, and what becomes of the question."""

    @step("Proposer une orientation à un partenaire", law=REFERRAL)
    def propose_referral(
        self, partner: Line, service: ServiceCode, expires_on: date | None = None, places_left: Places | None = None
    ) -> None:
        """Consent runs that day and a place is free; what came to nothing may be tried again, with the same consent."""
        named, referral = the_partner(partner, REFERRAL), self.state.referral
        require(referral.may_share_with(named, self.on), CONSENT, "CONSENT_MISSING",
                "Pas de consentement : le dossier ne peut être partagé.")  # fmt: skip
        waiting = any(e.awaits_answer and (e.partner, e.service) == (named, service) for e in referral.referrals)
        require(not waiting, REFERRAL, "ALREADY_PROPOSED", "Cette orientation attend déjà la réponse du partenaire.")
        require(places_left != 0, REFERRAL, "NO_PLACE_LEFT", "Plus de place dans cette convention.")
        if places_left is None:
            self.warn(REFERRAL, "PLACES_UNCHECKED", "Places restantes non contrôlées.")
        expires = expires_on or REFERRAL_ANSWER.after(self.on, self.rules)
        require(expires >= self.on, REFERRAL, "EXPIRES_BEFORE", "La réponse ne peut être attendue avant la demande.")
        tried = referral.last_attempt(service)
        self.record(
            ReferralProposed(
                referral_id=self.new_id(),
                partner=named,
                service=service,
                expires_on=expires,
                following=tried.id if tried else None,
            )
        )

    @step("Acter l'accord du partenaire", law=REFERRAL, when=_is_proposed, otherwise=NOT_PROPOSED)
    def accept_referral(
        self,
        channel: AnswerChannel = AnswerChannel.TOLD,
        appointment_on: date | None = None,
        partner: Line = "",
        referral_id: UUID | None = None,
    ) -> None:
        """How the partner answered is noted; late, the answer is recorded all the same."""
        answered = self._proposed(partner, referral_id)
        self._late(answered)
        self.record(ReferralAccepted(referral_id=answered.id, channel=channel, appointment_on=appointment_on))

    @step("Acter le refus du partenaire", law=REFERRAL, when=_is_proposed, otherwise=NOT_PROPOSED)
    def refuse_referral(
        self,
        reason_code: RefusalReason | None = None,
        channel: AnswerChannel = AnswerChannel.TOLD,
        partner: Line = "",
        referral_id: UUID | None = None,
    ) -> None:
        """A refusal has its reason, out of a closed list, so that another partner may be found."""
        why = present(reason_code, REFERRAL, "REASON_REQUIRED", "Indiquez un motif.")
        answered = self._proposed(partner, referral_id)
        self._late(answered)
        self.record(ReferralRefused(referral_id=answered.id, reason_code=why, channel=channel))

    @step("Laisser expirer une orientation", law=REFERRAL, when=_is_proposed, otherwise=NOT_PROPOSED)
    def expire_referral(self, partner: Line = "", referral_id: UUID | None = None) -> None:
        """Once the last day to answer has passed, never before, the referral returns to its sender."""
        left = self._proposed(partner, referral_id)
        until = left.expires_on or left.made_on
        require(self.on > until, REFERRAL, "NOT_EXPIRED", f"Le partenaire peut répondre jusqu'au {day(until)} inclus.")
        self.record(ReferralExpired(referral_id=left.id))

    @step("Retirer une orientation", law=REFERRAL, when=_is_proposed, otherwise=NOT_PROPOSED)
    def withdraw_referral(self, reason: Line = "", partner: Line = "", referral_id: UUID | None = None) -> None:
        """The centre may take its proposal back, and says why."""
        why = reason or self.need_reason(REFERRAL)
        self.record(ReferralWithdrawn(referral_id=self._proposed(partner, referral_id).id, reason=why))

    def _proposed(self, partner: str, id: UUID | None) -> Orientation:
        """The referral meant, among those that wait for an answer."""
        waiting = [each for each in self.state.referral.referrals if each.awaits_answer]
        return chosen(waiting, NOT_PROPOSED, partner=partner, id=id)

    def _late(self, answered: Orientation) -> None:
        """An answer after the last day is said to be late."""
        if answered.expires_on and self.on > answered.expires_on:
            self.warn(REFERRAL, "ANSWER_LATE", f"La réponse était attendue pour le {said(answered.expires_on)}.")
