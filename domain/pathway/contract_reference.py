"""The period in which days of work are looked for: so many months before the claim, longer when the law says so.

Law: programme law of 18 July 2025 (one period for all from its date of effect); before it, by age: those of the two
older bands are from memory. A sheet tells a month: one that the period only cuts counts whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from domain.delays import advance, eve, months_after
from domain.pathway.insertion_contract import Cause, Contract
from domain.rules import Rule, RuleMissing, RuleSet

if TYPE_CHECKING:
    from domain.pathway.identity import Identity

BANDS = {"below_36": range(36), "36_to_49": range(36, 50), "from_50": range(50, 150)}
"""The ages each former rule names in its key."""
EXTENDING = frozenset({Cause.INDEMNIFIED_SICKNESS, Cause.SELF_EMPLOYMENT, Cause.CAREER_BREAK, Cause.PRISON})
"""What makes the period longer, by as many days."""


def by_age(name: str, on: date, identity: Identity, rules: RuleSet) -> Rule:
    """The former rule of that day, by the age reached then.

    Age unknown: the longest band, so that no contract is cut short for a date nobody wrote down.
    """
    age = identity.age_on(on)
    band = next((band for band, ages in BANDS.items() if age in ages), "from_50")
    return rules.find(f"article60.{name}.{band}", on)


@dataclass(frozen=True)
class Reference:
    """The period before a claim: its first day, and the rule it comes from."""

    since: date
    rule: Rule

    def holds(self, month: date) -> bool:
        """Whether some day of the month is in it."""
        return eve(months_after(month, 1)) >= self.since


def reference(claim_on: date, contracts: Iterable[Contract], identity: Identity, rules: RuleSet) -> Reference:
    """The period before a claim made that day, by someone who had these contracts."""
    try:
        rule = rules.find("article60.reference_months.all", claim_on)
    except RuleMissing:
        rule = by_age("reference_months", claim_on, identity, rules)
    longer = sum(_extension(contract, claim_on, rules) for contract in contracts)
    return Reference(months_after(claim_on, -int(rule.number)) - timedelta(days=longer), rule)


def _extension(contract: Contract, claim_on: date, rules: RuleSet) -> int:
    """The days told at the proposal, and those of the interruptions that make the period longer."""
    days = contract.extension_days
    for each in contract.interruptions:
        after = min(each.until or contract.ended_on or claim_on, claim_on) + timedelta(days=1)
        shortest = rules.find("article60.reference.self_employment_months", each.from_on)
        long_enough = each.cause is not Cause.SELF_EMPLOYMENT or after >= advance(each.from_on, shortest)
        if each.cause in EXTENDING and long_enough:
            days += max(0, (after - each.from_on).days)
    return days
