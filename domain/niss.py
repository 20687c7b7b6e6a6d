"""The numbers that identify people and enterprises: NISS (national register or BIS), and BCE.

Check digits and ranges are python-stdnum's work. It looks at today's date to choose a century; a birth after the day of
the act is refused here, so that its choice is judged against that day.
"""

from __future__ import annotations

from datetime import date

from stdnum.be import ssn, vat
from stdnum.exceptions import ValidationError


def niss(number: str, on: date) -> str | None:
    """The eleven digits of a valid NISS, either kind; None when it is not one, or of someone born after that day."""
    try:
        digits: str = ssn.validate(number)
    except ValidationError:
        return None
    born = birth_date(digits)
    return None if born and born > on else digits


def birth_date(digits: str) -> date | None:
    """The birth date a valid NISS tells; None when it was not known as the number was given."""
    born: date | None = ssn.get_birth_date(digits)
    return born


def bce(number: str) -> str | None:
    """The ten digits of a valid enterprise number (BCE); None when it is not one."""
    try:
        digits: str = vat.validate(number)
    except ValidationError:
        return None
    return digits if digits[0] in "01" else None
