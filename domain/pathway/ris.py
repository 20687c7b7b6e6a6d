"""The right to social integration: where the request stands, and the rights granted.

Law: Act of 26 May 2002 on the right to social integration (DIS), art. 18 to 21; articles 18 § 1
and 19 are cited from memory and stay to be confirmed. How a request is registered is in `ris_request`; which centre is
competent, in `ris_transfer`; what is enquired into, in `ris_enquiry` and `ris_resources`; decided, in `ris_decision`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from uuid import UUID

from domain.delays import Deadline
from domain.kernel import replace
from domain.law import Condition
from domain.pathway.entitlement import RIGHT_TO_EQUIVALENT_AID, RIGHT_TO_INTEGRATION, Kind, Means, Verdicts
from domain.pathway.measure import Measure
from domain.pathway.ris_delays import RECEIPT, silent
from domain.pathway.ris_request import Cause
from domain.pathway.ris_right import Right
from domain.pathway.ris_transfer import Competence
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State


class Answer(NamedTuple):
    """What the centre answered to the request."""

    id: UUID
    decided_on: date
    is_grant: bool


@dataclass(frozen=True)
class Ris(Measure):
    """Where the request stands, and the rights granted; what is owed on a right outlives the file."""

    request_id: UUID | None = None
    kind: Kind = Kind.RIS
    received_on: date | None = None
    cause: Cause = Cause.OTHER
    competence: Competence = Competence()
    receipt_on: date | None = None
    enquiry_on: date | None = None
    means: Means | None = None
    verdicts: Verdicts = field(default_factory=dict)
    report_on: date | None = None
    decision: Answer | None = None
    judged: bool = False
    rights: tuple[Right, ...] = ()
    outlives_file: ClassVar[bool] = True

    @property
    def is_pending(self) -> bool:
        """Whether the person still waits for an answer of this centre; a request sent on is no longer its own."""
        return self.received_on is not None and self.decision is None and self.competence.left_on is None

    @property
    def is_under_enquiry(self) -> bool:
        """Whether the enquiry is open, and nothing decided."""
        return self.is_pending and self.enquiry_on is not None

    @property
    def awaits_receipt(self) -> bool:
        """Whether the receipt is still due; of a request sent on, the first centre gave it."""
        return self.is_pending and self.receipt_on is None and self.competence.transmitted_on is None

    @property
    def awaited_since(self) -> date | None:
        """The day the delay to decide runs from: the request, or its sending on by the first centre."""
        return self.competence.transmitted_on or self.received_on

    @property
    def right(self) -> Right | None:
        """The grant that runs, if one does."""
        return next((right for right in reversed(self.rights) if right.is_running), None)

    @property
    def to_pay(self) -> Right | None:
        """The first grant that money is due on, and was never paid."""
        return next((right for right in self.rights if right.awaits_payment), None)

    @property
    def counted_means(self) -> Means:
        """The means as counted, or none."""
        return self.means or Means()

    def anew(self, request_id: UUID, kind: Kind, received_on: date, cause: Cause) -> Ris:
        """Another request: what was found for the former is left behind, the right that runs stays."""
        return Ris(request_id, kind, received_on, cause=cause, judged=self.judged, rights=self.rights)

    @property
    def conditions(self) -> tuple[Condition[Verdicts], ...]:
        """The conditions of what is asked for."""
        return (RIGHT_TO_INTEGRATION if self.kind is Kind.RIS else RIGHT_TO_EQUIVALENT_AID).conditions

    def unmet_conditions(self) -> tuple[Condition[Verdicts], ...]:
        """What still stands between the person and the grant."""
        return tuple(condition for condition in self.conditions if not condition.met_by(self.verdicts))

    def right_on(self, on: date) -> Right | None:
        """The right that runs that day."""
        return next((right for right in reversed(self.rights) if right.runs_on(on)), None)

    def granted(self, right: Right) -> Ris:
        """The same, with the request answered by that right, which takes the place of the one before."""
        rights = (*self.ended(right.right_from, right.id).rights, right)
        return replace(self, rights=rights, decision=Answer(right.id, right.decided_on, is_grant=True), judged=False)

    def ended(self, on: date, by: UUID | None = None) -> Ris:
        """The same rights, none of which runs from that day on; ``by`` that decision, if by one."""
        rights = (right.ended(on, by) if right.is_running else right for right in self.rights)
        return replace(self, rights=tuple(rights))

    def closed(self, on: date) -> Ris:
        """The same rights, ended with the file; only a request that waits for its answer is kept, silence included."""
        ended = self.ended(on)
        return ended if self.is_pending else Ris(rights=ended.rights)

    def amended(self, decision_id: UUID, amend: Callable[[Right], Right]) -> Ris:
        """The same, with the right of that decision amended."""
        rights = (amend(right) if right.id == decision_id else right for right in self.rights)
        return replace(self, rights=tuple(rights))

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """A receipt the same day, a decision within the legal delay; silent, the centre may be taken to court."""
        is_open = state.identity.is_open
        at_work = state.article60.is_running or state.article61.is_running
        for right in self.rights:
            yield from right.deadlines(rules, is_paid=is_open and not at_work)
        if self.is_pending and self.received_on and self.awaited_since:
            if is_open and self.awaits_receipt:
                yield RECEIPT.from_(self.received_on, "demande", rules)
            if is_open:
                yield from self.competence.deadlines(self.received_on, self.enquiry_on, rules)
            yield from silent(self.kind, self.awaited_since, rules, sent_on=self.competence.transmitted_on is not None)
