"""What is observed after an exit, window by window."""

from __future__ import annotations

from datetime import date

from domain.pathway.training import TrainingEnded, TrainingEnrolled
from domain.pathway.training_content import Result
from tests.story import given

EXIT = (("2026-03-01", TrainingEnrolled()), ("2027-02-28", TrainingEnded(result=Result.COMPLETED)))


def test_the_situation_is_looked_at_half_a_year_and_a_year_after_the_exit() -> None:
    left = given(*EXIT)
    assert left.owes_on("OUTCOME_3") == date(2027, 5, 30)
    assert left.owes_on("OUTCOME_6") == date(2027, 8, 30)
    assert left.owes_on("OUTCOME_12") == date(2028, 2, 28)
