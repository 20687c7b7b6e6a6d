"""The appeal to the labour court, against a decision or the centre's silence; and what its judgment changes.

Law: DIS, art. 47. The appeal suspends nothing, and none is refused here for being late: that is for the court to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from domain.french import day
from domain.kernel import Choice, Event, Line, Personal, Text, replace
from domain.law import Refusal, require
from domain.pathway.decisions import APPEAL, Decided, Matter
from domain.pathway.entitlement import Euros
from domain.pathway.measure import Measure
from domain.pathway.ris_delays import decision_of
from domain.pathway.ris_review import Concluded
from domain.pathway.sanctions import Count
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State
    from domain.pathway.ris import Ris


class Judgment(Choice):
    """What the court did with the decision."""

    CONFIRMED = "confirmed", "décision confirmée"
    ANNULLED = "annulled", "décision annulée"
    REFORMED = "reformed", "décision réformée"


SET_ANEW = frozenset({Matter.SANCTION, Matter.RECOVERY})
"""What a court may make shorter, or smaller, without undoing it."""


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
            return replace(judged, ris=replace(judged.ris, judged=True))
        if self.outcome is Judgment.REFORMED:
            return reformed(judged, contested, self.months, self.amount)
        return undone(judged, contested)

    @property
    def sentence(self) -> str:
        return super().sentence if self.effect else f"Jugement du {day(self.judged_on)} : {self.outcome.label}"


def undone(state: State, contested: Decided) -> State:
    """The state without what that decision did; a request refused waits for its answer again."""
    id, ris = contested.id, state.ris
    match contested.matter:
        case Matter.REFUSAL | Matter.GRANT:
            return replace(state, ris=unanswered(ris, id))
        case Matter.WITHDRAWAL:
            return replace(state, ris=restored(ris, id), reviews=state.reviews.without(id),
                           recoveries=state.recoveries.without(id))  # fmt: skip
        case Matter.REVIEW:
            found = next((each for each in state.reviews.concluded if each.id == id), None)
            kept = replace(state, reviews=state.reviews.without(id), recoveries=state.recoveries.without(id))
            return replace(kept, ris=unreviewed(ris, found)) if found else kept
        case Matter.SUSPENSION:
            return replace(state, suspensions=state.suspensions.without(id))
        case Matter.RECOVERY:
            return replace(state, recoveries=state.recoveries.without(id))
        case Matter.SANCTION:
            return replace(state, sanctions=state.sanctions.without(id))
        case Matter.EXEMPTION if state.piis.exemption and state.piis.exemption.id == id:
            return replace(state, piis=replace(state.piis, exemption=None))
        case _:
            return state


def unanswered(ris: Ris, id: UUID) -> Ris:
    """The request as before that answer, where it is still the one at hand; a right it gave never ran.

    ``judged`` stays until the judgment is carried out by a grant, whose first day may then precede the request.
    """
    granted = next((right for right in ris.rights if right.id == id), None)
    without = ris.amended(id, lambda right: right.ended(right.right_from, id)) if granted else ris
    answered = ris.decision is not None and ris.decision.id == id
    return replace(restored(without, id) if granted else without, judged=True,
                   decision=None if answered else ris.decision)  # fmt: skip


def restored(ris: Ris, id: UUID) -> Ris:
    """The right that decision ended runs again, until another began."""
    later = [right.right_from for right in ris.rights if right.id != id and right.is_running]
    rights = tuple(
        replace(right, ended_on=min((on for on in later if on > right.right_from), default=None), ended_by=None)
        if right.ended_by == id and right.id != id
        else right
        for right in ris.rights
    )
    return replace(ris, rights=rights)


def unreviewed(ris: Ris, found: Concluded) -> Ris:
    """The right at the amounts it had before that review; what was paid, or ended since, stays so."""
    before = found.before
    if before is None:
        return ris
    return ris.amended(before.id, lambda right: replace(
        right, right_from=before.right_from, rates=before.rates, category=before.category,
        provisional_from=before.provisional_from, reviewed_on=before.reviewed_on,
    ))  # fmt: skip


def reformed(state: State, contested: Decided, months: int | None, amount: Decimal | None) -> State:
    """The state with that decision as the court reformed it: a shorter sanction, a smaller sum; else undone."""
    match contested.matter:
        case Matter.SANCTION:
            sanctions = state.sanctions.amended(
                contested.id, lambda it: replace(it, months=months, days=None) if months else it
            )
            return replace(state, sanctions=sanctions)
        case Matter.RECOVERY:
            return replace(state, recoveries=state.recoveries.reformed(contested.id, amount))
        case Matter.SUSPENSION:
            return state
        case _:
            return undone(state, contested)


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
