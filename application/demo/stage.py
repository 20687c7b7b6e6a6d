"""The stories played: day by day in the order they were written down, each step through the law's own verb."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Protocol
from uuid import UUID

from application.demo.tale import Telling
from domain.kernel import BRUSSELS, Envelope
from domain.pathway import Pathway
from domain.pathway.step import STEPS
from domain.rules import RuleSet


class Shelf(Protocol):
    """Where the files are kept: the desk of the use cases, or its twin."""

    rules: RuleSet

    def save_together(self, touched: Sequence[Pathway]) -> int:
        """File what is pending in each, as one append; gives the position of the last entry."""


def play(
    shelf: Shelf,
    set_clock: Callable[[datetime], None],
    tellings: Iterable[Telling],
    until: datetime,
    progress: Callable[[int, int], None],
) -> int:
    """Take every step told before ``until``; one append a day. Gives the position of the last entry."""
    today = until.astimezone(BRUSSELS).date()
    told = sorted((told for told in tellings if told.recorded_on < today), key=lambda telling: telling.recorded_on)
    files: dict[UUID, Pathway] = {}
    done = position = 0
    for day, group in groupby(told, key=lambda telling: telling.recorded_on):
        at, steps = closing_time(day), list(group)
        set_clock(at)
        touched = {step.pathway_id: _take(step, files, shelf.rules, at) for step in steps}
        position = shelf.save_together(tuple(touched.values()))
        for pathway in touched.values():
            _date(pathway, at)
        done += len(steps)
        progress(done, len(told))
    set_clock(until)
    return position


def closing_time(day: date) -> datetime:
    """When the work of that day was written down: between four and half past five."""
    return datetime.combine(day, time(16), BRUSSELS) + timedelta(minutes=day.toordinal() * 37 % 90)


def _take(telling: Telling, files: dict[UUID, Pathway], rules: RuleSet, at: datetime) -> Pathway:
    pathway = files.setdefault(telling.pathway_id, Pathway(telling.pathway_id, (), rules))
    envelope = Envelope(
        occurred_on=telling.occurred_on, actor=telling.agent.username, role=telling.agent.role,
        centre=telling.agent.centre, reason=telling.reason, rules=rules.id, command_id=telling.command_id,
    )  # fmt: skip
    pathway.begin(envelope, at)
    answers = {name: answer(pathway) if callable(answer) else answer for name, answer in telling.answers.items()}
    STEPS[telling.verb].verb(pathway, **answers)
    return pathway


def _date(pathway: Pathway, at: datetime) -> None:
    """Say of what was just filed when it was: an undo is lawful for minutes only."""
    new = 0
    while new < pathway.version and pathway.history[-new - 1].recorded_at > at:
        new += 1
    for place in range(pathway.version - new, pathway.version):
        pathway.history[place] = replace(pathway.history[place], recorded_at=at)
