"""A contract under article 61: a third party employs, pays the wages and names a tutor; the centre supports."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.delays import Kind
from domain.kernel import Role
from domain.pathway import Pathway
from domain.pathway.article60_start import Article60Started
from domain.pathway.article61 import Article61Ended, Article61Extended
from domain.pathway.article61_start import (
    Article61AgreementBound,
    Article61Proposed,
    Article61Started,
    Article61TrainingPlanSet,
)
from domain.pathway.insertion_contract import EndReason
from domain.pathway.step import STEPS
from domain.rules import Confidence
from tests.contracts import (
    BOUND,
    BOUND_61,
    EMPLOYER_BCE,
    HOST_BCE,
    PLAN,
    PLAN_61,
    READY_61,
    RUNNING_61,
    begun_61,
    ended_60,
    proposed,
    proposed_61,
)
from tests.people import WITH_RIS, signed
from tests.story import Told, given

LAW = "LO CPAS, art. 61"
CENTRE_BCE = "0403170701"
PLAN_2024: Told = ("2024-12-11", PLAN_61[1])
BOUND_2024: Told = ("2024-12-12", BOUND_61[1])
ENDED_61: Told = ("2026-06-15", Article61Ended(ended_on=date(2026, 6, 15), reason=EndReason.RESIGNED))
NEXT_60: tuple[Told, ...] = (
    proposed("2026-07-01", "2027-06-30", on="2026-06-16"), ("2026-06-16", PLAN[1]), ("2026-06-16", BOUND[1]),
)  # fmt: skip


def test_a_contract_is_proposed_with_an_employer_and_the_days_of_the_day_of_the_claim() -> None:
    story = given(*WITH_RIS).when(
        Pathway.propose_article61, on="2026-02-10", employer="Boulangerie Nihon", start=date(2026, 3, 1)
    )
    story.then(Article61Proposed)
    proposal = story.state.article61.prepared
    assert (proposal.host, proposal.planned_end, proposal.required_days) == (
        "Boulangerie Nihon", date(2027, 2, 28), 312,
    )  # fmt: skip


def test_who_has_no_income_is_not_eligible() -> None:
    given().when(Pathway.propose_article61, on="2026-02-10", employer="X").then_breaks("NOT_ELIGIBLE", LAW)
    early = given(*WITH_RIS).when(Pathway.propose_article61, on="2026-02-10", employer="X", start=date(2019, 1, 1))
    early.then_breaks("NOT_ELIGIBLE", LAW)


def test_a_training_plan_and_an_agreement_with_the_employer_prepare_what_is_proposed() -> None:
    story = given(*WITH_RIS, proposed_61("2026-03-01", "2027-02-28"))
    story.when(Pathway.set_training_plan_article61, on="2026-02-11", modules=("Caisse",), coach="Tom").then(PLAN_61[1])
    bound: dict[str, Any] = {"agreement": "A61-3", "tutor": "Mme Nihon", "referent": "M. Petit"}
    story.when(Pathway.bind_agreement_article61, on="2026-02-12", **bound).then(BOUND_61[1])
    story.when(Pathway.bind_agreement_article61, on="2026-02-12", **bound).then_warns("AGREEMENT_UNCHECKED")
    none = given(*WITH_RIS)
    none.when(Pathway.set_training_plan_article61, on="2026-02-11", modules=("X",)).then_breaks("NO_PROPOSAL")
    none.when(Pathway.bind_agreement_article61, on="2026-02-11", agreement="X").then_breaks("NO_PROPOSAL")


def test_an_agreement_with_the_employer_runs_all_the_period() -> None:
    story = given(*WITH_RIS, proposed_61("2026-03-01", "2027-02-28"))
    until: dict[str, Any] = {"agreement_until": date(2026, 12, 31)}
    story.when(Pathway.bind_agreement_article61, on="2026-02-12", agreement="A61-3", **until)
    story.then_breaks("AGREEMENT_NOT_COVERING", "Décret 60/61")


def test_a_contract_fully_prepared_starts() -> None:
    story = given(*READY_61).when(Pathway.start_article61, on="2026-03-01", employer_bce="0400.378.485")
    story.then(Article61Started(start=date(2026, 3, 1), employer_bce=EMPLOYER_BCE))
    assert story.state.article61.is_running
    assert not story.state.article60.is_running
    assert story.state.article61.prepared.host == ""


def test_the_employer_is_a_third_party() -> None:
    given(*READY_61).when(Pathway.start_article61, on="2026-03-01").then_breaks("WRONG_EMPLOYER", LAW)
    centre: Told = ("2025-01-06", Article60Started(start=date(2025, 1, 6), employer_bce=CENTRE_BCE))
    known = given(centre, ended_60("2025-06-30", EndReason.RESIGNED), *READY_61)
    known.when(Pathway.start_article61, on="2026-03-01", employer_bce=CENTRE_BCE).then_breaks("WRONG_EMPLOYER", LAW)
    known.when(Pathway.start_article61, on="2026-03-01", employer_bce=EMPLOYER_BCE).then(Article61Started)


def test_the_number_of_the_employer_is_checked() -> None:
    given(*READY_61).when(Pathway.start_article61, on="2026-03-01", employer_bce="0202239950").then_breaks(
        "BCE_INVALID"
    )


def test_the_third_party_of_an_article_61_is_not_the_centre_of_an_article_60() -> None:
    ready = (*RUNNING_61, ENDED_61, *NEXT_60)
    story = given(*ready).when(Pathway.start_article60, on="2026-07-01", employer_bce=EMPLOYER_BCE)
    story.then_breaks("WRONG_EMPLOYER", "LO CPAS, art. 60, § 7")
    given(*ready).when(Pathway.start_article60, on="2026-07-01", employer_bce=HOST_BCE).then(Article60Started)


def test_no_contract_starts_without_training_follow_up_referent_and_tutor() -> None:
    plan, proposal = signed("2026-02-02"), proposed_61("2026-03-01", "2027-02-28")
    untutored: Told = ("2026-02-12", Article61AgreementBound(agreement="A61-3", referent="M. Petit"))
    alone: Told = ("2026-02-12", Article61AgreementBound(agreement="A61-3", tutor="Mme Nihon"))
    coachless: Told = ("2026-02-11", Article61TrainingPlanSet(modules=("Caisse",)))
    unready: tuple[tuple[Told, ...], ...] = (
        (), (plan,), (plan, proposal), (plan, proposal, PLAN_61), (plan, proposal, PLAN_61, untutored),
        (plan, proposal, PLAN_61, alone), (plan, proposal, coachless, BOUND_61), (proposal, PLAN_61, BOUND_61),
    )  # fmt: skip
    for facts in unready:
        story = given(*WITH_RIS, *facts)
        story.when(Pathway.start_article61, on="2026-03-01", employer_bce=EMPLOYER_BCE)
        story.then_breaks("TRAINING_AND_FOLLOW_UP_REQUIRED", LAW)


def test_the_refusal_says_what_is_there_and_what_is_missing() -> None:
    story = given(*WITH_RIS, signed("2026-02-02"), proposed_61("2026-03-01", "2027-02-28"), PLAN_61)
    refusal = STEPS["start_article61"].why_not(story.state, Role.SOCIAL_WORKER)
    assert refusal is not None
    assert refusal.reason.endswith(
        "Présent : contrat proposé, PIIS signé, plan de formation, coach. Manque : référent du lieu de travail, tuteur."
    )


def test_a_contract_whose_days_are_there_does_not_start() -> None:
    full = (*WITH_RIS, signed("2026-02-02"), proposed_61("2026-03-01", "2026-06-30", prior_days=312), PLAN_61, BOUND_61)
    story = given(*full).when(Pathway.start_article61, on="2026-03-01", employer_bce=EMPLOYER_BCE)
    story.then_breaks("DURATION_EXCEEDED", LAW)


def test_nobody_is_told_of_a_limit_of_part_time_work() -> None:
    answers: dict[str, Any] = {"employer": "X", "fte": Decimal("0.4"), "start": date(2026, 4, 1)}
    story = given(*WITH_RIS).when(Pathway.propose_article61, on="2026-03-20", **answers)
    story.act()
    assert "PART_TIME_LIMIT" not in {warned.code for warned in story.pathway.warnings}


def test_the_former_subsidy_lasted_twelve_months_as_far_as_is_remembered() -> None:
    former = (*WITH_RIS, signed("2024-12-02"), proposed_61("2025-01-01", "2026-03-31", on="2024-12-10"),
              PLAN_2024, BOUND_2024)  # fmt: skip
    story = given(*former).when(Pathway.start_article61, on="2025-01-01", employer_bce=EMPLOYER_BCE)
    story.then_warns("SUBSIDY_MONTHS_EXCEEDED")
    assert any("31/12/2025" in warned.reason for warned in story.pathway.warnings)
    longer = given(*former, begun_61("2025-01-01"))
    longer.when(Pathway.extend_article61, on="2026-02-10", planned_end=date(2026, 4, 30), reason="absences")
    longer.then_warns("SUBSIDY_MONTHS_EXCEEDED")
    since = given(*READY_61).when(Pathway.start_article61, on="2026-03-01", employer_bce=EMPLOYER_BCE)
    since.act()
    assert "SUBSIDY_MONTHS_EXCEEDED" not in {warned.code for warned in since.pathway.warnings}


def test_the_premium_for_the_tutor_is_said_with_its_doubt() -> None:
    owed = given(*RUNNING_61).owes("TUTORING_PREMIUM")
    assert owed is not None
    assert (owed.due_on, owed.kind, owed.confidence) == (date(2027, 2, 28), Kind.INFORMATION, Confidence.UNVERIFIED)
    assert "250" in owed.because
    assert given(*READY_61).owes("TUTORING_PREMIUM") is None


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (proposed_61("2026-03-01", "2027-02-28")[1],
         "Contrat article 61 proposé : Boulangerie Nihon, Vente, du 01/03/2026 au 28/02/2027, 312 jours requis"),
        (Article61Proposed(prior_days=156), "Contrat article 61 proposé : 156 déjà prouvés"),
        (PLAN_61[1], "Plan de formation et de suivi établi (article 61) : Caisse ; coach Tom"),
        (BOUND_61[1],
         "Convention rattachée au contrat (article 61) : A61-3 (non contrôlée) ; tuteur Mme Nihon ;"
         " référent du lieu M. Petit"),
        (Article61Started(), "Contrat article 61 commencé"),
        (Article61Extended(planned_end=date(2027, 3, 15), reason="absences", days_missing=1),
         "Contrat article 61 prolongé : au 15/03/2027, 1 jour manque (absences)"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: Article61Started, sentence: str) -> None:
    assert fact.sentence == sentence
