"""The numbers of the law, each with its dates of effect, its source, and how sure of it we are.

The tables ship with the product (`domain/tables/`); this module reads their text, and opens no file. A number missing
for a day raises: it is never guessed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from io import StringIO

from domain.kernel import Choice


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


@dataclass(frozen=True, slots=True)
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
    origin: str = "law"

    def in_force(self, on: date) -> bool:
        """Whether the rule applies to what happens that day."""
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)

    @property
    def number(self) -> Decimal:
        """The value of a rule that is a number."""
        assert isinstance(self.value, Decimal), f"{self.key} is not a number"
        return self.value

    @property
    def is_doubtful(self) -> bool:
        """Whether it carries the badge « à vérifier »."""
        return self.confidence in DOUBTFUL or self.origin != "law"


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
        """The last rule of that name, when the day comes after all of them; None when it is a gap inside history."""
        rules = sorted(self._by_key.get(key, ()), key=lambda rule: rule.valid_from or date.min)
        return rules[-1] if rules and (rules[-1].valid_to or date.max) < on else None

    def of_key(self, key: str) -> tuple[Rule, ...]:
        """Every row of a key, as written."""
        return tuple(self._by_key.get(key, ()))

    def extended(self, name: str, rules: Iterable[Rule]) -> RuleSet:
        """The same rules and some more, under another name; rows that overlap an existing one are refused."""
        grown = RuleSet(name, (*self.rules, *rules))
        for rule in rules:
            grown.find(rule.key, rule.valid_from or date.min)
        return grown


def read(tables: Mapping[str, str], name: str = "be") -> RuleSet:
    """The rule set of ``rules.csv`` and ``ris_scales.csv``, given by file name as text."""
    rules = [_rule(row) for row in csv.DictReader(StringIO(tables["rules.csv"]))]
    scales = [_scale(row) for row in csv.DictReader(StringIO(tables["ris_scales.csv"]))]
    return RuleSet(name, (*rules, *scales))


def _rule(row: Mapping[str, str]) -> Rule:
    return Rule(
        row["key"],
        _value(row["value"]),
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


def _value(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
