"""The review of a right: every year, when something changes, or when the law, an error or a scale calls for it.

Law: DIS, art. 22 (review), 20 and 21 (hearing and mentions when the amount falls; their reach cited from memory). A
review looks back as far as the facts do; what was due, or paid in excess, is told with it.
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
from domain.law import Refusal, require
from domain.pathway.deciding import Body
from domain.pathway.decisions import Matter, Mention, decided
from domain.pathway.hearing import Subject
from domain.pathway.household import Category
from domain.pathway.measure import Measure
from domain.pathway.ris_amount import AmountSteps
from domain.pathway.ris_right import ANNUAL_REVIEW, Periodicity, Rate, Right, difference
from domain.pathway.step import step

if TYPE_CHECKING:
    from domain.pathway import State

REVIEW = DIS("art. 22")


class Trigger(Choice):
    """Why a right is looked at again."""

    ANNUAL = "annual", "révision annuelle"
    CHANGE = "change", "changement de situation"
    LAW = "law", "changement de la loi"
    ERROR = "error", "erreur"
    DECLARATION = "declaration", "déclaration tardive ou inexacte"
    SCALE = "scale", "barème désormais connu"


class Outcome(Choice):
    """What became of the amount."""

    MAINTAINED = "maintained", "maintenu"
    RAISED = "raised", "relevé"
    LOWERED = "lowered", "abaissé"


class RisReviewOpened(Event, topic="ris.review-opened", french="Révision ouverte : {trigger}, pour le {due_on}"):
    """The centre looks at the right again."""

    trigger: Trigger
    due_on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, reviews=replace(state.reviews, open=Review(self.trigger, on, self.due_on)))


class RisReviewConcluded(
    Event,
    topic="ris.review-concluded",
    french="Révision conclue : montant {outcome}, {new_amount} €/mois dès le {effective_on}, décidée le {decided_on}",
):
    """The centre decided again, in euros a month; ``difference`` is due to the person or, below zero, overpaid."""

    decision_id: UUID
    decided_on: date
    body: Body
    outcome: Outcome
    category: Category
    scale: Decimal
    provisional: bool = False
    countable: Decimal
    new_amount: Decimal
    effective_on: date
    difference: Decimal = Decimal(0)
    periodicity: Periodicity | None = None
    motive_law: Personal[str]
    motive_fact: Personal[str]
    mentions: tuple[Mention, ...] = ()

    def apply(self, state: State, on: date) -> State:
        right, rate = state.ris.right, Rate(self.effective_on, self.new_amount)
        ris = state.ris.amended(right.id, lambda it: self._reviewed(it, rate)) if right else state.ris
        closed = Concluded(self.decision_id, self.outcome, self.decided_on, self.effective_on, self.difference, right)
        concluded = replace(
            state, ris=ris, reviews=Reviews(None, (*state.reviews.concluded, closed)),
            hearings=state.hearings.used(Subject.REVIEW),
        )  # fmt: skip
        mentions = self.mentions if self.outcome is Outcome.LOWERED else None
        return decided(concluded, Matter.REVIEW, self.decision_id, self.decided_on, mentions)

    def _reviewed(self, right: Right, rate: Rate) -> Right:
        return replace(right.reviewed(rate, self.decided_on, provisional=self.provisional), category=self.category)

    @property
    def sentence(self) -> str:
        owed = f" ; {euros(self.difference)} dus à la personne" if self.difference > 0 else ""
        excess = f" ; {euros(-self.difference)} payés en trop" if self.difference < 0 else ""
        paid = f" ; payé {self.periodicity.label}" if self.periodicity else ""
        return super().sentence + owed + excess + paid


@dataclass(frozen=True)
class Review:
    """A review under way."""

    trigger: Trigger
    opened_on: date
    due_on: date


@dataclass(frozen=True)
class Concluded:
    """A review concluded; ``before`` is the right as it stood, should a court undo the decision."""

    id: UUID
    outcome: Outcome
    decided_on: date
    effective_on: date
    difference: Decimal
    before: Right | None

    @property
    def is_retroactive(self) -> bool:
        """Whether it changed what had been paid already."""
        return self.effective_on < self.decided_on


@dataclass(frozen=True)
class Reviews(Measure):
    """The review under way, and those concluded."""

    open: Review | None = None
    concluded: tuple[Concluded, ...] = ()

    @property
    def overpaid(self) -> Concluded | None:
        """The last review, or withdrawal, that found something paid in excess."""
        found = (each for each in reversed(self.concluded) if each.is_retroactive and each.difference < 0)
        return next(found, None)

    def without(self, id: UUID) -> Reviews:
        """The same, but one that a court undid."""
        return Reviews(self.open, tuple(each for each in self.concluded if each.id != id))


def is_examined(state: State) -> bool:
    """Whether means and conditions are being looked at: by an enquiry on a request, or a review of a right."""
    return state.ris.is_under_enquiry or state.reviews.open is not None


def means_asked_on(state: State) -> date | None:
    """The day whose rule says which cohabitants count: that of the review, or of the request; never of a payment."""
    return state.reviews.open.opened_on if state.reviews.open else state.ris.received_on


NO_REVIEW = Refusal("NO_REVIEW", "Aucune révision n'est ouverte.")


class RisReviewSteps(AmountSteps):
    """How a centre looks at a right again."""

    @step(
        "Ouvrir la révision",
        law=REVIEW,
        when=lambda state: state.ris.right is not None and state.reviews.open is None,
        otherwise=Refusal("NO_REVIEW_DUE", "Aucun revenu n'est en cours, ou une révision est déjà ouverte."),
    )
    def open_review(self, trigger: Trigger = Trigger.ANNUAL, due_on: date | None = None) -> None:
        """Once a year at least, and each time something changes; no day told: the anniversary."""
        right = self.state.ris.right
        assert right is not None
        since = right.reviewed_on or right.decided_on
        due = due_on or (ANNUAL_REVIEW.after(since, self.rules) if trigger is Trigger.ANNUAL else self.on)
        self.record(RisReviewOpened(trigger=trigger, due_on=due))

    @step("Conclure la révision", law=REVIEW, when=lambda state: state.reviews.open is not None, otherwise=NO_REVIEW)
    def conclude_review(
        self,
        category: Category | None = None,
        effective_on: date | None = None,
        motive_law: Line = "",
        motive_fact: Line = "",
        mentions: tuple[Mention, ...] = (),
        decided_on: date | None = None,
        body: Body = Body.COMMITTEE,
        provisional: bool = False,
        periodicity: Periodicity | None = None,
    ) -> None:
        """The amount is computed anew, from a past day if need be; a lower one asks for a hearing and the mentions."""
        right, review = self._under_review()
        since = right.provisional_from or right.right_from
        from_on = effective_on or (since if review.trigger is Trigger.SCALE else self.on)
        of = self.category_of(category or right.category, from_on)
        amount = self.amount_on(of, from_on, provisional=provisional)
        decided_on = self.decided_day(decided_on, review.opened_on, REVIEW, about=Subject.REVIEW)
        owed = difference(right, amount.monthly, from_on, decided_on, self.paid_share())
        outcome = compared(right.due_since(from_on), amount.monthly, owed)
        if outcome is Outcome.LOWERED:
            self.heard(Subject.REVIEW)
            self.reasoned(motive_law, motive_fact, mentions)
        else:
            self.motivated(motive_law, motive_fact)
        self.record(
            RisReviewConcluded(
                decision_id=self.new_id(), decided_on=decided_on, body=body, outcome=outcome, category=of,
                scale=amount.scale.number, provisional=provisional, countable=amount.countable,
                new_amount=amount.monthly, effective_on=from_on,
                difference=owed, periodicity=periodicity,
                motive_law=motive_law, motive_fact=motive_fact, mentions=mentions,
            )
        )  # fmt: skip

    def _under_review(self) -> tuple[Right, Review]:
        """The right and its review, unless an act of a later day has concluded it."""
        right, review, whole = self.state.ris.right, self.state.reviews.open, self.whole()
        assert review is not None
        later = len(whole.reviews.concluded) > len(self.state.reviews.concluded)
        require(not later, REVIEW, "NO_REVIEW", "Cette révision est déjà conclue, plus tard.")
        require(right is not None, REVIEW, "NO_RIGHT", "Aucun revenu n'est en cours.")
        assert right is not None
        return right, review


def compared(before: tuple[Decimal, ...], after: Decimal, owed: Decimal) -> Outcome:
    """Whether the person has more, less or as much: less, as soon as any day is paid less."""
    if owed < 0 or any(after < each for each in before):
        return Outcome.LOWERED
    return Outcome.RAISED if owed > 0 or any(after > each for each in before) else Outcome.MAINTAINED
