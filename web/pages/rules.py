"""The rules in force for the centre: each with its value, dates and source; the head adds a row, or corrects one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from application.agents import Agent
from application.errors import InTheFuture, NotForYou, Overtaken, Stale, Unknown
from domain.french import day
from domain.law import RuleBroken
from domain.rule_book import KEEPERS, RULE_STEPS, RuleBook
from domain.rule_words import FAMILIES, ORIGINS, family_of, period, value_said, words_of
from domain.rules import CENTRE, LAW, Confidence, Rule, RuleSet
from web.fields import Filled
from web.forgery import Typed
from web.identity import Page
from web.pages.file import Bad, day_of
from web.pages.lists import View
from web.pages.steps import DAY, Declared, Misfit, Refused, act_of, form_for, one, refusal_of
from web.render import Notice, onward, page, shell_of
from web.rooms import In, Rooms
from web.told import french

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Query(max_length=200)]
Short = Annotated[str, Query(max_length=40)]
VIEWS = {"all": "Toutes", "verify": "À vérifier", "centre": "Du centre", "missing": "Sans valeur ce jour"}


class Row(NamedTuple):
    """One row of a key, as the page tells it."""

    value: str
    period: str
    article: str
    source: str
    confidence: str
    origin: str
    to_verify: bool
    in_force: bool
    correct_url: str


class Line(NamedTuple):
    """One key: the row in force, if there is one, and every row it has, the last one first."""

    key: str
    words: str
    now: Row | None
    rows: list[Row]
    add_url: str


class Family(NamedTuple):
    """Keys that belong together."""

    label: str
    lines: list[Line]


@router.get("/rules")
def rules(
    request: Request, rooms: In, by: Page, view: Short = "all", q: Text = "", on: Short = ""
) -> Response:  # fmt: skip
    """Every key, or those looked for, on a day."""
    book = rooms.pathways.rules.read_by(by)
    errors = [Bad("on", "Date attendue : jj/mm/aaaa.")] if on and day_of(on) is None else []
    that_day = day_of(on) or rooms.clock.today()
    found = [line for line in lines_of(book, that_day, by.role in KEEPERS) if answers(line, q)]
    view = view if view in VIEWS else "all"
    views = [View(key, label, sum(shown(line, key) for line in found)) for key, label in VIEWS.items()]
    return page(
        "rules.html", shell_of(request, rooms, by, "rules"), view=view, views=views, q=q, on=on, errors=errors,
        as_of=day(that_day), families=by_family(line for line in found if shown(line, view)), rule_set=book.rules.id,
        keeps=by.role in KEEPERS,
    )  # fmt: skip


@router.get("/rules/steps/{step}")
def form(
    request: Request, step: str, rooms: In, by: Page, key: Text = "", value: Short = "", valid_from: Short = "",
    valid_to: Short = "", file: UUID | None = None,
) -> Response:  # fmt: skip
    """The form of the book, with what is known of the row already filled in."""
    known = {"key": key, "value": value, "valid_from": valid_from, "valid_to": valid_to,
             "confidence": Confidence.VERIFIED.value}  # fmt: skip
    return _form_page(request, rooms, by, step, Filled({name: [told] for name, told in known.items() if told}), file)


@router.post("/rules/steps/{step}")
def take(request: Request, step: str, rooms: In, by: Page, typed: Typed, file: UUID | None = None) -> Response:
    """Add or correct a row; refused, or not fitting, nothing is recorded and what was typed stays."""
    refused, errors, status = None, {}, 422
    try:
        act = act_of(declared(step).name, typed, (rooms, by))
        rooms.pathways.rules.take(step, act, by, seen=int(one(typed, "version") or 0))
        done = Notice("done", f"Enregistré : {one(typed, 'key')}. La ligne porte la mention « à vérifier ».")
        back = f"/files/{file}/steps/grant_ris" if file else f"/rules?{urlencode({'q': one(typed, 'key')})}"
        return onward(back, done)
    except Misfit as misfit:
        errors = dict(misfit.errors)
    except InTheFuture:
        errors = {DAY: french(InTheFuture)}
    except RuleBroken as broken:
        refused = refusal_of(broken)
    except Stale:
        status = 412
    except Overtaken:
        status = 409
    return _form_page(request, rooms, by, step, Filled(typed, errors), file, refused, status)


def declared(step: str) -> Declared:
    """A step of the book, for its page."""
    if step not in RULE_STEPS:
        raise Unknown
    found = RULE_STEPS[step]
    return Declared(found.name, found.label, str(found.law), found.law.verified)


def _form_page(
    request: Request, rooms: Rooms, by: Agent, step: str, filled: Filled, file: UUID | None,
    refusal: Refused | None = None, status: int = 200,
) -> Response:  # fmt: skip
    told, book = declared(step), rooms.pathways.rules.read_by(by)
    if by.role not in KEEPERS:
        raise NotForYou
    key = one(filled.sent, "key")
    line = line_of(book.rules, key, rooms.clock.today(), keeps=False) if book.rules.of_key(key) else None
    action = f"/rules/steps/{step}" + (f"?file={file}" if file else "")
    return page(
        "rule_form.html", shell_of(request, rooms, by, "rules"), status, step=told, refusal=refusal, line=line,
        form=form_for(rooms, by, RULE_STEPS[step], action, filled, version=book.version), changed=status in {409, 412},
    )  # fmt: skip


def lines_of(book: RuleBook, on: date, keeps: bool) -> list[Line]:
    """Every key of the set."""
    return [line_of(book.rules, key, on, keeps) for key in book.rules.keys]


def line_of(rules: RuleSet, key: str, on: date, keeps: bool) -> Line:
    """One key on a day; whoever keeps the book is led to its forms."""
    rows = sorted(rules.of_key(key), key=lambda rule: rule.first_day, reverse=True)
    told = [row_of(rule, on, keeps) for rule in rows]
    add = f"/rules/steps/add_rule?{urlencode({'key': key})}" if keeps else ""
    return Line(key, words_of(key), next((row for row in told if row.in_force), None), told, add)


def row_of(rule: Rule, on: date, keeps: bool) -> Row:
    """One row, in words."""
    known = {
        "key": rule.key, "value": str(rule.value).replace(".", ","),
        "valid_from": day(rule.valid_from) if rule.valid_from else "",
        "valid_to": day(rule.valid_to) if rule.valid_to else "",
    }  # fmt: skip
    correct = f"/rules/steps/correct_rule?{urlencode(known)}" if keeps else ""
    origin = ORIGINS.get(rule.origin, rule.origin) if rule.origin != LAW else ""
    bounds = period(rule) if rule.valid_from or rule.valid_to else ""
    return Row(value_said(rule), bounds, rule.article, rule.source, rule.confidence.label, origin,
               rule.is_doubtful, rule.in_force(on), correct)  # fmt: skip


def answers(line: Line, q: str) -> bool:
    """Whether every word looked for is in the key, its words or its sources."""
    told = " ".join([line.key, line.words, *(row.source for row in line.rows)]).casefold()
    return all(word in told for word in q.casefold().split())


def shown(line: Line, view: str) -> bool:
    """Whether a line belongs to a view."""
    match view:
        case "verify":
            return bool(line.now and line.now.to_verify)
        case "centre":
            return any(row.origin == ORIGINS[CENTRE] for row in line.rows)
        case "missing":
            return line.now is None
        case _:
            return True


def by_family(lines: Iterable[Line]) -> Sequence[Family]:
    """The lines, family by family, in the order of the page."""
    found: dict[str, list[Line]] = {label: [] for label in FAMILIES.values()}
    for line in lines:
        found[family_of(line.key)].append(line)
    return [Family(label, kept) for label, kept in found.items() if kept]
