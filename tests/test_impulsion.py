"""A job with an Impulsion aid: its scheme, its conditions, its plan and its coach; and the job it is."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.kernel import Erased
from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.pathway.identity import IdentityRecorded
from domain.pathway.impulsion import ImpulsionContractRecorded
from domain.pathway.impulsion_scheme import HiringAid
from domain.pathway.placement import PlacementEnded, PlacementRecorded
from domain.pathway.work import ContractKind
from tests.story import Story, Told, given

EMPLOYER = "0403170701"
YOUNG: Told = ("2016-01-04", IdentityRecorded(last_name="Said", first_name="Bilal", birth_date=date(1995, 2, 3)))
NOBODY_KNOWS: Told = ("2016-01-04", IdentityRecorded(last_name="Said", first_name="Bilal"))
FOLLOWED: dict[str, Any] = {"employer_bce": EMPLOYER, "training_plan": "soudure", "coach": "Tom"}
INSERTION: dict[str, Any] = {
    "measure": HiringAid.IMPULSION_INSERTION,
    "full_time": True,
    "unemployed_months": 18,
    **FOLLOWED,
}
U25: dict[str, Any] = {"measure": HiringAid.IMPULSION_U25, **FOLLOWED}
M12: dict[str, Any] = {"measure": HiringAid.IMPULSION_12M, "unemployed_months": 12, **FOLLOWED}


def hiring(on: str, who: Told, **answers: Any) -> Story:
    """The contract recorded on its first day."""
    opened = given().pathway.history[0].event
    return Story(("2016-01-04", opened), who, opened=False).when(Pathway.record_impulsion, on=on, **answers)


def said(story: Story) -> set[str]:
    """What the step said while it was taken."""
    story.act()
    return {warned.code for warned in story.pathway.warnings}


def test_an_aided_contract_is_recorded_with_its_plan_and_its_coach() -> None:
    story = hiring("2024-03-04", YOUNG, **M12).then(ImpulsionContractRecorded)
    [job], [contract] = story.state.placement.jobs, story.state.impulsion.contracts
    assert (job.kind, job.start, job.end, job.is_aided) == (ContractKind.IMPULSION_12M, date(2024, 3, 4), None, True)
    assert (contract.job_id, contract.training_plan, contract.coach) == (job.id, "soudure", "Tom")
    assert not story.pathway.warnings


@pytest.mark.parametrize(("start", "end"), [("2017-07-01", "2018-06-30"), ("2018-12-31", "2019-12-30")])
def test_impulsion_insertion_ran_from_july_2017_to_the_end_of_2018(start: str, end: str) -> None:
    hiring(start, YOUNG, **INSERTION, end=date.fromisoformat(end)).then(ImpulsionContractRecorded)


def test_impulsion_insertion_is_abolished_since_2019() -> None:
    story = hiring("2019-01-01", YOUNG, **INSERTION)
    story.then_breaks("SCHEME_ABOLISHED", "Décret Impulsion")
    with pytest.raises(RuleBroken, match="Impulsion-insertion est supprimée depuis le 1er janvier 2019\\."):
        story.act()


def test_a_late_entry_is_judged_by_its_first_day() -> None:
    hiring("2026-03-02", YOUNG, **INSERTION, start=date(2018, 3, 5)).then(ImpulsionContractRecorded)
    hiring("2018-12-20", YOUNG, **INSERTION, start=date(2019, 1, 7)).then_breaks("SCHEME_ABOLISHED")


@pytest.mark.parametrize("told", [INSERTION, U25, M12])
def test_no_scheme_is_told_before_it_was_created(told: dict[str, Any]) -> None:
    story = hiring("2017-06-30", YOUNG, **told)
    story.then_breaks("SCHEME_ABOLISHED", "Décret Impulsion")
    with pytest.raises(RuleBroken, match="n'existait pas encore : elle commence le 1er juillet 2017"):
        story.act()


def test_impulsion_insertion_was_for_those_below_25_on_the_eve_of_the_start() -> None:
    older: Told = ("2016-01-04", IdentityRecorded(last_name="Said", first_name="Bilal", birth_date=date(1993, 3, 5)))
    hiring("2018-03-05", older, **INSERTION).then(ImpulsionContractRecorded)
    hiring("2018-03-06", older, **INSERTION).then_breaks("SCHEME_ABOLISHED", "Décret Impulsion")


@pytest.mark.parametrize(
    "told",
    [
        {**INSERTION, "unemployed_months": 17},
        {**INSERTION, "full_time": False},
        {**INSERTION, "end": date(2019, 3, 3)},
    ],
)
def test_impulsion_insertion_wanted_18_months_without_work_and_a_full_time_year(told: dict[str, Any]) -> None:
    hiring("2018-03-05", YOUNG, **told).then_breaks("SCHEME_CONDITIONS", "Décret Impulsion")
    hiring("2018-03-05", YOUNG, **{**INSERTION, "end": date(2019, 3, 4)}).then(ImpulsionContractRecorded)


def test_impulsion_minus_25_is_for_those_below_25() -> None:
    hiring("2020-02-03", YOUNG, **U25).then(ImpulsionContractRecorded)
    hiring("2020-02-04", YOUNG, **U25).then_breaks("SCHEME_CONDITIONS", "Décret Impulsion")


def test_impulsion_12_months_wants_twelve_months_without_work_at_any_age() -> None:
    hiring("2024-03-04", YOUNG, **{**M12, "unemployed_months": 11}).then_breaks("SCHEME_CONDITIONS")
    hiring("2024-03-04", YOUNG, **M12).then(ImpulsionContractRecorded)


@pytest.mark.parametrize("told", [U25, M12])
def test_since_july_2023_the_contract_lasts_two_months(told: dict[str, Any]) -> None:
    young: Told = ("2016-01-04", IdentityRecorded(last_name="Said", first_name="Bilal", birth_date=date(2003, 2, 3)))
    hiring("2023-07-01", young, **told, end=date(2023, 8, 30)).then_breaks("SCHEME_CONDITIONS")
    hiring("2023-07-01", young, **told, end=date(2023, 8, 31)).then(ImpulsionContractRecorded)
    hiring("2023-06-30", young, **told, end=date(2023, 7, 14)).then(ImpulsionContractRecorded)


def test_what_nobody_told_is_said_to_be_checked_and_refuses_nothing() -> None:
    assert "SCHEME_UNCHECKED" in said(hiring("2024-03-04", NOBODY_KNOWS, **U25))
    assert "SCHEME_UNCHECKED" in said(hiring("2024-03-04", YOUNG, **{**M12, "unemployed_months": None}))
    hiring("2024-03-04", NOBODY_KNOWS, **U25).then_warns("SCHEME_UNCHECKED")


@pytest.mark.parametrize("missing", ["training_plan", "coach"])
def test_an_aided_contract_wants_a_training_and_a_personal_follow_up(missing: str) -> None:
    story = hiring("2024-03-04", YOUNG, **{**M12, missing: ""})
    story.then_warns("TRAINING_AND_FOLLOW_UP_REQUIRED")
    [warned] = story.pathway.warnings
    assert str(warned.law).startswith("Osez Liège")
    assert len(story.state.placement.jobs) == 1


def test_the_employer_is_known_by_its_number_and_the_end_follows_the_start() -> None:
    hiring("2024-03-04", YOUNG, **{**M12, "employer_bce": ""}).then_breaks("BCE_INVALID", "Décret Impulsion")
    hiring("2024-03-04", YOUNG, **{**M12, "employer_bce": "0403170700"}).then_breaks("BCE_INVALID")
    hiring("2024-03-04", YOUNG, **M12, end=date(2024, 3, 3)).then_breaks("END_BEFORE_START")


def test_an_aided_job_is_recorded_once_whichever_step_told_it() -> None:
    story = hiring("2024-03-04", YOUNG, **M12).then(ImpulsionContractRecorded)
    story.when(Pathway.record_impulsion, on="2024-03-05", **M12, start=date(2024, 3, 4))
    story.then_breaks("PLACEMENT_DUPLICATE", "Décret Impulsion")
    again: dict[str, Any] = {"employer_bce": EMPLOYER, "start": date(2024, 3, 4)}
    story.when(Pathway.record_placement, on="2024-03-05", **again).then_breaks("PLACEMENT_DUPLICATE", "Pratique")


def test_a_job_already_recorded_as_aided_gets_its_plan_and_stays_one_job() -> None:
    job = PlacementRecorded(placement_id=UUID(int=70), employer_bce=EMPLOYER, kind=ContractKind.IMPULSION_12M,
                            start=date(2024, 3, 4))  # fmt: skip
    story = given(("2024-03-04", job)).when(Pathway.record_impulsion, on="2024-03-11", start=date(2024, 3, 4), **M12)
    story.then(ImpulsionContractRecorded)
    [only], [contract] = story.state.placement.jobs, story.state.impulsion.contracts
    assert (only.id, contract.job_id, contract.coach) == (UUID(int=70), UUID(int=70), "Tom")


def test_another_system_may_tell_the_job_and_the_contract_and_it_is_one_job_all_the_same() -> None:
    contract = ImpulsionContractRecorded(measure=HiringAid.IMPULSION_U25, employer_bce=EMPLOYER)
    job = PlacementRecorded(kind=ContractKind.CDI, employer_bce=EMPLOYER)
    for told in ((("2024-03-04", contract), ("2024-03-04", job)), (("2024-03-04", job), ("2024-03-04", contract))):
        [only] = given(*told).state.placement.jobs
        assert only.kind is ContractKind.IMPULSION_U25


def test_an_aided_job_ends_as_any_other() -> None:
    story = hiring("2024-03-04", YOUNG, **M12).then(ImpulsionContractRecorded)
    story.when(Pathway.end_placement, on="2024-09-30", reason="faillite").then(PlacementEnded)
    assert not story.state.placement.is_running
    assert story.state.impulsion.schedule(story.state, story.pathway.rules)[-1].last_on == date(2024, 9, 30)


def test_a_job_recorded_as_aided_is_within_the_years_of_its_scheme_too() -> None:
    job: dict[str, Any] = {"employer_bce": EMPLOYER, "kind": ContractKind.IMPULSION_INSERTION}
    given().when(Pathway.record_placement, on="2025-07-01", **job).then_breaks("SCHEME_ABOLISHED", "Décret Impulsion")
    aided = {**job, "kind": ContractKind.IMPULSION_12M}
    given().when(Pathway.record_placement, on="2025-07-01", **aided).then(PlacementRecorded)
    given().when(Pathway.record_placement, on="2025-07-01", **aided).then_warns("TRAINING_AND_FOLLOW_UP_REQUIRED")
    young = {**job, "kind": ContractKind.IMPULSION_U25}
    given().when(Pathway.record_placement, on="2025-07-01", **young).then_breaks("SCHEME_CONDITIONS")


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (ImpulsionContractRecorded(measure=HiringAid.IMPULSION_U25), "Contrat Impulsion -25 ans"),
        (ImpulsionContractRecorded(measure=HiringAid.IMPULSION_12M, start=date(2024, 3, 4), end=date(2024, 12, 31),
                                   full_time=True, unemployed_months=24, hours_week=Decimal(38),
                                   training_plan="soudure", coach="Tom"),
         "Contrat Impulsion 12 mois+ : dès le 04/03/2024, jusqu'au 31/12/2024, à temps plein, 38 h par semaine, "
         "après 24 mois sans emploi, plan de formation soudure, coach Tom"),
        (ImpulsionContractRecorded(measure=HiringAid.IMPULSION_12M, training_plan=Erased.ERASED),
         "Contrat Impulsion 12 mois+ : plan de formation [effacé]"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: ImpulsionContractRecorded, sentence: str) -> None:
    assert fact.sentence == sentence
