"""How many found work: a rate, with all that must travel with it, and a picture of it."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request, Response

from application.errors import NotForYou
from domain.french import NARROW, day
from projections.indicators import DEFINITIONS, Cohort, Figure, figure
from projections.statistics import Interval
from web.api.figures import scope
from web.identity import Page
from web.pages.file import Bad, day_of
from web.render import page, shell_of
from web.rooms import In

router = APIRouter(include_in_schema=False)
FEWEST = 30
"""Below, a share is told in words, not in percent."""
BASES = {
    "A": "toutes les sorties mûres, personne n'est retiré",
    "K": "celles dont la situation est connue",
    "C": "parmi elles, les mesures menées à terme (base du secteur)",
}
ANTWERP = (0.5, "Anvers 2001-2006 : 50 % (document de départ, non vérifié)")
"""No denominator is known: a line to look at, never a target."""
Text = Annotated[str, Query(max_length=100)]


class Base(NamedTuple):
    """One denominator, and the rate over it."""

    key: str
    label: str
    numerator: int
    denominator: int
    rate: str
    lower: str
    upper: str


class Headline(NamedTuple):
    """The figure in large."""

    numerator: int
    unknown: int
    immature: int
    rate: str
    interval: str


class Dot(NamedTuple):
    """One rate in the picture, between 0 and 1."""

    label: str
    words: str
    rate: float
    lower: float
    upper: float
    bounds: Interval | None


class Reference(NamedTuple):
    """A line drawn across the picture."""

    rate: float
    label: str


class Chart(NamedTuple):
    """The picture."""

    title: str
    rows: list[Dot]
    reference: Reference | None


@router.get("/results")
def results(
    request: Request, rooms: In, by: Page, indicator: Text = "PLACE_12M", exit_from: Text = "", exit_to: Text = "",
    cohort: Text = "",
) -> Response:  # fmt: skip
    """One rate, for the exits between two days, of one cohort or of all."""
    if not by.may_count:
        raise NotForYou
    definition = DEFINITIONS.get(indicator) or DEFINITIONS["PLACE_12M"]
    days = {"exit_from": exit_from, "exit_to": exit_to}
    errors = [Bad(name, "Date attendue : jj/mm/aaaa.") for name, typed in days.items() if typed and not day_of(typed)]
    today = rooms.clock.today()
    asked = Cohort(today, day_of(exit_from), day_of(exit_to), cohort or None, scope(by))
    counted = figure(definition, rooms.questions.counts(definition, asked))
    return page(
        "results.html", shell_of(request, rooms, by, "results"), indicator=definition.id,
        indicators=[(each.id, each.label) for each in DEFINITIONS.values()], definition=definition,
        exit_from=exit_from, exit_to=exit_to, cohort=cohort, cohorts=rooms.questions.cohorts(scope(by)),
        errors=errors, as_of=day(today), position=str(rooms.questions.position()), figure=headline(counted),
        bases=bases(counted), chart=chart(counted),
    )  # fmt: skip


def percent(share: float) -> str:
    """``75,7 %``."""
    return f"{share * 100:.1f}".replace(".", ",") + f"{NARROW}%"


def rate_of(x: int, n: int) -> str:
    """A percentage, or « 7 sur 19 » when there are too few."""
    return "" if n == 0 else percent(x / n) if n >= FEWEST else f"{x} sur {n}"


def headline(counted: Figure) -> Headline:
    """The rate over all exits."""
    limits, n = counted.intervals["A"], counted.denominators["A"]
    interval = f"[{percent(limits.lower)} ; {percent(limits.upper)}]" if limits else ""
    return Headline(counted.numerator, counted.unknown, counted.immature, rate_of(counted.numerator, n), interval)


def bases(counted: Figure) -> list[Base]:
    """The three denominators side by side."""
    rows = []
    for key, label in BASES.items():
        x, n, limits = counted.numerators[key], counted.denominators[key], counted.intervals[key]
        lower, upper = (f"{limits.lower:.6f}", f"{limits.upper:.6f}") if limits else ("", "")
        rows.append(Base(key, label, x, n, rate_of(x, n), lower.replace(".", ","), upper.replace(".", ",")))
    return rows


def chart(counted: Figure) -> Chart | None:
    """A dot and an interval for each denominator; around the first, how far the unknown could move it."""
    if not counted.denominators["A"]:
        return None
    dots = []
    for key, label in BASES.items():
        x, n, limits = counted.numerators[key], counted.denominators[key], counted.intervals[key]
        if limits and n:
            bounds = counted.bounds if key == "A" and counted.unknown else None
            dots.append(Dot(f"{key} : {x} sur {n}", label, x / n, limits.lower, limits.upper, bounds))
    title = f"{counted.definition.label} : taux et intervalle de Wilson à 95 % sur trois dénominateurs"
    return Chart(title, dots, Reference(*ANTWERP))
