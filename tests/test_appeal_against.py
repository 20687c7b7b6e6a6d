"""What an appeal contests: a decision, the silence of the centre, or the sending on of a request."""

from datetime import date
from typing import Any

from domain.pathway import Pathway
from domain.pathway.appeal import Against, AppealJudged, AppealLodged, Judgment
from domain.pathway.entitlement import GrantCondition
from domain.pathway.hearing import Subject
from domain.pathway.ris_decision import RisWithdrawn
from domain.pathway.ris_request import RisRequested
from tests.people import REASONED, WITH_RIS, heard, requested
from tests.story import given
from tests.test_appeal import refused
from tests.test_ris_transfer import ASKED, SEND, SENT, received


def test_who_contests_a_decision_while_another_request_waits_is_not_taken_to_contest_the_silence() -> None:
    story = refused()
    story.when(Pathway.request_ris, "2025-04-10").then(RisRequested)
    story.when(Pathway.lodge_appeal, "2025-05-05").then(AppealLodged)
    assert story.state.appeals.lodged[-1].decision_id == story.state.decisions.taken[-1].id
    story.when(Pathway.lodge_appeal, "2025-05-15").then(AppealLodged)
    assert story.state.appeals.lodged[-1].against is Against.SILENCE, "the decision is contested already"


def test_the_person_says_whether_the_silence_or_a_decision_is_contested() -> None:
    story = refused()
    story.when(Pathway.lodge_appeal, "2025-05-05", against=Against.SILENCE).then_breaks(
        "NOTHING_TO_APPEAL", "DIS, art. 47"
    )
    story.when(Pathway.request_ris, "2025-04-10").then(RisRequested)
    story.when(Pathway.lodge_appeal, "2025-05-15", against=Against.SILENCE).then(AppealLodged)
    assert story.state.appeals.lodged[-1].decision_id is None
    waiting = given(requested("2025-03-03"))
    waiting.when(Pathway.lodge_appeal, "2025-05-05", against=Against.DECISION).then_breaks("NOTHING_TO_APPEAL")
    waiting.when(Pathway.lodge_appeal, "2025-05-05", against=Against.TRANSFER).then_breaks("NOTHING_TO_APPEAL")


def test_of_two_decisions_the_one_nobody_contested_yet_is_meant() -> None:
    story = given(*WITH_RIS, heard("2024-07-10", Subject.WITHDRAWAL))
    withdraw: dict[str, Any] = {"grounds": (GrantCondition.RESOURCES,), **REASONED}
    story.when(Pathway.withdraw_ris, "2024-07-15", **withdraw).then(RisWithdrawn)
    first, last = (each.id for each in story.state.decisions.taken)
    story.when(Pathway.lodge_appeal, "2024-07-20").then(AppealLodged)
    story.when(Pathway.lodge_appeal, "2024-07-21").then(AppealLodged)
    assert [each.decision_id for each in story.state.appeals.lodged] == [last, first]


def test_the_silence_on_a_request_sent_on_counts_from_its_sending() -> None:
    told = received("2026-03-02", "2026-03-06")
    given(told).when(Pathway.lodge_appeal, "2026-04-03").then_warns("APPEAL_EARLY")
    later = given(told).when(Pathway.lodge_appeal, "2026-04-07").then(AppealLodged)
    assert not later.pathway.warnings


def test_who_was_sent_to_another_centre_may_contest_it_and_a_court_may_send_the_request_back() -> None:
    story = given(*ASKED).when(Pathway.transfer_request, "2026-05-05", **SEND).then(SENT)
    story.when(Pathway.lodge_appeal, "2026-05-20").then(AppealLodged)
    assert story.state.appeals.lodged[-1].against is Against.TRANSFER
    assert "contre la transmission" in story.pathway.pending[-1].event.sentence
    story.when(Pathway.record_judgment, "2026-09-01", outcome=Judgment.ANNULLED).then(AppealJudged)
    assert story.state.ris.is_pending
    assert story.owes_on("DECISION") == date(2026, 5, 30)
