"""A referral that shares nothing of the file: the person is sent to a service; and what came of any referral.

Law: none; the seed « Osez Liège » asks that people reach the services, the periods are a practice.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.french import day
from domain.kernel import Event, Line, replace
from domain.law import Refusal, present, require
from domain.pathway.episode import episode_id
from domain.pathway.referral import REFERRAL, Attended, Orientation, Result
from domain.pathway.referral_chosen import chosen
from domain.pathway.services import INFORM, ServiceCode
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State


class ReferralMade(Event, topic="referral.made", french="Orientation vers un service : {service}"):
    """The person was sent to a service, with an appointment there when one was made; nothing of the file was shared."""

    referral_id: UUID | None = None
    service: ServiceCode
    appointment_on: date | None = None

    def apply(self, state: State, on: date) -> State:
        id = self.referral_id or episode_id("referral", self.service, on)
        made = Orientation(id, self.service, on, appointment_on=self.appointment_on)
        return replace(state, referral=state.referral.with_(made))

    @property
    def sentence(self) -> str:
        return super().sentence + (f", rendez-vous le {day(self.appointment_on)}" if self.appointment_on else "")


class ReferralOutcome(Event, topic="referral.outcome", french="Suite de l'orientation : {result}, {attended}"):
    """What came of a referral, made or accepted."""

    referral_id: UUID | None = None
    attended: Attended
    result: Result

    def apply(self, state: State, on: date) -> State:
        known = state.referral.amended(
            self.referral_id, lambda each: each.awaits_outcome,
            lambda each: replace(each, attended=self.attended, result=self.result),
        )  # fmt: skip
        return replace(state, referral=known)


NO_OUTCOME = Refusal("NO_REFERRAL_UNDER_WAY", "Aucune orientation n'attend d'être suivie.")


class ReferralSteps(Steps):
    """How a person is sent to a service, and how what came of it is known."""

    @step("Orienter vers un service", law=INFORM)
    def refer_to_service(self, service: ServiceCode, appointment_on: date | None = None) -> None:
        """The person goes with an appointment, or without; nothing of the file is shared, so no consent is asked."""
        require(appointment_on is None or appointment_on >= self.on, INFORM, "APPOINTMENT_PAST",
                f"Le rendez-vous ne peut précéder le {day(self.on)}.")  # fmt: skip
        self.record(ReferralMade(referral_id=self.new_id(), service=service, appointment_on=appointment_on))

    @step(
        "Acter la suite d'une orientation",
        law=REFERRAL,
        when=lambda state: any(each.awaits_outcome for each in state.referral.referrals),
        otherwise=NO_OUTCOME,
    )
    def record_referral_outcome(
        self,
        attended: Attended | None = None,
        result: Result | None = None,
        service: ServiceCode | None = None,
        partner: Line = "",
        referral_id: UUID | None = None,
    ) -> None:
        """Whether the person went, and what came of it; « not known » is an answer, silence is not."""
        went = present(attended, REFERRAL, "OUTCOME_REQUIRED", "Indiquez si la personne y est allée.")
        came = present(result, REFERRAL, "OUTCOME_REQUIRED", "Indiquez ce que l'orientation a donné.")
        waiting = [each for each in self.state.referral.referrals if each.awaits_outcome]
        known = chosen(waiting, NO_OUTCOME, partner=partner, service=service, id=referral_id)
        first = known.appointment_on or known.made_on
        require(self.on >= first, REFERRAL, "OUTCOME_TOO_EARLY", f"Le rendez-vous est le {day(first)}.")
        self.record(ReferralOutcome(referral_id=known.id, attended=went, result=came))
