"""A contract under article 60 that goes on: with another host, or after work stopped for a time."""

from datetime import date
from typing import Any

import pytest

from domain.pathway import Pathway
from domain.pathway.article60 import (
    Article60DaysRecorded,
    Article60Ended,
    Article60Extended,
    Article60HostChanged,
    Article60Interrupted,
    Article60Resumed,
)
from domain.pathway.article60_start import Article60AgreementBound, Article60Started
from domain.pathway.insertion_contract import Cause, EndReason
from tests.contracts import HOST_BCE, PLAN, READY, RUNNING, proposed
from tests.people import WITH_RIS, signed
from tests.story import Told, given

CITY: dict[str, Any] = {"host": "Ville", "host_bce": "0403170701", "agreement": "CONV-8", "referent": "M. Sarr"}
STOPPED: Told = ("2026-04-15", Article60Interrupted(reason=Cause.INDEMNIFIED_SICKNESS, from_on=date(2026, 4, 15)))
RESUMED: Told = ("2026-06-01", Article60Resumed(on=date(2026, 6, 1)))


def test_the_person_is_placed_with_another_host_and_the_contract_goes_on() -> None:
    story = given(*RUNNING).when(Pathway.change_host, on="2026-06-01", **CITY)
    story.then(Article60HostChanged(**CITY, on=date(2026, 6, 1)))
    contract = story.state.article60.contract
    assert contract is not None
    assert (contract.host, contract.function, contract.referent) == ("Ville", "Aide-logistique", "M. Sarr")
    assert story.state.article60.is_running
    assert story.owes_on("ART60_DAYS") == date(2027, 2, 28)


def test_another_host_has_an_agreement() -> None:
    story = given(*RUNNING).when(Pathway.change_host, on="2026-06-01", host="Ville")
    story.then_breaks("AGREEMENT_NOT_COVERING", "Décret 60/61")
    until: dict[str, Any] = {"agreement_until": date(2026, 12, 31)}
    given(*RUNNING).when(Pathway.change_host, on="2026-06-01", **CITY, **until).then_breaks("AGREEMENT_NOT_COVERING")
    given(*RUNNING).when(Pathway.change_host, on="2026-06-01", **CITY).then_warns("AGREEMENT_UNCHECKED")


def test_another_host_names_a_referent() -> None:
    story = given(*RUNNING).when(Pathway.change_host, on="2026-06-01", host="Ville", agreement="CONV-8")
    story.then_warns("REFERENT_MISSING")


def test_a_person_may_come_back_to_the_services_of_the_centre() -> None:
    given(*RUNNING).when(Pathway.change_host, on="2026-06-01", referent="Mme Legrand").then(
        Article60HostChanged(referent="Mme Legrand", on=date(2026, 6, 1))
    )


def test_a_host_changes_during_the_contract_and_never_becomes_the_employer() -> None:
    given(*READY).when(Pathway.change_host, on="2026-02-20", **CITY).then_breaks("NO_CONTRACT", "LO CPAS, art. 60, § 7")
    centre: Told = ("2026-03-01", Article60Started(start=date(2026, 3, 1), employer_bce=HOST_BCE))
    same = given(*READY, centre).when(Pathway.change_host, on="2026-06-01", **{**CITY, "host_bce": HOST_BCE})
    same.then_breaks("WRONG_EMPLOYER", "LO CPAS, art. 60, § 7")
    early = given(*RUNNING).when(Pathway.change_host, on="2026-06-01", **CITY)
    early.act = lambda: Pathway.change_host(early.pathway, **CITY, on=date(2026, 2, 27))
    early.then_breaks("HOST_CHANGE_DATE", "LO CPAS, art. 60, § 7")


def test_an_agreement_runs_all_the_period() -> None:
    story = given(*WITH_RIS, proposed("2026-03-01", "2027-02-28"))
    short: dict[str, Any] = {"agreement_from": date(2026, 3, 1), "agreement_until": date(2026, 12, 31)}
    story.when(Pathway.bind_agreement, on="2026-02-12", agreement="CONV-7", **short)
    story.then_breaks("AGREEMENT_NOT_COVERING", "Décret 60/61")
    late: dict[str, Any] = {"agreement": "CONV-7", "agreement_from": date(2026, 3, 2)}
    story.when(Pathway.bind_agreement, on="2026-02-12", **late).then_breaks("AGREEMENT_NOT_COVERING")
    whole: dict[str, Any] = {"agreement_from": date(2026, 3, 1), "agreement_until": date(2027, 2, 28)}
    story.when(Pathway.bind_agreement, on="2026-02-12", agreement="CONV-7", **whole).then(Article60AgreementBound)


def test_a_contract_neither_starts_nor_goes_on_outside_its_agreement() -> None:
    bound: Told = ("2026-02-12", Article60AgreementBound(
        agreement="CONV-7", referent="Mme Legrand", agreement_from=date(2026, 3, 1),
        agreement_until=date(2027, 2, 28)))  # fmt: skip
    ready = (*WITH_RIS, signed("2026-02-02"), proposed("2026-03-01", "2027-02-28"), PLAN, bound)
    early = given(*ready).when(Pathway.start_article60, on="2026-03-01", start=date(2026, 2, 27))
    early.then_breaks("AGREEMENT_NOT_COVERING", "Décret 60/61")
    running = given(*ready, ("2026-03-01", Article60Started(start=date(2026, 3, 1))))
    running.when(Pathway.extend_article60, on="2027-01-10", planned_end=date(2027, 3, 31), reason="absences")
    running.then_breaks("AGREEMENT_NOT_COVERING")


