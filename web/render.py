"""How a page is put together: its template, and the frame every page has."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from application.agents import Agent
from domain.french import NARROW, day, euros
from projections.questions import Horizon, Wanted
from web.rooms import Rooms

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
SAID = "parcours_said"
SESSION = "parcours_session"
LOOKS = {"theme": ("light", "dark"), "density": ("dense", "comfort")}


def spaced(text: object) -> str:
    """French typography: a narrow space, never broken, before two-part signs and inside guillemets; no number alone."""
    told = str(text).replace("'", "’")
    for sign in ":;!?»":
        told = told.replace(f" {sign}", NARROW + sign)
    for mark in ("art.", "§", "n°"):
        told = told.replace(f"{mark} ", f"{mark}\u00a0")
    return told.replace("« ", "«" + NARROW)


def said_day(on: date | None) -> str:
    """``31/12/2025``, or nothing."""
    return day(on) if on else ""


FILTERS: dict[str, Callable[..., Any]] = {"day": said_day, "fr": spaced, "euros": euros}
TEMPLATES.filters |= FILTERS


class NavItem(NamedTuple):
    """One entry of the navigation; a number beside it when something waits."""

    key: str
    label: str
    url: str
    count: int = 0  # type: ignore[assignment]  # a field named as a method of tuples, which nobody calls here


class Notice(NamedTuple):
    """What a page says of what was just done; ``undo_url`` when it can be undone."""

    tone: str
    text: str
    undo_url: str = ""


@dataclass(frozen=True)
class Shell:
    """The frame of a page."""

    current: str
    nav: tuple[NavItem, ...]
    find: bool
    agent: Agent | None
    theme: str
    density: str
    demo: str
    here: str
    token: str
    notices: tuple[Notice, ...] = ()


def form_token(request: Request) -> str:
    """What a form of this session carries, and no other site knows."""
    session = request.cookies.get(SESSION, "")
    return sha256(f"form {session}".encode()).hexdigest() if session else ""


def shell_of(request: Request, rooms: Rooms, agent: Agent | None, current: str = "") -> Shell:
    """The frame, for this agent and this look."""
    looks = {name: request.cookies.get(f"parcours_{name}", kinds[0]) for name, kinds in LOOKS.items()}
    looks = {name: look if look in LOOKS[name] else LOOKS[name][0] for name, look in looks.items()}
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return Shell(
        current, nav_of(rooms, agent), bool(agent and agent.follows), agent, looks["theme"], looks["density"],
        rooms.demo, here, form_token(request), said(request),
    )  # fmt: skip


def bare_shell(request: Request, rooms: Rooms) -> Shell:
    """The frame that asks the database nothing."""
    return shell_of(request, rooms, None)


def nav_of(rooms: Rooms, agent: Agent | None) -> tuple[NavItem, ...]:
    """Where this agent may go."""
    if agent is None:
        return ()
    items = []
    if agent.follows:
        today = rooms.clock.today()
        late = rooms.questions.waiting(Wanted(agent.centre, agent.username), Horizon(today), today)
        items += [NavItem("worklist", "Ma liste", "/", late), NavItem("files", "Dossiers", "/files")]
    elif agent.may_read(agent.centre):
        items.append(NavItem("files", "Dossiers", "/files"))
    items += [NavItem("rules", "Règles", "/rules")] if agent.may_read(agent.centre) else []
    return (*items, NavItem("results", "Résultats", "/results")) if agent.may_count else tuple(items)


def page(template: str, shell: Shell, http_status: int = 200, /, **context: Any) -> Response:
    """A page, and what it said once is said."""
    html = TEMPLATES.get_template(template).render(shell=shell, **context)
    response = HTMLResponse(html, http_status, {"Cache-Control": "no-store"})
    if shell.notices:
        response.delete_cookie(SAID)
    return response


def said(request: Request) -> tuple[Notice, ...]:
    """What the step before this page has to say."""
    try:
        told = json.loads(base64.urlsafe_b64decode(request.cookies.get(SAID, "") or "W10="))
        return tuple(Notice(*map(str, notice)) for notice in told)
    except (ValueError, TypeError):
        return ()


def onward(url: str, *notices: Notice) -> RedirectResponse:
    """To the next page, which will say this once."""
    response = RedirectResponse(url, 303)
    if notices:
        told = base64.urlsafe_b64encode(json.dumps(notices).encode()).decode()
        response.set_cookie(SAID, told, max_age=60, httponly=True, samesite="lax")
    return response
