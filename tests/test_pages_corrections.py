"""On the page of a file: one's own entry undone in one click, any fact corrected in its own form, errors kept."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from infrastructure.house import House
from tests.desk import Desk
from tests.test_pages import signed_in, text, token

pytestmark = pytest.mark.postgres
ON = "2026-11-02"


@pytest.fixture
def desk(client: TestClient) -> Desk:
    """Amina's file, her household declared: entries 1 to 3."""
    desk = Desk(client)
    desk.open(ON)
    desk.done("declare_household", ON, category="2", members=[{"kind": "amie"}])
    signed_in(client)
    return desk


def inputs(page: Response) -> dict[str, list[str]]:
    """What the first form of the page's content would send as it stands, the second's reason included."""
    sent: dict[str, list[str]] = {}
    main = page.text.partition('<div class="page-form">')[2]
    for tag in re.findall(r"<input[^>]*>", main):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and not (re.search('type="(checkbox|radio)"', tag) and "checked" not in tag):
            sent.setdefault(name[1], [unescape(value[1]) if value else ""])
    return sent


def address(desk: Desk, number: int) -> str:
    """The page of an entry."""
    return f"/files/{desk.pathway}/entries/{number}"


def sent(client: TestClient, desk: Desk, number: int, **typed: Any) -> Response:
    """The form of that entry, sent back with what was typed anew."""
    blank = client.get(address(desk, number))
    data = inputs(blank) | {name.replace("__", "."): [value] for name, value in typed.items()}
    return client.post(address(desk, number), data={name: value[0] for name, value in data.items()})


def facts(desk: Desk) -> list[dict[str, Any]]:
    """The history, as programs read it."""
    items: list[dict[str, Any]] = desk.get(f"/pathways/{desk.pathway}/history").json()["items"]
    return items


def test_ones_own_entry_is_undone_in_one_click_and_both_stay_struck_through(client: TestClient, desk: Desk) -> None:
    before = desk.get(f"/pathways/{desk.pathway}").json()
    desk.done("request_ris", ON)
    page = client.get(f"/files/{desk.pathway}")
    assert "Annuler (encore 15 min)" in text(page)
    answer = client.post(f"/files/{desk.pathway}/undo/4", data={"token": token(page)})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/files/{desk.pathway}")
    after = desk.get(f"/pathways/{desk.pathway}").json()
    assert (after["state"], after["deadlines"]) == (before["state"], before["deadlines"])
    page = client.get(f"/files/{desk.pathway}")
    assert all(f'<li class="void" id="fact-{number}">' in page.text for number in (4, 5))
    assert "Motif : Erreur de saisie" in text(page).replace("\u202f", " ")
    again = client.post(f"/files/{desk.pathway}/undo/4", data={"token": token(page)})
    assert again.status_code == 303
    assert len(facts(desk)) == 5


def test_an_undo_may_itself_be_undone(client: TestClient, desk: Desk) -> None:
    page = client.get(f"/files/{desk.pathway}")
    for number in (3, 4):
        client.post(f"/files/{desk.pathway}/undo/{number}", data={"token": token(page)})
    assert desk.get(f"/pathways/{desk.pathway}").json()["state"]["identity"]["category"] == "2"
    assert "Corriger l’écriture" not in text(client.get(address(desk, 4)))


def test_the_form_of_a_fact_is_prefilled_in_french_and_sends_only_what_changed(client: TestClient, desk: Desk) -> None:
    page = client.get(address(desk, 3))
    told = text(page)
    assert all(label in told for label in ("Catégorie", "Lien avec la personne", "À partir du", "Jour de l’acte"))
    form = inputs(page)
    assert (form["category"], form["members.0.kind"], form["effective_on"]) == (["2"], ["amie"], ["02/11/2026"])
    assert (form["true_day"], form["act_reason"]) == (["02/11/2026"], ["Erreur de saisie"])
    answer = sent(client, desk, 3, category="3")
    assert answer.status_code == 303
    correction = facts(desk)[-1]
    assert correction["topic"] == "entry.corrected"
    assert correction["fact"] == {"entry": 3, "occurred_on": None, "changes": {"category": "3"}, "personal_changes": {}}
    assert "Se lit désormais" in text(client.get(f"/files/{desk.pathway}"))
    assert inputs(client.get(address(desk, 3)))["category"] == ["3"]


def test_a_row_and_the_true_day_are_corrected_too(client: TestClient, desk: Desk) -> None:
    [was] = facts(desk)[2]["fact"]["members"]
    assert sent(client, desk, 3, members__0__kind="cousine", true_day="30/10/2026").status_code == 303
    fact = facts(desk)[-1]["fact"]
    assert fact["occurred_on"] == "2026-10-30"
    assert fact["personal_changes"] == {"members": [was | {"kind": "cousine"}]}
    [household] = desk.get(f"/pathways/{desk.pathway}").json()["state"]["identity"]["households"]
    assert household["members"] == [was | {"kind": "cousine"}]


