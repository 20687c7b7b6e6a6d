"""A centre's book of rules, as stories tell it: given these rows, when the head takes a step, then this follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.kernel import Entry, Event, Role
from domain.law import RuleBroken
from domain.rule_book import RuleAdded, RuleBook
from domain.rules import Confidence, RuleSet
from tests.rules import RULES
from tests.story import CENTRE, Told, act, noon

CIRCULAR = "SPP IS, circulaire du 2 janvier 2026"
CAT2 = "ris.scale.cat2"
APRIL = date(2026, 4, 1)


def added(
    key: str = CAT2, value: str = "1340.48", valid_from: date = APRIL, valid_to: date | None = None,
    on: str = "2026-04-02",
) -> Told:  # fmt: skip
    """A row the head entered; by default the scale of a single person from April 2026."""
    like = RULES.of_key(key)[-1]
    fact = RuleAdded(
        key=key, valid_from=valid_from, valid_to=valid_to, value=value, unit=like.unit, article=like.article,
        source=CIRCULAR, confidence=Confidence.VERIFIED,
    )  # fmt: skip
    return on, fact


class Keeping:
    """The book of the stories' centre."""

    act: Callable[[], None]

    def __init__(self, *told: Told) -> None:
        stream = UUID(int=2)
        entries = [
            Entry(stream, number, act(on, Role.HEAD), fact, noon(on), number)
            for number, (on, fact, *_) in enumerate(told, start=1)
        ]
        self.book = RuleBook(CENTRE, entries, RULES)

    @property
    def rules(self) -> RuleSet:
        """What is in force for the centre."""
        return self.book.rules

    def value(self, key: str, on: str) -> Decimal | str:
        """What stands that day."""
        return self.rules.find(key, date.fromisoformat(on)).value

    def when(
        self, verb: Callable[..., None], /, on: str = "2026-04-02", *, why: str = "", role: Role = Role.HEAD,
        **answers: object,
    ) -> Keeping:  # fmt: skip
        """Let the head take the step."""
        self.book.begin(act(on, role, why))
        self.act = lambda: verb(self.book, **answers)
        return self

    def then(self, *expected: Event) -> Keeping:
        """These facts are recorded, and no others."""
        self.book.pending.clear()
        self.act()
        assert [entry.event for entry in self.book.pending] == list(expected)
        return self

    def then_breaks(self, code: str, reason: str = "") -> Keeping:
        """The step is refused as a practice, with this code and this reason, and nothing is recorded."""
        with pytest.raises(RuleBroken) as broken:
            self.act()
        assert broken.value.code == code, broken.value
        assert str(broken.value.law).startswith("Pratique")
        assert broken.value.reason.startswith(reason), broken.value.reason
        assert self.book.pending == []
        return self


keeping = Keeping
