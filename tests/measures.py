"""The law of the pathway, measure by measure, read in the code: steps, facts, refusals, deadlines, articles."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from domain import rule_book
from domain.delays import Deadline, Delay
from domain.kernel import TOPICS, Event
from domain.law import Article, Refusal
from domain.pathway import Pathway, due, state_of
from domain.pathway.step import STEPS, Step
from domain.rule_book import RULE_STEPS
from tests.lives import LIVES
from tests.rules import RULES, TABLES
from tests.story import history

LAW = TABLES.parent / "pathway"
TITLES = {
    "identity": "Le dossier",
    "ris": "Le revenu d'intégration (RIS)",
    "hearing": "L'audition",
    "sanctions": "Les sanctions",
    "appeal": "Le recours",
    "piis": "Le projet individualisé (PIIS)",
    "article60": "Les contrats d'insertion : articles 60 § 7 et 61",
    "impulsion": "Les aides à l'embauche (Impulsion)",
    "training": "La formation CISP",
    "placement": "L'emploi",
    "followup": "Les entretiens, contacts et convocations",
    "forem": "L'inscription au FOREM",
    "referral": "Les services et orientations",
    "consent": "Le consentement au partage",
    "corrections": "Les corrections",
    "rules": "Les règles d'un centre",
    "step": "Toute démarche",
}
HOMES = {
    **dict.fromkeys(("household", "assignment", "transfer", "links", "national"), "identity"),
    **dict.fromkeys(("entitlement", "spi", "stay", "decisions", "deciding"), "ris"),
    **dict.fromkeys(("article61", "contract", "insertion"), "article60"),
    **dict.fromkeys(("work",), "placement"),
    "sanctioning": "sanctions",
    "appointment": "followup",
    "services": "referral",
    "correction": "corrections",
    "enterprise": "step",
    "episode": "step",
}
"""The measure a module belongs to, by its first word, when that is not its own name."""
Names = dict[str, Any]
CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")


@dataclass
class Saying:
    """A refusal or a warning: its code, its words, the articles it may name, whether it only warns."""

    code: str
    words: str = ""
    articles: set[Article] = field(default_factory=set)
    warns: bool = False
    refuses: bool = False


@dataclass
class Owed:
    """A deadline: its code, its row in the table, how the code declares it, an example a life owes."""

    code: str
    row: dict[str, str] | None = None
    delay: Delay | None = None
    example: Deadline | None = None

    @property
    def law(self) -> Article | None:
        """The article it rests on, as the code says it."""
        return self.delay.law if self.delay else self.example.law if self.example else None

    @property
    def label(self) -> str:
        """What is owed, in French."""
        return self.delay.label if self.delay else self.example.label if self.example else ""


@dataclass
class Room:
    """One measure: its modules, and what each of them brings."""

    key: str
    modules: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    facts: list[type[Event]] = field(default_factory=list)
    sayings: dict[str, Saying] = field(default_factory=dict)
    owed: dict[str, Owed] = field(default_factory=dict)
    articles: set[Article] = field(default_factory=set)

    @property
    def title(self) -> str:
        """Its name in French, or the module's."""
        return TITLES.get(self.key, self.key)


@cache
def rooms() -> tuple[Room, ...]:
    """Every measure, in the order of `Pathway`; what every step leans on comes last."""
    ordered = [base.__module__.rpartition(".")[2] for base in Pathway.__mro__ if base.__module__.startswith("domain.")]
    files = sorted(path.stem for path in LAW.glob("*.py") if path.stem not in {"__init__", "words", "measure"})
    names = list(dict.fromkeys([*ordered, *files]))
    found: dict[str, Room] = {}
    for name in (each for each in names if each not in {"pathway", "explanation", "reperformance"}):
        key = _key_of(name)
        room = found.setdefault(key, Room(key))
        _read(import_module(f"domain.pathway.{name}"), room)
    _read(rule_book, found.setdefault("rules", Room("rules")))
    found["step"] = found.pop("step")
    return tuple(room for room in found.values() if room.steps or room.sayings or room.owed or room.facts)


def _key_of(name: str) -> str:
    """``ris_decision`` belongs to ``ris``; a module of no known measure is one of its own."""
    first = name.partition("_")[0]
    return HOMES.get(first) or (first if first in TITLES else name)


