"""Every kind of fact and every step is shown in one of the five families, and in one only."""

from collections import Counter

import pytest

from domain.kernel import TOPICS
from domain.pathway.step import STEPS, Step
from web.families import FAMILIES, MODULES, family_of

SUBJECTS = Counter(subject for _, subjects in FAMILIES.values() for subject in subjects)
OF_A_FILE = sorted(topic for topic, fact in TOPICS.items() if fact.__module__.startswith("domain.pathway."))
FIRST_WORDS = {step.verb.__module__.rpartition(".")[2].partition("_")[0] for step in STEPS.values()}
OF_THE_FILE = {"identity", "household", "assignment", "transfer", "links", "corrections"}


@pytest.mark.parametrize("topic", OF_A_FILE)
def test_a_fact_of_a_file_is_of_one_family(topic: str) -> None:
    assert SUBJECTS[topic.partition(".")[0]] == 1


def test_no_family_names_a_subject_nobody_tells() -> None:
    assert set(SUBJECTS) == {topic.partition(".")[0] for topic in OF_A_FILE}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_step_is_of_one_family(step: Step) -> None:
    assert family_of(step) in FAMILIES


def test_a_step_is_of_the_file_itself_because_one_says_so_not_because_its_module_was_forgotten() -> None:
    named = Counter(word for words in MODULES.values() for word in words)
    assert FIRST_WORDS - set(named) == OF_THE_FILE
    assert max(named.values()) == 1
