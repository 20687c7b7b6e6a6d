"""What came of each measure: one row per exit, with the person's situation 3, 6 and 12 months later.

An exit is the last day of a chain of measures (article 60, article 61, CISP): a measure that begins within four weeks
of the end of another continues it, so that nobody counts twice on the way to one job; a later one is another exit, and
the first one stays. An article 61 is told apart, since it is also a job with a third party. A file closed without any
measure is an exit from the income. Nobody is removed for having failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from domain.kernel import Choice
from domain.pathway import State
from domain.pathway.identity import Closing, PathwayClosed, PathwayOpened, PathwayReopened
from domain.pathway.placement_definition import POINT_3M, POINT_6M, POINT_12M
from domain.pathway.placement_judging import Known, Verdict, on_day
from projections.history import History, Projection

CHAINED = timedelta(days=28)
"""A measure begun so soon after another continues it (our choice; four weeks, as the immediate outcome of the ESF+)."""
NEAR = timedelta(days=30)
"""An observation so near the day tells of that day (our choice)."""
WINDOWS = {"3m": POINT_3M.window_days, "6m": POINT_6M.window_days, "12m": POINT_12M.window_days}
"""Days after the exit."""


class Situation(Choice):
    """Where the person was on a day; unknown is never « no »."""

    PLACED = "placed", "en emploi"
    OTHER = "other", "hors emploi"
    UNKNOWN = "unknown", "inconnu"


SITUATIONS = {
    Verdict.PLACED: Situation.PLACED,
    Verdict.PLACED_APART: Situation.PLACED,
    Verdict.NOT_PLACED: Situation.OTHER,
    Verdict.UNKNOWN: Situation.UNKNOWN,
}


@dataclass(frozen=True)
class Exit:
    """One exit; the situations are those of the 91st, 183rd and 365th day after it."""

    centre: int
    cohort: str
    measure: str
    entered_on: date
    exit_on: date
    completed: bool
    after_3m: str
    after_6m: str
    after_12m: str


class Span(NamedTuple):
    """From a first to a last day, both included; ``date.max`` when it still lasts."""

    start: date
    end: date
    measure: str = ""
    completed: bool = False


def rows(history: History) -> Iterator[Exit]:
    """The exits of one pathway, in their order."""
    state = history.state
    for chain in exits(history):
        after = [situation(state, chain.end + timedelta(days=days)).value for days in WINDOWS.values()]
        yield Exit(
            history.centre, state.identity.cohort, chain.measure, chain.start, chain.end, chain.completed, *after
        )


def exits(history: History) -> Iterator[Span]:
    """The chains of measures that have ended, then the episodes closed without any."""
    chains: list[Span] = []
    for span in measures(history.state):
        if chains and span.start <= _plus(chains[-1].end, CHAINED):
            chains[-1] = _joined(chains[-1], span)
        else:
            chains.append(span)
    yield from (chain for chain in chains if chain.end < date.max)
    for episode in closed_episodes(history):
        if not any(chain.start <= episode.end and episode.start <= chain.end for chain in chains):
            yield episode


def measures(state: State) -> list[Span]:
    """Every measure that began, by the day it did."""
    contracts = [
        Span(contract.start, contract.ended_on or date.max, measure, contract.is_completed)
        for measure, held in (("ART60", state.article60), ("ART61", state.article61))
        for contract in held.episodes
        if contract.start
    ]
    trainings = [
        Span(enrolment.start, enrolment.ended_on or date.max, "CISP", enrolment.is_completed)
        for enrolment in state.training.episodes
    ]
    return sorted(contracts + trainings)


def closed_episodes(history: History) -> Iterator[Span]:
    """From each opening of the file to its closing, when there was one."""
    opened: date | None = None
    for entry in history.overlaid:
        match entry.event:
            case PathwayOpened() | PathwayReopened():
                opened = entry.occurred_on
            case PathwayClosed() if opened:
                yield Span(opened, entry.occurred_on, "RIS")
                opened = None


def situation(state: State, on: date) -> Situation:
    """Where the person was that day, as `POINT` definitions judge it; who died is known, and not at work."""
    died = state.identity.closed_on if state.identity.closed_for is Closing.DECEASED else None
    known = Known(state.placement.jobs, state.placement.observations, NEAR, died)
    return SITUATIONS[on_day(POINT_12M, known, on)]


def _joined(first: Span, then: Span) -> Span:
    """One span of two; what it is, and whether it was completed, is that of the one that ends last."""
    last = max(first, then, key=lambda span: span.end)
    return Span(min(first.start, then.start), last.end, last.measure, last.completed)


def _plus(on: date, length: timedelta) -> date:
    return on if on == date.max else on + length


OUTCOMES = Projection("outcomes", 2, Exit, rows, index=("centre", "cohort", "exit_on"))
