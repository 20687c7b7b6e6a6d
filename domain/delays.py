"""Time limits: how the law counts them, and what is due.

Day 0 is the event; days are calendar days unless said; months keep the day, or take the last one of a shorter month;
working days are Monday to Friday less the Belgian holidays.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

from domain.french import counted, day
from domain.kernel import Choice
from domain.law import Article
from domain.rules import CENTRE, DOUBTFUL, LAW, Confidence, Rule, RuleSet

UNITS = {
    "days": ("jour", "jours"),
    "working_days": ("jour ouvrable", "jours ouvrables"),
    "weeks": ("semaine", "semaines"),
    "months": ("mois", "mois"),
    "years": ("an", "ans"),
}


class Kind(Choice):
    """What a deadline does."""

    ALERT = "alert", "à faire"
    BLOCKING = "blocking", "avant cette date, la démarche est refusée"
    INFORMATION = "information", "pour information"


@dataclass(frozen=True)
class Deadline:
    """Something owed by a day; derived from the state, never stored.

    ``because`` is the computation in words (« décision du 12/12/2025 + 3 mois »); ``step`` the verb that settles it;
    ``origin`` whose rule it rests on, where that is said.
    """

    code: str
    due_on: date
    label: str
    law: Article
    because: str
    step: str = ""
    kind: Kind = Kind.ALERT
    confidence: Confidence = Confidence.VERIFIED
    other_reading: str = ""
    origin: str = ""

    @property
    def to_verify(self) -> bool:
        """Whether it carries the badge: its rule is doubtful, or a centre's own, or its article cited from memory."""
        return self.confidence in DOUBTFUL or self.origin not in {"", LAW} or not self.law.verified

    def days_left(self, today: date) -> int:
        """Days until the last day allowed; negative when late."""
        return (self.due_on - today).days


@dataclass(frozen=True)
class Delay:
    """A legal time limit, of a length found in the rules in force on the day it opens."""

    code: str
    label: str
    law: Article
    rule: str
    step: str = ""
    kind: Kind = Kind.ALERT
    confidence: Confidence | None = None

    def after(self, start: date, rules: RuleSet) -> date:
        """The last day of the time limit, the opening day not counted."""
        return advance(start, rules.find(self.rule, start))

    def from_(self, start: date, event: str, rules: RuleSet, other_reading: str = "") -> Deadline:
        """What is owed since ``event`` happened on ``start``, and how it was computed."""
        rule = rules.find(self.rule, start)
        because = f"{event} du {day(start)} + {length(rule)}"
        return Deadline(
            self.code, advance(start, rule), self.label, self.law, because, self.step, self.kind,
            self.confidence or rule.confidence, other_reading, rule.origin,
        )  # fmt: skip


def length(rule: Rule) -> str:
    """``3 mois``; a practice of ours says so: ``3 mois (usage)``, and so does a row of the centre."""
    usage = " (usage)" if rule.confidence is Confidence.OUR_CHOICE else ""
    return counted(int(rule.number), *UNITS[rule.unit]) + (" (règle du centre)" if rule.origin == CENTRE else usage)


def advance(start: date, rule: Rule) -> date:
    """The day that many units later."""
    n = int(rule.number)
    match rule.unit:
        case "days":
            return start + timedelta(days=n)
        case "working_days":
            return working_days_after(start, n)
        case "weeks":
            return start + timedelta(weeks=n)
        case "months":
            return months_after(start, n)
        case "years":
            return months_after(start, 12 * n)
        case unit:
            raise ValueError(f"a delay is not counted in {unit}")


def months_after(start: date, months: int) -> date:
    """The same day of the month, or the last day of a shorter one."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def working_days_after(start: date, n: int, *, saturdays: bool = False) -> date:
    """The n-th working day after the start; some Walloon texts count Saturdays."""
    last_weekday = 5 if saturdays else 4
    while n:
        start += timedelta(days=1)
        if start.weekday() <= last_weekday and start not in belgian_holidays(start.year):
            n -= 1
    return start


@cache
def belgian_holidays(year: int) -> frozenset[date]:
    """The public holidays of Belgium in a year."""
    return frozenset(holidays.country_holidays("BE", years=year))


def eve(on: date) -> date:
    """The day before."""
    return on - timedelta(days=1)
