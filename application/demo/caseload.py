"""Who is in the files of the two centres: how many, since when, led by whom, and how far they have come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from application.agents import Agent
from application.demo import plan_course, rights
from application.demo.accounts import COLLEAGUES, HEAD, NADIA, OTHER
from application.demo.mishaps import put_right
from application.demo.people import Register, someone
from application.demo.stories import Way, ended, under_way
from application.demo.tale import Tale, workday
from application.demo.transfers import transferred
from application.demo.words import LOST
from domain.pathway.identity import Closing

OPEN = {2023: 20, 2024: 130, 2025: 194, 2026: 60}
"""Open files by year of entry; eight more people, of Nadia's, have a name in every demo."""
NADIAS = {2023: 4, 2024: 22, 2025: 38, 2026: 9}
"""Those of them Nadia follows."""
CLOSED = {2023: 130, 2024: 169, 2025: 50}
"""Closed files by year of entry; one more has a name."""
AGAIN = 0.18
"""How many of the open files of the first two years are those of people who left and came back."""
ENTRIES = {
    2023: ((date(2023, 1, 3), date(2023, 6, 20)), (date(2023, 11, 2), date(2023, 12, 20))),
    2024: ((date(2024, 1, 3), date(2024, 12, 18)),),
    2025: ((date(2025, 1, 3), date(2025, 12, 15)),),
    2026: ((date(2026, 1, 2), date(2026, 3, 6)),),
}
"""When people enter: never where no scale is known (July to October 2023)."""
WAYS = {
    2023: ((Way.PLAIN, 8), (Way.EXEMPT, 18), (Way.CISP, 24), (Way.ARTICLE60, 34), (Way.PLACED, 16)),
    2024: ((Way.PLAIN, 26), (Way.EXEMPT, 11), (Way.CISP, 17), (Way.ARTICLE60, 34), (Way.PLACED, 12)),
    2025: ((Way.PLAIN, 42), (Way.EXEMPT, 10), (Way.CISP, 18), (Way.ARTICLE60, 20), (Way.PLACED, 10)),
    2026: ((Way.PLAIN, 92), (Way.EXEMPT, 8)),
}
"""Where the open files stand, by year of entry."""
PAST = {
    2023: ((Way.REFUSED, 7), (Way.PLAIN, 30), (Way.CISP, 20), (Way.ARTICLE60, 37), (Way.BOTH, 6)),
    2024: ((Way.REFUSED, 8), (Way.PLAIN, 42), (Way.CISP, 28), (Way.ARTICLE60, 22)),
    2025: ((Way.REFUSED, 26), (Way.PLAIN, 60), (Way.CISP, 14)),
}
"""What the closed files were, by year of entry; who has no time left to end so, ends otherwise."""


class Place(NamedTuple):
    """One file to be told: the year of entry, its referent, and whether it has ended."""

    year: int
    referent: Agent
    is_open: bool


def caseload(seed: int, today: date, register: Register) -> Iterator[Tale]:
    """The stories of everyone without a name, each from a generator of its own."""
    for rank, place in enumerate(_places(Random(f"{seed}/places"))):
        yield _told(Random(f"{seed}/{rank}"), register, place, today)
    for rank in range(7):
        rng = Random(f"{seed}/other/{rank}")
        on = workday(date(2024, 9, 2) + timedelta(days=rng.randint(0, 400)))
        tale = Tale(rng, someone(rng, register, on), OTHER, OTHER, today)
        under_way(tale, on, Way.CISP if rank == 3 else Way.PLAIN)
        if rank == 1:
            plan_course.in_full(tale)
        if rank == 2:
            rights.in_full(tale)
        yield tale
    yield from transferred(seed, register, today)


def _places(rng: Random) -> list[Place]:
    """Every file of Val-de-Meuse but those of the named people, the referents shared out."""
    places = []
    for year, number in OPEN.items():
        nadias = NADIAS[year]
        places += [Place(year, NADIA, is_open=True)] * nadias
        places += [Place(year, rng.choice(COLLEAGUES), is_open=True) for _ in range(number - nadias)]
    for year, number in CLOSED.items():
        places += [Place(year, rng.choice((NADIA, *COLLEAGUES)), is_open=False) for _ in range(number)]
    return places


def _told(rng: Random, register: Register, place: Place, today: date) -> Tale:
    """One story; told again otherwise when it has no time left to end."""
    on = _entry(rng, place, today)
    person = someone(rng, register, on)
    while True:
        tale = Tale(rng, person, place.referent, HEAD, today)
        if not place.is_open:
            ended(tale, on, _way(rng, PAST[place.year]))
        elif place.year < 2025 and rng.random() < AGAIN:
            _came_back(tale, on)
        else:
            under_way(tale, on, _open_way(rng, place.year, on, today))
        if _in_time(tale, place):
            put_right(tale)
            return tale


def _in_time(tale: Tale, place: Place) -> bool:
    """Whether what had to end has, or who had to come back is there, alive."""
    if place.is_open:
        reopened = [told.occurred_on for told in tale.tellings if told.verb == "reopen_pathway"]
        died = any(told.answers.get("reason") is Closing.DECEASED for told in tale.tellings)
        return not died and all(on < tale.today - timedelta(days=75) for on in reopened)
    return tale.closed_on is not None and tale.closed_on < tale.today - timedelta(days=3)


def _came_back(tale: Tale, on: date) -> None:
    """A first episode that ended, a second one under way."""
    ended(tale, on, Way.PLAIN)
    assert tale.closed_on is not None
    back = tale.later(tale.closed_on, 90, 260)
    tale.tellings = [told for told in tale.tellings if told.verb != "observe_status" or told.recorded_on < back]
    worked = any(told.verb in {"record_placement", "record_impulsion"} for told in tale.tellings)
    under_way(tale, back, Way.PLAIN, again=True)
    if worked:
        lost = back - timedelta(days=tale.rng.randint(5, 40))
        tale.tell("end_placement", tale.later(back, 1, 8), on=lost, reason=tale.pick(LOST))


def _entry(rng: Random, place: Place, today: date) -> date:
    """The day of entry, later in the year more often in 2025; Nadia's last entries leave nothing due at once."""
    if place.year == 2026 and place.referent is NADIA:
        first = date(2026, 2, 24) if rng.random() < 0.2 else date(2026, 1, 5)
        return workday(first + timedelta(days=rng.randint(0, 8)))
    first, last = rng.choices(ENTRIES[place.year], weights=[(b - a).days for a, b in ENTRIES[place.year]])[0]
    if place.year == 2025 and not place.is_open:
        last = date(2025, 7, 31)
    if place.year == 2025 and place.referent is NADIA:
        last = date(2025, 10, 31)
    return workday(first + timedelta(days=rng.randint(0, (last - first).days)))


def _way(rng: Random, ways: tuple[tuple[Way, int], ...]) -> Way:
    return rng.choices([way for way, _ in ways], weights=[weight for _, weight in ways])[0]


def _open_way(rng: Random, year: int, on: date, today: date) -> Way:
    """Where an open file stands: a measure takes months to come to."""
    way = _way(rng, WAYS[year])
    enough = {Way.CISP: 170, Way.PLACED: 200, Way.ARTICLE60: 230, Way.EXEMPT: 60}.get(way, 0)
    return way if (today - on).days >= enough else Way.PLAIN
