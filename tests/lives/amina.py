"""Amina's lives: from a request to a job, closed and open again, put right twice; and the one where she is refused."""

from datetime import date
from decimal import Decimal

from domain.kernel import Role
from domain.pathway.entitlement import GrantCondition, Verdict
from domain.pathway.household import Category, Member
from domain.pathway.identity import Closing
from domain.pathway.insertion_contract import EndReason
from domain.pathway.piis_content import Exempting
from domain.pathway.placement import Employed
from domain.pathway.ris_means import Owner, Resource, ResourceKind
from domain.pathway.training_content import Result
from domain.pathway.work import ContractKind
from tests.lives.life import BCE, REASONED, Life
from tests.people import ANSWERS, COMMITMENTS, OBJECTIVES
from tests.story import Told


def open_and_request(life: Life) -> None:
    """A file, a request, an enquiry."""
    life.step("open_pathway", "2024-05-06", last_name="Diallo", first_name="Amina", birth_date=date(1990, 5, 17))
    life.step("assign_pathway", "2024-05-06", worker="claire")
    life.step("declare_household", "2024-05-06", category=Category.SINGLE, members=(Member(kind="amie"),))
    life.step("request_ris", "2024-05-06")
    life.step("issue_receipt", "2024-05-06")
    life.step("open_enquiry", "2024-05-07")
    lines = (Resource(kind=ResourceKind.WAGE, monthly=Decimal("120.00")),
             Resource(kind=ResourceKind.REPLACEMENT, owner=Owner.RELATIVE, monthly=Decimal("900.00")))  # fmt: skip
    life.step("assess_resources", "2024-05-13", lines=lines, evidence_refs=("extraits",))
    for condition in GrantCondition:
        life.step("assess_condition", "2024-05-13", condition=condition, verdict=Verdict.MET, evidence_refs=("pièce",))
    life.step("file_report", "2024-05-14", report_ref="R1")


def plan(life: Life) -> None:
    """A grant, and a plan signed."""
    life.step("grant_ris", "2024-05-27", category=Category.SINGLE, **REASONED)
    life.step("notify_decision", "2024-05-30", presented_on=date(2024, 6, 1))
    life.step("record_first_payment", "2024-06-03", amount=Decimal("1168.46"))
    life.step("exempt_piis", "2024-06-03", reason=Exempting.HEALTH, review_on=date(2024, 9, 3))
    life.step("notify_decision", "2024-06-04")
    life.step("assess_needs", "2024-06-03", wishes="aide-soignante")
    life.step("draft_piis", "2024-06-10", objectives=OBJECTIVES, commitments=COMMITMENTS, **ANSWERS)
    life.step("sign_piis", "2024-06-18")
    life.step("inform_of_service", "2024-06-18", service="FOREM")
    life.step("request_interview", "2024-06-20")
    life.step("record_contact", "2024-06-24", missed=True, justified=True)
    life.step("record_contact", "2024-06-25", note="cours de français")
    life.step("evaluate_piis", "2024-09-18", **ANSWERS)


def work(life: Life) -> None:
    """Article 60, a training, a job kept."""
    life.step(
        "propose_article60", "2024-06-24", host="Les Tilleuls", start=date(2024, 7, 1), planned_end=date(2025, 6, 30)
    )
    life.step("set_training_plan", "2024-06-24", modules=("hygiène",), coach="claire")
    life.step("bind_agreement", "2024-06-25", agreement="CONV-7", referent="Mme Legrand")
    life.step("start_article60", "2024-07-01", employer_bce=BCE)
    for month in range(7, 13):
        life.step("record_days", f"2024-{month:02d}-28", worked=26, month=date(2024, month, 1))
    life.step("record_follow_up", "2024-07-29", place="Les Tilleuls")
    life.step("extend_article60", "2025-06-20", planned_end=date(2025, 7, 31), reason="journées manquantes")
    life.step("end_article60", "2025-06-30", reason=EndReason.TERM_REACHED)
    life.step("enrol_training", "2025-07-07", track="vente", operator_bce=BCE)
    life.step("record_attendance", "2025-07-31", attended_h=Decimal(80), month=date(2025, 7, 1))
    life.step("end_training", "2025-08-29", result=Result.COMPLETED)
    life.step("record_placement", "2025-09-01", employer_bce=BCE, kind=ContractKind.CDI, start=date(2025, 9, 1))
    life.step("observe_status", "2025-12-01", employed=Employed.YES)
    life.step("close_pathway", "2025-12-02", reason=Closing.WORK)
    life.step("end_placement", "2026-02-02", reason="fin de chantier")
    life.step("reopen_pathway", "2026-02-10")


def led_to_a_job() -> tuple[Told, ...]:
    """From a request to a job, closed and open again, put right twice."""
    life = Life()
    open_and_request(life)
    plan(life)
    work(life)
    life.step("void_entry", "2026-02-11", why="erreur", role=Role.HEAD, entry=3)
    changes = {"category": "3"}
    life.step("correct_entry", "2026-02-11", why="erreur", role=Role.HEAD, entry=4, changes=changes)
    life.step("void_entry", "2026-02-12", why="à tort", role=Role.HEAD, entry=life.pathway.version - 1)
    return life.told


def refused() -> tuple[Told, ...]:
    """A request refused after a hearing."""
    life = Life()
    open_and_request(life)
    life.step("record_identity", "2024-05-15", last_name="Diallo", first_name="Amina", national_number="85073003328")
    life.step("offer_hearing", "2024-05-15")
    life.step("request_hearing", "2024-05-16")
    life.step("hold_hearing", "2024-05-20", assisted_by="un avocat")
    life.step("waive_hearing", "2024-05-21")
    life.step("refuse_ris", "2024-05-27", grounds=(GrantCondition.RESOURCES,), **REASONED)
    return life.told
