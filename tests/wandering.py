"""Lives nobody planned: whatever step a file allows, on whatever day, with whatever answers; each one is lawful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import ValidationError

from domain.kernel import BRUSSELS, Entry, Envelope, Role
from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.pathway.step import STEPS, NotAllowed, Step
from domain.rules import RuleMissing, RuleSet
from tests.answering import Answering
from tests.lives import LIVES
from tests.lives.life import LED, Taken
from tests.rules import RULES
from tests.story import CENTRE
from web.forms import checked

assert LIVES, "lives are led as they are imported"
SCRIPTS = tuple(tuple(life.script) for life in LED)
PERSON = UUID(int=1)
FIRST = date(2024, 5, 6)
PAUSES = (0, 0, 0, 1, 1, 3, 7, 14, 31, 60)
"""Days between an act and the next."""
REASONS = ("à sa demande", "suite de l'entretien", "faute de frappe", "erreur", "")
THOROUGHLY = settings(
    max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=[*HealthCheck]
)
"""As many walks a property, the same ones in every run."""
BACK = (0, 0, 0, 0, 0, 0, 1, 9, 40)
"""How long before the day it is written down an act happened."""
ACTORS = ("claire", "claire", "marc")


@dataclass(repr=False)
class Walk:
    """One file as far as chance led it: its history, the steps taken, what was refused and why."""

    rng: Random
    entries: list[Entry] = field(default_factory=list)
    today: date = FIRST
    at: datetime = datetime.combine(FIRST, time(8), BRUSSELS)
    tried: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    acts: int = 0
    rules: RuleSet = RULES

    def __repr__(self) -> str:
        """The story, line by line, so that one that fails may be read."""
        return "\n".join(["", *(f"{n.originator_version:3} {n.occurred_on} {n.event!r}" for n in self.entries)])

    def pathway(self) -> Pathway:
        """The file as the service reads it, anew for each act."""
        return Pathway(PERSON, self.entries, self.rules)

    def go(self) -> None:
        """One more act, taken or refused; some days pass before it, and some acts tell of an earlier day."""
        self.wait(self.rng.choice(PAUSES))
        on = self.today - timedelta(days=self.rng.choice(BACK))
        pathway = self.pathway()
        pathway.begin(self.envelope(pathway, Role.HEAD, on), self.at)
        step = self.step(pathway)
        try:
            answers = checked(step.name, Answering(self.rng, on, self.entries).to(step))
        except ValidationError:
            self.acts, self.refused["form"] = self.acts + 1, self.refused["form"] + 1
            return
        envelope = self.envelope(pathway, self.rng.choice(sorted(step.roles)), on, self.rng.choice(REASONS))
        self.attempt(pathway, step, envelope, answers)

    def step(self, pathway: Pathway) -> Step:
        """An open step most of the time, rather one that was seldom tried."""
        every = [step for step in STEPS.values() if step.closed_by(pathway.state) is None or self.rng.random() < 0.03]
        [step] = self.rng.choices(every, weights=[1 / (1 + self.tried[step.name]) for step in every])
        self.tried[step.name] += 1
        return step

    def follow(self, scripted: Taken) -> None:
        """Take a step another life took, on its day; here the law may refuse it."""
        on, step = date.fromisoformat(scripted.on), STEPS[scripted.name]
        self.today = max(self.today, on)
        self.wait(0)
        pathway = self.pathway()
        envelope = self.envelope(pathway, scripted.role or max(step.roles), on, scripted.why)
        self.attempt(pathway, step, envelope, scripted.answers)

    def wait(self, days: int) -> None:
        """Time passes; what is recorded later is never recorded earlier."""
        self.today += timedelta(days=days)
        self.at = max(datetime.combine(self.today, time(8), BRUSSELS), self.at + timedelta(minutes=2))

    def attempt(self, pathway: Pathway, step: Step, envelope: Envelope, answers: Mapping[str, object]) -> None:
        """Take the step; refused, nothing is recorded and an article is named; nothing else may go wrong."""
        self.acts += 1
        pathway.begin(envelope, self.at)
        try:
            step.verb(pathway, **answers)
        except RuleBroken as broken:
            self._refused(pathway, broken.code, broken.law.act and broken.reason)
        except NotAllowed as denied:
            self._refused(pathway, denied.code, denied.reason)
        except RuleMissing:
            self._refused(pathway, "RULE_MISSING", "a number of the law is not known for that day")
        else:
            assert pathway.history[: len(self.entries)] == self.entries
            assert pathway.history[len(self.entries) :] == pathway.pending
            self.taken[step.name] += 1
            self.entries += [replace(entry, recorded_at=self.at) for entry in pathway.pending]

    def _refused(self, pathway: Pathway, code: str, why: str) -> None:
        assert why, code
        assert pathway.history == self.entries, "what is refused records nothing"
        self.refused[code] += 1

    def envelope(self, pathway: Pathway, role: Role, on: date, why: str = "") -> Envelope:
        """An act of someone of that role, most often of the centre the file belongs to."""
        centre = (pathway.state.identity.centre or CENTRE) if self.rng.random() < 0.99 else 9
        return Envelope(
            occurred_on=on, actor=self.rng.choice(ACTORS), role=role, centre=centre, reason=why, rules=self.rules.id,
            command_id=UUID(int=self.rng.getrandbits(128), version=4),
        )  # fmt: skip


def walks(most: int = 40) -> SearchStrategy[Walk]:
    """Walks by chance; one that fails is made as short as it can be."""
    return st.builds(lambda seed, acts: walked(Random(seed), acts), st.integers(0, 2**32 - 1), st.integers(1, most))


def walked(rng: Random, acts: int) -> Walk:
    """A life told elsewhere, taken up at any point of it, with what chance adds between its steps and after it.

    So many acts, refused ones too; fewer of them are a beginning of the same walk.
    """
    life = rng.randrange(len(SCRIPTS))
    begun = rng.randint(0, len(SCRIPTS[life]))
    walk, script = taken_up(life, begun, rng), iter(SCRIPTS[life][begun:])
    given_up = rng.random() / 10
    while walk.acts < acts:
        scripted = next(script, None) if rng.random() < 0.8 else None
        if scripted is None:
            walk.go()
        else:
            walk.follow(scripted)
        script = iter(()) if rng.random() < given_up else script
    return walk


def taken_up(life: int, begun: int, rng: Random) -> Walk:
    """A walk that begins after so many steps of a life."""
    told = led_again(life)[begun]
    return Walk(rng, list(told.entries), told.today, told.at)


@cache
def led_again(life: int) -> tuple[Walk, ...]:
    """Where a life stands before its first step, and after each."""
    walk = Walk(Random(life))
    stands = [replace(walk, entries=[])]
    for scripted in SCRIPTS[life]:
        walk.follow(scripted)
        stands.append(replace(walk, entries=list(walk.entries)))
    return tuple(stands)
