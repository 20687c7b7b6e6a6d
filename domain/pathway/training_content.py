"""What a training with an approved operator is made of: its track, its hours, its result.

Law: Walloon decree of 10 July 2013 (CISP_D), categories and methods; its order of 15 December 2016 (CISP_A) for the
pedagogical contract and the justified absences; the results are a practice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import Field

from domain.french import number
from domain.kernel import Choice, Personal, replace
from domain.months import first_of, last_of

if TYPE_CHECKING:
    from domain.pathway import State

Hours = Annotated[Decimal, Field(max_digits=7, decimal_places=2)]


def in_hours(value: Decimal) -> str:
    """So many hours, however many zeros they were typed with: ``2 135``, ``12,5``."""
    return number(value.normalize())


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


class Eligibility(Choice):
    """What proves that the person may enter: an attestation, or a declaration where one is accepted."""

    ATTESTED = "ATTESTED", "attestation d'éligibilité"
    DECLARED = "DECLARED", "déclaration sur l'honneur"


class Pause(Choice):
    """Why a training is interrupted: a word, never what the illness is."""

    HEALTH = "HEALTH", "santé"
    CHILDCARE = "CHILDCARE", "garde d'enfant"
    JOB_TRIAL = "JOB_TRIAL", "essai d'emploi"


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


@dataclass(frozen=True)
class Interruption:
    """From the first day away to the eve of the first day back, if it has come."""

    reason: Pause
    from_on: date
    resumed_on: date | None = None

    def fills(self, month: date) -> bool:
        """Whether the whole month lies inside."""
        return self.from_on <= first_of(month) and (self.resumed_on is None or self.resumed_on > last_of(month))


@dataclass(frozen=True)
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
    contract_ref: Personal[str] = ""
    programme: Personal[str] = ""
    eligibility: Eligibility | None = None
    interruptions: tuple[Interruption, ...] = ()
    ceiling_explained: bool = False

    @property
    def interruption(self) -> Interruption | None:
        """The interruption under way."""
        last = self.interruptions[-1] if self.interruptions else None
        return last if last and last.resumed_on is None else None

    @property
    def hours(self) -> Decimal:
        """The hours counted so far."""
        return sum(self.months.values(), Decimal(0))

    @property
    def is_completed(self) -> bool:
        """Whether it was led to its end."""
        return self.result in COMPLETED


def amended(state: State, amend: Callable[[Enrolment], Enrolment]) -> State:
    """The state with the current enrolment amended; unchanged where none was told."""
    current = state.training.enrolment
    return state if current is None else replace(state, training=replace(state.training, enrolment=amend(current)))
