"""What every measure's state is: a frozen dataclass whose deadlines are derived, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from domain.delays import Deadline
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State


class Measure:
    """Where one measure stands; a measure that owes something when the file is closed says `outlives_file`."""

    outlives_file: ClassVar[bool] = False

    def deadlines(self, state: State, rules: RuleSet) -> Iterable[Deadline]:
        """What this measure owes or is owed, given where the others stand."""
        return ()
