"""Socio-professional integration (SPI): part of a new work or training income is not counted, for a time.

Law: AR DIS, art. 35: up to a monthly ceiling, for years used within a longer time from the first exempt day; a higher
ceiling, once in life, for a shortage occupation. The counter in days is from memory: it is shown as the other reading.
It outlives a request and a closing of the file, hence a measure of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from domain.acts import RD
from domain.delays import Deadline, advance, eve, length
from domain.french import counted, day
from domain.kernel import replace
from domain.pathway.measure import Measure
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

SPI = RD("art. 35")


class Period(NamedTuple):
    """Days during which part of the income was exempt, both included; still running without an end."""

    start: date
    end: date | None = None

    def days(self, until: date) -> int:
        """How many days of it passed by the end of that day."""
        return max(0, (min(self.end or until, until) - self.start).days + 1)


def days_used(periods: tuple[Period, ...], until: date) -> int:
    """The exempt days used by the end of that day."""
    return sum(period.days(until) for period in periods)


@dataclass(frozen=True)
class Spi(Measure):
    """The periods exempted so far, the earliest first; the higher ceiling was used from ``shortage_from``."""

    periods: tuple[Period, ...] = ()
    shortage_from: date | None = None

    @property
    def running(self) -> Period | None:
        """The exemption under way."""
        return next((period for period in self.periods if period.end is None), None)

    def days_used(self, until: date) -> int:
        """The exempt days used by the end of that day."""
        return days_used(self.periods, until)

    def stopped(self, last_on: date) -> Spi:
        """The same, nothing exempt after that day; what was to begin later never did."""
        kept = (
            period._replace(end=min(period.end or last_on, last_on))
            for period in self.periods
            if period.start <= last_on
        )
        return replace(self, periods=tuple(kept))

    def since_closing(self, left_on: date | None) -> Spi:
        """The same, what ran when the file was last closed having ended that day."""
        running = self.running
        return self.stopped(left_on) if left_on and running and running.start <= left_on else self

    def exempted(self, start: date, end: date | None, shortage_from: date | None = None) -> Spi:
        """The same, exempt from that day on: what was told of later days is told anew."""
        before = self.stopped(eve(start))
        return Spi((*before.periods, Period(start, end)), self.shortage_from or shortage_from)

    def limit(self, rules: RuleSet) -> Deadline | None:
        """The day the exemption under way ends if nothing interrupts it: the years used up, or their window passed."""
        if (running := self.running) is None:
            return None
        first = self.periods[0].start
        years, window = rules.find("ris.spi.total_years", first), rules.find("ris.spi.window_years", first)
        counter = rules.find("ris.spi.day_counter", first)
        used = self.days_used(eve(running.start))
        ends = min(advance(running.start, years) - timedelta(days=used), advance(first, window))
        last = running.start + timedelta(days=int(counter.number) - used - 1)
        before = f", moins {counted(used, 'jour déjà utilisé', 'jours déjà utilisés')}" if used else ""
        return Deadline(
            "SPI_LIMIT", ends, "Fin de l'exonération SPI : le revenu compte en entier", SPI,
            f"exonération du {day(running.start)} + {length(years)}{before}, dans les {length(window)}"
            f" depuis le {day(first)}",
            step="assess_resources", confidence=years.confidence,
            other_reading=f"{length(counter)} comptés : dernier jour le {day(last)}",
        )  # fmt: skip

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """While the income is asked for or runs, the day from which work counts in full."""
        if state.ris.is_pending or state.ris.right:
            limit = self.since_closing(state.identity.left_on).limit(rules)
            if limit:
                yield limit
