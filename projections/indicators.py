"""How many found work, out of whom: each rate with its definition, its three denominators and its intervals.

No official definition of a placement exists, so each rate carries its own. A rate is never a number alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from projections.outcomes import WINDOWS, Exit, Situation
from projections.statistics import Interval, wilson

GRACE_DAYS = 30
"""How long after the window an exit ripens: news takes time (our choice)."""


@dataclass(frozen=True)
class Definition:
    """What a placement rate means, in words a reader can check."""

    id: str
    version: int
    window: str
    label: str

    @property
    def window_days(self) -> int:
        """Days between the exit and the day looked at."""
        return WINDOWS[self.window]

    @property
    def sentence(self) -> str:
        """The definition, in French."""
        return (
            f"Part des sorties de mesure (article 60 ou 61, CISP, ou fin du revenu) suivies d'un emploi ordinaire le "
            f"{self.window_days}ᵉ jour. L'article 60 n'est jamais un placement. Une sortie compte {GRACE_DAYS} jours "
            f"après ce délai ; une situation inconnue reste au dénominateur."
        )


DEFINITIONS = {
    definition.id: definition
    for definition in (
        Definition("PLACE_12M", 2, "12m", "En emploi 12 mois après la sortie"),
        Definition("PLACE_6M", 2, "6m", "En emploi 6 mois après la sortie"),
        Definition("PLACE_3M", 2, "3m", "En emploi 3 mois après la sortie"),
    )
}
"""Every rate on offer, the first one first."""


class Cohort(NamedTuple):
    """Which exits are asked about; ``cutoff`` is the day judged from, dates included."""

    cutoff: date
    exit_from: date | None = None
    exit_to: date | None = None
    label: str | None = None
    centre: int | None = None

    def ripe_until(self, definition: Definition) -> date:
        """The last exit the window can be judged for."""
        return self.cutoff - timedelta(days=definition.window_days + GRACE_DAYS)

    def holds(self, exit_: Exit) -> bool:
        """Whether the exit is asked about."""
        return (
            (self.exit_from is None or exit_.exit_on >= self.exit_from)
            and (self.exit_to is None or exit_.exit_on <= self.exit_to)
            and exit_.exit_on <= self.cutoff
            and (self.label is None or exit_.cohort == self.label)
            and (self.centre is None or exit_.centre == self.centre)
        )


Counts = Counter[tuple[str, bool, bool]]
"""How many exits are so: situation on the day, measure completed, ripe."""


class Figure(NamedTuple):
    """A rate, with all that must travel with it.

    A counts every ripe exit, K those whose situation is known, C those among K who completed the measure.
    """

    definition: Definition
    numerator: int
    denominators: dict[str, int]
    numerators: dict[str, int]
    intervals: dict[str, Interval | None]
    unknown: int
    immature: int
    bounds: Interval | None


def counted(exits: Iterable[Exit], definition: Definition, cohort: Cohort) -> Counts:
    """The counts a figure needs, from rows; the same that SQL gives from the table."""
    ripe_until = cohort.ripe_until(definition)
    return Counter(
        (getattr(exit_, f"after_{definition.window}"), exit_.completed, exit_.exit_on <= ripe_until)
        for exit_ in exits
        if cohort.holds(exit_)
    )


def figure(definition: Definition, counts: Counts) -> Figure:
    """The rate those counts make."""

    def n(*situations: Situation, completed: bool | None = None) -> int:
        return sum(
            number for (situation, done, ripe), number in counts.items()
            if ripe and situation in {s.value for s in situations} and completed in {None, done}
        )  # fmt: skip

    known = (Situation.PLACED, Situation.OTHER)
    denominators = {"A": n(*Situation), "K": n(*known), "C": n(*known, completed=True)}
    placed, completed = n(Situation.PLACED), n(Situation.PLACED, completed=True)
    numerators = {"A": placed, "K": placed, "C": completed}
    unknown = n(Situation.UNKNOWN)
    low, high = wilson(placed, denominators["A"]), wilson(placed + unknown, denominators["A"])
    return Figure(
        definition, placed, denominators, numerators,
        {base: wilson(numerators[base], denominators[base]) for base in denominators}, unknown,
        sum(number for (_, _, ripe), number in counts.items() if not ripe),
        Interval(low.lower, high.upper) if low and high else None,
    )  # fmt: skip
