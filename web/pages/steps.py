"""One generic form for every step of every measure, and for opening a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ValidationError

from application.agents import Agent
from application.errors import InTheFuture, NissTaken, NotForYou, Overtaken, Stale, Unknown
from application.pathways import Act, Taken
from domain.french import day
from domain.law import Article, Refusal, RuleBroken
from domain.pathway import Pathway
from domain.pathway.explanation import explained
from domain.pathway.step import STEPS, Step
from domain.pathway.transfer import PathwayMoved
from projections import timeline
from web.choices import fields_for, resolved
from web.fields import Asked, Filled, Sent, answers_of, iso
from web.forgery import Typed
from web.forms import checked
from web.identity import Page
from web.pages.history import PUT_RIGHT
from web.pages.portrait import who
from web.pages.ways import Way, ways_on
from web.problems import french_issue
from web.render import Notice, onward, page, shell_of
from web.rooms import In, Rooms
from web.since import since_of
from web.told import french

router = APIRouter(include_in_schema=False)
DAY, REASON = "occurred_on", "act_reason"
"""What every act asks beside its own answers."""


class Error(NamedTuple):
    """What is wrong with one answer, and where it stands on the page."""

    anchor: str
    text: str


class Form(NamedTuple):
    """What the page of a form is drawn from."""

    action: str
    fields: list[Asked]
    errors: list[Error]
    command_id: str
    version: int = 0


class Refused(NamedTuple):
    """The law's answer, and the lawful ways on where there are some."""

    code: str
    article: Article
    reason: str
    ways: tuple[Way, ...] = ()


class Declared(NamedTuple):
    """A step, for its page."""

    name: str
    label: str
    article: str
    verified: bool


@router.get("/files/open")
def opening(request: Request, rooms: In, by: Page) -> Response:
    """The blank form that opens a file."""
    return _opening_page(request, rooms, by, Filled())


@router.post("/files/open")
def open_file(request: Request, rooms: In, by: Page, typed: Typed) -> Response:
    """Open the file; what does not fit is said at its field, and what was typed stays."""
    filled, existing = Filled(typed), ""
    try:
        act = act_of("open_pathway", typed, (rooms, by))
        taken = rooms.pathways.open(act, by)
        return onward(f"/files/{taken.pathway_id}", *notices(taken, "Ouvrir le dossier"))
    except Misfit as misfit:
        return _opening_page(request, rooms, by, Filled(typed, misfit.errors), status=422)
    except InTheFuture:
        return _opening_page(request, rooms, by, Filled(typed, {DAY: french(InTheFuture)}), status=422)
    except RuleBroken as broken:
        return _opening_page(request, rooms, by, filled, refusal_of(broken), status=422)
    except NissTaken as claimed:
        existing = f"/files/{claimed.existing}" if claimed.existing and _may_see(rooms, claimed.existing, by) else ""
        errors = {"national_number": french(NissTaken)}
        return _opening_page(request, rooms, by, Filled(typed, errors), existing=existing, status=409)


@router.get("/files/{pathway_id}/steps/{step}")
def form(request: Request, pathway_id: UUID, step: str, rooms: In, by: Page) -> Response:
    """The blank form of a step; closed, it says why."""
    pathway = rooms.pathways.get(pathway_id, by)
    if step in PUT_RIGHT:  # these begin at a line of the history
        return onward(f"/files/{pathway_id}#history")
    return _step_page(request, rooms, by, pathway, declared(step), Filled())


@router.post("/files/{pathway_id}/steps/{step}")
def take(request: Request, pathway_id: UUID, step: str, rooms: In, by: Page, typed: Typed) -> Response:
    """Take the step; refused by law, or not fitting, nothing is recorded and what was typed stays."""
    found = declared(step)
    if more := one(typed, "more"):
        pathway = rooms.pathways.get(pathway_id, by)
        return _step_page(request, rooms, by, pathway, found, Filled(typed, more=more))
    try:
        act, seen = act_of(step, typed, (rooms, by)), int(one(typed, "version") or 0)
        taken = rooms.pathways.take(pathway_id, step, act, by, seen=seen)
        there = f"/files/{pathway_id}" if _may_see(rooms, pathway_id, by) else "/files"  # it may have moved away
        return onward(there, *notices(taken, found.label))
    except Misfit as misfit:
        filled, refused, status = Filled(typed, misfit.errors), None, 422
    except InTheFuture:
        filled, refused, status = Filled(typed, {DAY: french(InTheFuture)}), None, 422
    except RuleBroken as broken:
        filled, refused, status = Filled(typed), refusal_of(broken), 422
        refused = refused._replace(ways=ways_on(broken, rooms.pathways.get(pathway_id, by), by))
    except Stale:
        filled, refused, status = Filled(typed), None, 412
    except Overtaken:
        filled, refused, status = Filled(typed), None, 409
    except NissTaken:
        errors = {"national_number": french(NissTaken)}
        filled, refused, status = Filled(typed, errors), None, 409
    pathway = rooms.pathways.get(pathway_id, by)
    return _step_page(request, rooms, by, pathway, found, filled, refused, status)


def declared(step: str) -> Step:
    """The step of that name; opening a file has a page of its own."""
    if step not in STEPS or step == "open_pathway":
        raise Unknown
    return STEPS[step]


class Sending(BaseModel):
    """What every act is sent with."""

    occurred_on: date
    command_id: UUID
    version: int = 0


