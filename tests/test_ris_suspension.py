"""Days abroad, counted over the calendar year; the payment stopped for a while."""

from datetime import date
from typing import Any

from domain.pathway import Pathway
from domain.pathway.entitlement import Kind
from domain.pathway.hearing import Subject
from domain.pathway.ris_suspension import RisSuspended, RisSuspensionLifted, SuspensionGround
from domain.pathway.stay_abroad import RisStayAbroadDeclared, StayReason
from tests.people import REASONED, WITH_RIS, enquired, granted, heard, requested
from tests.story import Told, given
from web.choices import which_one
from web.fields import Filled

FEBRUARY: Told = ("2026-02-09", RisStayAbroadDeclared(from_on=date(2026, 2, 10), to_on=date(2026, 2, 20)))
JULY: Told = ("2026-06-30", RisStayAbroadDeclared(from_on=date(2026, 7, 1), to_on=date(2026, 7, 31)))
HEARD = heard("2026-07-02", Subject.SUSPENSION)
ABROAD: dict[str, Any] = {"ground": SuspensionGround.ABROAD, **REASONED}


def test_days_abroad_add_up_over_the_calendar_year() -> None:
    assert given(*WITH_RIS, FEBRUARY).owes("ABROAD") is None
    assert given(*WITH_RIS, FEBRUARY, JULY).owes_on("ABROAD") == date(2026, 7, 17)


def test_a_stay_of_a_week_is_announced_before_the_departure() -> None:
    stay: dict[str, Any] = {"from_on": date(2026, 2, 10), "to_on": date(2026, 2, 20)}
    given(*WITH_RIS).when(Pathway.declare_stay_abroad, "2026-02-12", **stay).then_warns("STAY_NOT_ANNOUNCED")
    told = given(*WITH_RIS).when(Pathway.declare_stay_abroad, "2026-02-09", **stay).then(RisStayAbroadDeclared)
    assert not told.pathway.warnings
    back = stay | {"to_on": date(2026, 2, 1)}
    told.when(Pathway.declare_stay_abroad, "2026-02-09", **back).then_breaks("END_BEFORE_START", "DIS, art. 23, § 5")


def test_the_centre_warns_the_person_at_the_limit() -> None:
    given(*WITH_RIS, FEBRUARY).when(
        Pathway.declare_stay_abroad, "2026-06-30", from_on=date(2026, 7, 1), to_on=date(2026, 7, 31)
    ).then_warns("ABROAD_LIMIT")


def test_a_stay_without_return_goes_on_and_may_be_put_right() -> None:
    away = given(*WITH_RIS).when(Pathway.declare_stay_abroad, "2026-06-30", from_on=date(2026, 7, 1))
    away.then(RisStayAbroadDeclared)
    assert away.owes_on("ABROAD") == date(2026, 7, 28)
    away.when(Pathway.declare_stay_abroad, "2026-07-10", from_on=date(2026, 7, 1), to_on=date(2026, 7, 9))
    away.act()
    assert away.owes("ABROAD") is None


def test_exceptional_circumstances_are_weighed_first() -> None:
    grave = RisStayAbroadDeclared(from_on=date(2026, 7, 1), to_on=date(2026, 8, 9), reason_code=StayReason.EXCEPTIONAL)
    owed = given(*WITH_RIS, ("2026-06-30", grave)).owes("ABROAD")
    assert owed
    assert owed.kind == "information"
    suspend = given(*WITH_RIS, FEBRUARY, JULY, HEARD).when(
        Pathway.suspend_ris, "2026-07-20", from_on=date(2026, 7, 18), to_on=date(2026, 7, 31), **ABROAD
    )
    suspend.then_warns("CIRCUMSTANCES_FIRST")


def test_only_the_days_beyond_the_allowance_are_suspended() -> None:
    story = given(*WITH_RIS, FEBRUARY, JULY, HEARD)
    early = story.when(Pathway.suspend_ris, "2026-07-20", from_on=date(2026, 7, 17), **ABROAD)
    early.then_breaks("ABROAD_WITHIN_LIMIT", "DIS, art. 23, § 5")
    story.when(Pathway.suspend_ris, "2026-07-20", from_on=date(2026, 7, 18), to_on=date(2026, 7, 31), **ABROAD)
    story.then(RisSuspended)
    assert story.owes("ABROAD") is None
    assert story.state.suspensions.covering(date(2026, 7, 18))
    assert story.owes_on("NOTIFY") == date(2026, 7, 28)


