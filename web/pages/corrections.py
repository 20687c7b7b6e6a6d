"""Putting one entry right: the form of that very fact, prefilled, or its annulment; both say why."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from application.agents import Agent
from application.errors import Overtaken, Stale, Unknown
from application.pathways import Act
from domain.french import day
from domain.kernel import Entry
from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.pathway.corrections import UNDO, may_put_right, overlaid, standing, too_late, undo_minutes
from domain.pathway.step import STEPS
from projections import timeline
from web.choices import fields_to_correct
from web.facts import changes_of, erased, typed_of
from web.fields import Asked, Filled, Sent, iso
from web.forgery import Typed
from web.identity import Page
from web.pages.history import may_be_corrected, may_be_voided
from web.pages.portrait import who
from web.pages.steps import REASON, Error, Form, Misfit, Refused, flat, labels, misfits, one, refusal_of
from web.render import Notice, onward, page, shell_of
from web.rooms import In, Rooms

router = APIRouter(include_in_schema=False)
TRUE_DAY, VOID_REASON = "true_day", "void_reason"
SLIP = "Erreur de saisie"
"""The reason that stands ready for an entry of one's own, a moment old."""
NOT_A_DAY = "Date attendue, jj/mm/aaaa."


class Wrong(NamedTuple):
    """The entry to put right: as written, and the facts it reads as now."""

    pathway: Pathway
    entry: Entry
    reads: tuple[Entry, ...]
    line: timeline.Line

    @property
    def url(self) -> str:
        """Its page."""
        return f"/files/{self.pathway.id}/entries/{self.entry.originator_version}"


@router.get("/files/{pathway_id}/entries/{number}")
def entry_page(request: Request, pathway_id: UUID, number: int, rooms: In, by: Page) -> Response:
    """The form of that fact, as it reads now."""
    return _page(request, rooms, by, found(rooms, pathway_id, number, by), Filled())


@router.post("/files/{pathway_id}/entries/{number}")
def correct(request: Request, pathway_id: UUID, number: int, rooms: In, by: Page, typed: Typed) -> Response:
    """Correct it: only what was typed otherwise changes; refused, what was typed stays."""
    wrong = found(rooms, pathway_id, number, by)
    if more := one(typed, "more"):
        return _page(request, rooms, by, wrong, Filled(typed, more=more))
    try:
        answers = {"entry": number} | (told(wrong, typed) if wrong.reads else {})
    except Misfit as misfit:
        return _page(request, rooms, by, wrong, Filled(typed, misfit.errors), status=422)
    return _taken(request, rooms, by, wrong, typed, "correct_entry", answers)


@router.post("/files/{pathway_id}/entries/{number}/void")
def void(request: Request, pathway_id: UUID, number: int, rooms: In, by: Page, typed: Typed) -> Response:
    """Void it, for the reason given."""
    wrong = found(rooms, pathway_id, number, by)
    return _taken(request, rooms, by, wrong, typed, "void_entry", {"entry": number}, VOID_REASON)


@router.post("/files/{pathway_id}/undo/{number}")
def undo(pathway_id: UUID, number: int, rooms: In, by: Page, typed: Typed) -> Response:
    """Void one's own entry at once, while it is fresh."""
    wrong = found(rooms, pathway_id, number, by)
    if wrong.entry in standing(wrong.pathway.history):  # a second click finds it undone
        seen = wrong.pathway.version
        command = uuid5(wrong.entry.envelope.command_id, f"undo {number} in {seen}")
        act = Act(command, rooms.clock.today(), {"entry": number}, SLIP)
        rooms.pathways.take(pathway_id, "void_entry", act, by, seen=seen)
    return onward(f"/files/{pathway_id}", undone(number))


def undone(number: int) -> Notice:
    """What the file says next."""
    return Notice("done", f"Écriture n° {number} annulée : elle reste lisible, barrée.")


def found(rooms: Rooms, pathway_id: UUID, number: int, by: Agent) -> Wrong:
    """The entry of that number; `Unknown` when there is none."""
    pathway = rooms.pathways.get(pathway_id, by)
    written = [entry for entry in pathway.history if entry.originator_version == number]
    if not written:
        raise Unknown
    reads = tuple(entry for entry in overlaid(pathway.history) if entry.originator_version == number)
    lines = timeline.rows(pathway.history, rooms.accounts.names())
    return Wrong(pathway, written[0], reads, next(line for line in lines if line.number == number))


def told(wrong: Wrong, typed: Sent) -> dict[str, Any]:
    """What changes, and the true day if it is another; raises `Misfit`."""
    errors: dict[str, str] = {}
    changes: dict[str, Any] = {}
    for entry in wrong.reads:
        try:
            changes |= changes_of(entry, typed)
        except ValidationError as misfit:
            errors |= misfits(misfit)
    try:
        true_day = date.fromisoformat(iso(one(typed, TRUE_DAY)))
    except ValueError:
        errors[TRUE_DAY] = NOT_A_DAY
    if errors:
        raise Misfit(errors)
    return {"changes": changes, "true_day": None if true_day == wrong.reads[0].occurred_on else true_day}


