"""A history is never altered: what proves wrong is corrected, or voided, by a later entry.

Law: General Data Protection Regulation (RGPD), art. 5, § 1, d), art. 5, § 2 and art. 16.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Annotated, Any

from pydantic import Field, JsonValue, ValidationError

from domain.acts import PRACTICE, RGPD
from domain.kernel import BRUSSELS, Entry, Erased, Event, Personal, Role
from domain.law import RuleBroken, require
from domain.pathway.identity import PathwayOpened
from domain.pathway.step import Steps, step
from domain.rules import RuleSet

Fields = dict[str, JsonValue]
FIXED = frozenset(
    {
        "centre",
        "national_number",
        "request_id",
        "decision_id",
        "plan_id",
        "breach_id",
        "contract_id",
        "enrolment_id",
        "placement_id",
        "referral_id",
        "appointment_id",
        "appeal_id",
        "following",
        "version",
        "first_objective",
        "first_commitment",
    }
)
"""What no correction changes: whose file it is, who the person is, and what entries are known by."""
EntryNumber = Annotated[int, Field(ge=1)]


class EntryVoided(Event, topic="entry.voided", french="Écriture n° {entry} annulée"):
    """An earlier entry, of that number, ought never to have been written."""

    entry: EntryNumber


class EntryCorrected(Event, topic="entry.corrected", french="Écriture n° {entry} corrigée"):
    """An earlier entry, of that number, should have read otherwise; the legal day changes if one is given."""

    entry: EntryNumber
    occurred_on: date | None = None
    changes: Fields
    personal_changes: Personal[Fields] = Field(default_factory=dict)

    def corrected(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries of that number as they should have read; an older fact, read as several, gives each its own."""
        if len(entries) == 1:
            return [self.correct(entries[0])]
        told = {*self.changes} | ({*self.personal_changes} if isinstance(self.personal_changes, dict) else set())
        return [self._only(told & {*type(entry.event).model_fields}).correct(entry) for entry in entries]

    def _only(self, names: set[str]) -> EntryCorrected:
        """The same, of these fields alone."""
        private = self.personal_changes
        return self.model_copy(
            update={
                "changes": {name: change for name, change in self.changes.items() if name in names},
                "personal_changes": private
                if isinstance(private, Erased)
                else {name: change for name, change in private.items() if name in names},
            }
        )

    def correct(self, entry: Entry) -> Entry:
        """The entry as it should have read."""
        private = {} if isinstance(self.personal_changes, Erased) else self.personal_changes
        read: dict[str, Any] = dict(entry.event) | self.changes | private
        if self.occurred_on and read.get("on") == entry.occurred_on:
            read["on"] = self.occurred_on  # a fact that repeats its legal day moves with it
        envelope = entry.envelope.model_copy(update={"occurred_on": self.occurred_on or entry.occurred_on})
        return replace(entry, event=type(entry.event).model_validate(read), envelope=envelope)


def overlaid(history: Iterable[Entry]) -> tuple[Entry, ...]:
    """The history as it should read: voided entries gone, corrected ones rewritten, in the order things happened."""
    told = tuple(history)
    if not any(isinstance(entry.event, EntryVoided | EntryCorrected) for entry in told):
        return tuple(sorted(told, key=in_order))
    read: dict[int, list[Entry]] = {}
    for entry in standing(told):
        match entry.event:
            case EntryCorrected(entry=number) as correction:
                read |= {number: correction.corrected(read[number])} if number in read else {}
            case EntryVoided():
                continue
            case _:
                read.setdefault(entry.originator_version, []).append(entry)
    return tuple(sorted(chain.from_iterable(read.values()), key=in_order))


def in_order(entry: Entry) -> tuple[date, int]:
    """The order things happened in, then the order they were written in."""
    return entry.envelope.occurred_on, entry.originator_version


def standing(history: Iterable[Entry]) -> list[Entry]:
    """The entries nobody voided; read backwards, since what voids an entry may itself be void."""
    voided: set[int] = set()
    kept = []
    for entry in reversed(tuple(history)):
        if entry.originator_version in voided:
            continue
        if isinstance(entry.event, EntryVoided):
            voided.add(entry.event.entry)
        kept.append(entry)
    return kept[::-1]


