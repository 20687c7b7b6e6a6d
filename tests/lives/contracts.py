"""A life under contract: placed with one host and another, interrupted, then moved to an employer under article 61."""

from datetime import date
from typing import Any

from domain.pathway.followup import ContactKind
from domain.pathway.insertion_contract import Cause, DayKind, EndReason
from tests.lives.amina import open_and_request, plan
from tests.lives.life import BCE, Life
from tests.story import Told

HOST_BCE, OTHER_BCE, EMPLOYER_BCE = "0202239951", "0403170701", "0400378485"


def placed(life: Life) -> None:
    """An article 60: a host, an illness, another host."""
    dates: dict[str, Any] = {"start": date(2024, 7, 1), "planned_end": date(2025, 6, 30)}
    life.step("propose_article60", "2024-06-24", host="Les Tilleuls", **dates)
    life.step("set_training_plan", "2024-06-24", modules=("hygiène",), coach="claire", every_weeks=6)
    period: dict[str, Any] = {"agreement_from": date(2024, 7, 1), "agreement_until": date(2025, 12, 31)}
    life.step("bind_agreement", "2024-06-25", agreement="CONV-7", referent="Mme Legrand", **period)
    life.step("start_article60", "2024-07-01", employer_bce=BCE, host_bce=HOST_BCE)
    life.step("record_days", "2024-07-31", worked=24, assimilated={DayKind.UNPAID: 2})
    life.step("record_follow_up", "2024-07-29", place="Les Tilleuls")
    life.step("interrupt_article60", "2024-08-12", reason=Cause.INDEMNIFIED_SICKNESS)
    life.step("resume_article60", "2024-09-02")
    life.step("record_days", "2024-09-30", worked=25)
    life.step("change_host", "2024-10-01", host="Ville", host_bce=OTHER_BCE, agreement="CONV-8", referent="M. Sarr")
    life.step("extend_article60", "2024-11-04", planned_end=date(2025, 7, 21), reason="maladie")
    life.step("record_contact", "2024-12-02", kind=ContactKind.ORIENTATION)
    life.step("end_article60", "2024-12-31", reason=EndReason.MOVED_60_TO_61)


def employed(life: Life) -> None:
    """An article 61 with an employer, to its end."""
    life.step("propose_article61", "2024-12-31", employer="Boulangerie Nihon", function="Vente", start=date(2025, 1, 1))
    life.step("set_training_plan_article61", "2024-12-31", modules=("caisse",), coach="claire")
    life.step(
        "bind_agreement_article61", "2024-12-31", agreement="A61-3", tutor="Mme Nihon", referent="M. Petit",
        agreement_from=date(2025, 1, 1), agreement_until=date(2026, 12, 31),
    )  # fmt: skip
    life.step("start_article61", "2025-01-01", employer_bce=EMPLOYER_BCE)
    life.step("record_days_article61", "2025-01-31", worked=26)
    life.step("record_follow_up_article61", "2025-02-03", place="Boulangerie")
    life.step("interrupt_article61", "2025-02-10", reason=Cause.CAREER_BREAK)
    life.step("resume_article61", "2025-04-01")
    for month in range(4, 12):
        life.step("record_days_article61", f"2025-{month:02d}-28", worked=26, month=date(2025, month, 1))
    life.step("extend_article61", "2025-11-28", planned_end=date(2026, 3, 31), reason="interruption")
    life.step("record_days_article61", "2026-03-31", worked=26)
    life.step("end_article61", "2026-03-31", reason=EndReason.TERM_REACHED)


def moved_to_an_employer() -> tuple[Told, ...]:
    """From the income to an article 60, then an article 61."""
    life = Life()
    open_and_request(life)
    plan(life)
    placed(life)
    employed(life)
    return life.told
