"""Why a decision was taken, for programs: what it rested on, and what comes out when it is taken again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic_core import to_jsonable_python

from domain.law import RuleBroken
from domain.pathway.reperformance import Read, Reperformed
from domain.pathway.step import NotAllowed
from domain.rules import RuleMissing
from web.api.pathways import masked, warned
from web.decided import retaken
from web.identity import Program
from web.rooms import In

router = APIRouter(prefix="/api/v1/pathways", tags=["pathways"])


@router.get("/{pathway_id}/decisions/{version}")
def decision(pathway_id: UUID, version: int, rooms: In, by: Program) -> dict[str, Any]:
    """One decision, the rules read for it, and the same decision taken again under the rules of today."""
    _pathway, again = retaken(rooms, pathway_id, version, by)
    entry = again.entry
    return {
        "version": version, "topic": entry.event.TOPIC, "sentence": entry.event.sentence,
        "occurred_on": entry.occurred_on, "recorded_at": entry.recorded_at, "author": entry.envelope.actor,
        "imported": entry.envelope.is_imported, "step": again.step.name, "article": str(again.step.law),
        "rules": {"then": entry.envelope.rules, "now": again.rule_set_id, "same": again.same_rule_set},
        "rules_read": [row(read) for read in again.rules_read],
        "answers": masked(to_jsonable_python(dict(again.answers))), "fact": masked(to_jsonable_python(entry.event)),
        **outcome(again),
    }  # fmt: skip


def outcome(again: Reperformed) -> dict[str, Any]:
    """Identical, or what differs, or why the step is refused today."""
    differences = [{"field": each.field, "recorded": each.recorded, "again": each.again} for each in again.differences]
    return {
        "identical": again.is_identical, "differences": masked(to_jsonable_python(differences)),
        "refusal": refused(again.refusal), "warnings": [warned(each) for each in again.warnings],
    }  # fmt: skip


def refused(refusal: RuleBroken | RuleMissing | NotAllowed | None) -> dict[str, str] | None:
    """Why the step cannot be taken again today."""
    match refusal:
        case RuleBroken():
            return {"code": refusal.code, "article": str(refusal.law), "reason": refusal.reason}
        case NotAllowed():
            return {"code": refusal.code, "article": "", "reason": refusal.reason}
        case RuleMissing():
            return {"code": "RULE_MISSING", "article": "", "reason": str(refusal)}
        case None:
            return None


def row(read: Read) -> dict[str, Any]:
    """A row of the rules, and the day it was looked up for."""
    rule = read.rule
    return {
        "key": rule.key, "on": read.on, "value": str(rule.value), "unit": rule.unit, "valid_from": rule.valid_from,
        "valid_to": rule.valid_to, "article": rule.article, "source": rule.source,
        "confidence": rule.confidence.value, "to_verify": rule.is_doubtful, "origin": rule.origin,
    }  # fmt: skip
