"""What the work allowance is, month by month and by its days; examples of the schemes as they are published."""

from datetime import date
from decimal import Decimal

import pytest

from domain.pathway.impulsion_scheme import HiringAid, aid_in_month, schedule
from domain.rules import RuleMissing
from tests.rules import RULES
from tests.story import given

START = date(2024, 3, 4)


def total(aid: HiringAid, start: date) -> Decimal:
    """Euros over all the months an aid may last."""
    return sum((aid_in_month(aid, n, start, RULES) for n in range(60)), Decimal(0))


@pytest.mark.parametrize(
    ("month", "euros"), [(0, 0), (1, 500), (24, 500), (25, 250), (30, 250), (31, 125), (36, 125), (37, 0)]
)
def test_impulsion_minus_25_lasts_36_months_in_three_phases(month: int, euros: int) -> None:
    assert aid_in_month(HiringAid.IMPULSION_U25, month, START, RULES) == euros


@pytest.mark.parametrize(
    ("month", "euros"), [(1, 500), (12, 500), (13, 250), (18, 250), (19, 125), (24, 125), (25, 0), (-3, 0)]
)
def test_impulsion_12_months_lasts_24_months_in_three_phases(month: int, euros: int) -> None:
    assert aid_in_month(HiringAid.IMPULSION_12M, month, START, RULES) == euros


def test_impulsion_insertion_was_700_euros_for_a_year() -> None:
    start = date(2018, 3, 5)
    assert [aid_in_month(HiringAid.IMPULSION_INSERTION, month, start, RULES) for month in (1, 12, 13)] == [700, 700, 0]


def test_the_whole_of_each_aid() -> None:
    assert total(HiringAid.IMPULSION_U25, START) == 14250
    assert total(HiringAid.IMPULSION_12M, START) == 8250
    assert total(HiringAid.IMPULSION_INSERTION, date(2018, 3, 5)) == 8400


def test_the_phases_have_days() -> None:
    phases = schedule(HiringAid.IMPULSION_U25, START, None, RULES)
    assert [(phase.first_on, phase.last_on, phase.monthly_eur) for phase in phases] == [
        (date(2024, 3, 4), date(2026, 3, 3), Decimal(500)),
        (date(2026, 3, 4), date(2026, 9, 3), Decimal(250)),
        (date(2026, 9, 4), date(2027, 3, 3), Decimal(125)),
    ]


def test_the_aid_ends_with_the_contract() -> None:
    [only] = schedule(HiringAid.IMPULSION_12M, START, date(2024, 12, 31), RULES)
    assert (only.first_on, only.last_on) == (START, date(2024, 12, 31))
    first, last = schedule(HiringAid.IMPULSION_12M, START, date(2025, 3, 4), RULES)
    assert (first.last_on, last.first_on, last.last_on) == (date(2025, 3, 3), date(2025, 3, 4), date(2025, 3, 4))


def test_no_sum_is_guessed_for_a_day_without_one() -> None:
    with pytest.raises(RuleMissing):
        aid_in_month(HiringAid.IMPULSION_INSERTION, 1, date(2019, 1, 1), RULES)
    with pytest.raises(RuleMissing):
        schedule(HiringAid.IMPULSION_12M, date(2017, 6, 30), None, RULES)


def test_a_file_without_an_aided_job_has_no_allowance() -> None:
    story = given()
    assert story.state.impulsion.schedule(story.state, RULES) == ()
