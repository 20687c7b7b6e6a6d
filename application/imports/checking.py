"""The dry run: every row is read, people are told apart, and what the store knows already is set aside.

Nobody is opened twice: not by the same external identifier, not by the same national number.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from application.filing import Advance
from application.imports.answers import born_otherwise
from application.imports.form import Fact, Form
from application.imports.ports import ImportKeys, ImportStore
from application.imports.reading import Row
from application.imports.report import Kind, Problems, Report, Unreadable, Wrong
from application.imports.reversal import not_taken_back
from domain.kernel import Entry, Erased, Event
from domain.pathway import state_of
from domain.pathway.identity import IdentityNissChanged, IdentityRecorded, PathwayOpened

EVERY = 1000
"""Rows between two movements of the progress bar."""
Print = tuple[date, str, str]
"""What makes two facts of one person the same: the day, the topic, the content."""
NISS_TAKEN = "Ce numéro national a déjà un dossier : joignez cette personne à la main, ou corrigez le numéro."


@dataclass(slots=True)
class Person:
    """What the file tells of one person; ``rows`` are those still to be written, ``is_on_file`` who has a file now."""

    external_id: str
    stream: UUID
    first_row: int
    rows: list[Row] = field(default_factory=list)
    cohort: str = ""
    tells_opening: bool = False
    version: int = 0
    is_on_file: bool = False

    def facts(self, form: Form, row: Row) -> tuple[Fact, ...]:
        """What a row tells; an opening tells the cohort, wherever the file names it."""
        return tuple(
            fact._replace(event=fact.event.model_copy(update={"cohort": self.cohort}))
            if isinstance(fact.event, PathwayOpened) and self.cohort
            else fact
            for fact in form.facts(form.cells(row))
        )


@dataclass
class Examination:
    """One dry run; `read` every row first, then `compare` with the store."""

    form: Form
    keys: ImportKeys
    problems: Problems = field(default_factory=Problems)
    doubts: Problems = field(default_factory=Problems)
    people: dict[str, Person] = field(default_factory=dict)
    numbers: dict[str, tuple[int, str]] = field(default_factory=dict)
    rows: int = 0
    entries: int = 0
    known: int = 0

    def read(self, rows: Iterator[Row], progress: Advance) -> None:
        """Each row by itself, and against those before it."""
        try:
            for row in rows:
                self.rows += 1
                if self.rows % EVERY == 0:
                    progress(EVERY)
                try:
                    cells = self.form.cells(row)
                    self._take(row, cells, self.form.facts(cells))
                except Wrong as wrong:
                    for column, what in wrong.problems:
                        self.problems.add(row.number, column, what)
        except Unreadable as end:
            self.problems.add(*end.problem)
        progress(self.rows % EVERY)
        if not self.rows and not self.problems.number:
            self.problems.add(0, "", "Aucune ligne sous l'en-tête : rien à importer.")

    def compare(self, store: ImportStore) -> None:
        """Whose file exists, what was told before, whose number is taken."""
        by_stream = {person.stream: person for person in self.people.values()}
        versions = store.existing(by_stream)
        for stream, history in store.histories(versions) if versions else ():
            by_stream[stream].version = versions[stream]
            self._set_aside(by_stream[stream], history)
        digests = {self.keys.claim_digest(number): found for number, found in self.numbers.items()}
        for digest, holder in store.claimed(digests).items() if digests else ():
            row, external_id = digests[digest]
            if holder != self.people[external_id].stream:
                self.problems.add(row, "national_number", NISS_TAKEN)

    def report(self) -> Report:
        """What the dry run found."""
        waiting = [person for person in self.people.values() if person.rows and not person.is_on_file]
        existing = tuple(person.external_id for person in self.people.values() if person.is_on_file)
        opened_too = sum(not person.tells_opening for person in waiting) if self.form.kind is Kind.FACTS else 0
        return Report(
            self.form.kind, self.rows, tuple(person.external_id for person in waiting), existing,
            self.entries + opened_too, self.known, tuple(sorted(self.problems.kept)), self.problems.number,
            tuple(sorted(self.doubts.kept)), self.doubts.number,
        )  # fmt: skip

    def _take(self, row: Row, cells: dict[str, str], facts: Sequence[Fact]) -> None:
        external_id = cells["external_id"]
        person = self.people.get(external_id)
        if person is None:
            stream = self.keys.stream_of(external_id, self.form.centre)
            person = self.people[external_id] = Person(external_id, stream, row.number)
        elif self.form.kind is Kind.CASELOAD:
            raise Wrong(("external_id", f"Cette personne est déjà à la ligne {person.first_row} : gardez-en une."))
        for fact in facts:
            self._check_person(row, person, fact.event)
        self._check_cohort(person, cells.get("cohort", ""))
        person.rows.append(row)
        self.entries += len(facts)

    def _check_person(self, row: Row, person: Person, event: Event) -> None:
        """The file is opened once, and a number is one person's."""
        if isinstance(event, PathwayOpened):
            if person.tells_opening:
                raise Wrong(("fact", "Ce dossier est déjà ouvert plus haut : supprimez cette ligne."))
            person.tells_opening = True
            self._check_cohort(person, event.cohort)
        if isinstance(event, IdentityRecorded | IdentityNissChanged) and event.national_number:
            first, owner = self.numbers.setdefault(str(event.national_number), (row.number, person.external_id))
            if owner != person.external_id:
                raise Wrong(
                    ("national_number", f"Ce numéro est déjà celui de la ligne {first} : corrigez l'un des deux.")
                )
        if born_otherwise(event):
            self.doubts.add(row.number, "birth_date", "Le numéro national dit une autre date de naissance : vérifiez.")

    def _check_cohort(self, person: Person, cohort: str) -> None:
        if cohort and person.cohort and cohort != person.cohort:
            raise Wrong(("cohort", "Une personne n'a qu'une cohorte : reprenez celle de sa première ligne."))
        person.cohort = person.cohort or cohort

    def _set_aside(self, person: Person, history: Sequence[Entry]) -> None:
        """Keep only what the file of this person does not tell yet."""
        who = state_of(history).identity
        person.is_on_file = who.opened_on is not None
        if isinstance(who.last_name, Erased):
            self.doubts.add(person.first_row, "external_id", "Cette personne a été oubliée : ses lignes sont ignorées.")
            self.entries -= sum(len(person.facts(self.form, row)) for row in person.rows)
            person.rows = []
        if person.is_on_file and person.cohort not in {"", who.cohort}:
            what = "Ce dossier existe déjà dans une autre cohorte : elle n'est pas changée."
            self.doubts.add(person.first_row, "cohort", what)
        told = Counter(_print_of(entry.occurred_on, entry.event) for entry in not_taken_back(history))
        person.rows = [row for row in person.rows if self._is_to_write(row, person, told)]

    def _is_to_write(self, row: Row, person: Person, told: Counter[Print]) -> bool:
        """Whether the row tells something more than the file of this person does."""
        facts = person.facts(self.form, row)
        new = [fact for fact in facts if not _taken(told, _print_of(*fact))]
        if not person.is_on_file:
            return True
        if new and self.form.kind is Kind.FACTS:
            if isinstance(new[0].event, PathwayOpened):
                self.problems.add(row.number, "fact", "Ce dossier est déjà ouvert : supprimez cette ligne.")
            return True
        if new:
            what = "Ce dossier existe déjà et dit autre chose : il n'est pas changé, voyez à la main."
            self.doubts.add(row.number, "", what)
        self.entries -= len(facts)
        self.known += 1 if self.form.kind is Kind.FACTS else 0
        return False


def _print_of(on: date, event: Event) -> Print:
    return on, event.TOPIC, json.dumps(event.model_dump(mode="json"), sort_keys=True)


def _taken(told: Counter[Print], print_: Print) -> bool:
    """Whether it was told so often; each telling counts once."""
    told[print_] -= 1
    return told[print_] >= 0
