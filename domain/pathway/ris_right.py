"""The right that a grant opens: its amount on any day, until it is withdrawn.

Law: DIS, art. 21 to 23 (articles 22 and 23 cited from memory for the first payment).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from uuid import UUID

from domain.acts import DIS, PRACTICE
from domain.delays import Deadline, Delay
from domain.delays import Kind as DeadlineKind
from domain.kernel import Choice, replace
from domain.months import last_of
from domain.pathway.entitlement import CENT, Kind
from domain.pathway.household import Category
from domain.pathway.ris_delays import as_of, interest_of_a_late_decision
from domain.rules import RuleSet

FIRST_PAYMENT = Delay("FIRST_PAYMENT", "Effectuer le premier paiement", DIS("art. 23", verified=False),
                      "ris.first_payment.days", step="record_first_payment")  # fmt: skip
INTEREST = Delay("INTEREST", "Intérêts de retard dus", DIS("art. 23", verified=False),
                 "ris.first_payment.interest_days", kind=DeadlineKind.INFORMATION)  # fmt: skip
REGULARISE = Delay("REGULARISE", "Régulariser au barème", PRACTICE("octroi provisoire"),
                   "ris.review.second_alert_days", step="open_review")  # fmt: skip
ANNUAL_REVIEW = Delay("ANNUAL_REVIEW", "Réviser le droit", DIS("art. 22"), "ris.review.months", step="open_review")


class Rate(NamedTuple):
    """A monthly amount, in euros, and the first day it is due."""

    from_on: date
    monthly: Decimal


class Periodicity(Choice):
    """How often the income is paid; a change is a new decision."""

    WEEKLY = "weekly", "chaque semaine"
    FORTNIGHTLY = "fortnightly", "chaque quinzaine"
    MONTHLY = "monthly", "chaque mois"


@dataclass(frozen=True)
class Right:
    """A grant and what became of it; ``ended_on`` is the first day it no longer runs, amounts are euros a month.

    ``ended_by`` is the decision that ended it; ``provisional_from`` the first day still to be made regular.
    """

    id: UUID
    kind: Kind = Kind.RIS
    requested_on: date | None = None
    decided_on: date = date.min
    category: Category | None = None
    right_from: date = date.min
    rates: tuple[Rate, ...] = ()
    provisional_from: date | None = None
    paid_on: date | None = None
    reviewed_on: date | None = None
    ended_on: date | None = None
    ended_by: UUID | None = None

    @property
    def provisional(self) -> bool:
        """Whether some of it is still to be made regular."""
        return self.provisional_from is not None

    @property
    def amount(self) -> Decimal:
        """The last monthly amount decided."""
        return self.rates[-1].monthly if self.rates else Decimal(0)

    @property
    def is_running(self) -> bool:
        """Whether nobody ended it."""
        return self.ended_on is None

    def runs_on(self, on: date) -> bool:
        """Whether the person has the right that day."""
        return self.right_from <= on < (self.ended_on or date.max)

    def amount_on(self, on: date) -> Decimal:
        """The monthly amount due that day; of two decisions on one day, the later one."""
        due = [rate for rate in self.rates if rate.from_on <= on]
        return due[-1].monthly if due and self.runs_on(on) else Decimal(0)

    def due_since(self, on: date) -> tuple[Decimal, ...]:
        """Every monthly amount due that day or decided for a later one."""
        return (self.amount_on(on), *(rate.monthly for rate in self.rates if rate.from_on > on))

    def reviewed(self, rate: Rate, decided_on: date, *, provisional: bool) -> Right:
        """The same, at another amount from a day on: later amounts decided before fall."""
        kept = tuple(each for each in self.rates if each.from_on < rate.from_on)
        since = self.provisional_from
        if provisional:
            since = min(since or rate.from_on, rate.from_on)
        elif since and rate.from_on <= since:
            since = None
        first = min(self.right_from, rate.from_on)
        return replace(self, right_from=first, rates=(*kept, rate), reviewed_on=decided_on, provisional_from=since)

    def ended(self, on: date, by: UUID | None = None) -> Right:
        """The same, which no longer runs from that day on."""
        return replace(self, ended_on=max(on, self.right_from), ended_by=by)

    @property
    def awaits_payment(self) -> bool:
        """Whether money is due and none was paid; a right that never ran owes nothing."""
        return bool(self.amount) and self.paid_on is None and (self.ended_on or date.max) > self.right_from

    def deadlines(self, rules: RuleSet, *, is_paid: bool) -> Iterator[Deadline]:
        """Paid within days, even once the file is closed; reviewed every year while it is paid (``is_paid``)."""
        if self.awaits_payment:
            yield as_of(self.kind, FIRST_PAYMENT).from_(self.decided_on, "décision", rules)
            yield as_of(self.kind, INTEREST).from_(self.decided_on, "décision", rules)
            if self.requested_on:
                yield from interest_of_a_late_decision(self.kind, self.requested_on, self.decided_on, rules)
        if not is_paid or not self.is_running:
            return
        if self.provisional:
            yield REGULARISE.from_(self.reviewed_on or self.decided_on, "octroi provisoire", rules)
        since = "dernière révision" if self.reviewed_on else "octroi"
        yield as_of(self.kind, ANNUAL_REVIEW).from_(self.reviewed_on or self.decided_on, since, rules)


def difference(
    right: Right, monthly: Decimal, from_on: date, until: date, paid: Callable[[date], Decimal] = lambda _: Decimal(1)
) -> Decimal:
    """Euros due (or, below zero, paid in excess) from the one day until the other, both included, at another amount.

    ``paid`` is the share of the amount that is paid for a day: none while it is suspended. Part of a month counts by
    its calendar days: a practice of ours, which the payment itself may correct.
    """
    total = Decimal(0)
    for ordinal in range(from_on.toordinal(), until.toordinal() + 1):
        day = date.fromordinal(ordinal)
        total += (monthly - right.amount_on(day)) * paid(day) / last_of(day).day
    return total.quantize(CENT, ROUND_HALF_UP)
