"""The service: its routes, what every answer carries, and how errors are told to people and to programs."""

from __future__ import annotations

import logging
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from application.errors import NotForYou, Stale, Unknown
from application.ports import Unavailable
from web.api import decisions, desk, figures, pathways
from web.api import rules as rules_api
from web.forgery import Forged
from web.headers import Headers
from web.identity import visitor
from web.pages import corrections, decision, door, file, lists, results, rules, steps
from web.problems import PROBLEMS, SignedOut, problem, standing, told
from web.render import bare_shell, page, shell_of
from web.rooms import Rooms
from web.told import french

log = logging.getLogger("parcours.web")
ASSETS = Path(__file__).parent / "assets"
UNKNOWN_OUTCOME = "On ne sait pas si la démarche est enregistrée : renvoyez-la, elle ne comptera qu'une fois."
PROGRAMS = ("/api/", "/health/", "/metrics")
"""Where problems are told as JSON; anywhere else as a page."""


def create(rooms: Rooms) -> FastAPI:
    """The application over these rooms."""
    app = FastAPI(
        title="Parcours", summary="Parcours d'insertion : dossiers, démarches, historique, résultats",
        version="1", openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None,
    )  # fmt: skip
    app.state.rooms = rooms
    for router in (pathways.router, decisions.router, figures.router, desk.router, door.router, lists.router,
                   steps.router, decision.router, file.router, corrections.router, results.router, rules_api.router,
                   rules.router):  # fmt: skip
        app.include_router(router)
    app.mount("/assets", StaticFiles(directory=ASSETS), name="assets")
    app.add_middleware(Headers)
    for error in (*PROBLEMS, HTTPException, Forged, Exception):
        app.add_exception_handler(error, explained)
    return app


def explained(request: Request, error: Exception) -> Response:
    """What went wrong, told to whoever asked; an error of ours stays a 500, and is logged for the administrator."""
    if standing(error)[0] == 500 and not isinstance(error, HTTPException | Forged):
        log.error("%s %s: %s", request.method, request.url.path, type(error).__name__, exc_info=error)
    if request.url.path.startswith(PROGRAMS):
        return problem(error, request.url.path)
    if isinstance(error, SignedOut):
        here = request.url.path if request.method == "GET" else "/"
        return RedirectResponse(f"/sign-in?next={here}", 303)
    if isinstance(error, HTTPException):
        status, title, code = error.status_code, "Cette page n'existe pas.", ""
    elif isinstance(error, Forged):
        status, title, code = 403, french(Forged), "FORGED"
    else:
        said = told(error)
        status, title, code = standing(error)[0], str(said["title"]), str(said.get("code", ""))
    rooms: Rooms = request.app.state.rooms
    detail = "Rien n'a été enregistré."
    if isinstance(error, Unknown | NotForYou | Stale | HTTPException):
        detail = ""
    if isinstance(error, Unavailable):
        detail, code = UNKNOWN_OUTCOME, "UNAVAILABLE"
        shell = bare_shell(request, rooms)
    else:
        shell = shell_of(request, rooms, visitor(request, rooms))
    return page(
        "error.html", shell, status, title=title, detail=detail, code=code, status=status,
        back_url="/", back_label="Revenir à l'accueil",
    )  # fmt: skip
