"""Coming in, going out, and how the pages look."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query, Request, Response

from application.agents import Agent
from web.forgery import Received, Typed, texts
from web.identity import visitor
from web.render import LOOKS, SESSION, onward, page, shell_of
from web.rooms import In

router = APIRouter(include_in_schema=False)
Visitor = Annotated[Agent | None, Depends(visitor)]


class Listed(NamedTuple):
    """An account anybody may take, in a demo."""

    username: str
    name: str
    role_label: str


@router.get("/sign-in")
def sign_in_page(request: Request, rooms: In, next: Annotated[str, Query()] = "/") -> Response:
    """The form; in a demo, with the accounts anybody may take."""
    return _form(request, rooms, own(next))


@router.post("/sign-in")
def sign_in(request: Request, rooms: In, form: Received) -> Response:
    """Right name and password: on to the page asked for."""
    typed = {name: (values or [""])[0] for name, values in texts(form).items()}
    username, target = typed.get("username", "").strip(), own(typed.get("next", "/"))
    token = rooms.accounts.sign_in(username, typed.get("password", ""), "page")
    if token is None:
        return _form(request, rooms, target, username, "Nom d'utilisateur ou mot de passe incorrect.")
    response = onward(target)
    response.set_cookie(SESSION, token, httponly=True, samesite="lax", secure=rooms.secure, path="/")
    return response


@router.post("/sign-out")
def sign_out(request: Request, rooms: In, typed: Typed) -> Response:
    """The session ends here and in the database."""
    rooms.accounts.sign_out(request.cookies.get(SESSION, ""))
    response = onward("/sign-in")
    response.delete_cookie(SESSION)
    return response


@router.post("/settings")
def settings(rooms: In, typed: Typed) -> Response:
    """Light or dark, dense or not: kept in a cookie, drawn by the server."""
    response = onward(own((typed.get("here") or ["/"])[0]))
    for name, kinds in LOOKS.items():
        if (chosen := (typed.get(name) or [""])[0]) in kinds:
            response.set_cookie(f"parcours_{name}", chosen, max_age=31_536_000, httponly=True, samesite="lax")
    return response


def own(url: str) -> str:
    """An address of ours, or the home page: nobody is sent elsewhere."""
    return url if url.startswith("/") and not url.startswith(("//", "/\\")) else "/"


def _form(request: Request, rooms: In, target: str, username: str = "", error: str = "") -> Response:
    accounts = [Listed(agent.username, agent.name, agent.role.label) for agent in rooms.accounts.demo()]
    return page(
        "sign_in.html", shell_of(request, rooms, None), 401 if error else 200, error=error, username=username,
        next=target, accounts=accounts, password="demo" if accounts else "",
    )  # fmt: skip
