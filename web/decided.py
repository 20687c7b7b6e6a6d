"""A decision of a file taken again, for the page and the endpoint that say why it was taken."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from application.agents import Agent
from application.errors import Unknown
from domain.french import day, said
from domain.kernel import Entry
from domain.pathway import Pathway
from domain.pathway.corrections import overlaid
from domain.pathway.reperformance import Read, Reperformed, is_decision, reperformed
from domain.pathway.words import asked
from domain.rule_words import period, value_said, words_of
from domain.rules import RuleSet
from web.rooms import Rooms


class RuleRead(NamedTuple):
    """A row of the rules that was read: its value in words, when it is in force, where it comes from."""

    key: str
    value: str
    in_force: str
    article: str
    source: str
    confidence: str
    to_verify: bool
    words: str


def retaken(rooms: Rooms, pathway_id: UUID, version: int, by: Agent) -> tuple[Pathway, Reperformed]:
    """The decision of that entry taken again, for who may read the file; `Unknown` when it decides nothing."""
    pathway = rooms.pathways.get(pathway_id, by)
    found = next((each for each in pathway.history if each.originator_version == version), None)
    if found is None or not is_decision(found):
        raise Unknown
    reads = next((each for each in overlaid(pathway.history) if each.originator_version == version), found)
    return pathway, reperformed(pathway.history, reads, rules_then(rooms, found, pathway.rules))


def results(again: Reperformed) -> list[tuple[str, str]]:
    """What came of the decision beside its answers: the scale, what was deducted, the amount."""
    fact = again.entry.event
    worked_out = ((name, value) for name, value in fact if name not in again.answers and not name.endswith("_id"))
    return [(label_of(fact.TOPIC, name), said(value)) for name, value in worked_out if said(value)]


def rules_then(rooms: Rooms, entry: Entry, now: RuleSet) -> RuleSet:
    """The rules the act was decided under; those of today where they cannot be put together again."""
    try:
        return rooms.pathways.rules.named(entry.envelope.centre, entry.envelope.rules)
    except Unknown:
        return now


def told(read: Read) -> RuleRead:
    """A rule as one reads it; the last one known before the day asked for says so."""
    rule = read.rule
    late = "" if rule.in_force(read.on) else f" ; dernière connue avant le {day(read.on)}"
    return RuleRead(
        rule.key, value_said(rule), period(rule) + late, rule.article, rule.source, rule.confidence.label,
        rule.is_doubtful, words_of(rule.key),
    )  # fmt: skip


def label_of(step: str, field: str) -> str:
    """The French words of an answer, or of what the step worked out."""
    return "Identifiant" if field.endswith("_id") else asked(step, field)
