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
    """The answer to every step for that role, up to that day included; the history is folded once."""
    mine = [step for step in STEPS.values() if role in step.roles]
    state = State()
    answers = {step.name: Answer(step, step.closed_by(state), None) for step in mine}
    for entry in overlaid(history):
        before, state = state, entry.event.apply(state, entry.occurred_on) if entry.occurred_on <= true_on else state
        if state is before:
            continue
        for step in mine:
            refusal = step.closed_by(state)
            if refusal != answers[step.name].refusal:
                answers[step.name] = Answer(step, refusal, entry)
    return {
        step.name: answers.get(step.name) or Answer(step, step.why_not(state, role), None) for step in STEPS.values()
    }
