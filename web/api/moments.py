"""An instant told in an address: with its hour and zone, or a day, meaning until its end in Belgium."""

from __future__ import annotations

from datetime import date, datetime, time

from domain.kernel import BRUSSELS, NOT_YET
from web.problems import Malformed


def instant(told: str | None) -> datetime:
    """The instant told; after everything when none is. A plus sign lost on the way is put back."""
    if not told:
        return NOT_YET
    text = told.strip()
    if "T" in text and " " in text:
        text = text.replace(" ", "+")
    try:
        if len(text) == len("2026-03-10"):
            return datetime.combine(date.fromisoformat(text), time.max, BRUSSELS)
        at = datetime.fromisoformat(text)
    except ValueError:
        issue = {"in": "query", "name": "known_on", "title": "Instant attendu, par exemple 2026-03-10T08:30+01:00."}
        raise Malformed(issue | {"value": told[:40]}) from None
    return at if at.tzinfo else at.replace(tzinfo=BRUSSELS)


def day_of(at: datetime) -> date | None:
    """The day of an instant, in Belgium; None for the end of time."""
    return None if at == NOT_YET else at.astimezone(BRUSSELS).date()
