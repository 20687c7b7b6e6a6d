"""Amina's years: the facts that stories and properties share."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.pathway.deciding import Body
from domain.pathway.decisions import Mention
from domain.pathway.entitlement import GrantCondition, Kind, Verdict
from domain.pathway.hearing import HearingOffered, Subject
from domain.pathway.household import Category
from domain.pathway.piis import PiisDrafted, PiisNeedsAssessed, PiisSigned
from domain.pathway.piis_content import Commitment, Objective, Party, PlanKind
from domain.pathway.ris_decision import RisGranted
from domain.pathway.ris_enquiry import RisConditionAssessed, RisEnquiryOpened, RisReportFiled
from domain.pathway.ris_request import Cause, Mode, RisReceiptIssued, RisRequested
from domain.pathway.ris_right import Periodicity
from tests.story import Told

MENTIONS = tuple(Mention)


def requested(on: str, kind: Kind = Kind.RIS) -> Told:
    """A request received that day."""
    fact = RisRequested(
        request_id=UUID(int=10), kind=kind, mode=Mode.ORAL, received_on=date.fromisoformat(on),
        cause=Cause.END_OF_BENEFIT,
    )  # fmt: skip
    return on, fact


def enquired(on: str, *, but: dict[GrantCondition, Verdict] | None = None) -> tuple[Told, ...]:
    """An enquiry opened, every condition settled as met (but those named), the report filed."""
    verdicts = dict.fromkeys(GrantCondition, Verdict.MET) | (but or {})
    day = date.fromisoformat(on)
    settled = [
        (on, RisConditionAssessed(condition=condition, verdict=verdict, evidence_refs=("pièce",)))
        for condition, verdict in verdicts.items()
    ]
    return (
        (on, RisReceiptIssued(issued_on=day)),
        (on, RisEnquiryOpened(worker="claire")),
        *settled,
        (on, RisReportFiled(report_ref="R1", filed_on=day)),
    )


def granted(on: str, decision: int = 20) -> Told:
    """The income granted to a single person."""
    day = date.fromisoformat(on)
    fact = RisGranted(
        decision_id=UUID(int=decision), decided_on=day, body=Body.COMMITTEE, category=Category.SINGLE,
        scale=Decimal("1288.46"), countable=Decimal(0), monthly_amount=Decimal("1288.46"), right_from=day,
        periodicity=Periodicity.MONTHLY, motive_law="DIS 3", motive_fact="sans ressources", mentions=MENTIONS,
    )  # fmt: skip
    return on, fact


OBJECTIVES = (Objective(what="Obtenir le permis", by=date(2026, 12, 31)),)
COMMITMENTS = (
    Commitment(party=Party.PERSON, what="Suivre le cours", proof="attestation"),
    Commitment(party=Party.CENTRE, what="Payer le cours"),
)
ANSWERS: dict[str, Any] = {
    "projects": "Aide-soignante",
    "own_means": "Trois langues",
    "help_requested": "Une formation",
}


def assessed(on: str) -> Told:
    """The needs assessed."""
    return on, PiisNeedsAssessed(worker="claire", wishes="aide-soignante")


def drafted(on: str) -> Told:
    """A complete draft handed over."""
    fact = PiisDrafted(
        plan_id=UUID(int=30), kind=PlanKind.PROFESSIONAL, objectives=OBJECTIVES, commitments=COMMITMENTS,
        draft_given_on=date.fromisoformat(on), **ANSWERS,
    )  # fmt: skip
    return on, fact


def signed(on: str) -> Told:
    """The plan signed."""
    return on, PiisSigned(start=date.fromisoformat(on))


WITH_RIS: tuple[Told, ...] = (requested("2024-05-06"), *enquired("2024-05-13"), granted("2024-05-27"))
WITH_PLAN: tuple[Told, ...] = (*WITH_RIS, assessed("2024-06-03"), drafted("2024-06-10"), signed("2024-06-17"))


def heard(on: str, subject: Subject) -> Told:
    """A hearing offered, which the person did not ask for."""
    return on, HearingOffered(subject=subject)


REASONED: dict[str, Any] = {"motive_law": "DIS", "motive_fact": "dossier", "mentions": MENTIONS}
"""What every decision says: its reasons and its mentions."""
