"""Sign-in for programs, the worklist, and whether the service is well."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from application.errors import NotForYou
from projections.questions import Horizon, Lag, OwedLine, Wanted
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
        response.headers["X-Lag"] = str(rooms.questions.lag().events)
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
    """The database answers, and the lists follow the log; a file set aside is an alarm, not a standstill."""
    lag = rooms.questions.lag()
    response.status_code = 200 if lag.is_well else 503
    alarms = [lag.alarm] if lag.alarm else []
    alarms += [f"{lag.parked} files show the rows of an earlier day"] if lag.parked else []
    projector = {"lag_events": lag.events, "lag_seconds": round(lag.seconds, 3), "parked": lag.parked,
                 "silent_seconds": round(lag.silent, 3)}  # fmt: skip
    status = ("alarm" if alarms else "ok") if lag.is_well else "late"
    return {"status": status, "database": "ok", "projector": projector, "alarms": alarms, "notary": None}


@router.get("/metrics", tags=["health"], response_class=PlainTextResponse)
def metrics(rooms: In) -> Response:
    """The same for Prometheus; nothing in it says who anybody is."""
    return Response(exposition(rooms.questions.lag(), rooms.questions.position()), media_type=CONTENT_TYPE_LATEST)


def exposition(lag: Lag, position: int) -> bytes:
    """The state of the engine, as Prometheus reads it."""
    registry = CollectorRegistry()
    gauges = {
        "parcours_projector_position": ("Last position of the log every list has come to", position),
        "parcours_projector_lag_events": ("Events recorded and not in the lists yet", lag.events),
        "parcours_projector_lag_seconds": ("Age of the first event not in the lists yet", lag.seconds),
        "parcours_projector_silent_seconds": ("Time since a projector last looked at the log", lag.silent),
        "parcours_projector_parked_streams": ("Files whose rows are those of an earlier day", lag.parked),
        "parcours_projector_alarm": ("Whether a projector stands still", int(bool(lag.alarm))),
    }
    for name, (words, value) in gauges.items():
        Gauge(name, words, registry=registry).set(value)
    return generate_latest(registry)
