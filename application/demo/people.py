"""Invented people: a name, a birth, an address, and a national number whose check digits are right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from application.demo.names import STOCKS, STREETS, Stock
from domain.pathway.identity import Gender, Language

GENDERS = {Gender.FEMALE: 49, Gender.MALE: 48, Gender.OTHER: 1, Gender.UNKNOWN: 2}
TOWN = "4999 Val-de-Meuse"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who asks for help; ``later_number`` is that of the national register, for who first had a BIS."""

    last_name: str
    first_name: str
    birth_date: date | None
    gender: Gender
    language: Language = Language.FR
    national_number: str = ""
    later_number: str = ""
    address: str = ""

    @property
    def identity(self) -> dict[str, Any]:
        """The answers to the form that opens a file."""
        return {
            "last_name": self.last_name, "first_name": self.first_name, "birth_date": self.birth_date,
            "gender": self.gender, "language": self.language, "national_number": self.national_number,
            "address": self.address,
        }  # fmt: skip


class Register:
    """The national register of the demo: it gives no number twice."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def number(self, born: date, gender: Gender, *, bis: bool = False, day_known: bool = True) -> str:
        """A national number, or a BIS; without month and day where the birth date is not known."""
        month = born.month + (40 if bis else 0)
        digits = f"{born:%y}{month:02}{born.day:02}" if day_known else f"{born:%y}0000"
        serial = self._given.get(digits, 0) + 2
        self._given[digits] = serial
        order = f"{serial + (gender is not Gender.FEMALE) + born.toordinal() % 240 * 2:03}"
        return checked(digits + order, born.year)


def checked(nine: str, born_in: int) -> str:
    """Nine digits and the two that check them: 97 less the rest of the division by 97, with a 2 before from 2000 on."""
    whole = int(nine) + (2_000_000_000 if born_in >= 2000 else 0)
    return f"{nine}{97 - whole % 97:02}"


def enterprise_number(rank: int) -> str:
    """A number of the enterprise register (BCE), its check digits right."""
    eight = 4_019_000 + rank * 7
    return f"{eight:08}{97 - eight % 97:02}"


def someone(rng: Random, register: Register, on: date) -> Person:
    """An adult, at most 63 years old that day."""
    stock = rng.choices(STOCKS, weights=[stock.weight for stock in STOCKS])[0]
    gender = rng.choices(list(GENDERS), weights=list(GENDERS.values()))[0]
    born = _born(rng, on)
    day_known = Language.OTHER not in stock.languages or rng.random() > 0.08
    bis = Language.OTHER in stock.languages and rng.random() < 0.22
    number = register.number(born, gender, bis=bis, day_known=day_known) if rng.random() > 0.03 else ""
    return Person(
        _family(rng, stock), rng.choice(stock.women if _woman(rng, gender) else stock.men),
        born if day_known else None, gender, rng.choice(stock.languages), number,
        register.number(born, gender) if bis and day_known and number else "",
        f"{rng.choice(STREETS)} {rng.randint(1, 180)}, {TOWN}",
    )  # fmt: skip


def _born(rng: Random, on: date) -> date:
    """More are young: a third are under 26."""
    years = rng.choices((rng.uniform(18.1, 25.9), rng.uniform(26, 45), rng.uniform(45, 63)), weights=(33, 42, 25))[0]
    return on - timedelta(days=int(years * 365.25))


def _woman(rng: Random, gender: Gender) -> bool:
    return gender is Gender.FEMALE or (gender is not Gender.MALE and rng.random() < 0.5)


def _family(rng: Random, stock: Stock) -> str:
    """A family name; now and then two."""
    name = rng.choice(stock.families)
    other = rng.choice(stock.families)
    return f"{name}-{other}" if rng.random() < 0.03 and other != name else name
