"""A plan ends, for a reason; after a short job it is taken up again.

Law: Royal Decree of 11 July 2002 (AR DIS), art. 10 to 21 (number cited from memory); circular of 27 March 2018, updated
18 March 2024, for the short spell of work. Once the file itself is closed nothing is left to take up: a new plan is
drawn up.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.acts import CIRCULAR
from domain.delays import advance
from domain.french import day
from domain.kernel import Event, replace
from domain.law import Refusal, present, require
from domain.pathway.piis_amend import NOT_ACTIVE
from domain.pathway.piis_content import PlanEnd
from domain.pathway.piis_delays import CONTENT
from domain.pathway.piis_prepare import NO_RIS, has_income
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

NEW_PLAN = "Un nouveau PIIS est à établir."


class PiisEnded(Event, topic="piis.ended", french="PIIS terminé : {reason}"):
    """The plan ended, for this reason."""

    reason: PlanEnd

    def apply(self, state: State, on: date) -> State:
        return replace(state, piis=replace(state.piis, ended_on=on, ended_for=self.reason))


class PiisReactivated(Event, topic="piis.reactivated", french="PIIS réactivé"):
    """The person came back from a short job; the plan goes on where it stood."""

    def apply(self, state: State, on: date) -> State:
        return replace(state, piis=replace(state.piis, ended_on=None, ended_for=None))


class PiisEndSteps(Steps):
    """How a plan ends, and is taken up again."""

    @step("Terminer le PIIS", law=CONTENT, when=lambda state: state.piis.is_signed, otherwise=NOT_ACTIVE)
    def end_piis(self, reason: PlanEnd | None = None) -> None:
        """Every end has its reason; while the income runs, another plan is prepared."""
        self.record(PiisEnded(reason=present(reason, CONTENT, "REASON_REQUIRED", "Indiquez un motif.")))

    @step(
        "Réactiver le PIIS",
        law=CIRCULAR(),
        when=lambda state: state.piis.signed_on is not None and state.piis.ended_on is not None,
        otherwise=Refusal("PLAN_NOT_ENDED", "Aucun PIIS terminé n'est à reprendre."),
    )
    def reactivate_piis(self) -> None:
        """After a short job the plan is taken up where it stood, as long as its term has not passed."""
        piis, law = self.state.piis, CIRCULAR()
        assert piis.ended_on is not None
        require(has_income(self.state), law, NO_RIS.code, NO_RIS.reason)
        require(piis.ended_for is PlanEnd.WORK, law, "NOT_AFTER_WORK",
                f"Seul un plan terminé pour mise à l'emploi se réactive. {NEW_PLAN}")  # fmt: skip
        until = advance(piis.ended_on, self.rules.find("piis.assessment.short_work_months", piis.ended_on))
        require(self.on < until, law, "WORK_TOO_LONG", f"Le plan se réactivait avant le {day(until)}. {NEW_PLAN}")
        require(self.on <= (piis.end or self.on), law, "TERM_PASSED", f"Le terme du plan est passé. {NEW_PLAN}")
        self.record(PiisReactivated())
