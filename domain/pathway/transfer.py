"""Another centre becomes competent: the file follows the person, and stays the same file.

Law: DIS, art. 18 (number cited from memory). What a centre owes, and may do, follows the competence.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from domain.acts import DIS
from domain.kernel import Event, replace
from domain.law import require
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

COMPETENCE = DIS("art. 18", verified=False)
Centre = Annotated[int, Field(ge=1)]


class PathwayMoved(Event, topic="pathway.moved", french="Dossier transféré : CPAS n° {to_centre}, le {on}"):
    """Another centre is competent: it finds the whole file, which is nobody's there until it is entrusted."""

    to_centre: Centre
    on: date

    def apply(self, state: State, on: date) -> State:
        moved = replace(state.identity, centre=self.to_centre, entrusted=(), referent="")
        return replace(state, identity=moved)


class TransferSteps(Steps):
    """How a file leaves a centre for another."""

    @step("Transférer le dossier à un autre CPAS", law=COMPETENCE)
    def move_pathway(self, to_centre: Centre, moved_on: date | None = None) -> None:
        """The centre that is no longer competent hands the file over, and from then on neither reads nor writes it."""
        require(
            to_centre != self.envelope.centre, COMPETENCE, "TRANSFER_TO_SELF",
            "Ce dossier est déjà celui de votre CPAS : indiquez le CPAS devenu compétent.",
        )  # fmt: skip
        self.not_later(moved_on, COMPETENCE)
        self.record(PathwayMoved(to_centre=to_centre, on=moved_on or self.on))
