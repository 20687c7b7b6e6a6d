"""The pathway for programs: one route opens a person's file, one serves every step of every measure."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import BaseModel, Field
from pydantic_core import to_jsonable_python

from application.pathways import Act, Taken
from domain.delays import Deadline
from domain.kernel import NOT_YET, Entry, Line, Text
from domain.pathway import Pathway, due
from domain.pathway.explanation import Answer, explained
from domain.pathway.identity import Gender, Language
from domain.pathway.step import Warned
from projections import timeline
from projections.files import phase_of
from web.api.moments import instant
from web.forms import checked, form_of
from web.identity import Program
from web.problems import Malformed, Unseen
from web.rooms import In
from web.since import since_of

router = APIRouter(prefix="/api/v1/pathways", tags=["pathways"])
Key = Annotated[UUID, Header(description="The same key, sent again, acts once.")]


class Identity(BaseModel, extra="forbid"):
    """Who the person is, as far as is known."""

    last_name: Line
    first_name: Line
    national_number: Line = ""
    birth_date: date | None = None
    gender: Gender = Gender.UNKNOWN
    language: Language = Language.FR
    address: Line = ""


class Opening(BaseModel, extra="forbid"):
    """What opens a file."""

    occurred_on: date
    identity: Identity
    cohort: Line = ""
    reason: Text = ""


class StepTaken(BaseModel, extra="forbid"):
    """What an agent sends: the legal day, the answers to the form, and why if a reason is owed."""

    occurred_on: date
    answers: dict[str, Any] = Field(default_factory=dict)
    reason: Text = ""
    acting_for: Line = ""


def seen(if_match: Annotated[str | None, Header()] = None) -> int:
    """The version the agent read, from ``If-Match: "3"``."""
    if if_match is None:
        raise Unseen
    digits = if_match.removeprefix("W/").strip('" ')
    if not digits.isdecimal():
        raise Malformed({"in": "header", "name": "If-Match", "title": 'Version attendue, par exemple "3".'})
    return int(digits)


@router.post("", status_code=201)
def open_pathway(opening: Opening, idempotency_key: Key, response: Response, rooms: In, by: Program) -> dict[str, Any]:
    """Open a person's file; 409 when the national number already has one."""
    answers = checked("open_pathway", opening.identity.model_dump() | {"cohort": opening.cohort})
    taken = rooms.pathways.open(Act(idempotency_key, opening.occurred_on, answers, opening.reason), by)
    response.headers["Location"] = f"/api/v1/pathways/{taken.pathway_id}"
    return answered(response, taken)


@router.get("/{pathway_id}")
def show(
    pathway_id: UUID,
    response: Response,
    rooms: In,
    by: Program,
    true_on: Annotated[date | None, Query(description="The file as it was true that day.")] = None,
    known_on: Annotated[str | None, Query(description="As far as was known at that instant.")] = None,
) -> dict[str, Any]:
    """Where the file stands, or stood: true on a day, as known at an instant."""
    at = instant(known_on)
    pathway = rooms.pathways.as_of(pathway_id, by, true_on=true_on or date.max, known_on=at)
    response.headers["ETag"] = f'"{rooms.pathways.get(pathway_id, by).version}"'
    state = to_jsonable_python(pathway.state)
    for hidden in ("national_number", "numbers"):
        state["identity"].pop(hidden)
    return {
        "id": pathway_id,
        "version": pathway.version,
        "true_on": true_on,
        "known_on": None if at == NOT_YET else at,
        "phase": phase_of(pathway.state).value,
        "state": state,
        "deadlines": [owed(deadline, true_on or rooms.clock.today()) for deadline in deadlines(pathway)],
    }


@router.get("/{pathway_id}/history")
def history(
    pathway_id: UUID, rooms: In, by: Program, known_on: str | None = None, true_on: date | None = None
) -> dict[str, Any]:
    """Every entry, told in French and as data, in the order they were written."""
    pathway = rooms.pathways.as_of(pathway_id, by, true_on=date.max, known_on=instant(known_on))
    lines = timeline.rows(pathway.history)
    items = [
        filed(entry, line)
        for entry, line in zip(pathway.history, lines, strict=True)
        if true_on is None or line.true_day <= true_on
    ]
    return {"items": items, "total": len(items)}


