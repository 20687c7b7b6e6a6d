"""Every part of the law of the pathway has a story; what has none is named here, and on the page."""

from __future__ import annotations

import ast
import re

import pytest

from domain.pathway.step import STEPS
from tests.measures import Owed, rooms, table
from tests.pathway_page import anchor, gaps, pathway
from tests.stories import TESTS, best, tales, told_in

ACTS = {
    "DIS": "DIS", "RD": "AR DIS", "LO": "LO CPAS", "CISP-D": "Décret CISP", "FC-D": "Décret FOREM-CPAS",
    "circular": "Circulaire PIIS",
}  # fmt: skip
"""How the table of deadlines names an act, and how the code does."""
OURS = {"REGULARISE": "the law dates no such day: a grant made without a scale is put right when one is known"}
"""Deadlines of our own that the table does not hold, and why."""
ELSEWHERE = {
    "AGREEMENT_END", "AGREEMENT_REPORT", "SHOP_REPORT", "CERT_END", "FC_CONSULT", "FC_REPORT",
}  # fmt: skip
"""What agreements, job shops and centres owe, which is not the pathway of a person."""
OWED = [owed for room in rooms() for owed in room.owed.values()]


@pytest.mark.parametrize("kind", ["step", "fact", "refusal", "deadline", "article"])
def test_every_step_fact_refusal_deadline_and_article_has_a_story(kind: str) -> None:
    assert [name for lacking, name in gaps() if lacking == kind] == []


def test_every_step_is_told_on_the_page_and_every_heading_is_reached() -> None:
    page = "".join(pathway())
    assert all(f"`{name}`" in page for name in STEPS)
    headings = {anchor(title) for title in re.findall(r"^## (.+)$", page, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= headings


def test_every_deadline_of_the_table_is_owed_by_some_life_or_story() -> None:
    declared = {owed.code for owed in OWED}
    assert sorted(table().keys() - ELSEWHERE - declared) == [], "no measure owes it"
    assert sorted(owed.code for owed in OWED if not owed.example and not best([owed.code])) == [], "nobody owes it"


@pytest.mark.parametrize("owed", OWED, ids=lambda owed: owed.code)
def test_a_deadline_is_that_of_the_table_or_says_why_it_is_ours(owed: Owed) -> None:
    if owed.row is None:
        assert OURS.get(owed.code), "add its row to deadlines.csv, or say why it has none"
        return
    if owed.law is None:
        return  # no life comes to owe it: another test says so
    written, _, number = owed.row["article"].partition(" ")
    if written in ACTS:
        assert owed.law.act == ACTS[written], owed.row["article"]
        found = re.search(r"\d+", number)
        assert not (found and owed.law.number) or found[0] in owed.law.number, owed.row["article"]
        assert "(M)" not in number or not owed.law.verified
    else:  # D or a seed: a practice, never dressed up as law
        assert owed.law.act in {"Pratique", "Osez Liège", "Décret 60/61"}, owed.row["article"]
    if owed.delay and re.match(r"\+[a-z]", owed.row["rule"]):
        assert owed.row["rule"].split()[0] == f"+{owed.delay.rule}"


def test_a_story_is_a_sentence() -> None:
    assert [tale.sentence for tale in tales() if len(tale.sentence.split()) < 3] == []


def test_a_story_shows_what_it_asserts_more_than_what_it_leans_on() -> None:
    shown = next(tale for tale in told_in(TESTS / "test_piis.py") if tale.sentence.startswith("Nobody signs before"))
    assert shown.given
    assert shown.shows["REFLECTION_PERIOD"] > shown.shows.get("RisGranted", 0)
    found = best(["REFLECTION_PERIOD"], ["piis"])
    assert found
    assert found.file == "test_piis.py"
    assert best(["A_CODE_NOBODY_EVER_SAID"[:-1]]) is None


def test_what_no_story_shows_is_a_gap_of_its_measure_only() -> None:
    source = (TESTS / "test_stories_ris.py").read_text(encoding="utf-8")
    assert "NO_REQUEST_PENDING" in {
        node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)
    }
    assert best(["NO_REQUEST_PENDING"], ["hearing"], {"no_such_step"}) is None
