"""In a browser: one person, from a request to a job kept six months, and the short cuts the law refuses on the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import Site
from tests.test_api import BCE, MENTIONS
from tests.visitor import Visitor

pytestmark = [pytest.mark.postgres, pytest.mark.browser]
REASONED = {"motive_law": "DIS, art. 3", "motive_fact": "sans ressources", "mentions": MENTIONS}
PLAN = {
    "projects": "Aide-soignante", "own_means": "Trois langues", "help_requested": "Une formation",
    "objectives.0.what": "Travailler", "objectives.0.by": "30/06/2025",
    "commitments.0.party": "person", "commitments.0.what": "Suivre le cours",
    "commitments.1.party": "centre", "commitments.1.what": "Le payer",
}  # fmt: skip
JOB = {"employer_bce": BCE, "kind": "CDI", "hours_week": "38", "start": "01/07/2025"}
WORKED = ("07/2024", "08/2024", "09/2024", "10/2024", "11/2024", "12/2024", "01/2025", "02/2025")
INDICATORS = ("PLACE_6M", "PLACE_12M")


def test_from_a_request_to_a_job_kept_six_months(visitor: Visitor, site: Site) -> None:
    visitor.sign_in()
    before = {indicator: counted(visitor, site, indicator) for indicator in INDICATORS}
    visitor.open(
        "06/05/2024", last_name="Diallo", first_name="Amina", national_number="85.07.30-033.28",
        birth_date="30/07/1985", gender="F",
    )  # fmt: skip
    expect(visitor.page.locator("h1")).to_contain_text("Amina Diallo")
    entitled(visitor)
    planned(visitor)
    worked(visitor)
    kept(visitor)
    for indicator, was in before.items():
        assert counted(visitor, site, indicator) == {base: (x + 1, n + 1) for base, (x, n) in was.items()}
    said_in_sentences(visitor)


def entitled(visitor: Visitor) -> None:
    """The request to the grant; no short cut."""
    visitor.closed("grant_ris", "NO_REQUEST_PENDING")
    visitor.done("request_ris", "06/05/2024", cause="end_of_benefit")
    visitor.closed("request_ris", "REQUEST_ALREADY_OPEN")
    visitor.closed("assess_condition", "NO_ENQUIRY")
    visitor.done("issue_receipt", "06/05/2024")
    visitor.done("open_enquiry", "07/05/2024")
    visitor.refused("assess_condition", "07/05/2024", "EVIDENCE_MISSING", condition="1", verdict="met")
    visitor.refused("grant_ris", "13/05/2024", "REPORT_MISSING", category="2", **REASONED)
    no_means = {"lines.0.kind": "none", "lines.0.monthly": "0,00", "evidence_refs": "extraits"}
    visitor.done("assess_resources", "13/05/2024", **no_means)
    visitor.done("file_report", "14/05/2024", report_ref="R-1")
    visitor.refused("grant_ris", "21/05/2024", "CONDITIONS_INCOMPLETE", category="2", **REASONED)
    for condition in "123456":
        answers = {"condition": condition, "verdict": "met", "evidence_refs": "pièce\nbail"}
        visitor.done("assess_condition", "14/05/2024", **answers)
    visitor.refused(
        "grant_ris", "21/05/2024", "MENTIONS_MISSING", category="2", **REASONED | {"mentions": MENTIONS[:7]}
    )
    visitor.refused("refuse_ris", "21/05/2024", "HEARING_REQUIRED", grounds=["4"], **REASONED)
    visitor.done("grant_ris", "21/05/2024", category="2", **REASONED)
    visitor.refused("notify_decision", "21/05/2024", "NOTIFICATION_BEFORE_DECISION", posted_on="20/05/2024")
    visitor.done("notify_decision", "23/05/2024", presented_on="24/05/2024")


def planned(visitor: Visitor) -> None:
    """The plan, signed after its days of reflection."""
    visitor.closed("sign_piis", "NO_DRAFT")
    visitor.done("assess_needs", "27/05/2024")
    visitor.done("draft_piis", "03/06/2024")
    visitor.refused("sign_piis", "10/06/2024", "THREE_QUESTIONS_REQUIRED")
    visitor.done("draft_piis", "10/06/2024", **PLAN)
    visitor.refused("sign_piis", "11/06/2024", "REFLECTION_PERIOD")
    visitor.done("sign_piis", "17/06/2024")


def worked(visitor: Visitor) -> None:
    """Article 60: trained and followed, or not at all."""
    visitor.closed("start_article60", "TRAINING_AND_FOLLOW_UP_REQUIRED")
    dates = {"start": "01/07/2024", "planned_end": "30/06/2025"}
    visitor.done("propose_article60", "24/06/2024", host="Les Tilleuls", **dates)
    visitor.done("set_training_plan", "24/06/2024", modules="hygiène\nsécurité", coach="Tom")
    visitor.closed("start_article60", "TRAINING_AND_FOLLOW_UP_REQUIRED")
    visitor.done("bind_agreement", "25/06/2024", agreement="CONV-7", referent="Mme Legrand")
    expect(visitor.page.locator(".note.beware")).to_contain_text("Convention non contrôlée")
    visitor.refused("start_article60", "01/07/2024", "BCE_INVALID", employer_bce="0403019262")
    visitor.done("start_article60", "01/07/2024", employer_bce=BCE)
    visitor.closed("close_pathway", "STILL_RUNNING")
    visitor.refused("record_days", "31/07/2024", "TOO_MANY_DAYS", month="01/07/2024", worked="28")
    for month in WORKED:
        visitor.done("record_days", f"28/{month}", month=f"01/{month}", worked="26")
    visitor.done("end_article60", "30/06/2025", reason="TERM_REACHED")


def kept(visitor: Visitor) -> None:
    """A job, seen six months later."""
    visitor.refused("record_placement", "01/07/2025", "NOT_A_PLACEMENT", **JOB | {"kind": "ART60"})
    visitor.done("record_placement", "01/07/2025", **JOB)
    visitor.refused("record_placement", "02/07/2025", "PLACEMENT_DUPLICATE", **JOB)
    visitor.done("observe_status", "05/01/2026", employed="yes")


def counted(visitor: Visitor, site: Site, indicator: str) -> dict[str, tuple[int, int]]:
    """Numerator and denominator of each base, as the table of the page has them."""
    site.settle()
    visitor.go(f"/results?indicator={indicator}")
    if visitor.page.get_by_text("Aucune sortie mûre").count():
        return dict.fromkeys("AKC", (0, 0))
    visitor.page.get_by_text("Les mêmes chiffres en tableau").click()
    rows = visitor.page.locator("details table tbody tr").all_inner_texts()
    found = [re.match(r"(?s)\s*([AKC])\b.*?(\d+) / (\d+)", row) for row in rows]
    return {match[1]: (int(match[2]), int(match[3])) for match in found if match}


def said_in_sentences(visitor: Visitor) -> None:
    """The history, read from the page."""
    entries = visitor.count()
    lines = visitor.sentences()
    assert len(lines) == entries
    assert "Situation constatée" in lines[0]
    assert "en emploi, le 05/01/2026" in lines[0]
    assert not [line for line in lines if "{" in line or "None" in line]
