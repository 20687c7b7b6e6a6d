"""What a training with an approved operator is made of: its track, its hours, its result.

Law: Walloon decree of 10 July 2013 (CISP_D), categories and methods; the results are a practice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.kernel import Choice

Hours = Annotated[Decimal, Field(max_digits=7, decimal_places=2)]


class Category(Choice):
    """What a track leads to."""

    ORIENTATION = "ORIENTATION", "orientation"
    BASIC = "BASIC", "formation de base"
    PROFESSIONALISING = "PROFESSIONALISING", "formation professionnalisante"


class Method(Choice):
    """How one learns there."""

    DEFI = "DEFI", "DéFI (cours, exercices, stages)"
    EFT = "EFT", "EFT (production réelle)"


class Assimilated(Choice):
    """Why an hour not attended counts all the same."""

    HEALTH = "HEALTH", "santé"
    CHILDCARE = "CHILDCARE", "garde d'enfant"
    JOB_SEARCH = "JOB_SEARCH", "recherche d'emploi"
    ADMINISTRATIVE = "ADMINISTRATIVE", "démarche administrative"
    OTHER = "OTHER", "autre absence justifiée"


class Result(Choice):
    """What the training ended in."""

    COMPLETED = "COMPLETED", "menée à son terme"
    CONTINUES_TRAINING = "CONTINUES_TRAINING", "poursuite en formation"
    EMPLOYED = "EMPLOYED", "mise à l'emploi"
    ABANDONED = "ABANDONED", "abandon"
    EXCLUDED = "EXCLUDED", "exclusion"
    EXHAUSTED_HOURS = "EXHAUSTED_HOURS", "heures épuisées"
    HEALTH = "HEALTH", "santé"
    UNKNOWN = "UNKNOWN", "inconnu"


COMPLETED = frozenset({Result.COMPLETED, Result.CONTINUES_TRAINING, Result.EMPLOYED})
"""The results of a training led to its end (our choice; the sector's own base is « completed, and outcome known »)."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One enrolment; ``months`` holds the hours counted, by first day of the month."""

    id: UUID
    operator_bce: str
    track: str
    category: Category | None
    method: Method | None
    agreement: str
    start: date
    planned_hours: Decimal | None = None
    months: Mapping[date, Decimal] = field(default_factory=dict)
    ended_on: date | None = None
    result: Result | None = None

    @property
    def hours(self) -> Decimal:
        """The hours counted so far."""
        return sum(self.months.values(), Decimal(0))

    @property
    def is_completed(self) -> bool:
        """Whether it was led to its end."""
        return self.result in COMPLETED
