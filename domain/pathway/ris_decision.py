"""The decision on a request for the income: granted or refused, in writing, reasoned; and the right taken away.

Law: DIS, art. 20 (hearing), 21 (decision and its eight mentions) and 3 (the conditions); art. 14 is cited from memory.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from domain.delays import eve
from domain.french import day, euros
from domain.kernel import Event, Line, Personal, replace
from domain.law import Refusal, require
from domain.pathway.deciding import DECIDED, Body
from domain.pathway.decisions import Matter, Mention, decided
from domain.pathway.entitlement import GrantCondition
from domain.pathway.hearing import Subject
from domain.pathway.household import Category
from domain.pathway.ris import Answer
from domain.pathway.ris_answer import AnswerSteps
from domain.pathway.ris_review import Concluded, Outcome, Reviews
from domain.pathway.ris_right import Periodicity, Rate, Right, difference
from domain.pathway.step import step

if TYPE_CHECKING:
    from domain.pathway import State


class RisGranted(
    Event,
    topic="ris.granted",
    french="RIS octroyé : {category}, {monthly_amount} € par mois dès le {right_from}, décidé le {decided_on} ({body})",
):
    """The centre granted the income, in euros a month; provisional where no verified scale exists yet."""

    decision_id: UUID
    decided_on: date
    body: Body
    category: Category
    scale: Decimal
    provisional: bool = False
    countable: Decimal
    monthly_amount: Decimal
    right_from: date
    periodicity: Periodicity
    motive_law: Personal[str]
    motive_fact: Personal[str]
    mentions: tuple[Mention, ...]

    def apply(self, state: State, on: date) -> State:
        ris = state.ris
        right = Right(
            self.decision_id, ris.kind, ris.awaited_since, self.decided_on, self.category, self.right_from,
            (Rate(self.right_from, self.monthly_amount),), self.right_from if self.provisional else None,
        )  # fmt: skip
        granted = replace(
            state, ris=replace(ris.granted(right), judged=False), hearings=state.hearings.used(Subject.DECISION)
        )
        return decided(granted, Matter.GRANT, self.decision_id, self.decided_on, self.mentions)

    @property
    def sentence(self) -> str:
        provisional = " ; à titre provisoire, à régulariser au barème" if self.provisional else ""
        return super().sentence + provisional


class RisRefused(
    Event,
    topic="ris.refused",
    french="RIS refusé : condition non remplie « {grounds} », décidé le {decided_on} ({body})",
):
    """The centre refused, for each condition that was not met."""

    decision_id: UUID
    decided_on: date
    body: Body
    grounds: tuple[GrantCondition, ...]
    motive_law: Personal[str]
    motive_fact: Personal[str]
    mentions: tuple[Mention, ...]

    def apply(self, state: State, on: date) -> State:
        ris = replace(state.ris, decision=Answer(self.decision_id, self.decided_on, is_grant=False), judged=False)
        refused = replace(state, ris=ris, hearings=state.hearings.used(Subject.DECISION))
        return decided(refused, Matter.REFUSAL, self.decision_id, self.decided_on, self.mentions)


class RisWithdrawn(
    Event,
    topic="ris.withdrawn",
    french="RIS retiré : dès le {effective_on}, condition plus remplie « {grounds} », décidé le {decided_on} ({body})",
):
    """The centre took the right away from a day on, for each condition no longer met."""

    decision_id: UUID
    decided_on: date
    body: Body
    grounds: tuple[GrantCondition, ...]
    effective_on: date
    difference: Decimal = Decimal(0)
    motive_law: Personal[str]
    motive_fact: Personal[str]
    mentions: tuple[Mention, ...]

    def apply(self, state: State, on: date) -> State:
        right = state.ris.right
        id, from_on = self.decision_id, self.effective_on
        ris = state.ris.amended(right.id, lambda it: it.ended(from_on, id)) if right else state.ris
        overpaid = Concluded(id, Outcome.LOWERED, self.decided_on, from_on, self.difference, right)
        withdrawn = replace(
            state, ris=ris, spi=state.spi.stopped(eve(self.effective_on)),
            reviews=Reviews(None, (*state.reviews.concluded, overpaid)),
            hearings=state.hearings.used(Subject.WITHDRAWAL),
        )  # fmt: skip
        return decided(withdrawn, Matter.WITHDRAWAL, self.decision_id, self.decided_on, self.mentions)

    @property
    def sentence(self) -> str:
        excess = f" ; {euros(-self.difference)} payés en trop" if self.difference < 0 else ""
        return super().sentence + excess


AWAITS_DECISION = Refusal("NO_REQUEST_PENDING", "Aucune demande n'attend de décision : enregistrez d'abord la demande.")


class RisDecisionSteps(AnswerSteps):
    """How a centre decides on a request, and takes a right away."""

    @step("Octroyer le RIS", law=DECIDED, when=lambda state: state.ris.is_pending, otherwise=AWAITS_DECISION)
    def grant_ris(
        self,
        category: Category | None = None,
        motive_law: Line = "",
        motive_fact: Line = "",
        mentions: tuple[Mention, ...] = (),
        right_from: date | None = None,
        decided_on: date | None = None,
        body: Body = Body.COMMITTEE,
        periodicity: Periodicity = Periodicity.MONTHLY,
        provisional: bool = False,
    ) -> None:
        """The report filed, the six conditions met; late all the same; left with less than before, the person heard."""
        self.conditions_met()
        self.reasoned(motive_law, motive_fact, mentions)
        first_day = self.first_day_of_right(right_from)
        category = self.category_of(category, first_day)
        amount = self.amount_on(category, first_day, provisional=provisional)
        self.record(
            RisGranted(
                decision_id=self.new_id(),
                decided_on=self.granted_on(decided_on, amount.monthly, first_day),
                body=body,
                category=category,
                scale=amount.scale.number,
                provisional=provisional,
                countable=amount.countable,
                monthly_amount=amount.monthly,
                right_from=first_day,
                periodicity=periodicity,
                motive_law=motive_law,
                motive_fact=motive_fact,
                mentions=mentions,
            )
        )

    @step("Refuser le RIS", law=DECIDED, when=lambda state: state.ris.is_pending, otherwise=AWAITS_DECISION)
    def refuse_ris(
        self,
        grounds: tuple[GrantCondition, ...] = (),
        motive_law: Line = "",
        motive_fact: Line = "",
        mentions: tuple[Mention, ...] = (),
        decided_on: date | None = None,
        body: Body = Body.COMMITTEE,
    ) -> None:
        """Nobody is refused without having been offered, in writing, to be heard."""
        self.undecided()
        self.heard(Subject.DECISION)
        self.grounded(grounds, self.state.ris.kind)
        self.reasoned(motive_law, motive_fact, mentions)
        self.enquired(grounds)
        on = self.answered_on(decided_on, heard=True)
        self.said_if_late(on)
        self.record(
            RisRefused(
                decision_id=self.new_id(),
                decided_on=on,
                body=body,
                grounds=grounds,
                motive_law=motive_law,
                motive_fact=motive_fact,
                mentions=mentions,
            )
        )  # fmt: skip

    @step(
        "Retirer le RIS",
        law=DECIDED,
        when=lambda state: state.ris.right is not None,
        otherwise=Refusal("NO_RIGHT", "Aucun revenu n'est en cours."),
    )
    def withdraw_ris(
        self,
        grounds: tuple[GrantCondition, ...] = (),
        effective_on: date | None = None,
        motive_law: Line = "",
        motive_fact: Line = "",
        mentions: tuple[Mention, ...] = (),
        decided_on: date | None = None,
        body: Body = Body.COMMITTEE,
    ) -> None:
        """A right is taken away when a condition is no longer met, and the person was offered to be heard."""
        right = self.state.ris.right
        assert right is not None
        self.not_withdrawn(right)
        self.heard(Subject.WITHDRAWAL)
        self.grounded(grounds, right.kind)
        self.reasoned(motive_law, motive_fact, mentions)
        from_on = effective_on or self.on
        decided_on = self.decided_day(decided_on, right.decided_on, about=Subject.WITHDRAWAL)
        require(from_on >= right.right_from, DECIDED, "WITHDRAWN_BEFORE_RIGHT",
                f"Le retrait ne peut précéder le droit ({day(right.right_from)}).")  # fmt: skip
        self.record(
            RisWithdrawn(
                decision_id=self.new_id(),
                decided_on=decided_on,
                body=body,
                grounds=grounds,
                effective_on=from_on,
                difference=difference(right, Decimal(0), from_on, decided_on, self.paid_share()),
                motive_law=motive_law,
                motive_fact=motive_fact,
                mentions=mentions,
            )
        )  # fmt: skip
