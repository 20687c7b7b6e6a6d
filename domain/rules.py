"""The numbers of the law, each with its dates of effect, its source, and how sure of it we are.

The tables ship with the product (`domain/tables/`); this module reads their text, and opens no file. A number missing
for a day raises: it is never guessed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from io import StringIO

from domain.kernel import Choice, replace

LAW, CENTRE = "law", "centre"
"""Where a row comes from: the tables shipped, or a centre under its own source; a demo has invented ones."""
DAY = timedelta(days=1)


class Confidence(Choice):
    """How well a number is known."""

    VERIFIED = "V", "lu dans une source publiée"
    CONFLICTING = "X", "les sources divergent"
    UNVERIFIED = "M", "de mémoire, sans source lue"
    OUR_CHOICE = "D", "pratique réglable"
    COMPUTED = "C", "calculé"
    SEED = "S", "document de départ"


DOUBTFUL = frozenset({Confidence.CONFLICTING, Confidence.UNVERIFIED, Confidence.COMPUTED})
"""What is shown « à vérifier » wherever it decides; what was computed is a projection."""


@dataclass(frozen=True)
class Rule:
    """One number, in force from the first to the last day, both included (None: no bound is known).

    ``unit`` is days, working_days, weeks, months, years, eur_per_month...; ``origin`` is law, centre or demo.
    """

    key: str
    value: Decimal | str
    unit: str
    valid_from: date | None
    valid_to: date | None
    article: str
    source: str
    confidence: Confidence
    origin: str = LAW

    def in_force(self, on: date) -> bool:
        """Whether the rule applies to what happens that day."""
        return self.first_day <= on <= self.last_day

    @property
    def first_day(self) -> date:
        """The first day it applies to."""
        return self.valid_from or date.min

    @property
    def last_day(self) -> date:
        """The last day it applies to."""
        return self.valid_to or date.max

    def meets(self, other: Rule) -> bool:
        """Whether both say something of the same thing on the same day."""
        return self.key == other.key and self.first_day <= other.last_day and other.first_day <= self.last_day

    def outside(self, other: Rule) -> list[Rule]:
        """What is left of it before and after the days of another row of its key."""
        if not self.meets(other):
            return [self]
        before = [replace(self, valid_to=other.first_day - DAY)] if self.first_day < other.first_day else []
        after = [replace(self, valid_from=other.last_day + DAY)] if self.last_day > other.last_day else []
        return before + after

    @property
    def number(self) -> Decimal:
        """The value of a rule that is a number."""
        assert isinstance(self.value, Decimal), f"{self.key} is not a number"
        return self.value

    @property
    def is_doubtful(self) -> bool:
        """Whether it carries the badge « à vérifier »."""
        return self.confidence in DOUBTFUL or self.origin != LAW


class RuleMissing(LookupError):
    """No number is known for that day: the service stops rather than guess."""

    def __init__(self, key: str, on: date) -> None:
        super().__init__(f"no value of {key} is known for {on}")
        self.key, self.on = key, on


class RuleSet:
    """Dated rules under one name; its identifier, kept on every entry, changes with any of its rows."""

    def __init__(self, name: str, rules: Iterable[Rule]) -> None:
        self.name, self.rules = name, tuple(rules)
        self.id = f"{name}+{sha256(repr(self.rules).encode()).hexdigest()[:12]}"
        self._by_key: dict[str, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            self._by_key[rule.key].append(rule)

    def find(self, key: str, on: date) -> Rule:
        """The one rule of that name in force on that day; `RuleMissing` when there is none."""
        found = [rule for rule in self._by_key.get(key, ()) if rule.in_force(on)]
        if not found:
            raise RuleMissing(key, on)
        assert len(found) == 1, f"two values of {key} are in force on {on}"
        return found[0]

    def known(self, key: str, on: date) -> Rule | None:
        """The rule of that name in force on that day, for the few whose table has gaps a step may say."""
        try:
            return self.find(key, on)
        except RuleMissing:
            return None

    def last_before(self, key: str, on: date) -> Rule | None:
        """The last verified rule of that name, when the day comes after all of them; None in a gap inside history."""
        rules = sorted(self._by_key.get(key, ()), key=lambda rule: rule.first_day)
        if not rules or rules[-1].last_day >= on:
            return None
        return next((rule for rule in reversed(rules) if not rule.is_doubtful), None)

    def of_key(self, key: str) -> tuple[Rule, ...]:
        """Every row of a key, as written."""
        return tuple(self._by_key.get(key, ()))

    @property
    def keys(self) -> tuple[str, ...]:
        """Every name, in the order of the tables."""
        return tuple(self._by_key)

    def under(self, name: str, rows: Iterable[Rule]) -> RuleSet:
        """These rules with rows laid over them, under another name: over its days, each takes its key's place."""
        rules: Sequence[Rule] = self.rules
        for row in rows:
            rules = laid(rules, row)
        return RuleSet(name, rules)

    def extended(self, name: str, rules: Iterable[Rule]) -> RuleSet:
        """The same rules and some more, under another name; rows that overlap an existing one are refused."""
        grown = RuleSet(name, (*self.rules, *rules))
        for rule in rules:
            grown.find(rule.key, rule.valid_from or date.min)
        return grown


class Consulted(RuleSet):
    """The same rules, that remember whether one of those found is not of the law."""

    def __init__(self, rules: RuleSet) -> None:
        self.name, self.rules, self.id, self._by_key = rules.name, rules.rules, rules.id, rules._by_key
        self.origin = LAW

    def find(self, key: str, on: date) -> Rule:
        """The one rule of that name in force on that day."""
        rule = super().find(key, on)
        if rule.origin != LAW:
            self.origin = rule.origin
        return rule


def laid(rules: Iterable[Rule], row: Rule) -> list[Rule]:
    """The rows with this one over them: what it covers of its key's is cut away, the rest stays in force."""
    return [part for rule in rules for part in rule.outside(row)] + [row]


def read(tables: Mapping[str, str], name: str = "be") -> RuleSet:
    """The rule set of ``rules.csv`` and ``ris_scales.csv``, given by file name as text."""
    rules = rows_of(tables["rules.csv"])
    scales = [_scale(row) for row in csv.DictReader(StringIO(tables["ris_scales.csv"]))]
    return RuleSet(name, (*rules, *scales))


def rows_of(text: str, origin: str = LAW) -> list[Rule]:
    """The rows of a table with the columns of ``rules.csv``; raises `ValueError` or `KeyError` where it is not one."""
    return [replace(_rule(row), origin=origin) for row in csv.DictReader(StringIO(text))]


def _rule(row: Mapping[str, str]) -> Rule:
    return Rule(
        row["key"],
        value_of(row["value"]),
        row["unit"],
        _day(row["valid_from"]),
        _day(row["valid_to"]),
        row["article"],
        row["source"],
        Confidence(row["confidence"]),
    )


def _scale(row: Mapping[str, str]) -> Rule:
    return Rule(
        f"ris.scale.cat{row['category']}",
        Decimal(row["monthly_eur"]),
        "eur_per_month",
        _day(row["valid_from"]),
        _day(row["valid_to"]),
        "DIS 14 (M)",
        row["source"],
        Confidence(row["confidence"]),
    )


def value_of(text: str) -> Decimal | str:
    """A number where it is one, the word itself where it is not."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
