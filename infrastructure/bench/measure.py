"""What a benchmark answers: a value beside its reference, timed in the same run, and whether its bar is reached.

Contenders take turns, round after round, each round beginning with another one; every raw round is kept. Where the
reference itself spreads more than twofold there is no verdict; nor, for a bar without reference, where the value does.
A zero, or a store that lost something, is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from pydantic import BaseModel

from infrastructure.database import DatabaseRefused

Rounds = dict[str, list[float]]
"""What each contender did, round by round."""
WIDEST = 2.0
"""A reference whose best round is more than so many times its worst allows no verdict."""


class MeasureFailed(DatabaseRefused):
    """Something measured nothing, or measured wrongly; one French sentence says what."""


@dataclass(frozen=True)
class Bar:
    """What is to be reached, by the ratio to the reference or by the value itself; ``better`` is the good direction."""

    number: float
    on: Literal["ratio", "value"] = "ratio"
    better: Literal["more", "less"] = "more"

    def reached(self, measured: float) -> bool:
        """Whether that is enough, or little enough."""
        return measured >= self.number if self.better == "more" else measured <= self.number


class Reference(BaseModel):
    """What the value is compared with, as it did in the same rounds."""

    name: str
    value: float


class Result(BaseModel):
    """One line; ``reached`` is None where there is no bar or no verdict, and ``why`` says which."""

    name: str
    value: float
    unit: str
    reference: Reference | None = None
    ratio: float | None = None
    bar: float | None = None
    bar_on: Literal["ratio", "value"] = "ratio"
    better: Literal["more", "less"] = "more"
    reached: bool | None = None
    why: str = ""
    rounds: Rounds = {}
    note: str = ""
    versions: dict[str, str] = {}
    load: float = 0.0
    """The load average of the machine when the last round ended: 1 a core that is busy, by whomever."""


def interleaved(contenders: Mapping[str, Callable[[], float]], rounds: int) -> Rounds:
    """Every contender once a round, another one first each time."""
    names = list(contenders)
    told: Rounds = {name: [] for name in names}
    for turn in range(rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            told[name].append(contenders[name]())
    return told


def judged(
    name: str, unit: str, rounds: Rounds, ours: str, reference: str = "", *, bar: Bar | None = None, note: str = ""
) -> Result:
    """The medians compared. Raises `MeasureFailed` for a zero: nothing was measured."""
    named = [ours, reference] if reference else [ours]
    for each in named:
        if not rounds.get(each) or min(rounds[each]) <= 0:
            raise MeasureFailed(f"« {name} » : {each} n'a rien mesuré ({rounds.get(each)}).")
    value = median(rounds[ours])
    beside = Reference(name=reference, value=median(rounds[reference])) if reference else None
    ratio = value / beside.value if beside else None
    steady = rounds[reference] if reference and not (bar and bar.on == "value") else rounds[ours]
    reached, why = verdict(bar, value, ratio, steady)
    return Result(
        name=name, value=value, unit=unit, reference=beside, ratio=ratio, bar=bar.number if bar else None,
        bar_on=bar.on if bar else "ratio", better=bar.better if bar else "more", reached=reached, why=why,
        rounds={each: rounds[each] for each in named}, note=note, load=os.getloadavg()[0],
    )  # fmt: skip


def absent(name: str, unit: str, rounds: Rounds, ours: str, peer: str, why: str, *, bar: Bar | None = None) -> Result:
    """Our value alone, the peer having been left out."""
    alone = judged(name, unit, rounds, ours)
    told = {"bar": bar.number, "bar_on": bar.on, "better": bar.better} if bar else {}
    return alone.model_copy(update=told | {"why": f"{peer} laissé de côté : {why}"})


def verdict(bar: Bar | None, value: float, ratio: float | None, steady: Sequence[float]) -> tuple[bool | None, str]:
    """Whether the bar is reached, and why there is no saying where there is none.

    ``steady`` are the rounds that must be: the reference's, or our own where the bar is on the value.
    """
    if bar is None:
        return None, "sans barre"
    measured = value if bar.on == "value" else ratio
    if measured is None:
        return None, "sans référence"
    if (wide := spread(steady)) > WIDEST:
        return None, f"tours trop instables : du simple à {wide:.1f} fois"
    return bar.reached(measured), ""


def spread(rounds: Sequence[float]) -> float:
    """How many times the worst round the best one is."""
    return max(rounds) / min(rounds) if rounds else 1.0
