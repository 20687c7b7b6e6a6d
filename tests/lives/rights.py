"""Bruno's life: a right reviewed, suspended, sanctioned, contested, and withdrawn."""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.pathway.appeal import Judgment
from domain.pathway.decisions import Letter
from domain.pathway.entitlement import GrantCondition
from domain.pathway.hearing import Subject
from domain.pathway.ris_means import Resource, ResourceKind
from domain.pathway.ris_review import Trigger
from domain.pathway.ris_suspension import SuspensionGround
from domain.pathway.sanctions import Ground
from tests.lives.amina import open_and_request
from tests.lives.life import REASONED, Life
from tests.story import Told


def a_right_reviewed_and_sanctioned() -> tuple[Told, ...]:
    """A review finds undeclared income: recovered and sanctioned; the right is withdrawn, contested in court."""
    life = Life()
    open_and_request(life)
    life.step("grant_ris", "2024-05-27", **REASONED)
    life.step("notify_decision", "2024-05-30", mode=Letter.BY_HAND)
    life.step("declare_stay_abroad", "2024-06-28", from_on=date(2024, 7, 1), to_on=date(2024, 8, 4))
    life.step("offer_hearing", "2024-08-05", subject=Subject.SUSPENSION)
    suspended: dict[str, Any] = {
        "from_on": date(2024, 7, 29),
        "to_on": date(2024, 8, 4),
        "ground": SuspensionGround.ABROAD,
    }
    life.step("suspend_ris", "2024-08-12", **suspended, **REASONED)
    life.step("lift_suspension", "2024-08-20", lifted_on=date(2024, 8, 1))
    life.step("open_review", "2025-02-24", trigger=Trigger.DECLARATION)
    life.step(
        "assess_resources",
        "2025-02-25",
        lines=(Resource(kind=ResourceKind.WAGE, monthly=Decimal("700.00")),),
        evidence_refs=("fiche",),
    )
    for subject in (Subject.REVIEW, Subject.RECOVERY, Subject.SANCTION):
        life.step("offer_hearing", "2025-02-26", subject=subject)
    life.step("conclude_review", "2025-03-10", effective_on=date(2025, 2, 1), **REASONED)
    life.step("order_recovery", "2025-03-10", **REASONED)
    omission: dict[str, Any] = {"ground": Ground.UNDECLARED, "omission_on": date(2025, 2, 1)}
    life.step("impose_sanction", "2025-03-10", **omission, months=2, reprieved=True, **REASONED)
    life.step("revoke_reprieve", "2025-04-01", reason="nouvelle omission")
    for _ in range(4):
        life.step("notify_decision", "2025-03-14", mode=Letter.BY_HAND)
    life.step("record_sanction_final", "2025-06-30")
    life.step("offer_hearing", "2025-09-01", subject=Subject.WITHDRAWAL)
    life.step("withdraw_ris", "2025-09-15", grounds=(GrantCondition.RESOURCES,), **REASONED)
    life.step("lodge_appeal", "2025-10-01", court="Tribunal du travail de Liège")
    life.step("record_judgment", "2026-01-15", outcome=Judgment.CONFIRMED, effect="le retrait est maintenu")
    return life.told
