"""An enterprise, told by its number (BCE): an employer, a host, an operator."""

from __future__ import annotations

from domain.law import Article, require
from domain.niss import bce


def enterprise(number: str, law: Article) -> str:
    """The ten digits of the number, or nothing when none is told; a number that is none breaks the rule."""
    digits = bce(number) if number else ""
    require(digits is not None, law, "BCE_INVALID", "Numéro d'entreprise invalide. Vérifiez ses dix chiffres.")
    return digits or ""
