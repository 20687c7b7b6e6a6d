"""Stays abroad: announced from a week on, and counted together over the calendar year.

Law: DIS, art. 23 § 5. The first and the last day count as days abroad, and only days with a right do: a practice of
ours. What is beyond the year's allowance stays to be weighed until a suspension answers it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from domain.acts import DIS
from domain.delays import Deadline, Kind
from domain.french import counted
from domain.kernel import Choice, Event, replace
from domain.law import Refusal, require
from domain.pathway.measure import Measure
from domain.pathway.step import Steps, step
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State
    from domain.pathway.ris import Ris
    from domain.pathway.ris_suspension import Suspensions

AWAY = DIS("art. 23, § 5")
ALLOWANCE = "ris.abroad.suspension_days"


class StayReason(Choice):
    """Why the person is away; only what the law weighs."""

    ORDINARY = "ordinary", "séjour ordinaire"
    EXCEPTIONAL = "exceptional", "circonstances exceptionnelles"


class Stay(NamedTuple):
    """Days abroad, from the first to the last, both included; no last day: the person is still away."""

    from_on: date
    to_on: date | None
    reason: StayReason

    def covers(self, on: date) -> bool:
        """Whether the person is away that day."""
        return self.from_on <= on <= (self.to_on or date.max)

    def days_in(self, year: int) -> Iterator[date]:
        """The days of that stay in a calendar year."""
        day, last = max(self.from_on, date(year, 1, 1)), min(self.to_on or date.max, date(year, 12, 31))
        while day <= last:
            yield day
            day += timedelta(days=1)


class RisStayAbroadDeclared(
    Event, topic="ris.stay-abroad-declared", french="Séjour à l'étranger : du {from_on} au {to_on}, {reason_code}"
):
    """The person said they were, or would be, abroad."""

    from_on: date
    to_on: date | None = None
    reason_code: StayReason = StayReason.ORDINARY

    def apply(self, state: State, on: date) -> State:
        stay = Stay(self.from_on, self.to_on, self.reason_code)
        stays = tuple(each for each in state.abroad.stays if each.from_on != stay.from_on)
        return replace(state, abroad=StaysAbroad(tuple(sorted((*stays, stay)))))

    @property
    def sentence(self) -> str:
        return super().sentence if self.to_on else super().sentence.replace(" au ,", ", sans retour annoncé,")


@dataclass(frozen=True)
class StaysAbroad(Measure):
    """Every stay told, by its first day."""

    stays: tuple[Stay, ...] = ()

    def days_in(self, year: int, ris: Ris) -> tuple[date, ...]:
        """The days abroad of a calendar year on which a right runs, each once."""
        return tuple(sorted({day for stay in self.stays for day in stay.days_in(year) if ris.right_on(day)}))

    def beyond(self, year: int, ris: Ris, rules: RuleSet) -> tuple[date, ...]:
        """The days abroad of a year beyond its allowance."""
        days = self.days_in(year, ris)
        return days[allowance(days[0], rules) :] if days else ()

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """Each year, the day on which its allowance is used up, until a suspension answers the days that follow."""
        if state.ris.right is None:
            return
        for year in sorted({year for stay in self.stays for year in _years(stay, state.suspensions)}):
            days = self.days_in(year, state.ris)
            if days and len(days) >= (allowed := allowance(days[0], rules)):
                yield from self._owed(year, days, allowed, state.suspensions, rules)

    def _owed(
        self, year: int, days: tuple[date, ...], allowed: int, suspensions: Suspensions, rules: RuleSet
    ) -> Iterator[Deadline]:
        beyond = {on: next(stay for stay in self.stays if stay.covers(on)) for on in days[allowed:]}
        open_to = [on for on, stay in beyond.items() if not suspensions.answers(on, stay.from_on)]
        if beyond and not open_to:
            return
        first = open_to[0] if open_to and open_to[0] != days[allowed] else days[allowed - 1]
        reason = next(stay.reason for stay in reversed(self.stays) if stay.covers(open_to[0] if open_to else first))
        yield Deadline(
            "ABROAD", first, "Apprécier la suspension (circonstances exceptionnelles d'abord)", AWAY,
            f"{counted(len(days), 'jour', 'jours')} à l'étranger en {year}, {allowed} permis", step="suspend_ris",
            kind=Kind.INFORMATION if reason is StayReason.EXCEPTIONAL else Kind.ALERT,
            confidence=rules.find(ALLOWANCE, days[0]).confidence,
        )  # fmt: skip


def allowance(on: date, rules: RuleSet) -> int:
    """How many days abroad a calendar year allows."""
    return int(rules.find(ALLOWANCE, on).number)


def _years(stay: Stay, suspensions: Suspensions) -> range:
    """The calendar years of a stay; of one without return, the first whose days no suspension answers ends them."""
    if stay.to_on:
        return range(stay.from_on.year, stay.to_on.year + 1)
    answered = (each.from_on.year for each in suspensions.all if each.from_on >= stay.from_on)
    return range(stay.from_on.year, max(answered, default=stay.from_on.year - 1) + 2)


class StayAbroadSteps(Steps):
    """How a stay is told."""

    @step(
        "Acter un séjour à l'étranger",
        law=AWAY,
        when=lambda state: state.ris.right is not None,
        otherwise=Refusal("NO_RIGHT", "Aucun revenu n'est en cours."),
    )
    def declare_stay_abroad(
        self, from_on: date, to_on: date | None = None, reason_code: StayReason = StayReason.ORDINARY
    ) -> None:
        """Who leaves for a week or more says so beforehand; told again from the same day, the stay is put right."""
        require(to_on is None or to_on >= from_on, AWAY, "END_BEFORE_START", "Le retour ne peut précéder le départ.")
        least = int(self.rules.find("ris.abroad.announce_from_days", from_on).number)
        long = to_on is None or (to_on - from_on).days + 1 >= least
        if long and self.on > from_on:
            self.warn(AWAY, "STAY_NOT_ANNOUNCED", f"Un séjour de {least} jours ou plus s'annonce avant le départ.")
        self.record(RisStayAbroadDeclared(from_on=from_on, to_on=to_on, reason_code=reason_code))
        abroad, allowed = self.state.abroad, allowance(from_on, self.rules)
        years = range(from_on.year, (to_on or from_on).year + 1)
        if any(len(abroad.days_in(year, self.state.ris)) >= allowed for year in years):
            self.warn(AWAY, "ABROAD_LIMIT", f"Prévenez la personne : {allowed} jours à l'étranger sur l'année civile.")
