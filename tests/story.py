"""Given these facts, when this step is taken, then these facts follow, or this article is broken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from uuid import UUID, uuid4

import pytest

from domain.delays import Deadline
from domain.kernel import BRUSSELS, Entry, Envelope, Event, Role
from domain.law import RuleBroken
from domain.pathway import Pathway, State, due
from domain.pathway.identity import Gender, IdentityRecorded, PathwayOpened
from domain.pathway.step import STEPS
from domain.rules import RuleSet
from tests.rules import RULES

Told = tuple[str, Event] | tuple[str, Event, str]
"""A legal day and a fact; and the day the centre came to know it, when that is another."""

CENTRE = 1
OPENED: tuple[Told, ...] = (
    ("2020-01-02", PathwayOpened(centre=CENTRE, gender=Gender.FEMALE)),
    ("2020-01-02", IdentityRecorded(last_name="Diallo", first_name="Amina", birth_date=date(1990, 5, 17))),
)
"""Every story begins with Amina's file open, unless it says otherwise."""


def act(on: str, role: Role = Role.SOCIAL_WORKER, reason: str = "", actor: str = "claire") -> Envelope:
    """An act of Claire, agent of the centre."""
    return Envelope(
        occurred_on=date.fromisoformat(on),
        actor=actor,
        role=role,
        centre=CENTRE,
        reason=reason,
        rules=RULES.id,
        command_id=uuid4(),
    )


def noon(on: str) -> datetime:
    """Twelve o'clock that day, in Belgium."""
    return datetime.combine(date.fromisoformat(on), time(12), BRUSSELS)


def history(*told: Told) -> Sequence[Entry]:
    """The facts told, as a history recorded at noon."""
    return [filed(number, *facts) for number, facts in enumerate(told, start=1)]


def filed(number: int, on: str, fact: Event, known: str = "") -> Entry:
    """One fact, in its envelope."""
    return Entry(UUID(int=1), number, act(on), fact, noon(known or on), number)


class Story:
    """One pathway told in facts; read it aloud."""

    act: Callable[[], None]

    def __init__(self, *told: Told, opened: bool = True, rules: RuleSet = RULES) -> None:
        self.pathway = Pathway(UUID(int=1), history(*(OPENED if opened else ()), *told), rules)

    @property
    def state(self) -> State:
        """Where the pathway stands."""
        return self.pathway.state

    def when(
        self, verb: Callable[..., None], /, on: str, *, why: str = "", role: Role | None = None, **answers: object
    ) -> Story:
        """Let an agent entitled to the step take it, on that day."""
        self.pathway.begin(act(on, role or max(STEPS[verb.__name__].roles), why), noon(on))
        self.act = lambda: verb(self.pathway, **answers)
        return self

    def then(self, *expected: Event | type[Event]) -> Story:
        """These facts are recorded, and no others; a class stands for any fact of its kind."""
        self.pathway.pending.clear()
        self.act()
        recorded = [entry.event for entry in self.pathway.pending]
        assert len(recorded) == len(expected), recorded
        for fact, wanted in zip(recorded, expected, strict=True):
            assert isinstance(fact, wanted) if isinstance(wanted, type) else fact == wanted
        return self

    def then_warns(self, code: str) -> Story:
        """The step is taken, and says this."""
        self.act()
        assert code in {warned.code for warned in self.pathway.warnings}
        return self

    def then_breaks(self, code: str, law: str = "") -> Story:
        """The step is refused with this code, for an article that begins so, and nothing is recorded."""
        before = len(self.pathway.pending)
        with pytest.raises(RuleBroken) as broken:
            self.act()
        assert broken.value.code == code, broken.value
        assert str(broken.value.law).startswith(law), broken.value
        assert len(self.pathway.pending) == before
        return self

    def owes(self, code: str) -> Deadline | None:
        """The deadline of that code, if it is due."""
        found = {deadline.code: deadline for deadline in due(self.pathway.state, self.pathway.rules)}
        return found.get(code)

    def owes_on(self, code: str) -> date | None:
        """The day that deadline falls, if it is due."""
        deadline = self.owes(code)
        return deadline.due_on if deadline else None


given = Story
