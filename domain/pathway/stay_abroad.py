"""Stays abroad: announced from a week on, and counted together over the calendar year.

Law: DIS, art. 23 § 5. The first and the last day count as days abroad: a practice of ours.
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

AWAY = DIS("art. 23, § 5")


class StayReason(Choice):
    """Why the person is away; only what the law weighs."""

    ORDINARY = "ordinary", "séjour ordinaire"
    EXCEPTIONAL = "exceptional", "circonstances exceptionnelles"


class Stay(NamedTuple):
    """Days abroad, from the first to the last, both included; no last day: the person is still away."""

    from_on: date
    to_on: date | None
    reason: StayReason

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


@dataclass(frozen=True, slots=True)
class StaysAbroad(Measure):
    """Every stay told, by its first day."""

    stays: tuple[Stay, ...] = ()

    def days_in(self, year: int) -> tuple[date, ...]:
        """The days abroad of a calendar year, each once."""
        return tuple(sorted({day for stay in self.stays for day in stay.days_in(year)}))

    def reached_on(self, n: int, year: int) -> date | None:
        """The n-th day abroad of the year, if it comes."""
        days = self.days_in(year)
        return days[n - 1] if len(days) >= n else None

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """The day on which the year's allowance is used up, until the suspension that follows is decided."""
        if not self.stays or state.ris.right is None:
            return
        last = self.stays[-1]
        year = (last.to_on or last.from_on).year
        rule = rules.find("ris.abroad.suspension_days", last.from_on)
        reached = self.reached_on(int(rule.number), year)
        if reached and not state.suspensions.for_abroad_in(year):
            excused = last.reason is StayReason.EXCEPTIONAL
            because = (
                f"{counted(len(self.days_in(year)), 'jour', 'jours')} à l'étranger en {year}, {rule.number} permis"
            )
            yield Deadline(
                "ABROAD", reached, "Apprécier la suspension (circonstances exceptionnelles d'abord)", AWAY,
                because, step="suspend_ris", kind=Kind.INFORMATION if excused else Kind.ALERT,
                confidence=rule.confidence,
            )  # fmt: skip


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
        allowed = int(self.rules.find("ris.abroad.suspension_days", from_on).number)
        if self.state.abroad.reached_on(allowed, (to_on or from_on).year):
            self.warn(AWAY, "ABROAD_LIMIT", f"Prévenez la personne : {allowed} jours à l'étranger sur l'année civile.")
