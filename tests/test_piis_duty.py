"""Who must have a plan, who may, who is dispensed; and the three months to sign it."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.pathway import Pathway
from domain.pathway.identity import IdentityRecorded
from domain.pathway.piis import PiisAsked
from domain.pathway.piis_content import Exempting, Party
from domain.pathway.piis_duty import Demand, Duty, duty_of
from domain.pathway.piis_follow import PiisExempted
from domain.pathway.placement import PlacementRecorded
from domain.pathway.work import ContractKind
from tests.people import WITH_PLAN, WITH_RIS, granted, requested
from tests.rules import RULES
from tests.story import Told, given

BEFORE_2016: tuple[Told, ...] = (requested("2016-09-05"), granted("2016-09-26"))


def born(on: date | None) -> Told:
    """Who the person is: Amina, of another age, or of an age nobody knows."""
    who = IdentityRecorded(last_name="Diallo", first_name="Amina", birth_date=on)
    return "2020-01-03", who


def working(hours: str) -> Told:
    """At work so many hours a week, since before the grant."""
    return "2024-05-02", PlacementRecorded(kind=ContractKind.CDD, hours_week=Decimal(hours))


def duty(*told: Told, on: str = "2024-06-03", income_until: date | None = None) -> Duty:
    """What is demanded that day."""
    return duty_of(given(*told).state, RULES, date.fromisoformat(on), income_until=income_until)


def test_a_plan_is_mandatory_under_the_age_of_25() -> None:
    earlier = date(2024, 5, 20)  # an income until a week before the grant: not a new beneficiary
    young, older = born(date(1999, 6, 4)), born(date(1999, 6, 3))
    assert duty(young, *WITH_RIS, income_until=earlier)[:2] == (Demand.MANDATORY, "moins de 25 ans")
    assert duty(older, *WITH_RIS, income_until=earlier).demand is Demand.OPTIONAL


@pytest.mark.parametrize(
    ("income_until", "demand"),
    [(None, Demand.MANDATORY), (date(2024, 2, 26), Demand.MANDATORY), (date(2024, 2, 27), Demand.OPTIONAL)],
)
def test_a_plan_is_mandatory_for_who_had_no_income_in_the_three_months_before(
    income_until: date | None, demand: Demand
) -> None:
    assert duty(*WITH_RIS, income_until=income_until).demand is demand


def test_before_the_law_of_2016_only_age_made_it_mandatory() -> None:
    assert duty(born(date(1980, 1, 1)), *BEFORE_2016, on="2016-10-03").demand is Demand.OPTIONAL
    assert given(born(date(1980, 1, 1)), *BEFORE_2016).owes("PLAN_SIGN") is None
    assert given(born(date(2000, 1, 1)), *BEFORE_2016).owes_on("PLAN_SIGN") == date(2016, 12, 26)


def test_an_unknown_age_is_said_to_be_unknown() -> None:
    nobody_knows = given(*BEFORE_2016, opened=False)
    assert duty_of(nobody_knows.state, RULES, date(2016, 10, 3))[:2] == (Demand.UNKNOWN, "date de naissance inconnue")


def test_who_works_part_time_beside_the_income_is_free_to_have_a_plan() -> None:
    assert duty(working("19"), *WITH_RIS).demand is Demand.OPTIONAL
    assert given(working("19"), *WITH_RIS).owes("PLAN_SIGN") is None
    assert duty(working("38"), *WITH_RIS).demand is Demand.MANDATORY


def test_either_party_asking_makes_it_mandatory_for_the_other() -> None:
    story = given(working("19"), *WITH_RIS).when(Pathway.ask_for_piis, on="2024-07-01", party=Party.CENTRE)
    story.then(PiisAsked(party=Party.CENTRE))
    asked = duty_of(story.state, RULES, date(2024, 7, 1))
    assert (asked.demand, asked.why) == (Demand.MANDATORY, "demandé par le CPAS")
    assert story.owes_on("PLAN_SIGN") == date(2024, 10, 1)
    owed = story.owes("PLAN_SIGN")
    assert owed is not None
    assert owed.because == "demande de PIIS du 01/07/2024 + 3 mois ; obligatoire : demandé par le CPAS"
    given().when(Pathway.ask_for_piis, on="2024-07-01", party=Party.PERSON).then_breaks("NO_PLAN_DUE", "DIS, art. 11")
    given(*WITH_PLAN).when(Pathway.ask_for_piis, on="2024-07-01", party=Party.PERSON).then_breaks("NO_PLAN_DUE")


def test_a_dispensation_holds_until_it_is_examined_again() -> None:
    review = date(2024, 12, 2)
    exempted = PiisExempted(
        decision_id=UUID(int=40), reason=Exempting.EQUITY, decided_on=date(2024, 6, 3), review_on=review
    )
    story = (*WITH_RIS, ("2024-06-03", exempted))
    assert duty(*story) == Duty(Demand.EXEMPT, "équité ; à réexaminer le 02/12/2024", until=review)
    assert duty(*story, on="2024-12-03").why == "équité ; à réexaminer depuis le 02/12/2024"


def test_without_the_income_no_plan_is_owed() -> None:
    assert duty().demand is Demand.NOT_OWED
