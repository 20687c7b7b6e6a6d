"""What happened in a file, line by line; from a line, an agent undoes or corrects what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from math import ceil
from typing import NamedTuple

from fastapi import Request

from application.agents import Agent
from domain.kernel import Entry
from domain.pathway import Pathway
from domain.pathway.corrections import EntryCorrected, EntryVoided, may_put_right, standing, undo_minutes
from domain.pathway.identity import PathwayOpened
from domain.pathway.reperformance import DECISIONS
from projections import timeline
from web.families import FAMILIES
from web.rooms import Rooms

PUT_RIGHT = frozenset({"void_entry", "correct_entry"})
"""Steps that begin at a line of the history, not in the list of what may be done."""


class Asked(NamedTuple):
    """The part of the history that is asked for; what is ``past`` is read and not put right."""

    family: str
    shown: int
    until: date | None
    past: bool


class Right(NamedTuple):
    """How an entry is put right: undone at once for some minutes yet, corrected or voided on a page."""

    undo_url: str = ""
    minutes: int = 0
    correct_url: str = ""
    correct_label: str = ""


class Line(NamedTuple):
    """One line, and what may be done about it; ``voids`` when all it says is that another counts no more."""

    fact: timeline.Line
    voids: bool
    right: Right


EXPLAINED = frozenset(kind.TOPIC for kind in DECISIONS)
"""What decides something, and may be explained."""


class Told(NamedTuple):
    """The history, or the part of it that is shown; ``decisions`` are the topics of what may be explained."""

    lines: Sequence[Line]
    total: int
    older_url: str
    families: list[tuple[str, str]]
    family: str
    decisions: frozenset[str] = EXPLAINED


def told(
    request: Request, rooms: Rooms, by: Agent, pathway: Pathway, asked: Asked, names: Mapping[str, str]
) -> Told:  # fmt: skip
    """The facts, the last that happened first; those of one family, and older ones when asked for."""
    lines = [
        line for line in timeline.rows(pathway.history, names) if asked.until is None or line.true_day <= asked.until
    ]
    subjects = FAMILIES[asked.family][1] if asked.family in FAMILIES else ()
    chosen = [line for line in lines if not subjects or line.topic.partition(".")[0] in subjects]
    chosen.sort(key=lambda line: (line.occurred_on, line.number), reverse=True)
    more = request.url.include_query_params(shown=asked.shown + 100)
    older = f"{more.path}?{more.query}#history" if len(chosen) > asked.shown else ""
    families = [(key, label) for key, (label, _) in FAMILIES.items()]
    right = {} if asked.past or not by.follows else put_right(rooms, by, pathway)
    shown = [
        Line(line, line.topic == EntryVoided.TOPIC, right.get(line.number, Right())) for line in chosen[: asked.shown]
    ]
    return Told(shown, len(lines), older, families, asked.family)


def put_right(rooms: Rooms, by: Agent, pathway: Pathway) -> dict[int, Right]:
    """What this agent may do now about each entry that stands, by its number."""
    now, minutes = rooms.clock.now(), undo_minutes(pathway.rules, rooms.clock.today())
    return {
        entry.originator_version: Right(*undoing(pathway, entry, by, now, minutes), *correcting(pathway, entry))
        for entry in standing(pathway.history)
        if may_put_right(entry, by.username, by.role, now, minutes)
    }


def undoing(pathway: Pathway, entry: Entry, by: Agent, now: datetime, minutes: int) -> tuple[str, int]:
    """Where one undoes one's own entry at once, and for how many minutes yet."""
    left = ceil((entry.recorded_at + timedelta(minutes=minutes) - now) / timedelta(minutes=1))
    if entry.envelope.actor != by.username or left < 1 or not may_be_voided(entry):
        return "", 0
    return f"/files/{pathway.id}/undo/{entry.originator_version}", min(left, minutes)


def correcting(pathway: Pathway, entry: Entry) -> tuple[str, str]:
    """Where the entry is put right on a page, and what may be done there."""
    url = f"/files/{pathway.id}/entries/{entry.originator_version}"
    return url, "Corriger" if may_be_corrected(entry) else "Annuler"


def may_be_corrected(entry: Entry) -> bool:
    """A correction is voided, no more."""
    return not isinstance(entry.event, EntryVoided | EntryCorrected)


def may_be_voided(entry: Entry) -> bool:
    """The opening stands: such a file is closed."""
    return not isinstance(entry.event, PathwayOpened)
