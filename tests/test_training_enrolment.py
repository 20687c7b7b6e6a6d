"""What an enrolment rests on: a contract, a programme, an approval, an agreement with places and hours left."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.kernel import Erased
from domain.pathway import Pathway
from domain.pathway.training import TrainingEnrolled
from domain.pathway.training_content import Category, Eligibility, Method
from tests.story import Story, given


def enrolling(**answers: Any) -> Story:
    """An enrolment on 6 January 2025."""
    return given().when(Pathway.enrol_training, on="2025-01-06", **answers)


def codes(story: Story) -> set[str]:
    """What the step said."""
    story.act()
    return {warned.code for warned in story.pathway.warnings}


def test_an_enrolment_has_its_pedagogical_contract_its_programme_and_its_proof() -> None:
    story = enrolling(contract_ref="CP-12", programme="soudure", eligibility=Eligibility.DECLARED)
    story.then(TrainingEnrolled)
    enrolment = story.state.training.enrolment
    assert enrolment is not None
    told = (enrolment.contract_ref, enrolment.programme, enrolment.eligibility)
    assert told == ("CP-12", "soudure", Eligibility.DECLARED)


def test_contract_and_programme_are_sealed_with_the_key_of_the_person() -> None:
    assert TrainingEnrolled.personal_fields() == {"contract_ref", "programme"}


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("method", Method)
def test_a_track_has_a_method_and_a_category(category: Category, method: Method) -> None:
    enrolling(track="Menuiserie", category=category, method=method).then(TrainingEnrolled)
    assert (set(Method), set(Category)) == ({"DEFI", "EFT"}, {"ORIENTATION", "BASIC", "PROFESSIONALISING"})


def test_no_one_enters_a_track_whose_approval_is_over() -> None:
    enrolling(approved_until=date(2025, 1, 5)).then_breaks("OPERATOR_NOT_APPROVED", "Décret CISP")
    enrolling(approved_until=date(2025, 1, 6)).then(TrainingEnrolled)
    later: dict[str, Any] = {"start": date(2025, 1, 13), "approved_until": date(2025, 1, 10)}
    enrolling(**later).then_breaks("OPERATOR_NOT_APPROVED")


def test_an_approval_nobody_told_is_said_to_be_unchecked() -> None:
    enrolling().then_warns("OPERATOR_UNCHECKED")
    assert "OPERATOR_UNCHECKED" not in codes(enrolling(approved_until=date(2025, 12, 31)))


@pytest.mark.parametrize(
    "told",
    [
        {"agreement_until": date(2025, 1, 5)},
        {"places_left": 0},
        {"hours_left": Decimal(0)},
        {"hours_left": Decimal(799), "planned_hours": Decimal(800)},
    ],
)
def test_the_agreement_covers_the_enrolment_and_has_places_and_hours_left(told: dict[str, Any]) -> None:
    enrolling(agreement="CONV-3", **told).then_breaks("AGREEMENT_NOT_COVERING", "Décret CISP")


def test_an_agreement_that_covers_is_no_longer_unchecked() -> None:
    told: dict[str, Any] = {"agreement_until": date(2025, 1, 6), "places_left": 1, "hours_left": Decimal(800)}
    assert "AGREEMENT_UNCHECKED" not in codes(enrolling(agreement="CONV-3", planned_hours=Decimal(800), **told))
    enrolling(agreement="CONV-3").then_warns("AGREEMENT_UNCHECKED")
    assert "AGREEMENT_UNCHECKED" not in codes(enrolling())


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (TrainingEnrolled(track="Soudure", agreement="C-1", agreement_until=date(2025, 12, 31),
                          approved_until=date(2026, 12, 31), contract_ref="CP-12", programme="soudure et calcul",
                          eligibility=Eligibility.ATTESTED),
         "Inscription en formation CISP : Soudure, convention C-1 jusqu'au 31/12/2025, agrément jusqu'au 31/12/2026, "
         "contrat pédagogique CP-12, attestation d'éligibilité, programme : soudure et calcul"),
        (TrainingEnrolled(contract_ref=Erased.ERASED, programme=Erased.ERASED),
         "Inscription en formation CISP : contrat pédagogique [effacé], programme : [effacé]"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: TrainingEnrolled, sentence: str) -> None:
    assert fact.sentence == sentence
