"""A decision told to the person and carried out: the letter, and the first payment.

Law: DIS, art. 21 § 4 and 23 (cited from memory).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from domain.french import day
from domain.kernel import Event, replace
from domain.law import Refusal, require
from domain.pathway.decisions import NOTIFY, Decided, Letter, Matter, Mention, Notice
from domain.pathway.entitlement import Euros
from domain.pathway.ris_right import FIRST_PAYMENT
from domain.pathway.sanctions import SANCTION
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State


class RisDecisionNotified(
    Event, topic="ris.decision-notified", french="Décision notifiée {mode} : postée le {posted_on}", version=2
):
    """The decision reached the person; the appeal period starts if the letter proves its day and says all it must.

    ``lacks``: mentions the letter has not; ``carries``: mentions it adds to a decision taken without them;
    ``matter``: what was decided, for whoever reads the line alone.
    """

    decision_id: UUID
    mode: Letter
    posted_on: date
    presented_on: date | None = None
    lacks: tuple[Mention, ...] = ()
    carries: tuple[Mention, ...] = ()
    matter: Matter | None = None

    def apply(self, state: State, on: date) -> State:
        notice = Notice(self.mode, self.posted_on, self.presented_on, self.lacks, self.carries)
        return replace(state, decisions=state.decisions.amended(self.decision_id, lambda it: it.told(notice)))

    @property
    def sentence(self) -> str:
        presented = f", présentée le {day(self.presented_on)}" if self.presented_on else ""
        lacks = f" ; mentions absentes : {', '.join(each.label for each in self.lacks)}" if self.lacks else ""
        carries = f" ; mentions ajoutées : {', '.join(each.label for each in self.carries)}" if self.carries else ""
        matter = f" ({self.matter.label})" if self.matter else ""
        told = super().sentence.replace("Décision notifiée", f"Décision notifiée{matter}")
        return told + presented + lacks + carries


class RisFirstPaid(Event, topic="ris.first-paid", french="Premier paiement effectué : {amount} €, le {paid_on}"):
    """The income was paid for the first time, in euros."""

    paid_on: date
    amount: Decimal

    def apply(self, state: State, on: date) -> State:
        unpaid = state.ris.to_pay
        if unpaid is None:
            return state
        return replace(state, ris=state.ris.amended(unpaid.id, lambda right: replace(right, paid_on=self.paid_on)))


class RisNotificationSteps(Steps):
    """How a centre tells its decision, and carries it out."""

    @step(
        "Notifier la décision",
        law=NOTIFY.law,
        when=lambda state: bool(state.decisions.untold),
        otherwise=Refusal("NOTHING_TO_NOTIFY", "Aucune décision n'attend d'être notifiée."),
        even_closed=True,
    )
    def notify_decision(
        self,
        mode: Letter = Letter.REGISTERED,
        posted_on: date | None = None,
        presented_on: date | None = None,
        lacks: tuple[Mention, ...] = (),
        carries: tuple[Mention, ...] = (),
        decision_id: UUID | None = None,
    ) -> None:
        """By registered letter, or by hand against a receipt; only then does the period of appeal run.

        No decision named: the first one the person is still to be told of. A letter that started no appeal is put
        right by another, which may carry the mentions the decision lacked.
        """
        told = self._to_tell(decision_id)
        on_its_way = told.posted_on if told.notice and told.notice.awaits_presentation else None
        posted = posted_on or on_its_way or self.on
        presented = posted if mode is Letter.BY_HAND else presented_on
        require(posted >= told.decided_on and (presented or posted) >= posted, NOTIFY.law,
                "NOTIFICATION_BEFORE_DECISION", "La notification ne peut précéder la décision.")  # fmt: skip
        self.not_later(posted, NOTIFY.law)
        if not told.told(Notice(mode, posted, presented, lacks, carries)).starts_appeal:
            self.warn(NOTIFY.law, "APPEAL_NOT_RUNNING", "Le délai de recours ne court pas.")
        if told.matter is Matter.SANCTION:
            self._moves_the_sanction(told, presented)
        self.record(
            RisDecisionNotified(
                decision_id=told.id, mode=mode, posted_on=posted, presented_on=presented, lacks=lacks, carries=carries,
                matter=told.matter,
            )
        )  # fmt: skip

    def _to_tell(self, named: UUID | None) -> Decided:
        untold = [each for each in self.state.decisions.untold if named in {None, each.id}]
        require(bool(untold), NOTIFY.law, "NOTHING_TO_NOTIFY", "Cette décision est inconnue, ou déjà notifiée.")
        waiting = {each.id for each in self.whole().decisions.untold}
        still = [each for each in untold if each.id in waiting]
        require(bool(still), NOTIFY.law, "ALREADY_TOLD", "Cette décision est déjà notifiée, à une date ultérieure.")
        return still[0]

    def _moves_the_sanction(self, told: Decided, presented: date | None) -> None:
        """A letter presented late moves the start of what it announces."""
        sanction = self.state.sanctions.of(told.id)
        if sanction and presented and (starts := sanction.moved_to(presented, self.rules)):
            self.warn(SANCTION, "SANCTION_START_MOVED", f"Lettre présentée tard : la sanction débute le {day(starts)}.")

    @step(
        "Acter le premier paiement",
        law=FIRST_PAYMENT.law,
        when=lambda state: state.ris.to_pay is not None,
        otherwise=Refusal("NOTHING_TO_PAY", "Aucun octroi n'attend son premier paiement."),
        even_closed=True,
    )
    def record_first_payment(self, amount: Euros, paid_on: date | None = None) -> None:
        """Payments themselves are made elsewhere; the first is a fact of the pathway."""
        unpaid = self.state.ris.to_pay
        assert unpaid is not None
        awaiting = {right.id for right in self.whole().ris.rights if right.awaits_payment}
        require(unpaid.id in awaiting, FIRST_PAYMENT.law, "ALREADY_PAID",
                "Cet octroi est déjà payé, ou défait, à une date ultérieure.")  # fmt: skip
        require((paid_on or self.on) >= unpaid.decided_on, FIRST_PAYMENT.law, "PAID_BEFORE_DECISION",
                "Le paiement ne peut précéder la décision.")  # fmt: skip
        self.not_later(paid_on, FIRST_PAYMENT.law)
        self.record(RisFirstPaid(paid_on=paid_on or self.on, amount=amount))
