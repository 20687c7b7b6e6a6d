"""A decision taken again from what was known then, and the rules that were read for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.kernel import TOPICS, Entry, Erased, Event
from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.pathway.corrections import EntryCorrected
from domain.pathway.household import Category
from domain.pathway.piis_content import Exempting
from domain.pathway.piis_follow import PiisExempted
from domain.pathway.reperformance import DECISIONS, Reperformed, is_decision, reperformed
from domain.pathway.ris_decision import RisGranted
from domain.pathway.ris_means import Resource, ResourceKind
from domain.pathway.ris_resources import ResourcesAssessed
from domain.pathway.step import STEPS
from domain.rules import RuleMissing, RuleSet
from tests.lives.life import REASONED
from tests.people import MENTIONS, WITH_RIS, enquired, granted, requested
from tests.rules import RULES
from tests.story import act, given, history, noon

MEANS = ResourcesAssessed(
    lines=(Resource(kind=ResourceKind.WAGE, monthly=Decimal(120)),), own=Decimal(120), effective_on=date(2024, 5, 13)
)
ENQUIRY = (requested("2024-05-06"), ("2024-05-13", MEANS), *enquired("2024-05-13"))


def decided(*, rules: RuleSet = RULES) -> tuple[list[Entry], Entry]:
    """A file in which the income was just granted, by the step itself."""
    story = given(*ENQUIRY, rules=rules)
    story.when(Pathway.grant_ris, on="2024-05-27", category=Category.SINGLE, **REASONED).then(RisGranted)
    return story.pathway.history, story.pathway.history[-1]


def again(entries: list[Entry], entry: Entry, rules: RuleSet = RULES) -> Reperformed:
    """The decision taken again."""
    return reperformed(entries, entry, rules)


def test_a_grant_taken_again_gives_the_same_amount_and_the_same_decision() -> None:
    told = again(*decided())
    assert told.is_identical
    assert told.differences == ()
    assert told.same_rule_set
    assert (told.step.name, told.answers["category"], told.answers["mentions"]) == (
        "grant_ris",
        Category.SINGLE,
        MENTIONS,
    )


def test_the_rules_that_decided_are_named_each_with_its_day_and_its_source() -> None:
    read = {each.rule.key: each for each in again(*decided()).rules_read}
    assert set(read) == {"ris.scale.cat2", "ris.exempt.general.cat2"}
    assert read["ris.scale.cat2"].on == date(2024, 5, 6)
    assert read["ris.scale.cat2"].rule.source


def test_what_was_learnt_after_the_decision_does_not_weigh_in_it() -> None:
    entries, entry = decided()
    later = EntryCorrected(entry=4, changes={"own": "0"})
    known = Entry(entry.originator_id, entry.originator_version + 1, act("2024-06-10"), later, noon("2024-06-10"))
    assert again([*entries, known], entry).is_identical


def test_other_rules_say_what_they_change() -> None:
    raised = [replace(rule, value=Decimal(2000)) if rule.key == "ris.scale.cat2" else rule for rule in RULES.rules]
    told = again(*decided(), rules=RuleSet("raised", raised))
    assert not told.same_rule_set
    assert not told.is_identical
    assert {difference.field for difference in told.differences} == {"scale", "monthly_amount"}
    assert [each.again for each in told.differences if each.field == "scale"] == [Decimal(2000)]


def test_a_number_that_is_missing_today_is_said() -> None:
    without = RuleSet("without", [rule for rule in RULES.rules if rule.key != "ris.exempt.general.cat2"])
    assert isinstance(again(*decided(), rules=without).refusal, RuleMissing)


def test_a_decision_the_step_refuses_today_says_by_which_article() -> None:
    entries = history(requested("2024-05-06"), granted("2024-05-27"))
    told = again(list(entries), entries[-1])
    assert isinstance(told.refusal, RuleBroken)
    assert told.again is None
    assert told.differences == ()


def test_a_decision_still_reads_once_the_person_is_erased() -> None:
    entries, entry = decided()
    gone = entry.event.model_copy(update=dict.fromkeys(type(entry.event).personal_fields(), Erased.ERASED))
    told = again(entries, replace(entry, event=gone))
    assert told.is_identical


def test_a_dispensation_taken_again_is_the_same() -> None:
    story = given(*WITH_RIS).when(
        Pathway.exempt_piis, on="2024-06-03", reason=Exempting.HEALTH, review_on=date(2024, 9, 3)
    )
    story.then(PiisExempted)
    assert again(story.pathway.history, story.pathway.history[-1]).is_identical


def test_a_decision_another_system_took_is_taken_again_from_what_came_before_it() -> None:
    entries, _ = decided()
    command = UUID(int=77)
    moved = [
        replace(each, envelope=each.envelope.model_copy(update={"command_id": command, "import_id": "I1"}))
        for each in entries
    ]
    told = again(moved, moved[-1])
    assert told.is_identical, "but for the identifier the other system gave it"
    assert told.again != moved[-1].event


def test_only_what_decides_for_the_person_is_a_decision() -> None:
    entries, entry = decided()
    assert is_decision(entry)
    assert not is_decision(entries[0])


@pytest.mark.parametrize("kind", DECISIONS, ids=lambda kind: kind.TOPIC)
def test_each_decision_names_its_step(kind: type) -> None:
    assert DECISIONS[kind] in STEPS


@pytest.mark.parametrize("kind", TOPICS.values(), ids=TOPICS)
def test_whatever_carries_the_mentions_of_a_decision_is_one(kind: type[Event]) -> None:
    assert "mentions" not in kind.model_fields or kind in DECISIONS
