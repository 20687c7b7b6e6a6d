"""What is owed, in which file, by which day: one row per deadline, whatever the day it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.pathway import due
from projections.history import History, Projection


@dataclass(frozen=True)
class Owed:
    """One deadline of one file; days left and lateness are told when it is read, never stored."""

    centre: int
    rank: int
    code: str
    due_on: date
    label: str
    article: str
    explanation: str
    other_reading: str
    step: str
    kind: str
    to_verify: bool


def rows(history: History) -> Iterator[Owed]:
    """The deadlines of one pathway, the most pressing first."""
    for rank, deadline in enumerate(due(history.state, history.rules), start=1):
        yield Owed(
            history.centre, rank, deadline.code, deadline.due_on, deadline.label, str(deadline.law), deadline.because,
            deadline.other_reading, deadline.step, deadline.kind.value,
            deadline.to_verify,
        )  # fmt: skip


WORKLIST = Projection("worklist", 2, Owed, rows, index=("centre", "due_on"))
