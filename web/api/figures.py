"""Figures for programs: each rate with its definition, numerator, three denominators, unknowns and intervals."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from application.agents import Agent
from application.errors import Unknown
from domain.kernel import Role
from projections.indicators import DEFINITIONS, Cohort, Definition, Figure, figure
from web.api.moments import day_of, instant
from web.identity import Counting
from web.rooms import In, Rooms

router = APIRouter(prefix="/api/v1/indicators", tags=["indicators"])
Day = Annotated[date | None, Query(ge=date(1900, 1, 1), le=date(2199, 12, 31))]


@router.get("")
def indicators(by: Counting) -> dict[str, Any]:
    """The rates on offer, and what each means."""
    items = [described(definition) for definition in DEFINITIONS.values()]
    return {"items": items, "total": len(items)}


@router.get("/{indicator}")
def indicator(
    indicator: str,
    rooms: In,
    by: Counting,
    exit_from: Day = None,
    exit_to: Day = None,
    cohort: str | None = None,
    true_on: Day = None,
    known_on: str | None = None,
    at_least: Annotated[int, Query(ge=0)] = 0,
) -> dict[str, Any]:
    """One rate for one cohort; a date or an instant given, it is counted from the histories as they then stood."""
    if (definition := DEFINITIONS.get(indicator)) is None:
        raise Unknown
    fresh = rooms.questions.wait_for(at_least)
    asked = Cohort(true_on or day_of(instant(known_on)) or rooms.clock.today(), exit_from, exit_to, cohort, scope(by))
    counted = asked_of(rooms, definition, asked, true_on, known_on)
    return told(counted) | {"position": rooms.questions.position(), "stale": not fresh}


def scope(by: Agent) -> int | None:
    """The files a figure counts: one's own centre's; the Region counts them all."""
    return None if by.role is Role.REGION else by.centre


def asked_of(
    rooms: Rooms, definition: Definition, cohort: Cohort, true_on: date | None, known_on: str | None
) -> Figure:
    """The figure, from the table, or from the histories when it is asked as of another moment."""
    if true_on is None and known_on is None:
        return figure(definition, rooms.questions.counts(definition, cohort))
    at = instant(known_on)
    return figure(definition, rooms.questions.counts_as_of(definition, cohort, true_on or date.max, at))


def described(definition: Definition) -> dict[str, Any]:
    """What a rate means."""
    return {
        "id": definition.id, "version": definition.version, "label": definition.label,
        "sentence": definition.sentence, "window_days": definition.window_days,
    }  # fmt: skip


def told(counted: Figure) -> dict[str, Any]:
    """A figure, with all that must travel with it; nothing is suppressed inside the centre."""
    intervals = {base: list(limits) if limits else None for base, limits in counted.intervals.items()}
    return {
        "id": counted.definition.id,
        "numerator": counted.numerator,
        "numerators": counted.numerators,
        "denominators": counted.denominators,
        "unknown": counted.unknown,
        "immature": counted.immature,
        "intervals": intervals,
        "bounds": list(counted.bounds) if counted.bounds else None,
        "suppressed": False,
        "definition": described(counted.definition),
    }
