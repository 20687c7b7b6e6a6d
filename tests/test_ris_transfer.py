"""A request that another centre must decide: sent on, received, contested, settled."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.pathway import Pathway
from domain.pathway.entitlement import Kind
from domain.pathway.household import Category
from domain.pathway.ris_enquiry import RisEnquiryOpened
from domain.pathway.ris_request import RisReceiptIssued, RisRequested
from domain.pathway.ris_transfer import RisCentreDesignated, RisConflictRaised, RisReceivedByTransfer, RisTransferred
from domain.rules import Confidence
from projections.files import Phase, phase_of
from tests.people import MENTIONS, enquired, granted, requested
from tests.story import CENTRE, Told, given

ASKED = (requested("2026-04-30"), ("2026-04-30", RisReceiptIssued(issued_on=date(2026, 4, 30))))
SEND: dict[str, Any] = {"to_centre": 7, "person_informed_on": date(2026, 5, 5), "grounds": "réside à Namur"}
REASONED: dict[str, Any] = {"motive_law": "DIS, art. 3", "motive_fact": "sans ressources", "mentions": MENTIONS}
SENT = RisTransferred(transmitted_on=date(2026, 5, 5), **SEND)


def received(original: str, transmitted: str, kind: Kind = Kind.RIS) -> Told:
    """A request sent on by another centre."""
    fact = RisReceivedByTransfer(
        request_id=UUID(int=10), kind=kind, from_centre=7, original_received_on=date.fromisoformat(original),
        transmitted_on=date.fromisoformat(transmitted),
    )  # fmt: skip
    return transmitted, fact


def test_a_centre_that_is_not_competent_sends_the_request_on_and_tells_the_person() -> None:
    story = given(*ASKED).when(Pathway.transfer_request, on="2026-05-05", **SEND).then(SENT)
    assert "CPAS n° 7, le 05/05/2026" in SENT.sentence
    assert not story.state.ris.is_pending
    assert phase_of(story.state) is not Phase.REQUESTED
    codes = ("TRANSFER", "RECEIPT", "DECISION", "SILENCE", "SILENCE_APPEAL")
    assert [story.owes(code) for code in codes] == [None] * len(codes)
    story.when(Pathway.grant_ris, on="2026-05-20", category="2", **REASONED).then_breaks("NO_REQUEST_PENDING")
    story.when(Pathway.open_enquiry, on="2026-05-20").then_breaks("NO_ENQUIRY_DUE")


def test_the_receipt_is_given_first_even_by_a_centre_that_is_not_competent() -> None:
    given(requested("2026-04-30")).when(Pathway.transfer_request, on="2026-05-05", **SEND).then_breaks(
        "NOTHING_TO_TRANSFER", "DIS, art. 18, § 4"
    )
    decided = given(*ASKED, *enquired("2026-05-01"), granted("2026-05-02"))
    decided.when(Pathway.transfer_request, on="2026-05-05", **SEND).then_breaks("NOTHING_TO_TRANSFER")


def test_what_was_decided_later_is_not_sent_on_by_an_act_of_an_earlier_day() -> None:
    decided = given(*ASKED, *enquired("2026-05-06"), granted("2026-05-27"))
    decided.when(Pathway.transfer_request, on="2026-05-05", **SEND).then_breaks("ALREADY_DECIDED", "DIS, art. 18, § 4")


def test_no_centre_sends_a_request_to_itself() -> None:
    own = SEND | {"to_centre": CENTRE}
    given(*ASKED).when(Pathway.transfer_request, on="2026-05-05", **own).then_breaks("TRANSFER_TO_SELF", "DIS, art. 18")
    story = given().when(
        Pathway.receive_transfer, on="2026-05-05", from_centre=CENTRE, original_received_on=date(2026, 4, 30)
    )
    story.then_breaks("TRANSFER_TO_SELF", "DIS, art. 18, § 4")


def test_the_grounds_of_incompetence_are_said() -> None:
    silent = SEND | {"grounds": ""}
    given(*ASKED).when(Pathway.transfer_request, on="2026-05-05", **silent).then_breaks(
        "MOTIVATION_MISSING", "DIS, art. 18"
    )


def test_nothing_is_sent_on_before_it_was_asked_for() -> None:
    early = SEND | {"person_informed_on": date(2026, 4, 29)}
    given(*ASKED).when(Pathway.transfer_request, on="2026-05-05", **early).then_breaks("TRANSFER_BEFORE_REQUEST")
    story = given().when(
        Pathway.receive_transfer, on="2026-05-05", from_centre=7, original_received_on=date(2026, 5, 1),
        transmitted_on=date(2026, 4, 30),
    )  # fmt: skip
    story.then_breaks("TRANSFER_BEFORE_REQUEST", "DIS, art. 18, § 4")


def test_the_person_is_not_told_in_the_future() -> None:
    later = SEND | {"person_informed_on": date(2026, 5, 6)}
    given(*ASKED).when(Pathway.transfer_request, on="2026-05-05", **later).then_breaks("LATER_THAN_THE_ACT")


def test_five_calendar_days_are_shown_and_working_days_are_the_other_reading() -> None:
    owed = given(*ASKED).owes("TRANSFER")
    assert owed
    assert owed.due_on == date(2026, 5, 5)
    assert owed.other_reading == "5 jours ouvrables, soit le 08/05/2026 (samedis compris : 07/05/2026)"
    assert owed.confidence is Confidence.CONFLICTING


def test_late_it_is_sent_on_all_the_same() -> None:
    story = given(*ASKED).when(Pathway.transfer_request, on="2026-05-06", **SEND)
    story.then_warns("TRANSFER_LATE")
    assert story.state.ris.competence.left_on == date(2026, 5, 6)
    on_time = given(*ASKED).when(Pathway.transfer_request, on="2026-05-05", **SEND).then(SENT)
    assert on_time.pathway.warnings == []


def test_who_opens_the_enquiry_takes_the_request_as_its_own() -> None:
    story = given(*ASKED).when(Pathway.open_enquiry, on="2026-05-02").then(RisEnquiryOpened)
    assert story.owes("TRANSFER") is None
    story.when(Pathway.transfer_request, on="2026-05-05", **SEND).then(SENT)


def test_a_request_received_keeps_its_first_day_and_is_decided_from_its_sending() -> None:
    story = given().when(
        Pathway.receive_transfer, on="2026-03-06", from_centre=7, original_received_on=date(2026, 3, 2)
    )
    story.then(RisReceivedByTransfer)
    assert story.state.ris.received_on == date(2026, 3, 2)
    assert (story.owes_on("DECISION"), story.owes_on("SILENCE")) == (date(2026, 4, 5), date(2026, 4, 13))
    decision = story.owes("DECISION")
    assert decision
    assert decision.because.startswith("transmission du 06/03/2026")
    assert (story.owes("RECEIPT"), story.owes("TRANSFER")) == (None, None)
    story.when(Pathway.issue_receipt, on="2026-03-06").then_breaks("NO_RECEIPT_DUE")


def test_the_equivalent_aid_sent_on_is_decided_within_its_month() -> None:
    aid = given(received("2026-03-02", "2026-03-06", Kind.ERIS))
    assert (aid.owes_on("DECISION_ERIS"), aid.owes_on("SILENCE_APPEAL_ERIS")) == (date(2026, 4, 6), date(2026, 7, 5))


def test_the_right_never_precedes_the_request_made_to_the_first_centre() -> None:
    told = (received("2025-03-03", "2025-03-07"), *enquired("2025-03-10"))
    grant: dict[str, Any] = {"category": Category.SINGLE, **REASONED}
    story = given(*told).when(Pathway.grant_ris, on="2025-03-31", right_from=date(2025, 3, 2), **grant)
    story.then_breaks("RIGHT_BEFORE_REQUEST")
    story.when(Pathway.grant_ris, on="2025-03-31", right_from=date(2025, 3, 3), **grant).act()
    assert story.state.ris.right


def test_a_late_decision_on_a_request_received_is_counted_from_its_sending() -> None:
    told = (received("2025-03-03", "2025-03-07"), *enquired("2025-03-10"))
    assert given(*told, granted("2025-04-06")).owes_on("INTEREST_LATE_DECISION") is None
    assert given(*told, granted("2025-04-07")).owes_on("INTEREST_LATE_DECISION") == date(2025, 4, 22)


def test_one_request_is_open_at_a_time_wherever_it_comes_from() -> None:
    answers: dict[str, Any] = {"from_centre": 7, "original_received_on": date(2026, 4, 29)}
    given(*ASKED).when(Pathway.receive_transfer, on="2026-05-05", **answers).then_breaks("REQUEST_ALREADY_OPEN")
    earlier = given(*ASKED).when(Pathway.receive_transfer, on="2026-04-29", **answers)
    earlier.then_breaks("REQUEST_ALREADY_OPEN", "DIS, art. 18, § 4")


def test_a_request_sent_too_late_by_the_first_centre_says_so() -> None:
    late: dict[str, Any] = {"from_centre": 7, "original_received_on": date(2026, 4, 1)}
    given().when(Pathway.receive_transfer, on="2026-05-05", **late).then_warns("TRANSFER_LATE")


def test_the_second_centre_contests_and_does_not_send_on_again() -> None:
    story = given(received("2026-04-27", "2026-04-30"))
    story.when(Pathway.transfer_request, on="2026-05-05", **SEND).then_breaks("NOTHING_TO_TRANSFER")
    assert story.owes_on("COMPETENCE_CONFLICT") == date(2026, 5, 8)
    story.when(Pathway.raise_conflict, on="2026-05-08").then(RisConflictRaised(raised_on=date(2026, 5, 8)))
    assert story.pathway.warnings == []
    assert story.owes("COMPETENCE_CONFLICT") is None
    assert story.owes_on("COMPETENCE_ANSWER") == date(2026, 5, 18)  # the 14th, Ascension, is no working day
    story.when(Pathway.raise_conflict, on="2026-05-11").then_breaks("NOTHING_TO_CONTEST", "DIS, art. 18, § 4")


def test_a_conflict_raised_late_or_out_of_order() -> None:
    received_here = received("2026-04-27", "2026-04-30")
    given(received_here).when(Pathway.raise_conflict, on="2026-05-11").then_warns("CONFLICT_LATE")
    early = given(received_here).when(Pathway.raise_conflict, on="2026-05-04", raised_on=date(2026, 4, 29))
    early.then_breaks("CONFLICT_BEFORE_TRANSFER", "DIS, art. 18, § 4")
    given(*ASKED).when(Pathway.raise_conflict, on="2026-05-04").then_breaks("NOTHING_TO_CONTEST")


@pytest.mark.parametrize(("designated", "stays"), [(CENTRE, True), (7, False)])
def test_the_centre_designated_is_competent_from_the_first_request(designated: int, stays: bool) -> None:
    contested = ("2026-05-08", RisConflictRaised(raised_on=date(2026, 5, 8)))
    story = given(received("2026-04-27", "2026-04-30"), contested)
    story.when(Pathway.designate_centre, on="2026-05-13", centre=designated)
    story.then(RisCentreDesignated(centre=designated, effective_from=date(2026, 4, 27)))
    assert story.state.ris.is_pending is stays
    assert story.owes_on("DECISION") == (date(2026, 5, 30) if stays else None)
    assert story.owes("COMPETENCE_ANSWER") is None
    story.when(Pathway.designate_centre, on="2026-05-14", centre=7).then_breaks("NO_CONFLICT", "DIS, art. 18, § 4")


def test_a_request_sent_on_may_come_back_as_if_it_had_never_left() -> None:
    story = given(*ASKED, ("2026-05-05", SENT))
    story.when(Pathway.designate_centre, on="2026-05-19", centre=CENTRE).then(RisCentreDesignated)
    assert story.state.ris.is_pending
    assert story.owes_on("DECISION") == date(2026, 5, 30)
    given(*ASKED).when(Pathway.designate_centre, on="2026-05-19", centre=7).then_breaks("NO_CONFLICT")


def test_after_a_request_was_sent_on_another_may_be_made() -> None:
    again = given(*ASKED, ("2026-05-05", SENT)).when(Pathway.request_ris, on="2026-09-01").then(RisRequested)
    assert again.owes_on("DECISION") == date(2026, 10, 1)
