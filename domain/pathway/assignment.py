"""Who answers for a file: its referent, and whoever stands in for a time.

Law: none, a practice of the centre. The day an absence ends the file is again its referent's: this is worked out for
the day asked, and no job has to run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import StringConstraints

from domain.acts import PRACTICE
from domain.french import day
from domain.kernel import Event, Line, Readable, Role, replace
from domain.law import require
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

FILE = PRACTICE("dossier")
Account = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]


class PathwayAssigned(Event, topic="pathway.assigned", french="Dossier confié : {worker}", version=2):
    """The file was entrusted to a worker: for good, or to stand in for its referent until a day, included.

    Without ``from_on`` it is from the day of the act.
    """

    worker: Line
    from_on: date | None = None
    until: date | None = None

    def apply(self, state: State, on: date) -> State:
        identity = state.identity
        entrusted = (*identity.entrusted, Entrusted(self.worker, self.from_on or on, self.until))
        referent = identity.referent if self.until else self.worker
        return replace(state, identity=replace(identity, entrusted=entrusted, referent=referent))

    @property
    def sentence(self) -> str:
        since = f", dès le {day(self.from_on)}" if self.from_on else ""
        return super().sentence + since + (f", jusqu'au {day(self.until)}" if self.until else "")


@dataclass(frozen=True)
class Entrusted:
    """The file is a worker's from a day on: for good, or until a day, included."""

    worker: str
    from_on: date
    until: date | None = None

    def covers(self, on: date) -> bool:
        """Whether it holds that day."""
        return self.from_on <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Turn:
    """From a day to a day, both included, one worker answers for the file; ``instead_of`` whom, when for a time.

    ``until`` is the last day of all when nothing ends it.
    """

    worker: str
    from_on: date
    until: date = date.max
    instead_of: str = ""


def turn_on(entrusted: Sequence[Entrusted], on: date) -> Turn | None:
    """Whose turn it is that day: what was told last holds, and once it has ended what was told before."""
    return next((turn for turn in turns(entrusted) if turn.from_on <= on <= turn.until), None)


def turns(entrusted: Sequence[Entrusted]) -> Iterator[Turn]:
    """Who answers when, one turn after the other, in the order of days; no turn where nobody does."""
    days = {each.from_on for each in entrusted}
    days |= {each.until + timedelta(1) for each in entrusted if each.until and each.until < date.max}
    firsts = sorted(days)
    lasts = [*(first - timedelta(1) for first in firsts[1:]), date.max]
    for first, last in zip(firsts, lasts, strict=False):
        held = [each for each in entrusted if each.covers(first)]
        if held:
            for_good = next((each.worker for each in reversed(held) if each.until is None), "")
            instead = for_good if held[-1].until and for_good != held[-1].worker else ""
            yield Turn(held[-1].worker, first, last, instead)


class AssignmentSteps(Steps):
    """How a file changes hands."""

    @step("Confier le dossier", law=FILE)
    def assign_pathway(self, worker: Account, from_on: date | None = None, until: date | None = None) -> None:
        """Its referent, or a supervisor, entrusts a file: for good, or until a return; a file nobody has is taken."""
        first = from_on or self.on
        require(until is None or until >= first, FILE, "END_BEFORE_START", "La fin ne peut précéder le début.")
        identity = self.state.identity
        answers_for_it = {identity.referent, identity.referent_on(self.on)} - {""}
        require(
            self.envelope.role is Role.HEAD or not answers_for_it or self.envelope.actor in answers_for_it,
            FILE, "NOT_THE_REFERENT", "Seule la personne référente, ou un chef de service, confie ce dossier.",
        )  # fmt: skip
        self.record(PathwayAssigned(worker=worker, from_on=from_on, until=until))
