"""The spells of a pathway: the days an income ran, and the days a plan did, as its history tells them.

Law: none; the duty to have a plan (DIS, art. 11) and the subsidy (primabook) are both judged on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from domain.delays import eve
from domain.kernel import Entry
from domain.pathway import State
from domain.pathway.corrections import overlaid
from domain.pathway.ris_right import Right


class Spell(NamedTuple):
    """From the first to the last day, both included; `date.max` while it runs."""

    start: date
    end: date = date.max

    def touches(self, year: int) -> bool:
        """Whether one of its days is in that year."""
        return self.start <= date(year, 12, 31) and self.end >= date(year, 1, 1)


def incomes(rights: Iterable[Right]) -> tuple[Spell, ...]:
    """The spells of income of rights that ran; one that followed another without a break goes on."""
    spells: list[Spell] = []
    for right in sorted(rights, key=lambda each: each.right_from):
        last = eve(right.ended_on) if right.ended_on else date.max
        if last < right.right_from:
            continue
        if spells and spells[-1].end >= eve(right.right_from):
            spells[-1] = spells[-1]._replace(end=last)
        else:
            spells.append(Spell(right.right_from, last))
    return tuple(spells)


def plans(history: Iterable[Entry]) -> tuple[Spell, ...]:
    """The spells of a signed plan, to its term, its end, or the signature of the next; one taken up again goes on."""
    spells: list[Spell] = []
    for on, state in _days(history):
        piis = state.piis
        start, end = piis.start or piis.signed_on, piis.end or date.max
        if piis.is_signed and start:
            if spells and spells[-1].start < start:
                spells[-1] = _ended(spells[-1], eve(start))
            spells = [*(spell for spell in spells if spell.start < start), Spell(start, end)]
        elif spells:
            spells[-1] = _ended(spells[-1], piis.ended_on or on)
    return tuple(spells)


def _ended(spell: Spell, on: date) -> Spell:
    """The same, ended that day at the latest, and never before it began."""
    return spell._replace(end=max(spell.start, min(spell.end, on)))


def _days(history: Iterable[Entry]) -> Iterator[tuple[date, State]]:
    """Where the pathway stood after each entry, in the order things happened."""
    state = State()
    for entry in overlaid(history):
        state = entry.event.apply(state, entry.occurred_on)
        yield entry.occurred_on, state
