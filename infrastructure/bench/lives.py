"""Real histories for the benchmarks: lives of the demo, told through the steps of the law, then told of other people.

What is told of another person has its own stream, its own commands and its own key; names and numbers stay those of
the invented person, so nobody claims a national number here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from random import Random
from typing import Any
from uuid import UUID, uuid4

from application.demo import WRITTEN_FOR
from application.demo.accounts import NADIA
from application.demo.caseload import caseload
from application.demo.people import Register
from application.demo.stage import play
from application.demo.tale import Tale
from application.ports import Append
from domain.kernel import BRUSSELS, Entry, Envelope
from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.pathway.step import STEPS
from domain.rules import RuleSet
from infrastructure.append import LARGEST_GROUP

SEED = 20260310
UNTIL = datetime(2026, 1, 1, tzinfo=BRUSSELS)
"""No later decision is told: its scale would be an invented one, which only a demo knows."""
STEP = "record_contact"
CONTACT: dict[str, Any] = {"channel": "phone", "note": "Fait le point sur le cours de français.", "duration": 30}
"""The step benchmarks take, and its answers."""
Life = Sequence[Entry]


class Shelf:
    """Keeps the files in memory as they are told."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.files: dict[UUID, Pathway] = {}

    def save_together(self, touched: Sequence[Pathway]) -> int:
        """Keep them; positions are given by a log, and there is none."""
        for pathway in touched:
            self.files[pathway.id] = pathway
            pathway.pending.clear()
        return 0


def lives(rules: RuleSet, number: int, seed: int = SEED) -> list[Life]:
    """So many whole lives, from all years of entry; 20 to 100 entries each, some 45 on average."""
    tales = list(caseload(seed, WRITTEN_FOR, Register()))
    told = played(rules, tales[:: max(1, len(tales) // number)])
    Random(seed).shuffle(told)  # else the oldest come first, and most of those are closed
    return told[:number]


def played(rules: RuleSet, tales: Iterable[Tale]) -> list[Life]:
    """These tales taken through the steps; those of fewer than 20 entries are left out."""
    shelf = Shelf(rules)
    play(shelf, lambda at: None, (told for tale in tales for told in tale.tellings), UNTIL, lambda done, of: None)
    return [tuple(pathway.history) for pathway in shelf.files.values() if pathway.version >= 20]


def of_length(rules: RuleSet, entries: int) -> Life:
    """One life of so many entries, in which the step of the benchmarks may be taken next; contacts make it longer."""
    tales = islice(caseload(SEED, WRITTEN_FOR, Register()), 10)  # open files
    for life in sorted(played(rules, tales), key=len, reverse=True):
        pathway = Pathway(life[0].originator_id, life[:entries], rules)
        try:
            while True:
                version = pathway.version
                contact(pathway)
                if version >= entries:
                    return tuple(pathway.history[:entries])
        except RuleBroken:
            continue
    raise AssertionError("in some life a contact may be recorded")


def contact(pathway: Pathway) -> None:
    """Record a contact the day after the last thing that happened."""
    envelope = Envelope(
        occurred_on=day_after(pathway.history), actor=NADIA.username, role=NADIA.role,
        centre=pathway.state.identity.centre or NADIA.centre, rules=pathway.rules.id, command_id=uuid4(),
    )  # fmt: skip
    pathway.begin(envelope, datetime.combine(envelope.occurred_on, datetime.min.time(), BRUSSELS))
    STEPS[STEP].verb(pathway, **CONTACT)


def day_after(history: Sequence[Entry]) -> date:
    """The day after the last thing that happened: no step is early then."""
    return max(entry.occurred_on for entry in history) + timedelta(days=1)


def told_of(life: Life, stream: UUID) -> list[Entry]:
    """The same life, of another person; what one command did stays one command."""
    envelopes: dict[int, Envelope] = {}
    commands: dict[UUID, UUID] = {}
    for entry in life:
        if id(entry.envelope) not in envelopes:
            command = commands.setdefault(entry.envelope.command_id, uuid4())
            envelopes[id(entry.envelope)] = entry.envelope.model_copy(update={"command_id": command})
    return [Entry(stream, entry.originator_version, envelopes[id(entry.envelope)], entry.event) for entry in life]


def appends(told: Sequence[Life], events: int) -> Iterator[list[Append]]:
    """So many events exactly, each life of a new person, in groups the append function takes in one call."""
    group: list[Append] = []
    size = 0
    for life in cycle(told):
        entries = told_of(life[: max(0, events)], uuid4())
        events -= len(entries)
        if group and (size + len(entries) > LARGEST_GROUP or not entries):
            yield group
            group, size = [], 0
        if not entries:
            return
        group.append(Append(entries))
        size += len(entries)
