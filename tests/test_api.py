"""By the interface for programs: one person, from a request to a job kept six months; and what may go wrong."""

import json
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from domain.kernel import Entry
from infrastructure.house import House
from projections.questions import Horizon, Wanted
from tests.desk import API, Desk
from tests.people import ANSWERS

MENTIONS = [
    "appeal_possible", "court_address", "appeal_delay", "art_728_cj", "art_1017_cj", "file_ref_and_worker",
    "explanation_service", "not_suspensive",
]  # fmt: skip
REASONED = {"motive_law": "DIS, art. 3", "motive_fact": "sans ressources", "mentions": MENTIONS}
PLAN = {
    "objectives": [{"what": "Travailler", "by": "2025-06-30"}],
    "commitments": [{"party": "person", "what": "Suivre le cours"}, {"party": "centre", "what": "Le payer"}],
    **ANSWERS,
}
BCE = "0403.019.261"
pytestmark = pytest.mark.postgres


@pytest.fixture
def desk(client: TestClient) -> Desk:
    return Desk(client)


def rate(desk: Desk, indicator: str, house: House) -> dict[str, Any]:
    house.projector.catch_up()
    figure: dict[str, Any] = desk.get(f"/indicators/{indicator}").json()
    return figure


def test_from_a_request_to_a_job_kept_six_months(desk: Desk, ready: House) -> None:
    before = {name: rate(desk, name, ready) for name in ("PLACE_6M", "PLACE_12M")}
    assert desk.open("2024-05-06", national_number="85073003328", birth_date="1985-07-30").status_code == 201
    entitled(desk)
    planned(desk)
    worked(desk)
    kept(desk)
    for name, was in before.items():
        now = rate(desk, name, ready)
        assert now["numerator"] == was["numerator"] + 1
        assert now["denominators"] == {base: n + 1 for base, n in was["denominators"].items()}
        assert now["position"] >= desk.version
    lines = desk.get(f"/pathways/{desk.pathway}/history").json()["items"]
    assert len(lines) == desk.version
    assert all(line["sentence"] and "{" not in line["sentence"] for line in lines)
    assert "Situation constatée : en emploi, le 05/01/2026" in lines[-1]["sentence"]


def entitled(desk: Desk) -> None:
    """The request to the grant; no short cut."""
    desk.refused("grant_ris", "2024-05-06", "NO_REQUEST_PENDING", category="2", **REASONED)
    desk.done("request_ris", "2024-05-06", cause="end_of_benefit")
    desk.refused("request_ris", "2024-05-06", "REQUEST_ALREADY_OPEN")
    desk.done("issue_receipt", "2024-05-06")
    desk.refused("assess_condition", "2024-05-07", "NO_ENQUIRY", condition="1", verdict="met", evidence_refs=["bail"])
    desk.done("open_enquiry", "2024-05-07")
    desk.refused("assess_condition", "2024-05-07", "EVIDENCE_MISSING", condition="1", verdict="met")
    desk.refused("grant_ris", "2024-05-13", "REPORT_MISSING", category="2", **REASONED)
    desk.done("assess_resources", "2024-05-13", lines=[{"kind": "none", "monthly": "0"}], evidence_refs=["extraits"])
    desk.done("file_report", "2024-05-14", report_ref="R-1")
    desk.refused("grant_ris", "2024-05-21", "CONDITIONS_INCOMPLETE", category="2", **REASONED)
    for condition in "123456":
        desk.done("assess_condition", "2024-05-14", condition=condition, verdict="met", evidence_refs=["pièce"])
    desk.refused("grant_ris", "2024-05-21", "MOTIVATION_MISSING", category="2")
    desk.refused("grant_ris", "2024-05-21", "MENTIONS_MISSING", category="2", **REASONED | {"mentions": MENTIONS[:7]})
    early = {"category": "2", "right_from": "2024-05-05", **REASONED}
    desk.refused("grant_ris", "2024-05-21", "RIGHT_BEFORE_REQUEST", **early)
    desk.refused("refuse_ris", "2024-05-21", "HEARING_REQUIRED", grounds=["4"], **REASONED)
    desk.refused("draft_piis", "2024-05-21", "ASSESSMENT_REQUIRED")
    desk.done("grant_ris", "2024-05-21", category="2", **REASONED)
    desk.refused("notify_decision", "2024-05-21", "NOTIFICATION_BEFORE_DECISION", posted_on="2024-05-20")
    desk.done("notify_decision", "2024-05-23", presented_on="2024-05-24")


