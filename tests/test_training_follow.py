"""A training as it goes: hours of internship, interruptions, and the ceiling passed and explained."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.kernel import Event, Role
from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.pathway.step import NotAllowed
from domain.pathway.training import TrainingEnded, TrainingEnrolled
from domain.pathway.training_content import Pause, Result
from domain.pathway.training_follow import (
    TrainingAttended,
    TrainingCeilingExplained,
    TrainingInterrupted,
    TrainingResumed,
)
from domain.rules import Confidence
from tests.story import Story, Told, given
from tests.test_training import ENROLLED, year

AWAY: Told = ("2025-02-10", TrainingInterrupted(reason=Pause.HEALTH, from_on=date(2025, 2, 10)))
BACK: Told = ("2025-04-14", TrainingResumed(on=date(2025, 4, 14)))
FULL = (ENROLLED, *year(2025, *([175] * 12)))
"""Exactly 2,100 hours."""


def sheet(*told: Told, on: str, **answers: Any) -> Story:
    """The hours of a month, written down on that day."""
    return given(ENROLLED, *told).when(Pathway.record_attendance, on=on, **answers)


def test_internship_hours_are_part_of_the_hours_attended() -> None:
    story = sheet(on="2025-01-31", attended_h=Decimal(120), internship_h=Decimal(40), planned_h=Decimal(130))
    story.then(
        TrainingAttended(
            month=date(2025, 1, 1), attended_h=Decimal(120), internship_h=Decimal(40), planned_h=Decimal(130)
        )
    )
    assert story.state.training.hours == 120
    sheet(on="2025-01-31", attended_h=Decimal(40), internship_h=Decimal(41)).then_breaks(
        "HOURS_OUT_OF_RANGE", "AGW CISP"
    )


@pytest.mark.parametrize(
    "told", [{"internship_h": Decimal(-1)}, {"planned_h": Decimal(-1)}, {"planned_h": Decimal(201)}]
)
def test_no_hour_told_is_out_of_range(told: dict[str, Any]) -> None:
    sheet(on="2025-01-31", attended_h=Decimal(40), **told).then_breaks("HOURS_OUT_OF_RANGE", "AGW CISP")


@pytest.mark.parametrize("reason", Pause)
def test_a_training_is_interrupted_for_health_for_a_child_or_for_a_job_tried_out(reason: Pause) -> None:
    assert set(Pause) == {"HEALTH", "CHILDCARE", "JOB_TRIAL"}
    story = given(ENROLLED).when(Pathway.interrupt_training, on="2025-02-10", reason=reason)
    story.then(TrainingInterrupted(reason=reason, from_on=date(2025, 2, 10)))
    assert story.state.training.is_interrupted
    assert story.state.training.is_running


def test_an_interruption_has_its_reason() -> None:
    given(ENROLLED).when(Pathway.interrupt_training, on="2025-02-10").then_breaks("REASON_REQUIRED", "AGW CISP")


def test_only_a_training_that_is_attended_is_interrupted() -> None:
    interrupt: dict[str, Any] = {"on": "2025-03-03", "reason": Pause.HEALTH}
    given().when(Pathway.interrupt_training, **interrupt).then_breaks("NOT_ATTENDING", "AGW CISP")
    given(ENROLLED, AWAY).when(Pathway.interrupt_training, **interrupt).then_breaks("NOT_ATTENDING")
    ended: Told = ("2025-02-28", TrainingEnded(result=Result.ABANDONED))
    given(ENROLLED, ended).when(Pathway.interrupt_training, **interrupt).then_breaks("NOT_ATTENDING")


def test_an_interruption_begins_after_the_start_and_after_the_last_one() -> None:
    early: dict[str, Any] = {"reason": Pause.HEALTH, "from_on": date(2025, 1, 3)}
    given(ENROLLED).when(Pathway.interrupt_training, on="2025-02-10", **early).then_breaks(
        "INTERRUPTION_TOO_EARLY", "AGW CISP"
    )
    inside: dict[str, Any] = {"reason": Pause.HEALTH, "from_on": date(2025, 4, 13)}
    given(ENROLLED, AWAY, BACK).when(Pathway.interrupt_training, on="2025-05-05", **inside).then_breaks(
        "INTERRUPTION_TOO_EARLY"
    )
    again: dict[str, Any] = {"reason": Pause.HEALTH, "from_on": date(2025, 4, 14)}
    given(ENROLLED, AWAY, BACK).when(Pathway.interrupt_training, on="2025-05-05", **again).then(TrainingInterrupted)


def test_nobody_tells_an_interruption_to_come() -> None:
    future: dict[str, Any] = {"reason": Pause.HEALTH, "from_on": date(2025, 2, 11)}
    given(ENROLLED).when(Pathway.interrupt_training, on="2025-02-10", **future).then_breaks("LATER_THAN_THE_ACT")


def test_a_training_is_resumed_on_the_first_day_back() -> None:
    story = given(ENROLLED, AWAY).when(Pathway.resume_training, on="2025-04-14")
    story.then(TrainingResumed(on=date(2025, 4, 14)))
    assert not story.state.training.is_interrupted
    given(ENROLLED).when(Pathway.resume_training, on="2025-04-14").then_breaks("NOT_INTERRUPTED", "AGW CISP")
    given(ENROLLED, AWAY, BACK).when(Pathway.resume_training, on="2025-05-05").then_breaks("NOT_INTERRUPTED")


@pytest.mark.parametrize(
    ("on", "code"), [(date(2025, 2, 9), "RESUMED_TOO_EARLY"), (date(2025, 4, 15), "LATER_THAN_THE_ACT")]
)
def test_nobody_is_back_before_leaving_nor_in_days_to_come(on: date, code: str) -> None:
    story = given(ENROLLED, AWAY).when(Pathway.resume_training, on="2025-04-14")
    with pytest.raises(RuleBroken) as broken:
        Pathway.resume_training(story.pathway, on=on)
    assert broken.value.code == code


def test_no_hours_are_recorded_of_a_month_wholly_interrupted() -> None:
    away = (AWAY, BACK)
    for month in (date(2025, 2, 1), date(2025, 4, 1)):
        sheet(*away, on="2025-05-05", month=month, attended_h=Decimal(20)).then(TrainingAttended)
    sheet(*away, on="2025-05-05", month=date(2025, 3, 1)).then_breaks("TRAINING_INTERRUPTED", "AGW CISP")
    sheet(AWAY, on="2025-04-30", month=date(2025, 4, 1)).then_breaks("TRAINING_INTERRUPTED")


def test_a_month_interrupted_from_its_first_day_to_its_last_is_wholly_interrupted() -> None:
    whole: Told = ("2025-02-01", TrainingInterrupted(reason=Pause.JOB_TRIAL))
    back: Told = ("2025-03-01", TrainingResumed())
    sheet(whole, back, on="2025-03-31", month=date(2025, 2, 1)).then_breaks("TRAINING_INTERRUPTED")
    on_the_last: Told = ("2025-02-28", TrainingResumed())
    sheet(whole, on_the_last, on="2025-03-31", month=date(2025, 2, 1)).then(TrainingAttended)


def test_a_training_may_end_while_it_is_interrupted_and_its_file_stays_open_until_then() -> None:
    given(ENROLLED, AWAY).when(Pathway.close_pathway, on="2025-03-03").then_breaks("STILL_RUNNING")
    story = given(ENROLLED, AWAY).when(Pathway.end_training, on="2025-03-03", result=Result.HEALTH).then(TrainingEnded)
    assert not story.state.training.is_interrupted


def test_what_is_told_of_no_training_changes_nothing() -> None:
    explained: Told = ("2025-03-03", TrainingCeilingExplained(reason="certification"))
    assert given(AWAY, BACK, explained).state.training == given().state.training
    enrolled = given(ENROLLED).state.training
    assert given(ENROLLED, BACK).state.training == enrolled


def test_the_worker_records_the_hours_that_were_even_above_the_ceiling() -> None:
    story = given(*FULL).when(
        Pathway.record_attendance, on="2026-01-30", role=Role.SOCIAL_WORKER, attended_h=Decimal(1)
    )  # fmt: skip
    story.then_warns("HOURS_CEILING")
    assert story.state.training.hours == 2101
    at_it = given(ENROLLED, *year(2025, *([175] * 11))).when(
        Pathway.record_attendance, on="2025-12-30", attended_h=Decimal(175)
    )
    at_it.then(TrainingAttended)
    assert "HOURS_CEILING" not in {warned.code for warned in at_it.pathway.warnings}


def test_from_the_2101st_hour_a_supervisor_owes_the_reason() -> None:
    at_it = given(*FULL).owes("CISP_HOURS")
    assert at_it is not None
    assert at_it.label == "Heures CISP : 95 % du plafond"
    over = (*FULL, *year(2026, 1))
    owed = given(*over).owes("CISP_HOURS")
    assert owed is not None
    assert (owed.due_on, owed.step, owed.confidence) == (
        date(2026, 1, 31), "explain_hours_ceiling", Confidence.UNVERIFIED,
    )  # fmt: skip
    assert owed.because == "2\u202f101 / 2\u202f100 heures"
    ended: Told = ("2026-02-02", TrainingEnded(result=Result.EXHAUSTED_HOURS))
    assert given(*over, ended).owes_on("CISP_HOURS") == date(2026, 1, 31)


def test_a_supervisor_explains_why_the_training_went_on() -> None:
    over = (*FULL, *year(2026, 1))
    story = given(*over).when(Pathway.explain_hours_ceiling, on="2026-02-02", reason="fin de module")
    story.then(TrainingCeilingExplained(reason="fin de module", hours=Decimal(2101)))
    assert story.owes("CISP_HOURS") is None
    given(*over).when(Pathway.explain_hours_ceiling, on="2026-02-02").then_breaks("REASON_REQUIRED", "Pratique")
    given(*over).when(Pathway.explain_hours_ceiling, on="2026-02-02", why="fin de module").then(
        TrainingCeilingExplained
    )


def test_only_a_supervisor_explains_and_only_above_the_ceiling() -> None:
    story = given(*FULL).when(Pathway.explain_hours_ceiling, on="2026-02-02", reason="fin de module")
    story.then_breaks("CEILING_NOT_REACHED", "Pratique")
    given().when(Pathway.explain_hours_ceiling, on="2026-02-02", reason="x").then_breaks("NO_TRAINING")
    story.when(Pathway.explain_hours_ceiling, on="2026-02-02", role=Role.SOCIAL_WORKER, reason="fin de module")
    with pytest.raises(NotAllowed):
        story.act()


def test_the_reason_is_that_of_one_enrolment() -> None:
    explained: Told = ("2026-02-02", TrainingCeilingExplained(reason="fin de module"))
    ended: Told = ("2026-02-27", TrainingEnded(result=Result.COMPLETED))
    again: Told = ("2026-03-02", TrainingEnrolled())
    assert given(*FULL, *year(2026, 1), explained, ended).owes("CISP_HOURS") is None
    assert given(*FULL, *year(2026, 1), explained, ended, again).owes_on("CISP_HOURS") == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (TrainingAttended(month=date(2025, 4, 1), attended_h=Decimal(120), internship_h=Decimal(40),
                          planned_h=Decimal(130)),
         "Heures de formation : avril 2025, 120 suivies (dont 40 en stage), prévues : 130"),
        (TrainingInterrupted(reason=Pause.CHILDCARE), "Formation suspendue : garde d'enfant"),
        (AWAY[1], "Formation suspendue : santé, dès le 10/02/2025"),
        (TrainingResumed(), "Formation reprise"),
        (BACK[1], "Formation reprise : le 14/04/2025"),
        (TrainingCeilingExplained(reason="fin de module", hours=Decimal(2101)),
         "Dépassement du plafond d'heures motivé : fin de module (2\u202f101 heures)"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: Event, sentence: str) -> None:
    assert fact.sentence == sentence
