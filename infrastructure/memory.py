"""The store in memory: what PostgreSQL does in production, held to the same contract, for tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, EventStore, Mapper, StoredEvent
from eventsourcing.popo import POPOApplicationRecorder

from application.pathways import Pathways
from application.ports import Clock, Command, Outcome
from domain.rules import RuleSet
from infrastructure.append import StoredAppend, Verdict
from infrastructure.bulk import BulkLog
from infrastructure.histories import Histories, Log
from infrastructure.keys import PersonErased, PersonKey
from infrastructure.mapper import EntryMapper
from infrastructure.master_key import KEY_BYTES, MasterKey
from infrastructure.stored import ReadRow, StoredEntry, complete


class MemoryKeys:
    """The keys of people, for as long as the process lives."""

    def __init__(self) -> None:
        self._kept: dict[UUID, PersonKey | None] = {}

    def get_many(self, people: Collection[UUID]) -> Mapping[UUID, PersonKey]:
        """The keys that exist."""
        return {person: key for person in people if (key := self._kept.get(person))}

    def destroyed(self, people: Collection[UUID]) -> set[UUID]:
        """Those of them who were erased."""
        return {person for person in people if person in self._kept and self._kept[person] is None}

    def create_many(self, people: Collection[UUID]) -> Mapping[UUID, PersonKey]:
        """The keys of these people, made where there was none. Raises `PersonErased`."""
        for person in people:
            if self._kept.setdefault(person, PersonKey(os.urandom(KEY_BYTES))) is None:
                raise PersonErased(f"1 of {len(people)}")
        return self.get_many(people)

    def destroy(self, person: UUID, ground: str = "") -> None:
        """Forget the person, for ever."""
        self._kept[person] = None


class MemoryRecorder(POPOApplicationRecorder, Log):
    """The log and its ledger; appends are judged as `es.event_append` judges them."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self.now = now
        self._commands: dict[UUID, Command] = {}
        self._claims: dict[bytes, UUID] = {}

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        command_id: UUID | None = None,
        fingerprint: bytes = b"",
        claim: bytes | None = None,
        **_: Any,
    ) -> Sequence[int]:
        """The position of each event; raises `VersionConflict` and the like."""
        if not stored_events:
            return []
        append = StoredAppend(stored_events, command_id, fingerprint, claim)
        with self._database_lock:
            positions = self._append(append, 1).positions(append)
        self._notify_listeners()
        return list(positions)

    def append_all(self, appends: Iterable[StoredAppend]) -> list[Outcome]:
        """Record every append, or none."""
        with self._database_lock:
            before = list(self._stored_events), dict(self._commands), dict(self._claims)
            try:
                outcomes = [self._append(append, n).told(append) for n, append in enumerate(appends, start=1)]
            except Exception:
                self._restore(*before)
                raise
        self._notify_listeners()
        return outcomes

    def find_command(self, command_id: UUID) -> Command | None:
        """The command carried out under that identifier."""
        return self._commands.get(command_id)

    def claimed_by(self, digest: bytes) -> UUID | None:
        """The stream that holds a national number, by its keyed hash."""
        return self._claims.get(digest)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[StoredEntry]:
        """The events of the log in their order, up to position ``stop`` included."""
        after = 0 if start is None else start - 1 if inclusive_of_start else start
        with self._database_lock:
            page = [complete(event) for event in self._stored_events[max(after, 0) : stop]]
        return [event for event in page if not topics or event.topic in topics][:limit]

    def history(self, stream: UUID) -> list[ReadRow]:
        """Every entry of the stream."""
        return [complete(event).read for event in self.select_events(stream)]

    def _append(self, append: StoredAppend, number: int) -> Verdict:
        about = complete(append.events[0]).stream
        verdict = self._judged(append, number, about)
        if verdict.outcome != "ok":
            return verdict
        known_at = max([self.now(), *(event.recorded_at for event in map(complete, self._stored_events[-1:]))])
        first = len(self._stored_events) + 1
        placed = [
            replace(complete(event), id=position, recorded_at=known_at)
            for position, event in enumerate(append.events, start=first)
        ]
        self._update_table(placed)
        command = Command(append.fingerprint, about, verdict.version, first, first + len(placed) - 1)
        if append.command_id:
            self._commands[append.command_id] = command
        if append.claim:
            self._claims[append.claim] = about
        return verdict._replace(first_position=command.first_position, last_position=command.last_position)

    def _judged(self, append: StoredAppend, number: int, about: UUID) -> Verdict:
        versions: dict[UUID, list[int]] = {}
        for event in append.events:
            versions.setdefault(complete(event).stream, []).append(event.originator_version)
        verdict = Verdict(number, "ok", 0, 0, about, max(versions[about]))
        if append.command_id and (known := self._commands.get(append.command_id)):
            outcome = "replay" if known.fingerprint == append.fingerprint else "reused"
            return Verdict(number, outcome, known.first_position, known.last_position, known.stream, known.version)
        if any(sorted(told) != self._expected(stream, len(told)) for stream, told in versions.items()):
            return verdict._replace(outcome="conflict")
        if append.claim and (holder := self._claims.get(append.claim, about)) != about:
            return verdict._replace(outcome="claimed", stream=holder)
        return verdict

    def _expected(self, stream: UUID, number: int) -> list[int]:
        first = max(self._stored_events_index[str(stream)], default=0) + 1
        return list(range(first, first + number))

    def _restore(self, events: list[StoredEvent], commands: dict[UUID, Command], claims: dict[bytes, UUID]) -> None:
        self._stored_events.clear()
        self._stored_events_index.clear()
        self._update_table(events)
        self._commands, self._claims = commands, claims


class MemoryPathways(Pathways):
    """Pathways in memory."""

    def __init__(self, *, rules: RuleSet, clock: Clock) -> None:
        self.keys, self.store = MemoryKeys(), MemoryRecorder(clock.now)
        secrets = MasterKey({1: os.urandom(KEY_BYTES)})
        super().__init__({}, rules=rules, clock=clock, ledger=self.store, secrets=secrets)
        self.bulk = BulkLog(EntryMapper(self.keys), self.store)

    def construct_mapper(self) -> Mapper[UUID]:
        """Our own mapper, with our own keys."""
        return EntryMapper(self.keys)

    def construct_event_store(self) -> EventStore[UUID]:
        """Our own way to read a history."""
        assert isinstance(self.mapper, EntryMapper)
        return Histories(self.mapper, self.store)

    def construct_recorder(self) -> ApplicationRecorder:
        """Our own log."""
        return self.store
