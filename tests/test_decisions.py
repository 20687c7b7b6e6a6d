"""Why a decision was taken, and since what a step is closed: on pages and for programs."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.desk import API, Desk
from tests.test_api import entitled
from tests.test_pages import signed_in, text
from tests.test_rules_api import send

pytestmark = pytest.mark.postgres


@pytest.fixture
def desk(client: TestClient) -> Desk:
    """A file in which the income was granted."""
    desk = Desk(client)
    assert desk.open("2024-05-06", national_number="85073003328").status_code == 201
    entitled(desk)
    return desk


def grant(desk: Desk) -> int:
    """The number of the grant."""
    items = desk.get(f"/pathways/{desk.pathway}/history").json()["items"]
    return int(next(item["number"] for item in items if item["topic"] == "ris.granted"))


def decision(desk: Desk, version: int) -> dict[str, Any]:
    """What a program is told of a decision."""
    told: dict[str, Any] = desk.get(f"/pathways/{desk.pathway}/decisions/{version}").json()
    return told


def test_a_program_is_told_which_rules_decided_and_that_the_same_comes_out(desk: Desk) -> None:
    told = decision(desk, grant(desk))
    assert (told["identical"], told["differences"], told["refusal"]) == (True, [], None)
    assert (told["step"], told["article"], told["rules"]["same"]) == ("grant_ris", "DIS, art. 21, § 1", True)
    scale = next(rule for rule in told["rules_read"] if rule["key"] == "ris.scale.cat2")
    assert (scale["value"], scale["unit"], scale["source"] != "") == ("1288.46", "eur_per_month", True)
    assert told["answers"]["category"] == "2"
    assert told["fact"]["monthly_amount"] == "1288.46"


def test_a_decision_is_taken_again_under_the_rules_of_its_day(desk: Desk, client: TestClient) -> None:
    number = grant(desk)
    row: dict[str, Any] = {
        "key": "ris.scale.cat2",
        "value": "1340.48",
        "valid_from": "2026-04-01",
        "source": "circulaire",
    }
    assert send(Desk(client, "head"), "add_rule", **row).status_code == 200
    told = decision(desk, number)
    assert (told["identical"], told["rules"]["same"]) == (True, True)


def test_what_decides_nothing_and_what_is_not_there_have_no_explanation(desk: Desk) -> None:
    for version in (1, 999):
        assert desk.get(f"/pathways/{desk.pathway}/decisions/{version}").status_code == 404


def test_who_may_not_read_the_file_is_told_of_no_decision(desk: Desk, client: TestClient) -> None:
    other = Desk(client, "other")
    number = grant(desk)
    assert other.get(f"/pathways/{desk.pathway}/decisions/{number}").status_code == 404
    address = f"/files/{desk.pathway}/decisions/{number}"
    assert client.get(f"{API}/pathways/{desk.pathway}/decisions/{number}").status_code == 401
    assert signed_in(client, "other").get(address).status_code == 404
    assert signed_in(client, "auditor").get(address).status_code == 200


def test_the_page_of_a_decision_says_why_in_words(desk: Desk, client: TestClient) -> None:
    browser = signed_in(client)
    number = grant(desk)
    page = browser.get(f"/files/{desk.pathway}").text
    assert f"/files/{desk.pathway}/decisions/{number}" in page
    assert len(re.findall(r"/decisions/\d+", page)) == 1, "one decision in this file"
    told = text(browser.get(f"/files/{desk.pathway}/decisions/{number}"))
    assert "identique" in told
    assert "DIS, art. 21, § 1" in told
    assert "1 288,46 € par mois" in told.replace("\u202f", " ")
    assert "Motifs en fait sans ressources" in told
    assert "85073003328" not in told


def test_a_decision_voided_since_is_still_explained_and_says_so(desk: Desk, client: TestClient) -> None:
    number = grant(desk)
    desk.done("void_entry", "2024-05-27", why="erreur", entry=number)
    told = text(signed_in(client).get(f"/files/{desk.pathway}/decisions/{number}"))
    assert "annulée" in told
    assert "identique" in told


def test_a_closed_step_says_since_which_fact(desk: Desk, client: TestClient) -> None:
    steps = {item["name"]: item for item in desk.get(f"/pathways/{desk.pathway}/steps").json()["items"]}
    closed = steps["grant_ris"]
    assert not closed["open"]
    assert closed["since"]["version"] == grant(desk)
    assert closed["since"]["occurred_on"] == "2024-05-21"
    assert closed["since"]["sentence"].startswith("RIS octroyé")
    assert steps["record_first_payment"]["since"]["version"] == grant(desk), "open, since the same"
    assert steps["inform_of_service"]["since"]["version"] == 1
    for path in (f"/files/{desk.pathway}", f"/files/{desk.pathway}/steps/grant_ris"):
        told = unescape(signed_in(client).get(path).text)
        assert f"/files/{desk.pathway}?fact={grant(desk)}" in told
        assert re.search(r"Depuis\u202f: RIS octroyé", told)


def test_a_step_a_role_never_takes_hangs_on_no_fact(desk: Desk, client: TestClient) -> None:
    auditor = Desk(client, "auditor")
    items = auditor.get(f"/pathways/{desk.pathway}/steps").json()["items"]
    assert all(item["since"] is None for item in items if item["code"] == "FORBIDDEN")


def test_of_two_letters_to_send_one_says_which(desk: Desk, client: TestClient) -> None:
    desk.done("exempt_piis", "2024-05-28", reason="equity", review_on="2024-12-02")
    desk.done("exempt_piis", "2024-05-29", reason="health", review_on="2025-01-06")
    blank = signed_in(client).get(f"/files/{desk.pathway}/steps/notify_decision").text
    options = re.findall(r'<option value="([0-9a-f-]{36})"[^>]*>([^<]+)<', blank)
    assert [label for _, label in options] == ["dispense de PIIS du 28/05/2024", "dispense de PIIS du 29/05/2024"]
    desk.done("notify_decision", "2024-05-30", mode="by_hand", decision_id=options[1][0])
    again = signed_in(client).get(f"/files/{desk.pathway}/steps/notify_decision").text
    assert "dispense de PIIS du" not in again, "one letter is left: nothing is asked"
