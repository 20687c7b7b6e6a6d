"""Who may have a contract under article 60 or 61: the income at the start or the eve, no open right to unemployment."""

from datetime import date
from typing import Any

import pytest

from domain.pathway import Pathway
from domain.pathway.article60_start import Article60Proposed
from domain.pathway.article61 import Article61Ended
from domain.pathway.article61_start import Article61Proposed
from domain.pathway.insertion_contract import EndReason
from domain.pathway.piis import PiisSigned
from tests.contracts import (
    BOUND,
    BOUND_61,
    EMPLOYER_BCE,
    PLAN,
    PLAN_61,
    READY,
    READY_61,
    RUNNING,
    RUNNING_61,
    begun,
    ended_60,
    proposed,
    proposed_61,
)  # fmt: skip
from tests.people import WITH_RIS, granted, requested, signed
from tests.story import Story, Told, given

LAW = "LO CPAS, art. 60, § 7"
WITHOUT_RIS = (proposed("2026-03-01", "2027-02-28"), PLAN, BOUND, begun("2026-03-01"))
MOVED = ended_60("2026-08-31", EndReason.MOVED_60_TO_61)
OPENED = ended_60("2027-02-28", opened=True)


def proposing(story: Story, start: str, on: str = "2027-03-02") -> Story:
    """A second contract under article 60, proposed."""
    return story.when(Pathway.propose_article60, on=on, start=date.fromisoformat(start))


def test_the_income_runs_at_the_start_or_the_eve() -> None:
    first_day = given(granted("2026-02-10")).when(Pathway.propose_article60, on="2026-02-10", start=date(2026, 2, 10))
    first_day.then(Article60Proposed)
    before = given(granted("2026-02-10")).when(Pathway.propose_article60, on="2026-02-10", start=date(2026, 2, 9))
    before.then_breaks("NOT_ELIGIBLE", LAW)


def test_a_contract_does_not_start_before_the_income() -> None:
    story = given(*READY).when(Pathway.start_article60, on="2026-03-01", start=date(2024, 5, 1))
    story.then_breaks("NOT_ELIGIBLE", LAW)


def test_a_contract_does_not_start_before_its_plan_was_signed() -> None:
    late = ("2026-03-10", PiisSigned(start=date(2026, 3, 1)))
    for prepared, start, law in (
        ((proposed("2026-03-01", "2027-02-28"), PLAN, BOUND), Pathway.start_article60, LAW),
        ((proposed_61("2026-03-01", "2027-02-28"), PLAN_61, BOUND_61), Pathway.start_article61, "LO CPAS, art. 61"),
    ):
        told: dict[str, Any] = {} if start is Pathway.start_article60 else {"employer_bce": EMPLOYER_BCE}
        story = given(*WITH_RIS, *prepared, late)
        story.when(start, on="2026-03-12", start=date(2026, 3, 9), **told)
        story.then_breaks("TRAINING_AND_FOLLOW_UP_REQUIRED", law)
        story.when(start, on="2026-03-12", start=date(2026, 3, 10), **told).act()


@pytest.mark.parametrize("start", ["2026-08-31", "2026-09-01"])
def test_who_leaves_a_contract_is_eligible_at_its_eve_though_it_replaced_the_income(start: str) -> None:
    story = given(*WITHOUT_RIS, MOVED)
    story.when(Pathway.propose_article61, on="2026-09-10", employer="Nihon", start=date.fromisoformat(start))
    story.then(Article61Proposed)


def test_two_days_after_a_contract_the_income_is_needed_again() -> None:
    story = given(*WITHOUT_RIS, MOVED)
    story.when(Pathway.propose_article61, on="2026-09-10", employer="Nihon", start=date(2026, 9, 2))
    story.then_breaks("NOT_ELIGIBLE", "LO CPAS, art. 61")


def test_a_contract_is_residual_once_unemployment_is_open() -> None:
    proposing(given(*RUNNING, OPENED), "2027-04-01").then_breaks("NOT_ELIGIBLE", LAW)
    other: Told = ("2027-02-28", Article61Ended(ended_on=date(2027, 2, 28), reason=EndReason.TERM_REACHED,
                                                entitlement_reached=True))  # fmt: skip
    proposing(given(*RUNNING_61, other), "2027-04-01").then_breaks("NOT_ELIGIBLE", LAW)
    story = given(*RUNNING, OPENED)
    story.when(Pathway.propose_article61, on="2027-03-02", employer="Nihon", start=date(2027, 4, 1))
    story.then_breaks("NOT_ELIGIBLE", "LO CPAS, art. 61")


def test_whoever_has_the_income_again_may_have_lost_it_and_it_is_verified() -> None:
    again = given(*RUNNING, OPENED, requested("2028-03-01"), granted("2028-03-20"))
    proposing(again, "2028-05-01", on="2028-04-03").then_warns("UNEMPLOYMENT_UNCHECKED")


def test_after_the_longest_benefit_it_is_verified_not_refused() -> None:
    proposing(given(*RUNNING, OPENED), "2029-02-28", on="2029-02-01").then_breaks("NOT_ELIGIBLE", LAW)
    proposing(given(*RUNNING, OPENED), "2029-03-01", on="2029-02-01").then_warns("UNEMPLOYMENT_UNCHECKED")


def test_a_right_opened_under_the_former_law_is_verified_not_refused() -> None:
    former = (*WITH_RIS, begun("2024-07-01"), ended_60("2025-06-30", opened=True))
    proposing(given(*former), "2025-09-01", on="2025-08-18").then_warns("UNEMPLOYMENT_UNCHECKED")


def test_two_contracts_of_either_article_never_cover_one_day() -> None:
    story = given(*RUNNING, *READY_61[-3:])
    story.when(Pathway.start_article61, on="2026-06-01", employer_bce="0400378485")
    story.then_breaks("CONTRACT_OVERLAP", "LO CPAS, art. 61")
    late = given(*RUNNING, proposed_61("2026-09-01", "2027-02-28"), *READY_61[-2:], MOVED)
    late.when(Pathway.start_article61, on="2026-09-01", start=date(2026, 8, 31), employer_bce="0400378485")
    late.then_breaks("CONTRACT_OVERLAP", "LO CPAS, art. 61")
    other = given(*RUNNING_61, proposed("2026-06-01", "2027-05-31"), PLAN, BOUND, signed("2026-05-01"))
    other.when(Pathway.start_article60, on="2026-06-01").then_breaks("CONTRACT_OVERLAP", LAW)
