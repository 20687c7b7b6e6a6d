"""The exemption of work (SPI): a ceiling a month, three years used within six, counted in days."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from domain.pathway import Pathway
from domain.pathway.identity import Closing, PathwayClosed, PathwayReopened
from domain.pathway.ris_means import ExemptBy, Resource, ResourceKind
from domain.pathway.ris_resources import ResourcesAssessed
from domain.pathway.spi import Period, Spi, days_used
from tests.people import enquired, granted, requested
from tests.rules import RULES
from tests.story import Story, Told, given

REFS: dict[str, Any] = {"evidence_refs": ("fiches de paie",)}
ASKED = (requested("2025-03-03"), *enquired("2025-03-10"))
NO_INCOME = (Resource(kind=ResourceKind.NONE, monthly=Decimal(0)),)


def working(monthly: str = "620.00", exempt: str | None = None, rule: ExemptBy = ExemptBy.SPI) -> tuple[Resource, ...]:
    """A job, part of which is not counted."""
    part = Decimal(exempt) if exempt else None
    return (Resource(kind=ResourceKind.WAGE, monthly=Decimal(monthly), exempt=part, rule=rule),)


def exempted(on: str, start: str, end: str | None = None) -> Told:
    """A job whose income is partly exempt from one day, to another."""
    fact = ResourcesAssessed(
        lines=working(exempt="309.48"), own=Decimal("310.52"), effective_on=date.fromisoformat(on),
        spi_from=date.fromisoformat(start), spi_until=date.fromisoformat(end) if end else None,
    )  # fmt: skip
    return on, fact


def counting(story: Story, on: str, lines: tuple[Resource, ...] | None = None, **answers: Any) -> Story:
    """The means counted that day."""
    return story.when(Pathway.assess_resources, on=on, lines=lines or working(), **REFS, **answers)


def assessed(story: Story) -> ResourcesAssessed:
    """The fact just told."""
    fact = story.pathway.pending[-1].event
    assert isinstance(fact, ResourcesAssessed)
    return fact


def warned(story: Story) -> set[str]:
    """What was said while the means were counted."""
    story.act()
    return {each.code for each in story.pathway.warnings}


def test_the_part_up_to_the_ceiling_of_the_month_is_not_counted() -> None:
    story = counting(given(*ASKED), "2025-03-12").then(ResourcesAssessed)
    fact = assessed(story)
    assert (fact.own, fact.spi_from, fact.spi_days_used) == (Decimal("310.52"), date(2025, 3, 12), 0)
    assert story.pathway.warnings == []


def test_three_years_from_the_first_exempt_day_and_1095_days_is_the_other_reading() -> None:
    owed = given(*ASKED, exempted("2025-03-12", "2025-03-01")).owes("SPI_LIMIT")
    assert owed
    assert (owed.due_on, owed.other_reading) == (
        date(2028, 3, 1),
        "1095 jours comptés : dernier jour le 28/02/2028",
    )


def test_what_was_used_before_is_taken_off() -> None:
    story = given(*ASKED, exempted("2025-03-12", "2025-03-01", "2025-03-31"))
    assert story.owes("SPI_LIMIT") is None
    counting(story, "2025-06-02", spi_from=date(2025, 6, 1)).then(ResourcesAssessed)
    assert assessed(story).spi_days_used == 32  # March, and the first of June
    owed = story.owes("SPI_LIMIT")
    assert owed
    assert owed.due_on == date(2028, 5, 1)  # 31 days before the first of June 2028
    assert "moins 31 jours déjà utilisés" in owed.because


def test_the_years_are_used_within_their_window() -> None:
    spi = Spi((Period(date(2020, 3, 1), date(2020, 3, 31)), Period(date(2024, 1, 1))))
    limit = spi.limit(RULES)
    assert limit
    assert limit.due_on == date(2026, 3, 1)  # six years after the first exempt day, though days are left


def test_a_job_that_goes_on_is_one_exemption() -> None:
    story = given(*ASKED, exempted("2025-03-12", "2025-03-01"))
    counting(story, "2025-03-20").then(ResourcesAssessed)
    assert story.state.spi.periods == (Period(date(2025, 3, 1)),)
    assert assessed(story).spi_days_used == 19


def test_the_exemption_stops_the_day_no_work_is_counted() -> None:
    story = given(*ASKED, exempted("2025-03-12", "2025-03-01"))
    counting(story, "2025-03-21", NO_INCOME).then(ResourcesAssessed)
    assert story.state.spi.periods == (Period(date(2025, 3, 1), date(2025, 3, 20)),)
    assert story.state.spi.days_used(date(2025, 12, 31)) == 20


def test_the_counter_outlives_a_closing_and_stops_with_it() -> None:
    told: tuple[Told, ...] = (
        *ASKED, exempted("2025-03-12", "2025-03-01"), granted("2025-03-31"),
        ("2025-04-30", PathwayClosed(reason=Closing.WORK)), ("2025-09-01", PathwayReopened()),
        requested("2025-09-01"),
    )  # fmt: skip
    story = given(*told)
    assert story.owes("SPI_LIMIT") is None
    story.when(Pathway.open_enquiry, on="2025-09-02").act()
    counting(story, "2025-09-03").then(ResourcesAssessed)
    assert story.state.spi.periods == (Period(date(2025, 3, 1), date(2025, 4, 30)), Period(date(2025, 9, 3)))
    assert assessed(story).spi_days_used == 61
    assert story.owes_on("SPI_LIMIT") == date(2028, 7, 4)  # what began after the closing runs on


def test_it_is_shown_while_the_income_is_asked_for_or_runs() -> None:
    told = (*ASKED, exempted("2025-03-12", "2025-03-01"))
    assert given(*told, granted("2025-03-31")).owes_on("SPI_LIMIT") == date(2028, 3, 1)
    assert given(exempted("2025-03-12", "2025-03-01")).owes("SPI_LIMIT") is None


def test_an_exemption_above_the_ceiling_is_never_silent() -> None:
    story = counting(given(*ASKED), "2025-03-12", working(exempt="309.49"))
    story.then_warns("SPI_CEILING")
    assert warned(counting(given(*ASKED), "2025-03-12", working(exempt="309.48"))) == set()
    two_jobs = working(exempt="200") + working(exempt="110")
    assert "SPI_CEILING" in warned(counting(given(*ASKED), "2025-03-12", two_jobs))


def test_an_exemption_used_up_is_never_silent() -> None:
    told = (requested("2025-03-03"), *enquired("2025-03-10"), exempted("2022-03-01", "2022-03-01"))
    story = counting(given(*told), "2025-03-12", spi_from=date(2022, 3, 1))
    story.then_warns("SPI_EXHAUSTED")
    assert "depuis le 01/03/2025" in story.pathway.warnings[0].reason
    assert assessed(story).spi_days_used == 1107
    last = counting(given(*told), "2025-03-12", spi_from=date(2022, 3, 1), effective_on=date(2025, 3, 1))
    assert warned(last) == {"SPI_EXHAUSTED"}
    in_time = counting(given(*told), "2025-03-12", spi_from=date(2022, 3, 1), effective_on=date(2025, 2, 28))
    assert warned(in_time) == set()


def test_the_ceiling_of_2026_is_to_be_verified() -> None:
    told = (requested("2026-03-02"), *enquired("2026-03-05"))
    counting(given(*told), "2026-03-06").then_warns("SPI_CEILING_TO_VERIFY")


def test_no_ceiling_is_guessed_in_a_month_that_has_none() -> None:
    told = (requested("2024-06-03"), *enquired("2024-06-10"))
    counting(given(*told), "2024-06-12").then_breaks("SPI_CEILING_UNKNOWN", "AR DIS, art. 35")
    counting(given(*told), "2024-06-12", working(exempt="297.46")).then_warns("SPI_CEILING_UNKNOWN")


def test_a_shortage_occupation_has_a_higher_ceiling() -> None:
    lines = working("700", rule=ExemptBy.SPI_SHORTAGE)
    story = counting(given(*ASKED), "2025-03-12", lines).then(ResourcesAssessed)
    assert assessed(story).own == Decimal("256.48")  # 700 less 443.52
    assert story.state.spi.shortage_from == date(2025, 3, 12)


def test_the_higher_ceiling_serves_three_months_once_in_life() -> None:
    lines = working("700", rule=ExemptBy.SPI_SHORTAGE)
    first = counting(given(*ASKED), "2025-03-12", lines).then(ResourcesAssessed)
    assert "SPI_SHORTAGE_USED" not in warned(counting(first, "2025-06-11", lines))
    counting(first, "2025-06-12", lines).then_warns("SPI_SHORTAGE_USED")


@pytest.mark.parametrize(("until", "short"), [("2025-06-11", False), ("2025-06-10", True)])
def test_the_higher_ceiling_asks_a_contract_of_three_months(until: str, short: bool) -> None:
    lines = working("700", rule=ExemptBy.SPI_SHORTAGE)
    story = counting(given(*ASKED), "2025-03-12", lines, spi_until=date.fromisoformat(until))
    assert ("SPI_SHORTAGE_CONTRACT" in warned(story)) is short


def test_an_exemption_has_an_income_and_ends_after_it_began() -> None:
    without = counting(given(*ASKED), "2025-03-12", NO_INCOME, spi_from=date(2025, 3, 12))
    without.then_breaks("SPI_WITHOUT_INCOME", "AR DIS, art. 35")
    backwards = counting(given(*ASKED), "2025-03-12", spi_until=date(2025, 3, 11))
    backwards.then_breaks("SPI_BACKWARDS", "AR DIS, art. 35")


@whatever(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 400)), max_size=6), st.integers(0, 1500), st.integers(0, 400)
)
def test_no_day_is_counted_twice(told: list[tuple[int, int]], until: int, more: int) -> None:
    first = date(2022, 1, 1).toordinal()
    spi = Spi()
    for start, length in told:
        spi = spi.exempted(date.fromordinal(first + start), date.fromordinal(first + start + length))
    days = [spi.days_used(date.fromordinal(first + until + later)) for later in (0, more)]
    assert days[0] <= days[1] <= days[0] + more
    assert days[0] <= until + 1
    assert days[0] == days_used(spi.periods, date.fromordinal(first + until))
    assert list(spi.periods) == sorted(spi.periods, key=lambda period: period.start)
