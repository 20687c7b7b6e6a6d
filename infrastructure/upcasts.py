"""How facts stored by earlier releases read today; the domain knows only the present shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from domain.kernel import TOPICS

Fact = dict[str, Any]


class Upcast(NamedTuple):
    """From one version to the next; ``personal`` names the sealed fields of the older one, which may read `Erased`."""

    change: Callable[[Fact], Fact]
    personal: frozenset[str] = frozenset()


class Part(NamedTuple):
    """One of the facts an older fact reads as: its topic, the version it is told in, its fields."""

    topic: str
    version: int
    fact: Fact


class Split(NamedTuple):
    """One older fact that reads as several; ``personal`` as for `Upcast`."""

    parts: Callable[[Fact], Sequence[Part]]
    personal: frozenset[str] = frozenset()


def unchanged(fact: Fact) -> Fact:
    """A later version only has fields more, each with a default that says what the older one meant."""
    return fact


UPCASTS: dict[tuple[str, int], Upcast | Split] = {
    ("pathway.opened", 1): Upcast(unchanged),
    ("pathway.assigned", 1): Upcast(unchanged),
    ("household.declared", 1): Upcast(unchanged, frozenset({"members"})),
}
"""By topic and older version."""
RENAMED: dict[str, str] = {}
"""Topics of earlier releases, by the one that took their place with the same fields."""


class UnknownFact(Exception):
    """A fact this release cannot read: of a topic or a version it does not know, and must not pass over."""


def upcast(topic: str, version: int, fact: Fact) -> Iterator[Part]:
    """The fact as the domain declares it today, one version after the other; several where it was split."""
    if (step := UPCASTS.get((topic, version))) is None:
        named = known_topic(topic, version)
        yield Part(named, TOPICS[named].VERSION, fact)
        return
    match step:
        case Upcast():
            yield from upcast(topic, version + 1, step.change(fact))
        case Split():
            for part in step.parts(fact):
                yield from upcast(*part)


def personal_fields(topic: str, version: int) -> frozenset[str]:
    """The names of the fields that version sealed."""
    if (step := UPCASTS.get((topic, version))) is not None:
        return step.personal
    return TOPICS[known_topic(topic, version)].personal_fields()


def known_topic(topic: str, version: int | None = None) -> str:
    """The name the topic has today; raises `UnknownFact` for one nobody knows, or a version nobody can read."""
    named = RENAMED.get(topic, topic)
    if named in TOPICS and (version is None or version == TOPICS[named].VERSION or (topic, version) in UPCASTS):
        return named
    if version is not None and (topic, version) in UPCASTS:
        return topic  # a fact that was split, whose topic nobody writes any more
    raise UnknownFact(f"{topic} v{version or 1}")
