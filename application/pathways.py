"""The desk of those who lead pathways: open a person's file, read it as of any day, take a step in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from eventsourcing.application import Application

from application.agents import Agent
from application.errors import NissTaken, Overtaken, Stale, Unknown
from application.filing import Advance, Filing, quietly
from application.once import Act, Once, Taken
from application.ports import AlreadyClaimed, Append, Bulk, Clock, Ledger, Outcome, Secrets, VersionConflict
from application.rules import Rules
from domain.delays import Deadline
from domain.french import counted, day
from domain.kernel import NOT_YET, Entry, Envelope
from domain.pathway import Pathway, due, state_of
from domain.pathway.correction_check import take_corrected_again
from domain.pathway.identity import IdentityNissChanged, IdentityRecorded
from domain.pathway.step import STEPS, Warned
from domain.rules import RuleSet

__all__ = ["Act", "Pathways", "Taken"]


class Pathways(Application[UUID]):
    """What agents do with pathways, whatever stores them."""

    name = "pathways"

    def __init__(
        self, env: Mapping[str, str], *, rules: RuleSet, clock: Clock, ledger: Ledger, secrets: Secrets
    ) -> None:
        super().__init__(dict(env))
        self.clock, self.ledger, self.secrets = clock, ledger, secrets
        self.once = Once(self.events, ledger, secrets)
        self.rules = Rules(self.once, self.recorder, clock, rules)
        self.bulk: Bulk | None = None

    def history(self, pathway_id: UUID) -> tuple[Entry, ...]:
        """Every entry of one pathway, in the order they were written; `Unknown` when there is none."""
        found = tuple(entry for entry in self.events.get(pathway_id) if isinstance(entry, Entry))
        if not found:
            raise Unknown
        return found

    def get(self, pathway_id: UUID, agent: Agent) -> Pathway:
        """The pathway as it stands now; another centre's is as unknown as one that does not exist."""
        pathway = self._read(pathway_id, self.history(pathway_id))
        if not agent.may_read(pathway.state.identity.centre):
            raise Unknown
        return pathway

    def as_of(self, pathway_id: UUID, agent: Agent, *, true_on: date, known_on: datetime = NOT_YET) -> Pathway:
        """The pathway as it stood on a day, as far as was known at an instant; `Unknown` before anything was."""
        entries = [entry for entry in self.get(pathway_id, agent).history if entry.recorded_at <= known_on]
        if not entries:
            raise Unknown
        pathway = self._read(pathway_id, entries)
        pathway.state = state_of(entries, true_on=true_on)
        return pathway

    def _read(self, pathway_id: UUID, entries: Iterable[Entry]) -> Pathway:
        """The pathway these entries tell, under the rules of the centre it belongs to."""
        pathway = Pathway(pathway_id, entries, self.rules.shipped)
        pathway.rules = self.rules.of(pathway.state.identity.centre)
        return pathway

    def open(self, act: Act, agent: Agent, *, pathway_id: UUID | None = None) -> Taken:
        """Open a person's file; the same command, sent again, finds the file it opened."""
        opening = Pathway(pathway_id or uuid4(), (), self.rules.of(agent.centre))
        return self._done(opening, "open_pathway", act, agent, seen=0, stream="")

    def take(self, pathway_id: UUID, step: str, act: Act, agent: Agent, *, seen: int) -> Taken:
        """Take one step in the version the agent has seen; the same command, sent again, is taken once."""
        if step not in STEPS:
            raise Unknown
        try:
            pathway = self.get(pathway_id, agent)
        except Unknown:  # who moved a file away reads it no more, and is answered all the same when asking again
            fingerprint = self.once.fingerprint(step, act, agent, seen=seen, stream=str(pathway_id))
            if told := self.once.told(act.command_id, fingerprint):
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

    def envelope(self, act: Act, agent: Agent, rules: RuleSet) -> Envelope:
        """Around what this agent records under these rules."""
        return act.envelope(agent, rules.id, self.clock.today())

    def _done(self, pathway: Pathway, step: str, act: Act, agent: Agent, *, seen: int, stream: str) -> Taken:
        fingerprint = self.once.fingerprint(step, act, agent, seen=seen, stream=stream)
        if not pathway.history and (told := self.once.told(act.command_id, fingerprint)):
            return told  # opened before, under another identifier: no key is made for this one
        rules = pathway.rules
        overdue = [d for d in due(pathway.state, rules) if d.step == step and d.due_on < act.occurred_on]

        def decide() -> None:
            if seen != pathway.version:
                raise Stale(pathway.version)
            pathway.begin(self.envelope(act, agent, rules), self.clock.now())
            STEPS[step].verb(pathway, **act.answers)
            take_corrected_again(pathway)

        taken = self.once.carry_out(pathway, act, fingerprint, decide, lambda: self._claim(pathway))
        settled = late(act.occurred_on, overdue, due(pathway.state, rules)) if overdue and not taken.replayed else ()
        return taken._replace(warnings=(*taken.warnings, *settled))

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


def late(on: date, overdue: Sequence[Deadline], after: Sequence[Deadline]) -> tuple[Warned, ...]:
    """What of it the step settled, too late: recorded all the same, and said."""
    still = {(deadline.code, deadline.due_on) for deadline in after}
    return tuple(
        Warned("LATE", d.law, f"{d.label} : échéance du {day(d.due_on)} dépassée de "
               f"{counted((on - d.due_on).days, 'jour', 'jours')} ; le retard est enregistré.")
        for d in overdue
        if (d.code, d.due_on) not in still
    )  # fmt: skip
