"""How a command is carried out once: sent again, it is answered as the first time, whatever aggregate it is about."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from eventsourcing.persistence import EventStore
from pydantic_core import to_jsonable_python

from application.agents import Agent
from application.errors import InTheFuture, NissTaken, Overtaken
from application.ports import AlreadyApplied, AlreadyClaimed, CommandReused, Ledger, Secrets, VersionConflict
from domain.kernel import Entry, Envelope
from domain.pathway.step import Warned


class Act(NamedTuple):
    """What an agent asks: the legal day, the answers to the form, and why if a reason is owed."""

    command_id: UUID
    occurred_on: date
    answers: Mapping[str, Any]
    reason: str = ""
    acting_for: str = ""

    def envelope(self, agent: Agent, rules: str, today: date) -> Envelope:
        """Around what the agent records under a rule set: nobody writes what has not happened yet."""
        if self.occurred_on > today:
            raise InTheFuture(self.occurred_on, today)
        return Envelope(
            occurred_on=self.occurred_on, actor=agent.username, role=agent.role, centre=agent.centre,
            acting_for=self.acting_for, reason=self.reason, rules=rules, command_id=self.command_id,
        )  # fmt: skip


class Taken(NamedTuple):
    """What came of it: the new version of the stream, the position in the log, what was recorded, what was said."""

    pathway_id: UUID
    version: int
    position: int
    events: tuple[tuple[str, int], ...]
    replayed: bool = False
    warnings: tuple[Warned, ...] = ()


class Aggregate(Protocol):
    """What a command is about."""

    id: UUID
    pending: list[Entry]
    warnings: list[Warned]

    @property
    def version(self) -> int:
        """The number of the last entry."""


class Once:
    """The log and its ledger, as those who carry commands out see them."""

    def __init__(self, events: EventStore[UUID], ledger: Ledger, secrets: Secrets) -> None:
        self.events, self.ledger, self.secrets = events, ledger, secrets

    def fingerprint(self, step: str, act: Act, agent: Agent, *, seen: int, stream: str) -> bytes:
        """What tells this command from another under the same key."""
        return self.secrets.fingerprint(canonical(agent.username, stream, step, seen, act))

    def carry_out(
        self, on: Aggregate, act: Act, fingerprint: bytes, decide: Callable[[], None],
        claim: Callable[[], bytes | None] = lambda: None,
    ) -> Taken:  # fmt: skip
        """Decide, and record what was decided; what was already done is not done again, and gets its first answer."""
        try:
            decide()
        except Exception:  # what was already done cannot be done again: then the first answer is given, not the refusal
            if told := self.told(act.command_id, fingerprint):
                return told
            raise
        try:
            recordings = self.events.put(
                on.pending, command_id=act.command_id, fingerprint=fingerprint, claim=claim()
            )  # fmt: skip
        except VersionConflict as race:
            raise Overtaken from race
        except AlreadyClaimed as claimed:
            raise NissTaken(claimed.existing) from claimed
        except AlreadyApplied:
            return self.told(act.command_id, fingerprint) or _never(act.command_id)
        events = tuple((entry.event.TOPIC, entry.event.VERSION) for entry in on.pending)
        position = max(recording.notification.id for recording in recordings)
        return Taken(on.id, on.version, position, events, warnings=tuple(on.warnings))

    def told(self, command_id: UUID, fingerprint: bytes) -> Taken | None:
        """The first answer to a command already taken; the same key with other content is refused."""
        if (known := self.ledger.find_command(command_id)) is None:
            return None
        if known.fingerprint != fingerprint:
            raise CommandReused(command_id)
        first = known.version - (known.last_position - known.first_position)
        history = (entry for entry in self.events.get(known.stream) if isinstance(entry, Entry))
        written = [entry for entry in history if first <= entry.originator_version <= known.version]
        events = tuple((entry.event.TOPIC, entry.event.VERSION) for entry in written)
        return Taken(known.stream, known.version, known.last_position, events, replayed=True)


def _never(command_id: UUID) -> Taken:
    raise AssertionError(f"{command_id}: a command applied already has its row in the ledger")


def canonical(actor: str, stream: str, step: str, seen: int, act: Act) -> bytes:
    """What makes two commands the same: who, where, which step, what was seen, what was answered."""
    content = [actor, stream, step, seen, act.occurred_on, act.answers, act.reason, act.acting_for]
    return json.dumps(to_jsonable_python(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
