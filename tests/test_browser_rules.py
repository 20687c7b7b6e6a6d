"""In a browser: the rules read, a grant refused for want of a scale, the head who loads it, the grant that follows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import Site, window
from tests.caseload import Caseload
from tests.keeper import CAT2, CIRCULAR
from tests.test_browser_looks import SHOTS, looked_at, unfolded
from tests.test_scale_unknown import asked
from tests.visitor import Visitor

pytestmark = [pytest.mark.postgres, pytest.mark.browser]
NOBODY = Caseload("", "", "")
ROW = {"key": CAT2, "value": "1 340,48", "valid_from": "01/04/2026", "source": CIRCULAR}


@pytest.fixture
def file(site: Site) -> str:
    """The address of a request that waits for its decision."""
    SHOTS.mkdir(exist_ok=True)
    site.clock(2026, 11, 24, 9)
    desk = site.desk()
    asked(desk)
    return f"/files/{desk.pathway}"


def wrong(visitor: Visitor, told: Caseload) -> None:
    """The head forgot the source."""
    visitor.go(f"/rules/steps/add_rule?key={CAT2}&valid_from=01/04/2026")
    visitor.fill({"value": "1340,48"})
    assert visitor.send() == 422


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_rules_fit_and_can_be_read_by_all(chromium: Browser, site: Site, file: str, theme: str) -> None:
    with window(chromium, site, theme=theme) as visitor:
        visitor.sign_in("head")
        looked_at(visitor, "rules", lambda visitor, told: visitor.go("/rules"), NOBODY, theme)
        looked_at(visitor, "rules-unfolded", lambda visitor, told: unfolded(visitor, "/rules?q=ris.s"), NOBODY, theme)
        looked_at(visitor, "rules-none", lambda visitor, told: visitor.go("/rules?q=licorne"), NOBODY, theme)
        looked_at(visitor, "rule-form-refused", wrong, NOBODY, theme)
        looked_at(visitor, "scale-unknown", lambda visitor, told: refused(visitor, file, "3"), NOBODY, theme)


def decide(visitor: Visitor, category: str) -> None:
    """Fill in a plain grant from 1 April 2026."""
    visitor.fill({"occurred_on": "10/04/2026", "category": category})
    visitor.fill({"motive_law": "DIS, art. 3", "motive_fact": "aucun revenu"})
    for box in visitor.control("mentions").all():
        box.check()


def refused(visitor: Visitor, file: str, category: str) -> None:
    """Send it, in vain."""
    visitor.go(f"{file}/steps/grant_ris")
    decide(visitor, category)
    assert visitor.send() == 422
    expect(visitor.page.get_by_role("alert")).to_contain_text("SCALE_UNKNOWN")


def test_from_a_refusal_to_the_row_of_the_centre_and_to_the_grant(chromium: Browser, site: Site, file: str) -> None:
    with window(chromium, site) as visitor:
        visitor.sign_in("head")
        refused(visitor, file, "2")
        visitor.page.get_by_role("link", name="Charger le barème").click()
        visitor.fill({"value": ROW["value"], "source": ROW["source"]})
        assert visitor.send() == 303
        expect(visitor.page.locator(".note.done")).to_contain_text("à vérifier")
        decide(visitor, "2")
        assert visitor.send() == 303
        expect(visitor.page.locator(".facts")).to_contain_text("barème à vérifier")
        looked_at(
            visitor, "rules-centre", lambda visitor, told: unfolded(visitor, "/rules?view=centre"), NOBODY, "light"
        )


def test_or_provisionally_by_one_button(chromium: Browser, site: Site, file: str) -> None:
    with window(chromium, site) as visitor:
        visitor.sign_in()
        refused(visitor, file, "3")
        assert visitor.send("Octroyer à titre provisoire, au dernier montant vérifié") == 303
        expect(visitor.page.locator(".facts")).to_contain_text("(provisoire)")
