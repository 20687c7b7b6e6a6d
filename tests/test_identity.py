"""Who the file is about, and how it begins, changes hands, ends and begins again."""

from datetime import date
from typing import Any

import pytest

from domain.kernel import Erased, Role
from domain.niss import bce, birth_date, niss
from domain.pathway import Pathway
from domain.pathway.appeal import AppealLodged
from domain.pathway.household import Category
from domain.pathway.identity import (
    Closing,
    IdentityNissChanged,
    IdentityRecorded,
    Language,
    PathwayClosed,
    PathwayOpened,
    PathwayReopened,
)
from domain.pathway.placement import FollowUpObserved
from domain.pathway.ris_decision import RisGranted
from domain.pathway.step import NotAllowed
from tests.contracts import RUNNING as CONTRACT
from tests.people import REASONED, WITH_RIS, enquired, requested
from tests.story import Story, act, given, noon
from tests.test_training import ENROLLED

ON = date(2026, 3, 10)
WHO: dict[str, Any] = {"last_name": "Dupont", "first_name": "Julie"}
CLOSED = ("2025-02-03", PathwayClosed(reason=Closing.WORK))


@pytest.mark.parametrize("number", ["85.07.30-033 28", "98.47.28-997.65", "01490700185"])
def test_both_kinds_of_number_are_read(number: str) -> None:
    assert niss(number, ON) == "".join(filter(str.isdigit, number))


@pytest.mark.parametrize("number", ["85073003329", "8507300332", "abc", "00000000000", "85073103328x"])
def test_a_number_with_a_wrong_digit_is_refused(number: str) -> None:
    assert niss(number, ON) is None


def test_nobody_is_born_after_the_day_of_the_act() -> None:
    assert niss("17073003384", ON) == "17073003384"
    assert niss("17073003384", date(2017, 7, 29)) is None


def test_a_birth_date_may_be_unknown_in_the_number() -> None:
    check = 97 - int("000001003") % 97
    assert birth_date(f"000001003{check:02d}") is None


def test_an_enterprise_number_is_checked() -> None:
    assert bce("0403.019.261") == "0403019261"
    assert bce("0403.019.262") is None


def test_a_file_opens_with_what_is_known() -> None:
    story = Story(opened=False).when(Pathway.open_pathway, on="2026-03-10", **WHO).then(PathwayOpened, IdentityRecorded)
    assert story.state.identity.age_on(ON) is None


def test_a_wrong_number_opens_no_file() -> None:
    opening = Story(opened=False).when(Pathway.open_pathway, on="2026-03-10", national_number="85073003329", **WHO)
    opening.then_breaks("NISS_INVALID")


def test_a_birth_told_that_the_number_contradicts_is_said() -> None:
    number: dict[str, Any] = {"national_number": "85073003328", "birth_date": date(1985, 7, 3)}
    Story(opened=False).when(Pathway.open_pathway, on="2026-03-10", **WHO, **number).then_warns("BIRTH_DATE_DIFFERS")
    born_later: dict[str, Any] = {"birth_date": date(2026, 3, 11)}
    Story(opened=False).when(Pathway.open_pathway, on="2026-03-10", **WHO, **born_later).then_breaks("BORN_LATER")


def test_a_social_worker_answers_for_the_file_she_opens_and_a_supervisor_leaves_it_to_be_entrusted() -> None:
    opened = Story(opened=False).when(Pathway.open_pathway, on="2026-03-10", language=Language.NL, **WHO)
    opened.then(PathwayOpened(centre=1, referent="claire", language=Language.NL), IdentityRecorded)
    assert (opened.state.identity.referent_on(ON), opened.state.identity.language) == ("claire", Language.NL)
    by_the_head = Story(opened=False).when(Pathway.open_pathway, on="2026-03-10", role=Role.HEAD, **WHO)
    by_the_head.then(PathwayOpened(centre=1), IdentityRecorded)
    assert by_the_head.state.identity.referent_on(ON) == ""


def test_a_file_is_opened_once() -> None:
    given().when(Pathway.open_pathway, on="2026-03-10", **WHO).then_breaks("FILE_EXISTS")


def test_a_bis_number_becomes_a_national_number() -> None:
    story = given().when(Pathway.record_identity, on="2026-03-10", national_number="98472899765", **WHO)
    story.then(IdentityNissChanged, IdentityRecorded)
    story.when(Pathway.record_identity, on="2026-03-11", national_number="85073003328", **WHO)
    story.then(IdentityNissChanged, IdentityRecorded)
    assert story.state.identity.national_number == "85073003328"
    story.when(Pathway.record_identity, on="2026-03-12", **WHO).then(IdentityRecorded)
    identity = story.state.identity
    assert identity.national_number == "85073003328"
    assert [(each.national_number, f"{each.from_on}") for each in identity.numbers] == [
        ("98472899765", "2026-03-10"), ("85073003328", "2026-03-11"),
    ]  # fmt: skip


