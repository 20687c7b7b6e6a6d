"""The right that a grant opens: its amount on any day, until it is withdrawn.

Law: DIS, art. 21 to 23 (articles 22 and 23 cited from memory for the first payment).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from uuid import UUID

from domain.acts import DIS, PRACTICE
from domain.delays import Deadline, Delay, eve
from domain.delays import Kind as DeadlineKind
from domain.kernel import replace
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


@dataclass(frozen=True, slots=True)
class Right:
    """A grant and what became of it; ``ended_on`` is the first day it no longer runs, amounts are euros a month."""

    id: UUID
    kind: Kind = Kind.RIS
    requested_on: date | None = None
    decided_on: date = date.min
    category: Category | None = None
    right_from: date = date.min
    rates: tuple[Rate, ...] = ()
    provisional: bool = False
    paid_on: date | None = None
    reviewed_on: date | None = None
    ended_on: date | None = None

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

    def reviewed(self, rate: Rate, decided_on: date, *, provisional: bool) -> Right:
        """The same, at another amount from a day on: later amounts decided before fall."""
        kept = tuple(each for each in self.rates if each.from_on < rate.from_on)
        first = min(self.right_from, rate.from_on)
        return replace(self, right_from=first, rates=(*kept, rate), reviewed_on=decided_on, provisional=provisional)

    @property
    def awaits_payment(self) -> bool:
        """Whether money is due and none was paid; undone before any day of it, nothing is."""
        return bool(self.amount) and self.paid_on is None and self.ended_on != self.right_from

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


def difference(right: Right, monthly: Decimal, from_on: date, until: date) -> Decimal:
    """Euros due (or, below zero, paid in excess) from the one day until the other, both included, at another amount.

    Part of a month counts by its calendar days: a practice of ours, which the payment itself may correct.
    """
    total, day = Decimal(0), from_on
    while day <= until:
        end = min(last_of(day), until, *(eve(rate.from_on) for rate in right.rates if rate.from_on > day))
        share = Decimal((end - day).days + 1) / last_of(day).day
        total += (monthly - right.amount_on(day)) * share
        day = date.fromordinal(end.toordinal() + 1)
    return total.quantize(CENT, ROUND_HALF_UP)
