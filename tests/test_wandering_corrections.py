"""What holds of corrections, of undoing and of decisions, in any lawful history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from domain.kernel import Entry, Envelope, Event
from domain.law import RuleBroken
from domain.pathway import Pathway, due, state_of
from domain.pathway.corrections import EntryCorrected, EntryVoided, standing
from domain.pathway.identity import PathwayOpened
from domain.pathway.reperformance import is_decision, reperformed
from domain.pathway.step import STEPS, NotAllowed
from domain.rules import RuleMissing
from tests.answering import Answering
from tests.lives import LIVES
from tests.rules import RULES
from tests.story import Told, history
from tests.wandering import PERSON, THOROUGHLY, Walk, walks
from web.forms import checked

Seed = st.integers(0, 2**32 - 1)
OVER = (EntryVoided, EntryCorrected)


def correction(rng: Random, entries: list[Entry], entry: Entry) -> tuple[dict[str, Any], date | None]:
    """What of that entry reads otherwise: a field, as any answer of its type or as another fact of its kind has it."""
    alike = [each.event for each in entries if type(each.event) is type(entry.event) and each.event != entry.event]
    changes = Answering(rng, entry.occurred_on, entries).change(entry.event)
    if alike and changes and rng.random() < 0.5:
        [name] = changes
        changes = {name: getattr(rng.choice(alike), name)}
    moved = entry.occurred_on + timedelta(days=rng.choice((-40, -3, 2, 30))) if rng.random() < 0.4 else None
    return changes, moved


def told_rightly(entry: Entry, changes: dict[str, Any], moved: date | None) -> Entry:
    """The entry as it would have been written, had it been written right; a fact that repeats its day moves with it."""
    fact: Event = type(entry.event).model_validate(dict(entry.event) | changes)
    if moved and "on" not in changes and getattr(fact, "on", None) == entry.occurred_on:
        fact = fact.model_copy(update={"on": moved})
    envelope = entry.envelope.model_copy(update={"occurred_on": moved or entry.occurred_on})
    return replace(entry, event=fact, envelope=envelope)


def written_over(walk_entries: list[Entry], entry: Entry, changes: dict[str, Any], moved: date | None) -> list[Entry]:
    """The history, and the correction filed last."""
    personal = type(entry.event).personal_fields()
    said = to_jsonable_python(changes)
    over = EntryCorrected(
        entry=entry.originator_version, occurred_on=moved,
        changes={name: value for name, value in said.items() if name not in personal},
        personal_changes={name: value for name, value in said.items() if name in personal},
    )  # fmt: skip
    last = walk_entries[-1]
    return [*walk_entries, replace(last, originator_version=last.originator_version + 1, event=over)]


@whatever(walks(), Seed)
@THOROUGHLY
def test_a_correction_laid_over_equals_the_history_told_rightly(walk: Walk, seed: int) -> None:
    check_corrections(walk.entries, Random(seed))


@pytest.mark.parametrize("told", LIVES)
def test_a_correction_of_any_life_equals_the_life_told_rightly(told: tuple[Told, ...]) -> None:
    for seed in range(8):
        check_corrections(list(history(*told)), Random(seed))


def check_corrections(entries: list[Entry], rng: Random) -> None:
    """Any entry that stands, put right, reads as if it had been written so."""
    corrected = {each.event.entry for each in standing(entries) if isinstance(each.event, EntryCorrected)}
    facts = [each for each in standing(entries) if not isinstance(each.event, OVER)]
    for entry in rng.sample(facts, min(6, len(facts))):
        if entry.originator_version in corrected:
            continue  # what was put right before is put right again on top
        changes, moved = correction(rng, entries, entry)
        if not changes and moved is None:
            continue
        try:
            right = [told_rightly(each, changes, moved) if each is entry else each for each in entries]
        except ValidationError:
            continue
        over = written_over(entries, entry, changes, moved)
        assert state_of(over) == state_of(right), (entry, changes, moved)
        for true_on in {entry.occurred_on, moved or entry.occurred_on}:
            assert state_of(over, true_on=true_on) == state_of(right, true_on=true_on)


@whatever(walks(), Seed)
@THOROUGHLY
def test_what_is_undone_at_once_never_was_and_undoing_that_restores_it(walk: Walk, seed: int) -> None:
    rng = Random(seed)
    before = state_of(walk.entries)
    for step in rng.sample(list(STEPS.values()), 12):
        pathway = walk.pathway()
        envelope = walk.envelope(pathway, max(step.roles), walk.today, "à sa demande")
        try:
            answers = checked(step.name, Answering(rng, walk.today, walk.entries).to(step))
            pathway.begin(envelope, walk.at)
            step.verb(pathway, **answers)
        except (ValidationError, RuleBroken, NotAllowed, RuleMissing):
            continue
        written = [replace(entry, recorded_at=walk.at) for entry in pathway.pending]
        if any(isinstance(entry.event, PathwayOpened) for entry in written):
            continue
        after = [*walk.entries, *written]
        undone = voided(after, [entry.originator_version for entry in written], envelope, walk)
        assert state_of(undone) == before, step.name
        assert due(state_of(undone), RULES) == due(before, RULES), step.name
        restored = voided(undone, [entry.originator_version for entry in undone[len(after) :]], envelope, walk)
        assert state_of(restored) == state_of(after), step.name


def voided(entries: list[Entry], numbers: list[int], envelope: Envelope, walk: Walk) -> list[Entry]:
    """The history once the same agent has voided these entries, the last first, within the minute."""
    for number in reversed(numbers):
        pathway = Pathway(PERSON, entries, RULES)
        who = walk.envelope(pathway, max(STEPS["void_entry"].roles), walk.today, "erreur")
        centre = pathway.state.identity.centre or envelope.centre
        pathway.begin(
            who.model_copy(update={"actor": envelope.actor, "centre": centre}), walk.at + timedelta(minutes=1)
        )
        STEPS["void_entry"].verb(pathway, entry=number)
        entries = [*entries, *(replace(entry, recorded_at=walk.at) for entry in pathway.pending)]
    return entries


@whatever(walks())
@THOROUGHLY
def test_a_decision_taken_again_from_what_was_known_gives_the_same_fact(walk: Walk) -> None:
    for entry in walk.entries:
        if is_decision(entry):
            again = reperformed(walk.entries, entry, RULES)
            assert again.is_identical, (entry.event, again.refusal, again.differences)
            assert again.same_rule_set
