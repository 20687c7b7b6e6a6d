"""Each meaning of « placed »: a story that is, one that is not, one nobody knows, one too early to say."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.pathway.placement import WINDOWS, Employed, Job, Observation
from domain.pathway.placement_definition import DEFINITIONS, Mode, PlacementDefinition, Subsidised
from domain.pathway.placement_judging import Verdict, judged
from domain.pathway.work import ContractKind
from domain.rules import Confidence, RuleMissing
from projections.indicators import DEFINITIONS as PUBLISHED
from tests.rules import RULES

EXIT = date(2027, 2, 28)
LATE = date(2030, 1, 1)
CDI = ContractKind.CDI
JUDGED = [name for name in DEFINITIONS if name != "FED_DURABLE"]


def after(days: int) -> date:
    """So many days after the exit."""
    return EXIT + timedelta(days=days)


def job(first: int, last: int | None = None, kind: ContractKind = CDI, *, subsidised: bool = False) -> Job:
    """A job from a day after the exit to another, or open."""
    end = None if last is None else after(last)
    return Job(UUID(int=1), "0403170701", kind, after(first), end, Decimal(38), subsidised)


def seen(day: int, employed: Employed = Employed.NO) -> Observation:
    """What was seen on a day after the exit."""
    return Observation(after(day), employed)


def said(name: str, *known: Job | Observation, today: date = LATE, died: int | None = None) -> str:
    """The verdict under that definition."""
    jobs = [each for each in known if isinstance(each, Job)]
    observations = [each for each in known if isinstance(each, Observation)]
    died_on = None if died is None else after(died)
    return judged(DEFINITIONS[name], jobs, observations, EXIT, today, RULES, died_on).value


def last_day(name: str) -> int:
    """The day the definition looks at, or the last of its window."""
    return DEFINITIONS[name].window_days


def test_the_registry_holds_the_definitions_seen_and_the_one_nobody_has_read() -> None:
    assert set(DEFINITIONS) == {
        "EXIT_28", "POINT_3M", "POINT_6M", "POINT_12M", "OCC_6M", "OCC_12M", "CUM_3M", "MAINT_6M", "SUST_13W",
        "SUST_6M", "FED_DURABLE",
    }  # fmt: skip
    for definition in DEFINITIONS.values():
        assert definition.sentence.endswith(".")
        assert definition.source


@pytest.mark.parametrize("name", JUDGED)
def test_who_has_worked_without_a_break_since_the_exit_is_placed_whatever_the_definition(name: str) -> None:
    assert said(name, job(0)) == "placed"


@pytest.mark.parametrize("name", JUDGED)
def test_who_was_seen_without_work_is_not_placed(name: str) -> None:
    assert said(name, seen(last_day(name))) == "not_placed"


@pytest.mark.parametrize("name", JUDGED)
def test_who_nobody_looked_at_stays_unknown(name: str) -> None:
    assert said(name) == "unknown"
    assert said(name, seen(last_day(name), Employed.UNKNOWN)) == "unknown"
    assert said(name, seen(last_day(name) + 31)) == "unknown"


@pytest.mark.parametrize("name", JUDGED)
def test_an_exit_ripens_thirty_days_after_its_window(name: str) -> None:
    ripe = after(DEFINITIONS[name].maturity_days + 30)
    assert said(name, job(0), today=ripe - timedelta(days=1)) == "immature"
    assert said(name, job(0), today=ripe) == "placed"


def test_what_is_maintained_may_have_begun_on_the_last_day_of_the_year() -> None:
    assert DEFINITIONS["MAINT_6M"].maturity_days == 548
    assert DEFINITIONS["SUST_6M"].maturity_days == 365


def test_the_exit_of_28_february_2027_is_looked_at_on_30_may_30_august_and_28_february() -> None:
    days = [after(last_day(name)) for name in ("POINT_3M", "POINT_6M", "POINT_12M")]
    assert days == [date(2027, 5, 30), date(2027, 8, 30), date(2028, 2, 28)]
    assert days == [window.after(EXIT, RULES) for window in WINDOWS]
    assert said("POINT_3M", today=date(2027, 6, 28)) == "immature"
    assert said("POINT_3M", today=date(2027, 6, 29)) == "unknown"
    assert said("POINT_12M", today=date(2028, 3, 28)) == "immature"
    assert said("POINT_12M", today=date(2028, 3, 29)) == "unknown"


def test_the_rates_published_look_at_the_days_of_the_point_definitions() -> None:
    assert {figure.id: figure.window_days for figure in PUBLISHED.values()} == {
        f"PLACE_{window}": last_day(f"POINT_{window}") for window in ("3M", "6M", "12M")
    }  # fmt: skip


@pytest.mark.parametrize("name", JUDGED)
def test_article_60_is_never_a_placement(name: str) -> None:
    assert said(name, job(0, kind=ContractKind.ART60)) == "unknown"


@pytest.mark.parametrize("kind", [ContractKind.ART60, ContractKind.ART61])
def test_no_definition_counts_a_measure(kind: ContractKind) -> None:
    told = DEFINITIONS["POINT_6M"].model_dump() | {"kinds": frozenset({CDI, kind})}
    with pytest.raises(ValidationError, match="articles 60 and 61 are never counted"):
        PlacementDefinition(**told)


@pytest.mark.parametrize("name", ["POINT_6M", "OCC_6M", "CUM_3M", "MAINT_6M", "EXIT_28"])
def test_article_61_is_shown_apart(name: str) -> None:
    assert said(name, job(0, kind=ContractKind.ART61)) == "placed_apart"
    assert said(name, job(0, kind=ContractKind.ART61), job(0)) == "placed"


@pytest.mark.parametrize("name", ["SUST_13W", "SUST_6M"])
def test_a_job_that_public_money_pays_part_of_is_known_and_does_not_count(name: str) -> None:
    assert said(name, job(0, subsidised=True)) == "not_placed"
    assert said(name, job(0, kind=ContractKind.IMPULSION_12M)) == "not_placed"
    assert said(name, job(0, kind=ContractKind.ART61)) == "not_placed"


def test_a_definition_may_count_it_show_it_apart_or_leave_it_out() -> None:
    included = DEFINITIONS["POINT_6M"]
    apart = included.model_copy(update={"subsidised": Subsidised.APART})
    aided = [job(0, subsidised=True)]
    assert judged(included, aided, [], EXIT, LATE, RULES) is Verdict.PLACED
    assert judged(apart, aided, [], EXIT, LATE, RULES) is Verdict.PLACED_APART
    assert judged(apart, [*aided, job(100)], [], EXIT, LATE, RULES) is Verdict.PLACED
    excluded = included.model_copy(update={"subsidised": Subsidised.EXCLUDED})
    assert judged(excluded, aided, [], EXIT, LATE, RULES) is Verdict.NOT_PLACED


@pytest.mark.parametrize("name", JUDGED)
def test_a_few_hours_beside_something_else_settle_nothing(name: str) -> None:
    assert said(name, job(0, kind=ContractKind.FLEXI)) == "unknown"


@pytest.mark.parametrize("name", JUDGED)
def test_who_died_is_known_and_not_placed(name: str) -> None:
    assert said(name, died=20) == "not_placed"


def test_the_threshold_nobody_has_read_is_never_guessed() -> None:
    assert (DEFINITIONS["FED_DURABLE"].min_days, DEFINITIONS["FED_DURABLE"].confidence) == (None, Confidence.UNVERIFIED)
    for today in (EXIT, LATE):
        with pytest.raises(RuleMissing):
            said("FED_DURABLE", job(0), today=today)


def test_a_definition_is_frozen() -> None:
    with pytest.raises(ValidationError):
        setattr(DEFINITIONS["POINT_6M"], "window_days", 91)  # noqa: B010  so that types do not refuse it first
    assert {definition.version for definition in DEFINITIONS.values()} == {1}
    assert {definition.mode for definition in DEFINITIONS.values()} == set(Mode)
