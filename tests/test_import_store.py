"""Real input, from a file, through the real store, to the figures people read; and back out again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from application.agents import Agent
from application.imports import NotImportable
from domain.kernel import Role
from infrastructure.house import House
from tests.desk import Desk
from tests.lalonde import written

pytestmark = pytest.mark.postgres
WILSON = {"treated": (140, 185, 0.690119, 0.812949), "control": (168, 260, 0.586290, 0.701762)}
CASELOAD = """external_id;national_number;last_name;first_name;birth_date;gender;language;postal_code;opened_on;referent
A1;85.07.30-033.28;Dupont;Julie;1985-07-30;F;fr;4000;2026-01-05;worker
A2;;Van den Broeck;Els;;F;nl;4000;2026-01-06;worker
"""


@pytest.fixture
def head(ready: House) -> Agent:
    number = ready.accounts.centre("CPAS de Val-de-Meuse")
    return Agent(username="head", name="Martine", role=Role.HEAD, centre=number, centre_name="CPAS")


def imported(ready: House, head: Agent, data: bytes) -> str:
    """The identifier of an import that went well, once the lists follow."""
    draft = ready.imports.check(data, head, ready.clock.today())
    assert draft.report.may_be_written, list(draft.report.told())
    brought = ready.imports.write(draft)
    ready.projector.catch_up()
    return brought.import_id


@pytest.mark.parametrize("cohort", WILSON)
def test_the_experiment_gives_its_published_figures(
    ready: House, client: TestClient, head: Agent, tmp_path: Path, cohort: str
) -> None:
    file = tmp_path / "nsw.csv"
    file.write_text(written(), encoding="utf-8")
    imported(ready, head, file.read_bytes())
    x, n, lower, upper = WILSON[cohort]
    figure = Desk(client).get("/indicators/PLACE_12M", cohort=cohort).json()
    assert (figure["numerator"], figure["denominators"]["A"], figure["denominators"]["K"]) == (x, n, n)
    assert [round(limit, 6) for limit in figure["intervals"]["A"]] == [lower, upper]
    then = Desk(client).get("/indicators/PLACE_12M", cohort=cohort, true_on="1979-06-30").json()
    assert then["numerator"] == x
    shown = client_page(client, f"/results?indicator=PLACE_12M&cohort={cohort}")
    assert f"{x}/{n}" in shown
    assert f"{lower:.6f}".replace(".", ",") in shown
    assert f"{upper:.6f}".replace(".", ",") in shown


def client_page(client: TestClient, path: str) -> str:
    """A page as a signed-in worker sees it."""
    client.post("/sign-in", data={"username": "worker", "password": "demo"})
    page = client.get(path)
    assert page.status_code == 200
    return re.sub(r"\s*/\s*", "/", re.sub(r"<[^>]+>", "", page.text))


def test_a_caseload_is_brought_in_and_taken_back(ready: House, client: TestClient, head: Agent) -> None:
    import_id = imported(ready, head, CASELOAD.encode())
    assert "Dupont, Julie" in client_page(client, "/files")
    desk = Desk(client)
    assert desk.open("2026-03-10", national_number="85073003328").status_code == 409
    again = ready.imports.check(CASELOAD.encode(), head, ready.clock.today())
    assert (len(again.report.opened), len(again.report.existing), again.report.facts) == (0, 2, 0)
    assert ready.imports.reverse(import_id, head, ready.clock.today()).files == 2
    ready.projector.catch_up()
    assert "Dupont, Julie" not in client_page(client, "/files")
    assert desk.open("2026-03-10", national_number="85073003328").status_code == 201


def test_a_wrong_line_leaves_nothing_behind(ready: House, head: Agent) -> None:
    wrong = CASELOAD + "A3;85073003329;X;Y;;;;;2026-01-07;worker\n"
    draft = ready.imports.check(wrong.encode(), head, ready.clock.today())
    [problem] = draft.report.problems
    assert (problem.row, problem.column) == (4, "national_number")
    with pytest.raises(NotImportable):
        ready.imports.write(draft)
    assert not ready.pathways.recorder.max_notification_id()
