"""A decision of a file taken again, for the page and the endpoint that say why it was taken."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from application.agents import Agent
from application.errors import Unknown
from domain.delays import UNITS
from domain.french import counted, number, said
from domain.kernel import Entry
from domain.pathway import Pathway
from domain.pathway.reperformance import Read, Reperformed, is_decision, reperformed
from domain.pathway.words import LABELS
from domain.rules import Rule, RuleSet
from web.rooms import Rooms

EUROS = {
    "eur_per_month": "€ par mois",
    "eur_per_year": "€ par an",
    "eur_per_day": "€ par jour",
    "eur_per_hour": "€ par heure",
    "eur": "€",
    "percent": "%",
    "hours": "heures",
    "minutes": "minutes",
    "half_days": "demi-jours",
    "per_12_months": "en douze mois",
    "per_week": "par semaine",
}
COMPUTED = {
    "decision_id": "Identifiant",
    "contract_id": "Identifiant",
    "scale": "Barème en euros par mois",
    "countable": "Ressources comptées, en euros par mois",
    "monthly_amount": "Montant en euros par mois",
    "required_days": "Journées requises",
    "rule": "Règle appliquée",
}
"""What a step works out, beside what it asks."""


class RuleRead(NamedTuple):
    """A row of the rules that was read: its value in words, when it is in force, where it comes from."""

    key: str
    value: str
    in_force: str
    article: str
    source: str
    confidence: str
    to_verify: bool


def retaken(rooms: Rooms, pathway_id: UUID, version: int, by: Agent) -> tuple[Pathway, Reperformed]:
    """The decision of that entry taken again, for who may read the file; `Unknown` when it decides nothing."""
    pathway = rooms.pathways.get(pathway_id, by)
    found = next((each for each in pathway.history if each.originator_version == version), None)
    if found is None or not is_decision(found):
        raise Unknown
    return pathway, reperformed(pathway.history, found, rules_then(rooms, found, pathway.rules))


def rules_then(rooms: Rooms, entry: Entry, now: RuleSet) -> RuleSet:
    """The rules the act was decided under; those of today where they cannot be put together again."""
    try:
        return rooms.pathways.rules.named(entry.envelope.centre, entry.envelope.rules)
    except Unknown:
        return now


def told(read: Read) -> RuleRead:
    """A rule as one reads it."""
    rule = read.rule
    first, last = said(rule.valid_from), said(rule.valid_to)
    dates = f"du {first} au {last}" if first and last else f"dès le {first}" if first else f"jusqu'au {last}"
    return RuleRead(
        rule.key, value_of(rule), dates if first or last else "sans date connue", rule.article, rule.source,
        rule.confidence.label, rule.is_doubtful,
    )  # fmt: skip


def value_of(rule: Rule) -> str:
    """``1 288,46 € par mois``, ``3 mois``, ``oui``."""
    if isinstance(rule.value, str) or rule.unit == "bool":
        return said(bool(rule.number)) if rule.unit == "bool" and not isinstance(rule.value, str) else str(rule.value)
    if rule.unit in UNITS:
        return counted(int(rule.number), *UNITS[rule.unit])
    return f"{number(rule.number)} {EUROS.get(rule.unit, '')}".strip()


def label_of(step: str, field: str) -> str:
    """The French words of an answer, or of what the step worked out."""
    return LABELS.get(f"{step}.{field}") or LABELS.get(field) or COMPUTED.get(field, field)