def test_days_beyond_the_allowance_stay_owed_until_each_is_answered() -> None:
    story = given(*WITH_RIS, FEBRUARY, JULY, HEARD)
    story.when(Pathway.suspend_ris, "2026-07-20", from_on=date(2026, 7, 18), to_on=date(2026, 7, 24), **ABROAD)
    story.then(RisSuspended)
    assert story.owes_on("ABROAD") == date(2026, 7, 25)
    story.when(Pathway.offer_hearing, "2026-07-21", subject=Subject.SUSPENSION).act()
    story.when(Pathway.suspend_ris, "2026-07-21", from_on=date(2026, 7, 25), to_on=date(2026, 7, 31), **ABROAD)
    story.then(RisSuspended)
    assert story.owes("ABROAD") is None
    story.when(Pathway.lift_suspension, "2026-08-03", lifted_on=date(2026, 7, 30)).then(RisSuspensionLifted)
    assert story.owes("ABROAD") is None
    story.when(Pathway.declare_stay_abroad, "2026-10-01", from_on=date(2026, 10, 5), to_on=date(2026, 10, 9)).act()
    assert story.owes_on("ABROAD") == date(2026, 10, 5)


def test_a_stay_without_return_is_suspended_to_the_end_of_the_year_then_counted_anew() -> None:
    away: Told = ("2026-06-30", RisStayAbroadDeclared(from_on=date(2026, 7, 1)))
    story = given(*WITH_RIS, away, heard("2026-08-03", Subject.SUSPENSION))
    story.when(Pathway.suspend_ris, "2026-08-10", from_on=date(2026, 7, 29), **ABROAD).then(RisSuspended)
    assert story.state.suspensions.all[0].to_on == date(2026, 12, 31)
    assert story.owes_on("ABROAD") == date(2027, 1, 28)


def test_a_stay_begun_after_the_payment_went_on_is_weighed_anew() -> None:
    away: Told = ("2026-06-30", RisStayAbroadDeclared(from_on=date(2026, 7, 1)))
    story = given(*WITH_RIS, away, heard("2026-08-03", Subject.SUSPENSION))
    story.when(Pathway.suspend_ris, "2026-08-10", from_on=date(2026, 7, 29), **ABROAD).then(RisSuspended)
    back: dict[str, Any] = {"from_on": date(2026, 7, 1), "to_on": date(2026, 8, 31)}
    story.when(Pathway.declare_stay_abroad, "2026-09-01", **back).act()
    story.when(Pathway.lift_suspension, "2026-09-01").then(RisSuspensionLifted)
    assert story.owes("ABROAD") is None
    story.when(Pathway.declare_stay_abroad, "2026-10-01", from_on=date(2026, 10, 5), to_on=date(2026, 10, 9)).act()
    assert story.owes_on("ABROAD") == date(2026, 10, 5)


def test_days_abroad_before_the_right_do_not_count() -> None:
    before: Told = ("2024-05-27", RisStayAbroadDeclared(from_on=date(2024, 4, 29), to_on=date(2024, 5, 31)))
    assert given(*WITH_RIS, before).owes("ABROAD") is None


def test_nobody_is_suspended_unheard_or_without_a_ground() -> None:
    given(*WITH_RIS).when(Pathway.suspend_ris, "2026-07-20", **REASONED).then_breaks("REASON_REQUIRED")
    detained: dict[str, Any] = {"ground": SuspensionGround.DETENTION}
    given(*WITH_RIS).when(Pathway.suspend_ris, "2026-07-20", **detained, **REASONED).then_breaks("HEARING_REQUIRED")
    story = given(*WITH_RIS, HEARD)
    story.when(Pathway.suspend_ris, "2026-07-20", **detained).then_breaks("MOTIVATION_MISSING")
    bare: dict[str, Any] = REASONED | {"mentions": ()}
    story.when(Pathway.suspend_ris, "2026-07-20", **detained, **bare).then_breaks("MENTIONS_MISSING")
    backwards = {**detained, **REASONED, "to_on": date(2026, 7, 1)}
    story.when(Pathway.suspend_ris, "2026-07-20", **backwards).then_breaks(
        "END_BEFORE_START", "Pratique, autres suspensions, signalées au SPP IS"
    )


def test_the_equivalent_aid_is_suspended_one_month_at_most() -> None:
    aid = (requested("2026-03-02", Kind.ERIS), *enquired("2026-03-05"), granted("2026-03-20"), HEARD)
    detained: dict[str, Any] = {"ground": SuspensionGround.DETENTION, "from_on": date(2026, 8, 1), **REASONED}
    story = given(*aid)
    story.when(Pathway.suspend_ris, "2026-07-20", **detained).then_breaks("SANCTION_TOO_LONG", "LO CPAS, art. 60")
    story.when(Pathway.suspend_ris, "2026-07-20", to_on=date(2026, 9, 1), **detained).then_breaks("SANCTION_TOO_LONG")
    story.when(Pathway.suspend_ris, "2026-07-20", to_on=date(2026, 8, 31), **detained).then(RisSuspended)


