"""From article 60 to article 61, end to end: the days follow the person, and lead to the right."""

from datetime import date
from typing import Any

from domain.pathway import Pathway
from domain.pathway.article60 import Article60Ended
from domain.pathway.article61 import Article61Ended
from domain.pathway.article61_start import Article61Proposed, Article61Started
from domain.pathway.insertion_contract import EndReason
from projections.history import History
from projections.outcomes import rows
from tests.contracts import BOUND_61, EMPLOYER_BCE, PLAN_61, RUNNING, days_60, days_61, proposed_61
from tests.rules import RULES
from tests.story import OPENED, Told, given, history

SIX_MONTHS = (*RUNNING, *days_60(*([26] * 6)))
MOVED: Told = ("2026-08-31", Article60Ended(ended_on=date(2026, 8, 31), reason=EndReason.MOVED_60_TO_61,
                                            counted_days=156))  # fmt: skip
EMPLOYED: tuple[Told, ...] = (
    proposed_61("2026-09-01", "2027-02-28", on="2026-08-31", prior_days=156), ("2026-08-31", PLAN_61[1]),
    ("2026-08-31", BOUND_61[1]), ("2026-09-01", Article61Started(start=date(2026, 9, 1), employer_bce=EMPLOYER_BCE)),
)  # fmt: skip


def test_the_person_moves_to_an_employer_and_the_days_follow() -> None:
    story = given(*SIX_MONTHS).when(Pathway.end_article60, on="2026-08-31", reason=EndReason.MOVED_60_TO_61)
    story.then(MOVED[1])
    terms: dict[str, Any] = {"employer": "Boulangerie Nihon", "function": "Vente", "start": date(2026, 9, 1)}
    story.when(Pathway.propose_article61, on="2026-08-31", **terms).then(Article61Proposed)
    proposal = story.pathway.pending[-1].event
    assert isinstance(proposal, Article61Proposed)
    assert (proposal.prior_days, proposal.planned_end) == (156, date(2027, 2, 28))
    story.when(Pathway.set_training_plan_article61, on="2026-08-31", modules=("Caisse",), coach="Tom").act()
    people: dict[str, Any] = {"agreement": "A61-3", "tutor": "Mme Nihon", "referent": "M. Petit"}
    story.when(Pathway.bind_agreement_article61, on="2026-08-31", **people).act()
    story.when(Pathway.start_article61, on="2026-09-01", employer_bce=EMPLOYER_BCE).then(Article61Started)
    days = story.owes("ART60_DAYS")
    assert days is not None
    assert (days.due_on, days.because) == (date(2027, 2, 28), "156 / 312 jours ; 26 par mois, sans absence")


def test_a_sheet_of_the_former_contract_that_comes_late_counts() -> None:
    told = proposed_61("2026-09-01", "2027-02-28", on="2026-08-31", prior_days=130)
    five = given(*RUNNING, *days_60(*([26] * 5)), MOVED, told, *EMPLOYED[1:])
    five.when(Pathway.record_days, on="2026-09-03", month=date(2026, 8, 1), worked=20).act()
    days = five.owes("ART60_DAYS")
    assert days is not None
    assert days.because.startswith("150 / 312 jours")


def test_days_proved_elsewhere_are_added_to_those_of_the_file() -> None:
    story = given(*SIX_MONTHS, MOVED)
    start = date(2026, 9, 1)
    story.when(Pathway.propose_article61, on="2026-08-31", employer="Nihon", start=start, prior_days=182).act()
    assert story.state.article61.prepared.prior_days == 26
    assert story.state.article61.prepared.planned_end == date(2027, 1, 31)


def test_the_file_keeps_its_days_when_fewer_are_told() -> None:
    story = given(*SIX_MONTHS, MOVED)
    story.when(Pathway.propose_article61, on="2026-08-31", employer="Nihon", start=date(2026, 9, 1), prior_days=0)
    story.then_warns("PRIOR_DAYS_DIFFER")
    assert story.state.article61.prepared.prior_days == 0
    assert story.state.article61.prepared.planned_end == date(2027, 2, 28)


def test_the_days_of_both_open_the_right() -> None:
    story = given(*SIX_MONTHS, MOVED, *EMPLOYED, *days_61(*([26] * 6), since=9))
    story.when(Pathway.end_article61, on="2027-02-28", reason=EndReason.TERM_REACHED)
    story.then(
        Article61Ended(
            ended_on=date(2027, 2, 28), reason=EndReason.TERM_REACHED, counted_days=156, entitlement_reached=True
        )
    )


def test_both_are_one_way_out_that_of_the_employer() -> None:
    ended: Told = ("2027-02-28", Article61Ended(ended_on=date(2027, 2, 28), reason=EndReason.TERM_REACHED))
    told = history(*OPENED, *SIX_MONTHS, MOVED, *EMPLOYED, ended)
    [left] = rows(History(told[0].originator_id, told, RULES))
    assert (left.measure, left.entered_on, left.exit_on) == ("ART61", date(2026, 3, 1), date(2027, 2, 28))


def test_after_an_admission_the_days_begin_again() -> None:
    opened: Told = ("2026-08-31", Article60Ended(ended_on=date(2026, 8, 31), reason=EndReason.TERM_REACHED,
                                                 entitlement_reached=True))  # fmt: skip
    story = given(*SIX_MONTHS, opened, *EMPLOYED[1:])
    days = story.owes("ART60_DAYS")
    assert days is not None
    assert (days.due_on, days.because) == (date(2027, 8, 31), "0 / 312 jours ; 26 par mois, sans absence")
