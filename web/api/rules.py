"""The rules in force for the agent's centre, and the book a head keeps of them, by steps shaped as a pathway's."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from application.errors import Unknown
from application.once import Act
from domain.pathway import State
from domain.pathway.explanation import Answer
from domain.rule_book import RULE_STEPS
from domain.rules import Rule
from web.api.moments import instant
from web.api.pathways import Key, StepTaken, answered, described, seen
from web.forms import checked
from web.identity import Program
from web.rooms import In

router = APIRouter(prefix="/api/v1/rules", tags=["rules"])


@router.get("")
def show(
    response: Response,
    rooms: In,
    by: Program,
    key: Annotated[str, Query(max_length=200, description="One key, or the beginning of some.")] = "",
    on: Annotated[date | None, Query(description="Only what is in force that day.")] = None,
    known_on: Annotated[str | None, Query(description="As the book was written at that instant.")] = None,
) -> dict[str, Any]:
    """The rows in force for one's centre, its own among them, with their source and how sure of it we are."""
    book = rooms.pathways.rules.read_by(by, instant(known_on))
    response.headers["ETag"] = f'"{book.version}"'
    rows = sorted(book.rules.rules, key=lambda rule: (rule.key, rule.first_day))
    found = [told(rule) for rule in rows if rule.key.startswith(key) and (on is None or rule.in_force(on))]
    return {"rule_set": book.rules.id, "version": book.version, "items": found, "total": len(found)}


@router.get("/steps")
def steps(response: Response, rooms: In, by: Program) -> dict[str, Any]:
    """What may be done in the book, with its form; closed, it says why."""
    book = rooms.pathways.rules.read_by(by)
    response.headers["ETag"] = f'"{book.version}"'
    return {"items": [described(Answer(step, step.why_not(State(), by.role), None)) for step in RULE_STEPS.values()]}


@router.post("/steps/{step}")
def take_step(
    step: str,
    body: StepTaken,
    response: Response,
    rooms: In,
    by: Program,
    version: Annotated[int, Depends(seen)],
    idempotency_key: Key,
) -> dict[str, Any]:
    """Add a row, or correct one; when it may not be, the reason is given as for any step."""
    if step not in RULE_STEPS:
        raise Unknown
    act = Act(idempotency_key, body.occurred_on, checked(step, body.answers), body.reason, body.acting_for)
    return answered(response, rooms.pathways.rules.take(step, act, by, seen=version))


def told(rule: Rule) -> dict[str, Any]:
    """One row."""
    return {
        "key": rule.key, "value": str(rule.value), "unit": rule.unit, "valid_from": rule.valid_from,
        "valid_to": rule.valid_to, "article": rule.article, "source": rule.source,
        "confidence": rule.confidence.value, "origin": rule.origin, "to_verify": rule.is_doubtful,
    }  # fmt: skip
