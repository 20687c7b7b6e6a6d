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
from domain.pathway.appeal_effect import reformed, undone
from domain.pathway.decisions import APPEAL, Decided, Matter, appeal_of
from domain.pathway.entitlement import Euros
from domain.pathway.measure import Measure
from domain.pathway.ris_delays import decision_of
from domain.pathway.sanctions import Count
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State


class Judgment(Choice):
    """What the court did with the decision."""

    CONFIRMED = "confirmed", "décision confirmée"
    ANNULLED = "annulled", "décision annulée"
    REFORMED = "reformed", "décision réformée"


SET_ANEW = frozenset({Matter.SANCTION, Matter.RECOVERY})
"""What a court may make shorter, or smaller, without undoing it."""


class Against(Choice):
    """What the person contests."""

    DECISION = "decision", "contre une décision"
    SILENCE = "silence", "contre l'absence de décision"
    TRANSFER = "transfer", "contre la transmission à un autre CPAS"


class AppealLodged(Event, topic="appeal.lodged", french="Recours introduit le {lodged_on}, {against} : {court}"):
    """The person went to court: against a decision, the centre's silence, or its sending the request on."""

    appeal_id: UUID
    decision_id: UUID | None = None
    against: Against = Against.DECISION
    matter: Matter | None = None
    court: Line = ""
    lodged_on: date

    def apply(self, state: State, on: date) -> State:
        lodged = Appeal(self.appeal_id, self.decision_id, self.lodged_on, against=self.against)
        decisions = state.decisions.amended(self.decision_id, lambda it: replace(it, appealed_on=self.lodged_on))
        return replace(state, appeals=Appeals((*state.appeals.lodged, lodged)), decisions=decisions)

    @property
    def sentence(self) -> str:
        about = f"{self.against.label} ({self.matter.label})" if self.matter else self.against.label
        court = f" : {self.court}" if self.court else ""
        return f"Recours introduit le {day(self.lodged_on)}, {about}{court}"


class AppealJudged(Event, topic="appeal.judged", french="Jugement du {judged_on} : {outcome} ; {effect}"):
    """The court spoke; a decision it undid no longer counts, and the centre carries the judgment out."""

    appeal_id: UUID
    outcome: Judgment
    effect: Personal[str] = ""
    judged_on: date
    months: Count | None = None
    amount: Euros | None = None

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
        if contested is None:
            return _for_us_to_answer(judged, appeal)
        if self.outcome is Judgment.REFORMED:
            return reformed(judged, contested, self.months, self.amount)
        return undone(judged, contested)

    @property
    def sentence(self) -> str:
        return super().sentence if self.effect else f"Jugement du {day(self.judged_on)} : {self.outcome.label}"


def _for_us_to_answer(state: State, appeal: Appeal) -> State:
    """The request is for this centre to answer; one it sent on, and nobody gave to another since, comes back."""
    ris = replace(state.ris, judged=True)
    if appeal.against is Against.TRANSFER and ris.competence.is_sent_on:
        ris = replace(ris, competence=replace(ris.competence, to_centre=None, left_on=None))
    return replace(state, ris=ris)


@dataclass(frozen=True)
class Appeal:
    """One appeal; ``decision_id`` None: against silence, or the sending on of the request."""

    id: UUID
    decision_id: UUID | None
    lodged_on: date
    judged_on: date | None = None
    against: Against = Against.DECISION


