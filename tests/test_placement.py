"""A job found, observed and ended; and what is observed after each exit."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.pathway.article60 import Article60Ended
from domain.pathway.article60_start import Article60Started
from domain.pathway.identity import Closing, PathwayClosed
from domain.pathway.insertion_contract import EndReason
from domain.pathway.placement import Employed, FollowUpObserved, PlacementEnded, PlacementRecorded, Source
from domain.pathway.training import TrainingEnded, TrainingEnrolled
from domain.pathway.work import ContractKind
from tests.story import Story, Told, given

EMPLOYER = "0403170701"
EXIT: tuple[Told, ...] = (
    ("2026-03-01", Article60Started()),
    ("2027-02-28", Article60Ended(reason=EndReason.TERM_REACHED)),
)
CLOSED: Told = ("2027-03-01", PathwayClosed(reason=Closing.WORK))


def hired(start: str, end: str = "", id: int = 70) -> Told:
    """A job from that day, open when no end is told."""
    fact = PlacementRecorded(
        placement_id=UUID(int=id), employer_bce=EMPLOYER, kind=ContractKind.CDI, start=date.fromisoformat(start),
        end=date.fromisoformat(end) if end else None,
    )  # fmt: skip
    return start, fact


def seen(on: str, employed: Employed = Employed.NO) -> Told:
    """The situation seen that day."""
    return on, FollowUpObserved(employed=employed)


def windows(story: Story) -> list[date | None]:
    """The days the situation is to be observed."""
    return [story.owes_on(f"OUTCOME_{months}") for months in (3, 6, 12)]


def test_a_job_is_recorded_with_its_employer() -> None:
    story = given().when(
        Pathway.record_placement, on="2025-07-01", employer_bce="0403.170.701", kind=ContractKind.CDD,
        hours_week=Decimal(38), end=date(2026, 6, 30),
    )  # fmt: skip
    story.then(PlacementRecorded)
    [job] = story.state.placement.jobs
    assert (job.employer_bce, job.start, job.end) == (EMPLOYER, date(2025, 7, 1), date(2026, 6, 30))


def test_the_number_of_the_employer_is_checked() -> None:
    given().when(Pathway.record_placement, on="2025-07-01", employer_bce="0403170700").then_breaks(
        "BCE_INVALID", "Pratique"
    )


def test_article_60_is_never_a_placement() -> None:
    given().when(Pathway.record_placement, on="2025-07-01", kind=ContractKind.ART60).then_breaks("NOT_A_PLACEMENT")
    told = given(("2025-07-01", PlacementRecorded(kind=ContractKind.ART60)))
    assert told.state.placement.jobs == ()
    assert not ContractKind.ART60.counts_as_regular
    assert ContractKind.CDI.counts_as_regular


def test_article_61_is_recorded_by_its_own_steps() -> None:
    story = given().when(Pathway.record_placement, on="2025-07-01", employer_bce=EMPLOYER, kind=ContractKind.ART61)
    story.then_breaks("NOT_A_PLACEMENT", "Pratique")
    with pytest.raises(RuleBroken, match="Un article 61 s'enregistre par ses propres démarches"):
        story.act()
    assert given(("2025-07-01", PlacementRecorded(kind=ContractKind.ART61))).state.placement.jobs == ()


def test_a_job_found_after_the_file_was_closed_is_recorded_too() -> None:
    after = given(*EXIT, CLOSED).when(Pathway.record_placement, on="2027-05-03", employer_bce=EMPLOYER)
    after.then(PlacementRecorded)
    given(*EXIT, CLOSED, hired("2027-05-03")).when(Pathway.end_placement, on="2027-06-30", reason="fin").then(
        PlacementEnded
    )
    never = Story(opened=False).when(Pathway.record_placement, on="2027-05-03", employer_bce=EMPLOYER)
    never.then_breaks("FILE_NOT_OPENED")


def test_who_works_for_oneself_has_no_employer() -> None:
    alone = given().when(Pathway.record_placement, on="2025-07-01", kind=ContractKind.SELF_EMPLOYED)
    alone.then(PlacementRecorded)


def test_a_job_is_recorded_once() -> None:
    twice = given(hired("2025-07-01")).when(Pathway.record_placement, on="2025-07-10", employer_bce=EMPLOYER,
                                            start=date(2025, 7, 1))  # fmt: skip
    twice.then_breaks("PLACEMENT_DUPLICATE")


def test_a_job_ends_after_it_starts() -> None:
    bce = "0403019261"
    early = given().when(Pathway.record_placement, on="2025-07-01", employer_bce=bce, end=date(2025, 6, 30))
    early.then_breaks("END_BEFORE_START")
    given().when(Pathway.record_placement, on="2025-07-01").then_breaks("BCE_INVALID")
    story = given(hired("2025-07-01")).when(Pathway.end_placement, on="2025-08-01")
    with pytest.raises(RuleBroken) as broken:
        Pathway.end_placement(story.pathway, reason="erreur", on=date(2025, 6, 30))
    assert broken.value.code == "END_BEFORE_START"


def test_an_end_is_told_once_it_has_come() -> None:
    story = given(hired("2025-07-01")).when(Pathway.end_placement, on="2025-08-01", reason="fin")
    with pytest.raises(RuleBroken) as broken:
        Pathway.end_placement(story.pathway, reason="fin", on=date(2025, 8, 2))
    assert broken.value.code == "LATER_THAN_THE_ACT"


def test_a_job_ends_with_its_reason() -> None:
    story = given(hired("2025-07-01")).when(Pathway.end_placement, on="2026-01-31", reason="fin de contrat")
    story.then(PlacementEnded(placement_id=UUID(int=70), on=date(2026, 1, 31), reason="fin de contrat"))
    [job] = story.state.placement.jobs
    assert (job.end, job.is_ended, story.state.placement.is_running) == (date(2026, 1, 31), True, False)
    given(hired("2025-07-01")).when(Pathway.end_placement, on="2026-01-31").then_breaks("REASON_REQUIRED", "Pratique")
    given(hired("2025-07-01")).when(Pathway.end_placement, on="2026-01-31", why="démission").then(PlacementEnded)


def test_only_a_running_job_ends() -> None:
    given().when(Pathway.end_placement, on="2026-01-31", reason="fin").then_breaks("NO_JOB")
    story = given(hired("2025-07-01"), hired("2025-10-01", id=71))
    story.when(Pathway.end_placement, on="2026-01-31", reason="fin", placement_id=UUID(int=99)).then_breaks("NO_JOB")
    story.when(Pathway.end_placement, on="2026-01-31", reason="fin", placement_id=UUID(int=70)).then(PlacementEnded)
    assert [job.is_ended for job in story.state.placement.jobs] == [True, False]


def test_nothing_is_observed_before_an_exit() -> None:
    given().when(Pathway.observe_status, on="2025-07-01", employed=Employed.NO).then_breaks("NO_EXIT", "Pratique")
    assert windows(given()) == [None, None, None]


@pytest.mark.parametrize(
    "facts",
    [
        EXIT,
        (("2026-03-01", TrainingEnrolled()), ("2027-02-28", TrainingEnded())),
        (hired("2027-02-28"),),
        (("2027-02-28", PathwayClosed(reason=Closing.UNKNOWN)),),
    ],
)
def test_every_exit_may_be_observed_even_on_a_closed_file(facts: tuple[Told, ...]) -> None:
    story = given(*facts).when(Pathway.observe_status, on="2027-06-01", employed=Employed.YES, source=Source.DMFA)
    story.then(FollowUpObserved(on=date(2027, 6, 1), employed=Employed.YES, source=Source.DMFA))


def test_nobody_observes_a_day_to_come() -> None:
    story = given(*EXIT).when(Pathway.observe_status, on="2027-06-01", employed=Employed.YES)
    with pytest.raises(RuleBroken) as broken:
        Pathway.observe_status(story.pathway, employed=Employed.YES, on=date(2027, 6, 2))
    assert broken.value.code == "OBSERVED_LATER"


def test_an_exit_is_observed_three_six_and_twelve_months_later() -> None:
    expected = [date(2027, 5, 30), date(2027, 8, 30), date(2028, 2, 28)]
    assert windows(given(*EXIT)) == expected
    owed = given(*EXIT).owes("OUTCOME_3")
    assert owed is not None
    assert owed.because == "sortie du 28/02/2027 + 91 jours (usage)"


def test_the_observation_outlives_the_file() -> None:
    assert windows(given(*EXIT, CLOSED)) == [date(2027, 5, 30), date(2027, 8, 30), date(2028, 2, 28)]
    assert given(*EXIT, CLOSED).owes("CONTACT_SILENCE") is None


def test_a_file_closed_without_a_measure_is_an_exit_too() -> None:
    assert windows(given(CLOSED))[0] == date(2027, 5, 31)


def test_nothing_is_observed_of_who_died() -> None:
    assert windows(given(*EXIT, ("2027-03-10", PathwayClosed(reason=Closing.DECEASED)))) == [None, None, None]


@pytest.mark.parametrize(
    ("on", "owed"), [("2027-04-29", True), ("2027-04-30", False), ("2027-06-29", False), ("2027-09-15", False)]
)
def test_a_window_is_settled_by_whoever_looked_within_thirty_days_or_since(on: str, owed: bool) -> None:
    assert (given(*EXIT, seen(on)).owes("OUTCOME_3") is not None) is owed


def test_a_later_window_stays_owed() -> None:
    assert windows(given(*EXIT, seen("2027-06-01"))) == [None, date(2027, 8, 30), date(2028, 2, 28)]


def test_a_job_that_covers_the_day_settles_it() -> None:
    assert windows(given(*EXIT, hired("2027-04-01"))) == [None, None, None]
    assert windows(given(*EXIT, hired("2027-04-01", "2027-05-30"))) == [None, date(2027, 8, 30), date(2028, 2, 28)]
    assert windows(given(*EXIT, hired("2027-05-31"))) == [date(2027, 5, 30), None, None]


def test_the_last_exit_counts() -> None:
    again: tuple[Told, ...] = (("2027-05-01", TrainingEnrolled()), ("2027-09-30", TrainingEnded()))
    assert windows(given(*EXIT, *again))[0] == date(2027, 12, 30)


def test_what_is_told_of_no_job_changes_nothing() -> None:
    lone = PlacementEnded(placement_id=UUID(int=1), reason="fin")
    assert given(("2027-01-01", lone), ("2027-01-01", PlacementEnded())).state.placement == given().state.placement


def test_another_system_may_tell_a_job_and_its_end_by_their_days() -> None:
    told = given(("2025-07-01", PlacementRecorded(kind=ContractKind.CDI)), ("2026-01-31", PlacementEnded()))
    [job] = told.state.placement.jobs
    assert (job.start, job.end) == (date(2025, 7, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (PlacementRecorded(kind=ContractKind.CDD, start=date(2025, 7, 1), end=date(2026, 6, 30),
                           hours_week=Decimal("19.5"), subsidised=True),
         "Mise à l'emploi : contrat à durée déterminée, dès le 01/07/2025, jusqu'au 30/06/2026, 19,5 h par semaine, "
         "subsidié, déclaré par la personne"),
        (FollowUpObserved(employed=Employed.NO), "Situation constatée : sans emploi (déclaré par la personne)"),
        (FollowUpObserved(on=date(2026, 1, 5), employed=Employed.YES, source=Source.FOREM),
         "Situation constatée : en emploi, le 05/01/2026 (FOREM)"),
        (PlacementEnded(), "Emploi terminé"),
        (PlacementEnded(on=date(2026, 1, 31), reason="fin de contrat"),
         "Emploi terminé : le 31/01/2026, fin de contrat"),
    ],
)  # fmt: skip
def test_each_fact_reads_as_a_sentence(fact: PlacementEnded, sentence: str) -> None:
    assert fact.sentence == sentence
