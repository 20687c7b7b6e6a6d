"""The page of the rules: read by those who lead pathways and those who inspect them, kept by the head."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from domain.rule_words import WORDS, family_of, value_said, words_of
from infrastructure.house import House
from tests.desk import Desk
from tests.keeper import CAT2, CIRCULAR
from tests.rules import RULES
from tests.test_api import MENTIONS
from tests.test_pages import signed_in, text, token
from tests.test_scale_unknown import asked

ADD, CORRECT = "/rules/steps/add_rule", "/rules/steps/correct_rule"


def send(client: TestClient, url: str, **typed: str) -> Response:
    """The form of that address, filled in and sent."""
    blank = client.get(url)
    command = blank.text.partition('name="command_id" value="')[2].partition('"')[0]
    version = blank.text.partition('name="version" value="')[2].partition('"')[0]
    known = {"token": token(blank), "command_id": command, "version": version, "occurred_on": "24/11/2026"}
    return client.post(url, data=known | typed)


ROW = {"key": CAT2, "value": "1 340,48", "valid_from": "01/04/2026", "source": CIRCULAR}


@pytest.mark.postgres
def test_every_rule_is_shown_with_its_source_and_its_doubts(client: TestClient) -> None:
    signed_in(client)
    page = client.get("/rules", params={"q": "piis.sign.months"})
    assert page.status_code == 200
    for words in ("Signer le projet", "3 mois", "à vérifier", "les sources divergent", "cpasevere", "be+"):
        assert words in text(page)
    assert "Ajouter une ligne" not in text(page)
    assert 'href="/rules" aria-current="page"' in page.text
    whole = text(client.get("/rules"))
    assert all(words_of(key) in whole for key in ("ris.scale.cat2", "piis.sign.months"))
    assert f"Toutes {len(RULES.keys)}" in whole


@pytest.mark.postgres
def test_rules_are_looked_for_by_word_day_and_doubt(client: TestClient) -> None:
    signed_in(client)
    then = text(client.get("/rules", params={"q": "catégorie 2 isolée", "on": "15/06/2025"}))
    assert "1 314,20 € par mois" in then.replace("\u202f", " ")
    assert "aucune ce jour" not in then
    now = text(client.get("/rules", params={"q": "catégorie 2 isolée", "view": "missing"}))
    assert "aucune ce jour" in now
    assert "Signer le projet" in text(client.get("/rules", params={"view": "verify"}))
    assert "Notifier la décision" not in text(client.get("/rules", params={"view": "verify"}))
    assert "Aucune règle ne répond" in text(client.get("/rules", params={"q": "licorne"}))
    assert "Date attendue" in text(client.get("/rules", params={"on": "hier"}))


@pytest.mark.postgres
def test_the_head_adds_a_row_and_corrects_it(client: TestClient) -> None:
    signed_in(client, "head")
    empty = send(client, ADD, **ROW | {"source": ""})
    assert empty.status_code == 422
    assert "Indiquez la source de ce montant." in text(empty)
    assert 'value="1 340,48"' in empty.text
    assert "Date attendue" in text(send(client, ADD, **ROW | {"valid_from": "avril"}))
    assert "dans le futur" in text(send(client, ADD, **ROW, occurred_on="01/01/2030"))
    done = send(client, ADD, **ROW)
    assert (done.status_code, done.headers["location"]) == (303, f"/rules?q={CAT2}")
    page = client.get("/rules", params={"q": CAT2})
    assert all(words in text(page) for words in ("ligne du centre", "1 340,48", CIRCULAR, "be/1+"))
    assert "Une ligne couvre déjà cette période" in text(send(client, ADD, **ROW))
    link = next(part.partition('"')[0] for part in page.text.split('href="') if part.startswith(CORRECT))
    asked_for = parse_qs(urlsplit(link.replace("&amp;", "&")).query)
    assert (asked_for["key"], asked_for["valid_from"], asked_for["value"]) == ([CAT2], ["01/04/2026"], ["1340,48"])
    form = client.get(link.replace("&amp;", "&"))
    assert "Catégorie 2, personne isolée" in text(form)
    corrected = send(client, CORRECT, **ROW | {"value": "1341", "act_reason": "faute de frappe"})
    assert corrected.status_code == 303
    assert "1 341 € par mois" in text(client.get("/rules", params={"view": "centre"})).replace("\u202f", " ")


@pytest.mark.postgres
def test_whoever_read_an_older_book_is_told(client: TestClient) -> None:
    signed_in(client, "head")
    assert send(client, ADD, **ROW).status_code == 303
    stale = send(client, ADD, **ROW | {"key": "ris.scale.cat1", "version": "0"})
    assert stale.status_code == 412
    assert "Quelqu’un vient de changer les règles" in text(stale)


@pytest.mark.postgres
def test_only_the_head_is_given_the_forms(client: TestClient) -> None:
    for username in ("worker", "auditor"):
        signed_in(client, username)
        assert client.get("/rules").status_code == 200
        assert client.get(ADD).status_code == 403
    signed_in(client, "evaluator")
    assert client.get("/rules").status_code == 403
    signed_in(client, "head")
    assert client.get("/rules/steps/grant_ris").status_code == 404


def grant(client: TestClient, file: str) -> Response:
    """A plain grant from 1 April 2026."""
    motives: dict[str, Any] = {"motive_law": "DIS, art. 3", "motive_fact": "sans ressources", "mentions": MENTIONS}
    return send(client, f"{file}/steps/grant_ris", category="2", occurred_on="10/04/2026", **motives)


@pytest.mark.postgres
def test_a_grant_without_scale_leads_to_both_ways(client: TestClient, ready: House) -> None:
    desk = Desk(client)
    asked(desk)
    file = f"/files/{desk.pathway}"
    signed_in(client)
    refused = grant(client, file)
    assert refused.status_code == 422
    assert f'href="/rules?q={CAT2}"' in refused.text
    assert 'form="step" name="provisional" value="true"' in refused.text
    signed_in(client, "head")
    refused = grant(client, file)
    link = next(part.partition('"')[0] for part in refused.text.split('href="') if part.startswith(ADD))
    form = client.get(link.replace("&amp;", "&"))
    assert f'value="{CAT2}"' in form.text
    assert 'value="01/04/2026"' in form.text
    done = send(client, link.replace("&amp;", "&"), **ROW)
    assert done.headers["location"] == f"{file}/steps/grant_ris"
    assert grant(client, file).status_code == 303
    page = text(client.get(file))
    assert f"1 340,48 € dès le 01/04/2026 (barème à vérifier : {CIRCULAR})" in page.replace("\u202f", " ")


def test_every_rule_shipped_has_words_and_a_family() -> None:
    assert [key for key in RULES.keys if key not in WORDS] == []
    assert family_of("ris.scale.cat2") == "Barèmes du revenu d'intégration"
    assert family_of("contact.silence_days") == "Suivi et organisation"
    assert words_of("a.new.key") == "a.new.key"
    assert all(value_said(rule) for rule in RULES.rules)
