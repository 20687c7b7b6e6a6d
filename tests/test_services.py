"""The services a person is told of."""

import csv
from datetime import date

import pytest

from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.pathway.identity import PathwayOpened
from domain.pathway.placement import PlacementRecorded
from domain.pathway.referral_made import ReferralMade
from domain.pathway.services import CORE, ReferralInformed, ServiceCode
from domain.pathway.work import ContractKind
from tests.rules import TABLES
from tests.story import given


def test_a_service_is_named_to_the_person() -> None:
    story = given().when(Pathway.inform_of_service, on="2020-01-10", service=ServiceCode.JOB_SHOP)
    story.then(ReferralInformed(service=ServiceCode.JOB_SHOP, on=date(2020, 1, 10)))
    assert story.state.referral.informed == {ServiceCode.JOB_SHOP}
    assert story.pathway.pending[-1].event.sentence == "Service présenté : Maison de l'emploi"


def test_nobody_is_informed_tomorrow() -> None:
    story = given().when(Pathway.inform_of_service, on="2020-01-10", service=ServiceCode.ALE)
    with pytest.raises(RuleBroken) as broken:
        Pathway.inform_of_service(story.pathway, service=ServiceCode.ALE, on=date(2020, 1, 11))
    assert (broken.value.code, str(broken.value.law)) == ("INFORMED_LATER", "Osez Liège")


def test_the_services_not_yet_named_are_listed_thirty_days_after_the_opening() -> None:
    story = given(("2020-01-10", ReferralInformed(service=ServiceCode.JOB_SHOP)))
    owed = story.owes("SERVICES_INFORMED")
    assert owed is not None
    assert (owed.due_on, owed.step) == (date(2020, 2, 1), "inform_of_service")
    assert owed.because == (
        "ouverture du 02/01/2020 + 30 jours (usage) ; à présenter encore : Agence locale pour l'emploi, FOREM, "
        "Centre d'insertion socioprofessionnelle, Mission régionale pour l'emploi, Titres-services"
    )


def test_a_file_opened_on_10_march_has_its_services_named_by_9_april() -> None:
    story = given(("2026-03-10", PathwayOpened(centre=1)), opened=False)
    assert story.owes_on("SERVICES_INFORMED") == date(2026, 4, 9)


def test_a_service_the_person_is_sent_to_is_thereby_named() -> None:
    told = [(f"2020-01-{10 + rank}", ReferralMade(service=service)) for rank, service in enumerate(CORE)]
    owed = given(*told[1:]).owes("SERVICES_INFORMED")
    assert owed is not None
    assert owed.because.endswith(f"à présenter encore : {CORE[0].label}")
    assert given(*told).owes("SERVICES_INFORMED") is None


def test_who_has_found_a_job_needs_no_more_services() -> None:
    job = PlacementRecorded(employer_bce="0403019261", kind=ContractKind.CDI, start=date(2020, 1, 20))
    assert given(("2020-01-20", job)).owes("SERVICES_INFORMED") is None


def test_once_all_are_named_nothing_is_owed() -> None:
    told = (("2020-01-10", ReferralInformed(service=service)) for service in CORE)
    assert given(*told).owes("SERVICES_INFORMED") is None


def test_the_services_are_those_of_the_table() -> None:
    with (TABLES / "services.csv").open(encoding="utf-8") as table:
        rows = {row["code"]: row["name_fr"] for row in csv.DictReader(table)}
    assert {service.value: service.label for service in ServiceCode} == rows
