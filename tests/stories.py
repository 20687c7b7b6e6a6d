"""Which test tells which part of the law: read in the source of the tests, never declared beside them.

A test shows a step when it names its verb, a fact when it names its class, a refusal, a warning or a deadline when it
holds its code, an article when it holds its text. What a test is about is what it asserts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from domain.kernel import TOPICS
from domain.pathway.step import STEPS
from domain.rule_book import RULE_STEPS

TESTS = Path(__file__).parent
VERBS = STEPS.keys() | RULE_STEPS.keys()
FACTS = {kind.__name__ for kind in TOPICS.values()}
NOT_STORIES = {"test_whole_law", "test_reference", "test_tidy", "test_docs", "test_bench"}
"""They list names, and tell nothing."""
ASSERTED, NAMED, LEANT_ON = 9, 3, 1
"""How much a test is about what it names: asserted, named, or only told by what it leans on."""
CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
Weights = dict[str, int]


class Tale(NamedTuple):
    """One test: its sentence, its file, and what it shows, by how much it is about it; ``given`` if told as a story."""

    sentence: str
    file: str
    shows: Mapping[str, int]
    given: bool

    def about(self, name: str, modules: Collection[str]) -> float:
        """How much the test is about that name; more in the file of the measure, in a story, with little else."""
        near = set(name.lower().split("_")) & set(self.sentence.lower().split())
        at_home = any(f"_{module}" in self.file for module in modules)
        return self.shows[name] + min(2, len(near)) + 2 * at_home + 6 * self.given - len(self.shows) / 50


@cache
def tales() -> tuple[Tale, ...]:
    """Every test that tells something of the pathway."""
    found = (tale for path in sorted(TESTS.glob("test_*.py")) if path.stem not in NOT_STORIES for tale in told_in(path))
    return tuple(tale for tale in found if tale.shows)


def told_in(path: Path) -> Iterator[Tale]:
    """The tests of one file."""
    source = path.read_text(encoding="utf-8")
    tree, given = ast.parse(source), re.search(r"from tests.story import .*\bgiven\b", source) is not None
    known = _named_at_top(tree) | _imported(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            sentence = node.name.removeprefix("test_").replace("_", " ")
            yield Tale(sentence[0].upper() + sentence[1:], path.name, _shown(node, known), given)


def best(names: Iterable[str], modules: Collection[str] = (), beside: Collection[str] = ()) -> Tale | None:
    """The test that is most about one of these names; where several measures share a name, one that shows theirs.

    ``modules`` are those of the measure, ``beside`` what else only that measure brings.
    """
    wanted = list(names)
    mine = [tale for tale in tales() if not beside or tale.shows.keys() & set(beside)]
    found = [(tale.about(name, modules), tale) for tale in mine for name in wanted if name in tale.shows]
    return max(found, key=lambda each: each[0], default=(0, None))[1]


def _named_at_top(tree: ast.Module) -> dict[str, ast.AST]:
    """What tests of a file lean on: its constants and its functions, by name."""
    found: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node.value for target in targets if isinstance(target, ast.Name)}
    return found


def _imported(tree: ast.Module) -> dict[str, ast.AST]:
    """What a file takes from the facts stories share."""
    found: dict[str, ast.AST] = {}
    for node in tree.body:
        module = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
        path = TESTS.parent / Path(*module.split(".")).with_suffix(".py") if module.startswith("tests.") else None
        if path and path.exists() and isinstance(node, ast.ImportFrom) and module != "tests.story":
            shared = _named_at_top(ast.parse(path.read_text(encoding="utf-8")))
            found |= {alias.name: shared[alias.name] for alias in node.names if alias.name in shared}
    return found


def _shown(test: ast.FunctionDef, known: Mapping[str, ast.AST]) -> Weights:
    """What the test shows, with what it leans on."""
    shows: Weights = {}
    asserted = dict.fromkeys(_inside_assertions(test), ASSERTED)
    waiting, seen = [(test, NAMED)], {test.name}
    while waiting:
        node, weight = waiting.pop()
        for each in ast.walk(node):
            name = _name_of(each)
            if name and _is_of_the_law(name):
                shows[name] = max(shows.get(name, 0), asserted.get(each, weight))
            if isinstance(each, ast.Name) and each.id in known and each.id not in seen:
                seen.add(each.id)
                waiting.append((known[each.id], LEANT_ON))  # type: ignore[arg-type]  # any node may be walked
    return shows


def _inside_assertions(test: ast.FunctionDef) -> Iterator[ast.AST]:
    """What stands in ``.then(…)``, ``.then_breaks(…)``, ``.then_warns(…)``, ``.owes_on(…)`` or ``.when(…)``.

    What a parametrized test is given is asserted too.
    """
    for node in ast.walk(test):
        called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
        if called.startswith(("then", "owes", "parametrize")) or called == "when":
            assert isinstance(node, ast.Call)
            for part in (*node.args, *node.keywords):
                yield from ast.walk(part)


def _name_of(node: ast.AST) -> str:
    """``Pathway.verb`` as its verb, a class by its name, a string by what it says."""
    match node:
        case ast.Attribute(value=ast.Name(id="Pathway" | "RuleBook"), attr=verb):
            return verb
        case ast.Name(id=name):
            return name if name in FACTS else ""
        case ast.Constant(value=str(text)):
            return text
        case _:
            return ""


def _is_of_the_law(name: str) -> bool:
    return name in FACTS or name in VERBS or bool(CODE.fullmatch(name)) or ("art." in name and len(name) < 60)
