"""The letter that tells a decision, one that puts another right, and the first payment."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.pathway import Pathway
from domain.pathway.deciding import Body
from domain.pathway.decisions import Letter, Matter, Mention
from domain.pathway.entitlement import Kind
from domain.pathway.household import Category
from domain.pathway.ris_decision import RisGranted
from domain.pathway.ris_notification import RisDecisionNotified, RisFirstPaid
from domain.pathway.ris_right import Periodicity
from domain.rules import Confidence
from tests.people import MENTIONS, WITH_RIS, enquired, granted, requested
from tests.story import Story, Told, given

AID = (requested("2024-05-06", Kind.ERIS), *enquired("2024-05-13"), granted("2024-05-27"))


def of_nothing(on: str, decision: int, mentions: tuple[Mention, ...] = MENTIONS) -> Told:
    """A grant of nothing a month, the means being what they are."""
    fact = RisGranted(
        decision_id=UUID(int=decision), decided_on=date.fromisoformat(on), body=Body.COMMITTEE,
        category=Category.SINGLE, scale=Decimal("1288.46"), countable=Decimal("1288.46"), monthly_amount=Decimal(0),
        right_from=date.fromisoformat(on), periodicity=Periodicity.MONTHLY, motive_law="DIS 3", motive_fact="pension",
        mentions=mentions,
    )  # fmt: skip
    return on, fact


def told(story: Story, on: str, **answers: Any) -> Story:
    """The decision told that day."""
    return story.when(Pathway.notify_decision, on, **answers).then(RisDecisionNotified)


def test_an_ordinary_letter_is_put_right_by_a_registered_one() -> None:
    story = told(given(*WITH_RIS), "2024-05-29", mode=Letter.ORDINARY)
    assert (story.owes_on("NOTIFY"), story.owes("APPEAL")) == (date(2024, 6, 4), None)
    story.when(Pathway.notify_decision, "2024-06-10", presented_on=date(2024, 6, 11)).then(
        RisDecisionNotified(
            decision_id=UUID(int=20), mode=Letter.REGISTERED, posted_on=date(2024, 6, 10),
            presented_on=date(2024, 6, 11), matter=Matter.GRANT,
        )
    )  # fmt: skip
    assert not story.pathway.warnings
    assert (story.owes("NOTIFY"), story.owes_on("APPEAL")) == (None, date(2024, 9, 10))


def test_a_letter_without_a_mention_is_put_right_by_one_that_has_them_all() -> None:
    by_hand: dict[str, Any] = {"mode": Letter.BY_HAND}
    story = told(given(*WITH_RIS), "2024-05-29", **by_hand, lacks=(Mention.COURT_ADDRESS,))
    assert story.owes("NOTIFY")
    told(story, "2024-06-03", **by_hand)
    assert (story.owes("NOTIFY"), story.owes_on("APPEAL")) == (None, date(2024, 9, 2))
    story.when(Pathway.notify_decision, "2024-06-04", **by_hand).then_breaks("NOTHING_TO_NOTIFY")


def test_a_decision_without_a_mention_is_put_right_by_a_letter_that_carries_it() -> None:
    story = given(*WITH_RIS[:-1], of_nothing("2024-05-27", 20, MENTIONS[1:]))
    story.when(Pathway.notify_decision, "2024-05-29", mode=Letter.BY_HAND).then_warns("APPEAL_NOT_RUNNING")
    assert story.owes("APPEAL") is None
    told(story, "2024-06-03", mode=Letter.BY_HAND, carries=(Mention.APPEAL_POSSIBLE,))
    assert not story.pathway.warnings
    assert story.owes_on("APPEAL") == date(2024, 9, 2)
    assert "mentions ajoutées : possibilité de recours" in story.pathway.pending[-1].event.sentence


def test_a_copy_by_ordinary_letter_takes_nothing_from_the_registered_one() -> None:
    story = told(given(*WITH_RIS), "2024-05-29", mode=Letter.REGISTERED)
    told(story, "2024-05-30", mode=Letter.ORDINARY)
    assert story.owes_on("APPEAL") == date(2024, 8, 29)


def test_a_decision_is_told_once_whatever_the_day_of_the_act() -> None:
    story = told(given(*WITH_RIS), "2024-06-03", mode=Letter.BY_HAND)
    story.when(Pathway.notify_decision, "2024-05-29", mode=Letter.BY_HAND).then_breaks("ALREADY_TOLD", "DIS, art. 21")


def test_the_first_payment_is_recorded_once_whatever_the_day_of_the_act() -> None:
    story = given(*WITH_RIS).when(Pathway.record_first_payment, "2024-06-10", amount=Decimal(1288)).then(RisFirstPaid)
    again = story.when(Pathway.record_first_payment, "2024-06-03", amount=Decimal(1288))
    again.then_breaks("ALREADY_PAID", "DIS, art. 23")


def test_the_first_payment_is_that_of_the_grant_money_is_due_on() -> None:
    nothing = given(*WITH_RIS[:-1], of_nothing("2024-05-27", 20))
    nothing.when(Pathway.record_first_payment, "2024-06-03", amount=Decimal(1)).then_breaks("NOTHING_TO_PAY")
    since = (requested("2024-07-01"), *enquired("2024-07-02"), granted("2024-07-08", decision=21))
    story = given(*WITH_RIS[:-1], of_nothing("2024-05-27", 20), *since)
    story.when(Pathway.record_first_payment, "2024-07-10", amount=Decimal(1288)).then(RisFirstPaid)
    assert {right.id.int: right.paid_on for right in story.state.ris.rights} == {20: None, 21: date(2024, 7, 10)}


def test_a_grant_that_another_replaced_from_its_first_day_is_not_paid() -> None:
    since = (requested("2024-05-27"), *enquired("2024-05-27"), granted("2024-05-27", decision=21))
    story = given(*WITH_RIS, *since)
    story.when(Pathway.record_first_payment, "2024-06-03", amount=Decimal(1288)).then(RisFirstPaid)
    assert story.owes("FIRST_PAYMENT") is None
    assert {right.id.int: right.paid_on for right in story.state.ris.rights} == {20: None, 21: date(2024, 6, 3)}


def test_what_is_owed_on_the_equivalent_aid_cites_its_own_act_to_be_verified() -> None:
    aid, income = given(*AID), given(*WITH_RIS)
    for code in ("NOTIFY", "FIRST_PAYMENT", "INTEREST", "ANNUAL_REVIEW", "PLAN_SIGN"):
        owed, same = aid.owes(code), income.owes(code)
        assert owed is not None, code
        assert same is not None, code
        assert (str(owed.law), owed.to_verify, owed.due_on) == ("LO CPAS, art. 71", True, same.due_on), code
        assert owed.confidence is Confidence.UNVERIFIED, code
        assert str(same.law).startswith("DIS"), code
    appeal = told(aid, "2024-05-29", mode=Letter.BY_HAND).owes("APPEAL")
    assert appeal
    assert (str(appeal.law), appeal.to_verify) == ("LO CPAS, art. 71", True)
    late = given(requested("2024-05-06", Kind.ERIS), *enquired("2024-05-13"), granted("2024-07-08"))
    interest = late.owes("INTEREST_LATE_DECISION")
    assert interest
    assert str(interest.law) == "LO CPAS, art. 71"
