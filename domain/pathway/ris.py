"""The right to social integration: a request, a receipt, an enquiry; the decision is in `ris_decision`.

Law: Act of 26 May 2002 on the right to social integration (DIS), art. 18 to 21; Royal Decree (AR DIS), art. 22.
Articles 16, 18 § 1 and 19 are cited from memory and stay to be confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from uuid import UUID

from domain.acts import DIS
from domain.delays import Deadline
from domain.french import day
from domain.kernel import Event, Line, Personal, replace
from domain.law import Condition, Refusal, require
from domain.pathway.entitlement import (
    EXEMPT,
    RIGHT_TO_EQUIVALENT_AID,
    RIGHT_TO_INTEGRATION,
    GrantCondition,
    Kind,
    Means,
    Owner,
    Resource,
    Verdict,
    Verdicts,
)
from domain.pathway.hearing import Subject
from domain.pathway.measure import Measure
from domain.pathway.ris_delays import ENQUIRY, RECEIPT, REQUEST, silent
from domain.pathway.ris_request import Cause, Mode
from domain.pathway.ris_right import Right
from domain.pathway.step import Steps, step
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

NO_ENQUIRY = Refusal("NO_ENQUIRY", "Aucune enquête sociale n'est ouverte.")


class RisRequested(Event, topic="ris.requested", french="Demande reçue : {kind}, {mode} ; cause : {cause}"):
    """The centre received a request and entered it, the same day, in its register."""

    request_id: UUID
    kind: Kind = Kind.RIS
    mode: Mode = Mode.ORAL
    received_on: date
    register_no: Personal[str] = ""
    signed: bool = False
    cause: Cause = Cause.OTHER

    def apply(self, state: State, on: date) -> State:
        asked = Ris(self.request_id, self.kind, self.received_on, cause=self.cause, rights=state.ris.rights)
        return replace(state, ris=asked, hearings=state.hearings.used(Subject.DECISION))


class RisReceiptIssued(Event, topic="ris.receipt-issued", french="Accusé de réception remis le {issued_on}"):
    """The person holds the proof of the request, which starts every delay."""

    receipt_no: Personal[str] = ""
    issued_on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, receipt_on=self.issued_on))


class RisEnquiryOpened(Event, topic="ris.enquiry-opened", french="Enquête sociale ouverte : confiée à {worker}"):
    """A social worker began to enquire."""

    worker: Line

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, enquiry_on=on))


class ResourcesAssessed(
    Event, topic="resources.assessed", french="Ressources calculées : {own} € par mois, autres {others} €"
):
    """The means were counted line by line, in euros a month: the person's own, and those of others living there."""

    lines: Personal[tuple[Resource, ...]]
    own: Decimal
    others: Decimal = Decimal(0)
    persons: int = 0
    effective_on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, means=Means(self.own, self.others, self.persons)))


class RisConditionAssessed(Event, topic="ris.condition-assessed", french="Condition tranchée : {condition}, {verdict}"):
    """The enquiry settled one of the six conditions, on evidence."""

    condition: GrantCondition
    verdict: Verdict
    evidence_refs: Personal[tuple[str, ...]]

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, verdicts={**state.ris.verdicts, self.condition: self.verdict}))


class RisReportFiled(Event, topic="ris.report-filed", french="Rapport social déposé le {filed_on}"):
    """The social worker reported to the body that decides."""

    report_ref: Personal[str]
    filed_on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, report_on=self.filed_on))


class Answer(NamedTuple):
    """What the centre answered to the request."""

    id: UUID
    decided_on: date
    is_grant: bool


@dataclass(frozen=True, slots=True)
class Ris(Measure):
    """Where the request stands, and the rights granted; what is owed on a right outlives the file."""

    request_id: UUID | None = None
    kind: Kind = Kind.RIS
    received_on: date | None = None
    cause: Cause = Cause.OTHER
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
        """Whether the person still waits for an answer."""
        return self.received_on is not None and self.decision is None

    @property
    def right(self) -> Right | None:
        """The grant that runs, if one does."""
        return next((right for right in reversed(self.rights) if right.is_running), None)

    @property
    def to_pay(self) -> Right | None:
        """The grant that was never paid."""
        return next((right for right in self.rights if right.paid_on is None), None)

    @property
    def counted_means(self) -> Means:
        """The means as counted, or none."""
        return self.means or Means()

    def unmet_conditions(self) -> tuple[Condition[Verdicts], ...]:
        """What still stands between the person and the grant."""
        right = RIGHT_TO_INTEGRATION if self.kind is Kind.RIS else RIGHT_TO_EQUIVALENT_AID
        return right.unmet_by(self.verdicts)

    def right_on(self, on: date) -> Right | None:
        """The right that runs that day."""
        return next((right for right in reversed(self.rights) if right.runs_on(on)), None)

    def granted(self, right: Right) -> Ris:
        """The same, with the request answered by that right, which takes the place of the one before."""
        rights = (*self.ended(right.right_from).rights, right)
        return replace(self, rights=rights, decision=Answer(right.id, right.decided_on, is_grant=True))

    def ended(self, on: date) -> Ris:
        """The same rights, none of which runs from that day on."""
        rights = (replace(right, ended_on=on) if right.is_running else right for right in self.rights)
        return replace(self, rights=tuple(rights))

    def amended(self, decision_id: UUID, amend: Callable[[Right], Right]) -> Ris:
        """The same, with the right of that decision amended."""
        rights = (amend(right) if right.id == decision_id else right for right in self.rights)
        return replace(self, rights=tuple(rights))

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """A receipt the same day, a decision within the legal delay; silent, the centre may be taken to court."""
        is_open = state.identity.is_open
        for right in self.rights:
            yield from right.deadlines(rules, is_open=is_open and not state.article60.is_running)
        if is_open and self.received_on and self.is_pending:
            if self.receipt_on is None:
                yield RECEIPT.from_(self.received_on, "demande", rules)
            yield from silent(self.kind, self.received_on, rules)


