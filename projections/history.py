"""What a projection is given: one stream's history, as written and as it reads, and the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from domain.kernel import NOT_YET, Entry
from domain.pathway import State, folded
from domain.pathway.corrections import overlaid
from domain.rules import RuleSet

Row = TypeVar("Row")


@dataclass(frozen=True)
class History:
    """One stream: its entries as written; what they say once corrected is worked out when asked for."""

    id: UUID
    entries: Sequence[Entry]
    rules: RuleSet

    @cached_property
    def overlaid(self) -> tuple[Entry, ...]:
        """The history as it should read, in the order things happened."""
        return overlaid(self.entries)

    @cached_property
    def state(self) -> State:
        """Where the pathway stands, everything known and come true."""
        return folded(self.overlaid)

    @property
    def centre(self) -> int:
        """The organisation the file belongs to; 0 when its opening was voided."""
        return self.state.identity.centre or 0

    def known(self, known_on: datetime = NOT_YET, true_on: date = date.max) -> History:
        """The same stream, as known at that instant, and cut at what was true that day."""
        entries = [e for e in self.entries if e.recorded_at <= known_on and e.occurred_on <= true_on]
        return History(self.id, entries, self.rules)


@dataclass(frozen=True)
class Projection(Generic[Row]):
    """A question: its name, the version of its answer, the rows it gives for one history."""

    name: str
    version: int
    row: type[Row]
    rows: Callable[[History], Iterable[Row]]
    index: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"{self.name}_v{self.version}"


AnyProjection = Projection[Any]
