"""What a plan says: its kind, its objectives with their days, what each party commits to.

Law: Royal Decree of 11 July 2002 (AR DIS), art. 10 to 21; DIS, art. 11 for the dispensation. What is demanded stays in
proportion to the aid, and within reach; at comparable cost the person chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.kernel import Choice, Line, Personal, Value, Words


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


class Domain(Choice):
    """Which part of life an objective is about; health stays out of the file."""

    WORK = "work", "emploi"
    TRAINING = "training", "formation, études"
    LANGUAGE = "language", "apprentissage de la langue"
    HOUSING = "housing", "logement"
    BUDGET = "budget", "budget, dettes"
    PAPERS = "papers", "démarches administratives"
    MOBILITY = "mobility", "mobilité"
    SOCIAL = "social", "vie sociale et familiale"


class Outlook(Choice):
    """Where an objective stands when the plan is evaluated."""

    REACHED = "reached", "atteint"
    UNDER_WAY = "under_way", "en bonne voie"
    DELAYED = "delayed", "en retard"
    OUT_OF_REACH = "out_of_reach", "à revoir par avenant"


class PlanEnd(Choice):
    """Why a plan ends before, or at, its term."""

    TERM = "term", "terme atteint"
    OBJECTIVES_REACHED = "objectives_reached", "objectifs atteints"
    WORK = "work", "mise à l'emploi"
    INCOME_ENDED = "income_ended", "fin du revenu d'intégration"
    BOTH_AGREE = "both_agree", "commun accord"


class Objective(Value):
    """What is to be reached, by when, how one will see that it is, and in which part of life."""

    what: Words
    by: date | None = None
    measured_by: Line = ""
    domain: Domain | None = None


class Commitment(Value):
    """What a party commits to, by when, and the proof expected."""

    party: Party
    what: Words
    by: date | None = None
    proof: Line = ""


class Milestone(Value):
    """A stage on the way, and its day."""

    what: Words
    on: date | None = None


class ObjectiveAssessed(Value):
    """Where one objective of the plan, by its number, was found to stand."""

    objective: int
    outlook: Outlook = Outlook.UNDER_WAY


class Answers(NamedTuple):
    """The three questions as they were answered one day."""

    on: date
    projects: Personal[str]
    own_means: Personal[str]
    help_requested: Personal[str]


class Kept(NamedTuple):
    """What shows that a commitment was kept: the day, and the later entry that proves it, if one does."""

    on: date
    by_entry: int | None


@dataclass(frozen=True)
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
