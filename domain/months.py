"""A calendar month, as sheets of days and hours are kept; named by its first day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator


def first_of(on: date) -> date:
    """The first day of the month of that day."""
    return on.replace(day=1)


def last_of(on: date) -> date:
    """The last day of the month of that day."""
    return on.replace(day=monthrange(on.year, on.month)[1])


def _with_a_day(told: object) -> object:
    return f"{told}-01" if isinstance(told, str) and len(told) == len("2026-03") else told


Month = Annotated[date, BeforeValidator(_with_a_day), AfterValidator(first_of)]
"""Told as ``2026-03``, or by any of its days."""
