"""The appeal: informed of, never closed, and what a judgment changes."""

from datetime import date
from typing import Any

from domain.pathway import Pathway
from domain.pathway.appeal import Against, AppealJudged, AppealLodged, Judgment
from domain.pathway.decisions import Matter, Mention
from domain.pathway.entitlement import GrantCondition
from domain.pathway.hearing import Subject
from domain.pathway.household import Category
from domain.pathway.ris_decision import RisGranted, RisRefused, RisWithdrawn
from domain.pathway.ris_notification import RisDecisionNotified
from domain.pathway.ris_request import RisRequested
from domain.pathway.sanctions import Ground, SanctionImposed
from tests.people import REASONED, WITH_RIS, enquired, heard, requested
from tests.story import Story, given
from tests.test_ris_transfer import ASKED, SEND, SENT, received

REFUSE: dict[str, Any] = {"grounds": (GrantCondition.RESOURCES,), **REASONED}


def refused() -> Story:
    """A request of 3 March 2025, refused on the 31st and told on 1 April."""
    story = given(requested("2025-03-03"), *enquired("2025-03-10"), heard("2025-03-11", Subject.DECISION))
    story.when(Pathway.refuse_ris, "2025-03-31", **REFUSE).then(RisRefused)
    story.when(Pathway.notify_decision, "2025-04-02", posted_on=date(2025, 4, 1), presented_on=date(2025, 4, 2))
    return story.then(RisDecisionNotified)


def test_an_appeal_names_the_last_decision_and_stops_the_reminder() -> None:
    story = refused()
    assert story.owes_on("APPEAL") == date(2025, 7, 1)
    story.when(Pathway.lodge_appeal, "2025-05-05", court="Tribunal du travail de Liège").then(AppealLodged)
    assert story.owes("APPEAL") is None
    assert story.state.appeals.lodged[0].decision_id == story.state.decisions.taken[-1].id


def test_a_late_appeal_is_never_refused() -> None:
    refused().when(Pathway.lodge_appeal, "2025-09-01").then_warns("APPEAL_LATE")


def test_the_silence_of_the_centre_may_be_appealed() -> None:
    silent = given(requested("2026-03-02"))
    silent.when(Pathway.lodge_appeal, "2026-04-02").then(AppealLodged)
    assert silent.state.appeals.lodged[0].decision_id is None
    assert not silent.pathway.warnings
    given(requested("2026-03-02")).when(Pathway.lodge_appeal, "2026-03-20").then_warns("APPEAL_EARLY")
    given().when(Pathway.lodge_appeal, "2026-03-20").then_breaks("NOTHING_TO_APPEAL", "DIS, art. 47")


def test_a_judgment_that_reforms_a_refusal_reopens_the_request_and_may_reach_before_it() -> None:
    story = refused()
    story.when(Pathway.record_judgment, "2025-10-01", outcome=Judgment.REFORMED).then_breaks(
        "NO_APPEAL", "DIS, art. 47"
    )
    story.when(Pathway.lodge_appeal, "2025-05-05").then(AppealLodged)
    early = story.when(Pathway.record_judgment, "2025-10-01", outcome=Judgment.REFORMED, judged_on=date(2025, 5, 4))
    early.then_breaks("JUDGED_BEFORE_APPEAL", "DIS, art. 47")
    story.when(Pathway.record_judgment, "2025-10-01", outcome=Judgment.REFORMED, effect="octroi").then(AppealJudged)
    assert story.state.ris.is_pending
    grant: dict[str, Any] = {"category": Category.SINGLE, "right_from": date(2025, 3, 1), **REASONED}
    story.when(Pathway.grant_ris, "2025-10-10", **grant).then(RisGranted)
    given(requested("2025-03-03"), *enquired("2025-03-10")).when(Pathway.grant_ris, "2025-03-31", **grant).then_breaks(
        "RIGHT_BEFORE_REQUEST"
    )


