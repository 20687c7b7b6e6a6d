"""A request in all its ways, its receipt, and what its silence opens."""

from datetime import date

import pytest

from domain.pathway import Pathway
from domain.pathway.entitlement import Kind
from domain.pathway.ris_refund import refund_share
from domain.pathway.ris_request import Cause, Mode, RisReceiptIssued, RisRequested
from tests.people import WITH_RIS, requested
from tests.rules import RULES
from tests.story import given


def test_a_request_is_registered_the_day_it_is_received() -> None:
    given().when(Pathway.request_ris, on="2026-03-02").then(RisRequested)
    later = given().when(Pathway.request_ris, on="2026-03-02", received_on=date(2026, 3, 3))
    later.then_breaks("RECEIVED_LATER", "DIS, art. 18")


@pytest.mark.parametrize("mode", Mode)
def test_aloud_in_writing_by_mail_or_ex_officio_it_is_a_request_all_the_same(mode: Mode) -> None:
    story = given().when(
        Pathway.request_ris, on="2026-03-02", mode=mode, cause=Cause.END_OF_BENEFIT, register_no="R117", signed=True,
    )  # fmt: skip
    story.then(RisRequested)
    assert (story.owes_on("RECEIPT"), story.owes_on("DECISION")) == (date(2026, 3, 2), date(2026, 4, 1))
    assert f"{mode.label} ; cause : fin du droit au chômage" in story.pathway.pending[0].event.sentence


def test_who_asks_aloud_signs_the_register() -> None:
    given().when(Pathway.request_ris, on="2026-03-02").then_warns("REGISTER_UNSIGNED")
    for answers in ({"signed": True}, {"mode": Mode.MAIL}):
        story = given().when(Pathway.request_ris, on="2026-03-02", **answers).then(RisRequested)
        assert story.pathway.warnings == []


def test_a_request_is_not_registered_twice() -> None:
    story = given(requested("2026-03-02")).when(Pathway.request_ris, on="2026-03-05")
    story.then_breaks("REQUEST_ALREADY_OPEN", "DIS, art. 18")
    with pytest.raises(Exception, match="02/03/2026"):
        story.act()


def test_the_receipt_is_due_the_same_day_and_late_is_recorded() -> None:
    assert given(requested("2026-03-02")).owes_on("RECEIPT") == date(2026, 3, 2)
    issued = given(requested("2026-03-02")).when(Pathway.issue_receipt, on="2026-03-02").then(RisReceiptIssued)
    assert (issued.owes("RECEIPT"), issued.pathway.warnings) == (None, [])
    issued.when(Pathway.issue_receipt, on="2026-03-03").then_breaks("NO_RECEIPT_DUE")
    given(requested("2026-03-02")).when(Pathway.issue_receipt, on="2026-03-04").then_warns("RECEIPT_LATE")


def test_no_receipt_precedes_its_request() -> None:
    early = given(requested("2026-03-02")).when(Pathway.issue_receipt, on="2026-03-02", issued_on=date(2026, 3, 1))
    early.then_breaks("RECEIPT_BEFORE_REQUEST", "DIS, art. 18")


def test_silence_is_shown_on_the_eve_of_the_earlier_reading() -> None:
    silent = given(requested("2026-03-02")).owes("SILENCE_APPEAL")
    assert silent
    assert (silent.due_on, silent.other_reading) == (date(2026, 6, 30), "38 jours + 3 mois, soit le 09/07/2026")
    assert given(requested("2026-03-02")).owes_on("SILENCE") == date(2026, 4, 9)
    aid = given(requested("2026-03-02", Kind.ERIS))
    assert (aid.owes_on("DECISION_ERIS"), aid.owes_on("SILENCE_APPEAL_ERIS")) == (date(2026, 4, 2), date(2026, 7, 1))
    assert (aid.owes("DECISION"), aid.owes("SILENCE")) == (None, None)


def test_nothing_is_silent_once_decided() -> None:
    decided = given(*WITH_RIS)
    assert [decided.owes(code) for code in ("RECEIPT", "TRANSFER", "DECISION", "SILENCE", "SILENCE_APPEAL")] == [
        None
    ] * 5


@pytest.mark.parametrize(
    ("requested_on", "on", "percent", "doubtful"),
    [
        ("2025-12-31", "2026-06-01", 55, False),
        ("2026-01-01", "2026-06-01", 100, True),
        ("2026-06-30", "2027-02-01", 90, True),
        ("2026-06-30", "2028-02-01", 80, True),
        ("2026-06-30", "2031-02-01", 75, True),
        ("2026-07-01", "2026-08-01", 70, True),
    ],
)
def test_what_is_refunded_depends_on_the_day_of_the_request(
    requested_on: str, on: str, percent: int, doubtful: bool
) -> None:
    share = refund_share(date.fromisoformat(requested_on), date.fromisoformat(on), RULES)
    assert (int(share.percent), share.is_doubtful) == (percent, doubtful)
