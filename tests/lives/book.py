"""The book of a centre: a scale entered, a practice changed."""

from datetime import date
from typing import Any

from domain.rule_book import RuleBook
from tests.keeper import APRIL, CAT2, CIRCULAR, keeping
from tests.story import Told


def kept() -> tuple[Told, ...]:
    """A row added, another corrected."""
    story = keeping()
    story.when(RuleBook.add_rule, key=CAT2, value="1340.48", valid_from=APRIL, source=CIRCULAR).act()
    pace: dict[str, Any] = {"key": "piis.evaluation.default_months", "value": 2, "valid_from": date(2026, 1, 1)}
    story.when(RuleBook.correct_rule, why="décision du Conseil", **pace, source="Conseil du 5 janvier 2026").act()
    return tuple((f"{entry.occurred_on}", entry.event) for entry in story.book.history)