class CorrectionSteps(Steps):
    """How an agent puts a history right, always saying why."""

    @step("Annuler une écriture", law=RGPD("art. 5, § 1, d)"), even_closed=True, asks_reason=True)
    def void_entry(self, entry: EntryNumber) -> None:
        """What never happened no longer counts, and stays readable; a file that was opened stays open or is closed."""
        wrong = self._standing_entry(entry).event
        require(not isinstance(wrong, PathwayOpened), RGPD("art. 5, § 1, d)"), "OPENING_STANDS",
                "L'ouverture ne s'annule pas : clôturez le dossier.")  # fmt: skip
        self.record(EntryVoided(entry=entry))

    @step("Corriger une écriture", law=RGPD("art. 16"), even_closed=True, asks_reason=True)
    def correct_entry(self, entry: EntryNumber, changes: Fields | None = None, true_day: date | None = None) -> None:
        """What was written wrong reads right from now on, and stays readable as it was."""
        wrong = self._standing_entry(entry).event
        article = RGPD("art. 16")
        require(
            not isinstance(wrong, EntryVoided | EntryCorrected), article, "CORRECTION_OF_CORRECTION",
            "Une correction s'annule, sans plus.",
        )  # fmt: skip
        require(bool(changes) or true_day is not None, article, "NOTHING_TO_CORRECT", "Indiquez ce qui change.")
        require(true_day is None or true_day <= self.now.astimezone(BRUSSELS).date(), article, "CORRECTED_TO_LATER",
                "Le jour véritable ne peut être dans le futur.")  # fmt: skip
        fixed = ", ".join(sorted(FIXED & set(changes or {})))
        require(not fixed, article, "CORRECTED_BY_STEP",
                f"Ne se corrige pas ainsi : {fixed}. Le numéro national a sa démarche, « Mettre à jour l'identité ».",
        )  # fmt: skip
        personal = wrong.personal_fields()
        private = {name: change for name, change in (changes or {}).items() if name in personal}
        public = {name: change for name, change in (changes or {}).items() if name not in personal}
        correction = EntryCorrected(entry=entry, occurred_on=true_day, changes=public, personal_changes=private)
        try:  # a change that makes no sense is refused before it is written
            overlaid([*self.history, replace(self.history[-1], event=correction)])
        except ValidationError as nonsense:
            fields = ", ".join(".".join(str(part) for part in issue["loc"]) for issue in nonsense.errors())
            reason = f"Cette correction ne donne pas une écriture valable : {fields}."
            raise RuleBroken("CORRECTION_INVALID", article, reason) from nonsense
        self.record(correction)

    def _standing_entry(self, number: int) -> Entry:
        """The entry to put right: one's own within the minutes of an undo, anybody's for a supervisor."""
        self.need_reason(RGPD("art. 5, § 2"))
        found = {entry.originator_version: entry for entry in standing(self.history)}
        require(
            number in found, RGPD("art. 5, § 1, d)"), "NO_SUCH_ENTRY", f"Aucune écriture n° {number} n'est en vigueur.",
        )  # fmt: skip
        minutes = undo_minutes(self.rules, self.on)
        entry, who = found[number], self.envelope
        require(
            may_put_right(entry, who.actor, who.role, self.now, minutes), UNDO, "UNDO_TOO_LATE", too_late(minutes),
        )  # fmt: skip
        return entry


UNDO = PRACTICE("annulation")


def too_late(minutes: int) -> str:
    """What is said to whoever comes after the minutes of an undo."""
    return f"Après {minutes} minutes, la correction revient à un superviseur."


def undo_minutes(rules: RuleSet, on: date) -> int:
    """For how long an agent puts an entry of one's own right, on that day."""
    return int(rules.find("entry.undo.minutes", on).number)


def may_put_right(entry: Entry, actor: str, role: Role, now: datetime, minutes: int) -> bool:
    """Whether the entry is one's own and fresh; a supervisor puts any right."""
    return role is Role.HEAD or (entry.envelope.actor == actor and within(entry.recorded_at, now, minutes))


def within(recorded_at: datetime, now: datetime, minutes: int) -> bool:
    """Whether that instant is at most so many minutes ago; what is not stored yet is."""
    return now - recorded_at <= timedelta(minutes=minutes)
