"""A commitment broken: noted, put on notice, then remedied, justified, or left to a sanction."""

from datetime import date
from typing import Any

import pytest

from domain.pathway import Pathway
from domain.pathway.piis import PiisSigned
from domain.pathway.piis_breach import (
    Breaches,
    BreachOutcome,
    PiisBreachJustified,
    PiisBreachRemedied,
    PiisBreachReported,
    PiisNoticeSent,
)
from tests.people import WITH_PLAN, WITH_RIS, assessed, drafted, enquired, granted, requested, signed
from tests.story import Story, Told, given

PLAN_2026: tuple[Told, ...] = (
    requested("2026-03-02"), *enquired("2026-03-10"), granted("2026-04-01"), assessed("2026-04-10"),
    drafted("2026-04-15"), signed("2026-04-20"),
)  # fmt: skip


def reported() -> Story:
    """A breach noted on 1 September 2026."""
    return given(*PLAN_2026).when(Pathway.report_breach, on="2026-09-01", commitment=1).then(PiisBreachReported)


def noticed() -> Story:
    """The person put on notice on 3 September."""
    return (
        reported()
        .when(Pathway.send_notice, on="2026-09-03")
        .then(PiisNoticeSent(sent_on=date(2026, 9, 3), remedy_by=date(2026, 9, 17)))
    )


def test_a_breach_is_of_a_commitment_of_the_plan() -> None:
    breach = reported().state.breaches.open
    assert breach is not None
    assert (breach.commitment, breach.noted_on, breach.notice_on) == (1, date(2026, 9, 1), None)
    story = given(*PLAN_2026).when(Pathway.report_breach, on="2026-09-01", commitment=3)
    story.then_breaks("NO_SUCH_COMMITMENT", "DIS, art. 30")
    given(*PLAN_2026).when(Pathway.report_breach, on="2026-09-01", commitment=2).then_breaks("COMMITMENT_OF_CENTRE")


def test_a_breach_is_noted_while_the_plan_runs() -> None:
    given(*WITH_RIS).when(Pathway.report_breach, on="2026-09-01", commitment=1).then_breaks("BREACH_NOT_REPORTABLE")
    for noted, code in ((date(2026, 4, 19), "PLAN_NOT_ACTIVE"), (date(2026, 9, 2), "LATER_THAN_THE_ACT")):
        told: dict[str, Any] = {"commitment": 1, "noted_on": noted}
        given(*PLAN_2026).when(Pathway.report_breach, on="2026-09-01", **told).then_breaks(code)


def test_a_breach_is_not_noted_before_the_plan_was_signed_though_it_began_earlier() -> None:
    early: Told = ("2026-04-20", PiisSigned(start=date(2026, 4, 1)))
    for noted, code in ((date(2026, 4, 19), "PLAN_NOT_ACTIVE"), (date(2026, 4, 20), "")):
        told: dict[str, Any] = {"commitment": 1, "noted_on": noted}
        story = given(*PLAN_2026[:-1], early).when(Pathway.report_breach, on="2026-09-01", **told)
        story.then_breaks(code, "DIS, art. 30") if code else story.then(PiisBreachReported)


def test_one_breach_is_dealt_with_at_a_time() -> None:
    story = reported().when(Pathway.report_breach, on="2026-09-02", commitment=1)
    story.then_breaks("BREACH_NOT_REPORTABLE", "DIS, art. 30")


def test_nobody_is_put_on_notice_without_a_breach() -> None:
    given(*WITH_PLAN).when(Pathway.send_notice, on="2026-09-03").then_breaks("NO_BREACH", "DIS, art. 30")
    noticed().when(Pathway.send_notice, on="2026-09-04").then_breaks("NO_BREACH")


def test_the_notice_leaves_fourteen_days_to_remedy() -> None:
    owed = noticed().owes("NOTICE_REMEDY")
    assert owed is not None
    assert (owed.due_on, owed.kind.value) == (date(2026, 9, 17), "blocking")
    assert owed.because == "mise en demeure du 03/09/2026 + 14 jours (usage)"
    assert reported().owes("NOTICE_REMEDY") is None


def test_another_day_may_be_told_and_a_shorter_time_is_said() -> None:
    story = reported().when(Pathway.send_notice, on="2026-09-03", remedy_by=date(2026, 9, 30)).then(PiisNoticeSent)
    owed = story.owes("NOTICE_REMEDY")
    assert owed is not None
    assert owed.because == "mise en demeure du 03/09/2026, jusqu'au 30/09/2026"
    reported().when(Pathway.send_notice, on="2026-09-03", remedy_by=date(2026, 9, 10)).then_warns("NOTICE_SHORT")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"sent_on": date(2026, 8, 31)}, "NOTICE_BEFORE_BREACH"),
        ({"sent_on": date(2026, 9, 4)}, "LATER_THAN_THE_ACT"),
        ({"remedy_by": date(2026, 9, 3)}, "REMEDY_BEFORE_NOTICE"),
    ],
)
def test_a_notice_follows_the_breach_and_leaves_time(told: dict[str, Any], code: str) -> None:
    reported().when(Pathway.send_notice, on="2026-09-03", **told).then_breaks(code)


def test_a_breach_remedied_or_justified_is_closed() -> None:
    story = noticed().when(Pathway.close_breach, on="2026-09-15", outcome=BreachOutcome.REMEDIED)
    story.then(PiisBreachRemedied(on=date(2026, 9, 15)))
    assert (story.state.breaches.open, story.state.breaches.closed_on) == (None, date(2026, 9, 15))
    assert story.owes("NOTICE_REMEDY") is None
    story = noticed().when(Pathway.close_breach, on="2026-09-25", outcome=BreachOutcome.JUSTIFIED)
    story.then(PiisBreachJustified(on=date(2026, 9, 25)))
    assert story.state.breaches.told[-1].outcome == "justified"
    story.when(Pathway.report_breach, on="2026-10-01", commitment=1).then(PiisBreachReported)
    assert len(story.state.breaches.told) == 2


def test_a_breach_is_closed_after_its_notice() -> None:
    story = reported().when(Pathway.close_breach, on="2026-09-15", outcome=BreachOutcome.REMEDIED)
    story.then_breaks("NOTICE_REQUIRED", "DIS, art. 30")
    early: dict[str, Any] = {"outcome": BreachOutcome.REMEDIED, "closed_on": date(2026, 9, 2)}
    noticed().when(Pathway.close_breach, on="2026-09-15", **early).then_breaks("CLOSED_BEFORE_NOTICE")
    late: dict[str, Any] = {"outcome": BreachOutcome.REMEDIED, "closed_on": date(2026, 9, 16)}
    noticed().when(Pathway.close_breach, on="2026-09-15", **late).then_breaks("LATER_THAN_THE_ACT")


def test_a_sanction_closes_the_breach() -> None:
    closed = noticed().state.breaches.sanctioned(date(2026, 9, 28))
    assert (closed.open, closed.closed_on, closed.told[-1].outcome) == (None, date(2026, 9, 28), "sanctioned")
    assert Breaches().sanctioned(date(2026, 9, 28)) == Breaches()


def test_part_of_a_breach_still_folds() -> None:
    notice = PiisNoticeSent(sent_on=date(2026, 9, 3), remedy_by=date(2026, 9, 17))
    story = given(("2026-09-03", notice), ("2026-09-15", PiisBreachRemedied(on=date(2026, 9, 15))))
    assert story.state.breaches == Breaches()
