"""The versions of a plan: the one that was signed, then one for each amendment; none is ever lost.

Law: Royal Decree of 11 July 2002 (AR DIS), art. 10 to 21. Objectives and commitments are known by numbers, given once
and kept for the life of the plan, so that an evaluation, a proof or a breach can name them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from domain.french import day
from domain.kernel import Erased
from domain.pathway.piis_content import Commitment, Objective, Party

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class PlanVersion:
    """What the parties agreed on, that day; ``number`` is 1 for the plan as it was signed.

    Nothing is listed once the person was erased.
    """

    plan_id: UUID | None = None
    number: int = 1
    agreed_on: date | None = None
    objectives: Mapping[int, Objective] = field(default_factory=dict)
    commitments: Mapping[int, Commitment] = field(default_factory=dict)
    end: date | None = None
    evaluation_dates: tuple[date, ...] = ()

    @property
    def binds_both(self) -> bool:
        """Whether one objective has its day, and each party a commitment."""
        return bind_both(self.objectives.values(), self.commitments.values())


def bind_both(objectives: Iterable[Objective], commitments: Iterable[Commitment]) -> bool:
    """Whether one objective has its day, and each party a commitment."""
    parties = {commitment.party for commitment in commitments}
    return any(objective.by for objective in objectives) and parties == set(Party)


def numbered(things: tuple[Thing, ...] | Erased, first: int = 1) -> dict[int, Thing]:
    """Each by its number, from the first one given; nothing once erased."""
    return {} if isinstance(things, Erased) else dict(enumerate(things, start=first))


def without(things: Mapping[int, Thing], dropped: Collection[int]) -> dict[int, Thing]:
    """Those that stand once some are dropped."""
    return {number: thing for number, thing in things.items() if number not in dropped}


def listed(objectives: Mapping[int, Objective], commitments: Mapping[int, Commitment]) -> str:
    """What goes on the line of the history, so that numbers can be read off it; nothing when there is nothing."""
    aims = [f"objectif n° {number}, {aim.what}{_by(aim.by)}" for number, aim in objectives.items()]
    promises = [f"engagement n° {number} ({each.party.label}), {each.what}{_by(each.by)}"
                for number, each in commitments.items()]  # fmt: skip
    return "".join(f" ; {line}" for line in (*aims, *promises))


def _by(on: date | None) -> str:
    return f" pour le {day(on)}" if on else ""
