"""The fact an answer of the law hangs on, as a page or a program tells it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from domain.pathway.explanation import Answer
from projections.timeline import NOBODY, sentence_of


class Since(NamedTuple):
    """An entry by its number, its day and its French sentence, as it reads now."""

    version: int
    occurred_on: date
    sentence: str

    @property
    def title(self) -> str:
        """The sentence, short of its detail."""
        return self.sentence.partition(" : ")[0]

    @property
    def tells(self) -> bool:
        """Whether it is worth saying to a person: that all began with the opening is not."""
        return self.version > 1


def since_of(answer: Answer, names: Mapping[str, str] = NOBODY) -> Since | None:
    """Since which fact the answer is what it is; None when no fact of the file changed it."""
    if (entry := answer.since) is None:
        return None
    return Since(entry.originator_version, entry.occurred_on, sentence_of(entry.event, names))
