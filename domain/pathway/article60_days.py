"""How many days a contract must reach, and when: the rule of the day of the claim, and the counter.

Law: programme law of 18 July 2025 (one number of days for all from its date of effect); before it, by age at the end of
the contract: figures computed, bounds of age from memory. The projection assumes no absence: it proposes a date, and
never ends a contract.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

from domain.delays import eve, months_after
from domain.months import last_of
from domain.pathway.article60_contract import Contract
from domain.rules import Confidence, Rule, RuleMissing, RuleSet

if TYPE_CHECKING:
    from domain.pathway.identity import Identity

BANDS = {"below_36": range(36), "36_to_49": range(36, 50), "from_50": range(50, 150)}
"""The ages each former rule names in its key."""


def required(claim_on: date, identity: Identity, rules: RuleSet, *, half_days: bool = False) -> Rule:
    """The days to prove for a claim made that day; under the former rules, by the age reached that day.

    Age unknown: the longest band, so that no contract is cut short for a date nobody wrote down.
    """
    try:
        return rules.find(f"article60.required_{'half_days' if half_days else 'days'}.all", claim_on)
    except RuleMissing:
        age = identity.age_on(claim_on)
        band = next((band for band, ages in BANDS.items() if age in ages), "from_50")
        return rules.find(f"article60.required_days.{band}", claim_on)


def one_for_all(on: date, rules: RuleSet) -> bool:
    """Whether the law of 2025 holds that day: one number of days, and fewer absences counted."""
    return any(rule.in_force(on) for rule in rules.of_key("article60.required_days.all"))


@dataclass(frozen=True, slots=True)
class Counter:
    """Where the days of a contract stand; ``reached_on`` is the first day a claim could succeed, without absence."""

    rule: Rule
    proved: int
    monthly: Decimal
    reached_on: date

    @property
    def required(self) -> int:
        """The days to prove."""
        return int(self.rule.number)

    @property
    def remaining(self) -> int:
        """The days still to prove."""
        return max(0, self.required - self.proved)

    @property
    def is_reached(self) -> bool:
        """Whether the days are there."""
        return self.remaining == 0

    @property
    def confidence(self) -> Confidence:
        """That of the rule when in doubt; else that of a computation."""
        return self.rule.confidence if self.rule.is_doubtful else Confidence.COMPUTED


def counter(contract: Contract, start: date, identity: Identity, rules: RuleSet) -> Counter:
    """The counter of a contract begun on that day; the rule is that of the day the days would be reached."""
    typical = rules.find("article60.days_per_month_typical", start).number
    monthly = typical * contract.fte * (2 if contract.half_days else 1)
    rule = required(start, identity, rules, half_days=contract.half_days)
    while True:
        reached = _reached_on(contract, start, int(rule.number), monthly)
        claim_on = max(reached, rule.valid_from or reached)
        of_that_day = required(max(claim_on, start), identity, rules, half_days=contract.half_days)
        if of_that_day == rule:
            return Counter(rule, contract.proved, monthly, max(claim_on, start))
        rule = of_that_day


def _reached_on(contract: Contract, start: date, wanted: int, monthly: Decimal) -> date:
    """The end of the month in which the days were reached, or the day they will be, at the monthly average."""
    proved, from_ = contract.prior_days, start
    for month, days in sorted(contract.months.items()):
        proved += days
        from_ = max(from_, last_of(month) + timedelta(days=1))
        if proved >= wanted:
            break
    whole, left = divmod(Decimal(max(0, wanted - proved)), monthly)
    day = months_after(from_, int(whole))
    length = (months_after(from_, int(whole) + 1) - day).days
    return eve(day + timedelta(days=ceil(left * length / monthly)))
