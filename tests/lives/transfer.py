"""The life of a request that goes from centre to centre, contested, settled; and that of one sent on from here."""

from datetime import date
from decimal import Decimal

from domain.pathway.entitlement import GrantCondition, Verdict
from domain.pathway.household import Category, Member
from domain.pathway.ris_means import ExemptBy, Owner, Resource, ResourceKind
from tests.lives.life import REASONED, Life
from tests.story import Told

LINES = (
    Resource(kind=ResourceKind.WAGE, monthly=Decimal("620.00"), rule=ExemptBy.SPI),
    Resource(kind=ResourceKind.ALE, monthly=Decimal("90.00"), hours=Decimal(20)),
    Resource(kind=ResourceKind.STUDY_GRANT, monthly=Decimal("150.00")),
    Resource(kind=ResourceKind.REPLACEMENT, owner=Owner.RELATIVE, monthly=Decimal("1300.00")),
)


def received() -> tuple[Told, ...]:
    """Received from another centre, contested, left here by the federal service, granted; then a job that began."""
    life = Life()
    life.step("open_pathway", "2025-03-07", last_name="Haddad", first_name="Samir", birth_date=date(2001, 2, 3))
    life.step(
        "declare_household", "2025-03-07", category=Category.COHABITANT, members=(Member(kind="père", adult=True),)
    )
    life.step("receive_transfer", "2025-03-07", from_centre=7, original_received_on=date(2025, 3, 3))
    life.step("raise_conflict", "2025-03-12")
    life.step("designate_centre", "2025-03-18", centre=1)
    life.step("open_enquiry", "2025-03-18")
    life.step("assess_resources", "2025-03-20", lines=LINES, persons=1, evidence_refs=("fiches de paie",))
    for condition in GrantCondition:
        life.step("assess_condition", "2025-03-20", condition=condition, verdict=Verdict.MET, evidence_refs=("pièce",))
    life.step("file_report", "2025-03-24", report_ref="R9")
    life.step("grant_ris", "2025-04-01", category=Category.COHABITANT, right_from=date(2025, 3, 3), **REASONED)
    return life.told


def sent_on() -> tuple[Told, ...]:
    """Asked for here, sent to the competent centre; asked for again after a move."""
    life = Life()
    life.step("open_pathway", "2026-04-30", last_name="Lenaerts", first_name="Joke", birth_date=date(1984, 9, 9))
    life.step("request_ris", "2026-04-30", signed=True)
    life.step("issue_receipt", "2026-04-30")
    life.step(
        "transfer_request", "2026-05-05", to_centre=7, person_informed_on=date(2026, 5, 5), grounds="réside à Namur"
    )
    life.step("request_ris", "2026-09-01", signed=True)
    return life.told
