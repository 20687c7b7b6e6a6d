"""The social enquiry: each condition on evidence, the report after it."""

from datetime import date
from typing import Any

from domain.pathway import Pathway
from domain.pathway.entitlement import GrantCondition, Verdict
from domain.pathway.household import Category
from domain.pathway.identity import IdentityRecorded
from domain.pathway.ris_enquiry import RisConditionAssessed, RisEnquiryOpened, RisReportFiled
from tests.people import enquired, requested
from tests.story import given

ASKED = (requested("2025-03-03"), *enquired("2025-03-10"))
MET: dict[str, Any] = {"verdict": Verdict.MET, "evidence_refs": ("pièce",)}


def test_an_enquiry_opens_once_and_files_its_report() -> None:
    asked = given(requested("2026-03-02")).when(Pathway.open_enquiry, on="2026-03-03").then(RisEnquiryOpened)
    asked.when(Pathway.open_enquiry, on="2026-03-04").then_breaks("NO_ENQUIRY_DUE")
    asked.when(Pathway.file_report, on="2026-03-05", report_ref="R7").then(RisReportFiled)
    given(requested("2026-03-02")).when(Pathway.file_report, on="2026-03-05").then_breaks("NO_ENQUIRY", "DIS, art. 19")


def test_no_report_precedes_its_enquiry() -> None:
    early = given(*ASKED).when(Pathway.file_report, on="2025-03-12", filed_on=date(2025, 3, 9))
    early.then_breaks("REPORT_BEFORE_ENQUIRY", "DIS, art. 19")


def test_a_report_without_a_household_says_so() -> None:
    given(*ASKED).when(Pathway.file_report, on="2025-03-12").then_warns("HOUSEHOLD_NOT_DECLARED")
    known = given(*ASKED)
    known.when(Pathway.declare_household, on="2025-03-11", category=Category.SINGLE).act()
    known.when(Pathway.file_report, on="2025-03-12").act()
    assert known.pathway.warnings == []


def test_a_condition_is_settled_on_evidence() -> None:
    settle: dict[str, Any] = {"condition": GrantCondition.RESIDENCE, "verdict": Verdict.MET}
    story = given(*ASKED)
    story.when(Pathway.assess_condition, on="2025-03-11", **settle).then_breaks("EVIDENCE_MISSING", "DIS, art. 3, 1°")
    story.when(Pathway.assess_condition, on="2025-03-11", **settle, evidence_refs=("bail",)).then(RisConditionAssessed)


def test_later_evidence_changes_a_verdict() -> None:
    story = given(*ASKED)
    residence: dict[str, Any] = {"condition": GrantCondition.RESIDENCE, "evidence_refs": ("enquête de voisinage",)}
    for on, verdict in (("2025-03-11", Verdict.NOT_MET), ("2025-03-20", Verdict.MET)):
        story.when(Pathway.assess_condition, on=on, verdict=verdict, **residence).then(RisConditionAssessed)
        assert story.state.ris.verdicts[GrantCondition.RESIDENCE] is verdict


def test_health_excuses_from_work_alone() -> None:
    story = given(*ASKED)
    settle: dict[str, Any] = {"verdict": Verdict.EXEMPT_HEALTH, "evidence_refs": ("certificat",)}
    story.when(Pathway.assess_condition, on="2025-03-11", condition=GrantCondition.AGE, **settle).then_breaks(
        "EXEMPTION_OUT_OF_PLACE"
    )
    willing = GrantCondition.WILLING_TO_WORK
    story.when(Pathway.assess_condition, on="2025-03-11", condition=willing, **settle).then(RisConditionAssessed)


def test_a_minor_is_assimilated_to_an_adult_for_a_reason_somebody_checks() -> None:
    born = IdentityRecorded(last_name="Diallo", first_name="Amina", birth_date=date(2007, 3, 12))
    minor = given(*ASKED, ("2025-03-10", born))
    minor.when(Pathway.assess_condition, on="2025-03-11", condition=GrantCondition.AGE, **MET).then_warns(
        "AGE_TO_CHECK"
    )
    minor.when(Pathway.assess_condition, on="2025-03-12", condition=GrantCondition.AGE, **MET).act()
    assert minor.pathway.warnings == []  # eighteen that day
