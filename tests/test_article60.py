"""A contract under article 60 § 7: prepared, started, followed, prolonged, ended."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.delays import Kind
from domain.kernel import Role
from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.pathway.article60 import (
    Article60DaysRecorded,
    Article60Ended,
    Article60Extended,
    Article60FollowedUp,
)
from domain.pathway.article60_start import (
    Article60AgreementBound,
    Article60Proposed,
    Article60Started,
    Article60TrainingPlanSet,
)
from domain.pathway.followup import ContactKind, InterviewHeld
from domain.pathway.insertion_contract import DayKind, EndReason
from domain.pathway.step import STEPS
from tests.contracts import BOUND, HOST_BCE, PLAN, READY, RUNNING, begun, proposed
from tests.people import WITH_RIS, signed
from tests.story import Told, given

OTHER_BCE = "0403170701"


def test_a_contract_is_proposed_with_the_days_of_the_day_of_the_claim() -> None:
    story = given(*WITH_RIS).when(Pathway.propose_article60, on="2026-02-10", start=date(2026, 3, 1), host="Tilleuls")
    story.then(Article60Proposed)
    proposal = story.state.article60.prepared
    assert (proposal.planned_end, proposal.required_days) == (date(2027, 2, 28), 312)
    assert proposal.rule == "article60.required_days.all"


def test_who_has_no_income_is_not_eligible() -> None:
    given().when(Pathway.propose_article60, on="2026-02-10").then_breaks("NOT_ELIGIBLE", "LO CPAS, art. 60, § 7")


def test_the_income_runs_from_the_start_of_the_contract() -> None:
    story = given(*WITH_RIS).when(Pathway.propose_article60, on="2026-02-10", start=date(2019, 1, 1))
    story.then_breaks("NOT_ELIGIBLE", "LO CPAS, art. 60, § 7")


def test_a_contract_ends_after_it_starts() -> None:
    start, end = date(2026, 3, 1), date(2026, 2, 1)
    propose = given(*WITH_RIS).when(Pathway.propose_article60, on="2026-02-10", start=start, planned_end=end)
    propose.then_breaks("END_BEFORE_START")
    late = given(*READY).when(Pathway.start_article60, on="2026-03-01", start=date(2027, 3, 1))
    late.then_breaks("END_BEFORE_START")
    given(*RUNNING).when(
        Pathway.end_article60, on="2026-06-30", reason=EndReason.RESIGNED, ended_on=date(2026, 2, 28)
    ).then_breaks("END_BEFORE_START", "LO CPAS, art. 60, § 7")


def test_the_former_rules_by_age_are_known_from_memory_and_warn() -> None:
    story = given(*WITH_RIS).when(
        Pathway.propose_article60, on="2026-01-05", start=date(2026, 1, 5), planned_end=date(2026, 2, 20)
    )
    story.then_warns("REQUIRED_DAYS_TO_VERIFY")
    assert story.state.article60.prepared.required_days == 312


def test_a_part_time_contract_is_half_time_at_least_and_six_months_at_most() -> None:
    start = date(2026, 4, 1)
    story = given(*WITH_RIS)
    half: dict[str, Any] = {"start": start, "fte": Decimal("0.5")}
    story.when(Pathway.propose_article60, on="2026-03-20", planned_end=date(2026, 9, 30), **half)
    story.act()
    assert not story.pathway.warnings
    for answers in ({**half, "planned_end": date(2026, 10, 1)}, {"start": start, "fte": Decimal("0.4")}):
        given(*WITH_RIS).when(Pathway.propose_article60, on="2026-03-20", **answers).then_warns("PART_TIME_LIMIT")


def test_a_training_plan_and_an_agreement_prepare_what_is_proposed() -> None:
    story = given(*WITH_RIS, proposed("2026-03-01", "2027-02-28"))
    story.when(Pathway.set_training_plan, on="2026-02-11", modules=("Hygiène", "Français"), coach="Tom").then(PLAN[1])
    story.when(Pathway.bind_agreement, on="2026-02-12", agreement="CONV-7", referent="Mme Legrand").then(BOUND[1])
    given(*WITH_RIS).when(Pathway.set_training_plan, on="2026-02-11", modules=("X",)).then_breaks("NO_PROPOSAL")
    given(*WITH_RIS).when(Pathway.bind_agreement, on="2026-02-11", agreement="X").then_breaks("NO_PROPOSAL")


def test_an_agreement_is_taken_as_told() -> None:
    story = given(*WITH_RIS, proposed("2026-03-01", "2027-02-28"))
    story.when(Pathway.bind_agreement, on="2026-02-12", agreement="CONV-7").then_warns("AGREEMENT_UNCHECKED")
    assert "(non contrôlée)" in BOUND[1].sentence


def test_no_contract_starts_without_training_and_follow_up() -> None:
    plan = signed("2026-02-02")
    proposal = proposed("2026-03-01", "2027-02-28")
    unready: tuple[tuple[Told, ...], ...] = (
        (),
        (plan,),
        (plan, proposal),
        (plan, proposal, PLAN),
        (proposal, PLAN, BOUND),
    )
    for facts in unready:
        story = given(*WITH_RIS, *facts).when(Pathway.start_article60, on="2026-03-01")
        story.then_breaks("TRAINING_AND_FOLLOW_UP_REQUIRED", "LO CPAS, art. 60, § 7")


def test_the_refusal_says_what_is_there_and_what_is_missing() -> None:
    story = given(*WITH_RIS, signed("2026-02-02"), proposed("2026-03-01", "2027-02-28"))
    refusal = STEPS["start_article60"].why_not(story.state, Role.SOCIAL_WORKER)
    assert refusal is not None
    assert refusal.reason == (
        "Un contrat article 60/61 exige une formation et un suivi personnalisés. "
        "Présent : contrat proposé, PIIS signé. Manque : plan de formation, coach, référent du lieu de travail."
    )


def test_a_contract_fully_prepared_starts() -> None:
    story = given(*READY).when(Pathway.start_article60, on="2026-03-01", host_bce="0202.239.951")
    story.then(Article60Started(start=date(2026, 3, 1), host_bce=HOST_BCE))
    assert story.state.article60.is_running
    assert story.state.article60.proposal is None
    assert story.state.article60.contract is not None
    assert story.state.article60.contract.host == "Les Tilleuls"


def test_the_centre_is_the_employer_and_the_host_another() -> None:
    story = given(*READY).when(Pathway.start_article60, on="2026-03-01", employer_bce=HOST_BCE, host_bce=HOST_BCE)
    story.then_breaks("WRONG_EMPLOYER", "LO CPAS, art. 60, § 7")
    given(*READY).when(Pathway.start_article60, on="2026-03-01", employer_bce=OTHER_BCE, host_bce=HOST_BCE).then(
        Article60Started
    )


@pytest.mark.parametrize("field", ["employer_bce", "host_bce"])
def test_an_enterprise_number_is_checked(field: str) -> None:
    wrong: dict[str, Any] = {field: "0202239950"}
    given(*READY).when(Pathway.start_article60, on="2026-03-01", **wrong).then_breaks("BCE_INVALID")


def test_two_contracts_never_cover_one_day() -> None:
    again = (proposed("2026-06-01", "2027-05-31", on="2026-05-20"), ("2026-05-21", PLAN[1]), ("2026-05-22", BOUND[1]))
    given(*RUNNING, *again).when(Pathway.start_article60, on="2026-06-01").then_breaks("CONTRACT_OVERLAP")
    ended: Told = ("2026-06-15", Article60Ended(ended_on=date(2026, 6, 15), reason=EndReason.RESIGNED))
    overlapping = given(*RUNNING, *again, ended).when(Pathway.start_article60, on="2026-06-16", start=date(2026, 6, 15))
    overlapping.then_breaks("CONTRACT_OVERLAP", "LO CPAS, art. 60, § 7")
    next_day = given(*RUNNING, *again, ended).when(Pathway.start_article60, on="2026-06-16", start=date(2026, 6, 16))
    next_day.then(Article60Started)
    assert [contract.end_reason for contract in next_day.state.article60.episodes] == [EndReason.RESIGNED, None]


def test_the_orientation_interview_is_due_ninety_days_before_the_days_are_there() -> None:
    assert given(*RUNNING).owes_on("ART60_ORIENTATION") == date(2026, 11, 30)
    oriented: Told = ("2026-11-20", InterviewHeld(kind=ContactKind.ORIENTATION))
    assert given(*RUNNING, oriented).owes("ART60_ORIENTATION") is None
    earlier: Told = ("2026-02-20", InterviewHeld(kind=ContactKind.ORIENTATION))
    assert given(*RUNNING, earlier).owes_on("ART60_ORIENTATION") == date(2026, 11, 30)


def test_a_follow_up_is_due_every_four_weeks_or_as_the_plan_says() -> None:
    assert given(*RUNNING).owes_on("FOLLOW_UP") == date(2026, 3, 29)
    story = given(*RUNNING).when(Pathway.record_follow_up, on="2026-03-23", place="Les Tilleuls")
    story.then(Article60FollowedUp(on=date(2026, 3, 23), place="Les Tilleuls"))
    owed = story.owes("FOLLOW_UP")
    assert owed is not None
    assert (owed.due_on, owed.because) == (date(2026, 4, 20), "dernier suivi du 23/03/2026 + 4 semaines (usage)")
    fortnightly: Told = ("2026-02-13", Article60TrainingPlanSet(modules=("Hygiène",), coach="Tom", every_weeks=2))
    assert given(*READY, fortnightly, begun("2026-03-01")).owes_on("FOLLOW_UP") == date(2026, 3, 15)


def test_a_follow_up_belongs_to_a_running_contract() -> None:
    given(*READY).when(Pathway.record_follow_up, on="2026-03-23").then_breaks("NO_CONTRACT")
    story = given(*RUNNING).when(Pathway.record_follow_up, on="2026-03-23")
    for outside in (date(2026, 2, 27), date(2026, 3, 24)):
        with pytest.raises(RuleBroken) as broken:
            Pathway.record_follow_up(story.pathway, on=outside)
        assert broken.value.code == "FOLLOW_UP_DATE"


def test_a_contract_is_prolonged_until_the_days_are_there() -> None:
    absent: Told = ("2026-03-31", Article60DaysRecorded(month=date(2026, 3, 1), worked=13))
    story = given(*RUNNING, absent).when(Pathway.extend_article60, on="2027-02-10", why="absences de mars")
    story.then(Article60Extended(planned_end=date(2027, 3, 16), reason="absences de mars", days_missing=299))
    assert story.state.article60.contract is not None
    assert story.state.article60.contract.planned_end == date(2027, 3, 16)


def test_a_contract_is_not_prolonged_without_a_reason_nor_backwards() -> None:
    given(*RUNNING).when(Pathway.extend_article60, on="2026-06-01", planned_end=date(2027, 3, 31)).then_breaks(
        "REASON_REQUIRED"
    )
    given(*RUNNING).when(Pathway.extend_article60, on="2026-06-01", reason="absences").then_breaks("NOT_LATER")
    given(*READY).when(Pathway.extend_article60, on="2026-06-01", reason="absences").then_breaks("NO_CONTRACT")


def test_a_contract_ends_with_its_reason_and_its_days() -> None:
    march: Told = ("2026-03-31", Article60DaysRecorded(month=date(2026, 3, 1), worked=24,
                                                       assimilated={DayKind.ANNUAL_LEAVE: 2}))  # fmt: skip
    story = given(*RUNNING, march).when(Pathway.end_article60, on="2026-04-10", reason=EndReason.HIRED_ELSEWHERE)
    story.then(Article60Ended(ended_on=date(2026, 4, 10), reason=EndReason.HIRED_ELSEWHERE, counted_days=26))
    assert not story.state.article60.is_running
    assert story.owes("FOLLOW_UP") is None
    assert [contract.is_completed for contract in story.state.article60.episodes] == [False]


def test_a_contract_does_not_end_without_a_reason_nor_in_the_future() -> None:
    given(*RUNNING).when(Pathway.end_article60, on="2026-04-10").then_breaks("REASON_REQUIRED", "LO CPAS, art. 60")
    given(*RUNNING).when(
        Pathway.end_article60, on="2026-04-10", reason=EndReason.TERM_REACHED, ended_on=date(2026, 4, 11)
    ).then_breaks("ENDED_LATER")
    given(*READY).when(Pathway.end_article60, on="2026-04-10", reason=EndReason.TERM_REACHED).then_breaks("NO_CONTRACT")


def test_a_contract_ended_without_an_orientation_interview_says_so() -> None:
    story = given(*RUNNING).when(Pathway.end_article60, on="2026-04-10", reason=EndReason.RESIGNED)
    story.then_warns("ORIENTATION_MISSING")


def test_a_file_is_not_closed_while_the_contract_runs() -> None:
    given(*RUNNING).when(Pathway.close_pathway, on="2026-04-10").then_breaks("STILL_RUNNING")


def test_a_contract_told_by_another_system_needs_no_more_than_its_start_and_end() -> None:
    story = given(("2024-07-01", Article60Started()), ("2025-06-30", Article60Ended(reason=EndReason.TERM_REACHED)))
    [contract] = story.state.article60.episodes
    assert (contract.start, contract.ended_on, contract.is_completed) == (date(2024, 7, 1), date(2025, 6, 30), True)


def test_what_is_told_of_no_contract_changes_nothing() -> None:
    lone = (PLAN[1], BOUND[1], Article60FollowedUp(), Article60Extended(planned_end=date(2027, 1, 1)),
            Article60DaysRecorded(month=date(2026, 3, 1)), Article60Ended(reason=EndReason.MOVED))  # fmt: skip
    assert given(*(("2026-03-01", fact) for fact in lone)).state.article60 == given().state.article60


def test_a_running_counter_informs_and_a_full_one_alerts() -> None:
    owed = given(*RUNNING).owes("ART60_DAYS")
    assert owed is not None
    assert (owed.due_on, owed.kind) == (date(2027, 2, 28), Kind.INFORMATION)
    full = given(*READY[:-3], proposed("2026-03-01", "2027-02-28", prior_days=312), PLAN, BOUND, begun("2026-03-01"))
    owed = full.owes("ART60_DAYS")
    assert owed is not None
    assert (owed.kind, owed.because) == (Kind.ALERT, "312 / 312 jours")


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (proposed("2026-03-01", "2027-02-28")[1],
         "Contrat article 60 § 7 proposé : Les Tilleuls, Aide-logistique, du 01/03/2026 au 28/02/2027, "
         "312 jours requis"),
        (Article60Proposed(), "Contrat article 60 § 7 proposé : services du CPAS"),
        (Article60TrainingPlanSet(modules=("Hygiène",)), "Plan de formation et de suivi établi : Hygiène"),
        (Article60AgreementBound(agreement="C7"), "Convention rattachée au contrat : C7 (non contrôlée)"),
        (Article60Started(), "Contrat article 60 § 7 commencé"),
        (Article60DaysRecorded(month=date(2026, 2, 1), worked=22, assimilated={DayKind.ANNUAL_LEAVE: 2}),
         "Journées enregistrées : février 2026, 22 prestées, assimilées (congé annuel : 2)"),
        (Article60FollowedUp(), "Suivi personnalisé tenu"),
        (Article60Extended(planned_end=date(2027, 3, 15), reason="absences", days_missing=13),
         "Contrat article 60 § 7 prolongé : au 15/03/2027, 13 jours manquent (absences)"),
        (Article60Ended(reason=EndReason.TERM_REACHED, counted_days=312),
         "Contrat article 60 § 7 terminé : terme atteint, 312 jours comptés"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: Article60Started, sentence: str) -> None:
    assert fact.sentence == sentence