def _read(module: ModuleType, room: Room) -> None:
    """Add to a measure what one of its modules brings."""
    name = module.__name__
    room.modules.append(name.rpartition(".")[2] + ".py")
    room.steps += [step for step in (*STEPS.values(), *RULE_STEPS.values()) if step.verb.__module__ == name]
    room.facts += [kind for kind in TOPICS.values() if kind.__module__ == name]
    tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
    names = _names(tree, module)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        _said_by(call, names, room)
        _owed_by(call, names, room)
        if isinstance(found := _worth(call, names), Article):
            room.articles.add(found)
    room.articles |= {step.law for step in room.steps}
    choices = {*_choices(tree)}
    for code in _texts(tree) & table().keys() - choices - room.owed.keys() - room.sayings.keys():
        room.owed[code] = Owed(code, table()[code], example=examples().get(code))
    for text in sorted(_handed_on(tree) - choices - room.owed.keys()):
        if CODE.fullmatch(text):
            room.sayings.setdefault(text, Saying(text, refuses=True))


def _names(tree: ast.Module, module: ModuleType) -> Names:
    """What the names of a module are worth, those its verbs give to a text or an article included."""
    names = dict(vars(module))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            text = _text(node.value, names)
            found = text if text is not None else _worth(node.value, names)
            if isinstance(found, str | Article):
                names.setdefault(node.targets[0].id, found)
    return names


def _said_by(call: ast.Call, names: Names, room: Room) -> None:
    """What ``require``, ``present``, ``RuleBroken``, ``Refusal`` or ``self.warn`` say, by its code."""
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    place = {"require": (1, 2), "present": (1, 2), "RuleBroken": (1, 0), "warn": (0, 1)}.get(called)
    kind = _worth(call.func, names)
    if place is None and isinstance(kind, type) and issubclass(kind, Refusal):
        place = (-1, 0)
    if place is None or len(call.args) <= max(place):
        return
    law, at = place
    code, words = _worth(call.args[at], names), _words(call, max(place) + 1, names)
    if not isinstance(code, str):
        return
    saying = room.sayings.setdefault(code, Saying(code))
    saying.words = words if words and (not saying.words or (called != "warn" and not saying.refuses)) else saying.words
    saying.warns, saying.refuses = saying.warns or called == "warn", saying.refuses or called != "warn"
    article = _worth(call.args[law], names) if law >= 0 else None
    if isinstance(article, Article):
        saying.articles.add(article)


def _words(call: ast.Call, at: int, names: Names) -> str:
    """The French words of a refusal; what is filled in later is shown as « … »."""
    return (_text(call.args[at], names) or "") if len(call.args) > at else ""


def _text(node: ast.AST, names: Names) -> str | None:
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else _text(part, names) for part in node.values)
        return "".join(str(part or "…") for part in parts)
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, names) if isinstance(node.value, ast.Name) else None
    found = _worth(node, names)
    return re.sub(r"\{[^}]*\}", "…", found) if isinstance(found, str) else None


def _owed_by(call: ast.Call, names: Names, room: Room) -> None:
    """The codes of a ``Delay`` or a ``Deadline``, chosen between two as may be."""
    if getattr(call.func, "id", "") not in {"Delay", "Deadline"} or not call.args:
        return
    codes = [node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)]
    for code in (each for each in codes if isinstance(each, str) and each.isupper()):
        delay = _worth(call, names)
        owed = room.owed.setdefault(code, Owed(code, table().get(code), example=examples().get(code)))
        owed.delay = delay if isinstance(delay, Delay) else owed.delay


def _worth(node: ast.AST, names: Names) -> Any:
    """What an expression is worth, when it needs nothing but what its module knows; None otherwise."""
    told = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    if not told <= names.keys() or not all(isinstance(each, PLAIN) for each in ast.walk(node)):
        return None
    try:
        return eval(ast.unparse(node), dict(names))  # the source of the product itself
    except Exception:
        return None


PLAIN = (ast.Name, ast.Attribute, ast.Constant, ast.Call, ast.keyword, ast.Load, ast.expr_context)


def _texts(tree: ast.Module) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _handed_on(tree: ast.Module) -> set[str]:
    """The texts a verb gives to another function, which may refuse in its name."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    given = [
        call.args for call in calls if (getattr(call.func, "id", "") or getattr(call.func, "attr", ""))[:1].islower()
    ]
    return {arg.value for args in given for arg in args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}


def _choices(tree: ast.Module) -> Iterator[str]:
    """The codes of closed lists, which are no refusals."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and not node.name.endswith("Steps"):
            yield from _texts(ast.Module([each for each in node.body if isinstance(each, ast.Assign)], []))


@cache
def table() -> dict[str, dict[str, str]]:
    """The deadlines of the law, by code."""
    with (TABLES / "deadlines.csv").open(encoding="utf-8", newline="") as rows:
        return {row["code"]: row for row in csv.DictReader(rows)}


@cache
def examples() -> dict[str, Deadline]:
    """One deadline of each code that some life owes at some point."""
    found: dict[str, Deadline] = {}
    for life in LIVES:
        told = history(*life)
        for length in range(1, len(told) + 1):
            found = {deadline.code: deadline for deadline in due(state_of(told[:length]), RULES)} | found
    return found