def test_the_numbers_of_someone_erased_still_fold() -> None:
    gone = IdentityRecorded(last_name=Erased.ERASED, first_name=Erased.ERASED, national_number=Erased.ERASED)
    numbers = given(("2026-03-10", gone), ("2026-03-11", gone)).state.identity.numbers
    assert [each.national_number for each in numbers] == [Erased.ERASED]


def test_a_file_closes_with_its_reason_and_opens_again() -> None:
    story = given(*WITH_RIS).when(Pathway.close_pathway, on="2025-02-03").then_breaks("REASON_REQUIRED")
    story.when(Pathway.close_pathway, on="2025-02-03", reason=Closing.WORK).then(PathwayClosed)
    assert (story.state.ris.right, story.owes("PLAN_SIGN")) == (None, None)
    story.when(Pathway.request_ris, on="2025-06-02").then_breaks("FILE_CLOSED")
    story.when(Pathway.reopen_pathway, on="2025-06-02").then(PathwayReopened)
    assert (story.state.identity.episode, story.state.identity.since) == (2, date(2025, 6, 2))
    story.when(Pathway.reopen_pathway, on="2025-06-03").then_breaks("FILE_OPEN")


def test_a_file_closed_on_a_request_says_so_and_its_silence_may_still_be_appealed_against() -> None:
    story = given(requested("2026-03-02")).when(Pathway.close_pathway, on="2026-03-10", reason=Closing.DECEASED)
    story.then_warns("REQUEST_PENDING")
    [said] = story.pathway.warnings
    assert (str(said.law), said.reason) == (
        "DIS, art. 21, § 1", "Une demande attend une décision : décidez, ou transmettez-la."
    )  # fmt: skip
    assert [story.owes_on(code) for code in ("DECISION", "SILENCE", "SILENCE_APPEAL", "RECEIPT", "TRANSFER")] == [
        date(2026, 4, 1), date(2026, 4, 9), date(2026, 6, 30), None, None,
    ]  # fmt: skip
    story.when(Pathway.grant_ris, on="2026-03-11", category=Category.SINGLE).then_breaks("FILE_CLOSED")
    story.when(Pathway.lodge_appeal, on="2026-04-10").then(AppealLodged)
    assert story.state.appeals.lodged[0].decision_id is None


def test_who_comes_back_finds_the_request_that_was_never_decided() -> None:
    told = (requested("2024-05-06"), *enquired("2024-05-13"), ("2024-05-21", PathwayClosed(reason=Closing.MOVED)))
    back = given(*told, ("2024-09-02", PathwayReopened()))
    back.when(Pathway.request_ris, on="2024-09-02").then_breaks("REQUEST_ALREADY_OPEN", "DIS, art. 18")
    back.when(Pathway.grant_ris, on="2024-09-02", category=Category.SINGLE, **REASONED).then(RisGranted)
    assert [back.owes(code) for code in ("DECISION", "SILENCE", "SILENCE_APPEAL")] == [None, None, None]
    answered = given(*WITH_RIS).when(Pathway.close_pathway, on="2025-02-03", reason=Closing.WORK).then(PathwayClosed)
    assert (answered.pathway.warnings, answered.state.ris.received_on) == ([], None)


def test_a_file_stays_open_while_a_contract_or_a_training_runs() -> None:
    for running in (CONTRACT, (ENROLLED,)):
        story = given(*running)
        story.when(Pathway.close_pathway, on="2026-06-30", reason=Closing.WORK).then_breaks("STILL_RUNNING", "Pratique")


def test_who_came_back_is_still_asked_about_the_time_away() -> None:
    back = given(CLOSED, ("2025-05-05", PathwayReopened()))
    back.when(Pathway.observe_status, on="2025-05-06", employed="yes").then(FollowUpObserved)


def test_nothing_is_written_before_the_file_is_open() -> None:
    Story(opened=False).when(Pathway.request_ris, on="2026-03-10").then_breaks("FILE_NOT_OPENED")


def test_another_centre_leads_no_step_here() -> None:
    story = given()
    elsewhere = act("2026-03-10").model_copy(update={"centre": 2})
    story.pathway.begin(elsewhere, noon("2026-03-10"))
    with pytest.raises(NotAllowed, match="autre CPAS"):
        story.pathway.request_ris()


def test_an_auditor_reads_and_writes_nothing() -> None:
    story = given()
    story.pathway.begin(act("2026-03-10", Role.AUDITOR), noon("2026-03-10"))
    with pytest.raises(NotAllowed):
        story.pathway.request_ris()
