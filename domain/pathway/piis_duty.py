"""Who must have a plan, who may, who is dispensed.

Law: DIS, art. 11 (age; either party asks); law of 21 July 2016 (new beneficiaries). A part-time worker whose income
tops up the pay is free to ask for one.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from domain.delays import advance, eve
from domain.french import day
from domain.kernel import Choice
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State


class Demand(Choice):
    """Whether a plan is demanded."""

    MANDATORY = "mandatory", "obligatoire"
    OPTIONAL = "optional", "facultatif"
    EXEMPT = "exempt", "dispensé"
    UNKNOWN = "unknown", "à vérifier"
    NOT_OWED = "not_owed", "sans objet"


class Duty(NamedTuple):
    """Whether a plan is demanded, why, and since when, or until when a dispensation holds."""

    demand: Demand
    why: str
    since: date | None = None
    until: date | None = None

    @property
    def is_owed(self) -> bool:
        """Whether to act as if a plan were owed: in doubt it is, which protects the person."""
        return self.demand in {Demand.MANDATORY, Demand.UNKNOWN}


def duty_of(state: State, rules: RuleSet, on: date, *, income_until: date | None = None) -> Duty:
    """Whether a plan is demanded that day.

    ``income_until``: the last day of an earlier income, had elsewhere; none told: the one this file knows of, if any.
    """
    right, piis = state.ris.right, state.piis
    if exemption := piis.exempted(right):
        review_on = exemption.review_on
        due = "à réexaminer depuis le" if on > review_on else "à réexaminer le"
        return Duty(Demand.EXEMPT, f"{exemption.reason.label} ; {due} {day(review_on)}", until=review_on)
    if right is None:
        return Duty(Demand.NOT_OWED, "aucun revenu d'intégration en cours")
    age, limit = state.identity.age_on(on), int(rules.find("piis.mandatory.below_age", on).number)
    granted_on, part_time = right.right_from or right.decided_on, works_part_time(state, rules, on)
    if not part_time and age is not None and age < limit:
        return Duty(Demand.MANDATORY, f"moins de {limit} ans", since=right.decided_on)
    if not part_time and is_new(granted_on, income_until or earlier_income_until(state, granted_on), rules):
        return Duty(Demand.MANDATORY, "nouveau bénéficiaire", since=right.decided_on)
    if piis.asked_by and piis.asked_on:
        return Duty(Demand.MANDATORY, f"demandé par {piis.asked_by.label}", since=piis.asked_on)
    if part_time:
        return Duty(Demand.OPTIONAL, "travail à temps partiel avec RIS complémentaire")
    if age is None:
        return Duty(Demand.UNKNOWN, "date de naissance inconnue", since=right.decided_on)
    return Duty(Demand.OPTIONAL, f"{limit} ans ou plus, et déjà bénéficiaire auparavant")


def earlier_income_until(state: State, granted_on: date) -> date | None:
    """The last day of the income before the grant of that day; None when the file tells of none."""
    ends = (eve(right.ended_on) for right in state.ris.rights if right.ended_on and right.right_from < right.ended_on)
    return max((end for end in ends if end < granted_on), default=None)


def is_new(granted_on: date, income_until: date | None, rules: RuleSet) -> bool:
    """Whether the person had no income in the months before the grant, where the law of 2016 already applies."""
    months = rules.known("piis.mandatory.new_beneficiary_months", granted_on)
    return months is not None and (income_until is None or advance(income_until, months) < granted_on)


def works_part_time(state: State, rules: RuleSet, on: date) -> bool:
    """Whether a job of fewer hours than a full time is known to run that day, beside the income."""
    full = rules.find("work.full_time.hours_week", on).number
    hours = [job.hours_week for job in state.placement.jobs if job.covers(on) and job.hours_week]
    return bool(hours) and sum(hours) < full