class Misfit(Exception):
    """Certaines réponses ne conviennent pas ; chacune est nommée par son champ."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(str(dict(errors)))
        self.errors = errors


def act_of(step: str, typed: Sent, at: tuple[Rooms, Agent]) -> Act:
    """What the agent asks; raises `Misfit`, with all that does not fit."""
    errors: dict[str, str] = {}
    try:
        told = {
            DAY: iso(one(typed, DAY)),
            "command_id": one(typed, "command_id"),
            "version": one(typed, "version") or 0,
        }
        sent = Sending.model_validate(told)
    except ValidationError as misfit:
        errors |= {DAY: "Date attendue, jj/mm/aaaa."} | misfits(misfit)
    try:
        answers, unknown = resolved(*at, step, answers_of(step, typed), typed)
        answers = checked(step, answers)
    except ValidationError as misfit:
        errors |= misfits(misfit) | ({"other": unknown} if unknown else {})
    if errors:
        raise Misfit(errors)
    return Act(sent.command_id, sent.occurred_on, answers, one(typed, REASON))


def misfits(error: ValidationError) -> dict[str, str]:
    """What is wrong, by field."""
    return {".".join(str(part) for part in issue["loc"]): french_issue(issue) for issue in error.errors()}


def refusal_of(broken: RuleBroken) -> Refused:
    """The law's answer, for the page."""
    return Refused(broken.code, broken.law, broken.reason)


def notices(taken: Taken, label: str) -> Sequence[Notice]:
    """What the next page says: done, perhaps undone, and what was late or doubtful."""
    away = any(topic == PathwayMoved.TOPIC for topic, _ in taken.events)
    own = len(taken.events) == 1 and taken.version > 2 and not away
    undo = f"/files/{taken.pathway_id}/undo/{taken.version}" if own else ""
    done = Notice("done", f"Enregistré : {label}.", undo)
    return (done, *(Notice("beware", f"{warned.reason} ({warned.law})") for warned in taken.warnings))


def one(typed: Sent, name: str) -> str:
    """The one thing sent under a name."""
    return (typed.get(name) or [""])[0].strip()


def act_fields(typed: Sent, errors: Mapping[str, str], today: str, asks_reason: bool) -> tuple[Asked, Asked]:
    """The legal day, filled in with today's; and the reason, obligatory where the law asks for one."""
    on = Asked(
        "date", DAY, "Jour de l'acte", one(typed, DAY) or today, required=True, error=errors.get(DAY, ""),
        hint="jj/mm/aaaa",
    )  # fmt: skip
    why = Asked("text", REASON, "Motif de l'acte", one(typed, REASON), required=asks_reason, max_length=1000)
    return on, why


def form_for(
    rooms: Rooms, by: Agent, step: Step, action: str, filled: Filled, pathway: Pathway | None = None, version: int = 0
) -> Form:
    """The form of a step, with the day of the act before its answers and the reason after them."""
    on, why = act_fields(filled.sent, filled.errors, day(rooms.clock.today()), step.asks_reason)
    fields = [on, *fields_for(rooms, by, pathway, step.name, filled), why]
    version = pathway.version if pathway else version
    known = {field.name: field.id for field in flat(fields)}
    errors = [Error(known.get(path, ""), f"{labels(fields, path)}{text}") for path, text in filled.errors.items()]
    return Form(action, fields, errors, one(filled.sent, "command_id") or str(uuid4()), version)


def flat(fields: Sequence[Asked]) -> list[Asked]:
    """Every field, those of rows included."""
    return [inner for field in fields for inner in (field, *flat([cell for row in field.rows for cell in row]))]


def labels(fields: Sequence[Asked], path: str) -> str:
    """The words of the field at a path, before what is wrong with it."""
    return next((f"{field.label} : " for field in flat(fields) if field.name == path), "")


def _opening_page(
    request: Request, rooms: Rooms, by: Agent, filled: Filled, refusal: Refused | None = None, existing: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    if not by.follows:
        raise NotForYou
    drawn = form_for(rooms, by, STEPS["open_pathway"], "/files/open", filled)
    shell = shell_of(request, rooms, by, "files")
    return page("open_form.html", shell, status, form=drawn, refusal=refusal, existing_url=existing)


def _step_page(
    request: Request, rooms: Rooms, by: Agent, pathway: Pathway, step: Step, filled: Filled,
    refusal: Refused | None = None, status: int = 200,
) -> Response:  # fmt: skip
    names = rooms.accounts.names()
    closed: Refusal | None = step.why_not(pathway.state, by.role)
    why_not = Refused(closed.code, step.law, closed.reason) if closed and not refusal else None
    since = since_of(explained(pathway.history, by.role)[step.name], names) if why_not else None
    told = one(filled.sent, "version")
    seen = int(told) if told.isdecimal() else pathway.version
    newer = [line for line in timeline.rows(pathway.history) if line.number > seen]
    drawn = form_for(rooms, by, step, f"/files/{pathway.id}/steps/{step.name}", filled, pathway)
    return page(
        "step_form.html", shell_of(request, rooms, by, "files"), status, file=who(pathway, rooms.clock.today()),
        step=Declared(step.name, step.label, str(step.law), step.law.verified), form=drawn, why_not=why_not,
        since=since, refusal=refusal, newer=newer, names=names,
    )  # fmt: skip


def _may_see(rooms: Rooms, pathway_id: UUID, by: Agent) -> bool:
    try:
        rooms.pathways.get(pathway_id, by)
    except Unknown:
        return False
    return True
