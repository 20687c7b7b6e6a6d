"""What else the law says of the income: a hearing belongs to a request, a doubtful scale is said to be."""

from __future__ import annotations

from datetime import date

import pytest

from domain.pathway import Pathway
from domain.pathway.entitlement import GrantCondition, Kind, Verdict
from domain.pathway.household import Category, HouseholdDeclared
from tests.lives.life import REASONED
from tests.people import enquired, requested
from tests.story import given


def test_nobody_is_heard_about_a_request_never_made() -> None:
    given().when(Pathway.offer_hearing, on="2026-03-02").then_breaks("NO_REQUEST_PENDING", "DIS, art. 20")


def test_a_scale_known_from_memory_is_said_to_be_verified() -> None:
    asked = given(requested("2020-03-02"), *enquired("2020-03-09"))
    asked.when(Pathway.grant_ris, on="2020-03-23", category=Category.SINGLE, **REASONED).then_warns("SCALE_TO_VERIFY")


ALONE = ("2025-03-03", HouseholdDeclared(category=Category.SINGLE, effective_on=date(2025, 3, 3)))


def test_nothing_is_granted_in_a_household_nobody_told() -> None:
    asked = given(requested("2025-03-03"), *enquired("2025-03-10"))
    asked.when(Pathway.grant_ris, on="2025-03-31", **REASONED).then_breaks("CATEGORY_UNKNOWN", "DIS, art. 14")


def test_a_category_other_than_the_household_declared_is_said() -> None:
    asked = given(ALONE, requested("2025-03-03"), *enquired("2025-03-10"))
    asked.when(Pathway.grant_ris, on="2025-03-31", category=Category.FAMILY, **REASONED).then_warns("CATEGORY_DIFFERS")


@pytest.mark.parametrize(
    ("condition", "article"),
    [
        (GrantCondition.RESIDENCE, "DIS, art. 3, 1°"), (GrantCondition.AGE, "DIS, art. 3, 2°"),
        (GrantCondition.NATIONALITY, "DIS, art. 3, 3°"), (GrantCondition.RESOURCES, "DIS, art. 3, 4°"),
        (GrantCondition.WILLING_TO_WORK, "DIS, art. 3, 5°"), (GrantCondition.OTHER_RIGHTS, "DIS, art. 3, 6°"),
    ],
)  # fmt: skip
def test_a_condition_not_met_stops_the_grant_under_its_own_number(condition: GrantCondition, article: str) -> None:
    asked = given(requested("2025-03-03"), *enquired("2025-03-10", but={condition: Verdict.NOT_MET}))
    grant = asked.when(Pathway.grant_ris, on="2025-03-31", category=Category.SINGLE, **REASONED)
    grant.then_breaks("CONDITIONS_INCOMPLETE", article)


@pytest.mark.parametrize(
    ("condition", "article"),
    [
        (GrantCondition.RESIDENCE, "LO CPAS, art. 1"), (GrantCondition.RESOURCES, "LO CPAS, art. 1"),
        (GrantCondition.WILLING_TO_WORK, "LO CPAS, art. 60, § 3"),
        (GrantCondition.OTHER_RIGHTS, "LO CPAS, art. 60, § 3"),
    ],
)  # fmt: skip
def test_the_equivalent_aid_rests_on_the_organic_law(condition: GrantCondition, article: str) -> None:
    asked = given(requested("2025-03-03", Kind.ERIS), *enquired("2025-03-10", but={condition: Verdict.UNKNOWN}))
    grant = asked.when(Pathway.grant_ris, on="2025-03-31", category=Category.SINGLE, **REASONED)
    grant.then_breaks("CONDITIONS_INCOMPLETE", article)
