"""How a request for the income reaches the centre, and why.

Law: DIS, art. 18 (cited from memory): asked aloud, in writing, or opened by the centre itself.
"""

from __future__ import annotations

from domain.kernel import Choice


class Mode(Choice):
    """How the request came; a letter is treated as said aloud."""

    ORAL = "oral", "au guichet"
    LETTER = "letter", "par lettre"
    MAIL = "mail", "par courriel"
    EX_OFFICIO = "ex_officio", "d'office"


class Cause(Choice):
    """Why the person asks: since 2015, and far more since 2026, because a benefit ended."""

    END_OF_BENEFIT = "end_of_benefit", "fin du droit au chômage"
    INSERTION_ALLOWANCE_END = "insertion_allowance_end", "fin de l'allocation d'insertion"
    OTHER = "other", "autre cause"
