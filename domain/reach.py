"""The days one may tell: a year mistyped would reach the end of the calendar, where no delay can be counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from pydantic import BaseModel

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}")


def days_in(answer: object) -> Iterator[date]:
    """Every day an answer tells, however deep, those a correction writes as text included."""
    match answer:
        case date():
            yield answer
        case BaseModel():
            for _, inner in answer:
                yield from days_in(inner)
        case Mapping():
            for inner in answer.values():
                yield from days_in(inner)
        case tuple() | list() | frozenset():
            for inner in answer:
                yield from days_in(inner)
        case str() if WRITTEN.fullmatch(answer):
            yield from _read(answer)


def within_reach(*answers: object) -> bool:
    """Whether every day told lies where it can be counted with."""
    return all(FIRST_DAY <= each <= LAST_DAY for each in days_in(answers))


def _read(written: str) -> Iterator[date]:
    try:
        yield date.fromisoformat(written)
    except ValueError:  # not a day after all
        return
