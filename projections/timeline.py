"""What happened, line by line, for the person, the agent and the auditor; worked out when it is read, never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from domain.french import day
from domain.kernel import Entry, Event
from domain.pathway.corrections import EntryCorrected, EntryVoided, overlaid

COLLEAGUES = ("worker", "coach")
"""Fields that may hold the user name of a colleague."""
NOBODY: Mapping[str, str] = {}
CORRECTIONS = {EntryCorrected.TOPIC, EntryVoided.TOPIC}


class Line(NamedTuple):
    """One entry, told in French as it was written; ``reads_now`` is what a correction made of it.

    ``struck`` when a later entry voided or corrected it; ``late`` when it was written after the day it happened.
    """

    number: int
    topic: str
    occurred_on: date
    recorded_on: date
    title: str
    detail: str
    author: str
    acting_for: str
    reason: str
    struck: bool
    reads_now: str
    imported: bool
    true_day: date

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return f"{self.title} : {self.detail}" if self.detail else self.title

    @property
    def late(self) -> bool:
        """Whether it was written down after the day it happened."""
        return self.recorded_on > self.occurred_on and self.recorded_on != date.max


def rows(history: Sequence[Entry], names: Mapping[str, str] = NOBODY) -> tuple[Line, ...]:
    """Every entry as it was written, corrections included, the last written last; ``names`` by account."""
    reads = {(entry.originator_version, entry.event.TOPIC): entry for entry in overlaid(history)}
    return tuple(line(entry, reads.get((entry.originator_version, entry.event.TOPIC)), names) for entry in history)


def sentence_of(event: Event, names: Mapping[str, str]) -> str:
    """The sentence of a fact, with the names colleagues use where it names an account."""
    told = event.sentence
    for field in COLLEAGUES:
        if (account := getattr(event, field, "")) in names:
            told = told.replace(account, names[account])
    return told


def line(entry: Entry, reads_now: Entry | None, names: Mapping[str, str]) -> Line:
    """One entry as it was written, beside the way it reads now."""
    who = entry.envelope
    title, _, detail = sentence_of(entry.event, names).partition(" : ")
    detail = detail.removeprefix("le ") if detail.startswith(f"le {day(entry.occurred_on)}") else detail
    detail = detail.removeprefix(day(entry.occurred_on)).removeprefix(", ")  # the day stands beside the line
    correction = entry.event.TOPIC in CORRECTIONS
    corrected = bool(reads_now and (reads_now.event != entry.event or reads_now.occurred_on != entry.occurred_on))
    return Line(
        entry.originator_version, entry.event.TOPIC, entry.occurred_on, entry.recorded_on, title, detail, who.actor,
        who.acting_for, str(who.reason), not correction and (reads_now is None or corrected),
        sentence_of(reads_now.event, names) if reads_now and corrected else "", who.is_imported,
        reads_now.occurred_on if reads_now else entry.occurred_on,
    )  # fmt: skip