def test_a_judgment_that_confirms_changes_nothing() -> None:
    story = refused()
    story.when(Pathway.lodge_appeal, "2025-05-05").then(AppealLodged)
    story.when(Pathway.record_judgment, "2025-10-01", outcome=Judgment.CONFIRMED).then(AppealJudged)
    assert not story.state.ris.is_pending


def test_a_sanction_annulled_by_the_court_no_longer_counts() -> None:
    story = given(*WITH_RIS, heard("2026-03-01", Subject.SANCTION))
    answers: dict[str, Any] = {"ground": Ground.UNDECLARED, "omission_on": date(2025, 12, 1), "months": 2, **REASONED}
    story.when(Pathway.impose_sanction, "2026-03-09", **answers).then(SanctionImposed)
    story.when(Pathway.lodge_appeal, "2026-04-01").then(AppealLodged)
    story.when(Pathway.record_judgment, "2026-06-01", outcome=Judgment.ANNULLED).then(AppealJudged)
    assert story.state.sanctions.imposed == ()


def test_a_right_is_withdrawn_after_a_hearing_and_a_court_may_restore_it() -> None:
    withdraw: dict[str, Any] = {"grounds": (GrantCondition.RESOURCES,), "effective_on": date(2025, 2, 1), **REASONED}
    given(*WITH_RIS).when(Pathway.withdraw_ris, "2025-02-03", **withdraw).then_breaks(
        "HEARING_REQUIRED", "DIS, art. 20"
    )
    given().when(Pathway.withdraw_ris, "2025-02-03", **withdraw).then_breaks("NO_RIGHT")
    story = given(*WITH_RIS, heard("2025-01-20", Subject.WITHDRAWAL))
    none: dict[str, Any] = withdraw | {"grounds": ()}
    story.when(Pathway.withdraw_ris, "2025-02-03", **none).then_breaks("MOTIVATION_MISSING")
    before: dict[str, Any] = withdraw | {"effective_on": date(2024, 5, 26)}
    story.when(Pathway.withdraw_ris, "2025-02-03", **before).then_breaks("WITHDRAWN_BEFORE_RIGHT")
    story.when(Pathway.withdraw_ris, "2025-02-03", **withdraw).then(RisWithdrawn)
    assert story.state.ris.right is None
    assert story.state.ris.right_on(date(2025, 1, 31))
    assert story.state.ris.right_on(date(2025, 2, 1)) is None
    story.when(Pathway.lodge_appeal, "2025-03-01").then(AppealLodged)
    story.when(Pathway.record_judgment, "2025-06-01", outcome=Judgment.ANNULLED).then(AppealJudged)
    assert story.state.ris.right


def test_a_letter_found_without_a_mention_starts_no_appeal() -> None:
    story = given(*WITH_RIS).when(
        Pathway.notify_decision, "2024-05-30", presented_on=date(2024, 6, 1), lacks=(Mention.COURT_ADDRESS,)
    )
    story.then_warns("APPEAL_NOT_RUNNING")
    assert story.owes("APPEAL") is None


def test_decisions_are_told_one_by_one_and_outlive_the_file() -> None:
    story = given(*WITH_RIS, heard("2025-01-20", Subject.WITHDRAWAL))
    story.when(Pathway.withdraw_ris, "2025-02-03", grounds=(GrantCondition.RESOURCES,), **REASONED).then(RisWithdrawn)
    story.when(Pathway.close_pathway, "2025-02-04", reason="work")
    story.act()
    assert [each.matter for each in story.state.decisions.untold] == [Matter.GRANT, Matter.WITHDRAWAL]
    assert story.owes_on("FIRST_PAYMENT") == date(2024, 6, 11)
    last = story.state.decisions.taken[-1]
    story.when(Pathway.notify_decision, "2025-02-05", presented_on=date(2025, 2, 6), decision_id=last.id)
    story.then(RisDecisionNotified)
    story.when(Pathway.notify_decision, "2025-02-07", decision_id=last.id).then_breaks("NOTHING_TO_NOTIFY")
    assert [each.matter for each in story.state.decisions.untold] == [Matter.GRANT]


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