def test_a_suspension_is_lifted_from_a_day() -> None:
    story = given(*WITH_RIS, HEARD)
    story.when(Pathway.lift_suspension, "2026-07-20").then_breaks("NO_SUSPENSION")
    story.when(Pathway.suspend_ris, "2026-07-20", ground=SuspensionGround.DETENTION, **REASONED).then(RisSuspended)
    story.when(Pathway.lift_suspension, "2026-07-10").then_breaks("NO_SUSPENSION", "DIS, art. 23")
    story.when(Pathway.lift_suspension, "2026-08-01").then(RisSuspensionLifted)
    assert story.state.suspensions.covering(date(2026, 7, 31))
    assert story.state.suspensions.covering(date(2026, 8, 1)) is None
    story.when(Pathway.lift_suspension, "2026-08-02").then_breaks("NO_SUSPENSION", "DIS, art. 23")


def test_one_suspension_is_lifted_and_another_goes_on() -> None:
    detained: dict[str, Any] = {"ground": SuspensionGround.DETENTION, **REASONED}
    story = given(*WITH_RIS, HEARD).when(Pathway.suspend_ris, "2026-07-20", **detained).then(RisSuspended)
    story.when(Pathway.offer_hearing, "2026-07-20", subject=Subject.SUSPENSION).act()
    story.when(Pathway.suspend_ris, "2026-07-20", **detained).then(RisSuspended)
    first, last = (each.id for each in story.state.suspensions.all)
    [asked] = which_one("lift_suspension", story.state, Filled())
    assert asked.options[0] == (str(first), "détention, dès le 20/07/2026")
    lifted = RisSuspensionLifted(decision_id=first, lifted_on=date(2026, 8, 1))
    story.when(Pathway.lift_suspension, "2026-08-01", decision_id=first).then(lifted)
    goes_on = story.state.suspensions.covering(date(2026, 8, 2))
    assert goes_on
    assert goes_on.id == last


def test_another_ground_has_an_end_and_never_punishes() -> None:
    other: dict[str, Any] = {"ground": SuspensionGround.OTHER, "from_on": date(2026, 7, 1), **REASONED}
    story = given(*WITH_RIS, HEARD)
    story.when(Pathway.suspend_ris, "2026-07-20", **other).then_breaks("SUSPENSION_END_REQUIRED", "Pratique")
    for code in ("NOT_A_SANCTION", "SUSPENSION_RETROACTIVE"):
        story = given(*WITH_RIS, HEARD).when(Pathway.suspend_ris, "2026-07-20", to_on=date(2026, 7, 31), **other)
        story.then_warns(code)


def test_the_equivalent_aid_is_not_suspended_month_after_month() -> None:
    aid = (requested("2026-03-02", Kind.ERIS), *enquired("2026-03-05"), granted("2026-03-20"), HEARD)
    detained: dict[str, Any] = {"ground": SuspensionGround.DETENTION, **REASONED}
    story = given(*aid)
    for first, last in ((date(2026, 8, 1), date(2026, 8, 10)), (date(2026, 8, 11), date(2026, 8, 20))):
        story.when(Pathway.suspend_ris, "2026-07-20", from_on=first, to_on=last, **detained).then(RisSuspended)
        story.when(Pathway.offer_hearing, "2026-07-20", subject=Subject.SUSPENSION).act()
    for last, breaks in ((date(2026, 9, 1), True), (date(2026, 8, 31), False)):
        story.when(Pathway.suspend_ris, "2026-07-20", from_on=date(2026, 8, 21), to_on=last, **detained)
        story.then_breaks("SANCTION_TOO_LONG", "LO CPAS, art. 60") if breaks else story.then(RisSuspended)


def test_days_back_in_belgium_are_never_suspended_for_a_stay_abroad() -> None:
    story = given(*WITH_RIS, FEBRUARY, JULY, HEARD)
    beyond: dict[str, Any] = {"from_on": date(2026, 7, 18), **ABROAD}
    story.when(Pathway.suspend_ris, "2026-07-20", to_on=date(2026, 8, 1), **beyond)
    story.then_breaks("ABROAD_WITHIN_LIMIT", "DIS, art. 23, § 5")
    story.when(Pathway.suspend_ris, "2026-07-20", **beyond).then(RisSuspended)
    assert story.state.suspensions.all[0].to_on == date(2026, 7, 31)


def test_a_stay_across_the_new_year_has_the_allowance_of_each_year() -> None:
    winter: Told = ("2026-11-30", RisStayAbroadDeclared(from_on=date(2026, 12, 1), to_on=date(2027, 1, 29)))
    story = given(*WITH_RIS, winter, heard("2026-12-30", Subject.SUSPENSION))
    beyond: dict[str, Any] = {"from_on": date(2026, 12, 29), **ABROAD}
    story.when(Pathway.suspend_ris, "2027-02-01", to_on=date(2027, 1, 1), **beyond).then_breaks("ABROAD_WITHIN_LIMIT")
    story.when(Pathway.suspend_ris, "2027-02-01", to_on=date(2026, 12, 31), **beyond).then(RisSuspended)
    assert story.owes_on("ABROAD") == date(2027, 1, 28)
