"""In a browser: every page, wide and narrow, light and dark, full and empty, fits, and axe finds nothing against it.

The pictures are kept in tests/shots/, to be looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import Site, window
from tests.caseload import Caseload, caseload
from tests.visitor import Visitor

pytestmark = [pytest.mark.postgres, pytest.mark.browser]
ROOT = Path(__file__).parent.parent
SHOTS = ROOT / "tests" / "shots"
WIDTHS = (1366, 390)
TIGHT = (1024, 320)
"""Where only the width is tried: the narrowest table with all its columns, the narrowest page."""
Steps = Callable[[Visitor, Caseload], object]


@pytest.fixture(scope="module")
def told(site: Site) -> Caseload:
    """A caseload worth looking at."""
    SHOTS.mkdir(exist_ok=True)
    return caseload(site)


def erring(visitor: Visitor, told: Caseload) -> None:
    """A form sent with wrong answers."""
    visitor.file = told.long
    visitor.begin("record_contact")
    visitor.fill({"occurred_on": "31/02/2026", "duration": "une heure", "note": "Elle demande un horaire plus court."})
    assert visitor.send() == 422
    expect(visitor.page.locator(".problems")).to_be_focused()


def forbidden(visitor: Visitor, told: Caseload) -> None:
    """A form the law refuses, of many fields."""
    visitor.file = told.long
    visitor.begin("record_days")
    visitor.fill({"occurred_on": "30/04/2026", "month": "01/04/2026", "worked": "31"})
    assert visitor.send() == 422


def slipping(visitor: Visitor, told: Caseload) -> None:
    """A correction with wrong answers, of an entry of several fields."""
    visitor.go(f"{told.long}/entries/3")
    visitor.fill({"true_day": "31/02/2026", "act_reason": ""})
    assert visitor.send("Corriger") == 422


def signed_out(visitor: Visitor, told: Caseload) -> None:
    """The door, after a wrong password."""
    visitor.page.locator(".app-user").click()
    visitor.page.get_by_role("button", name="Se déconnecter").click()
    visitor.page.get_by_label("Nom d’utilisateur").fill("worker")
    visitor.page.get_by_label("Mot de passe").fill("oublié")
    visitor.page.get_by_role("button", name="Se connecter").click()
    expect(visitor.page.get_by_role("alert")).to_be_visible()


def unfolded(visitor: Visitor, path: str) -> None:
    """A page of which everything that can be opened is open."""
    visitor.go(path)
    visitor.page.locator("main details").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")


def explained(visitor: Visitor, told: Caseload, title: str) -> None:
    """Why a decision was taken, asked from its line of the history."""
    visitor.go(told.long)
    visitor.page.locator(".tl li", has_text=title).get_by_role("link", name="Pourquoi").click()
    expect(visitor.page.locator("h1")).to_contain_text(title)


def menu(visitor: Visitor, told: Caseload) -> None:
    """The menu of the account, open."""
    visitor.go("/files")
    visitor.page.locator(".app-user").click()


PAGES: dict[str, Steps] = {
    "worklist": lambda visitor, told: visitor.go("/"),
    "team": lambda visitor, told: visitor.go("/?view=team&sort=silence"),
    "files": lambda visitor, told: visitor.go("/files?view=all"),
    "file": lambda visitor, told: visitor.go(told.long),
    "file-unfolded": lambda visitor, told: unfolded(visitor, told.long),
    "file-then": lambda visitor, told: visitor.go(f"{told.long}?true_on=01/12/2025"),
    "decision": lambda visitor, told: explained(visitor, told, "RIS octroyé"),
    "decision-warned": lambda visitor, told: explained(visitor, told, "Contrat article 60"),
    "form": lambda visitor, told: visitor.go(f"{told.asked}/steps/draft_piis"),
    "form-error": erring,
    "form-refused": forbidden,
    "entry": lambda visitor, told: visitor.go(f"{told.long}/entries/18"),
    "entry-error": slipping,
    "form-hand-over": lambda visitor, told: visitor.go(f"{told.long}/steps/assign_pathway"),
    "form-closed": lambda visitor, told: visitor.go(f"{told.long}/steps/grant_ris"),
    "results": lambda visitor, told: unfolded(visitor, "/results"),
    "menu": menu,
    "not-found": lambda visitor, told: visitor.go("/files/00000000-0000-4000-8000-000000000000"),
    "sign-in": signed_out,
}
EMPTY: dict[str, Steps] = {
    "worklist": lambda visitor, told: visitor.go("/"),
    "files": lambda visitor, told: visitor.go("/files"),
    "results": lambda visitor, told: visitor.go("/results"),
    "opening": lambda visitor, told: visitor.go("/files/open"),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_fits_and_can_be_read_by_all(chromium: Browser, site: Site, told: Caseload, theme: str) -> None:
    with window(chromium, site, theme=theme) as visitor:
        visitor.sign_in()
        for name, reach in PAGES.items():
            looked_at(visitor, name, reach, told, theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_empty_desk_says_why_and_fits(chromium: Browser, site: Site, told: Caseload, theme: str) -> None:
    with window(chromium, site, theme=theme) as visitor:
        visitor.sign_in("other")
        for name, reach in EMPTY.items():
            looked_at(visitor, f"empty-{name}", reach, told, theme)
            if name != "opening":
                expect(visitor.page.locator(".empty")).to_be_visible()


def test_the_file_just_opened_fits(chromium: Browser, site: Site, told: Caseload) -> None:
    with window(chromium, site) as visitor:
        visitor.sign_in()
        looked_at(visitor, "young-file", lambda visitor, told: visitor.go(told.young), told, "light")


def test_an_airy_page_of_an_evaluator_fits(chromium: Browser, site: Site, told: Caseload) -> None:
    with window(chromium, site) as visitor:
        visitor.sign_in("evaluator")
        visitor.page.locator(".app-user").click()
        visitor.page.get_by_role("button", name="Affichage aéré").click()
        expect(visitor.page.locator("html")).to_have_attribute("data-density", "comfort")
        looked_at(visitor, "airy-results", lambda visitor, told: visitor.go("/results"), told, "light")


def test_a_list_answers_as_one_types_and_its_address_can_be_shared(
    chromium: Browser, site: Site, told: Caseload
) -> None:
    with window(chromium, site) as visitor:
        visitor.sign_in()
        page = visitor.page
        rows = page.locator("#list tbody tr")
        page.locator("#q").press_sequentially("dupon")
        expect(rows.filter(has_not_text="Dupon")).to_have_count(0)
        expect(page.locator("#q")).to_be_focused()
        expect(page).to_have_url(re.compile(r"[?&]q=dupon"))
        page.get_by_text("Équipe").click()
        expect(rows).to_have_count(2)
        page.get_by_role("button", name="Silence").click()
        expect(page.locator("th[aria-sort]")).to_contain_text("Silence")
        expect(rows).to_have_count(2)
        with window(chromium, site) as colleague:
            colleague.sign_in("head")
            colleague.go(page.url)
            expect(colleague.page.locator("#list tbody tr")).to_have_count(2)
            assert colleague.page.locator("#q").input_value() == "dupon"
        rows.first.get_by_role("link", name="Dupon").first.click()
        expect(page.locator("h1")).to_contain_text("Dupon")
        page.go_back()
        expect(rows).to_have_count(2)


def test_on_a_telephone_the_menu_opens_and_closes(chromium: Browser, site: Site, told: Caseload) -> None:
    with window(chromium, site, width=390) as visitor:
        visitor.sign_in()
        page = visitor.page
        results = page.get_by_role("link", name="Résultats")
        expect(results).to_be_hidden()
        page.get_by_role("button", name="Menu").press("Enter")
        expect(results).to_be_visible()
        page.keyboard.press("Escape")
        expect(results).to_be_hidden()
        page.get_by_role("button", name="Menu").click()
        results.click()
        expect(page.locator("h1")).to_contain_text("Résultats")


def test_what_is_wrong_with_a_page_would_be_noticed(chromium: Browser, site: Site) -> None:
    with window(chromium, site) as visitor:
        visitor.go("/sign-in")
        page = visitor.page
        assert violations(visitor) == []
        page.evaluate("document.querySelector('main').innerHTML += '<input id=wide size=999><p style=color:red>x</p>'")
        page.evaluate("document.querySelector('#wide').after(document.createElement('img'))")
        assert not page.evaluate(FITS)
        assert {found.partition(":")[0] for found in violations(visitor)} >= {"label", "image-alt"}
        assert any("Content Security Policy" in complaint for complaint in visitor.complaints)
        visitor.complaints.clear()


def looked_at(visitor: Visitor, name: str, reach: Steps, told: Caseload, theme: str) -> None:
    """The page at each width: its picture, what axe says, and that nothing sticks out."""
    page = visitor.page
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    reach(visitor, told)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
    for width in (*WIDTHS, *TIGHT):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("document.fonts.ready.then(() => true)")
        assert page.evaluate(FITS), f"{name} sticks out at {width}"
        assert page.evaluate(CLIPPED) == [], f"{name} at {width}"
        if width in WIDTHS:
            page.screenshot(path=SHOTS / f"{name}-{width}-{theme}.png", full_page=True)
            assert violations(visitor) == [], f"{name} at {width}, {theme}"


FITS = "document.scrollingElement.scrollWidth <= innerWidth"
CLIPPED = """() => [...document.querySelectorAll('main *')]
    .filter(each => each.checkVisibility() && !each.closest('.visually-hidden, select, svg')
        && ['hidden', 'clip'].includes(getComputedStyle(each).overflowX)
        && each.scrollWidth > each.clientWidth + 1)
    .map(each => each.outerHTML.slice(0, 120))"""
"""Text cut off at the side of its box."""


@cache
def axe() -> str:
    """The rules of accessibility, as a script; the build hook fetches it."""
    return (ROOT / "build" / "axe.min.js").read_text(encoding="utf-8")


def violations(visitor: Visitor) -> list[str]:
    """What axe-core finds against the page as it stands, under the page's own content policy."""
    if not visitor.page.evaluate("'axe' in window"):
        visitor.page.evaluate(axe() + "; true")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    asked = {"runOnly": tags, "resultTypes": ["violations"], "preload": False}  # only what is wrong is told at length
    found: dict[str, Any] = visitor.page.evaluate("asked => axe.run(asked)", asked)
    return [
        f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')}"
        for violation in found["violations"]
        for node in violation["nodes"][:3]
    ]
