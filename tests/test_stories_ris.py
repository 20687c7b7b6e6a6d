"""What else the law says of the income: a hearing belongs to a request, a doubtful scale is said to be."""

from __future__ import annotations

from domain.pathway import Pathway
from domain.pathway.identity import Category
from tests.lives.life import REASONED
from tests.people import enquired, requested
from tests.story import given


def test_nobody_is_heard_about_a_request_never_made() -> None:
    given().when(Pathway.offer_hearing, on="2026-03-02").then_breaks("NO_REQUEST_PENDING", "DIS, art. 20")


def test_a_scale_known_from_memory_is_said_to_be_verified() -> None:
    asked = given(requested("2020-03-02"), *enquired("2020-03-09"))
    asked.when(Pathway.grant_ris, on="2020-03-23", category=Category.SINGLE, **REASONED).then_warns("SCALE_TO_VERIFY")
