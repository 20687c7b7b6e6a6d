"""The days of a contract: how many are required, counted, and when they will be there."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.pathway import Pathway
from domain.pathway.article60 import Article60DaysRecorded
from domain.pathway.contract_days import counter, required
from domain.pathway.identity import Identity, IdentityRecorded
from domain.pathway.insertion_contract import Contract, DayKind
from domain.rules import Confidence, RuleSet
from tests.contracts import BOUND, PLAN, READY, RUNNING, begun, ended_60, proposed
from tests.people import WITH_RIS, signed
from tests.rules import RULES
from tests.story import OPENED, Story, Told, given

FORMER = RuleSet(
    "avant la loi de 2025",
    (replace(rule, valid_to=None) for rule in RULES.rules if rule.key != "article60.required_days.all"),
)
MARCH_2026 = date(2026, 3, 1)


def born(year: int) -> Identity:
    """Someone born in May of that year."""
    return Identity(birth_date=date(year, 5, 17))


def months(*days: int, year: int = 2026, since: int = 3) -> tuple[Told, ...]:
    """So many days worked, month after month."""
    firsts = [date(year + (since + n - 1) // 12, (since + n - 1) % 12 + 1, 1) for n in range(len(days))]
    return tuple(
        (first.replace(day=28).isoformat(), Article60DaysRecorded(month=first, worked=worked))
        for first, worked in zip(firsts, days, strict=True)
    )


@pytest.mark.parametrize(
    ("start", "birth", "former", "days", "then", "now"),
    [
        ("2026-03-01", 1995, None, 312, "2027-02-28", "2027-02-28"),
        ("2025-09-01", 1995, "below_36", 312, "2026-08-31", "2026-08-31"),
        ("2025-01-01", 1985, "36_to_49", 468, "2026-06-30", "2026-03-01"),
        ("2025-01-01", 1970, "from_50", 624, "2026-12-31", "2026-03-01"),
        ("2026-03-16", 1995, None, 312, "2027-03-15", "2027-03-15"),
    ],
)
def test_the_projection_comes_out_to_the_day(
    start: str, birth: int, former: str | None, days: int, then: str, now: str
) -> None:
    began, who = date.fromisoformat(start), born(birth)
    if former:
        before = counter(Contract(), began, who, FORMER)
        assert (before.rule.key, before.required) == (f"article60.required_days.{former}", days)
        assert before.reached_on == date.fromisoformat(then)
    after = counter(Contract(), began, who, RULES)
    assert (after.required, after.reached_on) == (312, date.fromisoformat(now))


@pytest.mark.parametrize(("birth", "days"), [(1985, 468), (1970, 624)])
def test_the_day_a_running_contract_owes_is_moved_by_the_law_of_2026(birth: int, days: int) -> None:
    who: Told = ("2020-01-02", IdentityRecorded(last_name="D", first_name="A", birth_date=date(birth, 5, 17)))
    facts = (OPENED[0], who, *WITH_RIS, begun("2025-01-01"))
    story = Story(*facts, opened=False)
    assert story.owes_on("ART60_DAYS") == MARCH_2026
    former = Story(*facts, opened=False, rules=FORMER).owes("ART60_DAYS")
    assert former is not None
    assert former.because.startswith(f"0 / {days} jours")


def test_running_contracts_are_cut_by_the_rule_of_2026() -> None:
    assert required(date(2026, 2, 28), born(1970), RULES).number == 624
    assert required(MARCH_2026, born(1970), RULES).number == 312


@pytest.mark.parametrize(("age", "days"), [(35, 312), (36, 468), (49, 468), (50, 624)])
def test_under_the_former_rules_the_age_at_the_end_decides(age: int, days: int) -> None:
    assert required(date(2025, 5, 17), born(2025 - age), RULES).number == days


def test_an_unknown_age_takes_the_longest_band_and_says_so() -> None:
    unknown: Told = ("2020-01-02", IdentityRecorded(last_name="Diallo", first_name="Amina"))
    story = given(OPENED[0], unknown, *WITH_RIS, opened=False).when(
        Pathway.propose_article60, on="2026-01-05", start=date(2026, 1, 5), planned_end=date(2026, 2, 20)
    )
    story.then_warns("AGE_UNKNOWN")
    assert story.state.article60.prepared.required_days == 624


def test_whoever_turns_thirty_six_before_the_end_is_in_the_next_band() -> None:
    turned = counter(Contract(), date(2023, 6, 1), born(1988), FORMER)
    assert (turned.required, turned.reached_on) == (468, date(2024, 11, 30))


def test_a_part_time_worker_claims_on_half_days() -> None:
    rule = required(MARCH_2026, born(1995), RULES, half_days=True)
    assert (rule.key, rule.unit) == ("article60.required_half_days.all", "half_days")
    half = Contract(fte=Decimal("0.5"), half_days=True)
    assert counter(half, MARCH_2026, born(1995), RULES).reached_on == date(2027, 2, 28)
    assert counter(replace(half, half_days=False), MARCH_2026, born(1995), RULES).reached_on == date(2028, 2, 29)


def test_the_projection_is_a_computation_and_a_former_rule_a_memory() -> None:
    assert counter(Contract(), MARCH_2026, born(1995), RULES).confidence is Confidence.COMPUTED
    assert counter(Contract(), date(2024, 7, 1), born(1995), RULES).confidence is Confidence.UNVERIFIED


def test_days_proved_before_count() -> None:
    assert counter(Contract(prior_days=156), MARCH_2026, born(1995), RULES).reached_on == date(2026, 8, 31)


def test_half_of_the_days_are_there_after_six_months() -> None:
    karim = given(*WITH_RIS, proposed("2025-09-01", "2026-08-31", on="2025-08-20"), begun("2025-09-01"),
                  *months(26, 26, 26, 26, 26, 26, year=2025, since=9))  # fmt: skip
    owed = karim.owes("ART60_DAYS")
    assert owed is not None
    assert (owed.due_on, owed.because) == (date(2026, 8, 31), "156 / 312 jours ; 26 par mois, sans absence")


def test_the_days_are_reached_in_the_month_whose_sheet_fills_them() -> None:
    story = given(*RUNNING, *months(*([26] * 13)))
    assert story.owes_on("ART60_DAYS") == date(2027, 2, 28)


def test_an_absence_moves_the_projection() -> None:
    assert given(*RUNNING, *months(13)).owes_on("ART60_DAYS") == date(2027, 3, 16)


def test_the_days_of_a_month_are_recorded() -> None:
    story = given(*RUNNING).when(
        Pathway.record_days, on="2026-04-03", month=date(2026, 3, 12), worked=22, assimilated={DayKind.PAID_HOLIDAY: 2}
    )
    story.then(Article60DaysRecorded(month=MARCH_2026, worked=22, assimilated={DayKind.PAID_HOLIDAY: 2}))
    assert story.state.article60.contract is not None
    assert story.state.article60.contract.counted == 24


def test_a_new_sheet_of_a_month_replaces_the_former() -> None:
    story = given(*RUNNING, *months(26)).when(Pathway.record_days, on="2026-04-03", month=MARCH_2026, worked=20)
    story.then(Article60DaysRecorded)
    assert story.state.article60.contract is not None
    assert story.state.article60.contract.counted == 20


def test_a_month_has_twenty_seven_days_at_most() -> None:
    sheet: dict[str, Any] = {"month": MARCH_2026, "worked": 25, "uncounted": {DayKind.UNPAID: 2}}
    given(*RUNNING).when(Pathway.record_days, on="2026-04-03", **sheet).then(Article60DaysRecorded)
    given(*RUNNING).when(Pathway.record_days, on="2026-04-03", **{**sheet, "worked": 26}).then_breaks(
        "TOO_MANY_DAYS", "LO CPAS, art. 60, § 7"
    )


def test_since_march_2026_indemnified_sickness_no_longer_counts() -> None:
    sick = {DayKind.INDEMNIFIED_SICKNESS: 4, DayKind.ANNUAL_LEAVE: 1}
    story = given(*RUNNING).when(Pathway.record_days, on="2026-04-03", month=MARCH_2026, worked=20, assimilated=sick)
    story.then_warns("DAYS_NOT_COUNTED")
    sheet = story.pathway.pending[-1].event
    assert isinstance(sheet, Article60DaysRecorded)
    assert (sheet.counted, sheet.uncounted) == (21, {DayKind.INDEMNIFIED_SICKNESS: 4})


def test_before_march_2026_it_did() -> None:
    contract = (*WITH_RIS, proposed("2025-09-01", "2026-08-31", on="2025-08-20"), begun("2025-09-01"))
    sick = {DayKind.INDEMNIFIED_SICKNESS: 4}
    story = given(*contract).when(
        Pathway.record_days, on="2025-10-03", month=date(2025, 9, 1), worked=20, assimilated=sick
    )
    story.then(Article60DaysRecorded(month=date(2025, 9, 1), worked=20, assimilated=sick))


@pytest.mark.parametrize("month", [date(2026, 2, 1), date(2026, 5, 1), date(2027, 3, 1)])
def test_a_month_lies_within_the_contract_and_has_begun(month: date) -> None:
    given(*RUNNING).when(Pathway.record_days, on="2026-04-03", month=month, worked=20).then_breaks(
        "MONTH_OUT_OF_CONTRACT", "LO CPAS, art. 60, § 7"
    )
    given(*READY).when(Pathway.record_days, on="2026-04-03", worked=20).then_breaks("NO_CONTRACT")


def test_a_contract_that_outlives_its_planned_end_still_has_its_days_counted() -> None:
    sheet = Article60DaysRecorded(month=date(2027, 4, 1), worked=20)
    story = given(*RUNNING).when(Pathway.record_days, on="2027-05-03", month=sheet.month, worked=20).then(sheet)
    assert story.state.article60.contract is not None
    assert story.state.article60.contract.counted == 20
    over = given(*RUNNING, ended_60("2027-03-31"))
    over.when(Pathway.record_days, on="2027-05-03", month=sheet.month, worked=20)
    over.then_breaks("MONTH_OUT_OF_CONTRACT", "LO CPAS, art. 60, § 7")


def test_a_contract_planned_beyond_the_days_warns_with_the_date() -> None:
    planned = proposed("2026-03-16", "2027-03-31")
    story = given(*WITH_RIS, signed("2026-02-02"), planned, PLAN, BOUND).when(Pathway.start_article60, on="2026-03-16")
    story.then_warns("DURATION_EXCEEDED")
    assert "15/03/2027" in story.pathway.warnings[0].reason


def test_a_contract_whose_days_are_there_does_not_start() -> None:
    planned = proposed("2026-03-16", "2026-06-30", prior_days=312)
    story = given(*WITH_RIS, signed("2026-02-02"), planned, PLAN, BOUND).when(Pathway.start_article60, on="2026-03-16")
    story.then_breaks("DURATION_EXCEEDED", "LO CPAS, art. 60, § 7")


def test_under_the_former_rules_it_starts_with_a_warning() -> None:
    planned = proposed("2026-02-12", "2026-02-27", prior_days=312)
    story = given(*WITH_RIS, signed("2026-02-02"), planned, PLAN, BOUND).when(Pathway.start_article60, on="2026-02-12")
    story.then_warns("DURATION_EXCEEDED")


def test_a_contract_whose_days_are_there_is_not_prolonged() -> None:
    full = given(*RUNNING, *months(*([26] * 12)))
    full.when(Pathway.extend_article60, on="2027-02-28", planned_end=date(2027, 6, 30), reason="suite").then_breaks(
        "DURATION_EXCEEDED", "LO CPAS, art. 60, § 7"
    )
