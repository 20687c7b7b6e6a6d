"""What every measure's state is: a frozen dataclass whose deadlines are derived, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Protocol
from uuid import UUID

from domain.delays import Deadline
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State


class Notifiable(Protocol):
    """A decision: identified, dated, to be notified."""

    @property
    def id(self) -> UUID: ...

    @property
    def decided_on(self) -> date: ...

    @property
    def posted_on(self) -> date | None: ...


class Measure:
    """Where one measure stands; a measure that owes something when the file is closed says `outlives_file`."""

    __slots__ = ()
    outlives_file: ClassVar[bool] = False

    @property
    def to_notify(self) -> Notifiable | None:
        """A decision of this measure the person has not been told yet."""
        return None

    def deadlines(self, state: State, rules: RuleSet) -> Iterable[Deadline]:
        """What this measure owes or is owed, given where the others stand."""
        return ()
