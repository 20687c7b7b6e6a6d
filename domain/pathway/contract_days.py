"""How many days a contract must reach, and when: the rule of the day of the claim, and the counter.

Law: programme law of 18 July 2025 (one number of days for all from its date of effect); before it, by age at the end of
the contract: figures computed, bounds of age from memory. The projection assumes no absence: it proposes a date, and
never ends a contract. Days before an earlier admission do not count again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

from domain.delays import eve, months_after
from domain.months import last_of
from domain.pathway.contract_reference import Reference, by_age, reference
from domain.pathway.insertion_contract import Contract
from domain.rules import Confidence, Rule, RuleMissing, RuleSet

if TYPE_CHECKING:
    from domain.pathway import State
    from domain.pathway.identity import Identity


def required(claim_on: date, identity: Identity, rules: RuleSet, *, half_days: bool = False) -> Rule:
    """The days to prove for a claim made that day; under the former rules, by the age reached that day."""
    try:
        return rules.find(f"article60.required_{'half_days' if half_days else 'days'}.all", claim_on)
    except RuleMissing:
        return by_age("required_days", claim_on, identity, rules)


def one_for_all(on: date, rules: RuleSet) -> bool:
    """Whether the law of 2025 holds that day: one number of days, and fewer absences counted."""
    return any(rule.in_force(on) for rule in rules.of_key("article60.required_days.all"))


def contracts_of(state: State) -> list[Contract]:
    """Every contract of the file that started, under either article, in the order they began."""
    return sorted((*state.article60.episodes, *state.article61.episodes), key=lambda each: each.start or date.min)


def earlier(state: State, start: date) -> tuple[Contract, ...]:
    """The contracts begun before that day whose days are still new: none led to an admission, nor precedes one."""
    new: list[Contract] = []
    for contract in contracts_of(state):
        if contract.start and contract.start < start:
            new = [] if contract.entitlement_reached else [*new, contract]
    return tuple(new)


def days_of(contracts: Sequence[Contract], *, half_days: bool = False) -> int:
    """The days these contracts prove, those told at their proposal included; whatever the period."""
    return sum(each.prior_days + _in_unit(each.counted, each, half_days) for each in contracts)


@dataclass(frozen=True)
class Proof:
    """What is proved for a claim of one day: ``before`` the contract, ``own`` month by month, too old to count."""

    before: int
    own: tuple[tuple[date, int], ...]
    too_old: int
    period: Reference

    @property
    def days(self) -> int:
        """The days proved."""
        return self.before + sum(days for _, days in self.own)


def proof(contract: Contract, claim_on: date, identity: Identity, rules: RuleSet, past: Sequence[Contract]) -> Proof:
    """What the contract, and those before it, prove for a claim made that day."""
    period = reference(claim_on, (*past, contract), identity, rules)
    own = tuple((month, days) for month, days in sorted(contract.months.items()) if period.holds(month))
    sheets = [(month, _in_unit(days, each, contract.half_days)) for each in past for month, days in each.months.items()]
    told = sum(each.prior_days for each in (*past, contract))
    before = told + sum(days for month, days in sheets if period.holds(month))
    all_days = days_of(past, half_days=contract.half_days) + contract.prior_days + contract.counted
    return Proof(before, own, all_days - before - sum(days for _, days in own), period)


@dataclass(frozen=True)
class Counter:
    """Where the days of a contract stand; ``reached_on`` is the first day a claim could succeed, without absence."""

    rule: Rule
    proof: Proof
    monthly: Decimal
    reached_on: date

    @property
    def required(self) -> int:
        """The days to prove."""
        return int(self.rule.number)

    @property
    def proved(self) -> int:
        """The days proved so far."""
        return self.proof.days

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
        """That of the rule in doubt, when one decides; else that of a computation."""
        deciding = (self.rule, self.proof.period.rule) if self.proof.too_old else (self.rule,)
        return next((rule.confidence for rule in deciding if rule.is_doubtful), Confidence.COMPUTED)


def counter_of(contract: Contract, start: date, state: State, rules: RuleSet) -> Counter:
    """The counter of a contract of this file begun that day: the days of the earlier ones count with its own."""
    return counter(contract, start, state.identity, rules, earlier(state, start))


def counter(
    contract: Contract, start: date, identity: Identity, rules: RuleSet, past: Sequence[Contract] = ()
) -> Counter:
    """The counter of a contract begun on that day, after others; the rule is that of the day of the claim.

    Days are tried in their order: the one on which, under its own rule, they are all there; never past a change of law.
    """
    typical = rules.find("article60.days_per_month_typical", start).number
    monthly = typical * contract.fte * (2 if contract.half_days else 1)
    claim_on = start
    while True:
        rule = required(claim_on, identity, rules, half_days=contract.half_days)
        proved = proof(contract, claim_on, identity, rules, past)
        reached = _reached_on(contract, proved, start, int(rule.number), monthly)
        if reached <= claim_on:
            return Counter(rule, proved, monthly, claim_on)
        claim_on = min(reached, rule.valid_to + timedelta(days=1) if rule.valid_to else reached)


def _reached_on(contract: Contract, proved: Proof, start: date, wanted: int, monthly: Decimal) -> date:
    """The end of the month in which the days were reached, or the day they will be, at the monthly average."""
    found, from_ = proved.before, start
    for month, days in proved.own:
        if found >= wanted:
            break
        found, from_ = found + days, max(from_, last_of(month) + timedelta(days=1))
    if found < wanted and contract.interruptions:
        stopped = contract.interruptions[-1]
        from_ = max(from_, stopped.until + timedelta(days=1) if stopped.until else from_)
    whole, left = divmod(Decimal(max(0, wanted - found)), monthly)
    day = months_after(from_, int(whole))
    length = (months_after(from_, int(whole) + 1) - day).days
    return eve(day + timedelta(days=ceil(left * length / monthly)))


def _in_unit(days: int, contract: Contract, half_days: bool) -> int:
    """The days of a contract in the unit of a claim: a whole day is two half-days."""
    if contract.half_days == half_days:
        return days
    return days * 2 if half_days else days // 2
