"""A contract under article 61 that runs: its days, its follow-up, its interruptions, its end; who sees it."""

from datetime import date
from typing import Any

import pytest

from domain.pathway import Pathway
from domain.pathway.article61 import (
    Article61DaysRecorded,
    Article61Ended,
    Article61Extended,
    Article61FollowedUp,
    Article61Interrupted,
    Article61Resumed,
)
from domain.pathway.followup import ContactKind, InterviewHeld, last_contact_on
from domain.pathway.insertion_contract import Cause, DayKind, EndReason
from domain.pathway.placement import last_exit_on
from projections.files import Phase, phase_of, place_of
from projections.history import History
from projections.outcomes import rows
from tests.contracts import READY_61, RUNNING_61, days_61
from tests.rules import RULES
from tests.story import OPENED, Told, given, history
from web.pages.portrait import stages, under_way

LAW = "LO CPAS, art. 61"
STOPPED: Told = ("2026-04-15", Article61Interrupted(reason=Cause.CAREER_BREAK, from_on=date(2026, 4, 15)))
ENDED: Told = ("2027-02-28", Article61Ended(ended_on=date(2027, 2, 28), reason=EndReason.TERM_REACHED, counted_days=312,
                                            entitlement_reached=True))  # fmt: skip


def test_the_days_of_a_month_are_recorded() -> None:
    sheet: dict[str, Any] = {"month": date(2026, 3, 1), "worked": 22, "assimilated": {DayKind.PAID_HOLIDAY: 2}}
    story = given(*RUNNING_61).when(Pathway.record_days_article61, on="2026-04-03", **sheet)
    story.then(Article61DaysRecorded(**sheet))
    assert story.state.article61.contract is not None
    assert story.state.article61.contract.counted == 24


def test_the_days_are_those_of_article_60() -> None:
    sheet: dict[str, Any] = {"month": date(2026, 3, 1), "worked": 28}
    given(*RUNNING_61).when(Pathway.record_days_article61, on="2026-04-03", **sheet).then_breaks("TOO_MANY_DAYS", LAW)
    sick: dict[str, Any] = {"month": date(2026, 3, 1), "worked": 20, "assimilated": {DayKind.WORK_ACCIDENT: 2}}
    given(*RUNNING_61).when(Pathway.record_days_article61, on="2026-04-03", **sick).then_warns("DAYS_NOT_COUNTED")
    early: dict[str, Any] = {"month": date(2026, 2, 1), "worked": 20}
    given(*RUNNING_61).when(Pathway.record_days_article61, on="2026-04-03", **early).then_breaks(
        "MONTH_OUT_OF_CONTRACT", LAW
    )
    given(*READY_61).when(Pathway.record_days_article61, on="2026-04-03", worked=20).then_breaks("NO_CONTRACT", LAW)


def test_the_counter_the_orientation_and_the_follow_up_say_which_article() -> None:
    story = given(*RUNNING_61)
    days, follow_up = story.owes("ART60_DAYS"), story.owes("FOLLOW_UP")
    assert days is not None
    assert follow_up is not None
    assert (days.due_on, days.step) == (date(2027, 2, 28), "end_article61")
    assert "article 61" in days.label
    assert "article 61" in follow_up.label
    assert (follow_up.due_on, follow_up.step) == (date(2026, 3, 29), "record_follow_up_article61")
    assert story.owes_on("ART60_ORIENTATION") == date(2026, 11, 30)


def test_a_follow_up_is_a_contact() -> None:
    story = given(*RUNNING_61).when(Pathway.record_follow_up_article61, on="2026-03-23", place="Boulangerie")
    story.then(Article61FollowedUp(on=date(2026, 3, 23), place="Boulangerie"))
    assert last_contact_on(story.state) == date(2026, 3, 23)
    assert story.owes_on("FOLLOW_UP") == date(2026, 4, 20)
    story.act = lambda: Pathway.record_follow_up_article61(story.pathway, on=date(2026, 2, 1))
    story.then_breaks("FOLLOW_UP_DATE", "Décret 60/61")
    given(*READY_61).when(Pathway.record_follow_up_article61, on="2026-03-23").then_breaks("NO_CONTRACT")


def test_a_contract_is_interrupted_and_resumed() -> None:
    story = given(*RUNNING_61).when(Pathway.interrupt_article61, on="2026-04-15", reason=Cause.CAREER_BREAK)
    story.then(STOPPED[1])
    assert story.owes("FOLLOW_UP") is None
    story.when(Pathway.interrupt_article61, on="2026-04-16", reason=Cause.OTHER).then_breaks("ALREADY_INTERRUPTED", LAW)
    story.when(Pathway.resume_article61, on="2026-06-01").then(Article61Resumed(on=date(2026, 6, 1)))
    assert story.owes_on("FOLLOW_UP") == date(2026, 6, 29)
    story.when(Pathway.resume_article61, on="2026-06-02").then_breaks("NOT_INTERRUPTED", LAW)
    given(*RUNNING_61).when(Pathway.interrupt_article61, on="2026-04-15").then_breaks("REASON_REQUIRED", LAW)
    given(*READY_61).when(Pathway.interrupt_article61, on="2026-04-15").then_breaks("NO_CONTRACT", LAW)


def test_work_does_not_begin_again_before_it_stopped() -> None:
    story = given(*RUNNING_61, STOPPED).when(Pathway.resume_article61, on="2026-04-15")
    story.then_breaks("RESUMED_BEFORE_INTERRUPTION", LAW)


