"""A decision taken again from what was known then, under rules that are watched, and laid beside what was written.

Law: RGPD, art. 5, § 2 (who decides accounts for it); DIS, art. 21, § 2 (a decision is reasoned in law and in fact).
A decision stored in the file binds the person: it is never replaced by what comes out here, which only says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from inspect import signature
from typing import NamedTuple
from uuid import UUID

from domain.kernel import Entry, Event
from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.pathway.article60_start import Article60Proposed
from domain.pathway.article61_start import Article61Proposed
from domain.pathway.piis_follow import PiisExempted
from domain.pathway.ris_decision import RisGranted, RisRefused, RisWithdrawn
from domain.pathway.ris_recovery import RisRecoveryOrdered
from domain.pathway.ris_review import RisReviewConcluded
from domain.pathway.ris_suspension import RisSuspended
from domain.pathway.sanctions import SanctionImposed
from domain.pathway.step import STEPS, NotAllowed, Step, Warned
from domain.rules import Rule, RuleMissing, RuleSet

DECISIONS: dict[type[Event], str] = {
    RisGranted: "grant_ris",
    RisRefused: "refuse_ris",
    RisWithdrawn: "withdraw_ris",
    RisReviewConcluded: "conclude_review",
    RisSuspended: "suspend_ris",
    RisRecoveryOrdered: "order_recovery",
    SanctionImposed: "impose_sanction",
    PiisExempted: "exempt_piis",
    Article60Proposed: "propose_article60",
    Article61Proposed: "propose_article61",
}
"""Each fact that decides something for the person, and the step it comes from; a measure adds its own, a line each."""

Answered = Callable[[Event], Mapping[str, object]]
ANSWERED: dict[type[Event], Answered] = {}
"""How the answers are read from a fact whose fields bear other names than the answers of its step."""


class Read(NamedTuple):
    """A row of the rules that decided, and the day it was looked up for."""

    rule: Rule
    on: date


class WatchedRules(RuleSet):
    """The same rules, which remember which of their rows were read."""

    def __init__(self, rules: RuleSet) -> None:
        vars(self).update(vars(rules))  # the same rows and the same name: nothing is computed again
        self.read: dict[Read, None] = {}

    def find(self, key: str, on: date) -> Rule:
        """The rule in force, noted down."""
        rule = super().find(key, on)
        self.read[Read(rule, on)] = None
        return rule

    def last_before(self, key: str, on: date) -> Rule | None:
        """The last rule known before that day, noted down when there is one."""
        rule = super().last_before(key, on)
        if rule:
            self.read[Read(rule, on)] = None
        return rule


class Difference(NamedTuple):
    """One field that does not come out as it was written."""

    field: str
    recorded: object
    again: object


@dataclass(frozen=True)
class Reperformed:
    """A decision as written and as it comes out again; refused now, it says by which rule (``refusal``)."""

    entry: Entry
    step: Step
    rule_set_id: str
    rules_read: tuple[Read, ...]
    answers: Mapping[str, object]
    again: Event | None = None
    refusal: RuleBroken | RuleMissing | NotAllowed | None = None
    warnings: tuple[Warned, ...] = ()

    @property
    def same_rule_set(self) -> bool:
        """Whether the rules are the very ones the act was decided under."""
        return self.entry.envelope.rules == self.rule_set_id

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The fields that come out otherwise; what another system told keeps the identifiers that system gave."""
        if self.again is None:
            return ()
        again = dict(self.again)
        found = (Difference(name, written, again.get(name)) for name, written in self.entry.event)
        told = self.entry.envelope.is_imported
        return tuple(
            each for each in found if each.recorded != each.again and not (told and isinstance(each.recorded, UUID))
        )

    @property
    def is_identical(self) -> bool:
        """Whether the same fact comes out, to the last field."""
        return self.again is not None and not self.differences


def is_decision(entry: Entry) -> bool:
    """Whether the entry decides something for the person."""
    return type(entry.event) in DECISIONS


def reperformed(history: Sequence[Entry], entry: Entry, rules: RuleSet) -> Reperformed:
    """The decision of that entry taken again from the entries written before its act, as they were known then."""
    act = [each for each in history if each.envelope.command_id == entry.envelope.command_id]
    first = entry if entry.envelope.is_imported else min(act, key=lambda each: each.originator_version)
    known = [each for each in history if each.originator_version < first.originator_version]
    watched = WatchedRules(rules)
    pathway = Pathway(entry.originator_id, known, watched)
    pathway.begin(entry.envelope, entry.recorded_at)
    step, told = STEPS[DECISIONS[type(entry.event)]], answers_of(entry.event)
    try:
        step.verb(pathway, **told)
    except (RuleBroken, RuleMissing, NotAllowed) as refusal:
        return Reperformed(entry, step, rules.id, tuple(watched.read), told, refusal=refusal)
    again = next((each.event for each in pathway.pending if type(each.event) is type(entry.event)), None)
    return Reperformed(entry, step, rules.id, tuple(watched.read), told, again, warnings=tuple(pathway.warnings))


def answers_of(fact: Event) -> Mapping[str, object]:
    """What the agent answered, read back from the fact: its fields that are answers of its step."""
    if (answered := ANSWERED.get(type(fact))) is not None:
        return answered(fact)
    _self, *asked = signature(STEPS[DECISIONS[type(fact)]].verb).parameters
    return {name: answer for name, answer in fact if name in asked}
