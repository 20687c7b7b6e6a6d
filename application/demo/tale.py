"""A person's story before it is played: what was told, the day it happened, the day it was written, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple, TypeVar
from uuid import UUID

from application.agents import Agent
from application.demo.accounts import NADIA
from application.demo.people import Person
from domain.delays import belgian_holidays
from domain.pathway import Pathway

Thing = TypeVar("Thing")
Asked = Callable[[Pathway], object]
"""An answer only the file itself gives, when the step is taken: the amount granted, the number of an entry."""


class Telling(NamedTuple):
    """One step of one person: true from ``occurred_on``, written down on ``recorded_on``."""

    pathway_id: UUID
    recorded_on: date
    occurred_on: date
    agent: Agent
    verb: str
    answers: Mapping[str, object]
    reason: str
    command_id: UUID


class Tale:
    """The story of one person as it is being invented; ``today`` is the day the demo opens."""

    def __init__(self, rng: Random, person: Person, referent: Agent, head: Agent, today: date) -> None:
        self.rng, self.person, self.referent, self.head, self.today = rng, person, referent, head, today
        self.id = uuid(rng)
        self.tellings: list[Telling] = []
        self.closed_on: date | None = None

    @property
    def tidy(self) -> bool:
        """Whether the file is one of Nadia's, whose deadlines of the coming month are few."""
        return self.referent is NADIA

    def tell(
        self,
        verb: str,
        on: date,
        /,
        *,
        known: date | None = None,
        by: Agent | None = None,
        why: str = "",
        **answers: object,
    ) -> None:
        """Add a step; written down the same day unless ``known`` later, and on a working day."""
        recorded = workday(max(on, known or on))
        telling = Telling(self.id, recorded, on, by or self.referent, verb, answers, why, uuid(self.rng))
        self.tellings.append(telling)

    def aside(self, chapter: str) -> Tale:
        """The same story, told on with a luck of its own: what is told besides stays as it was."""
        luck = Random(f"{self.id}/{chapter}/{len(self.tellings)}")
        tale = Tale(luck, self.person, self.referent, self.head, self.today)
        tale.id, tale.tellings, tale.closed_on = self.id, self.tellings, self.closed_on
        return tale

    def is_open(self, on: date) -> bool:
        """Whether the file is open that day, to its end."""
        turns = (told for told in self.tellings if told.verb in {"close_pathway", "reopen_pathway"})
        before = [told for told in turns if told.occurred_on <= on]
        return not before or max(before, key=lambda told: told.occurred_on).verb == "reopen_pathway"

    def chance(self, probability: float) -> bool:
        """Whether it happens."""
        return self.rng.random() < probability

    def later(self, on: date, least: int, most: int) -> date:
        """A working day, so many days later or soon after."""
        return workday(on + timedelta(days=self.rng.randint(least, most)))

    def pick(self, things: Sequence[Thing], weights: Sequence[float] | None = None) -> Thing:
        """One of them."""
        return self.rng.choices(things, weights=weights)[0]

    def lately(self, least: int, most: int) -> date:
        """A working day, so many days before the demo opens."""
        return min(workday(self.today - timedelta(days=self.rng.randint(least, most))), eve_at_work(self.today))


def uuid(rng: Random) -> UUID:
    """An identifier shaped as a random one."""
    return UUID(int=rng.getrandbits(128), version=4)


def workday(on: date) -> date:
    """That day, or the first one after it on which the centre is open."""
    while on.weekday() > 4 or on in belgian_holidays(on.year):
        on += timedelta(days=1)
    return on


def eve_at_work(on: date) -> date:
    """The last day before on which the centre was open."""
    on -= timedelta(days=1)
    while workday(on) != on:
        on -= timedelta(days=1)
    return on


def entry_of(topic: str, on: date | None = None) -> Asked:
    """The number of the last entry of that kind, on that legal day if one is given."""

    def number(pathway: Pathway) -> object:
        return next(
            entry.originator_version
            for entry in reversed(pathway.history)
            if topic == entry.event.TOPIC and on in {None, entry.occurred_on}
        )

    return number
