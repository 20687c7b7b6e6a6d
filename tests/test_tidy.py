"""What no linter checks: the size of things, what the law may import, words."""

import ast
import re
import sys
from pathlib import Path

import pytest

from domain.kernel import TOPICS
from domain.pathway.step import STEPS
from domain.pathway.words import LABELS
from domain.rule_book import RULE_STEPS
from web.fields import fields_of

ROOT = Path(__file__).parent.parent
FOLDERS = ("domain", "application", "projections", "infrastructure", "web", "tests")
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
SOURCES += sorted(ROOT.glob("*.py"))
TEMPLATES = sorted((ROOT / "web" / "templates").rglob("*.html"))
LINES_PER_FILE, LINES_PER_FUNCTION, LINES_PER_TEMPLATE = 300, 40, 150
FORBIDDEN_NAMES = ("Manager", "Helper", "Utils", "Service", "DTO")
DOMAIN_SPEAKS = {"domain", "pydantic", "stdnum", "holidays"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_every_file_is_short_and_says_what_it_is(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert ast.get_docstring(tree), "a module begins by saying what it is"
    assert len(source.splitlines()) <= LINES_PER_FILE
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LINES_PER_FUNCTION, node.name
        if isinstance(node, ast.ClassDef):
            assert not node.name.endswith(FORBIDDEN_NAMES), node.name


@pytest.mark.parametrize("path", [path for path in SOURCES if "tests" not in path.parts], ids=name)
def test_everything_public_says_what_no_name_can(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    scopes: list[ast.Module | ast.ClassDef] = [tree]
    scopes += [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    for scope in scopes:
        protocol = isinstance(scope, ast.ClassDef) and any(getattr(b, "id", "") == "Protocol" for b in scope.bases)
        for node in scope.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            known = protocol or node.name in {"apply", "sentence"} or _overrides(node)
            assert known or ast.get_docstring(node), f"{node.name} has no docstring"


def _overrides(node: ast.FunctionDef | ast.ClassDef) -> bool:
    return any(getattr(decorator, "id", "") in {"override", "overload"} for decorator in node.decorator_list)


@pytest.mark.parametrize("path", [path for path in SOURCES if path.parent.name in {"domain", "pathway"}], ids=name)
def test_the_law_imports_only_what_it_may(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        for root in {name.partition(".")[0] for name in [*names, module] if name}:
            assert root in DOMAIN_SPEAKS | sys.stdlib_module_names, root


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_template_is_short_safe_and_used(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LINES_PER_TEMPLATE
    assert "|safe" not in source.replace(" ", "")
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", source), "no inline style or script"
    mine = str(path.relative_to(ROOT / "web" / "templates"))
    readers = [other for other in (*TEMPLATES, *SOURCES) if other != path]
    assert any(mine in other.read_text(encoding="utf-8") for other in readers), "no page uses it"


def test_no_topic_is_told_apart_by_its_case_or_its_dots() -> None:
    for topic, kind in TOPICS.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*", topic), topic
        assert kind.FRENCH, topic


@pytest.mark.parametrize("step", [*STEPS, *RULE_STEPS])
def test_every_answer_is_asked_for_in_french(step: str) -> None:
    assert all(field.label for field in fields_of(step))


def test_no_label_waits_for_a_field() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES if "domain" in path.parts)
    unused = [label for label in LABELS if not re.search(rf"\b{label.rpartition('.')[2]}: ", source)]
    assert unused == []
