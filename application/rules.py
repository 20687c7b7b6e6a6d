"""The rules in force for each centre: those shipped, and what the centre laid over them in its own book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from eventsourcing.persistence import AggregateRecorder

from application.agents import Agent
from application.errors import NotForYou, Stale, Unknown
from application.once import Act, Once, Taken
from application.ports import Clock
from domain.kernel import NOT_YET, Entry
from domain.rule_book import RULE_STEPS, RuleBook, stream_of
from domain.rules import RuleSet


class InForce(Protocol):
    """What tells which rules bind a centre."""

    def of(self, centre: int | None) -> RuleSet:
        """The rules in force for it now."""


class Rules:
    """Reads and keeps the books. A book is read again only when it has grown, which is looked at each time."""

    def __init__(self, once: Once, log: AggregateRecorder, clock: Clock, shipped: RuleSet) -> None:
        self.once, self.log, self.clock, self.shipped = once, log, clock, shipped
        self._read: dict[int, tuple[int, RuleSet]] = {}

    def of(self, centre: int | None) -> RuleSet:
        """What is in force for a centre, as this instant: a row another process added is there."""
        if centre is None or not (last := self.log.select_events(stream_of(centre), desc=True, limit=1)):
            return self.shipped
        version, rules = self._read.get(centre, (0, self.shipped))
        if version < last[0].originator_version:
            book = self.book(centre)
            version, rules = self._read[centre] = book.version, book.rules
        return rules

    def book(self, centre: int, known_on: datetime = NOT_YET) -> RuleBook:
        """The book of a centre, as far as it was written at an instant."""
        return RuleBook(centre, (e for e in self._entries(centre) if e.recorded_at <= known_on), self.shipped)

    def named(self, centre: int, id: str) -> RuleSet:
        """The set an act of the centre was taken under; `Unknown` where the book and our tables never gave it."""
        entries = list(self._entries(centre))
        for length in range(len(entries) + 1):
            rules = RuleBook(centre, entries[:length], self.shipped).rules
            if rules.id == id:
                return rules
        raise Unknown

    def read_by(self, agent: Agent, known_on: datetime = NOT_YET) -> RuleBook:
        """The book of the agent's centre, for those who lead pathways and those who inspect them."""
        if not agent.may_read(agent.centre):
            raise NotForYou
        return self.book(agent.centre, known_on)

    def take(self, step: str, act: Act, agent: Agent, *, seen: int) -> Taken:
        """Add or correct a row in the version of the book the agent has seen; sent again, it is done once."""
        if step not in RULE_STEPS:
            raise Unknown
        book = self.book(agent.centre)
        fingerprint = self.once.fingerprint(step, act, agent, seen=seen, stream=str(book.id))

        def decide() -> None:
            if seen != book.version:
                raise Stale(book.version)
            book.begin(act.envelope(agent, book.rules.id, self.clock.today()))
            RULE_STEPS[step].verb(book, **act.answers)

        return self.once.carry_out(book, act, fingerprint, decide)

    def _entries(self, centre: int) -> Iterator[Entry]:
        return (entry for entry in self.once.events.get(stream_of(centre)) if isinstance(entry, Entry))
