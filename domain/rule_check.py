"""Whether the tables of rules hold together: what is wrong in them, and which gaps are known.

Law: the amounts of the income stand in a fixed proportion, category by category (DIS, art. 14, cited from memory); the
proportion has caught a misprint already. A gap inside history is known and listed: a number is never guessed for it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from typing import NamedTuple

from domain.delays import UNITS
from domain.french import day
from domain.rule_words import period
from domain.rules import DAY, Rule, RuleMissing, RuleSet

OTHER_UNITS = frozenset(
    {
        "minutes", "hours", "half_days", "count", "share", "percent", "bool", "enum", "per_week", "per_12_months",
        "eur", "eur_per_hour", "eur_per_day", "eur_per_month", "eur_per_year",
    }
)  # fmt: skip
KNOWN_UNITS = OTHER_UNITS | UNITS.keys()
CENT = Decimal("0.01")
BEFORE_2018 = date(2018, 1, 1)
SINCE_2019 = Decimal("1.3511"), Decimal("1.3515")
"""The third category over the second, since the amounts were raised for families."""
ALTERNATIVES = re.compile(r"([a-z0-9_.]+)\.\{([a-z0-9_|]+)\}")
KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")


class Finding(NamedTuple):
    """Something found in the tables; what is only ``known`` is no fault."""

    key: str
    text: str
    known: bool = False


def findings(rules: RuleSet, deadlines: str = "") -> list[Finding]:
    """Everything to say of a set; ``deadlines`` is the table whose ``rule`` column names keys."""
    found = [finding for key in sorted(rules.keys) for finding in of_key(rules.of_key(key))]
    return [*found, *proportions(rules), *unnamed(rules, deadlines)]


def of_key(rows: Sequence[Rule]) -> Iterator[Finding]:
    """One key: units, sources, dates in order, rows that overlap, days no row covers."""
    for row in rows:
        if row.unit not in KNOWN_UNITS:
            yield Finding(row.key, f"unité inconnue : « {row.unit} »")
        if not row.source.strip():
            yield Finding(row.key, f"source absente ({period(row)})")
        if row.last_day < row.first_day:
            yield Finding(row.key, f"dates inversées ({period(row)})")
    if len({row.unit for row in rows}) > 1:
        yield Finding(rows[0].key, "plusieurs unités pour une même clé")
    for earlier, later in pairwise(sorted(rows, key=lambda row: (row.first_day, row.last_day))):
        if earlier.meets(later):
            yield Finding(later.key, f"deux lignes se recouvrent ({period(earlier)} ; {period(later)})")
        elif (first := earlier.last_day + DAY) < later.first_day:
            yield Finding(later.key, f"aucune valeur du {day(first)} au {day(later.first_day - DAY)}", known=True)


def endings(rules: RuleSet, today: date) -> Iterator[Finding]:
    """The keys no row covers any more: known, and worth a look."""
    for key in sorted(rules.keys):
        if (last := max(row.last_day for row in rules.of_key(key))) < today:
            yield Finding(key, f"aucune valeur après le {day(last)}", known=True)


def proportions(rules: RuleSet) -> Iterator[Finding]:
    """The scale of a cohabitant is two thirds of a single person's, that of a family stands in its own proportion."""
    for single in rules.of_key("ris.scale.cat2"):
        on, amount = single.first_day, single.number
        cohabitant, family = (_found(rules, f"ris.scale.cat{category}", on) for category in (1, 3))
        if cohabitant is not None and abs(cohabitant - amount * 2 / 3) > CENT:
            yield Finding("ris.scale.cat1", f"au {day(on)}, {cohabitant} n'est pas deux tiers de {amount}")
        if family is not None and not _of_a_family(family, amount, on):
            yield Finding("ris.scale.cat3", f"au {day(on)}, {family} n'est pas dans la proportion attendue de {amount}")


def _of_a_family(family: Decimal, single: Decimal, on: date) -> bool:
    """Four thirds up to 2017, a little more since 2019; of 2018 no amount was found."""
    if on < BEFORE_2018:
        return abs(family - single * 4 / 3) <= CENT
    return SINCE_2019[0] <= family / single <= SINCE_2019[1]


def _found(rules: RuleSet, key: str, on: date) -> Decimal | None:
    try:
        return rules.find(key, on).number
    except (RuleMissing, AssertionError):  # two values of one day are told elsewhere
        return None


def unnamed(rules: RuleSet, deadlines: str) -> Iterator[Finding]:
    """What a deadline is computed from, and no row has."""
    known = set(rules.keys)
    for row in csv.DictReader(StringIO(deadlines)):
        for key in keys_in(row["rule"]):
            if key not in known:
                yield Finding(key, f"nommée par l'échéance {row['code']}, mais absente des règles")


def keys_in(rule: str) -> Iterable[str]:
    """The keys a ``rule`` names: ``key.{a|b}`` is one of two."""
    told = [f"{stem}.{last}" for stem, ends in ALTERNATIVES.findall(rule) for last in ends.split("|")]
    return [*told, *KEY.findall(ALTERNATIVES.sub("", rule))]
