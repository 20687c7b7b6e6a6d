"""What a plan says: its kind, its objectives with their days, what each party commits to.

Law: Royal Decree of 11 July 2002 (AR DIS), art. 10 to 21; DIS, art. 11 for the dispensation.
"""

from __future__ import annotations

from datetime import date

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
