"""The real experiment, from a file to the rate: 140 of 185 and 168 of 260 employed, as its published table says."""

from __future__ import annotations

from datetime import date

import pytest

from projections.history import History
from projections.indicators import DEFINITIONS, Cohort, Figure, counted, figure
from projections.outcomes import rows
from tests.imported import Desk
from tests.lalonde import written
from tests.rules import RULES

PLACE_12M = DEFINITIONS["PLACE_12M"]


@pytest.fixture(scope="module")
def imported() -> Desk:
    """The experiment, imported."""
    desk = Desk()
    desk.bring(written())
    return desk


def placed(desk: Desk, cohort: str, cutoff: str = "1979-12-31") -> Figure:
    exits = [exit_ for id, history in desk.store.streams.items() for exit_ in rows(History(id, tuple(history), RULES))]
    return figure(PLACE_12M, counted(exits, PLACE_12M, Cohort(date.fromisoformat(cutoff), label=cohort)))


def test_every_person_has_a_file_of_four_entries() -> None:
    report = Desk().report(written())
    assert (report.rows, len(report.opened), report.facts, report.wrong) == (445 * 3, 445, 445 * 4, 0)


@pytest.mark.parametrize(
    ("cohort", "employed", "people", "lower", "upper"),
    [("treated", 140, 185, 0.690119, 0.812949), ("control", 168, 260, 0.586290, 0.701762)],
)
def test_the_published_rates_come_out_to_six_digits(
    imported: Desk, cohort: str, employed: int, people: int, lower: float, upper: float
) -> None:
    found = placed(imported, cohort)
    assert (found.numerator, found.denominators["A"], found.unknown, found.immature) == (employed, people, 0, 0)
    interval = found.intervals["A"]
    assert interval is not None
    assert (round(interval.lower, 6), round(interval.upper, 6)) == (lower, upper)


def test_nobody_counts_before_the_year_is_over(imported: Desk) -> None:
    early = placed(imported, "treated", cutoff="1978-12-31")
    assert (early.denominators["A"], early.immature) == (0, 185)


def test_who_completed_is_not_known_and_not_invented(imported: Desk) -> None:
    assert placed(imported, "treated").denominators == {"A": 185, "K": 185, "C": 0}
