"""The recovery of what was paid in excess.

Law: DIS, art. 24; 20 and 21 (hearing and mentions; their reach cited from memory).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from domain.acts import DIS
from domain.kernel import Choice, Event, Line, Personal, replace
from domain.law import Refusal, require
from domain.pathway.deciding import Body, DecidingSteps
from domain.pathway.decisions import Matter, Mention, decided
from domain.pathway.entitlement import Euros
from domain.pathway.hearing import Subject
from domain.pathway.measure import Measure
from domain.pathway.step import step

if TYPE_CHECKING:
    from domain.pathway import State

RECOVER = DIS("art. 24")


class RecoveryGround(Choice):
    """Why money comes back."""

    REVIEW = "retroactive_review", "révision avec effet rétroactif"
    SAME_PERIOD = "same_period", "ressources dues pour la même période"


class RisRecoveryOrdered(
    Event,
    topic="ris.recovery-ordered",
    french="Récupération ordonnée : {amount} €, du {period_from} au {period_to}, {ground}, décidée le {decided_on}",
):
    """The centre asks back, in euros, what was paid in excess for a period, both days included."""

    decision_id: UUID
    decided_on: date
    body: Body
    period_from: date
    period_to: date
    amount: Decimal
    ground: RecoveryGround
    motive_law: Personal[str]
    motive_fact: Personal[str]
    mentions: tuple[Mention, ...]

    def apply(self, state: State, on: date) -> State:
        ordered = replace(
            state, recoveries=Recoveries((*state.recoveries.ordered, Recovery(self.decision_id, self.amount))),
            hearings=state.hearings.used(Subject.RECOVERY),
        )  # fmt: skip
        return decided(ordered, Matter.RECOVERY, self.decision_id, self.decided_on, self.mentions)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What is asked back, in euros."""

    id: UUID
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Recoveries(Measure):
    """What is asked back, in the order decided."""

    ordered: tuple[Recovery, ...] = ()

    def without(self, id: UUID) -> Recoveries:
        """The same, but one that a court undid."""
        return Recoveries(tuple(each for each in self.ordered if each.id != id))


class RisRecoverySteps(DecidingSteps):
    """How a centre asks back."""

    @step(
        "Ordonner la récupération",
        law=RECOVER,
        when=lambda state: bool(state.ris.rights),
        otherwise=Refusal("NO_RIGHT", "Aucun revenu n'a été octroyé."),
    )
    def order_recovery(
        self,
        ground: RecoveryGround = RecoveryGround.REVIEW,
        amount: Euros | None = None,
        period_from: date | None = None,
        period_to: date | None = None,
        motive_law: Line = "",
        motive_fact: Line = "",
        mentions: tuple[Mention, ...] = (),
        decided_on: date | None = None,
        body: Body = Body.COMMITTEE,
    ) -> None:
        """After a retroactive review, or for resources due for the same period; no sum told: what the review found."""
        found = self.state.reviews.overpaid
        by_review = ground is RecoveryGround.REVIEW
        require(not by_review or found is not None, RECOVER, "NO_OVERPAYMENT",
                "Aucune révision rétroactive n'a trouvé de paiement en trop : concluez-la d'abord.")  # fmt: skip
        self.heard(Subject.RECOVERY)
        self.reasoned(motive_law, motive_fact, mentions)
        sum_ = amount if amount is not None else (-found.difference if found and by_review else None)
        first = period_from or (found.effective_on if found and by_review else None)
        last = period_to or (found.decided_on if found and by_review else None)
        require(bool(sum_) and first is not None and last is not None, RECOVER, "AMOUNT_REQUIRED",
                "Indiquez la somme et la période à récupérer.")  # fmt: skip
        assert sum_ is not None and first is not None and last is not None  # noqa: PT018  said by the rule above
        require(first <= last, RECOVER, "END_BEFORE_START", "La fin de la période ne peut précéder son début.")
        self.record(
            RisRecoveryOrdered(
                decision_id=self.new_id(),
                decided_on=self.decided_day(decided_on, self._since, RECOVER, about=Subject.RECOVERY),
                body=body,
                period_from=first,
                period_to=last,
                amount=sum_,
                ground=ground,
                motive_law=motive_law,
                motive_fact=motive_fact,
                mentions=mentions,
            )
        )  # fmt: skip

    @property
    def _since(self) -> date:
        """The day of the first grant."""
        return self.state.ris.rights[0].decided_on
