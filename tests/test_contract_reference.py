"""The period before the claim in which days are looked for, and what makes it longer; the days that are too old."""

from datetime import date
from typing import Any

import pytest

from domain.pathway import Pathway
from domain.pathway.article60 import Article60DaysRecorded, Article60Interrupted, Article60Resumed
from domain.pathway.article60_start import Article60Proposed
from domain.pathway.contract_days import counter
from domain.pathway.contract_reference import reference
from domain.pathway.identity import Identity
from domain.pathway.insertion_contract import Cause, Contract, DayKind, EndReason, Interruption
from domain.rules import Confidence
from tests.contracts import BOUND, PLAN, begun, days_60, ended_60, proposed
from tests.people import WITH_RIS, signed
from tests.rules import RULES
from tests.story import Story, Told, given

MARCH_2026 = date(2026, 3, 1)
RESIGNED = EndReason.RESIGNED
LONG_AGO = (*WITH_RIS, begun("2024-06-01"), *days_60(*([26] * 3), year=2024, since=6),
            ended_60("2024-08-31", RESIGNED))  # fmt: skip
"""Three months of work in the summer of 2024: 78 days."""


def again(start: str) -> Story:
    """A second contract, running since that day."""
    told = proposed(start, "2028-12-31", on=start, prior_days=78)
    return given(*LONG_AGO, told, begun(start))


def born(year: int) -> Identity:
    """Someone born in May of that year."""
    return Identity(birth_date=date(year, 5, 17))


@pytest.mark.parametrize(
    ("claim_on", "birth", "since"),
    [
        ("2026-03-01", 1970, "2023-03-01"),
        ("2026-02-28", 1995, "2024-05-28"),
        ("2026-02-28", 1985, "2023-05-28"),
        ("2026-02-28", 1970, "2022-08-28"),
    ],
)
def test_the_period_is_that_of_the_day_of_the_claim(claim_on: str, birth: int, since: str) -> None:
    assert reference(date.fromisoformat(claim_on), (), born(birth), RULES).since == date.fromisoformat(since)


def test_days_older_than_the_period_no_longer_count() -> None:
    kept = again("2026-09-01").owes("ART60_DAYS")
    assert kept is not None
    assert (kept.due_on, kept.because) == (date(2027, 5, 31), "78 / 312 jours ; 26 par mois, sans absence")
    lost = again("2026-11-01").owes("ART60_DAYS")  # each month lost moves the claim, which loses the next
    assert lost is not None
    assert (lost.due_on, lost.because) == (date(2027, 10, 31), "0 / 312 jours ; 26 par mois, sans absence")


def test_only_the_days_outside_the_period_are_lost() -> None:
    past = Contract(months={date(2024, 6, 1): 26, date(2025, 1, 1): 26})
    found = counter(Contract(), date(2026, 11, 1), born(1995), RULES, [past])
    assert (found.proved, found.proof.too_old, found.reached_on) == (26, 26, date(2027, 9, 30))


def test_the_agent_is_told_of_days_too_old_to_count() -> None:
    planned = proposed("2027-09-01", "2028-08-31", on="2027-08-20", prior_days=78)
    ready = (*LONG_AGO, signed("2024-06-20"), planned, ("2027-08-21", PLAN[1]), ("2027-08-21", BOUND[1]))
    given(*ready).when(Pathway.start_article60, on="2027-09-01").then_warns("DAYS_OUTSIDE_REFERENCE")


def test_an_extension_told_at_the_proposal_keeps_older_days() -> None:
    story = given(*LONG_AGO)
    story.when(Pathway.propose_article60, on="2026-10-20", start=date(2026, 11, 1), extension_days=92)
    story.then(Article60Proposed)
    assert story.state.article60.prepared.planned_end == date(2027, 7, 31)


@pytest.mark.parametrize(
    ("cause", "days"),
    [(Cause.INDEMNIFIED_SICKNESS, 31), (Cause.CAREER_BREAK, 31), (Cause.PRISON, 31), (Cause.SELF_EMPLOYMENT, 0),
     (Cause.MATERNITY, 0), (Cause.UNPAID_LEAVE, 0), (Cause.OTHER, 0)],
)  # fmt: skip
def test_some_interruptions_make_the_period_longer_by_their_days(cause: Cause, days: int) -> None:
    stop = Interruption(date(2026, 5, 1), cause, date(2026, 5, 31))
    period = reference(date(2027, 3, 31), [Contract(interruptions=(stop,))], born(1995), RULES)
    assert (date(2024, 3, 31) - period.since).days == days


