"""What was written wrong, what was true, and what was known."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from domain.kernel import BRUSSELS, Erased, Role
from domain.pathway import Pathway, state_of
from domain.pathway.corrections import EntryCorrected, EntryVoided, overlaid
from domain.pathway.followup import InterviewHeld
from domain.pathway.household import Category, HouseholdDeclared
from domain.pathway.ris_decision import RisGranted
from projections import timeline
from tests.people import WITH_RIS, granted, requested
from tests.story import OPENED, Told, given, history, noon

TYPO = "faute de frappe"
HOUSEHOLD: Told = ("2024-05-06", HouseholdDeclared(category=Category.SINGLE, effective_on=date(2024, 5, 6)))
ASKED: tuple[Told, ...] = (*OPENED, requested("2024-05-06"), granted("2024-05-27"))
GRANT = len(ASKED)


def test_a_voided_decision_leaves_the_request_pending() -> None:
    told = history(*ASKED, ("2024-06-01", EntryVoided(entry=GRANT)))
    assert state_of(told).ris.is_pending


def test_a_void_may_itself_be_voided() -> None:
    told = history(*ASKED, ("2024-06-01", EntryVoided(entry=GRANT)), ("2024-06-02", EntryVoided(entry=GRANT + 1)))
    assert state_of(told).ris.right


def test_a_correction_rewrites_what_is_read_and_leaves_what_was_written() -> None:
    told = history(*ASKED, ("2024-06-01", EntryCorrected(entry=GRANT, changes={"category": "3"})))
    [*_, written, _correction], [*_, read] = told, overlaid(told)
    assert isinstance(written.event, RisGranted)
    assert isinstance(read.event, RisGranted)
    assert (written.event.category, read.event.category) == (Category.SINGLE, Category.FAMILY)


def test_a_correction_laid_over_equals_the_history_told_rightly() -> None:
    right: Told = ("2024-05-06", HOUSEHOLD[1].model_copy(update={"category": Category.FAMILY}))
    wrong = history(*OPENED, HOUSEHOLD, ("2024-06-01", EntryCorrected(entry=3, changes={"category": "3"})))
    assert state_of(wrong) == state_of(history(*OPENED, right))


def test_true_on_a_day_as_known_on_another() -> None:
    later = EntryCorrected(entry=GRANT, occurred_on=date(2024, 6, 10), changes={"decided_on": "2024-06-10"})
    told = history(*ASKED, ("2024-07-02", later))
    in_june = datetime(2024, 6, 30, tzinfo=BRUSSELS)
    assert state_of(told, true_on=date(2024, 6, 1), known_on=in_june).ris.right
    assert not state_of(told, true_on=date(2024, 6, 1)).ris.right
    right = state_of(told, true_on=date(2024, 6, 10)).ris.right
    assert right
    assert right.decided_on == date(2024, 6, 10)


def test_a_fact_learnt_late_was_true_before_it_was_known() -> None:
    asked = requested("2024-05-06")
    told = history(*OPENED, (asked[0], asked[1], "2024-05-20"))
    assert state_of(told, true_on=date(2024, 5, 6)).ris.is_pending
    assert not state_of(told, known_on=datetime(2024, 5, 19, tzinfo=BRUSSELS)).ris.is_pending


def test_one_undoes_ones_own_entry_within_minutes() -> None:
    story = given(requested("2024-05-06")).when(Pathway.void_entry, on="2024-05-06", why=TYPO, entry=3)
    story.then(EntryVoided(entry=3))
    assert not story.state.ris.is_pending


def test_later_a_supervisor_corrects() -> None:
    told = given(requested("2024-05-06"))
    told.when(Pathway.void_entry, on="2024-05-07", why=TYPO, entry=3).then_breaks("UNDO_TOO_LATE")
    told.when(Pathway.void_entry, on="2024-05-07", why=TYPO, role=Role.HEAD, entry=3).then(EntryVoided)


def test_nothing_is_put_right_without_a_reason_nor_what_does_not_stand() -> None:
    told = given(requested("2024-05-06"))
    told.when(Pathway.void_entry, on="2024-05-06", entry=3).then_breaks("REASON_REQUIRED", "RGPD, art. 5, § 2")
    told.when(Pathway.void_entry, on="2024-05-06", why=TYPO, entry=9).then_breaks("NO_SUCH_ENTRY")


def test_a_correction_says_what_changes_and_makes_sense() -> None:
    told = given(*WITH_RIS)
    last = told.pathway.version
    told.when(Pathway.correct_entry, on="2024-05-27", why=TYPO, entry=last).then_breaks("NOTHING_TO_CORRECT")
    nonsense: dict[str, Any] = {"entry": last, "changes": {"category": "rich"}}
    told.when(Pathway.correct_entry, on="2024-05-27", why=TYPO, **nonsense).then_breaks("CORRECTION_INVALID", "RGPD")


def test_a_correction_is_voided_not_corrected() -> None:
    told = (
        given(HOUSEHOLD)
        .when(Pathway.correct_entry, on="2024-05-06", why=TYPO, entry=3, changes={"category": "3"})
        .then(EntryCorrected)
    )
    told.when(Pathway.correct_entry, on="2024-05-06", why=TYPO, entry=4, changes={"entry": 2}).then_breaks(
        "CORRECTION_OF_CORRECTION"
    )


def test_a_correction_moves_no_file_changes_no_number_and_tells_no_future() -> None:
    told = given(HOUSEHOLD)
    for changes, entry in (({"centre": 2}, 1), ({"national_number": "85073003328"}, 2)):
        move = told.when(Pathway.correct_entry, on="2020-01-02", why=TYPO, role=Role.HEAD, entry=entry, changes=changes)
        move.then_breaks("CORRECTED_BY_STEP", "RGPD")
    later: dict[str, Any] = {"entry": 3, "true_day": date(2090, 1, 1)}
    told.when(Pathway.correct_entry, on="2024-05-06", why=TYPO, **later).then_breaks("CORRECTED_TO_LATER")
    told.when(Pathway.void_entry, on="2020-01-02", why=TYPO, entry=1).then_breaks("OPENING_STANDS")


def test_a_corrected_day_moves_the_fact_that_repeats_it() -> None:
    met: Told = ("2024-05-20", InterviewHeld(on=date(2024, 5, 20)))
    moved = EntryCorrected(entry=3, occurred_on=date(2024, 5, 3), changes={})
    told = history(*OPENED, met, ("2024-06-01", moved))
    assert state_of(told).followup.last_contact_on == date(2024, 5, 3)
    assert timeline.rows(told)[2].true_day == date(2024, 5, 3)


def test_personal_and_public_changes_are_kept_apart() -> None:
    told = given().when(
        Pathway.correct_entry, on="2020-01-02", why=TYPO, entry=2, changes={"last_name": "Diallo-Martin"}
    )
    told.then(EntryCorrected(entry=2, changes={}, personal_changes={"last_name": "Diallo-Martin"}))
    assert told.state.identity.last_name == "Diallo-Martin"


def test_a_correction_of_someone_erased_changes_nothing_personal() -> None:
    gone = EntryCorrected(entry=2, changes={}, personal_changes=Erased.ERASED)
    assert state_of(history(*OPENED, ("2024-06-01", gone))).identity.last_name == "Diallo"


@pytest.mark.parametrize("kind", [EntryVoided(entry=3), EntryCorrected(entry=3, changes={"category": "3"})])
def test_the_timeline_strikes_a_line_and_keeps_it(kind: EntryVoided | EntryCorrected) -> None:
    lines = timeline.rows(history(*OPENED, HOUSEHOLD, ("2024-06-01", kind)))
    assert [line.struck for line in lines] == [False, False, True, False]
    assert lines[2].sentence == "Ménage déclaré : isolé (cat. 2), dès le 06/05/2024"
    now = "Ménage déclaré : famille à charge (cat. 3), dès le 06/05/2024"
    assert lines[2].reads_now == ("" if isinstance(kind, EntryVoided) else now)


def test_a_line_written_late_says_so() -> None:
    [*_, line] = timeline.rows(history(*OPENED, ("2024-05-06", HOUSEHOLD[1], "2024-05-09")))
    assert line.late
    assert line.recorded_on == date(2024, 5, 9)
    entry = history(*OPENED)[0]
    assert replace(entry, recorded_at=noon("2020-01-02")).recorded_on == date(2020, 1, 2)
