"""A right looked at again: every year, when something changes, and when a scale becomes known."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.pathway import Pathway
from domain.pathway.deciding import Body
from domain.pathway.entitlement import GrantCondition
from domain.pathway.hearing import Subject
from domain.pathway.household import Category
from domain.pathway.ris_decision import RisWithdrawn
from domain.pathway.ris_recovery import RecoveryGround, RisRecoveryOrdered
from domain.pathway.ris_resources import ResourcesAssessed
from domain.pathway.ris_review import Outcome, RisReviewConcluded, RisReviewOpened, Trigger
from domain.pathway.ris_right import Rate, Right, difference
from domain.pathway.ris_suspension import RisSuspended, SuspensionGround
from domain.rules import Confidence, Rule, RuleSet
from tests.people import REASONED, WITH_RIS, enquired, heard, requested
from tests.rules import RULES
from tests.story import Story, Told, given

SINGLE = Category.SINGLE
HEARD = heard("2025-03-05", Subject.REVIEW)
OPENED: Told = ("2025-03-03", RisReviewOpened(trigger=Trigger.CHANGE, due_on=date(2025, 3, 3)))
POORER: Told = ("2025-03-04", ResourcesAssessed(lines=(), own=Decimal(0), effective_on=date(2025, 3, 1)))
RICHER: Told = ("2025-03-04", ResourcesAssessed(lines=(), own=Decimal(500), effective_on=date(2025, 2, 1)))


def test_a_right_is_reviewed_every_year_counted_from_the_grant() -> None:
    story = given(*WITH_RIS)
    assert story.owes_on("ANNUAL_REVIEW") == date(2025, 5, 27)
    story.when(Pathway.open_review, "2025-05-20").then(
        RisReviewOpened(trigger=Trigger.ANNUAL, due_on=date(2025, 5, 27))
    )
    story.when(Pathway.open_review, "2025-05-21").then_breaks("NO_REVIEW_DUE", "DIS, art. 22")


def test_the_next_review_is_counted_from_the_last_one() -> None:
    story = given(*WITH_RIS, OPENED, POORER)
    story.when(Pathway.conclude_review, "2025-03-10", **REASONED).then(RisReviewConcluded)
    assert story.owes_on("ANNUAL_REVIEW") == date(2026, 3, 10)
    story.when(Pathway.conclude_review, "2025-03-11", **REASONED).then_breaks("NO_REVIEW")


def test_the_amount_of_a_review_is_the_scale_of_its_day_less_what_counts() -> None:
    story = given(*WITH_RIS, OPENED, POORER)
    story.when(Pathway.conclude_review, "2025-03-10", effective_on=date(2025, 3, 1), **REASONED).then(
        RisReviewConcluded
    )
    [concluded] = [entry.event for entry in story.pathway.pending]
    assert isinstance(concluded, RisReviewConcluded)
    assert (concluded.outcome, concluded.new_amount) == (Outcome.RAISED, Decimal("1314.20"))
    right = story.state.ris.right
    assert right
    assert (right.amount_on(date(2025, 2, 28)), right.amount_on(date(2025, 3, 1))) == (
        Decimal("1288.46"),
        Decimal("1314.20"),
    )


def test_nobody_is_paid_less_unheard_nor_without_the_mentions() -> None:
    story = given(*WITH_RIS, OPENED, RICHER)
    story.when(Pathway.conclude_review, "2025-03-10", **REASONED).then_breaks("HEARING_REQUIRED", "DIS, art. 20")
    told = given(*WITH_RIS, OPENED, RICHER, heard("2025-03-05", Subject.REVIEW))
    bare: dict[str, Any] = REASONED | {"mentions": ()}
    told.when(Pathway.conclude_review, "2025-03-10", **bare).then_breaks("MENTIONS_MISSING", "DIS, art. 21, § 3")
    mute: dict[str, Any] = REASONED | {"motive_fact": ""}
    told.when(Pathway.conclude_review, "2025-03-10", **mute).then_breaks("MOTIVATION_MISSING", "DIS, art. 21, § 2")
    told.when(Pathway.conclude_review, "2025-03-10", **REASONED).then(RisReviewConcluded)
    assert told.owes_on("NOTIFY") == date(2025, 3, 18)


def test_a_hearing_serves_one_decision_only() -> None:
    story = given(*WITH_RIS, OPENED, RICHER, heard("2025-03-05", Subject.REVIEW))
    story.when(Pathway.conclude_review, "2025-03-10", **REASONED).then(RisReviewConcluded)
    assert not story.state.hearings.on(Subject.REVIEW).is_respected


def test_a_review_looks_back_and_what_was_overpaid_is_recovered_after_a_hearing() -> None:
    story = given(*WITH_RIS, OPENED, RICHER, heard("2025-03-05", Subject.REVIEW))
    story.when(Pathway.conclude_review, "2025-03-31", effective_on=date(2025, 2, 1), **REASONED).then(
        RisReviewConcluded
    )
    found = story.state.reviews.overpaid
    assert found
    assert found.difference == 2 * (Decimal("814.20") + Decimal("20.83") - Decimal("1288.46"))
    story.when(Pathway.order_recovery, "2025-04-02", **REASONED).then_breaks("HEARING_REQUIRED", "DIS, art. 20")
    story.when(Pathway.offer_hearing, "2025-04-02", subject=Subject.RECOVERY)
    story.act()
    story.when(Pathway.order_recovery, "2025-04-10", **REASONED).then(RisRecoveryOrdered)
    [recovery] = story.state.recoveries.ordered
    assert recovery.amount == -found.difference
    assert "du 01/02/2025 au 31/03/2025" in story.pathway.history[-1].event.sentence


def test_nothing_is_recovered_for_a_review_that_found_nothing() -> None:
    story = given(*WITH_RIS, heard("2025-03-05", Subject.RECOVERY))
    story.when(Pathway.order_recovery, "2025-03-10", **REASONED).then_breaks("NO_OVERPAYMENT", "DIS, art. 24")
    other: dict[str, Any] = {"ground": RecoveryGround.SAME_PERIOD, **REASONED}
    story.when(Pathway.order_recovery, "2025-03-10", **other).then_breaks("AMOUNT_REQUIRED", "DIS, art. 24")
    period: dict[str, Any] = {"period_from": date(2025, 1, 1), "period_to": date(2025, 1, 31), "amount": Decimal(300)}
    story.when(Pathway.order_recovery, "2025-03-10", **other, **period).then(RisRecoveryOrdered)
    given().when(Pathway.order_recovery, "2025-03-10", **REASONED).then_breaks("NO_RIGHT")
    backwards = period | {"period_to": date(2024, 12, 31)}
    again = given(*WITH_RIS, heard("2025-03-05", Subject.RECOVERY))
    again.when(Pathway.order_recovery, "2025-03-10", **other, **backwards).then_breaks("END_BEFORE_START")


@pytest.mark.parametrize(
    ("until", "euros"), [("2025-01-31", "100.00"), ("2025-02-28", "200.00"), ("2025-02-14", "150.00")]
)
def test_part_of_a_month_counts_by_its_days(until: str, euros: str) -> None:
    right = Right(REQUEST_ID, right_from=date(2024, 1, 1), rates=(Rate(date(2024, 1, 1), Decimal(1000)),))
    assert difference(right, Decimal(1100), date(2025, 1, 1), date.fromisoformat(until)) == Decimal(euros)


REQUEST_ID = given(*WITH_RIS).state.ris.rights[0].id


def loaded() -> RuleSet:
    """The rules, and a scale the centre loaded with its source."""
    january = date(2026, 1, 1)
    row = Rule("ris.scale.cat2", Decimal(1340), "eur_per_month", january, None, "DIS 14", "circulaire",
               Confidence.VERIFIED, "centre")  # fmt: skip
    return RULES.extended("loaded", [row])


def test_a_provisional_grant_is_made_regular_and_the_arrears_are_told() -> None:
    provisional = given(requested("2026-03-02"), *enquired("2026-03-05"))
    provisional.when(Pathway.grant_ris, "2026-04-01", category=SINGLE, provisional=True, **REASONED)
    provisional.act()
    owed = provisional.owes("REGULARISE")
    assert owed
    assert (owed.due_on, owed.step) == (date(2026, 5, 1), "open_review")
    told = [(f"{entry.occurred_on}", entry.event) for entry in provisional.pathway.history]
    story = Story(*told, opened=False, rules=loaded())
    story.when(Pathway.open_review, "2026-06-30", trigger=Trigger.SCALE).then(RisReviewOpened)
    story.when(Pathway.conclude_review, "2026-06-30", **REASONED).then(RisReviewConcluded)
    assert story.owes("REGULARISE") is None
    [last] = story.state.reviews.concluded
    assert last.difference > 0
    assert "dus à la personne" in story.pathway.history[-1].event.sentence


def test_a_review_that_pays_any_day_less_is_a_lower_one() -> None:
    earlier = given(*WITH_RIS, OPENED, RICHER)
    earlier.when(Pathway.conclude_review, "2025-03-10", effective_on=date(2024, 5, 1), **REASONED).then_breaks(
        "HEARING_REQUIRED", "DIS, art. 20"
    )


def test_what_was_not_paid_is_not_asked_back() -> None:
    stopped = ("2025-02-01", RisSuspended(
        decision_id=REQUEST_ID, decided_on=date(2025, 2, 1), body=Body.COMMITTEE, ground=SuspensionGround.DETENTION,
        from_on=date(2025, 2, 1), to_on=date(2025, 2, 28), **REASONED,
    ))  # fmt: skip
    story = given(*WITH_RIS, stopped, OPENED, RICHER, heard("2025-03-05", Subject.REVIEW))
    story.when(Pathway.conclude_review, "2025-03-31", effective_on=date(2025, 2, 1), **REASONED).then(
        RisReviewConcluded
    )
    found = story.state.reviews.overpaid
    assert found
    assert found.difference == Decimal("814.20") + Decimal("20.83") - Decimal("1288.46"), "March alone"


def test_an_overpayment_is_recovered_once() -> None:
    story = given(*WITH_RIS, OPENED, RICHER, HEARD, heard("2025-03-05", Subject.RECOVERY))
    story.when(Pathway.conclude_review, "2025-03-31", effective_on=date(2025, 2, 1), **REASONED).then(
        RisReviewConcluded
    )
    more: dict[str, Any] = {"amount": Decimal(9000), **REASONED}
    story.when(Pathway.order_recovery, "2025-04-10", **more).then_breaks("AMOUNT_ABOVE_OVERPAYMENT", "DIS, art. 24")
    story.when(Pathway.order_recovery, "2025-04-10", **REASONED).then(RisRecoveryOrdered)
    story.when(Pathway.offer_hearing, "2025-04-11", subject=Subject.RECOVERY).act()
    story.when(Pathway.order_recovery, "2025-04-12", **REASONED).then_breaks("AMOUNT_REQUIRED")


def test_a_review_is_concluded_once_whatever_the_day_of_the_act() -> None:
    story = given(*WITH_RIS, OPENED, POORER)
    story.when(Pathway.conclude_review, "2025-03-10", **REASONED).then(RisReviewConcluded)
    story.when(Pathway.conclude_review, "2025-03-09", **REASONED).then_breaks("NO_REVIEW", "DIS, art. 22")


def test_a_withdrawal_that_looks_back_says_what_was_paid_in_excess() -> None:
    story = given(*WITH_RIS, heard("2025-03-05", Subject.WITHDRAWAL), heard("2025-03-05", Subject.RECOVERY))
    withdraw: dict[str, Any] = {"grounds": (GrantCondition.RESOURCES,), "effective_on": date(2025, 2, 1), **REASONED}
    story.when(Pathway.withdraw_ris, "2025-03-31", **withdraw).then(RisWithdrawn)
    assert "payés en trop" in story.pathway.history[-1].event.sentence
    story.when(Pathway.order_recovery, "2025-04-10", **REASONED).then(RisRecoveryOrdered)
    assert story.state.recoveries.ordered[0].amount == 2 * Decimal("1288.46")


def test_only_what_a_review_covers_is_made_regular() -> None:
    right = Right(REQUEST_ID, right_from=date(2024, 5, 27), rates=(Rate(date(2024, 5, 27), Decimal(1288)),))
    provisional = right.reviewed(Rate(date(2026, 1, 1), Decimal(1314)), date(2026, 1, 20), provisional=True)
    later = provisional.reviewed(Rate(date(2026, 6, 1), Decimal(1000)), date(2026, 6, 2), provisional=False)
    assert (later.provisional, later.provisional_from) == (True, date(2026, 1, 1))
    assert not later.reviewed(Rate(date(2026, 1, 1), Decimal(1340)), date(2026, 7, 1), provisional=False).provisional
