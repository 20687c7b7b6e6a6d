"""No act tells of a day that has not come, nor of one before what it follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.pathway import Pathway
from domain.pathway.corrections import EntryCorrected
from domain.pathway.household import Category, HouseholdDeclared
from domain.pathway.ris_request import RisReceiptIssued
from domain.reach import within_reach
from tests.people import granted, requested
from tests.story import given

ASKED = requested("2026-03-02")


def test_nobody_registers_a_request_to_come() -> None:
    early = given().when(Pathway.request_ris, on="2026-03-02", received_on=date(2026, 3, 3))
    early.then_breaks("RECEIVED_LATER", "DIS, art. 18")


def test_a_receipt_never_precedes_its_request() -> None:
    early = given(ASKED).when(Pathway.issue_receipt, on="2026-03-02", issued_on=date(2026, 3, 1))
    early.then_breaks("RECEIPT_BEFORE_REQUEST", "DIS, art. 18")


def test_a_request_has_one_receipt() -> None:
    story = given(ASKED).when(Pathway.issue_receipt, on="2026-03-02").then(RisReceiptIssued)
    story.when(Pathway.issue_receipt, on="2026-03-03").then_breaks("NO_RECEIPT_DUE", "DIS, art. 18")


def test_an_act_tells_of_no_day_after_its_own() -> None:
    late = given(ASKED).when(Pathway.issue_receipt, on="2026-03-02", issued_on=date(2026, 3, 4))
    late.then_breaks("LATER_THAN_THE_ACT", "DIS, art. 18")


def test_nothing_is_paid_before_it_is_decided() -> None:
    early = given(requested("2025-03-03"), granted("2025-03-31")).when(
        Pathway.record_first_payment, on="2025-04-01", amount=Decimal("1288.46"), paid_on=date(2025, 3, 28)
    )
    early.then_breaks("PAID_BEFORE_DECISION", "DIS, art. 23")


@pytest.mark.parametrize("far", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_slip_of_the_pen_in_a_year_is_not_recorded(far: date) -> None:
    told = given().when(Pathway.declare_household, on="2026-03-02", category=Category.SINGLE, effective_on=far)
    told.then_breaks("DAY_OUT_OF_REACH", "DIS, art. 14")
    alone = ("2026-03-02", HouseholdDeclared(category=Category.SINGLE, effective_on=date(2026, 3, 2)))
    wrong = given(alone).when(
        Pathway.correct_entry, on="2026-03-02", why="faute", entry=3, changes={"effective_on": f"{far}"}
    )
    wrong.then_breaks("DAY_OUT_OF_REACH", "RGPD, art. 16")


def test_a_correction_may_tell_any_day_within_reach_and_any_text() -> None:
    assert within_reach(EntryCorrected(entry=3, changes={"start": "2199-12-31", "host": "9999-99-99"}), {"by": None})
    assert not within_reach({"objectives": [{"by": "9999-12-31"}]})
