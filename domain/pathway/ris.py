"""The right to social integration: where the request stands, and the right that stands from an earlier one.

Law: Act of 26 May 2002 on the right to social integration (DIS), art. 18 to 21; articles 18 § 1
and 19 are cited from memory and stay to be confirmed. How a request is registered is in `ris_request`; which centre is
competent, in `ris_transfer`; what is enquired into, in `ris_enquiry` and `ris_resources`; decided, in `ris_decision`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.delays import Deadline
from domain.kernel import replace
from domain.law import Condition
from domain.pathway.entitlement import RIGHT_TO_EQUIVALENT_AID, RIGHT_TO_INTEGRATION, Kind, Means, Verdicts
from domain.pathway.hearing import Hearing
from domain.pathway.measure import Measure
from domain.pathway.ris_decision import Decision
from domain.pathway.ris_delays import RECEIPT, interest_of_a_late_decision, silent
from domain.pathway.ris_request import Cause
from domain.pathway.ris_transfer import Competence
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State


@dataclass(frozen=True, slots=True)
class Ris(Measure):
    """Where the request stands, and the right that stands from an earlier one."""

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
    hearing: Hearing = Hearing()
    decision: Decision | None = None
    standing: Decision | None = None

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
    def means_asked_on(self) -> date | None:
        """The day whose rule says which cohabitants count: that of the request, never that of a payment."""
        return self.received_on

    @property
    def right(self) -> Decision | None:
        """The grant that runs, if one does."""
        return self.decision if self.decision and self.decision.is_grant else self.standing

    @property
    def to_notify(self) -> Decision | None:
        """The decision, until the person is told."""
        return next((each for each in (self.decision, self.standing) if each and each.awaits_notice), None)

    @property
    def to_pay(self) -> Decision | None:
        """The grant that was never paid."""
        grants = (each for each in (self.standing, self.decision) if each and each.is_grant and each.paid_on is None)
        return next(grants, None)

    @property
    def counted_means(self) -> Means:
        """The means as counted, or none."""
        return self.means or Means()

    def anew(self, request_id: UUID, kind: Kind, received_on: date, cause: Cause) -> Ris:
        """Another request: what was found for the former is left behind, the right that runs stays."""
        return Ris(request_id, kind, received_on, cause=cause, standing=self.right)

    def unmet_conditions(self) -> tuple[Condition[Verdicts], ...]:
        """What still stands between the person and the grant."""
        right = RIGHT_TO_INTEGRATION if self.kind is Kind.RIS else RIGHT_TO_EQUIVALENT_AID
        return right.unmet_by(self.verdicts)

    def amended(self, decision_id: UUID, amend: Callable[[Decision], Decision]) -> Ris:
        """The same, with that decision amended, be it the last one or the one that stands from before."""
        decision, standing = (
            amend(each) if each and each.id == decision_id else each for each in (self.decision, self.standing)
        )
        return replace(self, decision=decision, standing=standing)

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """A receipt the same day, a decision within the legal delay; silent, the centre may be taken to court."""
        if self.standing:
            yield from self.standing.deadlines(rules)
        if self.decision:
            yield from self.decision.deadlines(rules)
            if self.awaited_since and self.decision.awaits_payment:
                yield from interest_of_a_late_decision(self.kind, self.awaited_since, self.decision.decided_on, rules)
        if self.is_pending and self.received_on and self.awaited_since:
            if self.awaits_receipt:
                yield RECEIPT.from_(self.received_on, "demande", rules)
            yield from self.competence.deadlines(self.received_on, self.enquiry_on, rules)
            yield from silent(self.kind, self.awaited_since, rules, sent_on=self.competence.transmitted_on is not None)
