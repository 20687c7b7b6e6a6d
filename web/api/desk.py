"""Sign-in for programs, the worklist, and whether the service is well."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Response

from application.errors import NotForYou
from projections.questions import Horizon, OwedLine, Wanted
from web.identity import Program
from web.problems import SignedOut
from web.rooms import In

router = APIRouter()
PAGE_SIZE = 200


@router.post("/api/v1/token", tags=["sign-in"])
def token(username: Annotated[str, Form()], password: Annotated[str, Form()], rooms: In) -> dict[str, Any]:
    """A bearer token for a program, against a name and a password."""
    if not (given := rooms.accounts.sign_in(username, password, "program")):
        raise SignedOut
    return {"access_token": given, "token_type": "bearer"}


@router.get("/api/v1/worklist", tags=["worklist"])
def worklist(
    rooms: In,
    by: Program,
    response: Response,
    pathway_id: UUID | None = None,
    referent: str = "",
    rule: str = "",
    due_before: date | None = None,
    q: str = "",
    page: Annotated[int, Query(ge=1)] = 1,
    at_least: Annotated[int, Query(ge=0)] = 0,
) -> dict[str, Any]:
    """What is to be done in the files of one's centre, the most pressing first; ``referent=me`` for one's own."""
    if not by.follows:
        raise NotForYou
    if not rooms.questions.wait_for(at_least):
        response.headers["X-Stale"] = "true"
    wanted = Wanted(by.centre, by.username if referent == "me" else referent, name=q, pathway_id=pathway_id)
    found = rooms.questions.worklist(wanted, Horizon(due_before, rule), rooms.clock.today())
    items = [owed(line) for line in found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
    return {"items": items, "total": len(found), "page": page, "pageSize": PAGE_SIZE}


def owed(line: OwedLine) -> dict[str, Any]:
    """One deadline, with its file."""
    return {
        "pathway_id": line.file.pathway_id, "file_no": line.file.file_no, "name": line.file.name,
        "rule": line.code, "label": line.label, "article": line.article, "due_on": line.due_on,
        "days_left": line.days_left, "explanation": line.explanation, "other_reading": line.other_reading,
        "step": line.step, "to_verify": line.to_verify, "referent": line.file.referent, "phase": line.file.phase,
    }  # fmt: skip


@router.get("/health/live", tags=["health"])
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/health/ready", tags=["health"])
def ready(rooms: In, response: Response) -> dict[str, Any]:
    """The database answers, and the lists are not far behind the log."""
    lag = rooms.questions.lag()
    well = lag.events < 100 and lag.seconds < 30
    response.status_code = 200 if well else 503
    projector = {"lag_events": lag.events, "lag_seconds": round(lag.seconds, 3), "parked": lag.parked}
    return {"status": "ok" if well else "late", "database": "ok", "projector": projector, "notary": None}
