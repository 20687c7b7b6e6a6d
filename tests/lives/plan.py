"""A plan asked for, refused, signed, amended, kept and broken, ended for a short job and taken up again."""

from datetime import date
from decimal import Decimal

from domain.pathway.piis_breach import BreachOutcome
from domain.pathway.piis_content import (
    Commitment,
    Domain,
    Milestone,
    Objective,
    ObjectiveAssessed,
    Outlook,
    Party,
    PlanEnd,
    PlanKind,
)
from domain.pathway.work import ContractKind
from tests.lives.amina import open_and_request
from tests.lives.life import BCE, REASONED, Life
from tests.people import ANSWERS
from tests.story import Told

OBJECTIVE = Objective(what="Trouver un logement", by=date(2025, 3, 31), measured_by="bail signé", domain=Domain.HOUSING)
COMMITMENTS = (
    Commitment(party=Party.PERSON, what="Visiter deux logements par mois", by=date(2024, 9, 30), proof="liste"),
    Commitment(party=Party.CENTRE, what="Avancer la garantie locative", by=date(2024, 12, 31)),
)


def granted(life: Life) -> None:
    """A homeless person, whose plan is asked for and prepared while the request is pending."""
    open_and_request(life)
    life.step("ask_for_piis", "2024-05-15", party=Party.PERSON)
    life.step("assess_needs", "2024-05-16", wishes="un logement")
    life.step("grant_ris", "2024-05-27", category="2", **REASONED)


def signed(life: Life) -> None:
    """A draft refused, then signed with a friend at hand, and the housing office as third party."""
    life.step(
        "draft_piis", "2024-06-03", kind=PlanKind.HOMELESS, objectives=(OBJECTIVE,), commitments=COMMITMENTS,
        milestones=(Milestone(what="Inscription au logement public", on=date(2024, 7, 31)),),
        aids=("garantie locative",), **ANSWERS,
    )  # fmt: skip
    life.step("refuse_signature", "2024-06-10", reason="relire avec une amie")
    life.step("sign_piis", "2024-06-17", end=date(2025, 3, 31), parties=("la personne", "le CPAS"),
              co_signed_by=("la société de logement",), assisted_by="une amie", informed=True)  # fmt: skip


def led(life: Life) -> None:
    """A promise kept, one broken and put right; an amendment; a second breach, justified."""
    seen = (ObjectiveAssessed(objective=1, outlook=Outlook.DELAYED),)
    life.step("evaluate_piis", "2024-09-17", assessments=seen, next_on=date(2024, 12, 10), **ANSWERS)
    life.step("report_breach", "2024-10-01", commitment=1)
    life.step("send_notice", "2024-10-03")
    life.step("close_breach", "2024-10-15", outcome=BreachOutcome.REMEDIED)
    life.step("fulfil_commitment", "2024-10-15", commitment=1, proof_ref="P-12")
    more = (Commitment(party=Party.PERSON, what="Payer le loyer", proof="extraits"),)
    life.step("amend_piis", "2024-11-04", commitments=more, end=date(2025, 9, 30), agreed_by_all=True)
    life.step("report_breach", "2024-12-02", commitment=3)
    life.step("send_notice", "2024-12-03", remedy_by=date(2024, 12, 20))
    life.step("close_breach", "2024-12-10", outcome=BreachOutcome.JUSTIFIED)
    life.step("evaluate_piis", "2024-12-10", in_person=False, **ANSWERS)


def worked(life: Life) -> None:
    """A job of six weeks, and the same plan again."""
    life.step("end_piis", "2025-01-13", reason=PlanEnd.WORK)
    life.step("record_placement", "2025-01-13", employer_bce=BCE, kind=ContractKind.CDD, start=date(2025, 1, 13),
              end=date(2025, 2, 21), hours_week=Decimal(38))  # fmt: skip
    life.step("reactivate_piis", "2025-02-24")


def bound() -> tuple[Told, ...]:
    """Asked for, refused, signed, amended, kept and broken, ended and taken up again."""
    life = Life()
    for chapter in (granted, signed, led, worked):
        chapter(life)
    return life.told
