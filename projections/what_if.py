"""What would change if the rules were others: the same histories folded under two sets; nothing is written.

The deadlines of a file are those it has now; a grant is performed again on the means as they were when it was decided.
What cannot be performed again, such as a judgement of the facts, is left as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.delays import Deadline
from domain.french import day, euros
from domain.kernel import Choice, Entry
from domain.pathway import State, due
from domain.pathway.entitlement import amount_for, scale_key
from domain.pathway.ris_decision import RisGranted
from domain.rules import RuleMissing, RuleSet
from projections.history import History

MISSING = "aucune valeur connue"
"""What is said where a rule is missing."""


class Touched(Choice):
    """What a change is a change of."""

    DEADLINE = "deadline", "échéance"
    DECISION = "decision", "décision"


class Change(NamedTuple):
    """One thing that would be otherwise: what it is today, and what it would be; empty where it is not."""

    what: Touched
    code: str
    label: str
    before: str
    after: str


def changes(history: History, draft: RuleSet) -> list[Change]:
    """What would change in one file, its deadlines first."""
    return [*deadlines_changed(history, draft), *decisions_changed(history, draft)]


def deadlines_changed(history: History, draft: RuleSet) -> Iterator[Change]:
    """The deadlines that fall on another day, appear or go, by their code."""
    before, after = _owed(history.state, history.rules), _owed(history.state, draft)
    for code in sorted(before.keys() | after.keys()):
        was, would = before.get(code, []), after.get(code, [])
        for n in range(max(len(was), len(would))):
            old, new = (each[n] if n < len(each) else None for each in (was, would))
            label = old or new
            assert label is not None, "one of them is the longer"
            if (told := (_day(old), _day(new)))[0] != told[1]:
                yield Change(Touched.DEADLINE, code, label.label, *told)


def decisions_changed(history: History, draft: RuleSet) -> Iterator[Change]:
    """The grants that would be of another amount; each in the state the file was in just before."""
    state = State()
    for entry in history.overlaid:
        if isinstance(entry.event, RisGranted):
            told = (_amount(entry, state, rules) for rules in (history.rules, draft))
            before, after = told
            if before != after:
                label = f"RIS octroyé dès le {day(entry.event.right_from)}"
                yield Change(Touched.DECISION, entry.event.TOPIC, label, before, after)
        state = entry.event.apply(state, entry.occurred_on)


def _owed(state: State, rules: RuleSet) -> dict[str, list[Deadline]]:
    """The deadlines by code, the earliest first; none where a number they need is missing."""
    found: defaultdict[str, list[Deadline]] = defaultdict(list)
    try:
        for deadline in due(state, rules):
            found[deadline.code].append(deadline)
    except RuleMissing:
        return {}
    return found


def _day(deadline: Deadline | None) -> str:
    return day(deadline.due_on) if deadline else ""


def _amount(entry: Entry, state: State, rules: RuleSet) -> str:
    """The monthly amount these rules give; provisional at the last verified scale, where it was granted so."""
    granted = entry.event
    assert isinstance(granted, RisGranted)
    key, on = scale_key(granted.category), granted.right_from
    last = None
    try:
        rules.find(key, on)
    except RuleMissing:
        last = rules.last_before(key, on) if granted.provisional else None
        if last is None:
            return MISSING
    try:
        amount = amount_for(granted.category, state.ris.counted_means, on, rules, last).monthly
    except RuleMissing:
        return MISSING
    return euros(amount) + (" (provisoire)" if last else "")


def touched(changed: Sequence[Change]) -> str:
    """``2 échéances, 1 décision``."""
    counts = [(kind, sum(change.what is kind for change in changed)) for kind in Touched]
    return ", ".join(f"{n} {kind.label}{'s' if n > 1 else ''}" for kind, n in counts if n)
