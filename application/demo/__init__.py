"""A told year of an invented centre, played through the steps of the law; the same seed tells the same, to the letter.

`tell` plays it, `ACCOUNTS` and `CENTRES` are who works there, `demo_rules` adds the one scale the demo invents.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from application.demo.accounts import ACCOUNTS, CENTRES
from application.demo.caseload import caseload
from application.demo.named import named
from application.demo.people import Register
from application.demo.rare import rare
from application.demo.scales import demo_rules
from application.demo.stage import Shelf, play
from application.demo.twice import twice

WRITTEN_FOR = date(2026, 3, 10)
"""The day the stories are planned for; on an earlier clock they are the same, and stop earlier."""

__all__ = ["ACCOUNTS", "CENTRES", "Shelf", "demo_rules", "tell"]


def tell(
    shelf: Shelf,
    set_clock: Callable[[datetime], None],
    *,
    seed: int,
    until: datetime,
    progress: Callable[[int, int], None],
) -> int:
    """Play everything told before the day of ``until``, and leave the clock there; gives the last position.

    ``progress`` is given the steps taken and the steps to take.
    """
    register = Register()
    everyone = tuple(named(seed, WRITTEN_FOR, register))
    tales = (
        *everyone,
        *caseload(seed, WRITTEN_FOR, register),
        *rare(seed, WRITTEN_FOR, register),
        *twice(seed, WRITTEN_FOR, register, everyone[0].id),
    )
    return play(shelf, set_clock, (told for tale in tales for told in tale.tellings), until, progress)
