"""The two kinds of file, and what a row of each tells: dated facts, in the words of the domain.

A row is read, never judged: dates that exist and have come, numbers that are numbers, codes that are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from application.imports.answers import answers_told, day_told, fact_told
from application.imports.reading import Row
from application.imports.report import Kind, Problem, Unreadable, Wrong, plain
from domain.kernel import TOPICS, Event
from domain.pathway.corrections import EntryCorrected, EntryVoided

CASELOAD = (
    "external_id", "national_number", "last_name", "first_name", "birth_date", "gender", "language", "postal_code",
    "opened_on", "referent",
)  # fmt: skip
NEEDED = {
    Kind.CASELOAD: ("external_id", "last_name", "first_name", "opened_on"),
    Kind.FACTS: ("external_id", "fact", "occurred_on"),
}
"""The columns a file must have, and whose cells must be filled in."""
FACTS = (*NEEDED[Kind.FACTS], "answers", "cohort")
SHORT = 200
"""The longest of names and references; a text may be as long as the domain takes."""
LONG = 4000
NOT_IMPORTED = frozenset({EntryVoided.TOPIC, EntryCorrected.TOPIC})
"""They name entries by their number here, which another system cannot know."""


class Fact(NamedTuple):
    """A fact and its legal day."""

    occurred_on: date
    event: Event


class Form(NamedTuple):
    """How the rows of one file are read: what it tells, its columns, for which centre, on which day."""

    kind: Kind
    columns: tuple[str, ...]
    centre: int
    today: date

    def cells(self, row: Row) -> dict[str, str]:
        """The cells filled in, by column. Raises `Wrong`."""
        if len(row.cells) != len(self.columns):
            raise Wrong(("", f"{len(row.cells)} cellules au lieu de {len(self.columns)} : vérifiez les séparateurs."))
        cells = {column: cell for column, cell in zip(self.columns, row.cells, strict=True) if cell}
        empty = [(column, "Remplissez cette cellule.") for column in NEEDED[self.kind] if column not in cells]
        long = [
            (column, f"Au plus {self._longest(column)} caractères.")
            for column, cell in cells.items()
            if len(cell) > SHORT and len(cell) > self._longest(column)
        ]
        if empty or long:
            raise Wrong(*empty, *long)
        return cells

    def facts(self, cells: Mapping[str, str]) -> tuple[Fact, ...]:
        """What the cells of a row tell. Raises `Wrong`."""
        column = "opened_on" if self.kind is Kind.CASELOAD else "occurred_on"
        on = day_told(cells[column])
        problems = []
        if on is None:
            problems.append((column, "Écrivez une date qui existe, ainsi : 2025-12-31."))
        elif on > self.today:
            problems.append((column, "Cette date est dans le futur : corrigez-la."))
        facts = []
        try:
            told = self._caseload(cells) if self.kind is Kind.CASELOAD else self._fact(cells)
            facts = [fact_told(TOPICS[topic], answers, columns, self.today) for topic, answers, columns in told]
        except Wrong as wrong:
            problems.extend(wrong.problems)
        if problems or on is None:
            raise Wrong(*problems)
        return tuple(Fact(on, fact) for fact in facts)

    def _longest(self, column: str) -> int:
        if column == "answers":
            return 10**6  # as long as a cell may be
        return SHORT if self.kind is Kind.CASELOAD or column in FACTS else LONG

    def _caseload(self, cells: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any], Mapping[str, str]]]:
        yield "pathway.opened", {"centre": self.centre} | _picked(cells, ("gender", "language")), {}
        who = _picked(cells, ("last_name", "first_name", "birth_date", "national_number"))
        where = {"address": cells["postal_code"]} if "postal_code" in cells else {}
        yield "identity.recorded", who | where, {"address": "postal_code"}
        if "referent" in cells:
            yield "pathway.assigned", {"worker": cells["referent"]}, {"worker": "referent"}

    def _fact(self, cells: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any], Mapping[str, str]]]:
        topic = cells["fact"]
        if topic not in TOPICS:
            raise Wrong(("fact", "Ce fait n'existe pas : reprenez un nom de la liste, par exemple training.enrolled."))
        if topic in NOT_IMPORTED:
            raise Wrong(("fact", "Une correction ne s'importe pas : donnez le fait tel qu'il est."))
        columns = _picked(cells, (column for column in self.columns if column not in FACTS))
        answers, origin = answers_told(TOPICS[topic], columns, cells.get("answers", ""))
        if topic == "pathway.opened" and str(answers.setdefault("centre", self.centre)) != str(self.centre):
            raise Wrong((origin["centre"], "Un import n'ouvre de dossiers que dans votre centre."))
        yield topic, answers, origin


def form_for(columns: tuple[str, ...], centre: int, today: date) -> Form:
    """How to read a file with such a header. Raises `Unreadable`."""
    if "fact" in columns:
        return Form(Kind.FACTS, columns, centre, today)
    if {"opened_on", "last_name", "first_name"} & set(columns):
        return Form(Kind.CASELOAD, columns, centre, today)
    what = (
        "L'en-tête n'est pas reconnu. Un fichier de dossiers a les colonnes "
        f"{', '.join(CASELOAD)} ; un fichier de faits {', '.join(FACTS)} et celles des faits. "
        "Séparez-les par des virgules ou des points-virgules."
    )
    raise Unreadable(Problem(1, "", what))


def header_problems(form: Form) -> Iterator[Problem]:
    """Columns that are missing, unknown, or there twice."""
    known = set(CASELOAD) if form.kind is Kind.CASELOAD else set(FACTS) | _fields()
    for column in NEEDED[form.kind]:
        if column not in form.columns:
            yield Problem(1, column, "Cette colonne manque : ajoutez-la.")
    for rank, column in enumerate(form.columns, start=1):
        if column not in known:
            name = plain(column) or f"colonne {rank}"
            yield Problem(1, name, "Cette colonne n'est pas connue : renommez-la ou supprimez-la.")
        elif column in form.columns[: rank - 1]:
            yield Problem(1, column, "Cette colonne est là deux fois : gardez-en une.")


def _fields() -> set[str]:
    return {field for topic, kind in TOPICS.items() if topic not in NOT_IMPORTED for field in kind.model_fields}


def _picked(cells: Mapping[str, str], columns: Iterator[str] | tuple[str, ...]) -> dict[str, Any]:
    return {column: cells[column] for column in columns if column in cells}
