"""The rows of the rules: which is in force, what is laid over what, and what the badge says of a deadline."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from domain.delays import Deadline, Delay
from domain.kernel import replace
from domain.law import Article
from domain.pathway import due, state_of
from domain.pathway.article60_start import Article60Started
from domain.rule_check import findings, keys_in
from domain.rules import CENTRE, LAW, Confidence, Consulted, Rule, RuleMissing, RuleSet, laid, rows_of
from tests.lives import LIFE
from tests.people import WITH_PLAN
from tests.rules import RULES, TABLES
from tests.story import given, history

DEADLINES = (TABLES / "deadlines.csv").read_text(encoding="utf-8")
EVALUATION = RULES.of_key("piis.evaluation.default_months")[0]
OURS = replace(EVALUATION, value=Decimal(2), source="Conseil", confidence=Confidence.VERIFIED, origin=CENTRE)


def row(first: int | None, last: int | None, value: int = 1, key: str = "k") -> Rule:
    """A row from one day of 2026 to another."""
    valid_from, valid_to = (date(2026, 1, day) if day else None for day in (first, last))
    return Rule(key, Decimal(value), "days", valid_from, valid_to, "", "source", Confidence.VERIFIED)


@pytest.mark.parametrize(
    ("under", "over", "left"),
    [
        (row(10, 20), row(1, 9), [row(10, 20)]),
        (row(10, 20), row(10, 20), []),
        (row(10, 20), row(12, 15), [row(10, 11), row(16, 20)]),
        (row(None, None), row(12, 15), [row(None, 11), row(16, None)]),
        (row(None, None), row(12, None), [row(None, 11)]),
        (row(10, None), row(None, 15), [row(16, None)]),
        (row(10, 20, key="another"), row(10, 20), [row(10, 20, key="another")]),
    ],
)
def test_a_row_laid_over_another_cuts_its_days_away(under: Rule, over: Rule, left: list[Rule]) -> None:
    assert under.outside(over) == left


days = st.one_of(st.none(), st.integers(1, 31))
rows = st.builds(row, days, days, st.integers(0, 9)).filter(lambda rule: rule.first_day <= rule.last_day)


@whatever(st.lists(rows, max_size=6))
def test_rows_laid_one_over_the_other_never_overlap_and_the_last_one_stands(told: list[Rule]) -> None:
    found: list[Rule] = []
    for rule in told:
        found = laid(found, rule)
    for day in (date(2026, 1, n) for n in range(1, 32)):
        standing = [rule.value for rule in found if rule.in_force(day)]
        assert standing == [rule.value for rule in told if rule.in_force(day)][-1:]


def test_the_last_verified_row_is_none_of_the_centres() -> None:
    scale = replace(RULES.of_key("ris.scale.cat2")[-1], valid_from=date(2026, 1, 1), valid_to=date(2026, 3, 31))
    rules = RULES.under("be/1", [replace(scale, value=Decimal("1340.48"), origin=CENTRE)])
    last = rules.last_before("ris.scale.cat2", date(2026, 4, 1))
    assert last
    assert last.number == Decimal("1314.20")
    assert rules.last_before("ris.scale.cat2", date(2023, 8, 20)) is None


def test_a_number_of_no_row_is_missing() -> None:
    with pytest.raises(RuleMissing):
        RULES.find("ris.scale.cat2", date(2026, 4, 1))


def test_a_draft_is_read_from_the_columns_of_the_tables() -> None:
    (table,) = rows_of(
        "key,valid_from,valid_to,value,unit,article,source,confidence\nk,2026-01-01,,2,months,D,essai,D\n"
    )
    assert (table.key, table.value, table.valid_to, table.origin) == ("k", Decimal(2), None, LAW)


@pytest.mark.parametrize("confidence", list(Confidence))
@pytest.mark.parametrize("origin", [LAW, CENTRE, "demo"])
def test_a_deadline_carries_the_badge_of_its_rule(confidence: Confidence, origin: str) -> None:
    rules = RuleSet("test", [replace(row(None, None), confidence=confidence, origin=origin)])
    deadline = Delay("CODE", "label", Article("DIS", "art. 1"), "k").from_(date(2026, 1, 1), "fait", rules)
    assert deadline.to_verify == (confidence.value in {"X", "M", "C"} or origin != LAW)
    assert ("(règle du centre)" in deadline.because) == (origin == CENTRE)


def test_an_article_cited_from_memory_carries_the_badge() -> None:
    article = Article("DIS", "art. 14", verified=False)
    assert Deadline("CODE", date(2026, 1, 1), "label", article, "").to_verify


def test_a_deadline_of_a_centres_row_is_to_be_verified_and_its_neighbours_are_not() -> None:
    story = given(*WITH_PLAN)
    told = {deadline.code: deadline for deadline in due(story.state, RULES.under("be/1", [OURS]))}
    assert told["PLAN_EVAL"].to_verify
    assert not {d.code: d for d in due(story.state, RULES)}["PLAN_EVAL"].to_verify
    assert told["PLAN_EVAL"].due_on < {d.code: d for d in due(story.state, RULES)}["PLAN_EVAL"].due_on


def test_a_deadline_computed_by_hand_carries_the_badge_of_what_it_rests_on() -> None:
    started = next(n for n, (_, fact, *_rest) in enumerate(LIFE, start=1) if isinstance(fact, Article60Started))
    state = state_of(history(*LIFE[:started]))
    pace = replace(RULES.of_key("article60.followup_weeks")[0], value=Decimal(2), origin=CENTRE)
    told = {deadline.code: deadline for deadline in due(state, RULES.under("be/1", [pace]))}
    assert told["FOLLOW_UP"].to_verify
    assert not {deadline.code: deadline for deadline in due(state, RULES)}["FOLLOW_UP"].to_verify
    assert not told["PLAN_EVAL"].to_verify


def test_whose_rule_was_found_is_remembered() -> None:
    consulted = Consulted(RULES.under("be/1", [OURS]))
    consulted.find("ris.decision.days", date(2026, 1, 1))
    assert consulted.origin == LAW
    consulted.find(OURS.key, date(2026, 1, 1))
    consulted.find("ris.decision.days", date(2026, 1, 1))
    assert consulted.origin == CENTRE


def test_the_tables_shipped_hold_together() -> None:
    found = findings(RULES, DEADLINES)
    assert [finding for finding in found if not finding.known] == []
    assert any(f.key == "ris.scale.cat2" and "01/01/2018 au 30/06/2019" in f.text for f in found)


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([row(1, 20), row(15, 31)], "deux lignes se recouvrent (du 01/01/2026 au 20/01/2026"),
        ([row(20, 1)], "dates inversées"),
        ([replace(row(1, 20), unit="lunes")], "unité inconnue"),
        ([row(1, 9), replace(row(10, 20), unit="months")], "plusieurs unités"),
        ([replace(row(1, 20), source=" ")], "source absente"),
    ],
)
def test_what_is_wrong_with_a_table_is_found(rows: list[Rule], text: str) -> None:
    wrong = [finding.text for finding in findings(RuleSet("test", rows)) if not finding.known]
    assert any(text in told for told in wrong), wrong


@pytest.mark.parametrize(("key", "misprint"), [("ris.scale.cat1", "876.31"), ("ris.scale.cat3", "1767.07")])
def test_a_misprint_in_a_scale_is_found_by_its_proportion(key: str, misprint: str) -> None:
    rules = RULES.under("be", [replace(RULES.of_key(key)[-1], value=Decimal(misprint))])
    assert [(f.key, misprint in f.text) for f in findings(rules, DEADLINES) if not f.known] == [(key, True)]


def test_the_misprint_of_2024_would_have_been_found() -> None:
    single = RULES.find("ris.scale.cat2", date(2024, 6, 1))
    rules = RULES.under("be", [replace(single, value=Decimal("1288.96"))])
    assert any("deux tiers" in finding.text for finding in findings(rules) if not finding.known)


def test_a_deadline_that_names_no_rule_is_found() -> None:
    table = "code,rule\nDECISION,+ris.decision.weeks\n"
    assert [f.key for f in findings(RULES, table) if not f.known] == ["ris.decision.weeks"]
    assert list(keys_in("counter: a.b.{c|d} - prior; first_of_month +e.f")) == ["a.b.c", "a.b.d", "e.f"]
