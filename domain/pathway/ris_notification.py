"""A decision told to the person and carried out: the letter, the period of appeal, the first payment.

Law: DIS, art. 21 § 4 and 23 (cited from memory), art. 47 (appeal). The last day of an appeal is read in two ways: the
earlier is shown, and never moved to a later day; the product informs, and closes no right by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from domain.acts import DIS
from domain.delays import Deadline, Delay, eve, length, months_after, working_days_after
from domain.delays import Kind as DeadlineKind
from domain.french import day
from domain.kernel import Choice, Event, replace
from domain.law import Refusal, require
from domain.pathway.entitlement import Euros
from domain.pathway.step import Steps, step
from domain.rules import Confidence, RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

NOTIFY = Delay("NOTIFY", "Notifier la décision", DIS("art. 21, § 4", verified=False), "ris.notification.days",
               step="notify_decision")  # fmt: skip
FIRST_PAYMENT = Delay("FIRST_PAYMENT", "Effectuer le premier paiement", DIS("art. 23", verified=False),
                      "ris.first_payment.days", step="record_first_payment")  # fmt: skip
INTEREST = Delay("INTEREST", "Intérêts de retard dus", DIS("art. 23", verified=False),
                 "ris.first_payment.interest_days", kind=DeadlineKind.INFORMATION)  # fmt: skip
APPEAL = DIS("art. 47")


class Letter(Choice):
    """How a decision reached the person."""

    REGISTERED = "registered", "par recommandé"
    BY_HAND = "by_hand", "contre accusé de réception"
    ORDINARY = "ordinary", "par courrier ordinaire"


class RisDecisionNotified(
    Event, topic="ris.decision-notified", french="Décision notifiée {mode} : postée le {posted_on}"
):
    """The decision reached the person; the period of appeal starts, unless the letter was ordinary."""

    decision_id: UUID
    mode: Letter
    posted_on: date
    presented_on: date | None = None

    def apply(self, state: State, on: date) -> State:
        told = Notice(self.mode, self.posted_on, self.presented_on)
        if state.piis.exemption and state.piis.exemption.id == self.decision_id:
            return replace(state, piis=replace(state.piis, exemption=replace(state.piis.exemption, notice=told)))
        return replace(state, ris=state.ris.amended(self.decision_id, lambda decision: replace(decision, notice=told)))


class RisFirstPaid(Event, topic="ris.first-paid", french="Premier paiement effectué : {amount} €, le {paid_on}"):
    """The income was paid for the first time, in euros."""

    paid_on: date
    amount: Decimal

    def apply(self, state: State, on: date) -> State:
        unpaid = state.ris.to_pay
        if unpaid is None:
            return state
        paid = state.ris.amended(unpaid.id, lambda decision: replace(decision, paid_on=self.paid_on))
        return replace(state, ris=paid)


@dataclass(frozen=True, slots=True)
class Notice:
    """How, and when, the person was told."""

    mode: Letter
    posted_on: date
    presented_on: date | None

    @property
    def awaits_presentation(self) -> bool:
        """Whether the letter is on its way: the day it is presented is still to be told."""
        return self.mode is Letter.REGISTERED and self.presented_on is None

    def appeal(self, rules: RuleSet) -> Deadline | None:
        """The last day of an appeal, the earlier of two readings, never moved; none where the period does not run."""
        if self.mode is Letter.ORDINARY:
            return None
        months = rules.find("ris.appeal.months", self.posted_on)
        first_working_day = working_days_after(self.posted_on, 1)
        presented = self.presented_on or first_working_day
        start = min(presented, first_working_day)
        later = eve(months_after(max(presented, first_working_day), int(months.number)))
        return Deadline(
            "APPEAL", eve(months_after(start, int(months.number))), "Recours possible, au plus tard", APPEAL,
            f"posté le {day(self.posted_on)}, présenté le {day(presented)} + {length(months)}, la veille",
            kind=DeadlineKind.INFORMATION, confidence=Confidence.CONFLICTING,
            other_reading=day(later),
        )  # fmt: skip


class RisNotificationSteps(Steps):
    """How a centre tells its decision, and carries it out."""

    @step(
        "Notifier la décision",
        law=NOTIFY.law,
        when=lambda state: state.to_notify is not None,
        otherwise=Refusal("NOTHING_TO_NOTIFY", "Aucune décision n'attend d'être notifiée."),
    )
    def notify_decision(
        self,
        mode: Letter = Letter.REGISTERED,
        posted_on: date | None = None,
        presented_on: date | None = None,
    ) -> None:
        """By registered letter, or by hand against a receipt; only then does the period of appeal run."""
        to_notify = self.state.to_notify
        assert to_notify is not None
        posted = posted_on or to_notify.posted_on or self.on
        presented = posted if mode is Letter.BY_HAND else presented_on
        require(posted >= to_notify.decided_on and (presented or posted) >= posted, NOTIFY.law,
                "NOTIFICATION_BEFORE_DECISION", "La notification ne peut précéder la décision.")  # fmt: skip
        if mode is Letter.ORDINARY:
            self.warn(NOTIFY.law, "APPEAL_NOT_RUNNING", "Le délai de recours ne court pas.")
        self.record(RisDecisionNotified(decision_id=to_notify.id, mode=mode, posted_on=posted, presented_on=presented))

    @step(
        "Acter le premier paiement",
        law=FIRST_PAYMENT.law,
        when=lambda state: state.ris.to_pay is not None,
        otherwise=Refusal("NOTHING_TO_PAY", "Aucun octroi n'attend son premier paiement."),
    )
    def record_first_payment(self, amount: Euros, paid_on: date | None = None) -> None:
        """Payments themselves are made elsewhere; the first is a fact of the pathway."""
        unpaid = self.state.ris.to_pay
        assert unpaid is not None
        require((paid_on or self.on) >= unpaid.decided_on, FIRST_PAYMENT.law, "PAID_BEFORE_DECISION",
                "Le paiement ne peut précéder la décision.")  # fmt: skip
        self.not_later(paid_on, FIRST_PAYMENT.law)
        self.record(RisFirstPaid(paid_on=paid_on or self.on, amount=amount))
