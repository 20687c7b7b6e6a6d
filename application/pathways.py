"""The desk of those who lead pathways: open a person's file, read it as of any day, take a step in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from eventsourcing.application import Application
from pydantic_core import to_jsonable_python

from application.agents import Agent
from application.errors import InTheFuture, NissTaken, Overtaken, Stale, Unknown
from application.filing import Advance, Filing, quietly
from application.ports import (
    AlreadyApplied,
    AlreadyClaimed,
    Append,
    Bulk,
    Clock,
    CommandReused,
    Ledger,
    Outcome,
    Secrets,
    VersionConflict,
)
from domain.delays import Deadline
from domain.french import counted, day
from domain.kernel import NOT_YET, Entry, Envelope
from domain.pathway import Pathway, due, state_of
from domain.pathway.identity import IdentityNissChanged, IdentityRecorded
from domain.pathway.step import STEPS, Warned
from domain.rules import RuleSet


class Act(NamedTuple):
    """What an agent asks: the legal day, the answers to the form, and why if a reason is owed."""

    command_id: UUID
    occurred_on: date
    answers: Mapping[str, Any]
    reason: str = ""
    acting_for: str = ""


class Taken(NamedTuple):
    """What came of it: the file's new version, the position in the log, what was recorded, what was said."""

    pathway_id: UUID
    version: int
    position: int
    events: tuple[tuple[str, int], ...]
    replayed: bool = False
    warnings: tuple[Warned, ...] = ()


