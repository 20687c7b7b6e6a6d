"""In a browser: what a form does with wrong answers, with a second click, with news; undo, dates, no mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser import Site, window
from tests.visitor import Visitor

pytestmark = [pytest.mark.postgres, pytest.mark.browser]
FURTHEST = 90
"""Presses of the tab key within which anything on a page is reached."""


@pytest.fixture
def anna(visitor: Visitor) -> Visitor:
    """A visitor who has opened a file and noted a request: three entries."""
    visitor.sign_in()
    visitor.open("02/03/2026", last_name="Dupont", first_name="Anna")
    visitor.done("request_ris", "02/03/2026", cause="end_of_benefit")
    return visitor


@pytest.fixture(scope="module")
def late_news(site: Site) -> str:
    """The address of a file in which a meeting of 5 March was written down on the 20th only."""
    desk = site.desk()
    desk.open("2026-03-02", last_name="Lambert", first_name="Julie")
    site.clock(2026, 3, 20, 9)
    desk.done("record_contact", "2026-03-05", note="première rencontre")
    site.clock(2026, 11, 24, 9)
    return f"/files/{desk.pathway}"


def test_wrong_answers_are_named_kept_and_reached(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.go("/files/open")
    visitor.fill({"first_name": "Zoé", "birth_date": "hier", "occurred_on": "24/11/2027", "gender": "X"})
    assert visitor.send("Ouvrir le dossier") == 422
    page = visitor.page
    expect(page).to_have_title("Erreur, Nouvelle demande – Parcours")
    summary = page.locator(".problems")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading")).to_have_text("2 réponses sont à revoir")
    for name, label in (("last_name", "Nom"), ("birth_date", "Date de naissance")):
        field = visitor.control(name)
        expect(field).to_have_attribute("aria-invalid", "true")
        described = (field.get_attribute("aria-describedby") or "").split()
        assert f"f-{name}-error" in described
        assert page.locator(f"#f-{name}-error").is_visible()
        summary.get_by_role("link", name=label).click()
        expect(field).to_be_focused()
    assert dict(visitor.typed()) | {"first_name": "Zoé", "birth_date": "hier", "gender": "X"} == dict(visitor.typed())
    expect(visitor.control("first_name")).not_to_have_attribute("aria-invalid", "true")
    visitor.fill({"last_name": "Maes", "birth_date": "1/2/1990"})
    assert visitor.send("Ouvrir le dossier") == 422
    expect(page.locator("#f-occurred_on-error")).to_contain_text("futur")


def test_a_list_of_groups_grows_and_its_errors_have_a_place(anna: Visitor) -> None:
    anna.done("open_enquiry", "03/03/2026")
    anna.begin("assess_resources")
    anna.fill({"occurred_on": "03/03/2026", "lines.0.kind": "wage", "lines.0.monthly": "beaucoup"})
    expect(anna.control("lines.2.kind")).to_have_count(0)
    assert anna.send("Ajouter : Ressource") == 200
    expect(anna.control("lines.2.kind")).to_be_visible()
    expect(anna.control("lines.0.monthly")).to_have_value("beaucoup")
    assert anna.send() == 422
    expect(anna.page.locator(".problems")).to_be_focused()
    expect(anna.control("lines.0.monthly")).to_have_attribute("aria-invalid", "true")
    assert anna.count() == 4


def test_a_double_click_acts_once(anna: Visitor) -> None:
    anna.begin("record_contact")
    anna.fill({"note": "deux fois"})
    anna.page.get_by_role("button", name="Enregistrer").dblclick()
    expect(anna.page.locator(".note.done")).to_be_visible()
    assert anna.count() == 4


def test_the_same_form_sent_again_acts_once(anna: Visitor) -> None:
    anna.begin("record_contact")
    anna.fill({"note": "renvoyé"})
    with anna.page.expect_request(lambda request: request.method == "POST") as sent:
        anna.send()
    again = anna.page.request.post(
        sent.value.url, data=sent.value.post_data or "", headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert again.status == 200
    assert anna.count() == 4


def test_a_stale_form_shows_what_is_new_and_stores_nothing(anna: Visitor, chromium: Browser, site: Site) -> None:
    anna.begin("record_contact")
    anna.fill({"note": "ma note", "duration": "20"})
    with window(chromium, site) as head:
        head.sign_in("head")
        head.file = anna.file
        head.done("issue_receipt", "02/03/2026")
    assert anna.send() == 412
    page = anna.page
    news = page.get_by_role("region", name="Noté entre-temps")
    expect(news).to_contain_text("Rien n’a été enregistré")
    expect(news.get_by_role("listitem")).to_have_count(1)
    expect(news).to_contain_text("Accusé de réception")
    expect(news).to_contain_text("par Head")
    expect(anna.control("note")).to_have_value("ma note")
    expect(anna.control("duration")).to_have_value("20")
    assert anna.send() == 303
    assert anna.count() == 5


def test_ones_own_entry_is_undone_and_stays_readable(anna: Visitor) -> None:
    anna.done("issue_receipt", "02/03/2026")
    page = anna.page
    expect(page.locator("#fact-4").get_by_role("button")).to_contain_text("Annuler (encore 15 min)")
    assert anna.send("Annuler") == 303
    expect(page.locator(".note.done")).to_contain_text("Écriture n° 4 annulée")
    expect(page.locator("#fact-4").get_by_role("button")).to_have_count(0)
    struck = page.locator("#fact-4")
    expect(struck).to_have_class("void")
    expect(struck).to_contain_text("Accusé de réception remis le 02/03/2026")
    assert "line-through" in struck.locator("b").evaluate("line => getComputedStyle(line).textDecorationLine")
    anna.begin("issue_receipt")  # the step is open again, as before


def test_the_file_as_it_was_true_and_as_it_was_known(visitor: Visitor, late_news: str) -> None:
    visitor.sign_in()
    visitor.go(late_news)
    page = visitor.page
    expect(page.locator(".tl")).to_contain_text("première rencontre")
    expect(page.locator(".tl")).to_contain_text("encodé le 20/03/2026")
    for true_on, known_on, shown in (
        ("10/03/2026", "", True), ("04/03/2026", "", False), ("", "10/03/2026", False), ("", "20/03/2026", True),
        ("10/03/2026", "10/03/2026", False),
    ):  # fmt: skip
        at(visitor, true_on, known_on)
        expect(page.locator(".note.past")).to_contain_text("Le dossier tel qu’il était")
        expect(page.locator(".tl").get_by_text("première rencontre")).to_have_count(int(shown))
        expect(page.locator(".tasks")).to_have_count(0)
    at(visitor, "demain", "")
    expect(page.locator("#true_on")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("link", name="n° 2").click()
    expect(page.locator(".note.past")).to_contain_text("juste après l’écriture n° 2")
    page.get_by_role("link", name="Revenir à aujourd’hui").click()
    expect(page.locator(".tl > li")).to_have_count(3)


def at(visitor: Visitor, true_on: str, known_on: str) -> None:
    """Ask for the file at these two dates."""
    if not visitor.page.get_by_label("Vrai le").is_visible():
        visitor.page.get_by_text("Voir à une date").click()
    visitor.page.get_by_label("Vrai le").fill(true_on)
    visitor.page.get_by_label("Connu le").fill(known_on)
    visitor.page.get_by_role("button", name="Voir", exact=True).click()


def test_without_a_mouse(visitor: Visitor, site: Site) -> None:
    desk = site.desk()
    desk.open("2026-03-02", last_name="Vervoort", first_name="Karim")
    site.settle()
    page, keys = visitor.page, visitor.page.keyboard
    visitor.go("/")
    keys.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    reach(visitor, page.get_by_label("Nom d’utilisateur"))
    keys.type("worker")
    keys.press("Tab")
    keys.type("demo")
    keys.press("Enter")
    expect(page.locator("h1")).to_contain_text("Ma liste")
    reach(visitor, page.get_by_label("Rechercher une personne"))
    keys.type("vervo")
    keys.press("Enter")
    expect(page).to_have_title("Dossiers – Parcours")
    reach(visitor, page.get_by_role("link", name="Vervoort, Karim", exact=True))
    keys.press("Enter")
    expect(page.locator("h1")).to_contain_text("Karim Vervoort")
    wanted = page.get_by_role("link", name="Acter un entretien")
    if not wanted.is_visible():
        reach(visitor, page.locator("summary").filter(has_text="Autres démarches possibles"))
        keys.press("Enter")
    reach(visitor, wanted)
    keys.press("Enter")
    expect(page.locator("h1")).to_contain_text("Acter un entretien")
    reach(visitor, page.get_by_label("vidéo"), group=visitor.control("channel"))
    reach(visitor, visitor.control("note"))
    keys.type("sans souris")
    reach(visitor, page.get_by_role("button", name="Enregistrer"))
    keys.press("Enter")
    expect(page.locator(".note.done")).to_contain_text("Acter un entretien")
    expect(page.locator(".tl")).to_contain_text("sans souris")


def reach(visitor: Visitor, wanted: Locator, group: Locator | None = None) -> None:
    """Press the tab key until the focus is there, and can be seen; within a group of choices, the arrows."""
    focused = "all => all.includes(document.activeElement)"
    for _ in range(FURTHEST):
        if (group or wanted).evaluate_all(focused):
            break
        visitor.page.keyboard.press("Tab")
    while group and not wanted.evaluate_all(focused):
        visitor.page.keyboard.press("ArrowDown")
    expect(wanted).to_be_focused()
    ring = "c => { const s = getComputedStyle(c); return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
    assert wanted.evaluate(ring), "the focus cannot be seen"
