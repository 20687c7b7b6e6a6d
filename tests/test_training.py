"""Training with an approved operator: enrolled, attended month by month, ended."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.pathway import Pathway
from domain.pathway.training import TrainingEnded, TrainingEnrolled
from domain.pathway.training_content import Assimilated, Category, Method, Result
from domain.pathway.training_follow import TrainingAttended
from domain.rules import Confidence
from tests.story import Told, given

OPERATOR = "0202239951"
ENROLLED: Told = ("2025-01-06", TrainingEnrolled(operator_bce=OPERATOR, track="Menuiserie", start=date(2025, 1, 6)))
ENDED: Told = ("2025-06-30", TrainingEnded(result=Result.COMPLETED, total_h=Decimal(600)))


def attended(month: str, hours: int) -> Told:
    """So many hours attended that month, told on its 28th."""
    return f"{month}-28", TrainingAttended(month=date.fromisoformat(f"{month}-01"), attended_h=Decimal(hours))


def year(first: int, *hours: int) -> tuple[Told, ...]:
    """Hours attended from January of that year on, month after month."""
    return tuple(attended(f"{first + n // 12}-{n % 12 + 1:02}", told) for n, told in enumerate(hours))


def test_a_training_begins_with_its_operator_and_its_track() -> None:
    story = given().when(
        Pathway.enrol_training, on="2025-01-06", operator_bce="BE 0202.239.951", track="Menuiserie",
        category=Category.PROFESSIONALISING, method=Method.EFT, agreement="CONV-3", planned_hours=Decimal(800),
    )  # fmt: skip
    story.then(TrainingEnrolled)
    enrolment = story.state.training.enrolment
    assert enrolment is not None
    assert (enrolment.operator_bce, enrolment.start, enrolment.id.version) == (OPERATOR, date(2025, 1, 6), 5)
    assert story.state.training.is_running


def test_a_short_request_is_enough() -> None:
    story = given().when(Pathway.enrol_training, on="2025-01-06").then(TrainingEnrolled)
    assert story.pathway.pending[-1].event.sentence == "Inscription en formation CISP : dès le 06/01/2025"


def test_approval_and_agreement_are_taken_as_told() -> None:
    story = given().when(Pathway.enrol_training, on="2025-01-06", agreement="CONV-3")
    story.then_warns("OPERATOR_UNCHECKED")
    assert "AGREEMENT_UNCHECKED" in {warned.code for warned in story.pathway.warnings}
    assert "convention CONV-3 (non contrôlée)" in story.pathway.pending[0].event.sentence


def test_the_number_of_the_operator_is_checked() -> None:
    given().when(Pathway.enrol_training, on="2025-01-06", operator_bce="0202239950").then_breaks(
        "BCE_INVALID", "Décret CISP"
    )


def test_one_training_runs_at_a_time() -> None:
    given(ENROLLED).when(Pathway.enrol_training, on="2025-02-03").then_breaks("TRAINING_RUNNING", "Décret CISP")
    again = given(ENROLLED, ENDED).when(Pathway.enrol_training, on="2025-07-01").then(TrainingEnrolled)
    assert [enrolment.is_completed for enrolment in again.state.training.episodes] == [True, False]


def test_the_hours_of_a_month_are_recorded_and_a_new_sheet_replaces_the_former() -> None:
    sheet: dict[str, Any] = {"month": date(2025, 1, 20), "assimilated_h": {Assimilated.HEALTH: Decimal("7.5")}}
    story = given(ENROLLED).when(Pathway.record_attendance, on="2025-02-03", attended_h=Decimal(120), **sheet)
    story.then(
        TrainingAttended(
            month=date(2025, 1, 1), attended_h=Decimal(120), assimilated_h={Assimilated.HEALTH: Decimal("7.5")}
        )
    )
    assert story.state.training.hours == Decimal("127.5")
    story.when(Pathway.record_attendance, on="2025-02-04", attended_h=Decimal(100), month=date(2025, 1, 1)).act()
    assert story.state.training.hours == 100


@pytest.mark.parametrize(
    "hours",
    [
        {"attended_h": Decimal(201)},
        {"attended_h": Decimal(-1)},
        {"attended_h": Decimal(150), "unjustified_h": Decimal(51)},
        {"assimilated_h": {Assimilated.HEALTH: Decimal(-1)}},
    ],
)
def test_a_month_has_from_none_to_two_hundred_hours(hours: dict[str, Any]) -> None:
    given(ENROLLED).when(Pathway.record_attendance, on="2025-01-31", **hours).then_breaks(
        "HOURS_OUT_OF_RANGE", "AGW CISP"
    )


def test_two_hundred_hours_are_a_month() -> None:
    given(ENROLLED).when(Pathway.record_attendance, on="2025-01-31", attended_h=Decimal(200)).then(TrainingAttended)


def test_planned_hours_are_not_negative() -> None:
    given().when(Pathway.enrol_training, on="2025-01-06", planned_hours=Decimal(-1)).then_breaks("HOURS_OUT_OF_RANGE")


@pytest.mark.parametrize("month", [date(2024, 12, 1), date(2025, 3, 1), date(2025, 8, 1)])
def test_a_month_lies_within_the_training_and_has_begun(month: date) -> None:
    given(ENROLLED).when(Pathway.record_attendance, on="2025-02-03", month=month).then_breaks(
        "MONTH_OUT_OF_TRAINING", "AGW CISP"
    )
    given().when(Pathway.record_attendance, on="2025-02-03").then_breaks("NO_TRAINING")


def test_a_late_sheet_is_recorded_after_the_end() -> None:
    story = given(ENROLLED, ENDED).when(Pathway.record_attendance, on="2025-07-03", month=date(2025, 6, 1))
    story.then(TrainingAttended)
    given(ENROLLED, ENDED).when(Pathway.record_attendance, on="2025-07-03", month=date(2025, 7, 1)).then_breaks(
        "MONTH_OUT_OF_TRAINING"
    )


def test_the_ceiling_warns_at_enrolment_and_blocks_nothing() -> None:
    story = given().when(Pathway.enrol_training, on="2025-01-06", planned_hours=Decimal(2150))
    story.then_warns("HOURS_CEILING")
    reason = story.pathway.warnings[-1].reason
    assert reason == "Plafond de 2\u202f100 heures dépassé de 50 h. Plafond à vérifier."


def test_the_hours_alert_at_eighty_and_at_ninety_five_percent() -> None:
    below = given(ENROLLED, *year(2025, *([168] * 9), 167))
    assert below.owes("CISP_HOURS") is None
    first = given(ENROLLED, *year(2025, *([168] * 10))).owes("CISP_HOURS")
    assert first is not None
    assert (first.due_on, first.label) == (date(2025, 10, 31), "Heures CISP : 80 % du plafond")
    assert (first.because, first.confidence) == ("1\u202f680 / 2\u202f100 heures", Confidence.UNVERIFIED)
    second = given(ENROLLED, *year(2025, *([168] * 11), 147)).owes("CISP_HOURS")
    assert second is not None
    assert (second.due_on, second.label) == (date(2025, 12, 31), "Heures CISP : 95 % du plafond")
    assert second.because == "1\u202f995 / 2\u202f100 heures"


def test_the_ceiling_is_one_for_all_the_trainings_of_a_person() -> None:
    ended: Told = ("2025-12-31", TrainingEnded(result=Result.ABANDONED))
    again: Told = ("2026-01-05", TrainingEnrolled())
    both = (ENROLLED, *year(2025, *([160] * 10)), ended)
    assert given(*both).owes("CISP_HOURS") is None
    assert given(*both, again, attended("2026-01", 100)).owes_on("CISP_HOURS") == date(2026, 1, 31)


def test_a_training_ends_with_its_result() -> None:
    story = given(ENROLLED, attended("2025-01", 120)).when(
        Pathway.end_training, on="2025-06-30", result=Result.COMPLETED, certificate_ref="ATT-9"
    )
    story.then(TrainingEnded(result=Result.COMPLETED, total_h=Decimal(120), certificate_ref="ATT-9"))
    assert not story.state.training.is_running
    assert story.owes_on("OUTCOME_3") == date(2025, 9, 29)


@pytest.mark.parametrize("result", Result)
def test_a_training_ends_in_one_of_eight_ways(result: Result) -> None:
    assert len(Result) == 8
    story = given(ENROLLED).when(Pathway.end_training, on="2025-06-30", result=result).then(TrainingEnded)
    enrolment = story.state.training.enrolment
    assert enrolment is not None
    led_to_its_end = {"COMPLETED", "CONTINUES_TRAINING", "EMPLOYED"}
    assert (enrolment.result, enrolment.is_completed) == (result, result.value in led_to_its_end)


def test_a_training_does_not_end_without_a_result() -> None:
    given(ENROLLED).when(Pathway.end_training, on="2025-06-30").then_breaks("REASON_REQUIRED", "Décret CISP")
    given().when(Pathway.end_training, on="2025-06-30", result=Result.COMPLETED).then_breaks("NO_TRAINING")
    future: Told = ("2025-01-06", TrainingEnrolled(start=date(2025, 3, 3)))
    given(future).when(Pathway.end_training, on="2025-02-01", result=Result.ABANDONED).then_breaks("END_BEFORE_START")


def test_a_file_is_not_closed_while_a_training_runs() -> None:
    given(ENROLLED).when(Pathway.close_pathway, on="2025-02-03").then_breaks("STILL_RUNNING")


def test_a_training_told_by_another_system_needs_no_field() -> None:
    told = (("1976-01-01", TrainingEnrolled()), ("1977-12-31", TrainingEnded()))
    first, again = given(*told).state.training.episodes, given(*told).state.training.episodes
    [enrolment] = first
    assert (enrolment.start, enrolment.ended_on) == (date(1976, 1, 1), date(1977, 12, 31))
    assert (enrolment.result, enrolment.is_completed) == (Result.UNKNOWN, False)
    assert first == again


def test_what_is_told_of_no_training_changes_nothing() -> None:
    assert given(attended("2025-01", 100), ENDED).state.training == given().state.training


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (TrainingEnrolled(), "Inscription en formation CISP"),
        (TrainingEnrolled(track="Menuiserie", category=Category.BASIC, planned_hours=Decimal(800)),
         "Inscription en formation CISP : Menuiserie, formation de base, 800 heures prévues"),
        (TrainingAttended(month=date(2025, 4, 3), attended_h=Decimal(120), unjustified_h=Decimal(4),
                          assimilated_h={Assimilated.CHILDCARE: Decimal(8)}),
         "Heures de formation : avril 2025, 120 suivies, assimilées (garde d'enfant : 8), non justifiées : 4"),
        (TrainingEnded(), "Formation CISP terminée : inconnu"),
        (ENDED[1], "Formation CISP terminée : menée à son terme, 600 heures"),
        (TrainingEnded(result=Result.COMPLETED, certificate_ref="ATT-9"),
         "Formation CISP terminée : menée à son terme, attestation ATT-9"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: TrainingEnded, sentence: str) -> None:
    assert fact.sentence == sentence
