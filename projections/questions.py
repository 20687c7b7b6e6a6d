"""What people ask of all files at once; the answers come from projections, a moment behind the log."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.kernel import Erased
from projections.indicators import Cohort, Counts, Definition


class FileLine(NamedTuple):
    """One line of the list of files; ``silent_days`` since anybody last saw the person.

    ``referent`` answers for the file on the day asked, ``instead_of`` whom until a day, when it is an absence.
    """

    pathway_id: UUID
    file_no: str
    last_name: str | Erased
    first_name: str | Erased
    birth_year: int | Erased | None
    phase: str
    phase_label: str
    referent: str
    opened_on: date | None
    closed_on: date | None
    silent_days: int | None
    place: str
    cohort: str
    instead_of: str = ""
    until: date | None = None

    @property
    def name(self) -> str:
        """``Dupont, Julie``."""
        return f"{self.last_name}, {self.first_name}"


class OwedLine(NamedTuple):
    """One deadline, with the line of its file."""

    file: FileLine
    code: str
    due_on: date
    days_left: int
    label: str
    article: str
    explanation: str
    other_reading: str
    step: str
    kind: str
    to_verify: bool


class Wanted(NamedTuple):
    """Which files are asked about: a centre's, perhaps one referent's, one phase's, of such a name, of one person."""

    centre: int
    referent: str = ""
    phase: str = ""
    name: str = ""
    pathway_id: UUID | None = None
    closed: bool = False


class Horizon(NamedTuple):
    """Which deadlines: up to a day, of one rule."""

    until: date | None = None
    rule: str = ""


class Lag(NamedTuple):
    """How far the answers are behind the log; ``parked`` files show the rows of an earlier day.

    ``silent`` is how long ago anybody last looked: an answer nobody keeps up looks well against a log nobody reads.
    ``alarm`` says why the answers stand still, in words for whoever runs the service.
    """

    events: int
    seconds: float
    parked: int = 0
    silent: float = 0.0
    alarm: str = ""

    @property
    def is_well(self) -> bool:
        """Whether the answers follow."""
        return self.events < 100 and self.seconds < 30 and self.silent < 30 and not self.alarm


class Questions(Protocol):
    """Everything the lists, the search and the figures are read from."""

    def worklist(self, wanted: Wanted, horizon: Horizon, today: date) -> list[OwedLine]:
        """What there is to do, the most pressing first; what is only information is left out."""

    def files(self, wanted: Wanted, today: date) -> list[FileLine]:
        """The files, by name."""

    def waiting(self, wanted: Wanted, horizon: Horizon, today: date) -> int:
        """How many lines that worklist has, whatever the names."""

    def counts(self, definition: Definition, cohort: Cohort) -> Counts:
        """The exits of a cohort, counted for a rate."""

    def counts_as_of(self, definition: Definition, cohort: Cohort, true_on: date, known_on: datetime) -> Counts:
        """The same, from the histories themselves, as true on a day and known at an instant."""

    def cohorts(self, centre: int | None) -> list[str]:
        """The names given to cohorts."""

    def position(self) -> int:
        """Up to where in the log the answers have come."""

    def wait_for(self, position: int, seconds: float = 2.0) -> bool:
        """Wait until the answers have come that far; False when they have not in time."""

    def lag(self) -> Lag:
        """How far behind they are."""
