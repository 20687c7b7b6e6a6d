"""What came of each measure: one row per exit, with the person's situation 3, 6 and 12 months later.

An exit is the last day of a chain of measures (article 60, CISP): a measure that begins within four weeks of the end of
another continues it, so that nobody counts twice on the way to one job; a later one is another exit, and the first one
stays. A file closed without any measure is an exit from the income. Nobody is removed for having failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from domain.pathway.placement import FollowUpObserved

from domain.kernel import Choice
from domain.pathway.identity import Closing
from projections.history import History

CHAINED = timedelta(days=28)
"""A measure begun so soon after another continues it (our choice; four weeks, as the immediate outcome of the ESF+)."""
BRIDGED = timedelta(days=7)
"""Two jobs apart by no more are one spell of work (our choice)."""
NEAR = timedelta(days=30)
"""An observation so near the day tells of that day (our choice)."""
WINDOWS = {"3m": 91, "6m": 183, "12m": 365}
"""Days after the exit."""


class Situation(Choice):
    """Where the person was on a day; unknown is never « no »."""

    PLACED = "placed", "en emploi"
    OTHER = "other", "hors emploi"
    UNKNOWN = "unknown", "inconnu"


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
    """From a first to a last day, both included; open when the last is not known."""

    start: date
    end: date | None
    measure: str = ""
    completed: bool = False


def rows(history: History) -> Iterator[Exit]:
    """The exits of one pathway, in their order."""
    work = spells(history.state)
    seen = [(entry.event.on or entry.occurred_on, entry.event.employed)
            for entry in history.overlaid if isinstance(entry.event, FollowUpObserved)]  # fmt: skip
    died = history.state.identity.closed_on if history.state.identity.closed_for is Closing.DECEASED else None
    for chain in exits(history):
        assert chain.end is not None
        after = [situation(work, seen, died, chain.end + timedelta(days=days)).value for days in WINDOWS.values()]
        yield Exit(
            history.centre,
            history.state.identity.cohort,
            chain.measure,
            chain.start,
            chain.end,
            chain.completed,
            *after,
        )


def exits(history: History) -> Iterator[Span]:
    """The chains of measures that have ended, then the episodes closed without any."""
    chains: list[Span] = []
    for span in sorted(measures(history.state)):
        last = chains[-1] if chains else None
        if last and (last.end is None or span.start <= last.end + CHAINED):
            chains[-1] = joined(last, span)
        else:
            chains.append(span)
    yield from (chain for chain in chains if chain.end)
    yield from (span for span in closings(history) if not any(overlap(span, chain) for chain in chains))
