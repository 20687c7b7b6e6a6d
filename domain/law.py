"""How the law is cited, how a right is written, and what happens when a rule is broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.kernel import Erased

Facts = TypeVar("Facts")
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Article:
    """One provision of one act: the reason behind every rule in this package."""

    act: str
    number: str
    verified: bool = True

    def __str__(self) -> str:
        return f"{self.act}, {self.number}" if self.number else self.act


@dataclass(frozen=True)
class Act:
    """An act, decree or regulation; calling it cites one of its articles."""

    short: str
    title: str

    def __call__(self, number: str = "", *, verified: bool = True) -> Article:
        return Article(self.short, number, verified)


@dataclass(frozen=True)
class Refusal:
    """Why a step may not be taken: a stable code for programs, a reason for people."""

    code: str
    reason: str

    def about(self, state: object) -> Refusal:
        """The same, with what it says of the state filled in (``{state.ris.received_on:%d/%m/%Y}``)."""
        return Refusal(self.code, self.reason.format(state=state)) if "{" in self.reason else self


class RuleBroken(Exception):
    """The law forbids the step; says which article, in the user's language."""

    def __init__(self, code: str, law: Article, reason: str) -> None:
        super().__init__(f"{reason} ({law})")
        self.code, self.law, self.reason = code, law, reason


def require(holds: bool, law: Article, code: str, reason: str) -> None:
    """Let the step pass if the rule holds; otherwise name the article it breaks."""
    if not holds:
        raise RuleBroken(code, law, reason)


def present(thing: Thing | Erased | None, law: Article, code: str, reason: str) -> Thing:
    """The thing itself, which the article says must be there, and which nobody erased."""
    if thing is None or isinstance(thing, Erased):
        raise RuleBroken(code, law, reason)
    return thing


@dataclass(frozen=True)
class Condition(Generic[Facts]):
    """One condition a right depends on: its article, its wording, its test."""

    law: Article
    wording: str
    met_by: Callable[[Facts], bool]


class Right(Generic[Facts]):
    """A right, written as the law writes it: its conditions one under the other, all to be met."""

    def __init__(self, *conditions: Condition[Facts]) -> None:
        self.conditions = conditions

    def unmet_by(self, facts: Facts) -> tuple[Condition[Facts], ...]:
        """The conditions these facts do not meet, in the order of the law."""
        return tuple(condition for condition in self.conditions if not condition.met_by(facts))
