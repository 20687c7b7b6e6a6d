"""Real caseloads: a file of another system is read without writing anything, then written whole, and can be taken back.

What is imported is recorded as told and marked so; no step is taken, no rule judges it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple
from uuid import UUID, uuid4

from application.agents import Agent
from application.errors import Unknown
from application.filing import Advance, FilesTogether, Filing, quietly
from application.imports.checking import Examination, Person
from application.imports.form import Fact, Form, form_for, header_problems
from application.imports.ports import ImportKeys, ImportStore
from application.imports.reading import read
from application.imports.report import Kind, Problem, Report, Unreadable
from application.imports.reversal import Footprint, Reversal, command_of, footprint_of, reversal_of
from application.rules import InForce
from domain.kernel import Entry, Envelope
from domain.pathway.identity import IdentityNissChanged, IdentityRecorded, PathwayOpened

__all__ = ["Draft", "Imports", "Kind", "NotImportable", "Problem", "Report", "Reversal", "Written"]


class NotImportable(Exception):
    """Le fichier a des lignes à corriger : rien n'est enregistré."""


class Written(NamedTuple):
    """What an import wrote; its identifier, by which it is taken back, is empty when there was nothing to write."""

    import_id: str
    entries: int


@dataclass(frozen=True)
class Draft:
    """A file read to its end: its report, and what is to be written if nothing is wrong."""

    report: Report
    agent: Agent
    form: Form | None = None
    people: tuple[Person, ...] = ()


class Imports:
    """The desk of those who bring a caseload along."""

    def __init__(self, keys: ImportKeys, store: ImportStore, desk: FilesTogether, rules: InForce) -> None:
        self.keys, self.store, self.desk, self.rules = keys, store, desk, rules

    def check(self, data: bytes, agent: Agent, today: date, progress: Advance = quietly) -> Draft:
        """The dry run, which writes nothing; ``progress`` is told the rows read."""
        try:
            sheet = read(data)
            form = form_for(sheet.columns, agent.centre, today)
        except Unreadable as unreadable:
            return Draft(Report(problems=(unreadable.problem,), wrong=1), agent)
        if problems := tuple(header_problems(form)):
            return Draft(Report(form.kind, problems=problems, wrong=len(problems)), agent)
        examination = Examination(form, self.keys)
        examination.read(sheet.rows, progress)
        examination.compare(self.store)
        return Draft(examination.report(), agent, form, tuple(examination.people.values()))

    def write(self, draft: Draft, progress: Advance = quietly) -> Written:
        """Everything the dry run announced, in one transaction; ``progress`` is told the entries written.

        Raises `NotImportable`; and what the desk raises, when somebody wrote in one of these files meanwhile.
        """
        if not draft.report.may_be_written or draft.form is None:
            raise NotImportable
        if not draft.report.facts:
            return Written("", 0)
        import_id = str(uuid4())
        return Written(import_id, self.desk.file_together(self._filings(draft, draft.form, import_id), progress))

    def reversal(self, import_id: str, agent: Agent) -> Reversal:
        """What taking the import back would void. `Unknown` when the centre has no such import."""
        return reversal_of(import_id, self._footprints(import_id, agent))

    def reverse(self, import_id: str, agent: Agent, today: date, progress: Advance = quietly) -> Reversal:
        """Void every entry of the import that stands, whatever was built upon it; done again, it does nothing."""
        footprints = self._footprints(import_id, agent)
        reversal = reversal_of(import_id, footprints)
        if reversal.entries:
            why = f"Annulation de l'import {import_id}"
            rules = self.rules.of(agent.centre).id
            envelope = _envelope(agent, today, command_of(import_id), rules, reason=why)
            self.desk.file_together(
                (footprint.voided(envelope) for footprint in footprints if footprint.left), progress
            )
        self.store.release([footprint.stream for footprint in footprints if footprint.leaves_nothing])
        return reversal

    def _filings(self, draft: Draft, form: Form, import_id: str) -> Iterator[Filing]:
        rules = self.rules.of(draft.agent.centre).id

        @cache  # one envelope for all that is told of a day
        def envelope(on: date) -> Envelope:
            return _envelope(draft.agent, on, UUID(import_id), rules, import_id=import_id)

        for person in draft.people:
            if person.rows:
                facts = _in_order(person, form)
                entries = [
                    Entry(person.stream, number, envelope(fact.occurred_on), fact.event)
                    for number, fact in enumerate(facts, start=person.version + 1)
                ]
                yield from _by_number(person.stream, entries)

    def _footprints(self, import_id: str, agent: Agent) -> list[Footprint]:
        found = [
            footprint
            for stream, history in self.store.imported(import_id)
            if (footprint := footprint_of(stream, history, import_id, agent.centre))
        ]
        if not found:
            raise Unknown
        return found


def _envelope(
    agent: Agent, on: date, command: UUID, rules: str, *, import_id: str = "", reason: str = ""
) -> Envelope:  # fmt: skip
    return Envelope(
        occurred_on=on, actor=agent.username, role=agent.role, centre=agent.centre, reason=reason, rules=rules,
        command_id=command, import_id=import_id,
    )  # fmt: skip


def _in_order(person: Person, form: Form) -> list[Fact]:
    """The facts of one person as they happened; the file is opened first, in the cohort told."""
    facts = [fact for row in person.rows for fact in person.facts(form, row)]
    if not person.is_on_file and not person.tells_opening:
        earliest = min(fact.occurred_on for fact in facts)
        facts.insert(0, Fact(earliest, PathwayOpened(centre=form.centre, cohort=person.cohort)))
    return sorted(facts, key=lambda fact: (fact.occurred_on, not isinstance(fact.event, PathwayOpened)))


def _by_number(stream: UUID, entries: list[Entry]) -> Iterator[Filing]:
    """One filing for each national number the person is given, as a filing claims one at most."""
    claimed, start = "", 0
    for rank, entry in enumerate(entries):
        if isinstance(entry.event, IdentityRecorded | IdentityNissChanged):
            number = str(entry.event.national_number)
            if number and claimed and number != claimed:
                yield Filing(stream, tuple(entries[start:rank]), claimed)
                start = rank
            claimed = number or claimed
    yield Filing(stream, tuple(entries[start:]), claimed)