@pytest.mark.parametrize(("until", "days"), [(date(2026, 7, 30), 0), (date(2026, 7, 31), 92)])
def test_self_employment_makes_it_longer_from_three_months(until: date, days: int) -> None:
    stop = Interruption(date(2026, 5, 1), Cause.SELF_EMPLOYMENT, until)
    period = reference(date(2027, 3, 31), [Contract(interruptions=(stop,))], born(1995), RULES)
    assert (date(2024, 3, 31) - period.since).days == days


def test_an_interruption_that_lasts_counts_until_the_claim() -> None:
    stop = Interruption(date(2027, 3, 1), Cause.PRISON)
    period = reference(date(2027, 3, 31), [Contract(interruptions=(stop,))], born(1995), RULES)
    assert period.since == date(2024, 2, 29)


def test_days_of_a_month_lie_in_the_period_when_one_of_them_does() -> None:
    period = reference(date(2027, 5, 31), (), born(1995), RULES)
    assert [period.holds(month) for month in (date(2024, 4, 1), date(2024, 5, 1))] == [False, True]


def test_a_former_period_that_decides_is_told_with_its_doubt() -> None:
    old = Contract(months={date(2021, 1, 1): 26}, ended_on=date(2021, 1, 31))
    found = counter(Contract(), date(2024, 1, 1), born(1980), RULES, [old])
    assert (found.proof.too_old, int(found.proof.period.rule.number)) == (26, 33)
    assert found.confidence is Confidence.UNVERIFIED


def test_an_indemnified_sickness_recorded_as_an_interruption_keeps_the_days_before_it() -> None:
    sick: tuple[Told, ...] = (
        ("2024-07-01", Article60Interrupted(reason=Cause.INDEMNIFIED_SICKNESS, from_on=date(2024, 7, 1))),
        ("2024-08-01", Article60Resumed(on=date(2024, 8, 1))),
    )
    told = (*LONG_AGO[:-1], *sick, LONG_AGO[-1], signed("2024-08-20"))
    story = given(*told, proposed("2026-11-01", "2028-12-31", on="2026-10-20", prior_days=78), begun("2026-11-01"))
    assert story.owes_on("ART60_DAYS") == date(2027, 7, 31)


def test_a_whole_day_is_two_half_days() -> None:
    half, whole = Contract(half_days=True), Contract(half_days=False, months={MARCH_2026: 26})
    later = date(2026, 4, 1)
    assert counter(half, later, born(1995), RULES, [whole]).proved == 52
    assert (
        counter(Contract(), later, born(1995), RULES, [Contract(half_days=True, months={MARCH_2026: 26})]).proved == 13
    )


def test_before_march_2026_ten_unpaid_days_of_a_year_counted() -> None:
    contract = (*WITH_RIS, begun("2025-01-01"))
    january: dict[str, Any] = {"month": date(2025, 1, 1), "worked": 16, "assimilated": {DayKind.UNPAID: 8}}
    story = given(*contract).when(Pathway.record_days, on="2025-02-03", **january)
    story.then(Article60DaysRecorded(**january))
    assert not story.pathway.warnings
    february: dict[str, Any] = {"month": date(2025, 2, 1), "worked": 16, "assimilated": {DayKind.UNPAID: 4}}
    story.when(Pathway.record_days, on="2025-03-03", **february).then_warns("DAYS_NOT_COUNTED")
    sheet = story.pathway.pending[-1].event
    assert isinstance(sheet, Article60DaysRecorded)
    assert (sheet.assimilated, sheet.uncounted) == ({DayKind.UNPAID: 2}, {DayKind.UNPAID: 2})
    story.when(Pathway.record_days, on="2025-03-04", **january).then(Article60DaysRecorded)
    assert not story.pathway.warnings


def test_a_part_time_worker_records_half_days() -> None:
    half: Told = ("2026-02-10", Article60Proposed(start=MARCH_2026, half_days=True))
    story = given(*WITH_RIS, half, begun("2026-03-01"))
    story.when(Pathway.record_days, on="2026-04-03", month=MARCH_2026, worked=54).then(Article60DaysRecorded)
    story.when(Pathway.record_days, on="2026-04-03", month=MARCH_2026, worked=55).then_breaks("TOO_MANY_DAYS")