def _taken(
    request: Request, rooms: Rooms, by: Agent, wrong: Wrong, typed: Sent, step: str, answers: dict[str, Any],
    reason: str = REASON,
) -> Response:  # fmt: skip
    number, filled = wrong.entry.originator_version, Filled(typed)
    try:
        command, seen = UUID(one(typed, "command_id")), int(one(typed, "version"))
    except ValueError:
        raise Unknown from None
    act = Act(command, rooms.clock.today(), answers, one(typed, reason))
    try:
        rooms.pathways.take(wrong.pathway.id, step, act, by, seen=seen)
    except RuleBroken as broken:
        return _page(request, rooms, by, wrong, filled, refusal_of(broken), status=422)
    except (Stale, Overtaken) as news:
        again = found(rooms, wrong.pathway.id, number, by)
        return _page(request, rooms, by, again, filled, status=412 if isinstance(news, Stale) else 409)
    corrected = Notice("done", f"Écriture n° {number} corrigée : elle reste lisible telle qu'elle était écrite.")
    return onward(f"/files/{wrong.pathway.id}", undone(number) if step == "void_entry" else corrected)


def closed(rooms: Rooms, by: Agent, wrong: Wrong) -> Refused | None:
    """Why this agent may not put it right now; None when he may."""
    step = STEPS["correct_entry" if may_be_corrected(wrong.entry) else "void_entry"]
    if refusal := step.why_not(wrong.pathway.state, by.role):
        return Refused(refusal.code, step.law, refusal.reason)
    if wrong.entry not in standing(wrong.pathway.history):
        return Refused("NO_SUCH_ENTRY", step.law, "Cette écriture est déjà annulée.")
    minutes = undo_minutes(wrong.pathway.rules, rooms.clock.today())
    if not may_put_right(wrong.entry, by.username, by.role, rooms.clock.now(), minutes):
        return Refused("UNDO_TOO_LATE", UNDO, too_late(minutes))
    return None


def _page(
    request: Request, rooms: Rooms, by: Agent, wrong: Wrong, filled: Filled, refusal: Refused | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    why_not = closed(rooms, by, wrong)
    seen = one(filled.sent, "version")
    newer = [line for line in timeline.rows(wrong.pathway.history) if seen.isdecimal() and line.number > int(seen)]
    return page(
        "entry_form.html", shell_of(request, rooms, by, "files"), status,
        file=who(wrong.pathway, rooms.clock.today()), line=wrong.line, why_not=None if refusal else why_not,
        form=None if why_not or not may_be_corrected(wrong.entry) else _form(rooms, by, wrong, filled),
        void_reason=None if why_not or not may_be_voided(wrong.entry) else _reason(VOID_REASON, wrong, filled, by),
        void_url=f"{wrong.url}/void", command_id=str(uuid4()), version=wrong.pathway.version, refusal=refusal,
        erased=sorted({label for entry in wrong.reads for label in erased(entry)}), newer=newer,
        names=rooms.accounts.names(), article=STEPS["correct_entry"].law,
    )  # fmt: skip


def _form(rooms: Rooms, by: Agent, wrong: Wrong, filled: Filled) -> Form:
    typed = filled.sent if TRUE_DAY in filled.sent else {}
    sent = typed or {name: told for entry in wrong.reads for name, told in typed_of(entry).items()}
    as_typed = Filled(sent or {"": [""]}, filled.errors, filled.more)
    true_day = Asked(
        "date", TRUE_DAY, "Jour de l'acte", one(sent, TRUE_DAY) or day(wrong.reads[0].occurred_on), required=True,
        error=filled.errors.get(TRUE_DAY, ""), hint="jj/mm/aaaa",
    )  # fmt: skip
    facts = [field for entry in wrong.reads for field in fields_to_correct(rooms, by, entry, as_typed)]
    fields = [true_day, *facts, _reason(REASON, wrong, filled, by)]
    known = {field.name: field.id for field in flat(fields)}
    errors = [Error(known.get(path, ""), f"{labels(fields, path)}{text}") for path, text in filled.errors.items()]
    return Form(wrong.url, fields, errors, one(filled.sent, "command_id") or str(uuid4()), wrong.pathway.version)


def _reason(name: str, wrong: Wrong, filled: Filled, by: Agent) -> Asked:
    """Why: it stands ready for an entry of one's own; a supervisor says it."""
    ready = SLIP if wrong.entry.envelope.actor == by.username else ""
    return Asked("text", name, "Motif", one(filled.sent, name) if name in filled.sent else ready, required=True,
                 max_length=1000)  # fmt: skip
