"""The appeal to the labour court, against a decision or the centre's silence; and what its judgment changes.

Law: DIS, art. 47. The appeal suspends nothing, and none is refused here for being late: that is for the court to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.french import day
from domain.kernel import Choice, Event, Line, Personal, Text, replace
from domain.law import Refusal, require
from domain.pathway.decisions import APPEAL, Decided, Matter
from domain.pathway.measure import Measure
from domain.pathway.ris_delays import decision_of
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State


class Judgment(Choice):
    """What the court did with the decision."""

    CONFIRMED = "confirmed", "décision confirmée"
    ANNULLED = "annulled", "décision annulée"
    REFORMED = "reformed", "décision réformée"


class AppealLodged(Event, topic="appeal.lodged", french="Recours introduit le {lodged_on} : {court}"):
    """The person went to court; no decision named: against the centre's silence."""

    appeal_id: UUID
    decision_id: UUID | None = None
    court: Line = ""
    lodged_on: date

    def apply(self, state: State, on: date) -> State:
        lodged = Appeal(self.appeal_id, self.decision_id, self.lodged_on)
        decisions = state.decisions.amended(self.decision_id, lambda it: replace(it, appealed_on=self.lodged_on))
        return replace(state, appeals=Appeals((*state.appeals.lodged, lodged)), decisions=decisions)


class AppealJudged(Event, topic="appeal.judged", french="Jugement du {judged_on} : {outcome} ; {effect}"):
    """The court spoke; a decision it undid no longer counts, and the centre carries the judgment out."""

    appeal_id: UUID
    outcome: Judgment
    effect: Personal[str] = ""
    judged_on: date

    def apply(self, state: State, on: date) -> State:
        appeal = next((each for each in state.appeals.lodged if each.id == self.appeal_id), None)
        if appeal is None:
            return state
        lodged = tuple(
            replace(each, judged_on=self.judged_on) if each is appeal else each for each in state.appeals.lodged
        )
        decisions = state.decisions.amended(appeal.decision_id, lambda it: replace(it, judged=True))
        judged = replace(state, appeals=Appeals(lodged), decisions=decisions)
        if self.outcome is Judgment.CONFIRMED:
            return judged
        contested = state.decisions.of(appeal.decision_id)
        return undone(judged, contested) if contested else replace(judged, ris=replace(judged.ris, judged=True))

    @property
    def sentence(self) -> str:
        return super().sentence if self.effect else f"Jugement du {day(self.judged_on)} : {self.outcome.label}"


def undone(state: State, contested: Decided) -> State:
    """The state without what that decision did; a request refused waits for its answer again."""
    id, ris = contested.id, state.ris
    match contested.matter:
        case Matter.REFUSAL if ris.decision and ris.decision.id == id:
            return replace(state, ris=replace(ris, decision=None, judged=True))
        case Matter.GRANT if ris.decision and ris.decision.id == id:
            ended = ris.amended(id, lambda it: replace(it, ended_on=it.right_from))
            return replace(state, ris=replace(ended, decision=None, judged=True))
        case Matter.WITHDRAWAL:
            last = max(ris.rights, key=lambda right: right.ended_on or date.min, default=None)
            return replace(state, ris=ris.amended(last.id, lambda it: replace(it, ended_on=None))) if last else state
        case Matter.REVIEW:
            before = next((each.before for each in state.reviews.concluded if each.id == id), None)
            return replace(state, ris=ris.amended(before.id, lambda _: before)) if before else state
        case Matter.SUSPENSION:
            return replace(state, suspensions=state.suspensions.without(id))
        case Matter.RECOVERY:
            return replace(state, recoveries=state.recoveries.without(id))
        case Matter.SANCTION:
            return replace(state, sanctions=state.sanctions.without(id))
        case _:
            return state


@dataclass(frozen=True, slots=True)
class Appeal:
    """One appeal; ``decision_id`` None: against silence."""

    id: UUID
    decision_id: UUID | None
    lodged_on: date
    judged_on: date | None = None


@dataclass(frozen=True, slots=True)
class Appeals(Measure):
    """Every appeal, in the order lodged."""

    lodged: tuple[Appeal, ...] = ()

    @property
    def pending(self) -> tuple[Appeal, ...]:
        """Those the court has not judged yet."""
        return tuple(appeal for appeal in self.lodged if appeal.judged_on is None)


class AppealSteps(Steps):
    """How an appeal, and its judgment, are told."""

    @step(
        "Acter le recours",
        law=APPEAL,
        when=lambda state: bool(state.decisions.taken) or state.ris.is_pending,
        otherwise=Refusal("NOTHING_TO_APPEAL", "Ni décision ni demande en attente."),
        even_closed=True,
    )
    def lodge_appeal(self, court: Line = "", lodged_on: date | None = None, decision_id: UUID | None = None) -> None:
        """Against the decision named, else the last one; while none answers the request, against the silence."""
        on = lodged_on or self.on
        self.not_later(on, APPEAL)
        silent = self.state.ris.is_pending and decision_id is None
        decision = None if silent else self._contested(decision_id)
        if decision and decision.appeal_is_over(on, self.rules):
            self.warn(APPEAL, "APPEAL_LATE", "Délai écoulé, quelle que soit la lecture : le tribunal en jugera.")
        received = self.state.ris.received_on
        if silent and received and on <= decision_of(self.state.ris.kind).after(received, self.rules):
            self.warn(APPEAL, "APPEAL_EARLY", "Le délai de décision court encore : le tribunal en jugera.")
        self.record(
            AppealLodged(
                appeal_id=self.new_id(), decision_id=decision.id if decision else None, court=court, lodged_on=on
            )
        )  # fmt: skip

    def _contested(self, named: UUID | None) -> Decided:
        taken = self.state.decisions.taken
        decision = self.state.decisions.of(named) if named else (taken[-1] if taken else None)
        require(decision is not None, APPEAL, "NOTHING_TO_APPEAL", "Cette décision est inconnue.")
        assert decision is not None
        return decision

    @step(
        "Acter le jugement",
        law=APPEAL,
        when=lambda state: bool(state.appeals.pending),
        otherwise=Refusal("NO_APPEAL", "Aucun recours n'attend de jugement."),
        even_closed=True,
    )
    def record_judgment(
        self, outcome: Judgment, effect: Text = "", judged_on: date | None = None, appeal_id: UUID | None = None
    ) -> None:
        """The centre carries the judgment out; a decision that is undone no longer counts."""
        on = judged_on or self.on
        pending = [each for each in self.state.appeals.pending if appeal_id in {None, each.id}]
        require(bool(pending), APPEAL, "NO_APPEAL", "Ce recours est inconnu, ou déjà jugé.")
        require(pending[0].lodged_on <= on <= self.on, APPEAL, "JUDGED_BEFORE_APPEAL",
                f"Le jugement se situe entre le recours et le {day(self.on)}.")  # fmt: skip
        self.record(AppealJudged(appeal_id=pending[0].id, outcome=outcome, effect=effect, judged_on=on))
