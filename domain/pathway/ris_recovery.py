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
from domain.french import euros
from domain.kernel import Choice, Event, Line, Personal, replace
from domain.law import Refusal, present, require
from domain.pathway.deciding import Body, DecidingSteps
from domain.pathway.decisions import Matter, Mention, decided
from domain.pathway.entitlement import Euros
from domain.pathway.hearing import Subject
from domain.pathway.measure import Measure
from domain.pathway.ris_review import Concluded
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
    review_id: UUID | None = None
    motive_law: Personal[str]
    motive_fact: Personal[str]
    mentions: tuple[Mention, ...]

    def apply(self, state: State, on: date) -> State:
        recovery = Recovery(self.decision_id, self.amount, self.review_id)
        ordered = replace(
            state, recoveries=Recoveries((*state.recoveries.ordered, recovery)),
            hearings=state.hearings.used(Subject.RECOVERY),
        )  # fmt: skip
        return decided(ordered, Matter.RECOVERY, self.decision_id, self.decided_on, self.mentions)


@dataclass(frozen=True)
class Recovery:
    """What is asked back, in euros, for what that review, or withdrawal, found."""

    id: UUID
    amount: Decimal
    review_id: UUID | None = None


@dataclass(frozen=True)
class Recoveries(Measure):
    """What is asked back, in the order decided."""

    ordered: tuple[Recovery, ...] = ()

    def asked_for(self, review_id: UUID) -> Decimal:
        """What is asked back already for what that review found."""
        return sum((each.amount for each in self.ordered if each.review_id == review_id), Decimal(0))

    def reformed(self, id: UUID, amount: Decimal | None) -> Recoveries:
        """The same, that recovery at the sum a court set."""
        anew = (replace(each, amount=amount) if each.id == id and amount is not None else each for each in self.ordered)
        return Recoveries(tuple(anew))

    def without(self, id: UUID) -> Recoveries:
        """The same, but what a court undid: that recovery, or those for what that review had found."""
        return Recoveries(tuple(each for each in self.ordered if id not in {each.id, each.review_id}))


PERIOD = ("AMOUNT_REQUIRED", "Indiquez la somme et la période à récupérer.")


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
        found = self._found(ground)
        self.heard(Subject.RECOVERY)
        self.reasoned(motive_law, motive_fact, mentions)
        sum_ = self._sum(amount, found)
        first = present(period_from or (found.effective_on if found else None), RECOVER, *PERIOD)
        last = present(period_to or (found.decided_on if found else None), RECOVER, *PERIOD)
        require(first <= last, RECOVER, "END_BEFORE_START", "La fin de la période ne peut précéder son début.")
        since = found.decided_on if found else self.state.ris.rights[0].decided_on
        self.record(
            RisRecoveryOrdered(
                decision_id=self.new_id(),
                decided_on=self.decided_day(decided_on, since, RECOVER, about=Subject.RECOVERY),
                body=body,
                period_from=first,
                period_to=last,
                amount=sum_,
                ground=ground,
                review_id=found.id if found else None,
                motive_law=motive_law,
                motive_fact=motive_fact,
                mentions=mentions,
            )
        )  # fmt: skip

    def _found(self, ground: RecoveryGround) -> Concluded | None:
        """The review, or withdrawal, the recovery rests on."""
        if ground is not RecoveryGround.REVIEW:
            return None
        return present(self.state.reviews.overpaid, RECOVER, "NO_OVERPAYMENT",
                       "Aucune révision rétroactive n'a trouvé de paiement en trop : concluez-la d'abord.",
                       )  # fmt: skip

    def _sum(self, told: Decimal | None, found: Concluded | None) -> Decimal:
        """The sum told, never above what was found and nobody asked back yet, acts of a later day included."""
        left = max(Decimal(0), -found.difference - self.whole().recoveries.asked_for(found.id)) if found else None
        sum_ = present(told if told is not None else left, RECOVER, *PERIOD)
        require(sum_ > 0, RECOVER, *PERIOD)
        require(left is None or sum_ <= left, RECOVER, "AMOUNT_ABOVE_OVERPAYMENT",
                f"Il reste {euros(left or Decimal(0))} à récupérer pour cette révision, pas davantage.")  # fmt: skip
        return sum_
