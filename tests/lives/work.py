"""Bilal's life: a long training, interrupted and taken up again, explained by the head; then an aided job, lost."""

from datetime import date
from decimal import Decimal

from domain.kernel import Role
from domain.months import last_of
from domain.pathway.impulsion_scheme import HiringAid
from domain.pathway.placement import Employed
from domain.pathway.training_content import Assimilated, Category, Eligibility, Method, Pause, Result
from domain.pathway.work import ContractKind
from tests.lives.life import BCE, Life
from tests.story import Told


def trained_then_hired() -> tuple[Told, ...]:
    """More hours than the ceiling, an internship, a job with an Impulsion aid, and another one."""
    life = Life()
    life.step("open_pathway", "2023-01-09", last_name="Saïd", first_name="Bilal", birth_date=date(1995, 2, 3))
    train(life)
    life.step(
        "record_impulsion", "2025-01-06", measure=HiringAid.IMPULSION_12M, employer_bce=BCE, start=date(2025, 1, 6),
        end=date(2025, 12, 31), unemployed_months=24, full_time=True, training_plan="soudure", coach="claire",
    )  # fmt: skip
    life.step("observe_status", "2025-04-01", employed=Employed.YES)
    life.step("end_placement", "2025-09-01", reason="faillite")
    life.step("record_placement", "2025-10-01", employer_bce=BCE, kind=ContractKind.TITRES_SERVICES,
              hours_week=Decimal(26), start=date(2025, 10, 1), end=date(2026, 3, 31))  # fmt: skip
    return life.told


def train(life: Life) -> None:
    """At the workshop for two years, with a month and more away."""
    life.step(
        "enrol_training", "2023-02-01", operator_bce=BCE, track="soudure", category=Category.PROFESSIONALISING,
        method=Method.EFT, agreement="CONV-2", agreement_until=date(2025, 12, 31), approved_until=date(2026, 12, 31),
        planned_hours=Decimal(1800), contract_ref="CP-12", programme="soudure et calcul",
        eligibility=Eligibility.ATTESTED,
    )  # fmt: skip
    life.step("interrupt_training", "2023-08-16", reason=Pause.CHILDCARE)
    life.step("resume_training", "2023-10-02")
    for rank in range(14):
        month = date(2023 + (9 + rank) // 12, (9 + rank) % 12 + 1, 1)
        life.step("record_attendance", f"{last_of(month)}", month=month, attended_h=Decimal(140),
                  assimilated_h={Assimilated.CHILDCARE: Decimal("12.5")}, internship_h=Decimal(40),
                  planned_h=Decimal(160), unjustified_h=Decimal(4))  # fmt: skip
    life.step("explain_hours_ceiling", "2024-12-03", role=Role.HEAD, reason="certification en vue")
    life.step("end_training", "2024-12-20", result=Result.EMPLOYED, certificate_ref="ATT-3")
