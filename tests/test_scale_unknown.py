"""No verified scale from 1 April 2026: a plain grant is refused, and there are two lawful ways on."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from domain.kernel import Role
from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.pathway.household import Category
from domain.pathway.ris_decision import RisGranted
from domain.rule_book import RuleBook
from infrastructure.house import House
from projections.questions import Horizon, Wanted
from tests.desk import API, Desk
from tests.keeper import APRIL, CAT2, CIRCULAR, keeping
from tests.people import enquired, requested
from tests.story import Story, given
from tests.test_api import REASONED
from tests.test_rules_api import HEAD
from web.pages.ways import Way, ways_on

ASKED = (requested("2026-04-01"), *enquired("2026-04-08"))
SCALE: dict[str, Any] = {"key": CAT2, "value": "1340.48", "valid_from": "2026-04-01", "source": CIRCULAR}
GRANT: dict[str, Any] = {"category": Category.SINGLE, **REASONED}


def granting(*, scale: bool = False, provisional: bool = False) -> Story:
    """The grant of 10 April 2026, under the rules shipped or with the row the head entered."""
    keeper = keeping()
    if scale:
        keeper.when(RuleBook.add_rule, **SCALE | {"valid_from": APRIL}, role=Role.HEAD).act()
    story = given(*ASKED)
    story.pathway.rules = keeper.rules
    return story.when(Pathway.grant_ris, "2026-04-10", provisional=provisional, **GRANT)


def granted(story: Story) -> RisGranted:
    """What was recorded."""
    fact = story.pathway.pending[-1].event
    assert isinstance(fact, RisGranted)
    return fact


def test_a_plain_grant_is_refused_and_offers_two_ways() -> None:
    story = granting().then_breaks("SCALE_UNKNOWN", "DIS, art. 14")
    story.when(Pathway.grant_ris, "2026-04-10", **GRANT)
    with pytest.raises(Exception, match="charger le barème du centre avec sa source ; ou octroyez à titre provisoire"):
        story.act()


def test_with_the_row_of_the_centre_it_is_granted_and_to_be_verified() -> None:
    story = granting(scale=True).then_warns("SCALE_TO_VERIFY")
    assert (granted(story).scale, granted(story).provisional) == (Decimal("1340.48"), False)
    (warned,) = (w for w in story.pathway.warnings if w.code == "SCALE_TO_VERIFY")
    assert CIRCULAR in warned.reason
    rule = story.pathway.rules.find(CAT2, APRIL)
    assert (rule.origin, rule.is_doubtful) == ("centre", True)


def test_provisional_it_is_granted_at_the_last_verified_amount() -> None:
    story = granting(provisional=True).then(RisGranted)
    assert (granted(story).scale, granted(story).provisional) == (Decimal("1314.20"), True)
    assert story.owes("REGULARISE")


def test_once_the_centre_has_its_row_nothing_is_provisional() -> None:
    granting(scale=True, provisional=True).then_breaks("SCALE_KNOWN")


def test_a_gap_inside_history_offers_neither_way() -> None:
    story = given(requested("2023-08-01"), *enquired("2023-08-10"))
    story.when(Pathway.grant_ris, "2023-08-20", **GRANT).then_breaks("SCALE_UNKNOWN")
    with pytest.raises(Exception, match=r"Aucun barème vérifié au 01/08/2023\. \(DIS"):
        story.act()
    story.when(Pathway.grant_ris, "2023-08-20", provisional=True, **GRANT).then_breaks("SCALE_UNKNOWN")
    assert ways(story) == ()


def ways(story: Story) -> tuple[Way, ...]:
    """What the page of the head offers instead."""
    story.when(Pathway.grant_ris, "2026-04-10", **GRANT)
    with pytest.raises(RuleBroken) as broken:
        story.act()
    return ways_on(broken.value, story.pathway, HEAD)


def test_the_page_offers_what_the_law_does() -> None:
    load, provisional = ways(granting())
    assert load.url.startswith(f"/rules/steps/add_rule?key={CAT2}&valid_from=01%2F04%2F2026")
    assert (provisional.name, provisional.value) == ("provisional", "true")


def asked(desk: Desk) -> None:
    """A request of 1 April 2026, ready to be decided."""
    assert desk.open("2026-04-01").status_code == 201
    desk.done("request_ris", "2026-04-01")
    desk.done("issue_receipt", "2026-04-01")
    desk.done("open_enquiry", "2026-04-02")
    for condition in "123456":
        desk.done("assess_condition", "2026-04-08", condition=condition, verdict="met", evidence_refs=["pièce"])
    desk.done("file_report", "2026-04-09", report_ref="R1")


def add(head: Desk, version: int = 0, **answers: Any) -> Any:
    """The head enters a row."""
    headers = head.headers | {"If-Match": f'"{version}"', "Idempotency-Key": str(uuid4())}
    body = {"occurred_on": "2026-04-10", "answers": SCALE | answers}
    return head.client.post(f"{API}/rules/steps/add_rule", json=body, headers=headers)


@pytest.mark.postgres
def test_by_the_interface_both_ways_lead_to_a_grant(client: TestClient, ready: House) -> None:
    desk, head = Desk(client), Desk(client, "head")
    asked(desk)
    shipped = desk.get("/rules").json()["rule_set"]
    refused = desk.refused("grant_ris", "2026-04-10", "SCALE_UNKNOWN", category="2", **REASONED)
    assert refused["missing"] == {"key": CAT2, "on": "2026-04-01"}
    assert "à titre provisoire" in refused["title"]
    assert add(head).status_code == 200
    done = desk.done("grant_ris", "2026-04-10", category="2", **REASONED)
    assert [warning["code"] for warning in done["warnings"]] == ["RESOURCES_NOT_ASSESSED", "SCALE_TO_VERIFY"]
    assert CIRCULAR in done["warnings"][1]["reason"]
    last = desk.get(f"/pathways/{desk.pathway}/history").json()["items"][-1]
    assert (last["topic"], last["fact"]["scale"]) == ("ris.granted", "1340.48")
    assert last["rules"] == desk.get("/rules").json()["rule_set"] != shipped
    named = ready.pathways.rules.named(1, last["rules"])
    assert named.find(CAT2, date(2026, 4, 1)).source == CIRCULAR
    asked(desk)
    desk.refused("grant_ris", "2026-04-10", "SCALE_UNKNOWN", category="3", **REASONED)
    desk.done("grant_ris", "2026-04-10", category="3", provisional=True, **REASONED)
    ready.projector.catch_up()
    lines = ready.questions.worklist(Wanted(1), Horizon(rule="REGULARISE"), date(2026, 4, 10))
    assert [str(line.file.pathway_id) for line in lines] == [desk.pathway]


@pytest.mark.postgres
def test_another_centre_still_waits(client: TestClient) -> None:
    assert add(Desk(client, "head")).status_code == 200
    other = Desk(client, "other")
    asked(other)
    other.refused("grant_ris", "2026-04-10", "SCALE_UNKNOWN", category="2", **REASONED)
