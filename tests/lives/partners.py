"""Amina's dealings with those around the centre: the FOREM, appointments kept or not, partners who answer or do not."""

from datetime import date
from decimal import Decimal

from domain.pathway.appointment import Purpose, ToldBy
from domain.pathway.consent import Scope
from domain.pathway.entitlement import GrantCondition, Verdict
from domain.pathway.forem import Employability, Examined, ForemBreach
from domain.pathway.household import Category
from domain.pathway.piis_content import Party
from domain.pathway.referral import Attended, Result
from domain.pathway.referral_proposal import AnswerChannel, RefusalReason
from domain.pathway.services import ServiceCode
from tests.lives.life import BCE, REASONED, Life
from tests.story import Told

OTHER_BCE = "0206731645"


def granted(life: Life) -> None:
    """A file, and the income granted to who is asked to work."""
    life.step("open_pathway", "2025-03-03", last_name="Diallo", first_name="Amina", birth_date=date(1990, 5, 17))
    life.step("request_ris", "2025-03-03")
    life.step("issue_receipt", "2025-03-03")
    life.step("open_enquiry", "2025-03-04")
    for condition in GrantCondition:
        life.step("assess_condition", "2025-03-10", condition=condition, verdict=Verdict.MET, evidence_refs=("pièce",))
    life.step("file_report", "2025-03-14", report_ref="R1")
    life.step("grant_ris", "2025-03-24", category=Category.SINGLE, **REASONED)


def summoned(life: Life) -> None:
    """Summoned, moved, missed, summoned again, met; another appointment cancelled."""
    life.step("set_appointment", "2026-01-12", appointed_on=date(2026, 1, 20), at="9h30", place="bureau 4",
              purpose=Purpose.PLAN, told_by=ToldBy.LETTER)  # fmt: skip
    life.step("move_appointment", "2026-01-15", appointed_on=date(2026, 1, 22), at="14:00", asked_by=Party.PERSON)
    life.step("record_contact", "2026-01-22", missed=True)
    life.step("resummon", "2026-01-23", appointed_on=date(2026, 1, 30), told_by=ToldBy.REGISTERED)
    life.step("record_contact", "2026-01-30", note="venue, projet repris")
    life.step("set_appointment", "2026-01-30", appointed_on=date(2026, 2, 20))
    life.step("cancel_appointment", "2026-02-03", reason="en formation ce jour-là")


def at_the_forem(life: Life) -> None:
    """Registered, in the lowest class; a breach passed on, and examined."""
    life.step("confirm_registration", "2026-02-02", forem_ref="FOREM-7", employability=Employability.VERY_LOW,
              delegated=True)  # fmt: skip
    life.step("receive_breach", "2026-02-10", kind=ForemBreach.ABSENT, noted_on=date(2026, 2, 6))
    life.step("examine_breach", "2026-02-12", outcome=Examined.JUSTIFIED)


def to_partners(life: Life) -> None:
    """Sent to a service; proposed to partners who refuse, leave it, accept; a consent taken back."""
    life.step("inform_of_service", "2026-02-13", service=ServiceCode.ALE)
    life.step("refer_to_service", "2026-02-13", service=ServiceCode.JOB_SHOP, appointment_on=date(2026, 2, 17))
    life.step("record_referral_outcome", "2026-02-18", attended=Attended.YES, result=Result.INFORMED)
    life.step("give_consent", "2026-02-16", partner=BCE, scope=(Scope.CONTACT, Scope.SKILLS), until=date(2026, 12, 31),
              other_partners=(OTHER_BCE,))  # fmt: skip
    life.step("propose_referral", "2026-02-16", partner=BCE, service=ServiceCode.CISP, places_left=3)
    life.step("refuse_referral", "2026-02-19", reason_code=RefusalReason.DIGITAL_SKILLS,
              channel=AnswerChannel.ONE_TIME_LINK)  # fmt: skip
    life.step("propose_referral", "2026-02-20", partner=OTHER_BCE, service=ServiceCode.CISP)
    life.step("expire_referral", "2026-03-09")
    life.step("propose_referral", "2026-03-09", partner=OTHER_BCE, service=ServiceCode.CISP)
    life.step("withdraw_referral", "2026-03-10", reason="autre session plus proche")
    life.step("propose_referral", "2026-03-10", partner=BCE, service=ServiceCode.CISP, expires_on=date(2026, 3, 20))
    life.step("accept_referral", "2026-03-12", channel=AnswerChannel.ACCOUNT, appointment_on=date(2026, 3, 16))
    life.step("enrol_training", "2026-03-16", track="vente", operator_bce=BCE, planned_hours=Decimal(400))
    life.step("withdraw_consent", "2026-03-17", partner=OTHER_BCE)


def known_around() -> tuple[Told, ...]:
    """All of it, one after the other."""
    life = Life()
    granted(life)
    summoned(life)
    at_the_forem(life)
    to_partners(life)
    return life.told
