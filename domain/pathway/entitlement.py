"""Who is entitled to the income: the six conditions, the means, and the amount they leave.

Law: Act of 26 May 2002 on the right to social integration (DIS), art. 3, 14 and 16; Royal Decree of 11 July 2002
(AR DIS), art. 22 and 34. Articles 14, 16 and 34 are cited from memory and stay to be confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import Field

from domain.acts import DIS, LO
from domain.kernel import Choice
from domain.law import Article, Condition, Right
from domain.pathway.household import Category
from domain.rules import Rule, RuleSet

CENT = Decimal("0.01")
Euros = Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=2)]


class Kind(Choice):
    """The income itself, or the social aid of the same amount for who may not have it."""

    RIS = "RIS", "revenu d'intégration (RIS)"
    ERIS = "ERIS", "aide sociale équivalente (ERIS)"


class GrantCondition(Choice):
    """The six conditions of DIS art. 3, by their number there."""

    RESIDENCE = "1", "résidence effective et légale en Belgique"
    AGE = "2", "majeur, ou assimilé à une personne majeure"
    NATIONALITY = "3", "nationalité ou statut de séjour"
    RESOURCES = "4", "ressources insuffisantes"
    WILLING_TO_WORK = "5", "disposition à travailler"
    OTHER_RIGHTS = "6", "droits aux autres prestations sociales demandés"


class Verdict(Choice):
    """What the enquiry found of one condition."""

    MET = "met", "remplie"
    NOT_MET = "not_met", "non remplie"
    EXEMPT_HEALTH = "exempt_health", "dispense pour raison de santé"
    EXEMPT_EQUITY = "exempt_equity", "dispense pour raison d'équité"
    UNKNOWN = "unknown", "inconnue"


EXEMPT = frozenset({Verdict.EXEMPT_HEALTH, Verdict.EXEMPT_EQUITY})
Verdicts = Mapping[GrantCondition, Verdict]


def _condition(condition: GrantCondition, law: Article) -> Condition[Verdicts]:
    accepted = {Verdict.MET} | (EXEMPT if condition is GrantCondition.WILLING_TO_WORK else frozenset())
    return Condition(law, condition.label, lambda verdicts: verdicts.get(condition) in accepted)


RIGHT_TO_INTEGRATION = Right[Verdicts](
    _condition(GrantCondition.RESIDENCE, DIS("art. 3, 1°")),
    _condition(GrantCondition.AGE, DIS("art. 3, 2°")),
    _condition(GrantCondition.NATIONALITY, DIS("art. 3, 3°")),
    _condition(GrantCondition.RESOURCES, DIS("art. 3, 4°")),
    _condition(GrantCondition.WILLING_TO_WORK, DIS("art. 3, 5°")),
    _condition(GrantCondition.OTHER_RIGHTS, DIS("art. 3, 6°")),
)
"""Nationality is judged for the RIS."""

RIGHT_TO_EQUIVALENT_AID = Right[Verdicts](
    _condition(GrantCondition.RESIDENCE, LO("art. 1", verified=False)),
    _condition(GrantCondition.RESOURCES, LO("art. 1", verified=False)),
    _condition(GrantCondition.WILLING_TO_WORK, LO("art. 60, § 3", verified=False)),
    _condition(GrantCondition.OTHER_RIGHTS, LO("art. 60, § 3", verified=False)),
)
"""Nationality is not judged for the equivalent aid, nor age (articles cited from memory)."""


@dataclass(frozen=True)
class Means:
    """What the enquiry counted, in euros a month: the person's own, and those of so many others living there.

    ``partner`` is the part of ``others`` that the partner brings.
    """

    own: Decimal = Decimal(0)
    others: Decimal = Decimal(0)
    persons: int = 0
    partner: Decimal = Decimal(0)


@dataclass(frozen=True)
class Amount:
    """How a monthly amount was reached, in euros; the rules it rests on are named with it."""

    scale: Rule
    excess: Decimal
    general: Decimal
    countable: Decimal
    monthly: Decimal


def scale_key(category: Category) -> str:
    """The key of the scale of a category."""
    return f"ris.scale.cat{category}"


def amount_for(category: Category, means: Means, on: date, rules: RuleSet, scale: Rule | None = None) -> Amount:
    """The monthly amount: the scale of that day, less what counts; `RuleMissing` when no scale is verified.

    Of other people's income only the part above the cohabitant's rate counts, save the partner's in a family, which
    counts whole (from memory); the general exemption comes last, and only when what is counted is below the scale.
    """
    own_scale = scale or rules.find(scale_key(category), on)
    day = min(on, own_scale.valid_to or on)
    rate = rules.find(scale_key(Category.COHABITANT), day).number if means.persons else Decimal(0)
    excess = _excess(category, means, rate)
    counted = means.own + excess
    yearly = rules.find(f"ris.exempt.general.cat{category}", day).number
    general = (yearly / 12).quantize(CENT, ROUND_HALF_UP) if counted < own_scale.number else Decimal(0)
    countable = max(Decimal(0), counted - general)
    monthly = max(Decimal(0), own_scale.number - countable)
    return Amount(own_scale, excess, general, countable, monthly.quantize(CENT, ROUND_HALF_UP))


def _excess(category: Category, means: Means, rate: Decimal) -> Decimal:
    """What counts of the others: their total, less the cohabitant's rate for each."""
    if category is Category.FAMILY and means.partner:
        relatives = Means(others=means.others - means.partner, persons=means.persons - 1)
        return means.partner + _excess(category, relatives, rate)
    return max(Decimal(0), means.others - max(0, means.persons) * rate)