def test_a_contract_is_prolonged_while_days_are_missing() -> None:
    story = given(*RUNNING_61, *days_61(13)).when(Pathway.extend_article61, on="2027-02-10", why="absences")
    story.then(Article61Extended(planned_end=date(2027, 3, 16), reason="absences", days_missing=299))
    given(*RUNNING_61).when(Pathway.extend_article61, on="2026-06-01").then_breaks("REASON_REQUIRED", LAW)
    given(*RUNNING_61).when(Pathway.extend_article61, on="2026-06-01", reason="x").then_breaks("NOT_LATER", LAW)
    full = given(*RUNNING_61, *days_61(*([26] * 12)))
    full.when(Pathway.extend_article61, on="2027-02-28", planned_end=date(2027, 6, 30), reason="suite")
    full.then_breaks("DURATION_EXCEEDED", LAW)


def test_a_contract_ends_with_its_reason_its_days_and_what_they_open() -> None:
    oriented: Told = ("2026-12-01", InterviewHeld(kind=ContactKind.ORIENTATION))
    full = given(*RUNNING_61, *days_61(*([26] * 12)), oriented)
    full.when(Pathway.end_article61, on="2027-02-28", reason=EndReason.TERM_REACHED).then(ENDED[1])
    assert not full.pathway.warnings
    assert not full.state.article61.is_running
    assert last_exit_on(full.state) == date(2027, 2, 28)
    assert ENDED[1].sentence == (
        "Contrat article 61 terminé : le 28/02/2027, terme atteint, 312 jours comptés, droit au chômage ouvert"
    )


def test_a_contract_does_not_end_without_a_reason_nor_before_it_started_nor_in_the_future() -> None:
    end = given(*RUNNING_61)
    end.when(Pathway.end_article61, on="2026-04-10").then_breaks("REASON_REQUIRED", LAW)
    resigned: dict[str, Any] = {"reason": EndReason.RESIGNED}
    before: dict[str, Any] = {**resigned, "ended_on": date(2026, 2, 1)}
    end.when(Pathway.end_article61, on="2026-04-10", **before).then_breaks("END_BEFORE_START", LAW)
    later: dict[str, Any] = {**resigned, "ended_on": date(2026, 5, 1)}
    end.when(Pathway.end_article61, on="2026-04-10", **later).then_breaks("ENDED_LATER", LAW)
    end.when(Pathway.end_article61, on="2026-04-10", **resigned).then_warns("ORIENTATION_MISSING")
    given(*READY_61).when(Pathway.end_article61, on="2026-04-10", **resigned).then_breaks("NO_CONTRACT", LAW)


def test_only_an_article_60_ends_by_moving_to_article_61() -> None:
    story = given(*RUNNING_61).when(Pathway.end_article61, on="2026-04-10", reason=EndReason.MOVED_60_TO_61)
    story.then_breaks("REASON_OUT_OF_PLACE", LAW)


def test_a_file_is_not_closed_while_the_contract_runs() -> None:
    given(*RUNNING_61).when(Pathway.close_pathway, on="2026-04-10").then_breaks("STILL_RUNNING")


def test_the_list_of_files_shows_the_employer_and_the_article() -> None:
    state = given(*RUNNING_61).state
    assert (phase_of(state), place_of(state)) == (Phase.IN_ARTICLE61, "Boulangerie Nihon")


def test_the_page_of_a_file_shows_the_contract_and_what_it_opened() -> None:
    running = given(*RUNNING_61, *days_61(26)).pathway
    shown = under_way(running)
    assert shown is not None
    assert (shown.title, shown.progress) == ("Contrat article 61", (26, 312))
    assert ("Employeur", "Boulangerie Nihon") in shown.lines
    assert ("Article 61", "now", "En cours · 26 / 312 jours") in stages(running)
    ended = given(*RUNNING_61, *days_61(*([26] * 12)), ENDED).pathway
    assert ("Article 61", "done", "Terminé le 28/02/2027 · ouvre 12 mois de chômage") in stages(ended)
    stopped = given(*RUNNING_61, STOPPED).pathway
    assert ("Article 61", "now", "Suspendu le 15/04/2026 · 0 / 312 jours") in stages(stopped)


def test_an_exit_from_an_article_61_is_told_apart() -> None:
    told = history(*OPENED, *RUNNING_61, ENDED)
    [left] = rows(History(told[0].originator_id, told, RULES))
    assert (left.measure, left.exit_on, left.completed) == ("ART61", date(2027, 2, 28), True)


def test_what_is_told_of_no_contract_changes_nothing() -> None:
    lone = (Article61FollowedUp(), Article61Resumed(), Article61Ended(reason=EndReason.MOVED), STOPPED[1],
            Article61Extended(planned_end=date(2027, 1, 1)), Article61DaysRecorded(month=date(2026, 3, 1)))  # fmt: skip
    assert given(*(("2026-03-01", fact) for fact in lone)).state.article61 == given().state.article61


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (Article61DaysRecorded(month=date(2026, 2, 1), worked=1, uncounted={DayKind.UNPAID: 2}),
         "Journées enregistrées (article 61) : février 2026, 1 prestée, non comptées (jour non payé : 2)"),
        (Article61FollowedUp(place="Boulangerie"), "Suivi personnalisé tenu (article 61) : Boulangerie"),
        (STOPPED[1], "Contrat article 61 suspendu : dès le 15/04/2026, interruption de carrière"),
        (Article61Resumed(), "Contrat article 61 repris"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: Article61Resumed, sentence: str) -> None:
    assert fact.sentence == sentence
