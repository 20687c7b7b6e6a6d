"""The numbers one person has had: a BIS number may become a number of the national register, and stays true before.

Law: RGPD, art. 5, § 1, d) (exact data).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.acts import PRACTICE
from domain.french import day
from domain.kernel import Personal
from domain.law import present, require
from domain.niss import birth_date, niss
from domain.pathway.step import Steps

FILE = PRACTICE("dossier")
NISS_INVALID = "Numéro national invalide (chiffre de contrôle)."


@dataclass(frozen=True)
class Numbered:
    """A national number, and the day it became the person's; it is so until the next one."""

    national_number: Personal[str]
    from_on: date


def numbered(numbers: tuple[Numbered, ...], number: Personal[str], on: date) -> tuple[Numbered, ...]:
    """The numbers the person has had, with this one if it is another."""
    if not number or (numbers and numbers[-1].national_number == number):
        return numbers
    return (*numbers, Numbered(number, on))


class NumberedSteps(Steps):
    """What steps that are told a national number lean on."""

    def checked_number(self, national_number: str, told: date | None) -> str:
        """The digits of the number, or nothing when none is given; a number that is none breaks the rule."""
        if told:
            require(told <= self.on, FILE, "BORN_LATER", f"La naissance ne peut suivre le {day(self.on)}.")
        if not national_number:
            return ""
        digits = present(niss(national_number, self.on), FILE, "NISS_INVALID", NISS_INVALID)
        written = birth_date(digits)
        if told and written and told != written:
            self.warn(FILE, "BIRTH_DATE_DIFFERS", f"Le numéro national dit une naissance le {day(written)}.")
        return digits
