"""What a plan says: its kind, its objectives with their days, what each party commits to.

Law: Royal Decree of 11 July 2002 (AR DIS), art. 10 to 21; DIS, art. 11 for the dispensation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.kernel import Choice, Line, Value, Words


class PlanKind(Choice):
    """What the project is about; professional is preferred."""

    PROFESSIONAL = "PROFESSIONAL", "professionnel"
    STUDIES = "STUDIES", "études de plein exercice"
    SOCIAL = "SOCIAL", "social"
    COMMUNITY_SERVICE = "COMMUNITY_SERVICE", "service communautaire"
    HOMELESS = "HOMELESS", "personne sans abri"


class Party(Choice):
    """Who commits."""

    PERSON = "person", "la personne"
    CENTRE = "centre", "le CPAS"


class Exempting(Choice):
    """Why a plan is not demanded."""

    HEALTH = "health", "santé"
    EQUITY = "equity", "équité"
    PART_TIME = "part_time", "temps partiel avec RIS complémentaire"


class Objective(Value):
    """What is to be reached, and by when."""

    what: Words
    by: date | None = None


class Commitment(Value):
    """What a party commits to, by when, and the proof expected."""

    party: Party
    what: Words
    by: date | None = None
    proof: Line = ""


@dataclass(frozen=True, slots=True)
class Exemption:
    """A dispensation from the plan, to be examined again on a day."""

    id: UUID
    reason: Exempting
    decided_on: date
    review_on: date


class Evaluation(NamedTuple):
    """One evaluation: the day, and whether it was held in person."""

    on: date
    in_person: bool
