"""Short lives, each of which owes what the long ones never come to owe."""

from datetime import date
from decimal import Decimal

from domain.pathway.entitlement import GrantCondition, Kind, Verdict
from domain.pathway.household import Category
from tests.lives.amina import open_and_request
from tests.lives.life import BCE, REASONED, Life
from tests.people import ANSWERS, COMMITMENTS, OBJECTIVES
from tests.story import Told


def aid_unanswered() -> tuple[Told, ...]:
    """The equivalent aid asked for, and a centre that stays silent."""
    life = Life()
    life.step("open_pathway", "2026-03-02", last_name="Diallo", first_name="Amina")
    life.step("request_ris", "2026-03-02", kind=Kind.ERIS)
    return life.told


def plan_that_ends() -> tuple[Told, ...]:
    """A grant decided late, and a plan signed for six months."""
    life = Life()
    open_and_request(life)
    life.step("grant_ris", "2024-06-27", category=Category.SINGLE, **REASONED)
    life.step("notify_decision", "2024-06-28", presented_on=date(2024, 7, 1))
    life.step("assess_needs", "2024-07-01", wishes="aide-soignante")
    life.step("draft_piis", "2024-07-01", objectives=OBJECTIVES, commitments=COMMITMENTS, **ANSWERS)
    life.step("sign_piis", "2024-07-10", end=date(2025, 1, 9))
    return life.told


def provisional_grant() -> tuple[Told, ...]:
    """A grant at the last verified amount, before the scale of the year is known."""
    life = Life()
    life.step("open_pathway", "2026-03-02", last_name="Diallo", first_name="Amina")
    life.step("request_ris", "2026-03-02")
    life.step("open_enquiry", "2026-03-03")
    for condition in GrantCondition:
        life.step("assess_condition", "2026-03-09", condition=condition, verdict=Verdict.MET, evidence_refs=("pièce",))
    life.step("file_report", "2026-03-10", report_ref="R2")
    life.step("grant_ris", "2026-03-16", category=Category.SINGLE, provisional=True, **REASONED)
    return life.told


def long_training() -> tuple[Told, ...]:
    """Hours of training, month after month, until the ceiling draws near."""
    life = Life()
    life.step("open_pathway", "2024-01-08", last_name="Diallo", first_name="Amina")
    life.step("enrol_training", "2024-01-15", track="vente", operator_bce=BCE)
    for month in range(1, 11):
        life.step("record_attendance", f"2024-{month:02d}-28", attended_h=Decimal(190), month=date(2024, month, 1))
    return life.told
