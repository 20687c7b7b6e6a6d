"""What came of the cases: commands acknowledged, lost, doubled; one line a case, for a person and for a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.table import Table

from domain.kernel import Choice


class Result(Choice):
    """How a case ended."""

    PASSED = "passed", "réussi"
    FAILED = "failed", "ÉCHEC"
    NOT_RUN = "not run", "NON JOUÉ"


@dataclass(frozen=True)
class Case:
    """One case played: ``unknown`` are commands nobody answered for, which may be in the log once or not at all."""

    number: int
    name: str
    french: str
    acknowledged: int
    lost: int
    doubled: int
    unknown: int
    seconds: float
    outcome: Result
    why: str = ""

    @property
    def is_well(self) -> bool:
        """Whether nothing speaks against this case."""
        return self.outcome is Result.PASSED and not self.lost and not self.doubled

    def told(self) -> str:
        """One line, in French."""
        why = f" : {self.why}" if self.why else ""
        return f"{self.number:2} {self.french} : {self.outcome.label} en {self.seconds} s{why}"


@dataclass(frozen=True)
class Report:
    """All cases played under one seed."""

    seed: int
    cases: Sequence[Case]

    @property
    def acknowledged(self) -> int:
        """Commands people were told are saved."""
        return sum(case.acknowledged for case in self.cases)

    @property
    def lost(self) -> int:
        """Those of them the log does not hold."""
        return sum(case.lost for case in self.cases)

    @property
    def doubled(self) -> int:
        """Commands the log holds more than once."""
        return sum(case.doubled for case in self.cases)

    @property
    def is_well(self) -> bool:
        """Whether every case asked for was played, and passed."""
        return bool(self.cases) and all(case.is_well for case in self.cases)

    def as_json(self) -> dict[str, Any]:
        """For a program."""
        totals = {"acknowledged": self.acknowledged, "lost": self.lost, "doubled": self.doubled}
        cases = [asdict(case) | {"outcome": case.outcome.value} for case in self.cases]
        return totals | {"well": self.is_well, "seed": self.seed, "cases": cases}

    def table(self) -> Table:
        """For a person."""
        table = Table("N°", "Cas", "Confirmées", "Perdues", "En double", "Inconnues", "Secondes", "Issue")
        for case in self.cases:
            figures = (case.acknowledged, case.lost, case.doubled, case.unknown, case.seconds)
            table.add_row(str(case.number), case.french, *map(str, figures), case.outcome.label)
        return table

    def told(self) -> str:
        """The sum, in one French sentence."""
        return (
            f"Commandes confirmées : {self.acknowledged} ; perdues : {self.lost} ; en double : {self.doubled}. "
            f"Graine {self.seed}."
        )
