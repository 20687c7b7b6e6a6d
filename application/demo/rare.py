"""What happens to few: a training interrupted, taken up again, and longer than the ceiling of hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from application.demo.accounts import COLLEAGUES, HEAD
from application.demo.cadence import accompanied
from application.demo.measures import first_of_next, settled, training
from application.demo.outcome import Fate, closed, observed
from application.demo.people import Register, someone
from application.demo.places import OPERATORS
from application.demo.plan import planned
from application.demo.stories import begun
from application.demo.tale import Tale, workday
from domain.pathway.identity import Closing
from domain.pathway.training_content import Pause, Result


def rare(seed: int, today: date, register: Register) -> Iterator[Tale]:
    """Their stories, each from a generator of its own, so that nobody else's changes."""
    rng, on = Random(f"{seed}/long training"), date(2023, 11, 6)
    tale = Tale(rng, someone(rng, register, on), COLLEAGUES[1], HEAD, today)
    _long_training(tale, on)
    yield tale


def _long_training(tale: Tale, on: date) -> None:
    """Two years at the joinery, some weeks away for a child; the head says why it went on, the hours end it."""
    decided = begun(tale, on)
    signed = planned(tale, decided)
    start, end = first_of_next(signed), date(2025, 11, 28)
    training(tale, workday(start), ended=end, result=Result.EXHAUSTED_HOURS, operator=OPERATORS[0])
    away = workday(date(2024, 9, 2))
    tale.tell("interrupt_training", away, reason=Pause.CHILDCARE)
    tale.tell("resume_training", workday(away + timedelta(days=21)))
    tale.tell("explain_hours_ceiling", workday(settled(end) + timedelta(days=1)), by=tale.head,
              reason="module de fin de formation, certification en vue")  # fmt: skip
    day = closed(tale, settled(end) + timedelta(days=20), Closing.OTHER_BENEFIT)
    accompanied(tale, decided, day, signed=signed)
    observed(tale, end, Fate.NONE)
