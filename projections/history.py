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
FOLDED = frozenset({"overlaid", "state"})
"""What a history works out of its entries once."""


@dataclass(frozen=True)
class History:
    """One stream: its entries as written, and what they say of what was true up to a day (included)."""

    id: UUID
    entries: Sequence[Entry]
    rules: RuleSet
    true_on: date = date.max

    @cached_property
    def overlaid(self) -> tuple[Entry, ...]:
        """The history as it should read, in the order things happened."""
        return tuple(entry for entry in overlaid(self.entries) if entry.occurred_on <= self.true_on)

    @cached_property
    def state(self) -> State:
        """Where the pathway stood that day."""
        return folded(self.overlaid)

    @property
    def centre(self) -> int:
        """The organisation the file belongs to; 0 when its opening was voided."""
        return self.state.identity.centre or 0

    def under(self, rules: RuleSet) -> History:
        """The same stream under other rules; what was folded of it rests on none, and is not folded again."""
        other = History(self.id, self.entries, rules, self.true_on)
        vars(other).update({name: folded for name, folded in vars(self).items() if name in FOLDED})
        return other

    def at(self, true_on: date = date.max, known_on: datetime = NOT_YET) -> History:
        """The same stream, true that day, as known at that instant."""
        known = [entry for entry in self.entries if entry.recorded_at <= known_on]
        return History(self.id, known, self.rules, true_on)


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
