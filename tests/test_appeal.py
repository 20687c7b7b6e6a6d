"""The appeal: informed of, never closed, and what a judgment changes."""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.pathway import Pathway
from domain.pathway.appeal import AppealJudged, AppealLodged, Judgment
from domain.pathway.decisions import Matter, Mention
from domain.pathway.entitlement import GrantCondition
from domain.pathway.hearing import Subject
from domain.pathway.household import Category
from domain.pathway.piis_content import Exempting
from domain.pathway.ris_decision import RisGranted, RisRefused, RisWithdrawn
from domain.pathway.ris_means import Resource, ResourceKind
from domain.pathway.ris_notification import RisDecisionNotified
from domain.pathway.ris_review import RisReviewConcluded
from domain.pathway.sanctions import Ground, SanctionImposed
from tests.people import REASONED, WITH_RIS, enquired, granted, heard, requested
from tests.story import Story, act, given, history, noon

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


def judged(story: Story, on: str = "2026-06-01", outcome: Judgment = Judgment.ANNULLED, **more: Any) -> Story:
    """An appeal against the last decision, and its judgment."""
    story.when(Pathway.lodge_appeal, "2026-04-01", decision_id=story.state.decisions.taken[-1].id).then(AppealLodged)
    return story.when(Pathway.record_judgment, on, outcome=outcome, **more).then(AppealJudged)


def test_a_review_annulled_gives_back_the_amounts_and_nothing_else() -> None:
    story = given(*WITH_RIS, heard("2025-03-05", Subject.REVIEW))
    story.when(Pathway.open_review, "2025-03-03").act()
    means: dict[str, Any] = {
        "lines": (Resource(kind=ResourceKind.WAGE, monthly=Decimal(500)),),
        "evidence_refs": ("fiche",),
    }
    story.when(Pathway.assess_resources, "2025-03-04", **means).act()
    story.when(Pathway.conclude_review, "2025-03-10", **REASONED).then(RisReviewConcluded)
    story.when(Pathway.record_first_payment, "2025-03-11", amount=Decimal(800)).act()
    judged(story)
    right = story.state.ris.right
    assert right
    assert (right.amount, right.paid_on) == (Decimal("1288.46"), date(2025, 3, 11))
    assert story.state.reviews.concluded == ()


def test_an_annulled_withdrawal_restores_the_right_it_ended_until_the_next() -> None:
    story = given(*WITH_RIS, heard("2025-01-20", Subject.WITHDRAWAL))
    withdraw: dict[str, Any] = {"grounds": (GrantCondition.RESOURCES,), "effective_on": date(2025, 2, 1), **REASONED}
    story.when(Pathway.withdraw_ris, "2025-02-03", **withdraw).then(RisWithdrawn)
    contested = story.state.decisions.taken[-1].id
    story.when(Pathway.lodge_appeal, "2025-03-01", decision_id=contested).then(AppealLodged)
    again = [
        entry.event for entry in history(requested("2025-03-03"), *enquired("2025-03-10"), granted("2025-03-31", 77))
    ]
    for fact in again:
        story.pathway.begin(act("2025-03-31"), noon("2025-03-31"))
        story.pathway.record(fact)
    story.when(Pathway.record_judgment, "2025-06-01", outcome=Judgment.ANNULLED).then(AppealJudged)
    former, latter = story.state.ris.rights
    assert former.ended_on == latter.right_from
    assert story.state.ris.right == latter


def test_a_grant_undone_never_ran_and_what_it_replaced_runs_again() -> None:
    story = given(*WITH_RIS, requested("2025-03-03"), *enquired("2025-03-10"), granted("2025-03-31", 77))
    judged(story)
    right = story.state.ris.right
    assert right
    assert right.id == story.state.ris.rights[0].id
    assert story.state.ris.is_pending
    assert story.state.ris.rights[1].awaits_payment is False


def test_a_judgment_waits_for_the_grant_that_carries_it_out() -> None:
    story = refused()
    story.when(Pathway.lodge_appeal, "2025-05-05").then(AppealLodged)
    story.when(Pathway.request_ris, "2025-08-01").act()
    story.when(Pathway.record_judgment, "2025-10-01", outcome=Judgment.ANNULLED).then(AppealJudged)
    assert story.state.ris.judged


def test_a_dispensation_annulled_owes_the_plan_again() -> None:
    story = given(*WITH_RIS).when(
        Pathway.exempt_piis, "2024-06-03", reason=Exempting.EQUITY, review_on=date(2024, 12, 2)
    )
    story.act()
    assert story.owes("PLAN_SIGN") is None
    assert judged(story).owes_on("PLAN_SIGN") == date(2024, 8, 27)


def test_a_sanction_reformed_is_shorter_and_still_stands() -> None:
    story = given(*WITH_RIS, heard("2026-03-01", Subject.SANCTION))
    answers: dict[str, Any] = {"ground": Ground.UNDECLARED, "omission_on": date(2025, 12, 1), "months": 6, **REASONED}
    story.when(Pathway.impose_sanction, "2026-03-09", **answers).then(SanctionImposed)
    judged(story, outcome=Judgment.REFORMED, months=3)
    [sanction] = story.state.sanctions.imposed
    assert sanction.months == 3
    mute = given(*WITH_RIS, heard("2026-03-01", Subject.SANCTION))
    mute.when(Pathway.impose_sanction, "2026-03-09", **answers).then(SanctionImposed)
    mute.when(Pathway.lodge_appeal, "2026-04-01").then(AppealLodged)
    mute.when(Pathway.record_judgment, "2026-06-01", outcome=Judgment.REFORMED).then_warns("JUDGMENT_TO_CARRY_OUT")