def test_what_does_not_fit_is_said_at_its_field_and_what_was_typed_stays(client: TestClient, desk: Desk) -> None:
    answer = sent(client, desk, 3, effective_on="31/02/2026", members__0__kind="cousine", act_reason="erreur")
    assert answer.status_code == 422
    assert "À partir du : Date attendue." in text(answer)
    kept = {name: value[0] for name, value in inputs(answer).items()}
    assert (kept["effective_on"], kept["members.0.kind"], kept["act_reason"]) == ("31/02/2026", "cousine", "erreur")
    more = sent(client, desk, 3, more="members", members__0__kind="cousine")
    assert (more.status_code, inputs(more)["members.2.kind"], inputs(more)["members.0.kind"]) == (
        200,
        [""],
        ["cousine"],
    )
    for typed, code in (({}, "NOTHING_TO_CORRECT"), ({"category": "3", "act_reason": ""}, "REASON_REQUIRED"),
                        ({"true_day": "01/01/2030"}, "CORRECTED_TO_LATER")):  # fmt: skip
        answer = sent(client, desk, 3, **typed)
        assert (answer.status_code, f"code {code}" in text(answer)) == (422, True), code
    assert "Jour de l’acte : Date attendue" in text(sent(client, desk, 3, true_day="hier"))
    assert len(facts(desk)) == 3


def test_a_correction_of_a_file_that_changed_is_read_again_first(client: TestClient, desk: Desk) -> None:
    form = {name: value[0] for name, value in inputs(client.get(address(desk, 3))).items()} | {"category": "3"}
    desk.done("request_ris", ON)
    answer = client.post(address(desk, 3), data=form)
    assert (answer.status_code, "Noté entre-temps" in text(answer)) == (412, True)
    assert (inputs(answer)["category"], inputs(answer)["version"]) == (["3"], ["4"])
    data = {name: value[0] for name, value in inputs(answer).items()}
    assert client.post(address(desk, 3), data=data).status_code == 303
    assert client.post(address(desk, 3), data=data | {"command_id": "x"}).status_code == 404


def test_an_identity_is_corrected_without_its_number(client: TestClient, desk: Desk) -> None:
    form = inputs(client.get(address(desk, 2)))
    assert form["last_name"] == ["Diallo"]
    assert "national_number" not in form
    assert sent(client, desk, 2, last_name="Diallo-Martin").status_code == 303
    assert "Diallo-Martin" in text(client.get(f"/files/{desk.pathway}"))


def test_later_a_supervisor_corrects_and_says_why(client: TestClient, desk: Desk, ready: House) -> None:
    signed_in(client, "head")
    page = client.get(f"/files/{desk.pathway}")
    assert "Annuler (encore" not in text(page)
    assert "Corriger , écriture n° 3" in text(page)
    form = inputs(client.get(address(desk, 3)))
    assert (form["act_reason"], form["void_reason"]) == ([""], [""])
    void = {"token": token(page), "version": "3", "command_id": str(uuid4()), "void_reason": ""}
    silent = client.post(f"{address(desk, 3)}/void", data=void)
    assert (silent.status_code, "code REASON_REQUIRED" in text(silent)) == (422, True)
    assert inputs(silent)["category"] == ["2"]
    done = client.post(f"{address(desk, 3)}/void", data=void | {"void_reason": "mauvais dossier"})
    assert done.status_code == 303
    assert facts(desk)[-1]["reason"] == "mauvais dossier"
    gone = client.get(address(desk, 3))
    assert "Cette écriture est déjà annulée" in text(gone)
    refused = client.post(address(desk, 3), data=void | {"act_reason": "x", "version": "4", "command_id": str(uuid4())})
    assert "code NO_SUCH_ENTRY" in text(refused)


def test_the_opening_stands_and_a_colleagues_entry_is_not_offered(client: TestClient, desk: Desk) -> None:
    assert 'name="void_reason"' not in client.get(address(desk, 1)).text
    head = Desk(client, "head")
    head.pathway, head.version = desk.pathway, desk.version
    head.done("record_contact", ON, note="vu")
    page = client.get(f"/files/{desk.pathway}").text
    assert address(desk, 3) in page
    assert address(desk, 4) not in page
    theirs = client.get(address(desk, 4))
    assert "code UNDO_TOO_LATE" in text(theirs)
    assert not inputs(theirs)
    assert client.get(address(desk, 9)).status_code == 404


def test_an_auditor_and_a_page_of_the_past_read_and_put_nothing_right(client: TestClient, desk: Desk) -> None:
    assert "/entries/" not in client.get(f"/files/{desk.pathway}?true_on=02/11/2026").text
    signed_in(client, "auditor")
    page = client.get(f"/files/{desk.pathway}")
    assert "/entries/" not in page.text
    assert "Réservé à" in text(client.get(address(desk, 3)))
    sent_anyway = {"token": token(page), "version": "3", "command_id": str(uuid4()), "void_reason": "x"}
    assert client.post(f"{address(desk, 3)}/void", data=sent_anyway).status_code == 403


def test_the_forms_that_asked_for_a_number_lead_to_the_history(client: TestClient, desk: Desk) -> None:
    for step in ("void_entry", "correct_entry"):
        answer = client.get(f"/files/{desk.pathway}/steps/{step}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/files/{desk.pathway}#history")
    assert "Corriger une écriture" not in text(client.get(f"/files/{desk.pathway}"))
