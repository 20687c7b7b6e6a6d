"""The lists of the desk: what there is to do, and all the files."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from application.errors import NotForYou
from domain.french import MONTHS
from projections.files import Phase
from projections.questions import FileLine, Horizon, OwedLine, Wanted
from web.identity import Page
from web.render import page, shell_of
from web.rooms import In

router = APIRouter(include_in_schema=False)
SOON, LATER, SILENT = 7, 30, 45
"""Days: what is urgent, how far ahead a list looks, when a silence is shown."""
PAGE_SIZE = 200
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
Text = Annotated[str, Query(max_length=100)]


class View(NamedTuple):
    """One way of looking at a list, and how many lines it has."""

    key: str
    label: str
    count: int  # type: ignore[assignment]  # a field named as a method of tuples, which nobody calls here


class Line(NamedTuple):
    """A file, with the most pressing thing to do in it."""

    file: FileLine
    owed: OwedLine | None


class Pages(NamedTuple):
    """Where one is in a long list."""

    page: int
    last: int
    before_url: str
    after_url: str


PHASES = [(phase.value, phase.label) for phase in Phase]


@router.get("/")
def worklist(
    request: Request, rooms: In, by: Page, view: Text = "", phase: Text = "", q: Text = "", sort: Text = "due",
    page_no: Annotated[int, Query(alias="page", ge=1)] = 1,
) -> Response:  # fmt: skip
    """What I must do today; whoever follows nobody is shown the figures instead."""
    if by.may_count and not by.follows:
        return RedirectResponse("/results", 303)
    if not by.follows:
        return page(
            "error.html", shell_of(request, rooms, by), title=f"Bienvenue, {by.name}",
            detail="Votre rôle n'ouvre ni dossier ni résultat : il n'a pas encore de page ici.", status=200, code="",
            back_url="/sign-in", back_label="Changer de compte",
        )  # fmt: skip
    today = rooms.clock.today()
    mine = rooms.questions.files(Wanted(by.centre, by.username), today)
    team = rooms.questions.files(Wanted(by.centre), today)
    owed = rooms.questions.worklist(Wanted(by.centre), Horizon(), today)
    ahead = [line for line in owed if line.file.referent == by.username and line.days_left <= LATER]
    silent = [file for file in mine if (file.silent_days or 0) > SILENT]
    shown = {
        "todo": [Line(line.file, line) for line in ahead],
        "silence": pressing(silent, owed),
        "mine": pressing(mine, owed),
        "team": pressing(team, owed),
    }
    view = view if view in shown else "todo" if mine else "team"
    ahead = ahead if view != "team" else [line for line in owed if line.days_left <= LATER]
    lines = in_order([line for line in shown[view] if answers(line.file, phase, q)], sort)
    lines, pages = cut(lines, page_no, request)
    return page(
        "worklist.html", shell_of(request, rooms, by, "worklist"), said_today=in_words(today),
        late=sum(line.days_left < 0 for line in ahead),
        soon=sum(0 <= line.days_left <= SOON for line in ahead),
        later=sum(line.days_left > SOON for line in ahead), may_open=True, view=view, phase=phase, q=q, sort=sort,
        views=[View("todo", "À traiter", len(ahead)), View("silence", f"Silence > {SILENT} j", len(silent)),
               View("mine", "Tous mes dossiers", len(mine)), View("team", "Équipe", len(team))],
        phases=PHASES, lines=lines, names=rooms.accounts.names(), whose=view == "team",
        total=len(team if view == "team" else mine), pages=pages,
    )  # fmt: skip


@router.get("/files")
def files(
    request: Request, rooms: In, by: Page, view: Text = "", phase: Text = "", q: Text = "", sort: Text = "name",
    page_no: Annotated[int, Query(alias="page", ge=1)] = 1,
) -> Response:  # fmt: skip
    """All the files of the centre, by name; the closed ones apart."""
    if not by.may_read(by.centre):
        raise NotForYou
    today = rooms.clock.today()
    team = rooms.questions.files(Wanted(by.centre), today)
    closed = rooms.questions.files(Wanted(by.centre, closed=True), today)
    mine = [file for file in team if file.referent == by.username]
    nobodys = [file for file in team if not file.referent]
    shown = {"mine": mine, "team": team, "nobodys": nobodys, "closed": closed, "all": team + closed}
    view = view if view in shown else "all" if q else "mine" if mine else "team"
    found = in_order([Line(file, None) for file in shown[view] if answers(file, phase, q)], sort)
    lines, pages = cut(found, page_no, request)
    labels = {"mine": "Mes dossiers", "team": "Équipe", "nobodys": "Non attribués", "closed": "Clos", "all": "Tous"}
    return page(
        "files.html", shell_of(request, rooms, by, "files"), view=view, phase=phase, q=q, sort=sort,
        views=[View(key, label, len(shown[key])) for key, label in labels.items()], phases=PHASES,
        files=[line.file for line in lines], found=len(found), names=rooms.accounts.names(), username=by.username,
        may_open=by.follows, pages=pages,
    )  # fmt: skip


def pressing(files: Iterable[FileLine], owed: Iterable[OwedLine]) -> list[Line]:
    """Each file with the first thing owed in it; what is owed comes by its day."""
    first: dict[object, OwedLine] = {}
    for line in owed:
        first.setdefault(line.file.pathway_id, line)
    return [Line(file, first.get(file.pathway_id)) for file in files]


def answers(file: FileLine, phase: str, q: str) -> bool:
    """Whether the file is in that state, and every word typed is in its name, number or year of birth."""
    told = plain(f"{file.name} {file.file_no} {file.birth_year or ''}")
    return (not phase or file.phase == phase) and all(word in told for word in plain(q).split())


def plain(text: str) -> str:
    """Without accents or capitals."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def in_order(lines: list[Line], sort: str) -> list[Line]:
    """Sorted as the header asked, by name where that leaves a choice."""
    far = date.max
    keys: dict[str, Callable[[Line], Any]] = {
        "due": lambda line: line.owed.due_on if line.owed else far,
        "phase": lambda line: line.file.phase_label,
        "referent": lambda line: line.file.referent,
        "silence": lambda line: -(line.file.silent_days or 0),
        "opened": lambda line: line.file.opened_on or far,
    }
    by_name = sorted(lines, key=lambda line: plain(line.file.name))
    return sorted(by_name, key=keys[sort]) if sort in keys else by_name


def cut(lines: Sequence[Line], number: int, request: Request) -> tuple[list[Line], Pages | None]:
    """One page of a list; up to two hundred lines there is only one."""
    last = max(1, -(-len(lines) // PAGE_SIZE))
    number = min(number, last)
    shown = list(lines[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    if last == 1:
        return shown, None

    def url(to: int) -> str:
        asked = request.url.include_query_params(page=to)
        return f"{asked.path}?{asked.query}" if 1 <= to <= last else ""

    return shown, Pages(number, last, url(number - 1), url(number + 1))


def in_words(on: date) -> str:
    """``mardi 10 mars 2026``."""
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]} {on.year}"
