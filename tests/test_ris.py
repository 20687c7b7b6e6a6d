"""The right to social integration, article by article."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.pathway import Pathway
from domain.pathway.decisions import Letter, Mention
from domain.pathway.entitlement import GrantCondition, Kind, Verdict
from domain.pathway.hearing import HearingHeld, HearingOffered, HearingRequested, HearingWaived
from domain.pathway.household import Category
from domain.pathway.ris_decision import RisGranted, RisRefused
from domain.pathway.ris_notification import RisDecisionNotified, RisFirstPaid
from domain.pathway.ris_request import RisRequested
from domain.rules import RuleMissing
from tests.people import MENTIONS, WITH_RIS, enquired, granted, requested
from tests.rules import RULES
from tests.story import given

SINGLE = Category.SINGLE
REASONED: dict[str, Any] = {"motive_law": "DIS, art. 3", "motive_fact": "sans ressources", "mentions": MENTIONS}
ASKED = (requested("2025-03-03"), *enquired("2025-03-10"))


@pytest.mark.parametrize("condition", GrantCondition)
def test_each_condition_of_article_3_stops_the_grant_on_its_own(condition: GrantCondition) -> None:
    told = (requested("2025-03-03"), *enquired("2025-03-10", but={condition: Verdict.NOT_MET}))
    grant = given(*told).when(Pathway.grant_ris, on="2025-03-31", category=SINGLE, **REASONED)
    grant.then_breaks("CONDITIONS_INCOMPLETE", f"DIS, art. 3, {condition}°")


def test_the_equivalent_aid_does_not_judge_nationality() -> None:
    told = (
        requested("2025-03-03", Kind.ERIS),
        *enquired("2025-03-10", but={GrantCondition.NATIONALITY: Verdict.NOT_MET}),
    )
    given(*told).when(Pathway.grant_ris, on="2025-03-31", category=SINGLE, **REASONED).then(RisGranted)


def test_nothing_is_granted_without_a_report() -> None:
    given(requested("2025-03-03")).when(Pathway.grant_ris, on="2025-03-31", category="2", **REASONED).then_breaks(
        "REPORT_MISSING", "DIS, art. 19"
    )


def test_a_decision_is_reasoned_and_carries_its_eight_mentions() -> None:
    story = given(*ASKED)
    bare: dict[str, Any] = REASONED | {"motive_fact": ""}
    story.when(Pathway.grant_ris, on="2025-03-31", category=SINGLE, **bare).then_breaks("MOTIVATION_MISSING")
    seven: dict[str, Any] = REASONED | {"mentions": MENTIONS[1:]}
    grant = story.when(Pathway.grant_ris, on="2025-03-31", category=SINGLE, **seven)
    grant.then_breaks("MENTIONS_MISSING", "DIS, art. 21, § 3")
    assert MENTIONS[0] is Mention.APPEAL_POSSIBLE


def test_the_right_never_precedes_the_request() -> None:
    grant = given(*ASKED).when(
        Pathway.grant_ris, on="2025-03-31", category=SINGLE, right_from=date(2025, 3, 2), **REASONED
    )
    grant.then_breaks("RIGHT_BEFORE_REQUEST")


def test_a_body_decides_between_the_request_and_the_day_of_the_act() -> None:
    for decided_on in (date(2025, 3, 1), date(2025, 4, 1)):
        given(*ASKED).when(
            Pathway.grant_ris, on="2025-03-31", category=SINGLE, decided_on=decided_on, **REASONED
        ).then_breaks("DECISION_DATE")


def test_the_amount_is_the_scale_of_the_day_less_what_counts() -> None:
    story = given(*ASKED).when(Pathway.grant_ris, on="2025-03-31", category=SINGLE, **REASONED).then(RisGranted)
    [entry] = story.pathway.pending
    assert isinstance(entry.event, RisGranted)
    assert (entry.event.monthly_amount, entry.event.scale) == (Decimal("1314.20"), Decimal("1314.20"))
    assert "1\u202f314,20 €" in entry.event.sentence


def test_means_not_counted_are_said() -> None:
    given(*ASKED).when(Pathway.grant_ris, on="2025-03-31", category=SINGLE, **REASONED).then_warns(
        "RESOURCES_NOT_ASSESSED"
    )


def test_no_scale_of_a_day_is_ever_guessed() -> None:
    told = (requested("2026-03-02"), *enquired("2026-03-05"))
    story = given(*told)
    story.when(Pathway.grant_ris, on="2026-04-01", category=SINGLE, **REASONED).then_breaks("SCALE_UNKNOWN")
    story.when(Pathway.grant_ris, on="2026-04-01", category=SINGLE, provisional=True, **REASONED).then(RisGranted)
    [entry] = story.pathway.pending
    assert isinstance(entry.event, RisGranted)
    assert entry.event.provisional
    assert entry.event.scale == Decimal("1314.20")
    with pytest.raises(RuleMissing, match=r"ris\.scale\.cat2"):
        RULES.find("ris.scale.cat2", date(2026, 1, 1))


def test_a_gap_inside_history_has_no_provisional_way_out() -> None:
    told = (requested("2023-08-02"), *enquired("2023-08-05"))
    grant = given(*told).when(Pathway.grant_ris, on="2023-08-20", category=SINGLE, provisional=True, **REASONED)
    grant.then_breaks("SCALE_UNKNOWN")


def test_a_known_scale_is_granted_without_reserve() -> None:
    grant = given(*ASKED).when(Pathway.grant_ris, on="2025-03-31", category=SINGLE, provisional=True, **REASONED)
    grant.then_breaks("SCALE_KNOWN")


def test_nobody_is_refused_unheard() -> None:
    refuse: dict[str, Any] = {"grounds": (GrantCondition.RESOURCES,), **REASONED}
    story = given(*ASKED)
    story.when(Pathway.refuse_ris, on="2025-03-31", **refuse).then_breaks("HEARING_REQUIRED", "DIS, art. 20")
    story.when(Pathway.offer_hearing, on="2025-03-12").then(HearingOffered)
    story.when(Pathway.request_hearing, on="2025-03-14").then(HearingRequested)
    story.when(Pathway.refuse_ris, on="2025-03-31", **refuse).then_breaks("HEARING_REQUIRED")
    story.when(Pathway.hold_hearing, on="2025-03-20", assisted_by="un avocat").then(HearingHeld)
    story.when(Pathway.refuse_ris, on="2025-03-31", **refuse).then(RisRefused)


def test_a_hearing_may_be_waived_and_is_offered_first() -> None:
    story = given(*ASKED)
    story.when(Pathway.waive_hearing, on="2025-03-12").then_breaks("HEARING_NOT_OFFERED")
    story.when(Pathway.offer_hearing, on="2025-03-12").then(HearingOffered)
    story.when(Pathway.waive_hearing, on="2025-03-13").then(HearingWaived)


def test_the_delays_of_the_worked_example_come_out_to_the_day() -> None:
    assert given(requested("2026-03-02")).owes_on("DECISION") == date(2026, 4, 1)
    decided = given(requested("2026-03-02"), *enquired("2026-03-10"), granted("2026-04-01"))
    assert decided.owes_on("NOTIFY") == date(2026, 4, 9)
    assert decided.owes_on("FIRST_PAYMENT") == date(2026, 4, 16)
    assert decided.owes_on("INTEREST") == date(2026, 4, 17)


def test_a_late_decision_costs_interest_counted_from_the_request() -> None:
    late = given(requested("2026-03-02"), *enquired("2026-03-10"), granted("2026-04-02"))
    assert late.owes_on("INTEREST_LATE_DECISION") == date(2026, 4, 17)
    assert given(*WITH_RIS).owes_on("INTEREST_LATE_DECISION") is None


@pytest.mark.parametrize(
    ("posted", "presented", "shown"),
    [("2026-04-01", "2026-04-10", date(2026, 7, 1)), ("2025-09-21", "2025-09-22", date(2025, 12, 21))],
)
def test_the_last_day_of_an_appeal_is_the_earlier_of_two_readings(posted: str, presented: str, shown: date) -> None:
    told = given(requested("2025-09-01"), *enquired("2025-09-02"), granted("2025-09-15"))
    told.when(
        Pathway.notify_decision, on=presented, posted_on=date.fromisoformat(posted),
        presented_on=date.fromisoformat(presented),
    ).then(RisDecisionNotified)  # fmt: skip
    assert told.owes_on("APPEAL") == shown
    assert told.owes_on("NOTIFY") is None


def test_a_letter_on_its_way_is_told_again_once_presented() -> None:
    told = given(*WITH_RIS).when(Pathway.notify_decision, on="2024-05-29").then(RisDecisionNotified)
    assert (told.owes("NOTIFY"), told.owes_on("APPEAL")) == (None, date(2024, 8, 29))
    told.when(Pathway.notify_decision, on="2024-06-03", presented_on=date(2024, 6, 1)).then(RisDecisionNotified)
    told.when(Pathway.notify_decision, on="2024-06-04").then_breaks("NOTHING_TO_NOTIFY")


def test_a_request_is_decided_once_whatever_the_day_of_the_act() -> None:
    story = given(*WITH_RIS).when(Pathway.grant_ris, on="2024-05-20", category=SINGLE, **REASONED)
    story.then_breaks("ALREADY_DECIDED", "DIS, art. 21")
    given(requested("2024-05-06")).when(Pathway.request_ris, on="2024-05-02").then_breaks("REQUEST_ALREADY_OPEN")


def test_a_new_request_forgets_nothing_owed_on_the_earlier_decision() -> None:
    again = given(*WITH_RIS).when(Pathway.request_ris, on="2024-05-28").then(RisRequested)
    assert (again.owes_on("NOTIFY"), again.owes_on("FIRST_PAYMENT")) == (date(2024, 6, 4), date(2024, 6, 11))
    again.when(Pathway.notify_decision, on="2024-05-29", mode=Letter.BY_HAND).then(RisDecisionNotified)
    again.when(Pathway.record_first_payment, on="2024-05-30", amount=Decimal(10)).then(RisFirstPaid)
    assert (again.owes("NOTIFY"), again.owes("FIRST_PAYMENT")) == (None, None)


def test_a_provisional_grant_waits_for_its_scale() -> None:
    story = given(requested("2026-03-02"), *enquired("2026-03-05"))
    story.when(Pathway.grant_ris, on="2026-04-01", category=SINGLE, provisional=True, **REASONED).then(RisGranted)
    assert story.owes_on("REGULARISE") == date(2026, 5, 1)


def test_an_ordinary_letter_starts_no_appeal() -> None:
    told = given(*WITH_RIS).when(Pathway.notify_decision, on="2024-05-30", mode=Letter.ORDINARY)
    told.then_warns("APPEAL_NOT_RUNNING")
    assert told.owes_on("APPEAL") is None


def test_a_letter_never_precedes_its_decision() -> None:
    given(*WITH_RIS).when(Pathway.notify_decision, on="2024-05-30", posted_on=date(2024, 5, 26)).then_breaks(
        "NOTIFICATION_BEFORE_DECISION"
    )
    given().when(Pathway.notify_decision, on="2024-05-30").then_breaks("NOTHING_TO_NOTIFY")


def test_the_first_payment_ends_the_wait() -> None:
    paid = given(*WITH_RIS).when(Pathway.record_first_payment, on="2024-06-03", amount=Decimal("1288.46"))
    paid.then(RisFirstPaid)
    assert paid.owes_on("FIRST_PAYMENT") is None
    paid.when(Pathway.record_first_payment, on="2024-06-04", amount=Decimal(1)).then_breaks("NOTHING_TO_PAY")