@router.get("/{pathway_id}/steps")
def steps(pathway_id: UUID, response: Response, rooms: In, by: Program) -> dict[str, Any]:
    """Every step, with its form; closed, it says why, and since which fact it is closed or open."""
    pathway = rooms.pathways.get(pathway_id, by)
    response.headers["ETag"] = f'"{pathway.version}"'
    return {"items": [described(answer) for answer in explained(pathway.history, by.role).values()]}


@router.post("/{pathway_id}/steps/{step}")
def take_step(
    pathway_id: UUID,
    step: str,
    body: StepTaken,
    response: Response,
    rooms: In,
    by: Program,
    version: Annotated[int, Depends(seen)],
    idempotency_key: Key,
) -> dict[str, Any]:
    """Take one step; when it may not be taken, the law itself answers."""
    act = Act(idempotency_key, body.occurred_on, checked(step, body.answers), body.reason, body.acting_for)
    return answered(response, rooms.pathways.take(pathway_id, step, act, by, seen=version))


def answered(response: Response, taken: Taken) -> dict[str, Any]:
    """What was recorded, and the version the agent has now seen."""
    response.headers["ETag"] = f'"{taken.version}"'
    if taken.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return {
        "id": taken.pathway_id,
        "version": taken.version,
        "position": taken.position,
        "events": [{"topic": topic, "version": version} for topic, version in taken.events],
        "replayed": taken.replayed,
        "warnings": [warned(warning) for warning in taken.warnings],
    }


def described(answer: Answer) -> dict[str, Any]:
    """A step, for a program that draws its button and its form."""
    step, why_not, since = answer.step, answer.refusal, since_of(answer)
    closed = {"why_not": why_not.reason, "code": why_not.code} if why_not else {"why_not": None, "code": None}
    said = {"name": step.name, "label": step.label, "article": str(step.law), "open": why_not is None}
    held = {"since": since._asdict() if since else None}
    return said | closed | held | {"asks_reason": step.asks_reason, "schema": form_of(step.name).model_json_schema()}


def warned(warning: Warned) -> dict[str, str]:
    """What a step said while it was taken."""
    return {"code": warning.code, "article": str(warning.law), "reason": warning.reason}


def deadlines(pathway: Pathway) -> list[Deadline]:
    """What is owed, the most pressing first."""
    return list(due(pathway.state, pathway.rules))


def owed(deadline: Deadline, today: date) -> dict[str, Any]:
    """A deadline, with its article and its computation in words."""
    return {
        "rule": deadline.code, "label": deadline.label, "article": str(deadline.law), "due_on": deadline.due_on,
        "days_left": deadline.days_left(today), "explanation": deadline.because,
        "other_reading": deadline.other_reading, "kind": deadline.kind.value, "step": deadline.step,
        "confidence": deadline.confidence.value, "to_verify": deadline.to_verify,
    }  # fmt: skip


def filed(entry: Entry, line: timeline.Line) -> dict[str, Any]:
    """One entry: the sentence, the envelope, the fact."""
    fact = masked(to_jsonable_python(entry.event))
    return {
        "number": line.number, "topic": line.topic, "occurred_on": line.occurred_on, "recorded_at": entry.recorded_at,
        "position": entry.position, "sentence": line.sentence, "author": line.author, "acting_for": line.acting_for,
        "role": entry.envelope.role.value, "reason": line.reason, "rules": entry.envelope.rules, "struck": line.struck,
        "reads_now": line.reads_now, "imported": line.imported, "fact": fact,
    }  # fmt: skip


def masked(told: Any) -> Any:
    """The same, with no national number in it, however deep."""
    if isinstance(told, list):
        return [masked(each) for each in told]
    if isinstance(told, dict):
        hidden = {name: "masqué" for name in told if name == "national_number" and told[name]}
        return {name: masked(each) for name, each in told.items()} | hidden
    return told
