"""Who answers for which file, and when: one row per turn, so that an absence ends without any job having run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.pathway.assignment import turns
from projections.history import History, Projection


@dataclass(frozen=True)
class Answering:
    """From a day to a day, both included, a worker answers for the file; ``instead_of`` whom, when for a time."""

    centre: int
    worker: str
    from_on: date
    until: date
    instead_of: str


def rows(history: History) -> Iterator[Answering]:
    """The turns of one pathway, which never overlap."""
    for turn in turns(history.state.identity.entrusted):
        yield Answering(history.centre, turn.worker, turn.from_on, turn.until, turn.instead_of)


ENTRUSTED = Projection("entrusted", 1, Answering, rows, index=("centre", "worker"))
