"""How French-speaking Belgians write a day, a sum, a choice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

NARROW = "\u202f"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def day(on: date) -> str:
    """``31/12/2025``."""
    return f"{on:%d/%m/%Y}"


def euros(amount: Decimal) -> str:
    """``1 314,20 €``, with narrow no-break spaces."""
    return f"{number(amount.quantize(Decimal('0.01')))}{NARROW}€"


def number(value: Decimal) -> str:
    """A number with the digits it was given, ``1 314,20`` or ``12,5``."""
    digits = max(0, -int(value.as_tuple().exponent))
    return f"{value:,.{digits}f}".replace(",", NARROW).replace(".", ",")


def month_of(on: date) -> str:
    """``mars 2026``."""
    return f"{MONTHS[on.month - 1]} {on.year}"


def counted(n: int, one: str, many: str) -> str:
    """``1 jour``, ``0 jour``, ``2 jours``."""
    return f"{n} {many if abs(n) > 1 else one}"


def said(answer: object) -> str:
    """Any answer, as one would say it; nothing for what was not answered."""
    match answer:
        case None:
            return ""
        case bool():
            return "oui" if answer else "non"
        case date():
            return day(answer)
        case Decimal():
            return number(answer)
        case Mapping():
            return ", ".join(f"{said(name)} : {said(value)}" for name, value in answer.items())
        case tuple() | list() | frozenset():
            return ", ".join(said(item) for item in answer)
        case _:
            return str(getattr(answer, "label", answer))
