"""Somebody at a page: signs in, opens files, fills in forms, reads what is said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

Answers = dict[str, str | Iterable[str]]
DOCUMENT = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
"""What Chromium tells of a page that was answered with a refusal."""


class Visitor:
    """One window; remembers the file at hand, and all that the browser complained of."""

    def __init__(self, page: Page) -> None:
        self.page, self.file = page, ""
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        refused = DOCUMENT.match(message.text) and "/assets/" not in message.location["url"]
        if message.type in {"error", "warning"} and not refused:
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def go(self, path: str) -> Response:
        """To that address of ours."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer

    def sign_in(self, username: str = "worker", password: str = "demo") -> None:
        """Come in."""
        self.go("/sign-in")
        self.page.get_by_label("Nom d’utilisateur").fill(username)
        self.page.get_by_label("Mot de passe").fill(password)
        self.page.get_by_role("button", name="Se connecter").click()
        expect(self.page.locator(".app-user")).to_be_visible()

    def open(self, on: str, **identity: Any) -> None:
        """Open a file, which becomes the one at hand."""
        self.go("/")
        self.page.get_by_role("link", name="Nouvelle demande").click()
        self.fill({"occurred_on": on} | identity)
        self.send("Ouvrir le dossier")
        self.file = re.sub(r"^https?://[^/]+", "", self.page.url)

    def begin(self, step: str) -> None:
        """From the file to the form of one of its open steps, by its link."""
        if not self.page.url.endswith(self.file):
            self.go(self.file)
        link = self.page.locator(f'.tasks a[href$="/steps/{step}"]')
        if not link.is_visible():
            self.page.get_by_text("Autres démarches possibles").click()
        link.click()
        expect(self.page.locator("form .form-end")).to_be_visible()

    def fill(self, answers: Answers) -> None:
        """Answer the questions of the form."""
        for name, answer in answers.items():
            control = self.control(name)
            kind = control.first.evaluate("control => control.type")
            if kind in {"radio", "checkbox"}:
                for value in [answer] if isinstance(answer, str) else answer:
                    control.and_(self.page.locator(f'[value="{value}"]')).check()
            elif kind == "select-one":
                control.select_option(str(answer))
            else:
                control.fill(str(answer))

    def control(self, name: str) -> Locator:
        """What takes the answer of that name."""
        return self.page.locator(f'main [name="{name}"]')

    def send(self, button: str = "Enregistrer") -> int:
        """Send the form; the status of what comes back."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST") as sent:
            self.page.get_by_role("button", name=button, exact=True).click()
        self.page.wait_for_load_state()
        return sent.value.status

    def done(self, step: str, on: str, **answers: Any) -> None:
        """Take a step that must succeed, and be told so."""
        self.begin(step)
        self.fill({"occurred_on": on} | answers)
        assert self.send() == 303
        expect(self.page.locator(".note.done")).to_contain_text("Enregistré")

    def refused(self, step: str, on: str, code: str, **answers: Any) -> None:
        """Fill in a form the law refuses: code and article are shown, what was typed stays, nothing is stored."""
        self.begin(step)
        version = self.control("version").input_value()
        self.fill({"occurred_on": on} | answers)
        typed = self.typed()
        assert self.send() == 422
        note = self.page.get_by_role("alert")
        expect(note.locator("small")).to_have_text(re.compile(rf"\S.* · code {code} · rien n’a été enregistré"))
        assert self.typed() == typed
        assert self.control("version").input_value() == version
        assert self.count() == int(version)

    def closed(self, step: str, code: str) -> None:
        """A step that may not be taken now is listed with the reason, and its page says so in place of the form."""
        answer = self.go(f"{self.file}/steps/{step}")
        assert answer.status == 200
        expect(self.page.get_by_role("alert")).to_contain_text(f"code {code}")
        label, reason = self.page.locator("h1").inner_text(), self.page.locator(".note.refused b").inner_text()
        expect(self.page.locator("main form")).to_have_count(0)
        self.go(self.file)
        self.page.get_by_text("Pas maintenant, et pourquoi").click()
        line = self.page.locator(".tasks li").filter(has=self.page.get_by_text(label, exact=True))
        expect(line).to_contain_text(reason)

    def typed(self) -> list[tuple[str, str]]:
        """Every answer as the form now has it, but for the key that makes sending it twice act once."""
        form = "form => [...new FormData(form)].filter(([name]) => !['token', 'version'].includes(name))"
        found: list[list[str]] = self.page.locator('main form[method="post"]').last.evaluate(form)
        return [(name, value.replace("\r\n", "\n")) for name, value in found]

    def count(self) -> int:
        """How many entries the history of the file at hand has."""
        self.go(self.file)
        told = self.page.locator("#family option").first.inner_text()
        return int(re.sub(r"\D", "", told))

    def sentences(self) -> list[str]:
        """The history, the last that happened first."""
        return self.page.locator(".tl > li > div").all_inner_texts()
