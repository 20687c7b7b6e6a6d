"""On the pages: whose file it is today, for how long; where it goes; what it is linked to."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from application.agents import Agent
from domain.kernel import Role
from infrastructure.house import House
from projections.questions import Horizon, Wanted
from tests.desk import Desk
from tests.test_pages import signed_in, text, token

pytestmark = pytest.mark.postgres
ON = "2026-11-24"
TODAY, RETURN = date(2026, 11, 24), date(2026, 12, 8)


@pytest.fixture
def desk(client: TestClient, ready: House) -> Desk:
    """A file opened by a social worker, with a request to decide on, and a colleague, Tom."""
    tom = Agent(username="tom", name="Tom", role=Role.SOCIAL_WORKER, centre=1, centre_name="CPAS de Val-de-Meuse")
    ready.accounts.add(tom, "demo")
    desk = Desk(client)
    desk.open(ON)
    desk.done("request_ris", ON)
    ready.projector.catch_up()
    return desk


def taken(client: TestClient, desk: Desk, step: str, **answers: Any) -> Response:
    """The step, taken by its page."""
    blank = client.get(f"/files/{desk.pathway}/steps/{step}")
    version = blank.text.partition('name="version" value="')[2].partition('"')[0]
    sent = {"token": token(blank), "version": version, "command_id": str(uuid4()), "occurred_on": "24/11/2026"}
    return client.post(f"/files/{desk.pathway}/steps/{step}", data=sent | answers)


def test_the_file_just_opened_is_on_the_list_of_who_opened_it(client: TestClient, desk: Desk) -> None:
    signed_in(client)
    assert "Diallo" in text(client.get("/?view=todo"))
    assert "Personne référente vous" in text(client.get(f"/files/{desk.pathway}"))
    assert "Diallo" not in text(client.get("/files?view=nobodys"))


def test_a_file_nobody_has_is_among_those_to_entrust(client: TestClient, ready: House) -> None:
    head = Desk(client, "head")
    head.open(ON, last_name="Peeters")
    ready.projector.catch_up()
    signed_in(client)
    assert "Peeters" in text(client.get("/files?view=nobodys"))
    assert "Personne référente à confier" in text(client.get(f"/files/{head.pathway}"))


def test_a_hand_over_shows_for_whom_and_until_when_and_ends_by_itself(
    client: TestClient, desk: Desk, ready: House
) -> None:
    signed_in(client)
    assert 'value="tom"' in client.get(f"/files/{desk.pathway}/steps/assign_pathway").text
    assert taken(client, desk, "assign_pathway", worker="tom", until="08/12/2026").status_code == 303
    ready.projector.catch_up()
    assert "Tom, en remplacement de Worker jusqu’au 08/12/2026" in text(client.get(f"/files/{desk.pathway}"))
    assert "Diallo" not in text(client.get("/?view=mine"))
    assert "remplacement de Worker jusqu’au 08/12/2026" in text(client.get("/files?view=team"))
    signed_in(client, "tom")
    assert "remplacement de Worker jusqu’au 08/12/2026" in text(client.get("/?view=todo"))
    asked = {"worker": Wanted(1, "worker"), "tom": Wanted(1, "tom")}
    for day, whose in ((TODAY, "tom"), (RETURN, "tom"), (date(2026, 12, 9), "worker")):
        for username, wanted in asked.items():
            expected = 1 if username == whose else 0
            assert len(ready.questions.files(wanted, day)) == expected
            lines = ready.questions.worklist(wanted, Horizon(), day)
            assert bool(lines) == bool(expected)
            assert ready.questions.waiting(wanted, Horizon(), day) == len(lines)


def test_an_absence_planned_is_told_beforehand(client: TestClient, desk: Desk) -> None:
    desk.done("assign_pathway", ON, worker="tom", from_on="2026-12-01", until="2026-12-08")
    signed_in(client)
    assert "vous ; Tom du 01/12/2026 au 08/12/2026" in text(client.get(f"/files/{desk.pathway}")).replace("\u202f", " ")


def test_a_file_moved_away_is_said_to_be_and_is_read_by_the_other_centre(
    client: TestClient, desk: Desk, ready: House
) -> None:
    signed_in(client)
    form = client.get(f"/files/{desk.pathway}/steps/move_pathway")
    assert "CPAS de Hautes-Fagnes" in form.text
    assert '<option value="1"' not in form.text
    answer = taken(client, desk, "move_pathway", to_centre="2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/files")
    assert "Enregistré : Transférer le dossier" in text(client.get("/files")).replace("\u202f", " ")
    assert client.get(f"/files/{desk.pathway}").status_code == 404
    ready.projector.catch_up()
    assert not ready.questions.files(Wanted(1), TODAY)
    signed_in(client, "other")
    assert client.get(f"/files/{desk.pathway}").status_code == 200
    assert "Diallo" in text(client.get("/files?view=nobodys"))


def test_two_files_are_linked_by_their_number_and_unlinked_from_a_list(
    client: TestClient, desk: Desk, ready: House
) -> None:
    other = Desk(client)
    other.open(ON, last_name="Diallo-Martin")
    ready.projector.catch_up()
    [number] = [f.file_no for f in ready.questions.files(Wanted(1), TODAY) if f.last_name == "Diallo-Martin"]
    signed_in(client, "head")
    unknown = taken(client, desk, "link_pathways", other="2020-00001", act_reason="même personne")
    assert (unknown.status_code, "Aucun dossier de votre centre n’a ce numéro" in text(unknown)) == (422, True)
    assert 'value="2020-00001"' in unknown.text
    assert taken(client, desk, "link_pathways", act_reason="x").status_code == 422
    assert taken(client, desk, "link_pathways", other=number, act_reason="même personne").status_code == 303
    page = client.get(f"/files/{desk.pathway}")
    assert f'<a href="/files/{other.pathway}">Amina Diallo-Martin, {number}</a>' in page.text
    assert "Diallo-Martin" in client.get(f"/files/{desk.pathway}/steps/unlink_pathways").text
    assert taken(client, desk, "unlink_pathways", other=other.pathway, act_reason="homonyme").status_code == 303
    assert "Même personne" not in text(client.get(f"/files/{desk.pathway}"))


def test_of_a_linked_file_one_may_not_read_only_its_existence_is_told(client: TestClient, desk: Desk) -> None:
    elsewhere, head = Desk(client, "other"), Desk(client, "head")
    elsewhere.open(ON, last_name="Secret")
    head.pathway, head.version = desk.pathway, desk.version
    head.done("link_pathways", ON, other=elsewhere.pathway, why="même personne")
    signed_in(client)
    page = text(client.get(f"/files/{desk.pathway}"))
    assert "Même personne : un dossier que vous ne pouvez pas lire" in page.replace("\u202f", " ")
    assert "Secret" not in page