@dataclass(frozen=True)
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
        when=lambda state: bool(state.decisions.taken) or state.ris.is_pending or state.ris.competence.is_sent_on,
        otherwise=Refusal("NOTHING_TO_APPEAL", "Ni décision, ni demande en attente ou transmise."),
        even_closed=True,
    )
    def lodge_appeal(
        self,
        court: Line = "",
        lodged_on: date | None = None,
        decision_id: UUID | None = None,
        against: Against | None = None,
    ) -> None:
        """Against a decision, the silence, or the sending on of the request.

        Nothing told: a request just sent on, else the last decision still open to appeal, else the silence.
        """
        on = lodged_on or self.on
        self.not_later(on, APPEAL)
        what = Against.DECISION if decision_id else against or self._likely(on)
        decision = self._contested(decision_id, on) if what is Against.DECISION else None
        if decision and decision.appeal_is_over(on, self.rules):
            self.warn(
                appeal_of(decision.kind),
                "APPEAL_LATE",
                "Délai écoulé, quelle que soit la lecture : le tribunal en jugera.",
            )
        if what is Against.SILENCE:
            self._silent(on)
        sent_on = what is not Against.TRANSFER or self.state.ris.competence.is_sent_on
        require(sent_on, APPEAL, "NOTHING_TO_APPEAL", "Aucune demande n'a été transmise à un autre CPAS.")
        self.record(
            AppealLodged(
                appeal_id=self.new_id(), decision_id=decision.id if decision else None, against=what, court=court,
                lodged_on=on,
                matter=decision.matter if decision else None,
            )
        )  # fmt: skip

    def _likely(self, on: date) -> Against:
        """What the person contests, when nobody said it: what the centre did last, and may still be appealed."""
        ris = self.state.ris
        if ris.competence.is_sent_on and all(each.decided_on <= (ris.competence.left_on or on) for each in self._taken):
            return Against.TRANSFER
        return Against.SILENCE if ris.is_pending and not self._open(on) else Against.DECISION

    def _silent(self, on: date) -> None:
        """A request waits for its answer; before the delay to decide is over, the court will say."""
        ris = self.state.ris
        law = appeal_of(ris.kind)
        require(ris.is_pending, law, "NOTHING_TO_APPEAL", "Aucune demande n'attend de décision : indiquez-la.")
        if ris.awaited_since and on <= decision_of(ris.kind).after(ris.awaited_since, self.rules):
            self.warn(law, "APPEAL_EARLY", "Le délai de décision court encore : le tribunal en jugera.")

    @property
    def _taken(self) -> tuple[Decided, ...]:
        return self.state.decisions.taken

    def _open(self, on: date) -> list[Decided]:
        """The decisions that nobody contested yet, and whose period of appeal is not over."""
        return [each for each in self._taken if not each.is_contested and not each.appeal_is_over(on, self.rules)]

    def _contested(self, named: UUID | None, on: date) -> Decided:
        """The decision named; else the last one still open to appeal, not contested yet, or the last of all."""
        fresh = [each for each in self._taken if not each.is_contested]
        last = (self._open(on) or fresh or [*self._taken])[-1:]
        decision = self.state.decisions.of(named) if named else next(iter(last), None)
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
        self,
        outcome: Judgment,
        effect: Text = "",
        judged_on: date | None = None,
        months: Count | None = None,
        amount: Euros | None = None,
        appeal_id: UUID | None = None,
    ) -> None:
        """The centre carries the judgment out; a decision undone no longer counts, one reformed counts as reformed.

        ``months``, ``amount``: those of a sanction, or of a recovery, as the court set them.
        """
        on = judged_on or self.on
        pending = [each for each in self.state.appeals.pending if appeal_id in {None, each.id}]
        require(bool(pending), APPEAL, "NO_APPEAL", "Ce recours est inconnu, ou déjà jugé.")
        require(pending[0].lodged_on <= on <= self.on, APPEAL, "JUDGED_BEFORE_APPEAL",
                f"Le jugement se situe entre le recours et le {day(self.on)}.")  # fmt: skip
        contested = self.state.decisions.of(pending[0].decision_id)
        if outcome is Judgment.REFORMED and contested and contested.matter in SET_ANEW and not (months or amount):
            self.warn(APPEAL, "JUDGMENT_TO_CARRY_OUT", "Indiquez la durée, ou la somme, que le tribunal a fixée.")
        self.record(
            AppealJudged(
                appeal_id=pending[0].id, outcome=outcome, effect=effect, judged_on=on, months=months, amount=amount
            )
        )  # fmt: skip
