"""The documents say what is so: the reference is fresh, the glossary names what exists, links lead somewhere."""

import re
from pathlib import Path

import pytest

from tests.reference import stale

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LAW = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "domain").rglob("*.py"))


def test_the_reference_is_fresh() -> None:
    assert stale() == []


def test_the_glossary_names_what_the_code_has() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for name in re.findall(r"`([\w.]+)` \|$", glossary, re.MULTILINE):
        for part in name.split("."):
            assert re.search(rf"(class |def |^|^    ){part}\b|\"{part}\"", LAW, re.MULTILINE), name


def test_the_architecture_names_every_module_of_the_law_and_of_the_web() -> None:
    named = set(re.findall(r"`([\w/]+)`", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")))
    law = {path.stem for path in (ROOT / "domain" / "pathway").glob("[!_]*.py")}
    web = {str(path.relative_to(ROOT / "web").with_suffix("")) for path in (ROOT / "web").rglob("[!_]*.py")}
    assert law - named == web - named == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda page: page.name)
def test_a_decision_is_short(page: Path) -> None:
    assert 8 <= len(page.read_text(encoding="utf-8").splitlines()) <= 30


QUOTED = re.compile(r"^\[[^]]+\]\(\.\./([^)]+)\)\n\n```\w*\n(.*?)```$", re.MULTILINE | re.DOTALL)
"""A block of code, under the link to the file it is copied from."""


def test_the_walk_from_law_to_code_quotes_the_code_as_it_stands() -> None:
    walk = (ROOT / "docs" / "from-law-to-code.md").read_text(encoding="utf-8")
    quoted = QUOTED.findall(walk)
    assert len(quoted) == walk.count("```") // 2
    for path, block in quoted:
        assert block in (ROOT / path).read_text(encoding="utf-8"), f"{path} no longer says:\n{block}"
