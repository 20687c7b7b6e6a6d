"""What may keep a use case from ending well; each is told to people in French, by its docstring."""

from __future__ import annotations

from datetime import date
from uuid import UUID


class Unknown(LookupError):
    """Ce dossier ou cette démarche n'existe pas."""


class Stale(Exception):
    """Le dossier a changé entre-temps, rechargez-le."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the pathway is at version {version}")
        self.version = version


class Overtaken(Exception):
    """Quelqu'un vient d'enregistrer une autre démarche dans ce dossier : rechargez-le."""


class NissTaken(Exception):
    """Ce numéro appartient déjà à un autre dossier."""

    def __init__(self, existing: UUID | None) -> None:
        super().__init__("national number already claimed")
        self.existing = existing


class InTheFuture(ValueError):
    """Le jour de l'acte ne peut être dans le futur."""

    def __init__(self, on: date, today: date) -> None:
        super().__init__(f"{on} comes after {today}")
        self.on, self.today = on, today


class NotForYou(Exception):
    """Votre rôle ne donne pas accès à cette page."""
