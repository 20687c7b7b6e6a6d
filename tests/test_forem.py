"""Registration with the FOREM: for whom, by when; and the breaches it passes on."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.kernel import Erased, Event
from domain.pathway import Pathway
from domain.pathway.entitlement import GrantCondition, Verdict
from domain.pathway.forem import (
    Employability,
    Examined,
    ForemBreach,
    ForemBreachExamined,
    ForemBreachReceived,
    ForemRegistrationConfirmed,
)
from domain.pathway.identity import Closing, PathwayClosed, PathwayReopened
from domain.rules import DOUBTFUL
from tests.people import WITH_RIS, enquired, granted, requested
from tests.story import Told, given

WILLING = GrantCondition.WILLING_TO_WORK
IN_2026: tuple[Told, ...] = (requested("2026-03-05"), *enquired("2026-03-10"), granted("2026-04-01"))
REGISTERED: Told = ("2026-04-10", ForemRegistrationConfirmed(on=date(2026, 4, 10)))
PASSED_ON: Told = (
    "2026-05-04",
    ForemBreachReceived(breach_id=UUID(int=70), kind=ForemBreach.ABSENT, noted_on=date(2026, 4, 30)),
)


def test_who_is_granted_the_income_and_can_work_registers_within_four_weeks() -> None:
    owed = given(*IN_2026).owes("FOREM_REG")
    assert owed is not None
    assert (owed.due_on, owed.step) == (date(2026, 4, 29), "confirm_registration")
    assert owed.because == "décision du 01/04/2026 + 28 jours"
    assert owed.confidence not in DOUBTFUL
    assert str(owed.law) == "Décret FOREM-CPAS"
    assert given(*IN_2026).owes("FOREM_REG_STOCK") is None


def test_who_had_the_income_before_the_decree_registers_within_ninety_days_of_it() -> None:
    owed = given(*WITH_RIS).owes("FOREM_REG_STOCK")
    assert owed is not None
    assert (owed.due_on, owed.step) == (date(2026, 4, 1), "confirm_registration")
    assert owed.because == "droit déjà en cours, à compter du 01/01/2026 + 90 jours"
    assert given(*WITH_RIS).owes("FOREM_REG") is None


def test_the_last_grant_before_the_decree_and_the_first_under_it() -> None:
    eve = (requested("2025-12-05"), *enquired("2025-12-10"), granted("2025-12-31"))
    first = (requested("2025-12-05"), *enquired("2025-12-10"), granted("2026-01-01"))
    assert given(*eve).owes_on("FOREM_REG_STOCK") == date(2026, 4, 1)
    assert given(*first).owes_on("FOREM_REG") == date(2026, 1, 29)


@pytest.mark.parametrize("exempt", [Verdict.EXEMPT_HEALTH, Verdict.EXEMPT_EQUITY])
def test_who_is_exempt_for_health_or_equity_has_no_delay(exempt: Verdict) -> None:
    story = given(requested("2026-03-05"), *enquired("2026-03-10", but={WILLING: exempt}), granted("2026-04-01"))
    assert story.owes("FOREM_REG") is None
    before = given(requested("2025-03-05"), *enquired("2025-03-10", but={WILLING: exempt}), granted("2025-04-01"))
    assert before.owes("FOREM_REG_STOCK") is None


def test_a_new_request_does_not_say_whether_the_one_before_was_exempt_and_the_delay_is_to_verify() -> None:
    owed = given(*IN_2026, requested("2026-04-20")).owes("FOREM_REG")
    assert owed is not None
    assert owed.due_on == date(2026, 4, 29)
    assert owed.confidence in DOUBTFUL
    assert "dispensée" in owed.other_reading


def test_nobody_registers_for_an_income_not_granted() -> None:
    given(requested("2026-03-05")).when(Pathway.confirm_registration, "2026-03-06").then_breaks(
        "NOT_GRANTED", "Décret FOREM-CPAS"
    )
    assert given(requested("2026-03-05")).owes("FOREM_REG") is None


def test_a_registration_confirmed_settles_the_delay() -> None:
    story = given(*IN_2026).when(
        Pathway.confirm_registration, "2026-04-10", forem_ref="FOREM-7", registered_on=date(2026, 4, 8)
    )  # fmt: skip
    story.then(ForemRegistrationConfirmed(forem_ref="FOREM-7", on=date(2026, 4, 8)))
    assert story.pathway.warnings == []
    assert story.owes("FOREM_REG") is None


def test_a_registration_is_not_confirmed_before_it_is_made() -> None:
    given(*IN_2026).when(Pathway.confirm_registration, "2026-04-10", registered_on=date(2026, 4, 11)).then_breaks(
        "LATER_THAN_THE_ACT", "Décret FOREM-CPAS"
    )


def test_a_late_registration_is_recorded_and_said_to_be_late() -> None:
    given(*IN_2026).when(Pathway.confirm_registration, "2026-04-30").then_warns("REGISTRATION_LATE")
    on_the_last_day = given(*IN_2026).when(Pathway.confirm_registration, "2026-05-04", registered_on=date(2026, 4, 29))
    on_the_last_day.then(ForemRegistrationConfirmed)
    assert on_the_last_day.pathway.warnings == []


def test_in_the_lowest_class_social_support_comes_first() -> None:
    story = given(*IN_2026).when(
        Pathway.confirm_registration, "2026-04-10", employability=Employability.VERY_LOW
    )  # fmt: skip
    story.then_warns("SOCIAL_SUPPORT_FIRST")
    assert story.state.forem.social_support_first


def test_the_job_path_is_delegated_for_the_lowest_class_only() -> None:
    story = given(*IN_2026).when(Pathway.confirm_registration, "2026-04-10", delegated=True)
    story.then_breaks("DELEGATION_UNNEEDED", "Décret FOREM-CPAS")
    lowest: dict[str, Any] = {"employability": Employability.VERY_LOW, "delegated": True}
    told = given(*IN_2026).when(Pathway.confirm_registration, "2026-04-10", **lowest)
    told.then(ForemRegistrationConfirmed(on=date(2026, 4, 10), employability=Employability.VERY_LOW, delegated=True))
    assert told.pathway.warnings == []
    later = told.when(Pathway.confirm_registration, "2026-06-10", delegated=True)
    later.then(ForemRegistrationConfirmed(on=date(2026, 6, 10), delegated=True))
    assert later.state.forem.social_support_first


def test_who_comes_back_registers_again() -> None:
    closed: Told = ("2026-06-01", PathwayClosed(reason=Closing.WORK))
    back: Told = ("2027-01-04", PathwayReopened())
    again = (requested("2027-01-05"), *enquired("2027-01-10"), granted("2027-02-01"))
    assert given(*IN_2026, REGISTERED, closed).owes("FOREM_REG") is None
    assert given(*IN_2026, REGISTERED, closed, back, *again).owes_on("FOREM_REG") == date(2027, 3, 1)


def test_a_breach_is_passed_on_for_who_is_registered() -> None:
    given(*IN_2026).when(Pathway.receive_breach, "2026-05-04", kind=ForemBreach.ABSENT).then_breaks(
        "NOT_REGISTERED", "Décret FOREM-CPAS"
    )
    given(*IN_2026, REGISTERED).when(
        Pathway.receive_breach, "2026-05-04", kind=ForemBreach.ABSENT, noted_on=date(2026, 5, 5)
    ).then_breaks("LATER_THAN_THE_ACT", "Décret FOREM-CPAS")


def test_a_breach_stays_in_sight_until_someone_examines_it() -> None:
    story = given(*IN_2026, REGISTERED).when(
        Pathway.receive_breach, "2026-05-04", kind=ForemBreach.JOB_REFUSED, noted_on=date(2026, 4, 30)
    )
    story.then(ForemBreachReceived)
    owed = story.owes("FOREM_BREACH")
    assert owed is not None
    assert (owed.due_on, owed.step) == (date(2026, 5, 18), "examine_breach")
    assert owed.because == "refus ou abandon d'un emploi ; signalement du 04/05/2026 + 14 jours (usage)"
    (waiting,) = story.state.forem.breaches
    story.when(Pathway.examine_breach, "2026-05-07", outcome=Examined.JUSTIFIED).then(
        ForemBreachExamined(breach_id=waiting.id, outcome=Examined.JUSTIFIED)
    )
    assert story.owes("FOREM_BREACH") is None


def test_a_breach_is_examined_with_a_conclusion_once() -> None:
    story = given(*IN_2026, REGISTERED, PASSED_ON)
    story.when(Pathway.examine_breach, "2026-05-07").then_breaks("REASON_REQUIRED", "Pratique")
    reminded: dict[str, Any] = {"outcome": Examined.REMINDED}
    story.when(Pathway.examine_breach, "2026-05-07", breach_id=UUID(int=1), **reminded).then_breaks("NO_FOREM_BREACH")
    examined: Told = ("2026-05-07", ForemBreachExamined(breach_id=UUID(int=70), outcome=Examined.REMINDED))
    over = given(*IN_2026, REGISTERED, PASSED_ON, examined)
    over.when(Pathway.examine_breach, "2026-05-08", **reminded).then_breaks("NO_FOREM_BREACH", "Pratique")


def test_the_oldest_breach_is_examined_first_unless_another_is_named() -> None:
    second: Told = ("2026-05-06", ForemBreachReceived(kind=ForemBreach.OTHER, noted_on=date(2026, 5, 5)))
    story = given(*IN_2026, REGISTERED, PASSED_ON, second)
    story.when(Pathway.examine_breach, "2026-05-07", outcome=Examined.NOT_FOUNDED)
    story.then(ForemBreachExamined(breach_id=UUID(int=70), outcome=Examined.NOT_FOUNDED))
    (left,) = story.state.forem.breaches
    assert left.kind is ForemBreach.OTHER
    story.when(Pathway.examine_breach, "2026-05-08", outcome=Examined.IN_THE_PLAN, breach_id=left.id)
    story.then(ForemBreachExamined(breach_id=left.id, outcome=Examined.IN_THE_PLAN))


def test_the_number_of_the_jobseeker_is_personal() -> None:
    assert ForemRegistrationConfirmed.personal_fields() == {"forem_ref"}


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (ForemRegistrationConfirmed(), "Inscription au FOREM"),
        (ForemRegistrationConfirmed(forem_ref=Erased.ERASED, on=date(2026, 4, 10), delegated=True,
                                    employability=Employability.VERY_LOW),
         "Inscription au FOREM : le 10/04/2026, référence [effacé], employabilité très faible, "
         "parcours emploi délégué au FOREM"),
        (PASSED_ON[1], "Manquement signalé par le FOREM : absence à une convocation du FOREM, constaté le 30/04/2026"),
        (ForemBreachExamined(breach_id=UUID(int=70), outcome=Examined.REMINDED),
         "Manquement examiné : rappel des engagements"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: Event, sentence: str) -> None:
    assert fact.sentence == sentence
