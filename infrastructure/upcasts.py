"""How facts stored by earlier releases read today; the domain knows only the present shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from domain.kernel import TOPICS, Erased

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
    """The same: what the next version adds may be left unsaid."""
    return fact


def _resources_in_words(fact: Fact) -> Fact:
    """The kind of a resource was free text, kept as what the kind « other » says; no evidence was asked for."""
    lines = fact["lines"]
    if not isinstance(lines, list):
        return fact | {"evidence_refs": lines}  # erased, as all that is personal
    return fact | {"lines": [line | {"kind": "other", "label": line["kind"]} for line in lines]}


def asking_more(sealed: frozenset[str], *more: str) -> Upcast:
    """For a version that asks more: blank in an older fact; what is sealed of it (``more``), erased with the rest."""

    def change(fact: Fact) -> Fact:
        gone = any(fact.get(name) is Erased.ERASED for name in sealed)
        return fact | dict.fromkeys(more, Erased.ERASED) if gone else fact

    return Upcast(change, sealed)


ANSWERS = frozenset({"projects", "own_means", "help_requested"})
UPCASTS: dict[tuple[str, int], Upcast | Split] = {
    ("hearing.offered", 1): Upcast(unchanged),
    ("hearing.requested", 1): Upcast(unchanged),
    ("hearing.held", 1): Upcast(unchanged, personal=frozenset({"assisted_by"})),
    ("hearing.waived", 1): Upcast(unchanged),
    ("ris.decision-notified", 1): Upcast(unchanged),
    ("interview.held", 1): Upcast(unchanged, frozenset({"note", "note_ref"})),  # no appointment was named
    ("interview.missed", 1): Upcast(unchanged),
    ("resources.assessed", 1): Upcast(_resources_in_words, frozenset({"lines"})),
    ("article60.proposed", 1): Upcast(unchanged),
    ("article60.agreement-bound", 1): Upcast(unchanged, frozenset({"referent"})),
    # no contract, programme, eligibility nor periods; without its key, a file does not know that they were never told
    ("training.enrolled", 1): Upcast(unchanged, frozenset({"contract_ref", "programme"})),
    ("training.attended", 1): Upcast(unchanged),  # no internship, nor hours planned
    ("placement.recorded", 1): Upcast(unchanged),  # no article 61 among the kinds of work
    ("piis.drafted", 1): asking_more(ANSWERS | {"objectives", "commitments"}, "milestones", "aids"),
    ("piis.signed", 1): asking_more(frozenset({"parties"}), "co_signed_by", "assisted_by"),
    ("piis.evaluated", 1): asking_more(ANSWERS | {"progress"}),
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