def planned(desk: Desk) -> None:
    """The plan, signed after its days of reflection."""
    desk.refused("sign_piis", "2024-05-27", "NO_DRAFT")
    desk.refused("evaluate_piis", "2024-05-27", "PLAN_NOT_ACTIVE")
    desk.refused("exempt_piis", "2024-05-27", "EXEMPTION_REASON", reason="health")
    desk.done("assess_needs", "2024-05-27")
    desk.done("draft_piis", "2024-06-03")
    desk.refused("sign_piis", "2024-06-10", "THREE_QUESTIONS_REQUIRED")
    desk.done("draft_piis", "2024-06-10", **PLAN)
    desk.refused("sign_piis", "2024-06-14", "REFLECTION_PERIOD")
    desk.refused("propose_article60", "2024-05-06", "NOT_ELIGIBLE", start="2024-05-06")
    desk.done("sign_piis", "2024-06-17")


def worked(desk: Desk) -> None:
    """Article 60: trained and followed, or not at all."""
    desk.refused("start_article60", "2024-06-24", "TRAINING_AND_FOLLOW_UP_REQUIRED")
    desk.done("propose_article60", "2024-06-24", host="Les Tilleuls", start="2024-07-01", planned_end="2025-06-30")
    desk.refused("start_article60", "2024-06-24", "TRAINING_AND_FOLLOW_UP_REQUIRED")
    desk.done("set_training_plan", "2024-06-24", modules=["hygiène"], coach="Tom")
    desk.refused("start_article60", "2024-06-24", "TRAINING_AND_FOLLOW_UP_REQUIRED")
    said = desk.done("bind_agreement", "2024-06-25", agreement="CONV-7", referent="Mme Legrand")
    assert [warning["code"] for warning in said["warnings"]] == ["AGREEMENT_UNCHECKED"]
    desk.refused("start_article60", "2024-07-01", "BCE_INVALID", employer_bce="0403019262")
    desk.done("start_article60", "2024-07-01", employer_bce=BCE)
    desk.refused("close_pathway", "2024-07-02", "STILL_RUNNING", reason="work")
    desk.refused("record_days", "2024-07-31", "TOO_MANY_DAYS", month="2024-07", worked=28)
    for month in ("2024-07", "2024-08", "2024-09", "2024-10", "2024-11", "2024-12", "2025-01", "2025-02"):
        desk.done("record_days", f"{month}-28", month=month, worked=26)
    desk.refused("end_article60", "2025-06-30", "REASON_REQUIRED")
    desk.done("end_article60", "2025-06-30", reason="TERM_REACHED")


def kept(desk: Desk) -> None:
    """A job, seen six months later."""
    desk.refused("record_placement", "2025-07-01", "NOT_A_PLACEMENT", kind="ART60", employer_bce=BCE)
    job = {"kind": "CDI", "employer_bce": BCE, "start": "2025-07-01", "hours_week": "38"}
    desk.done("record_placement", "2025-07-01", **job)
    desk.refused("record_placement", "2025-07-02", "PLACEMENT_DUPLICATE", **job)
    desk.done("observe_status", "2026-01-05", employed="yes")


def test_the_same_command_sent_twice_acts_once(desk: Desk) -> None:
    key = uuid4()
    first = desk.open("2026-03-10", key=key)
    again = desk.open("2026-03-10", key=key)
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    step = uuid4()
    told = desk.take("request_ris", "2026-03-10", key=step)
    same = desk.take("request_ris", "2026-03-10", key=step, seen=told.json()["version"] - 1)
    assert same.json() == told.json() | {"replayed": True, "warnings": []}
    other = desk.take("request_ris", "2026-03-10", key=step, seen=told.json()["version"] - 1, mode="letter")
    assert (other.status_code, other.json()["code"]) == (422, "COMMAND_REUSED")
    assert desk.get(f"/pathways/{desk.pathway}/history").json()["total"] == told.json()["version"]


