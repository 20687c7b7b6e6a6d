"""Why each step is open or closed, by which article, and since which fact of the history.

Law: RGPD, art. 5, § 2: who holds a file accounts for what the file allows and refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from domain.kernel import Entry, Role
from domain.law import Article, Refusal
from domain.pathway import State
from domain.pathway.corrections import overlaid
from domain.pathway.step import STEPS, Step


class Answer(NamedTuple):
    """Whether one step is open; ``since`` is the entry, as it reads now, that last changed the answer.

    Nothing in the history changed it (a role that may not, a step open to all from the start): no entry.
    """

    step: Step
    refusal: Refusal | None
    since: Entry | None

    @property
    def is_open(self) -> bool:
        """Whether the step may be taken now."""
        return self.refusal is None

    @property
    def law(self) -> Article:
        """The article the step rests on, open or closed."""
        return self.step.law


def explained(history: Iterable[Entry], role: Role, *, true_on: date = date.max) -> Mapping[str, Answer]:
    """The answer to every step for that role, up to that day included; the history is folded once, then read back."""
    state, told = State(), []
    for entry in overlaid(history):
        if entry.occurred_on <= true_on and (after := entry.event.apply(state, entry.occurred_on)) is not state:
            told.append((entry, state))
            state = after
    told.reverse()
    return {step.name: _answer(step, role, state, told) for step in STEPS.values()}


def _answer(step: Step, role: Role, state: State, told: Iterable[tuple[Entry, State]]) -> Answer:
    """Back to the fact before which the answer was another."""
    refusal = step.why_not(state, role)
    if role not in step.roles:
        return Answer(step, refusal, None)
    since = (entry for entry, before in told if differs(step.closed_by(before), refusal))
    return Answer(step, refusal, next(since, None))


def differs(one: Refusal | None, other: Refusal | None) -> bool:
    """Whether two answers are not the same; most often they are one and the same object."""
    return one is not other and one != other
