"""What holds of every step, every history and every projection, present and future."""

from datetime import date
from inspect import signature
from pathlib import Path

import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.kernel import TOPICS, Role
from domain.law import RuleBroken
from domain.pathway import due, folded, state_of
from domain.pathway.corrections import EntryVoided, overlaid, standing
from domain.pathway.step import STEPS, NotAllowed, Step
from projections import files, outcomes, timeline, worklist
from projections.history import History
from tests.lives import LIFE, LIVES
from tests.rules import RULES
from tests.story import Story, Told, act, history, noon

LATER = "2026-08-01"
PREFIXES = [pytest.param(LIFE[:length], id=str(length)) for length in range(0, len(LIFE) + 1, 3)]


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize("told", PREFIXES)
def test_a_closed_step_breaks_its_own_article_and_records_nothing(step: Step, told: tuple[Told, ...]) -> None:
    story = Story(*told, opened=False)
    story.pathway.begin(act(LATER, max(step.roles), reason="essai"), noon(LATER))
    refusal = step.closed_by(story.pathway.state)
    if refusal is None:
        return
    _self, *answers = signature(step.verb).parameters
    with pytest.raises(RuleBroken) as broken:
        step.verb(story.pathway, **dict.fromkeys(answers))
    assert (broken.value.code, broken.value.law, story.pathway.pending) == (refusal.code, step.law, [])
    assert "{" not in broken.value.reason


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_step_is_refused_to_every_other_role(step: Step) -> None:
    story = Story()
    for role in set(Role) - step.roles:
        story.pathway.begin(act(LATER, role), noon(LATER))
        with pytest.raises(NotAllowed):
            step.verb(story.pathway)
    assert story.pathway.pending == []


def test_every_step_explains_itself() -> None:
    for step in STEPS.values():
        assert step.verb.__doc__, step.name
        assert step.label, step.name
        assert step.law.act, step.name


@whatever(st.sets(st.sampled_from(range(len(LIFE)))))
@settings(max_examples=60)
def test_any_part_of_a_history_folds_and_owes(kept: set[int]) -> None:
    state = state_of(entry for number, entry in enumerate(history(*LIFE)) if number in kept)
    due(state, RULES)


@pytest.mark.parametrize("told", LIVES)
def test_every_projection_reads_any_beginning_of_any_life(told: tuple[Told, ...]) -> None:
    for length in range(1, len(told) + 1):
        for rows in (worklist.rows, files.rows, outcomes.rows):
            list(rows(History(history(*told)[0].originator_id, history(*told[:length]), RULES)))


@whatever(st.data())
@settings(max_examples=60)
def test_what_was_known_then_never_changes_when_more_is_learnt(data: st.DataObject) -> None:
    known = data.draw(st.integers(1, len(LIFE)))
    written = history(*LIFE)
    at = written[known - 1].recorded_at
    true_on = data.draw(st.dates(date(2020, 1, 1), date(2027, 1, 1)))
    assert state_of(written[:known], true_on=true_on, known_on=at) == state_of(
        [entry for entry in written if entry.originator_version <= known or entry.recorded_at > at],
        true_on=true_on, known_on=at,
    )  # fmt: skip


@whatever(st.integers(1, len(LIFE)))
def test_voiding_a_void_restores(number: int) -> None:
    void = (LATER, EntryVoided(entry=number))
    undone = (LATER, EntryVoided(entry=len(LIFE) + 1))
    assert state_of(history(*LIFE, void, undone)) == state_of(history(*LIFE))


def test_a_history_without_corrections_reads_as_it_was_written() -> None:
    plain = [entry for entry in history(*LIFE) if not entry.event.TOPIC.startswith("entry.")]
    assert list(overlaid(plain)) == sorted(plain, key=lambda entry: (entry.occurred_on, entry.originator_version))
    assert standing(plain) == plain
    assert folded(plain, true_on=date.min).identity.opened_on is None


@pytest.mark.parametrize("told", LIVES)
def test_every_fact_is_told_in_a_sentence(told: tuple[Told, ...]) -> None:
    for line in timeline.rows(history(*told)):
        assert line.title
        assert "{" not in line.sentence
        assert "None" not in line.sentence


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_every_kind_of_fact_has_a_story(topic: str) -> None:
    stories = (path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert any(TOPICS[topic].__name__ in story for story in stories)
