"""What pages do without a browser: who may come in and see what, forged forms, headers, looks, fragments."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response

from infrastructure.house import House
from tests.desk import Desk
from tests.test_api import entitled
from web.app import create
from web.forgery import believed
from web.headers import HEADERS
from web.pages import corrections, decision, door, file, lists, results, rules, steps
from web.rooms import Rooms

pytestmark = pytest.mark.postgres
ROUTES = [
    (route.path, method)
    for pages in (corrections, decision, door, file, lists, results, rules, steps)
    for route in pages.router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
]
PUBLIC = {"/sign-in"}
FILLED = {"{pathway_id}": str(uuid4()), "{step}": "request_ris", "{number}": "3"}
"""What stands in the addresses of pages."""


@pytest.fixture
def worker(client: TestClient) -> TestClient:
    return signed_in(client)


def signed_in(client: TestClient, username: str = "worker") -> TestClient:
    """The same browser, with a session of that account."""
    client.cookies.clear()
    answer = client.post("/sign-in", data={"username": username, "password": "demo", "next": "/files?view=team"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/files?view=team")
    return client


def address(path: str) -> str:
    """A route's address, its parts filled in."""
    for part, value in FILLED.items():
        path = path.replace(part, value)
    return path


def token(page: Response) -> str:
    """What the forms of that page carry."""
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found
    return found[1]


