"""What plans bring the centre: a first year, a second if nothing breaks, and from 2028 a share by coverage."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.pathway import state_of
from domain.pathway.identity import Closing, PathwayClosed, PathwayReopened
from domain.pathway.piis import PiisSigned
from domain.pathway.piis_content import PlanEnd
from domain.pathway.piis_duty import earlier_income_until
from domain.pathway.piis_end import PiisEnded, PiisReactivated
from domain.pathway.piis_spells import Spell, incomes, plans
from domain.pathway.piis_subsidy import (
    Code,
    Coverage,
    Subsidised,
    coverage_percent,
    covered_in,
    percent_on,
    subsidised,
)
from domain.rules import RuleSet
from tests.people import WITH_PLAN, WITH_RIS, assessed, drafted, granted, requested, signed
from tests.rules import RULES
from tests.story import OPENED, Told, given, history

SIGNED = date(2024, 6, 17)
LEFT: tuple[Told, ...] = (("2024-11-04", PathwayClosed(reason=Closing.MOVED)),)
BACK: tuple[Told, ...] = (("2025-02-03", PathwayReopened()), requested("2025-02-03"), granted("2025-02-17", 21))


def test_a_plan_is_subsidised_one_year_then_another() -> None:
    assert subsidised(SIGNED, (Spell(date(2024, 5, 27)),), RULES) == (
        Subsidised(Code.FIRST, SIGNED, date(2025, 6, 16)),
        Subsidised(Code.EXTENSION, date(2025, 6, 17), date(2026, 6, 16)),
    )


def test_a_break_of_a_week_loses_the_second_year() -> None:
    withdrawn = (Spell(date(2024, 5, 27), date(2025, 10, 31)), Spell(date(2025, 11, 9)))
    assert subsidised(SIGNED, withdrawn, RULES)[1:] == (
        Subsidised(Code.EXTENSION, date(2025, 6, 17), date(2025, 10, 31)),
    )
    in_first_year = (Spell(date(2024, 5, 27), date(2024, 10, 31)), Spell(date(2024, 11, 9)))
    assert subsidised(SIGNED, in_first_year, RULES) == (
        Subsidised(Code.FIRST, SIGNED, date(2024, 10, 31)),
        Subsidised(Code.FIRST, date(2024, 11, 9), date(2025, 6, 16)),
    )


@pytest.mark.parametrize(("back", "spells"), [(date(2025, 2, 1), 2), (date(2025, 2, 2), 1)])
def test_a_break_of_more_than_three_months_awaits_a_new_signature(back: date, spells: int) -> None:
    income = (Spell(date(2024, 5, 27), date(2024, 10, 31)), Spell(back))
    assert len(subsidised(SIGNED, income, RULES)) == spells


def test_without_income_nothing_is_subsidised() -> None:
    assert subsidised(SIGNED, (), RULES) == ()
    assert subsidised(SIGNED, (Spell(date(2020, 1, 1), date(2020, 3, 1)), Spell(date(2025, 6, 17))), RULES) == ()


def test_until_2027_the_share_is_ten_percent() -> None:
    rule = percent_on(date(2027, 12, 31), RULES)
    assert rule is not None
    assert (rule.number, rule.is_doubtful) == (Decimal(10), False)


@pytest.mark.parametrize(
    ("coverage", "percent"),
    [("80", "15"), ("79.9", "12.5"), ("60", "12.5"), ("40", "10"), ("20", "7.5"), ("19.9", "5"), ("0", "5")],
)
def test_from_2028_the_share_grows_with_the_coverage(coverage: str, percent: str) -> None:
    rule = percent_on(date(2028, 1, 1), RULES, Decimal(coverage))
    assert rule is not None
    assert (rule.number, rule.is_doubtful) == (Decimal(percent), True)


def test_a_share_nobody_can_tell_is_not_guessed() -> None:
    assert percent_on(date(2028, 1, 1), RULES) is None
    flat_only = RuleSet("flat", (rule for rule in RULES.rules if "coverage" not in rule.key))
    assert percent_on(date(2028, 1, 1), flat_only, Decimal(50)) is None


def test_a_pathway_counts_in_the_years_its_income_and_its_plan_ran() -> None:
    told = history(*OPENED, *WITH_PLAN, *LEFT, *BACK)
    assert covered_in(told, 2023) == Coverage(had_income=False, had_plan=False)
    assert covered_in(told, 2024) == Coverage(had_income=True, had_plan=True)
    assert covered_in(told, 2025) == Coverage(had_income=True, had_plan=False)


def test_the_coverage_of_a_centre_is_that_of_its_beneficiaries() -> None:
    both, income, neither = Coverage(True, True), Coverage(True, False), Coverage(False, True)
    assert coverage_percent([both, both, both, income, neither]) == 75
    assert coverage_percent([neither]) is None


def test_the_spells_of_income_are_read_from_the_history() -> None:
    state = state_of(history(*OPENED, *WITH_RIS, *LEFT, *BACK))
    assert incomes(state.ris.rights) == (Spell(date(2024, 5, 27), date(2024, 11, 3)), Spell(date(2025, 2, 17)))
    assert earlier_income_until(state, date(2025, 2, 17)) == date(2024, 11, 3)
    assert earlier_income_until(given(*WITH_RIS).state, date(2024, 5, 27)) is None


def test_the_spells_of_a_plan_are_read_from_the_history() -> None:
    until_autumn: Told = ("2024-06-17", PiisSigned(start=SIGNED, end=date(2024, 12, 17)))
    renewed = (*WITH_PLAN[:-1], until_autumn, drafted("2024-11-25"), signed("2024-12-02"))
    assert plans(history(*OPENED, *renewed)) == (Spell(SIGNED, date(2024, 12, 1)), Spell(date(2024, 12, 2)))
    job = (("2024-10-01", PiisEnded(reason=PlanEnd.WORK)), ("2024-11-04", PiisReactivated()))
    assert plans(history(*OPENED, *WITH_PLAN, job[0])) == (Spell(SIGNED, date(2024, 10, 1)),)
    assert plans(history(*OPENED, *WITH_PLAN, *job)) == (Spell(SIGNED),)
    assert plans(history(*OPENED, *WITH_RIS, assessed("2024-06-03"))) == ()


def test_a_longer_break_may_be_allowed_by_another_rule() -> None:
    longer = RuleSet(
        "longer",
        (replace(rule, value=Decimal(6)) if rule.key == "piis.subsidy.break_months" else rule for rule in RULES.rules),
    )
    income = (Spell(date(2024, 5, 27), date(2024, 10, 31)), Spell(date(2025, 3, 3)))
    assert len(subsidised(SIGNED, income, longer)) == 2
