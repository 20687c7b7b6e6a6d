"""The edges of each definition: the first and the last day that count, the bridges, and what an observation proves."""

import pytest

from domain.pathway.placement import Employed, Job, Observation
from domain.pathway.work import ContractKind
from tests.test_placement_definition import job, said, seen

YES, NO = Employed.YES, Employed.NO


@pytest.mark.parametrize(("day", "verdict"), [(-1, "unknown"), (0, "placed"), (28, "placed"), (29, "unknown")])
def test_immediate_work_begins_from_the_exit_to_the_28th_day(day: int, verdict: str) -> None:
    assert said("EXIT_28", job(day, day)) == verdict


def test_work_seen_within_the_28_days_counts_and_later_it_proves_nothing() -> None:
    assert said("EXIT_28", seen(10, YES)) == "placed"
    assert said("EXIT_28", seen(40, YES)) == "unknown"
    assert said("EXIT_28", seen(40)) == "not_placed"


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        ([job(0, 182)], "unknown"),
        ([job(183, 183)], "placed"),
        ([job(184)], "unknown"),
        ([job(0, 180), job(188)], "placed"),
        ([job(0, 180), job(189)], "unknown"),
        ([seen(153, YES)], "placed"),
        ([seen(152, YES)], "unknown"),
        ([seen(213)], "not_placed"),
        ([seen(170, NO), seen(190, YES)], "placed"),
    ],
)
def test_a_day_is_told_by_the_job_that_covers_it_or_by_whoever_looked_near(
    known: list[Job | Observation], verdict: str
) -> None:
    assert said("POINT_6M", *known) == verdict


def test_a_job_never_ended_counts_even_against_an_observation_without_work() -> None:
    assert said("POINT_6M", job(0), seen(183)) == "placed"
    assert said("POINT_6M", job(0, 182), seen(183)) == "not_placed"


@pytest.mark.parametrize(
    ("first", "last", "verdict"), [(-30, 0, "unknown"), (-30, 1, "placed"), (183, 183, "placed"), (184, 200, "unknown")]
)
def test_one_day_of_work_in_the_window_is_an_occurrence(first: int, last: int, verdict: str) -> None:
    assert said("OCC_6M", job(first, last)) == verdict


def test_work_seen_in_the_window_is_an_occurrence() -> None:
    assert said("OCC_6M", seen(20, YES), seen(183)) == "placed"
    assert said("OCC_6M", seen(190, YES)) == "placed"
    assert said("OCC_6M", seen(20), seen(183)) == "not_placed"


@pytest.mark.parametrize(
    ("jobs", "verdict"),
    [
        ([job(1, 91)], "placed"),
        ([job(0, 90)], "not_placed"),
        ([job(1, 45), job(100, 145)], "placed"),
        ([job(1, 45), job(100, 144)], "not_placed"),
        ([job(1, 45), job(20, 90)], "not_placed"),
        ([job(1, 45), job(50, 94)], "not_placed"),
        ([job(275)], "placed"),
        ([job(276)], "not_placed"),
    ],
)
def test_three_months_of_work_are_counted_day_by_day_in_the_year(jobs: list[Job], verdict: str) -> None:
    assert said("CUM_3M", *jobs, seen(365)) == verdict


def test_work_seen_whose_length_nobody_told_is_not_a_no() -> None:
    for name in ("CUM_3M", "SUST_6M", "MAINT_6M"):
        assert said(name, seen(100, YES), seen(365)) == "unknown"
        assert said(name, job(90, 120), seen(100, YES), seen(365)) == "not_placed"


@pytest.mark.parametrize(
    ("jobs", "verdict"),
    [
        ([job(0, 182)], "placed"),
        ([job(0, 181)], "not_placed"),
        ([job(-1)], "not_placed"),
        ([job(183)], "placed"),
        ([job(184)], "not_placed"),
        ([job(0, 100), job(101, 182)], "placed"),
        ([job(0, 100), job(102, 184)], "not_placed"),
    ],
)
def test_sustained_work_is_unbroken_begun_after_the_exit_and_reached_within_the_year(
    jobs: list[Job], verdict: str
) -> None:
    assert said("SUST_6M", *jobs, seen(365)) == verdict


def test_thirteen_weeks_are_ninety_one_days() -> None:
    assert said("SUST_13W", job(0, 90), seen(365)) == "placed"
    assert said("SUST_13W", job(0, 89), seen(365)) == "not_placed"


@pytest.mark.parametrize(
    ("jobs", "verdict"),
    [
        ([job(10, 193)], "placed"),
        ([job(10, 192)], "not_placed"),
        ([job(365, 548)], "placed"),
        ([job(366)], "unknown"),
        ([job(10, 100), job(108, 193)], "placed"),
        ([job(10, 100), job(109, 193)], "not_placed"),
        ([job(10, 100), job(108, 193, ContractKind.APE)], "placed"),
    ],
)
def test_maintained_work_is_the_same_chain_six_months_after_its_start(jobs: list[Job], verdict: str) -> None:
    looked = () if verdict == "unknown" else (seen(365),)
    assert said("MAINT_6M", *jobs, *looked) == verdict