def text(page: Response) -> str:
    """The words of a page, spaces plain."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.text)))


def test_every_page_asks_who_you_are(client: TestClient) -> None:
    assert len(ROUTES) > 10
    for path, method in ROUTES:
        answer = client.request(method, address(path))
        if path in PUBLIC:
            assert answer.status_code == (200 if method == "GET" else 401)
        elif method == "GET":
            assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={address(path)}")
        else:
            assert answer.headers.get("location", "/sign-in").startswith("/sign-in")
            assert answer.status_code in {303, 403}


def test_every_answer_tells_the_browser_to_run_nothing_of_others(worker: TestClient) -> None:
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    for path, method in ROUTES:
        answer = worker.request(method, address(path))
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["cache-control"] == "no-store"


def test_assets_may_be_kept_and_the_rest_may_not(client: TestClient) -> None:
    answer = client.get("/assets/base.css")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert "no-store" not in answer.headers.get("cache-control", "")


@pytest.mark.parametrize(
    ("headers", "typed"),
    [
        ({"sec-fetch-site": "cross-site"}, None),
        ({"sec-fetch-site": "same-site"}, None),
        ({"origin": "https://elsewhere.example"}, None),
        ({}, {}),
        ({}, {"token": "é"}),
        ({}, {"token": "0" * 64}),
    ],
)
def test_a_form_of_another_site_is_not_believed(
    worker: TestClient, headers: dict[str, str], typed: dict[str, str] | None
) -> None:
    stolen = {"token": token(worker.get("/files/open"))}
    for path, method in ROUTES:
        if method == "POST" and not (path in PUBLIC and typed is not None):
            data = (stolen if typed is None else typed) | {"username": "worker", "password": "demo"}
            answer = worker.post(address(path), data=data, headers=headers)
            assert answer.status_code == 403
            assert "code FORGED" in text(answer)
            assert "set-cookie" not in answer.headers


def test_every_form_but_the_door_carries_a_token() -> None:
    for pages in (corrections, decision, door, file, lists, results, rules, steps):
        for route in pages.router.routes:
            if isinstance(route, APIRoute) and "POST" in (route.methods or ()) and route.path not in PUBLIC:
                calls = [dependency.call for dependency in route.dependant.dependencies]
                assert believed in calls, route.path


def test_a_wrong_password_says_no_more_than_that(client: TestClient) -> None:
    said = set()
    for username in ("worker", "nobody"):
        answer = client.post("/sign-in", data={"username": username, "password": "wrong", "next": "/results"})
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        assert f'value="{username}"' in answer.text
        assert 'name="next" value="/results"' in answer.text
        assert "wrong" not in text(answer).replace("password", "")
        said.add(text(answer).replace(username, ""))
    assert len(said) == 1


def test_nobody_is_sent_elsewhere(client: TestClient) -> None:
    for elsewhere in (
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
    ):
        answer = client.post("/sign-in", data={"username": "worker", "password": "demo", "next": elsewhere})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_session_is_for_our_pages_alone_and_ends(client: TestClient) -> None:
    answer = client.post("/sign-in", data={"username": "worker", "password": "demo"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("parcours_session=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    kept = client.cookies["parcours_session"]
    page = client.get("/")
    assert client.post("/sign-out", data={"token": token(page)}).headers["location"] == "/sign-in"
    client.cookies.set("parcours_session", kept)
    assert client.get("/").status_code == 303


def test_away_from_this_computer_the_session_needs_tls(ready: House) -> None:
    rooms = Rooms(ready.pathways, ready.questions, ready.accounts, ready.clock, secure=True)
    with TestClient(create(rooms), follow_redirects=False) as client:
        answer = client.post("/sign-in", data={"username": "worker", "password": "demo"})
    assert "Secure" in answer.headers["set-cookie"].split("; ")


def test_light_or_dark_dense_or_airy_is_kept_and_drawn_at_once(worker: TestClient) -> None:
    assert '<html lang="fr" data-bs-theme="light" data-density="dense">' in worker.get("/").text
    said = token(worker.get("/"))
    for look in ({"theme": "dark"}, {"density": "comfort"}, {"theme": "purple"}):
        answer = worker.post("/settings", data={"token": said, "here": "/files?view=team"} | look)
        assert answer.headers["location"] == "/files?view=team"
    assert 'data-bs-theme="dark" data-density="comfort"' in worker.get("/").text
    worker.cookies.delete("parcours_theme")
    worker.cookies.set("parcours_theme", '"><script>')
    assert '<html lang="fr" data-bs-theme="light"' in worker.get("/").text


def test_what_does_not_exist_is_a_page_in_french(worker: TestClient) -> None:
    for path in ("/nowhere", f"/files/{uuid4()}", f"/files/{uuid4()}/steps/request_ris"):
        answer = worker.get(path)
        assert answer.status_code == 404
        assert "n’existe pas" in text(answer)
    assert worker.get("/files/none").status_code in {404, 422}


@pytest.fixture
def opened(client: TestClient, ready: House) -> str:
    """The address of a file of the centre, on the lists."""
    desk = Desk(client)
    desk.open("2026-11-02", last_name="Diallo", first_name="<b>Amina</b>")
    desk.done("assign_pathway", "2026-11-02", worker="worker")
    ready.projector.catch_up()
    return f"/files/{desk.pathway}"


@pytest.mark.parametrize(
    ("username", "home", "listed", "read", "figures", "opens"),
    [
        ("worker", 200, 200, 200, 200, 200),
        ("head", 200, 200, 200, 200, 200),
        ("auditor", 303, 200, 200, 200, 403),
        ("evaluator", 303, 403, 404, 200, 403),
        ("other", 200, 200, 404, 200, 200),
    ],
)
def test_each_role_sees_what_is_its_own(
    client: TestClient, opened: str, username: str, home: int, listed: int, read: int, figures: int, opens: int
) -> None:
    signed_in(client, username)
    paths = ("/", "/files", opened, "/results", "/files/open")
    assert [client.get(path).status_code for path in paths] == [home, listed, read, figures, opens]
    assert ("Diallo" in client.get("/files?view=all").text) == (username in {"worker", "head", "auditor"})


def test_an_evaluator_is_shown_results_and_no_way_to_names(client: TestClient, opened: str) -> None:
    signed_in(client, "evaluator")
    assert client.get("/").headers["location"] == "/results"
    page = client.get("/results")
    assert re.findall(r'<li><a href="([^"]+)"', page.text) == ["/results"]
    assert 'role="search"' not in page.text
    assert "Diallo" not in page.text


def test_an_auditor_reads_and_takes_no_step(client: TestClient, opened: str) -> None:
    signed_in(client, "auditor")
    assert "Aucune démarche n’est ouverte à votre rôle" in text(client.get(opened))
    blank = client.get(f"{opened}/steps/request_ris")
    assert "Réservé à" in text(blank)
    sent = {"token": token(blank), "version": "3", "command_id": str(uuid4()), "occurred_on": "02/11/2026"}
    assert client.post(f"{opened}/steps/request_ris", data=sent).status_code == 403


def test_a_fragment_comes_from_the_page_it_stands_in(client: TestClient, opened: str) -> None:
    signed_in(client)
    for path in ("/?view=mine", "/files?view=team&q=diallo"):
        whole = client.get(path)
        asked = client.get(path, headers={"HX-Request": "true", "HX-Target": "list"})
        parts = [re.search(r'<div class="card" id="list">.*?</table>', page.text, re.DOTALL) for page in (whole, asked)]
        assert parts[0]
        assert parts[1]
        assert parts[0][0] == parts[1][0]


def test_what_people_type_is_never_markup(client: TestClient, opened: str) -> None:
    signed_in(client)
    for path in (opened, "/files?view=all", "/?view=mine", f"/files?q={'<script>'}", f"{opened}/steps/request_ris"):
        page = client.get(path)
        assert "<b>Amina" not in page.text
        assert "<script>" not in page.text


def test_names_are_found_without_accents_or_capitals(client: TestClient, opened: str) -> None:
    signed_in(client)
    assert "Diallo" in client.get("/files?view=all&q=DIÀLLO amina").text
    assert "Aucun dossier ne répond" in text(client.get("/files?view=all&q=diallo pierre"))


def test_a_long_history_is_shown_in_parts(client: TestClient, opened: str) -> None:
    signed_in(client)
    page = client.get(f"{opened}?shown=2")
    assert page.text.count('id="fact-') == 2
    older = re.search(r'<a href="([^"]+)#history">Voir les faits plus anciens', page.text)
    assert older
    assert client.get(unescape(older[1])).text.count('id="fact-') == 3


def test_a_plan_to_sign_begins_with_its_draft(client: TestClient) -> None:
    desk = Desk(client)
    desk.open("2024-05-06")
    entitled(desk)
    client.post("/sign-in", data={"username": "worker", "password": "demo"})
    page = client.get(f"/files/{desk.pathway}").text
    assert f"/files/{desk.pathway}/steps/assess_needs" in page.partition("Autres démarches")[0]
    desk.done("assess_needs", "2024-05-27")
    page = client.get(f"/files/{desk.pathway}").text
    assert "Signer le PIIS" in page.partition("steps/draft_piis")[2].partition("</li>")[0]
