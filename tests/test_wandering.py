"""What holds of any lawful history, whoever led it and in whatever order things happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from inspect import signature
from random import Random

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from domain.kernel import NOT_YET, TOPICS, Entry, Erased
from domain.law import RuleBroken
from domain.pathway import Pathway, due, folded, state_of
from domain.pathway.corrections import overlaid
from domain.pathway.explanation import explained
from domain.pathway.step import STEPS
from projections import files, outcomes, timeline, worklist
from projections.history import History
from tests.rules import RULES
from tests.wandering import PERSON, THOROUGHLY, Walk, walked, walks

STEPS_REACHED, FACTS_REACHED = 0.95, 0.95
"""Shares of all steps and kinds of facts that two hundred and fifty walks reach: a generator that rots is noticed."""
Seed = st.integers(0, 2**32 - 1)


def test_chance_reaches_nearly_every_step_and_every_kind_of_fact() -> None:
    taken: Counter[str] = Counter()
    told: set[str] = set()
    for seed in range(250):
        walk = walked(Random(seed), 40)
        taken += walk.taken
        told |= {entry.event.TOPIC for entry in walk.entries}
    assert len(taken) >= STEPS_REACHED * len(STEPS), set(STEPS) - set(taken)
    assert len(told) >= FACTS_REACHED * len(TOPICS), set(TOPICS) - told


@whatever(walks())
@THOROUGHLY
def test_a_closed_step_names_its_article_and_records_nothing_wherever_one_stands(walk: Walk) -> None:
    for length in range(max(0, len(walk.entries) - 10), len(walk.entries) + 1):
        pathway = Pathway(PERSON, walk.entries[:length], RULES)
        for step in STEPS.values():
            pathway.begin(walk.envelope(pathway, max(step.roles), walk.today, "essai"), walk.at)
            pathway.envelope = pathway.envelope.model_copy(update={"centre": pathway.state.identity.centre or 1})
            if (refusal := step.closed_by(pathway.state)) is None:
                continue
            _self, *answers = signature(step.verb).parameters
            with pytest.raises(RuleBroken) as broken:
                step.verb(pathway, **dict.fromkeys(answers))
            assert (broken.value.code, broken.value.law) == (refusal.code, step.law)
            assert "{" not in broken.value.reason
        assert pathway.pending == []


@whatever(walks(), Seed)
@THOROUGHLY
def test_any_facts_in_any_order_fold_owe_and_are_told(walk: Walk, seed: int) -> None:
    rng = Random(seed)
    read(walk.entries)
    kept = [entry for entry in walk.entries if rng.random() < 0.7]
    days = [entry.occurred_on for entry in kept]
    rng.shuffle(days)
    read([on_another_day(entry, day) for entry, day in zip(kept, days, strict=True)])
    read(walk.entries[: rng.randint(0, len(walk.entries))])


@whatever(walks())
@THOROUGHLY
def test_once_the_person_is_erased_every_fact_still_folds_owes_and_is_told(walk: Walk) -> None:
    read([erased(entry) for entry in walk.entries])


def erased(entry: Entry) -> Entry:
    """The same fact, its personal fields gone."""
    gone = dict.fromkeys(type(entry.event).personal_fields(), Erased.ERASED)
    return replace(entry, event=entry.event.model_copy(update=gone))


def on_another_day(entry: Entry, day: object) -> Entry:
    """The same fact, told to have happened another day."""
    return replace(entry, envelope=entry.envelope.model_copy(update={"occurred_on": day}))


def read(entries: Sequence[Entry]) -> None:
    """Every question asked of a history has an answer, which can be told in French."""
    due(state_of(entries), RULES)
    for rows in (worklist.rows, files.rows, outcomes.rows):
        list(rows(History(PERSON, entries, RULES))) if entries else []
    for line in timeline.rows(entries):
        assert line.title
        assert "{" not in line.sentence
        assert "None" not in line.sentence, line.sentence


@whatever(walks(), Seed)
@THOROUGHLY
def test_what_was_known_then_stays_so_whatever_is_learnt_later(walk: Walk, seed: int) -> None:
    rng = Random(seed)
    for _ in range(5):
        known = rng.choice(walk.entries).recorded_at if walk.entries else NOT_YET
        true_on = rng.choice(walk.entries).occurred_on if walk.entries else walk.today
        then = [entry for entry in walk.entries if entry.recorded_at <= known]
        assert walk.entries[: len(then)] == then, "what is recorded later comes later"
        before = state_of(then, true_on=true_on)
        assert state_of(walk.entries, true_on=true_on, known_on=known) == before
        assert state_of(then, true_on=true_on, known_on=known) == before


@whatever(walks())
@THOROUGHLY
def test_the_explanation_of_a_file_says_what_its_steps_say(walk: Walk) -> None:
    pathway = walk.pathway()
    for role in {role for step in STEPS.values() for role in step.roles}:
        answers = explained(walk.entries, role)
        assert list(answers) == list(STEPS)
        for name, answer in answers.items():
            assert answer.refusal == STEPS[name].why_not(pathway.state, role)
            assert answer.since is None or answer.since.occurred_on <= max(each.occurred_on for each in walk.entries)


@whatever(walks(40))
@THOROUGHLY
def test_until_the_fact_an_answer_holds_since_the_answer_was_another(walk: Walk) -> None:
    told = overlaid(walk.entries)
    for name, answer in explained(walk.entries, max(STEPS["assess_needs"].roles)).items():
        if answer.since is None:
            continue
        place = told.index(answer.since)
        assert STEPS[name].closed_by(folded(told[:place])) != answer.refusal
        assert all(STEPS[name].closed_by(folded(told[:n])) == answer.refusal for n in (place + 1, len(told)))
