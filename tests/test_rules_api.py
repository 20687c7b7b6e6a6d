"""The rules by the interface for programs: read, added, corrected, once; and what may go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from application.agents import Agent
from application.errors import Overtaken, Stale, Unknown
from application.once import Act
from application.pathways import Pathways
from application.ports import CommandReused
from domain.kernel import Role
from domain.rule_book import stream_of
from infrastructure.database import Databases
from infrastructure.memory import MemoryPathways
from tests.desk import API, Desk
from tests.keeper import CAT2, CIRCULAR
from tests.rules import RULES
from tests.stores import WallClock, open_store

HEAD = Agent(username="martine", name="Martine", role=Role.HEAD, centre=1, centre_name="Valmont")
ROW: dict[str, Any] = {"key": CAT2, "value": "1340.48", "valid_from": "2026-04-01", "source": CIRCULAR}
PACE: dict[str, Any] = {
    "key": "piis.evaluation.default_months",
    "value": 2,
    "valid_from": "2026-01-01",
    "source": "Conseil",
}


def act(command: UUID | None = None, **answers: Any) -> Act:
    """The scale of April."""
    told = {"key": CAT2, "value": "1340.48", "valid_from": date(2026, 4, 1), "source": CIRCULAR} | answers
    return Act(command or uuid4(), date(2026, 4, 2), told, "décision")


@pytest.fixture
def stored(databases: Databases, tmp_path: Path) -> Iterator[Pathways]:
    with open_store(databases, tmp_path / "master") as store:
        yield store.pathways


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def pathways(request: pytest.FixtureRequest) -> Pathways:
    """Both twins, one after the other."""
    if request.param == "memory":
        return MemoryPathways(rules=RULES, clock=WallClock())
    found: Pathways = request.getfixturevalue("stored")
    return found


def test_a_row_is_added_once_and_binds_its_centre_alone(pathways: Pathways) -> None:
    rules, command = pathways.rules, act()
    assert rules.of(1) is rules.of(None) is RULES
    first, again = rules.take("add_rule", command, HEAD, seen=0), rules.take("add_rule", command, HEAD, seen=0)
    assert (first.pathway_id, first.version, first.events) == (stream_of(1), 1, (("rule.added", 1),))
    assert again == first._replace(replayed=True)
    assert rules.of(1).find(CAT2, date(2026, 4, 1)).source == CIRCULAR
    assert rules.of(1) is rules.of(1)
    assert rules.of(2) is RULES
    assert rules.book(1).history[0].envelope.rules == RULES.id


def test_the_set_of_an_act_is_found_again(pathways: Pathways) -> None:
    rules = pathways.rules
    rules.take("add_rule", act(), HEAD, seen=0)
    then, known = rules.of(1).id, rules.book(1).history[-1].recorded_at
    rules.take("correct_rule", act(value="1341"), HEAD, seen=1)
    assert rules.of(1).id not in {then, RULES.id}
    assert rules.named(1, then).id == rules.book(1, known).rules.id == then
    assert rules.named(1, RULES.id) is RULES
    with pytest.raises(Unknown):
        rules.named(2, then)


def test_the_book_is_versioned_as_any_history(pathways: Pathways) -> None:
    rules, command = pathways.rules, act()
    rules.take("add_rule", command, HEAD, seen=0)
    with pytest.raises(Stale):
        rules.take("correct_rule", act(), HEAD, seen=0)
    with pytest.raises(CommandReused):
        rules.take("add_rule", act(command.command_id, value="1"), HEAD, seen=0)
    with pytest.raises(Unknown):
        rules.take("grant_ris", act(), HEAD, seen=1)


def test_who_writes_second_in_the_book_was_overtaken() -> None:
    pathways = MemoryPathways(rules=RULES, clock=WallClock())
    slower = act()
    book = pathways.rules.book(1)
    pathways.rules.take("add_rule", act(), HEAD, seen=0)
    pathways.rules.book = lambda centre, known_on=None: book  # type: ignore[method-assign]  # read before
    with pytest.raises(Overtaken):
        pathways.rules.take("add_rule", slower, HEAD, seen=0)


@pytest.mark.postgres
def test_another_process_sees_a_row_at_once(databases: Databases, tmp_path: Path) -> None:
    with open_store(databases, tmp_path / "master") as here, open_store(databases, tmp_path / "master") as there:
        assert there.pathways.rules.of(1) is RULES
        here.pathways.rules.take("add_rule", act(), HEAD, seen=0)
        assert there.pathways.rules.of(1).find(CAT2, date(2026, 4, 1)).source == CIRCULAR
        here.pathways.rules.take("correct_rule", act(value="1341.00"), HEAD, seen=1)
        assert str(there.pathways.rules.of(1).find(CAT2, date(2026, 4, 1)).value) == "1341.00"


def send(
    desk: Desk, step: str, version: int = 0, *, command: UUID | None = None, why: str = "", **answers: Any
) -> Response:
    """A step of the book."""
    headers = desk.headers | {"If-Match": f'"{version}"', "Idempotency-Key": str(command or uuid4())}
    body = {"occurred_on": "2026-04-10", "answers": answers, "reason": why}
    return desk.client.post(f"{API}/rules/steps/{step}", json=body, headers=headers)


@pytest.mark.postgres
def test_the_rules_are_read_with_their_source_and_their_doubts(client: TestClient) -> None:
    for username in ("worker", "head", "auditor"):
        answer = Desk(client, username).get("/rules")
        assert answer.status_code == 200
        assert answer.headers["etag"] == '"0"'
        assert answer.json()["total"] == len(RULES.rules)
    assert Desk(client, "evaluator").get("/rules").status_code == 403
    (sign,) = Desk(client).get("/rules", key="piis.sign.months").json()["items"]
    assert (sign["value"], sign["unit"], sign["confidence"], sign["to_verify"]) == ("3", "months", "X", True)
    assert sign["origin"] == "law"
    assert sign["source"]
    (scale,) = Desk(client).get("/rules", key=CAT2, on="2025-06-01").json()["items"]
    assert (scale["value"], scale["valid_to"], scale["to_verify"]) == ("1314.20", "2025-12-31", False)
    assert client.get(f"{API}/rules").status_code == 401


@pytest.mark.postgres
def test_the_steps_of_the_book_are_shaped_as_those_of_a_file(client: TestClient) -> None:
    head, worker = Desk(client, "head"), Desk(client)
    items = head.get("/rules/steps").json()["items"]
    assert [(item["name"], item["open"], item["asks_reason"]) for item in items] == [
        ("add_rule", True, False), ("correct_rule", True, True),
    ]  # fmt: skip
    assert set(items[0]["schema"]["required"]) == {"key", "value", "valid_from"}
    assert [item["code"] for item in worker.get("/rules/steps").json()["items"]] == ["FORBIDDEN", "FORBIDDEN"]
    command = uuid4()
    done = send(head, "add_rule", command=command, **ROW)
    assert (done.status_code, done.headers["etag"]) == (200, '"1"')
    assert done.json()["events"] == [{"topic": "rule.added", "version": 1}]
    again = send(head, "add_rule", command=command, **ROW)
    assert (again.json()["replayed"], again.json()["position"]) == (True, done.json()["position"])
    corrected = send(head, "correct_rule", 1, why="décision du Conseil", **PACE)
    assert corrected.status_code == 200, corrected.text
    rows = worker.get("/rules", key=PACE["key"]).json()["items"]
    assert [(row["value"], row["origin"], row["to_verify"]) for row in rows] == [
        ("3", "law", False), ("2", "centre", True),
    ]  # fmt: skip
    before = worker.get("/rules", known_on="2020-01-01").json()
    assert (before["version"], before["rule_set"]) == (0, RULES.id)


@pytest.mark.postgres
def test_what_is_refused_says_why(client: TestClient) -> None:
    head, worker = Desk(client, "head"), Desk(client)
    for answers, code in (({"source": ""}, "SOURCE_REQUIRED"), ({"valid_from": "2025-12-31"}, "RULE_OVERLAP"),
                          ({"key": "ris.scale.cat9"}, "RULE_UNKNOWN"), ({"value": "x"}, "NOT_A_NUMBER")):  # fmt: skip
        refused = send(head, "add_rule", **ROW | answers)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
        assert refused.json()["article"].startswith("Pratique")
    assert send(head, "correct_rule", **PACE).json()["code"] == "REASON_REQUIRED"
    assert send(worker, "add_rule", **ROW).status_code == 403
    assert send(head, "add_rule", 7, **ROW).status_code == 412
    assert send(head, "grant_ris", **ROW).status_code == 404
    assert send(head, "add_rule", source="x").json()["issues"]
    assert head.client.post(f"{API}/rules/steps/add_rule", json={}, headers=head.headers).status_code in {422, 428}
    assert worker.get("/rules").json()["version"] == 0
    assert worker.get(f"/pathways/{stream_of(1)}").status_code == 404