def _is_enquired(state: State) -> bool:
    return state.ris.is_pending and state.ris.enquiry_on is not None


class RisSteps(Steps):
    """What a CPAS does with a request, until it may decide."""

    @step(
        "Enregistrer une demande de RIS",
        law=REQUEST,
        when=lambda state: not state.ris.is_pending,
        otherwise=Refusal(
            "REQUEST_ALREADY_OPEN", "Une demande est déjà en cours depuis le {state.ris.received_on:%d/%m/%Y}."
        ),
    )
    def request_ris(
        self,
        cause: Cause = Cause.OTHER,
        mode: Mode = Mode.ORAL,
        kind: Kind = Kind.RIS,
        received_on: date | None = None,
        register_no: Line = "",
        signed: bool = False,
    ) -> None:
        """The request is registered the day it is received, even if the refusal is certain."""
        require(not self.whole().ris.is_pending, REQUEST, "REQUEST_ALREADY_OPEN", "Une demande est déjà en cours.")
        received = received_on or self.on
        require(received <= self.on, REQUEST, "RECEIVED_LATER", f"La demande ne peut suivre le {day(self.on)}.")
        self.record(
            RisRequested(
                request_id=self.new_id(),
                kind=kind,
                mode=mode,
                received_on=received,
                register_no=register_no,
                signed=signed,
                cause=cause,
            )
        )  # fmt: skip

    @step(
        "Remettre l'accusé de réception",
        law=REQUEST,
        when=lambda state: state.ris.is_pending and state.ris.receipt_on is None,
        otherwise=Refusal("NO_RECEIPT_DUE", "Aucune demande n'attend d'accusé de réception."),
    )
    def issue_receipt(self, receipt_no: Line = "", issued_on: date | None = None) -> None:
        """The receipt is due the same day, and starts every delay."""
        issued = issued_on or self.on
        self.not_later(issued, REQUEST)
        require(issued >= (self.state.ris.received_on or issued), REQUEST, "RECEIPT_BEFORE_REQUEST",
                "L'accusé de réception ne peut précéder la demande.")  # fmt: skip
        if self.state.ris.received_on and issued > RECEIPT.after(self.state.ris.received_on, self.rules):
            self.warn(RECEIPT.law, "RECEIPT_LATE", "L'accusé de réception doit être remis le jour même.")
        self.record(RisReceiptIssued(receipt_no=receipt_no, issued_on=issued))

    @step(
        "Ouvrir l'enquête sociale",
        law=ENQUIRY,
        when=lambda state: state.ris.is_pending and state.ris.enquiry_on is None,
        otherwise=Refusal("NO_ENQUIRY_DUE", "Aucune demande n'attend d'enquête."),
    )
    def open_enquiry(self, worker: Line = "") -> None:
        """A social worker gathers what the centre needs to know before it decides."""
        self.record(RisEnquiryOpened(worker=worker or self.envelope.actor))

    @step(
        "Calculer les ressources",
        law=DIS("art. 16", verified=False),
        when=lambda state: _is_enquired(state) or state.reviews.open is not None,
        otherwise=NO_ENQUIRY,
    )
    def assess_resources(self, lines: tuple[Resource, ...], persons: int = 0, effective_on: date | None = None) -> None:
        """Line by line; of the ``persons`` others who live there, the part above the cohabitant's rate."""
        own = sum((line.counted for line in lines if line.owner is Owner.APPLICANT), Decimal(0))
        others = sum((line.counted for line in lines if line.owner is not Owner.APPLICANT), Decimal(0))
        counted = max(persons, 1) if others else 0
        effective = effective_on or self.on
        self.record(ResourcesAssessed(lines=lines, own=own, others=others, persons=counted, effective_on=effective))

    @step(
        "Trancher une condition",
        law=DIS("art. 3"),
        when=_is_enquired,
        otherwise=NO_ENQUIRY,
    )
    def assess_condition(
        self, condition: GrantCondition, verdict: Verdict, evidence_refs: tuple[Line, ...] = ()
    ) -> None:
        """Each of the six conditions is settled on evidence; health and equity excuse from work alone."""
        law = DIS(f"art. 3, {condition}°")
        require(any(evidence_refs), law, "EVIDENCE_MISSING", "Indiquez au moins une pièce justificative.")
        require(verdict not in EXEMPT or condition is GrantCondition.WILLING_TO_WORK, law, "EXEMPTION_OUT_OF_PLACE",
                "La santé et l'équité ne dispensent que de la disposition à travailler.")  # fmt: skip
        self.record(RisConditionAssessed(condition=condition, verdict=verdict, evidence_refs=evidence_refs))

    @step(
        "Déposer le rapport social",
        law=ENQUIRY,
        when=_is_enquired,
        otherwise=NO_ENQUIRY,
    )
    def file_report(self, report_ref: Line = "", filed_on: date | None = None) -> None:
        """The report goes to the body that decides."""
        self.not_later(filed_on, ENQUIRY)
        self.record(RisReportFiled(report_ref=report_ref, filed_on=filed_on or self.on))
