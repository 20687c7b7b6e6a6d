"""What a contract opens, and what it is paid with: months of unemployment benefit, subsidised days.

Law: programme law of 18 July 2025 (benefit limited in time); Walloon subsidy limited in days from the same date. That
half-days open further months by the same blocks is our reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from domain.delays import months_after
from domain.months import last_of
from domain.pathway.contract_days import contracts_of, earlier, one_for_all, proof
from domain.pathway.insertion_contract import Contract
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State


def benefit_months(days: int, claim_on: date, rules: RuleSet) -> int | None:
    """The months of benefit so many days open for a claim made that day; None where days are missing, or no limit ran.

    The days required open the first months, each further block of days one more, up to the most the law gives.
    """
    if not one_for_all(claim_on, rules):
        return None
    needed = int(rules.find("article60.required_days.all", claim_on).number)
    if days < needed:
        return None
    base, block, most = (
        int(rules.find(f"unemployment.benefit.{part}", claim_on).number)
        for part in ("base_months", "days_per_extra_month", "max_months")
    )
    return min(most, base + (days - needed) // block)


def benefit_opened(contract: Contract, start: date, state: State, rules: RuleSet) -> int | None:
    """The months of benefit a contract of this file opened on the day it ended, if it did."""
    if contract.ended_on is None:
        return None
    proved = proof(contract, contract.ended_on, state.identity, rules, earlier(state, start))
    return benefit_months(proved.days, contract.ended_on, rules)


def benefit_until(contract: Contract, rules: RuleSet) -> date | None:
    """The last month of the benefit a contract opened at its end, if the law of its end limits it (at most)."""
    if not contract.ended_on or not one_for_all(contract.ended_on, rules):
        return None
    most = int(rules.find("unemployment.benefit.max_months", contract.ended_on).number)
    return months_after(contract.ended_on, most)


def opened_before(state: State, on: date) -> Contract | None:
    """The last contract that opened the right to unemployment and ended before that day, if any did."""
    opened = [each for each in contracts_of(state) if each.entitlement_reached and each.ended_on and each.ended_on < on]
    return opened[-1] if opened else None


def subsidy_spent_in(contracts: Sequence[Contract], rules: RuleSet) -> date | None:
    """The month in which the days of these contracts went beyond those the Region subsidises; None: not yet."""
    total = 0
    for month, days in sorted(sheet for each in contracts for sheet in each.months.items()):
        total += days
        last = last_of(month)
        if one_for_all(last, rules) and total > rules.find("article60.subsidised_days_max", last).number:
            return month
    return None