def test_a_contract_is_interrupted_for_a_cause_and_owes_no_follow_up_meanwhile() -> None:
    story = given(*RUNNING).when(Pathway.interrupt_article60, on="2026-04-15", reason=Cause.INDEMNIFIED_SICKNESS)
    assert story.owes_on("FOLLOW_UP") == date(2026, 3, 29)
    story.then(STOPPED[1])
    assert story.owes("FOLLOW_UP") is None
    days = story.owes("ART60_DAYS")
    assert days is not None
    assert "suspendu depuis le 15/04/2026" in days.because


def test_a_contract_is_not_interrupted_without_a_cause() -> None:
    given(*RUNNING).when(Pathway.interrupt_article60, on="2026-04-15").then_breaks(
        "REASON_REQUIRED", "LO CPAS, art. 60"
    )


def test_a_contract_is_interrupted_once_at_a_time_and_while_it_runs() -> None:
    cause: dict[str, Any] = {"reason": Cause.OTHER}
    given(*READY).when(Pathway.interrupt_article60, on="2026-04-15", **cause).then_breaks("NO_CONTRACT")
    given(*RUNNING, STOPPED).when(Pathway.interrupt_article60, on="2026-04-20", **cause).then_breaks(
        "ALREADY_INTERRUPTED", "LO CPAS, art. 60, § 7"
    )
    again = given(*RUNNING, STOPPED, RESUMED)
    again.when(Pathway.interrupt_article60, on="2026-06-10", from_on=date(2026, 5, 31), **cause)
    again.then_breaks("INTERRUPTION_DATE", "LO CPAS, art. 60, § 7")
    again.when(Pathway.interrupt_article60, on="2026-06-10", from_on=date(2026, 6, 11), **cause)
    again.then_breaks("LATER_THAN_THE_ACT")
    again.when(Pathway.interrupt_article60, on="2026-06-10", from_on=date(2026, 6, 1), **cause)
    again.then(Article60Interrupted(reason=Cause.OTHER, from_on=date(2026, 6, 1)))


def test_work_begins_again_after_it_stopped() -> None:
    story = given(*RUNNING, STOPPED).when(Pathway.resume_article60, on="2026-06-01")
    story.then(Article60Resumed(on=date(2026, 6, 1)))
    owed = story.owes("FOLLOW_UP")
    assert owed is not None
    assert (owed.due_on, owed.because) == (date(2026, 6, 29), "reprise du 01/06/2026 + 4 semaines (usage)")
    given(*RUNNING).when(Pathway.resume_article60, on="2026-06-01").then_breaks("NOT_INTERRUPTED", "LO CPAS, art. 60")


@pytest.mark.parametrize("on", [date(2026, 4, 1), date(2026, 4, 15)])
def test_work_does_not_begin_again_before_it_stopped(on: date) -> None:
    story = given(*RUNNING, STOPPED).when(Pathway.resume_article60, on="2026-06-01")
    story.act = lambda: Pathway.resume_article60(story.pathway, on=on)
    story.then_breaks("RESUMED_BEFORE_INTERRUPTION", "LO CPAS, art. 60, § 7")


def test_the_days_worked_in_a_month_of_interruption_are_recorded() -> None:
    story = given(*RUNNING, STOPPED).when(Pathway.record_days, on="2026-05-04", month=date(2026, 4, 1), worked=12)
    story.then(Article60DaysRecorded(month=date(2026, 4, 1), worked=12))


def test_the_projection_starts_again_when_work_does() -> None:
    march: Told = ("2026-03-31", Article60DaysRecorded(month=date(2026, 3, 1), worked=26))
    april: Told = ("2026-04-30", Article60DaysRecorded(month=date(2026, 4, 1), worked=0))
    assert given(*RUNNING, march, april, STOPPED).owes_on("ART60_DAYS") == date(2027, 3, 31)
    assert given(*RUNNING, march, april, STOPPED, RESUMED).owes_on("ART60_DAYS") == date(2027, 4, 30)


def test_an_interrupted_contract_may_be_prolonged_and_ended() -> None:
    stopped = given(*RUNNING, STOPPED)
    stopped.when(Pathway.extend_article60, on="2026-05-04", planned_end=date(2027, 4, 15), reason="maladie")
    stopped.then(Article60Extended)
    stopped.when(Pathway.end_article60, on="2026-05-20", reason=EndReason.MEDICAL).then(Article60Ended)
    assert not stopped.state.article60.is_interrupted


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (Article60HostChanged(**CITY, on=date(2026, 6, 1)),
         "Changement d'utilisateur : Ville, dès le 01/06/2026, convention CONV-8 (non contrôlée),"
         " référent du lieu M. Sarr"),
        (Article60HostChanged(), "Changement d'utilisateur : services du CPAS"),
        (STOPPED[1], "Contrat article 60 § 7 suspendu : dès le 15/04/2026, maladie indemnisée"),
        (RESUMED[1], "Contrat article 60 § 7 repris : le 01/06/2026"),
        (Article60Resumed(), "Contrat article 60 § 7 repris"),
        (Article60AgreementBound(agreement="C7", agreement_from=date(2026, 3, 1), agreement_until=date(2027, 2, 28)),
         "Convention rattachée au contrat : C7 du 01/03/2026 au 28/02/2027 (non contrôlée)"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: Article60Resumed, sentence: str) -> None:
    assert fact.sentence == sentence
