"""The versions of a plan: the one that was signed, then one for each amendment; none is ever lost.

Law: Royal Decree of 11 July 2002 (AR DIS), art. 10 to 21. Objectives and commitments are known by numbers, which no
amendment gives twice, so that an evaluation, a proof or a breach can name them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from domain.kernel import Erased
from domain.pathway.piis_content import Commitment, Objective, Party

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """What the parties agreed on, that day; ``number`` is 1 for the plan as it was signed.

    Nothing is listed once the person was erased. ``last`` holds the highest number given so far to an objective, and
    to a commitment.
    """

    plan_id: UUID | None = None
    number: int = 1
    agreed_on: date | None = None
    objectives: Mapping[int, Objective] = field(default_factory=dict)
    commitments: Mapping[int, Commitment] = field(default_factory=dict)
    last: tuple[int, int] = (0, 0)
    end: date | None = None
    evaluation_dates: tuple[date, ...] = ()

    @property
    def binds_both(self) -> bool:
        """Whether one objective has its day, and each party a commitment."""
        return bind_both(self.objectives.values(), self.commitments.values())

    def amended(
        self,
        number: int,
        agreed_on: date,
        objectives: tuple[Objective, ...] | Erased,
        commitments: tuple[Commitment, ...] | Erased,
        dropped: tuple[Collection[int], Collection[int]] = ((), ()),
        end: date | None = None,
        evaluation_dates: tuple[date, ...] = (),
    ) -> PlanVersion:
        """The version that follows: what is dropped goes, what is new takes the next numbers, the rest stands."""
        aims, last_aim = _numbered(self.objectives, self.last[0], objectives, dropped[0])
        promises, last_promise = _numbered(self.commitments, self.last[1], commitments, dropped[1])
        return PlanVersion(
            self.plan_id, number, agreed_on, aims, promises, (last_aim, last_promise), end or self.end,
            evaluation_dates or self.evaluation_dates,
        )  # fmt: skip


def bind_both(objectives: Iterable[Objective], commitments: Iterable[Commitment]) -> bool:
    """Whether one objective has its day, and each party a commitment."""
    parties = {commitment.party for commitment in commitments}
    return any(objective.by for objective in objectives) and parties == set(Party)


def _numbered(
    held: Mapping[int, Thing], last: int, added: tuple[Thing, ...] | Erased, dropped: Collection[int]
) -> tuple[dict[int, Thing], int]:
    """What is held once the dropped are gone and the added have their numbers; and the last number given."""
    kept = {number: thing for number, thing in held.items() if number not in dropped}
    if isinstance(added, Erased):
        return kept, last
    return kept | dict(enumerate(added, start=last + 1)), last + len(added)