def test_a_write_says_what_it_read(desk: Desk) -> None:
    desk.open("2026-03-10")
    stale = desk.take("request_ris", "2026-03-10", seen=1)
    assert (stale.status_code, stale.json()["version"]) == (412, 2)
    blind = desk.post("request_ris", {"occurred_on": "2026-03-10"}, {"Idempotency-Key": str(uuid4())})
    assert blind.status_code == 428
    keyless = desk.post("request_ris", {"occurred_on": "2026-03-10"}, {"If-Match": '"2"'})
    assert (keyless.status_code, keyless.json()["issues"][0]["name"]) == (422, "idempotency-key")
    odd = desk.post("request_ris", {"occurred_on": "2026-03-10"}, {"If-Match": "x", "Idempotency-Key": str(uuid4())})
    assert odd.json()["issues"][0]["name"] == "If-Match"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"occurred_on": "2026-03-10", "answers": {"mode": "pigeon"}}, "mode"),
        ({"occurred_on": "2026-03-10", "answers": {"colour": "blue"}}, "colour"),
        ({"occurred_on": "2026-03-10", "answers": {"received_on": "yesterday"}}, "received_on"),
        ({"occurred_on": "10/03/2026"}, "occurred_on"),
        ({"occurred_on": "2027-03-10"}, "occurred_on"),
        ({"answers": {}}, "occurred_on"),
        ({"occurred_on": "2026-03-10", "asnwers": {}}, "asnwers"),
    ],
)
def test_malformed_input_names_the_field(desk: Desk, body: dict[str, Any], name: str) -> None:
    desk.open("2026-03-10")
    answer = desk.post("request_ris", body, {"If-Match": '"2"', "Idempotency-Key": str(uuid4())})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    [issue] = answer.json()["issues"]
    assert issue["name"] == name
    assert issue["title"].endswith(".")


def test_a_national_number_has_one_file(desk: Desk) -> None:
    first = desk.open("2026-03-10", national_number="85073003328")
    taken = desk.open("2026-03-10", national_number="85.07.30-033.28")
    assert (taken.status_code, taken.json()["code"]) == (409, "NISS_TAKEN")
    assert taken.json()["existing"] == first.json()["id"]
    wrong = desk.open("2026-03-10", national_number="85073003329")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "NISS_INVALID")


def test_steps_say_whether_they_are_open_and_why_not(desk: Desk) -> None:
    desk.open("2026-03-10")
    steps = {item["name"]: item for item in desk.get(f"/pathways/{desk.pathway}/steps").json()["items"]}
    assert steps["request_ris"]["open"]
    assert "cause" in steps["request_ris"]["schema"]["properties"]
    assert not steps["sign_piis"]["open"]
    assert steps["sign_piis"]["why_not"] == "Aucun projet n'attend de signature : remettez d'abord le projet."


def test_the_worklist_follows_the_write(desk: Desk, ready: House) -> None:
    desk.open("2026-03-10")
    position = desk.done("request_ris", "2026-03-10")["position"]
    ready.projector.catch_up()
    items = desk.get("/worklist", pathway_id=desk.pathway, at_least=position).json()["items"]
    decision = next(item for item in items if item["rule"] == "DECISION")
    assert (decision["due_on"], decision["step"]) == ("2026-04-09", "grant_ris")
    assert decision["explanation"] == "demande du 10/03/2026 + 30 jours"
    assert decision["article"] == "DIS, art. 21, § 1"


@pytest.mark.parametrize("until", [None, date(2026, 3, 31), date(2026, 12, 31)])
def test_the_count_is_that_of_the_list(desk: Desk, ready: House, until: date | None) -> None:
    desk.open("2026-03-10")
    desk.done("request_ris", "2026-03-10")
    ready.projector.catch_up()
    wanted, horizon, today = Wanted(1), Horizon(until), ready.clock.today()
    listed = ready.questions.worklist(wanted, horizon, today)
    assert ready.questions.waiting(wanted, horizon, today) == len(listed) > 0