class Pathways(Application[UUID]):
    """What agents do with pathways, whatever stores them."""

    name = "pathways"

    def __init__(
        self, env: Mapping[str, str], *, rules: RuleSet, clock: Clock, ledger: Ledger, secrets: Secrets
    ) -> None:
        super().__init__(dict(env))
        self.rules, self.clock, self.ledger, self.secrets = rules, clock, ledger, secrets
        self.bulk: Bulk | None = None

    def history(self, pathway_id: UUID) -> tuple[Entry, ...]:
        """Every entry of one pathway, in the order they were written; `Unknown` when there is none."""
        found = tuple(entry for entry in self.events.get(pathway_id) if isinstance(entry, Entry))
        if not found:
            raise Unknown
        return found

    def get(self, pathway_id: UUID, agent: Agent) -> Pathway:
        """The pathway as it stands now; another centre's is as unknown as one that does not exist."""
        pathway = Pathway(pathway_id, self.history(pathway_id), self.rules)
        if not agent.may_read(pathway.state.identity.centre):
            raise Unknown
        return pathway

    def as_of(self, pathway_id: UUID, agent: Agent, *, true_on: date, known_on: datetime = NOT_YET) -> Pathway:
        """The pathway as it stood on a day, as far as was known at an instant; `Unknown` before anything was."""
        entries = [entry for entry in self.get(pathway_id, agent).history if entry.recorded_at <= known_on]
        if not entries:
            raise Unknown
        pathway = Pathway(pathway_id, entries, self.rules)
        pathway.state = state_of(entries, true_on=true_on)
        return pathway

    def open(self, act: Act, agent: Agent, *, pathway_id: UUID | None = None) -> Taken:
        """Open a person's file; the same command, sent again, finds the file it opened."""
        opening = Pathway(pathway_id or uuid4(), (), self.rules)
        return self._done(opening, "open_pathway", act, agent, seen=0, stream="")

    def take(self, pathway_id: UUID, step: str, act: Act, agent: Agent, *, seen: int) -> Taken:
        """Take one step in the version the agent has seen; the same command, sent again, is taken once."""
        if step not in STEPS:
            raise Unknown
        try:
            pathway = self.get(pathway_id, agent)
        except Unknown:  # who moved a file away reads it no more, and is answered all the same when asking again
            content = canonical(agent.username, str(pathway_id), step, seen, act)
            if told := self._told(act.command_id, self.secrets.fingerprint(content)):
                return told
            raise
        return self._done(pathway, step, act, agent, seen=seen, stream=str(pathway_id))

    def file_together(self, filings: Iterable[Filing], progress: Advance = quietly) -> int:
        """File what was prepared for many persons, all of it or nothing; how many entries were filed."""
        told = list(filings)
        self._filed(told)
        number = sum(len(filing.entries) for filing in told)
        progress(number)
        return number

    def save_together(self, touched: Sequence[Pathway]) -> int:
        """File what is pending in several pathways, all of it or nothing; the last position."""
        filings = [Filing(each.id, tuple(each.pending), given_number(each.pending)) for each in touched if each.pending]
        outcomes = self._filed(filings)
        for pathway in touched:
            pathway.pending.clear()
        return max((outcome.last_position for outcome in outcomes), default=0)

    def _filed(self, filings: Sequence[Filing]) -> list[Outcome]:
        assert self.bulk, "the composition root gives the way in for many appends at once"
        digest = self.secrets.claim_digest
        claimed = (Append(each.entries, claim=digest(each.national_number) if each.national_number else None)
                   for each in filings)  # fmt: skip
        try:
            return self.bulk.append_all(claimed)
        except VersionConflict as race:
            raise Overtaken from race
        except AlreadyClaimed as taken:
            raise NissTaken(taken.existing) from taken

    def envelope(self, act: Act, agent: Agent) -> Envelope:
        """Around what this agent records: nobody writes what has not happened yet."""
        if act.occurred_on > self.clock.today():
            raise InTheFuture(act.occurred_on, self.clock.today())
        return Envelope(
            occurred_on=act.occurred_on, actor=agent.username, role=agent.role, centre=agent.centre,
            acting_for=act.acting_for, reason=act.reason, rules=self.rules.id, command_id=act.command_id,
        )  # fmt: skip

    def _done(self, pathway: Pathway, step: str, act: Act, agent: Agent, *, seen: int, stream: str) -> Taken:
        fingerprint = self.secrets.fingerprint(canonical(agent.username, stream, step, seen, act))
        if not pathway.history and (told := self._told(act.command_id, fingerprint)):
            return told  # opened before, under another identifier: no key is made for this one
        overdue = [d for d in due(pathway.state, self.rules) if d.step == step and d.due_on < act.occurred_on]
        try:
            if seen != pathway.version:
                raise Stale(pathway.version)
            pathway.begin(self.envelope(act, agent), self.clock.now())
            STEPS[step].verb(pathway, **act.answers)
        except Exception:  # what was already done cannot be done again: then the first answer is given, not the refusal
            if told := self._told(act.command_id, fingerprint):
                return told
            raise
        try:
            recordings = self.events.put(
                pathway.pending, command_id=act.command_id, fingerprint=fingerprint, claim=self._claim(pathway)
            )
        except VersionConflict as race:
            raise Overtaken from race
        except AlreadyClaimed as claimed:
            raise NissTaken(claimed.existing) from claimed
        except AlreadyApplied:
            return self._told(act.command_id, fingerprint) or _never(step)
        events = tuple((entry.event.TOPIC, entry.event.VERSION) for entry in pathway.pending)
        position = max(recording.notification.id for recording in recordings)
        settled = late(act.occurred_on, overdue, due(pathway.state, self.rules)) if overdue else ()
        return Taken(pathway.id, pathway.version, position, events, warnings=(*pathway.warnings, *settled))

    def _told(self, command_id: UUID, fingerprint: bytes) -> Taken | None:
        """The first answer to a command already taken; the same key with other content is refused."""
        if (known := self.ledger.find_command(command_id)) is None:
            return None
        if known.fingerprint != fingerprint:
            raise CommandReused(command_id)
        first = known.version - (known.last_position - known.first_position)
        written = [e for e in self.history(known.stream) if first <= e.originator_version <= known.version]
        events = tuple((entry.event.TOPIC, entry.event.VERSION) for entry in written)
        return Taken(known.stream, known.version, known.last_position, events, replayed=True)

    def _claim(self, pathway: Pathway) -> bytes | None:
        """The keyed hash of a national number these entries give the person, unless it is already theirs."""
        if number := given_number(pathway.pending):
            digest = self.secrets.claim_digest(number)
            return None if self.ledger.claimed_by(digest) == pathway.id else digest
        return None


def given_number(entries: Iterable[Entry]) -> str:
    """The national number these entries give the person, or nothing."""
    for entry in entries:
        if isinstance(entry.event, IdentityRecorded | IdentityNissChanged) and entry.event.national_number:
            return str(entry.event.national_number)
    return ""


def _never(step: str) -> Taken:
    raise AssertionError(f"{step}: a command applied already has its row in the ledger")


def canonical(actor: str, stream: str, step: str, seen: int, act: Act) -> bytes:
    """What makes two commands the same: who, where, which step, what was seen, what was answered."""
    content = [actor, stream, step, seen, act.occurred_on, act.answers, act.reason, act.acting_for]
    return json.dumps(to_jsonable_python(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def late(on: date, overdue: Sequence[Deadline], after: Sequence[Deadline]) -> tuple[Warned, ...]:
    """What of it the step settled, too late: recorded all the same, and said."""
    still = {(deadline.code, deadline.due_on) for deadline in after}
    return tuple(
        Warned("LATE", d.law, f"{d.label} : échéance du {day(d.due_on)} dépassée de "
               f"{counted((on - d.due_on).days, 'jour', 'jours')} ; le retard est enregistré.")
        for d in overdue
        if (d.code, d.due_on) not in still
    )  # fmt: skip
