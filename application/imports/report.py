"""What a dry run says: what would be opened, what exists already, what is wrong and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.french import counted
from domain.kernel import Choice

MOST_TOLD = 1000
"""Problems kept word for word; a file wrong in every row has no need of more."""
MOST_SHOWN = 50
"""Lines of a kind shown in a terminal."""
MOST_NAMED = 10
MOST_SIGNS = 60


class Kind(Choice):
    """What a file tells, recognised by its header."""

    UNKNOWN = "unknown", "Fichier non reconnu"
    CASELOAD = "caseload", "Fichier de dossiers"
    FACTS = "facts", "Fichier de faits"


class Problem(NamedTuple):
    """What is wrong, or doubtful: the row (the header is row 1, as in a spreadsheet), the column, what to do.

    Row 0 is the file as a whole, an empty column the whole row. The sentence never repeats a personal answer.
    """

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        where = ", ".join(filter(None, (f"ligne {self.row}" if self.row else "", self.column)))
        return f"{where} : {self.sentence}" if where else self.sentence


class Unreadable(Exception):
    """The file cannot be read, or not any further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Wrong(Exception):
    """A row that cannot be imported: by column, what to do."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__(str(problems))
        self.problems = problems


@dataclass
class Problems:
    """Problems as they are found; ``number`` counts those no longer kept word for word too."""

    kept: list[Problem] = field(default_factory=list)
    number: int = 0

    def add(self, row: int, column: str, sentence: str) -> None:
        """One more."""
        self.number += 1
        if len(self.kept) < MOST_TOLD:
            self.kept.append(Problem(row, plain(column), sentence))


def plain(name: str) -> str:
    """A name from the file, fit for a terminal: one short line without control characters."""
    return "".join(sign if sign.isprintable() else " " for sign in name[:MOST_SIGNS])


@dataclass(frozen=True)
class Report:
    """A dry run; ``opened`` and ``existing`` are files by their external identifier, ``facts`` entries to be written.

    ``known`` facts were told before and are not repeated; a doubt keeps nothing from being written.
    """

    kind: Kind = Kind.UNKNOWN
    rows: int = 0
    opened: tuple[str, ...] = ()
    existing: tuple[str, ...] = ()
    facts: int = 0
    known: int = 0
    problems: tuple[Problem, ...] = ()
    wrong: int = 0
    doubts: tuple[Problem, ...] = ()
    doubtful: int = 0

    @property
    def may_be_written(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def told(self) -> Iterator[str]:
        """The report, line by line, for a terminal."""
        yield f"{self.kind.label} : {counted(self.rows, 'ligne lue', 'lignes lues')}."
        yield f"À ouvrir : {counted(len(self.opened), 'dossier', 'dossiers')}."
        if self.existing:
            left = "laissés tels quels" if self.kind is Kind.CASELOAD else "complétés"
            yield f"Existent déjà ({left}) : {len(self.existing)} ({_named(self.existing)})."
        if self.known:
            yield f"Déjà connus, non répétés : {counted(self.known, 'fait', 'faits')}."
        yield f"À enregistrer : {counted(self.facts, 'écriture', 'écritures')}."
        if self.doubtful:
            yield f"À vérifier, sans empêcher l'import : {self.doubtful}."
            yield from _shown(self.doubts, self.doubtful)
        if self.wrong:
            yield f"À corriger : {self.wrong}."
            yield from _shown(self.problems, self.wrong)
            yield "Rien n'est enregistré : corrigez le fichier et recommencez."


def _named(names: tuple[str, ...]) -> str:
    return ", ".join([plain(name) for name in names[:MOST_NAMED]] + ["…"] * (len(names) > MOST_NAMED))


def _shown(problems: tuple[Problem, ...], number: int) -> Iterator[str]:
    yield from (f"  {problem}" for problem in problems[:MOST_SHOWN])
    if number > MOST_SHOWN:
        yield f"  … et {number - MOST_SHOWN} de plus."
