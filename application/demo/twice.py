"""One person, two files: found to be the same by the head of service, then followed by the other centre."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from uuid import UUID

from application.demo.accounts import COLLEAGUES, HEAD, OTHER
from application.demo.people import Person, Register
from application.demo.request import opened
from application.demo.tale import Tale
from domain.pathway.identity import Closing, Gender, Language

TOM, AMELIE, *_ = COLLEAGUES
BORN = date(1995, 2, 17)


def twice(seed: int, today: date, register: Register, namesake: UUID) -> Iterator[Tale]:
    """Aurélie Dubois, met in 2024 without her number and again in 2025; linked to a namesake by mistake, at first."""
    rng = Random(f"{seed}/Aurélie")
    number, address = register.number(BORN, Gender.FEMALE), "rue des Forges 9, 4999 Val-de-Meuse"
    nameless = Person("Dubois", "Aurélie", None, Gender.FEMALE, Language.FR, "", address=address)
    first = Tale(rng, nameless, TOM, HEAD, today)
    opened(first, date(2024, 2, 12))
    first.tell("record_contact", date(2024, 2, 19), missed=True)
    first.tell("close_pathway", date(2024, 4, 22), reason=Closing.UNKNOWN)
    yield first
    again = Tale(
        rng, Person("Dubois", "Aurélie", BORN, Gender.FEMALE, Language.FR, number, address=address), AMELIE, HEAD, today
    )
    opened(again, date(2025, 3, 3))
    again.tell("assign_pathway", date(2025, 7, 7), worker=TOM.username, until=date(2025, 7, 25))
    again.tell("link_pathways", date(2025, 3, 4), by=HEAD, other=namesake, why="même nom")
    again.tell("unlink_pathways", date(2025, 3, 6), by=HEAD, other=namesake, why="homonyme, née un autre jour")
    again.tell("link_pathways", date(2025, 3, 6), by=HEAD, other=first.id, why="même personne, d'abord sans numéro")
    again.tell("move_pathway", date(2025, 9, 1), to_centre=OTHER.centre)
    again.tell("assign_pathway", date(2025, 9, 2), by=OTHER, worker=OTHER.username)
    yield again
