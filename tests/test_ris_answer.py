"""The answer to a request: on grounds that may be opposed, after what it rests on, and heard when it takes away."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.pathway import Pathway
from domain.pathway.entitlement import GrantCondition, Kind, Verdict
from domain.pathway.hearing import HearingHeld, HearingOffered, HearingRequested, Subject
from domain.pathway.household import Category
from domain.pathway.ris_decision import RisGranted, RisRefused, RisWithdrawn
from domain.pathway.ris_recovery import RecoveryGround
from domain.pathway.ris_resources import ResourcesAssessed
from domain.pathway.ris_review import RisReviewConcluded, RisReviewOpened
from domain.pathway.ris_suspension import SuspensionGround
from domain.pathway.ris_transfer import RisReceivedByTransfer
from domain.pathway.sanctions import Ground
from tests.people import REASONED, WITH_RIS, enquired, heard, requested
from tests.story import Told, given

POOR = {GrantCondition.RESOURCES: Verdict.NOT_MET}
ASKED = (requested("2025-03-03"), *enquired("2025-03-10", but=POOR))
REFUSE: dict[str, Any] = {"grounds": (GrantCondition.RESOURCES,), **REASONED}
AGAIN = (requested("2025-03-03"), *enquired("2025-03-10"))
GRANT: dict[str, Any] = {"category": Category.SINGLE, **REASONED}


def offered(on: str) -> Told:
    """A hearing offered on the request."""
    return heard(on, Subject.DECISION)


@pytest.mark.parametrize("subject", Subject)
def test_who_asked_to_be_heard_is_still_to_be_heard_after_a_second_offer(subject: Subject) -> None:
    story = given(*WITH_RIS, *ASKED, heard("2025-03-11", subject), ("2025-03-12", HearingRequested(subject=subject)))
    story.when(Pathway.offer_hearing, "2025-03-13", subject=subject).then(HearingOffered)
    assert not story.state.hearings.on(subject).is_respected
    story.when(Pathway.hold_hearing, "2025-03-14", subject=subject).then(HearingHeld)
    assert story.state.hearings.on(subject).is_respected
    story.when(Pathway.request_hearing, "2025-03-17", subject=subject).then(HearingRequested)
    assert not story.state.hearings.on(subject).is_respected, "the person asks again"


def test_a_second_offer_does_not_make_a_refusal_lawful() -> None:
    story = given(*ASKED, offered("2025-03-11"), ("2025-03-12", HearingRequested()), offered("2025-03-13"))
    story.when(Pathway.refuse_ris, "2025-03-31", **REFUSE).then_breaks("HEARING_REQUIRED", "DIS, art. 20")


def test_a_refusal_is_not_decided_before_the_hearing_was_offered_nor_before_it_was_held() -> None:
    story = given(*ASKED, offered("2025-03-20"))
    early: dict[str, Any] = REFUSE | {"decided_on": date(2025, 3, 19)}
    story.when(Pathway.refuse_ris, "2025-03-31", **early).then_breaks("DECISION_DATE", "DIS, art. 21")
    story.when(Pathway.refuse_ris, "2025-03-31", **early | {"decided_on": date(2025, 3, 20)}).then(RisRefused)
    asked = (("2025-03-12", HearingRequested()), ("2025-03-25", HearingHeld()))
    held = given(*ASKED, offered("2025-03-11"), *asked)
    held.when(Pathway.refuse_ris, "2025-03-31", **REFUSE, decided_on=date(2025, 3, 24)).then_breaks("DECISION_DATE")
    held.when(Pathway.refuse_ris, "2025-03-31", **REFUSE, decided_on=date(2025, 3, 25)).then(RisRefused)


def test_nothing_is_decided_before_the_report_nor_before_the_request_was_sent_on() -> None:
    grant: dict[str, Any] = GRANT | {"decided_on": date(2025, 3, 9)}
    given(*AGAIN).when(Pathway.grant_ris, "2025-03-31", **grant).then_breaks("DECISION_DATE", "DIS, art. 21")
    given(*AGAIN).when(Pathway.grant_ris, "2025-03-31", **GRANT, decided_on=date(2025, 3, 10)).then(RisGranted)
    sent = RisReceivedByTransfer(
        request_id=UUID(int=10), from_centre=7, original_received_on=date(2025, 3, 3),
        transmitted_on=date(2025, 3, 7),
    )  # fmt: skip
    refused = given(("2025-03-07", sent), offered("2025-03-07"))
    refused.when(Pathway.refuse_ris, "2025-03-31", **REFUSE, decided_on=date(2025, 3, 6)).then_breaks("DECISION_DATE")


def test_a_withdrawal_is_not_decided_before_the_person_was_offered_to_be_heard() -> None:
    withdraw: dict[str, Any] = REFUSE | {"decided_on": date(2025, 1, 19)}
    story = given(*WITH_RIS, heard("2025-01-20", Subject.WITHDRAWAL))
    story.when(Pathway.withdraw_ris, "2025-02-03", **withdraw).then_breaks("DECISION_DATE")


def test_a_grant_that_lowers_the_right_that_runs_asks_for_a_hearing() -> None:
    story = given(*WITH_RIS, *AGAIN)
    lower: dict[str, Any] = GRANT | {"category": Category.COHABITANT}
    story.when(Pathway.grant_ris, "2025-03-31", **lower).then_breaks("HEARING_REQUIRED", "DIS, art. 20")
    given(*WITH_RIS, *AGAIN).when(Pathway.grant_ris, "2025-03-31", **GRANT).then(RisGranted)
    given(*WITH_RIS, *AGAIN, offered("2025-03-12")).when(Pathway.grant_ris, "2025-03-31", **lower).then(RisGranted)
    given(*AGAIN).when(Pathway.grant_ris, "2025-03-31", **lower).then(RisGranted)


def test_means_that_grow_do_not_lower_a_right_unheard() -> None:
    means = ("2025-03-09", ResourcesAssessed(lines=(), own=Decimal(900), effective_on=date(2025, 3, 3)))
    story = given(*WITH_RIS, requested("2025-03-03"), *enquired("2025-03-08"), means)
    story.when(Pathway.grant_ris, "2025-03-31", **GRANT).then_breaks("HEARING_REQUIRED")


def test_the_equivalent_aid_does_not_take_the_place_of_the_income_unheard() -> None:
    aid = (requested("2025-03-03", Kind.ERIS), *enquired("2025-03-10"))
    family: dict[str, Any] = GRANT | {"category": Category.FAMILY}
    given(*WITH_RIS, *aid).when(Pathway.grant_ris, "2025-03-31", **family).then_breaks("HEARING_REQUIRED")
    given(*WITH_RIS, *aid, offered("2025-03-12")).when(Pathway.grant_ris, "2025-03-31", **family).then(RisGranted)


@pytest.mark.parametrize("ground", [GrantCondition.AGE, GrantCondition.NATIONALITY])
def test_the_equivalent_aid_is_refused_for_neither_age_nor_nationality(ground: GrantCondition) -> None:
    story = given(requested("2025-03-03", Kind.ERIS), *enquired("2025-03-10", but={ground: Verdict.NOT_MET}),
                  offered("2025-03-11"))  # fmt: skip
    refuse: dict[str, Any] = REFUSE | {"grounds": (ground,)}
    story.when(Pathway.refuse_ris, "2025-03-31", **refuse).then_breaks("NOT_FOR_ERIS", "LO CPAS, art. 1")
    income = given(*ASKED, offered("2025-03-11"))
    income.when(Pathway.refuse_ris, "2025-03-31", **refuse).then(RisRefused)


def test_a_refusal_that_departs_from_the_enquiry_or_does_without_says_so() -> None:
    met = given(*AGAIN, offered("2025-03-11")).when(Pathway.refuse_ris, "2025-03-31", **REFUSE)
    met.then_warns("GROUND_FOUND_MET")
    bare = given(requested("2025-03-03"), offered("2025-03-11")).when(Pathway.refuse_ris, "2025-03-31", **REFUSE)
    bare.then_warns("REFUSED_WITHOUT_REPORT")
    enquiry = given(*ASKED, offered("2025-03-11")).when(Pathway.refuse_ris, "2025-03-31", **REFUSE)
    enquiry.then(RisRefused)
    assert not enquiry.pathway.warnings


def test_a_refusal_decided_late_is_recorded_and_said() -> None:
    late = given(*ASKED, offered("2025-03-11")).when(Pathway.refuse_ris, "2025-06-30", **REFUSE)
    late.then_warns("DECISION_LATE")


def test_a_right_is_withdrawn_once_whatever_the_day_of_the_act() -> None:
    story = given(*WITH_RIS, heard("2025-01-20", Subject.WITHDRAWAL))
    story.when(Pathway.withdraw_ris, "2025-02-03", **REFUSE).then(RisWithdrawn)
    story.when(Pathway.withdraw_ris, "2025-01-27", **REFUSE).then_breaks("ALREADY_WITHDRAWN", "DIS, art. 21")


def test_neither_a_suspension_nor_a_sanction_is_decided_before_the_person_was_offered_to_be_heard() -> None:
    early: dict[str, Any] = {"decided_on": date(2025, 1, 19), **REASONED}
    suspend = given(*WITH_RIS, heard("2025-01-20", Subject.SUSPENSION))
    suspend.when(Pathway.suspend_ris, "2025-02-03", ground=SuspensionGround.DETENTION, **early)
    suspend.then_breaks("DECISION_DATE", "Pratique, autres suspensions, signalées au SPP IS")
    punish: dict[str, Any] = {"ground": Ground.UNDECLARED, "omission_on": date(2024, 12, 2), "months": 1, **early}
    sanction = given(*WITH_RIS, heard("2025-01-20", Subject.SANCTION))
    sanction.when(Pathway.impose_sanction, "2025-02-03", **punish).then_breaks("DECISION_DATE", "DIS, art. 30")
    recover: dict[str, Any] = {
        "ground": RecoveryGround.SAME_PERIOD, "amount": Decimal(100), "period_from": date(2024, 6, 1),
        "period_to": date(2024, 6, 30), **early,
    }  # fmt: skip
    recovery = given(*WITH_RIS, heard("2025-01-20", Subject.RECOVERY))
    recovery.when(Pathway.order_recovery, "2025-02-03", **recover).then_breaks("DECISION_DATE", "DIS, art. 24")


def test_a_review_that_lowers_is_not_decided_before_the_person_was_offered_to_be_heard() -> None:
    story = given(*WITH_RIS).when(Pathway.open_review, "2025-01-13").then(RisReviewOpened)
    story.when(Pathway.offer_hearing, "2025-01-20", subject=Subject.REVIEW).then(HearingOffered)
    lower: dict[str, Any] = {"category": Category.COHABITANT, **REASONED}
    story.when(Pathway.conclude_review, "2025-02-03", **lower, decided_on=date(2025, 1, 19)).then_breaks(
        "DECISION_DATE", "DIS, art. 22"
    )
    story.when(Pathway.conclude_review, "2025-02-03", **lower, decided_on=date(2025, 1, 20)).then(RisReviewConcluded)
