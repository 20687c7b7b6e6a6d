"""Two requests that went from centre to centre: one sent on to Val-de-Meuse, one received from it and contested."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from application.demo.accounts import NADIA, OTHER
from application.demo.outcome import closed
from application.demo.people import Register, someone
from application.demo.request import enquired, granted, informed, opened
from application.demo.tale import Tale, workday
from domain.pathway.household import Category
from domain.pathway.identity import Closing
from domain.pathway.ris_request import Cause

SENT, RECEIVED = date(2025, 5, 12), date(2025, 6, 5)


def transferred(seed: int, register: Register, today: date) -> Iterator[Tale]:
    """Both stories, told by the other centre."""
    for story, on in ((_sent_on, SENT), (_received, RECEIVED)):
        rng = Random(f"{seed}/transfer/{on}")
        tale = Tale(rng, someone(rng, register, on), OTHER, OTHER, today)
        opened(tale, on)
        story(tale, on)
        yield tale


def _sent_on(tale: Tale, on: date) -> None:
    """Asked for where the person no longer lives: sent on, told so, the file closed."""
    tale.tell("request_ris", on, cause=Cause.OTHER, signed=True, register_no=f"{on.year}/0412")
    tale.tell("issue_receipt", on)
    sent = workday(on + timedelta(days=3))
    tale.tell("transfer_request", sent, to_centre=NADIA.centre, person_informed_on=sent,
              grounds="La résidence effective est à Val-de-Meuse depuis le mois passé.")  # fmt: skip
    closed(tale, workday(sent + timedelta(days=2)), Closing.MOVED)


def _received(tale: Tale, on: date) -> None:
    """Received, contested, left here by the federal service; granted from the day it was first asked for."""
    tale.tell("declare_household", on, category=Category.SINGLE)
    tale.tell("receive_transfer", on, from_centre=NADIA.centre, original_received_on=on - timedelta(days=3),
              cause=Cause.END_OF_BENEFIT)  # fmt: skip
    tale.tell("raise_conflict", workday(on + timedelta(days=4)))
    settled = workday(on + timedelta(days=11))
    tale.tell("designate_centre", settled, centre=OTHER.centre)
    informed(tale, on)
    ripe = enquired(tale, settled, workday(on + timedelta(days=26)), Category.SINGLE, lines=())
    granted(tale, ripe, Category.SINGLE)
