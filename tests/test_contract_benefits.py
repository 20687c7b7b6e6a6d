"""What the days open: months of benefit; and how many of them are subsidised."""

from datetime import date

import pytest

from domain.delays import Kind
from domain.pathway import Pathway
from domain.pathway.contract_benefits import benefit_months, benefit_opened
from domain.pathway.insertion_contract import EndReason
from tests.contracts import BOUND, PLAN, READY, RUNNING, begun, days_60, ended_60, proposed
from tests.rules import RULES
from tests.story import given

CLAIM = date(2027, 2, 28)
YEAR = days_60(*([26] * 12))


@pytest.mark.parametrize(
    ("days", "months"),
    [(311, None), (312, 12), (415, 12), (416, 13), (520, 14), (1559, 23), (1560, 24), (3000, 24)],
)
def test_the_days_required_open_a_year_and_each_further_block_a_month(days: int, months: int | None) -> None:
    assert benefit_months(days, CLAIM, RULES) == months


def test_the_former_benefit_had_no_such_limit() -> None:
    assert benefit_months(312, date(2026, 2, 28), RULES) is None


def test_a_contract_of_a_year_opens_twelve_months_of_benefit() -> None:
    story = given(*RUNNING, *YEAR, ended_60("2027-02-28", opened=True))
    contract = story.state.article60.contract
    assert contract is not None
    assert benefit_opened(contract, date(2026, 3, 1), story.state, RULES) == 12
    running = given(*RUNNING, *YEAR).state
    assert running.article60.contract is not None
    assert benefit_opened(running.article60.contract, date(2026, 3, 1), running, RULES) is None


def test_days_proved_before_open_a_month_more() -> None:
    told = (*READY[:-3], proposed("2026-03-01", "2027-02-28", prior_days=104), PLAN, BOUND, begun("2026-03-01"))
    story = given(*told, *YEAR, ended_60("2027-02-28", opened=True))
    contract = story.state.article60.contract
    assert contract is not None
    assert benefit_opened(contract, date(2026, 3, 1), story.state, RULES) == 13


def test_the_region_subsidises_no_more_days_than_are_required() -> None:
    assert given(*RUNNING, *YEAR).owes("ART60_SUBSIDY") is None
    story = given(*RUNNING, *YEAR)
    story.when(Pathway.record_days, on="2027-04-01", month=date(2027, 2, 1), worked=27)
    story.then_warns("SUBSIDY_DAYS_EXCEEDED")
    owed = story.owes("ART60_SUBSIDY")
    assert owed is not None
    assert (owed.due_on, owed.kind) == (date(2027, 2, 28), Kind.ALERT)
    assert owed.because == "plus de 312 journées en février 2027"


def test_days_proved_elsewhere_are_not_subsidised_days() -> None:
    told = (*READY[:-3], proposed("2026-03-01", "2027-02-28", prior_days=104), PLAN, BOUND, begun("2026-03-01"))
    assert given(*told, *YEAR).owes("ART60_SUBSIDY") is None


def test_the_subsidised_days_of_earlier_contracts_add_up() -> None:
    first = (*RUNNING, *days_60(*([26] * 6)), ended_60("2026-08-31", EndReason.RESIGNED))
    then = (*first, proposed("2026-10-01", "2027-05-31", on="2026-09-10", prior_days=156), begun("2026-10-01"))
    story = given(*then, *days_60(*([26] * 7), since=10))
    assert story.owes_on("ART60_SUBSIDY") == date(2027, 4, 30)


def test_before_march_2026_nothing_is_said_of_subsidised_days() -> None:
    former = (*READY[:-3], begun("2024-11-01"), *days_60(*([27] * 12), year=2024, since=11))
    story = given(*former)
    story.when(Pathway.record_days, on="2025-12-01", month=date(2025, 11, 1), worked=20).act()
    assert "SUBSIDY_DAYS_EXCEEDED" not in {warned.code for warned in story.pathway.warnings}