def test_known_then_and_true_then(desk: Desk, ready: House) -> None:
    desk.open("2026-03-02")
    desk.done("record_contact", "2026-03-05", note="première rencontre")
    at = f"/pathways/{desk.pathway}"
    assert desk.get(at, true_on="2026-03-04").json()["state"]["followup"]["last_contact_on"] is None
    assert desk.get(at, true_on="2026-03-05").json()["state"]["followup"]["last_contact_on"] == "2026-03-05"
    assert desk.get(at, known_on="2026-03-05T12:00:00+01:00").status_code == 404
    assert desk.get(at, known_on="soon").json()["issues"][0]["name"] == "known_on"
    assert not {"national_number", "numbers"} & desk.get(at).json()["state"]["identity"].keys()


def test_nobody_is_served_unknown_or_from_elsewhere(client: TestClient, desk: Desk) -> None:
    assert client.get(f"{API}/worklist").status_code == 401
    wrong = client.post(f"{API}/token", data={"username": "worker", "password": "wrong"})
    assert (wrong.status_code, wrong.json()["title"]) == (401, "Identifiez-vous d'abord.")
    desk.open("2026-03-10")
    at = f"/pathways/{desk.pathway}"
    assert Desk(client, "other").get(at).status_code == 404
    assert Desk(client, "evaluator").get(at).status_code == 404
    assert Desk(client, "evaluator").get("/worklist").status_code == 403
    assert desk.get(f"/pathways/{uuid4()}").status_code == 404
    assert desk.take("abolish_ris", "2026-03-10").status_code == 404
    auditor = Desk(client, "auditor")
    auditor.pathway, auditor.version = desk.pathway, desk.version
    assert auditor.get(at).status_code == 200
    assert auditor.take("request_ris", "2026-03-10").status_code == 403


def test_a_rate_says_what_it_is(desk: Desk) -> None:
    [first, *_] = desk.get("/indicators").json()["items"]
    assert first["id"] == "PLACE_12M"
    figure = desk.get("/indicators/PLACE_12M", exit_from="2020-01-01", cohort="none").json()
    assert figure["denominators"] == {"A": 0, "K": 0, "C": 0}
    assert figure["intervals"] == {"A": None, "K": None, "C": None}
    assert desk.get("/indicators/PLACE_9M").status_code == 404
    assert desk.get("/indicators/PLACE_12M", exit_from="soon").status_code == 422


def test_no_national_number_leaves_the_history(desk: Desk) -> None:
    desk.open("2026-03-10", national_number="85073003328")
    history = desk.get(f"/pathways/{desk.pathway}/history")
    assert "85073003328" not in history.text
    assert history.json()["items"][1]["fact"]["national_number"] == "masqué"
    assert "85073003328" not in desk.get(f"/pathways/{desk.pathway}").text


@pytest.mark.parametrize("name", ["a\u0000b", "\ud800"])
def test_what_cannot_be_written_is_refused_at_its_field(desk: Desk, name: str) -> None:
    body = json.dumps({"occurred_on": "2026-03-10", "identity": {"last_name": name, "first_name": "Amina"}})
    headers = desk.headers | {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    answer = desk.client.post(f"{API}/pathways", content=body, headers=headers)
    assert answer.status_code == 422
    assert desk.client.get("/results?cohort=%00").status_code == 400


def test_of_two_at_the_same_instant_one_is_overtaken(desk: Desk, ready: House, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open("2026-03-10")
    other, history = Desk(desk.client), ready.pathways.history
    other.pathway, other.version = desk.pathway, desk.version

    def raced(pathway_id: UUID) -> tuple[Entry, ...]:
        read = history(pathway_id)
        monkeypatch.setattr(ready.pathways, "history", history)
        assert other.take("record_contact", "2026-03-10").status_code == 200
        return read

    monkeypatch.setattr(ready.pathways, "history", raced)
    assert desk.take("request_ris", "2026-03-10").status_code == 409


def test_a_lost_database_is_said_and_nothing_is_promised(desk: Desk, client: TestClient, ready: House) -> None:
    client.post("/sign-in", data={"username": "worker", "password": "demo"})
    ready.questions.pool.close()
    lost = desk.get("/worklist")
    assert (lost.status_code, lost.headers["content-type"]) == (503, "application/problem+json")
    assert lost.headers["retry-after"]
    page = client.get("/files")
    assert (page.status_code, "On ne sait pas" in page.text) == (503, True)


def test_the_service_says_it_is_well(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json()["projector"]["lag_events"] >= 0
    assert client.get(f"{API}/openapi.json").json()["info"]["title"] == "Parcours"
