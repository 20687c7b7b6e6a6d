"""What happened, line by line, for the person, the agent and the auditor; worked out when it is read, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from domain.kernel import Entry
from domain.pathway.corrections import EntryCorrected, EntryVoided, overlaid

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

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return f"{self.title} : {self.detail}" if self.detail else self.title

    @property
    def late(self) -> bool:
        """Whether it was written down after the day it happened."""
        return self.recorded_on > self.occurred_on and self.recorded_on != date.max


def rows(history: Sequence[Entry]) -> tuple[Line, ...]:
    """Every entry as it was written, corrections included, the last written last."""
    reads = {entry.originator_version: entry for entry in overlaid(history)}
    return tuple(line(entry, reads.get(entry.originator_version)) for entry in history)


def line(entry: Entry, reads_now: Entry | None) -> Line:
    """One entry as it was written, beside the way it reads now."""
    who = entry.envelope
    title, _, detail = entry.event.sentence.partition(" : ")
    correction = entry.event.TOPIC in CORRECTIONS
    corrected = bool(reads_now and (reads_now.event != entry.event or reads_now.occurred_on != entry.occurred_on))
    return Line(
        entry.originator_version, entry.event.TOPIC, entry.occurred_on, entry.recorded_on, title, detail, who.actor,
        who.acting_for, str(who.reason), not correction and (reads_now is None or corrected),
        reads_now.event.sentence if reads_now and corrected else "", who.is_imported,
    )  # fmt: skip
