"""What plans bring the centre: a share of the income refunded, which is to grow with the coverage.

Law: Royal Decree (AR DIS), article cited from memory; primabook of the SPP IS for codes 11 and 17. The bands of
coverage come from a bill of July 2025 whose vote is unverified, and carry « à vérifier ». A couple is assessed partner
by partner; on category 3 the subsidy is due once, and recovered if one mandatory plan is missing: one file does not
tell of the other, so this is not computed here. That any break loses the second year is our reading of one example.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from domain.delays import advance, eve
from domain.kernel import Choice, Entry
from domain.pathway import state_of
from domain.pathway.piis_spells import Spell, incomes, plans
from domain.rules import Rule, RuleSet

FROM, PERCENT = "piis.subsidy.coverage_from_", "_percent"
LEAST = "piis.subsidy.coverage_below_"


class Code(Choice):
    """The federal code of a subsidy."""

    FIRST = "11", "première année de PIIS"
    EXTENSION = "17", "prolongation d'un an"


class Subsidised(NamedTuple):
    """Days, first and last included, that a code refunds."""

    code: Code
    start: date
    end: date


class Coverage(NamedTuple):
    """What one pathway counts for, in one calendar year."""

    had_income: bool
    had_plan: bool


def subsidised(signed_on: date, income: Sequence[Spell], rules: RuleSet) -> tuple[Subsidised, ...]:
    """The days a plan signed that day is subsidised, given the spells of income."""
    first_year = advance(signed_on, rules.find("piis.subsidy.first_years", signed_on))
    second_year = advance(first_year, rules.find("piis.subsidy.extension_years", first_year))
    first = _first(signed_on, eve(first_year), income, rules)
    return (*first, *_extension(signed_on, first_year, second_year, income))


def _first(start: date, end: date, income: Sequence[Spell], rules: RuleSet) -> Iterator[Subsidised]:
    """Code 11: for the days of income within the year; after a long break a new signature is awaited."""
    longest, last = rules.find("piis.subsidy.break_months", start), eve(start)
    for spell in sorted(income):
        if spell.end < start or spell.start > end:
            continue
        if last < eve(spell.start) and advance(last, longest) < eve(spell.start):
            return
        yield Subsidised(Code.FIRST, max(start, spell.start), last := min(end, spell.end))


def _extension(signed_on: date, start: date, end: date, income: Sequence[Spell]) -> Iterator[Subsidised]:
    """Code 17: the following year, if the income never stopped since the signature, and until it does."""
    unbroken = next((spell for spell in income if spell.start <= signed_on <= spell.end), None)
    if unbroken and unbroken.end >= start:
        yield Subsidised(Code.EXTENSION, start, min(eve(end), unbroken.end))


def percent_on(on: date, rules: RuleSet, coverage: Decimal | None = None) -> Rule | None:
    """The share refunded that day, in percent, as a rule (doubtful: « à vérifier »).

    ``coverage``: percent of the centre's beneficiaries of the calendar year who have a plan; None where it is not known
    and the share depends on it.
    """
    if flat := rules.known("piis.subsidy.percent", on):
        return flat
    bands = {_threshold(rule.key): rule for rule in rules.rules if rule.key.startswith(FROM) and rule.in_force(on)}
    if coverage is None or not bands:
        return None
    reached = [threshold for threshold in bands if coverage >= threshold]
    return bands[max(reached)] if reached else rules.known(f"{LEAST}{min(bands)}{PERCENT}", on)


def _threshold(key: str) -> Decimal:
    return Decimal(key.removeprefix(FROM).removesuffix(PERCENT))


def covered_in(history: Iterable[Entry], year: int) -> Coverage:
    """Whether the person had an income in that year, and whether a plan ran then."""
    told = tuple(history)
    income = incomes(state_of(told).ris.rights)
    return Coverage(any(spell.touches(year) for spell in income), any(spell.touches(year) for spell in plans(told)))


def coverage_percent(pathways: Iterable[Coverage]) -> Decimal | None:
    """The percent of those who had an income in the year who had a plan too; None where nobody had an income."""
    planned = [pathway.had_plan for pathway in pathways if pathway.had_income]
    return Decimal(100 * sum(planned)) / len(planned) if planned else None
