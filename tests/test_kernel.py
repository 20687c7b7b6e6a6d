"""A changed state is what the standard library would make of it."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from domain.kernel import replace
from domain.pathway import State, folded
from tests.lives import LIVES
from tests.story import filed


def test_it_gives_what_the_standard_library_gives() -> None:
    for life in LIVES:
        state = folded(filed(n, on, fact) for n, (on, fact, *_) in enumerate(life, start=1))
        for field in dataclasses.fields(State):
            part = getattr(state, field.name)
            assert replace(state, **{field.name: part}) == state
            for inner in dataclasses.fields(part):
                changes = {inner.name: date(2001, 1, 1)}
                assert replace(part, **changes) == dataclasses.replace(part, **changes)
                assert type(replace(part, **changes)) is type(part)


def test_a_part_it_has_not_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="nothing_like_it"):
        replace(State(), **{"nothing_like_it": 1})  # type: ignore[arg-type]  # on purpose


def test_what_was_changed_stays_as_it_was() -> None:
    before = State()
    after = replace(before, identity=dataclasses.replace(before.identity, centre=7))
    assert (before.identity.centre, after.identity.centre) == (None, 7)
    with pytest.raises(dataclasses.FrozenInstanceError):
        after.identity.centre = 8  # type: ignore[misc]  # on purpose
