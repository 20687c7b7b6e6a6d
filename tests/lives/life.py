"""A life: a file led step by step, each of which the law allows."""

from datetime import date
from typing import Any, NamedTuple

from domain.kernel import Role
from domain.pathway import state_of
from domain.pathway.step import STEPS
from tests.people import MENTIONS
from tests.story import Story, Told

REASONED: dict[str, Any] = {"motive_law": "DIS, art. 3", "motive_fact": "sans ressources", "mentions": MENTIONS}
BCE = "0403019261"


class Taken(NamedTuple):
    """A step as a life took it."""

    name: str
    on: str
    why: str
    role: Role | None
    answers: dict[str, Any]


class Life(Story):
    """A file led step by step; ``script`` is how."""

    def __init__(self) -> None:
        super().__init__(opened=False)
        self.script: list[Taken] = []
        LED.append(self)

    def step(self, name: str, on: str, *, why: str = "", role: Role | None = None, **answers: object) -> None:
        """Take a step, which the law allows."""
        self.when(STEPS[name].verb, on, why=why, role=role, **answers)
        self.act()
        self.script.append(Taken(name, on, why, role, answers))
        assert self.pathway.state == state_of(self.pathway.history, true_on=date.fromisoformat(on)), name

    @property
    def told(self) -> tuple[Told, ...]:
        """The facts that came of it."""
        return tuple((f"{entry.occurred_on}", entry.event) for entry in self.pathway.history)


LED: list[Life] = []
"""Every life led so far, in the order they were."""
