"""The kinds of work: what each counts for, and what is never a placement."""

from datetime import date
from uuid import UUID

import pytest

from domain.pathway import Pathway
from domain.pathway.placement import Job, PlacementRecorded
from domain.pathway.work import RECORDED_ELSEWHERE, REGULAR, WORK, ContractKind
from tests.story import given


def counting(column: str) -> set[str]:
    """The kinds of which the table says yes in that column."""
    return {kind.value for kind, counts in WORK.items() if getattr(counts, column)}


def test_every_kind_of_work_says_what_it_counts_for_and_why() -> None:
    assert set(WORK) == set(ContractKind)
    assert all(counts.why for counts in WORK.values())


def test_regular_work_is_what_it_was_when_the_first_figures_were_published() -> None:
    assert {kind.value for kind in ContractKind} - counting("regular") == {
        "PFI", "ALE", "FLEXI", "STUDENT", "CIVIL_SERVICE", "ART60", "ART61",
    }  # fmt: skip
    assert {kind.value for kind in REGULAR} == counting("regular")
    assert ContractKind.TITRES_SERVICES.counts_as_regular
    assert not ContractKind.FLEXI.counts_as_regular


def test_only_articles_60_and_61_are_never_recorded_as_a_job_found() -> None:
    assert set(ContractKind) - set(RECORDED_ELSEWHERE) == {kind for kind in ContractKind if kind.counts.placement}
    assert set(RECORDED_ELSEWHERE) == {ContractKind.ART60, ContractKind.ART61}


def test_article_61_alone_is_shown_apart_from_every_other_job() -> None:
    assert counting("apart") == {"ART61"}


def test_public_money_pays_part_of_some_jobs_by_their_nature() -> None:
    assert counting("aided") >= {"APE", "SINE", "IMPULSION_U25", "IMPULSION_12M", "IMPULSION_INSERTION"}
    assert not counting("aided") & {"CDI", "CDD", "INTERIM", "REPLACEMENT", "TITRES_SERVICES", "SELF_EMPLOYED"}
    told = Job(UUID(int=1), "", ContractKind.CDI, date(2025, 7, 1), subsidised=True)
    by_nature = Job(UUID(int=1), "", ContractKind.APE, date(2025, 7, 1))
    assert told.is_aided
    assert by_nature.is_aided


@pytest.mark.parametrize(
    "kind", [kind for kind in ContractKind if kind.counts.placement and not kind.value.startswith("IMPULSION")]
)
def test_every_other_kind_of_work_is_recorded_as_it_is(kind: ContractKind) -> None:
    story = given().when(Pathway.record_placement, on="2025-07-01", employer_bce="0403170701", kind=kind)
    story.then(PlacementRecorded)
    assert [job.kind for job in story.state.placement.jobs] == [kind]


def test_a_job_of_an_earlier_release_still_reads() -> None:
    assert ContractKind("CDI") is ContractKind.CDI
    assert {kind.value for kind in ContractKind} >= {"CIVIL_SERVICE", "ART60", "IMPULSION_INSERTION"}
