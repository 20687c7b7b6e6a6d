"""How facts stored by earlier releases read today; the domain knows only the present shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from domain.kernel import TOPICS

Fact = dict[str, Any]


class Upcast(NamedTuple):
    """From one version to the next; ``personal`` names the sealed fields of the older one, which may read `Erased`."""

    change: Callable[[Fact], Fact]
    personal: frozenset[str] = frozenset()


UPCASTS: dict[tuple[str, int], Upcast] = {}
"""By topic and older version."""
RENAMED: dict[str, str] = {}
"""Topics of earlier releases, by the one that took their place with the same fields."""


class UnknownFact(Exception):
    """A fact this release cannot read: of a topic or a version it does not know, and must not pass over."""


def upcast(topic: str, version: int, fact: Fact) -> Fact:
    """The fact, one version after the other, up to the one the domain declares."""
    for older in range(version, TOPICS[topic].VERSION):
        fact = UPCASTS[topic, older].change(fact)
    return fact


def personal_fields(topic: str, version: int) -> frozenset[str]:
    """The names of the fields that version sealed."""
    kind = TOPICS[topic]
    return kind.personal_fields() if version == kind.VERSION else UPCASTS[topic, version].personal


def known_topic(topic: str, version: int | None = None) -> str:
    """The name the topic has today; raises `UnknownFact`."""
    named = RENAMED.get(topic, topic)
    if named not in TOPICS or (version and version > TOPICS[named].VERSION):
        raise UnknownFact(f"{topic} v{version or 1}")
    return named
