"""The book of a centre: a row added, a row corrected, and the rules that come of it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.kernel import Role
from domain.pathway import State
from domain.pathway.step import NotAllowed
from domain.rule_book import RuleAdded, RuleBook, RuleCorrected, stream_of
from domain.rules import Confidence, RuleMissing
from tests.keeper import APRIL, CAT2, CIRCULAR, added, keeping
from tests.rules import RULES

SCALE: dict[str, Any] = {"key": CAT2, "value": "1340,48", "valid_from": APRIL, "source": CIRCULAR}
PACE: dict[str, Any] = {
    "key": "piis.evaluation.default_months",
    "value": 2,
    "valid_from": date(2026, 1, 1),
    "source": "Conseil",
}


def test_the_head_adds_a_row_with_its_source() -> None:
    story = keeping().when(RuleBook.add_rule, **SCALE).then(added()[1])
    row = story.rules.find(CAT2, APRIL)
    assert (row.number, row.unit, row.article) == (Decimal("1340.48"), "eur_per_month", "DIS 14 (M)")
    assert (row.source, row.origin, row.confidence) == (CIRCULAR, "centre", Confidence.VERIFIED)
    assert row.is_doubtful


def test_a_row_without_source_is_refused() -> None:
    keeping().when(RuleBook.add_rule, **SCALE | {"source": ""}).then_breaks(
        "SOURCE_REQUIRED", "Indiquez la source de ce montant."
    )


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2025, 12, 31), None), (date(2024, 1, 1), date(2024, 5, 1)), (date(2025, 3, 1), date(2025, 3, 1))],
)
def test_a_row_is_added_only_where_none_stands(first: date, last: date | None) -> None:
    story = keeping().when(RuleBook.add_rule, **SCALE | {"valid_from": first, "valid_to": last})
    story.then_breaks("RULE_OVERLAP", "Une ligne couvre déjà cette période")


def test_an_open_row_covers_all_that_follows() -> None:
    later = SCALE | {"valid_from": date(2027, 1, 1)}
    keeping(added()).when(RuleBook.add_rule, **later).then_breaks("RULE_OVERLAP")
    keeping(added(valid_to=date(2026, 12, 31))).when(RuleBook.add_rule, **later).then(
        added(valid_from=date(2027, 1, 1))[1]
    )


def test_a_key_nobody_knows_is_refused() -> None:
    keeping().when(RuleBook.add_rule, **SCALE | {"key": "ris.scale.cat4"}).then_breaks("RULE_UNKNOWN")


def test_the_unit_is_that_of_the_key() -> None:
    keeping().when(RuleBook.add_rule, **SCALE | {"unit": "days"}).then_breaks("UNIT_DIFFERS")
    keeping().when(RuleBook.add_rule, **SCALE | {"unit": "eur_per_month"}).then(added()[1])


@pytest.mark.parametrize("value", ["beaucoup", "", "NaN", "Infinity", "-1", "1e12"])
def test_a_number_stands_where_numbers_stand(value: str) -> None:
    keeping().when(RuleBook.add_rule, **SCALE | {"value": value}).then_breaks("NOT_A_NUMBER")


def test_a_delay_is_whole() -> None:
    keeping().when(RuleBook.correct_rule, why="essai", **PACE | {"value": "2,5"}).then_breaks("NOT_WHOLE")


def test_a_word_is_one_of_those_the_rule_knows() -> None:
    means: dict[str, Any] = {"key": "ris.means.cohabiting_debtors", "valid_from": date(2026, 3, 1), "source": "AR"}
    keeping().when(RuleBook.correct_rule, why="arrêt", **means, value="peut-être").then_breaks("VALUE_UNKNOWN")
    story = keeping().when(RuleBook.correct_rule, why="arrêt", **means, value="may_count")
    story.act()
    assert story.value("ris.means.cohabiting_debtors", "2026-06-01") == "may_count"


def test_a_row_does_not_end_before_it_begins() -> None:
    keeping().when(RuleBook.add_rule, **SCALE, valid_to=date(2026, 3, 31)).then_breaks("END_BEFORE_START")


def test_a_correction_says_why() -> None:
    keeping().when(RuleBook.correct_rule, **PACE).then_breaks("REASON_REQUIRED")


def test_a_correction_lays_the_centres_row_over_the_one_shipped() -> None:
    until = date(2026, 12, 31)
    story = keeping().when(RuleBook.correct_rule, why="décision du Conseil", **PACE, valid_to=until).then(
        RuleCorrected(
            key="piis.evaluation.default_months", instead_of=date(2026, 1, 1), valid_from=date(2026, 1, 1),
            valid_to=until, value="2", unit="months", article="D", source="Conseil", confidence=Confidence.VERIFIED,
            reason="décision du Conseil",
        )
    )  # fmt: skip
    days = ("2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01")
    assert [story.value("piis.evaluation.default_months", on) for on in days] == [3, 2, 2, 3]
    assert RULES.find("piis.evaluation.default_months", until).number == 3


def test_a_correction_of_the_centres_own_row_takes_its_place_whole() -> None:
    whole = added(valid_to=date(2026, 12, 31))
    shorter = SCALE | {"value": "1341.00", "valid_to": date(2026, 6, 30)}
    story = keeping(whole).when(RuleBook.correct_rule, why="faute de frappe", **shorter)
    story.act()
    assert story.value(CAT2, "2026-06-30") == Decimal("1341.00")
    with pytest.raises(RuleMissing):
        story.rules.find(CAT2, date(2026, 7, 1))


def test_a_correction_may_move_the_first_day_of_the_centres_row() -> None:
    later = SCALE | {"valid_from": date(2026, 5, 1), "instead_of": APRIL}
    story = keeping(added()).when(RuleBook.correct_rule, why="mauvaise date", **later)
    story.act()
    assert story.value(CAT2, "2026-05-01") == Decimal("1340.48")
    with pytest.raises(RuleMissing):
        story.rules.find(CAT2, APRIL)


def test_a_correction_of_part_of_a_row_leaves_the_rest() -> None:
    part = SCALE | {"value": "1350", "valid_from": date(2026, 7, 1)}
    story = keeping(added()).when(RuleBook.correct_rule, why="indexation", **part)
    story.act()
    assert [story.value(CAT2, on) for on in ("2026-06-30", "2026-07-01")] == [Decimal("1340.48"), Decimal(1350)]


def test_what_no_row_covers_is_added_not_corrected() -> None:
    keeping().when(RuleBook.correct_rule, why="essai", **SCALE).then_breaks("RULE_NOT_FOUND")
    elsewhere = SCALE | {"instead_of": date(2020, 3, 1), "valid_from": date(2025, 3, 1)}
    keeping().when(RuleBook.correct_rule, why="essai", **elsewhere).then_breaks("RULE_NOT_FOUND")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.HEAD}))
def test_only_the_head_of_the_centre_keeps_its_rules(role: Role) -> None:
    story = keeping().when(RuleBook.add_rule, role=role, **SCALE)
    with pytest.raises(NotAllowed):
        story.act()
    story.book.centre = 2
    story.when(RuleBook.correct_rule, why="essai", **PACE)
    with pytest.raises(NotAllowed):
        story.act()


def test_the_identifier_of_the_set_changes_with_any_row_and_can_be_worked_out_again() -> None:
    one, two = added(), added("ris.scale.cat1", "893.65", on="2026-04-03")
    ids = [keeping(*told).rules.id for told in ((), (one,), (one, two))]
    assert len(set(ids)) == 3
    assert ids[0] == RULES.id
    assert keeping(one, two).rules.id == ids[2]


def test_a_centre_has_one_book_of_its_own() -> None:
    assert stream_of(1) == stream_of(1) != stream_of(2)


def test_the_facts_of_a_book_leave_a_persons_file_as_it_is() -> None:
    corrected = keeping().when(RuleBook.correct_rule, why="essai", **PACE)
    corrected.act()
    fact = corrected.book.pending[0].event
    assert isinstance(fact, RuleCorrected)
    assert isinstance(added()[1], RuleAdded)
    for event in (fact, added()[1]):
        assert event.apply(State(), APRIL) == State()
