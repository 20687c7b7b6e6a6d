"""One seed, one history: agents, a network that loses and repeats, a service that dies, a projector that dies.

The decisions, the command ledger and the projection are the product's own; the store is its twin in memory, which keeps
the contract of the real one. Time is virtual, and chance is the seed's: the same seed tells the same history for ever.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from application.agents import Agent
from application.errors import InTheFuture, NissTaken, Overtaken, Stale, Unknown
from application.pathways import Act, Pathways, Taken
from domain.kernel import BRUSSELS, Role
from domain.law import RuleBroken
from domain.rules import RuleSet
from infrastructure.faults.simulated_people import Command, Told, agent
from infrastructure.faults.simulated_truth import Truth
from infrastructure.master_key import KEY_BYTES, MasterKey
from infrastructure.memory import MemoryKeys, MemoryPathways, MemoryRecorder
from projections.files import FILES, File
from projections.history import History

BEGINNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
WORKER = Agent(username="worker", name="Nadia", role=Role.SOCIAL_WORKER, centre=1, centre_name="CPAS")
FINAL = (Stale, Overtaken, NissTaken, RuleBroken, Unknown)
"""Refusals that hold for every copy of a command; that of being in the future ends when the clock jumps."""
JUMPS = (-3600.0, 3600.0, 86_400.0, -86_400.0)
PATIENCE = 3.0
DEEPEST = 2
AGENTS = 4


class Killed(BaseException):
    """The service is dead; whatever it was doing is not answered for."""


@dataclass
class Chances:
    """How often each fault happens, out of one."""

    request_lost: float = 0.1
    answer_lost: float = 0.1
    doubled: float = 0.15
    killed: float = 0.04
    overtaken: float = 0.75
    clock_jump: float = 0.02
    projector_killed: float = 0.1


@dataclass(order=True)
class Due:
    """What happens at a moment."""

    at: float
    rank: int
    happen: Callable[[], None] = field(compare=False)


class Store(MemoryRecorder):
    """The twin; between the decision and the append others may come, and before or after it the service may die."""

    def __init__(self, world: World) -> None:
        super().__init__(world.now)
        self.world = world

    def insert_events(self, stored_events: Sequence[StoredEvent], **told: Any) -> Sequence[int]:
        """As the twin does, when nothing happens."""
        self.world.meanwhile()
        self.world.may_die()
        positions = super().insert_events(stored_events, **told)
        self.world.may_die()
        return positions


class Served(MemoryPathways):
    """The use cases, in a process that may die: the store, the keys and the master key outlive it."""

    def __init__(self, world: World) -> None:
        self.keys, self.store = world.keys, world.store
        Pathways.__init__(self, {}, rules=world.rules, clock=world, ledger=world.store, secrets=world.master)


class World:
    """Everything there is under one seed; it is also the clock its service reads."""

    def __init__(
        self, seed: int, rules: RuleSet, *, store: Callable[[World], Store] = Store, chances: Chances | None = None
    ) -> None:
        self.random, self.rules, self.chances = Random(seed), rules, chances or Chances()
        self.at, self.offset, self.depth, self.lives = 0.0, 0.0, 0, 0
        self.ranks, self.attempts = count(), count()
        self.queue: list[Due] = []
        self.waiting: dict[int, Generator[Command, Told | None, None]] = {}
        self.keys, self.master = MemoryKeys(), MasterKey({1: bytes(KEY_BYTES)})
        self.store = store(self)
        self.service = Served(self)
        self.rows: dict[UUID, list[File]] = {}
        self.entries: dict[UUID, list[Any]] = {}
        self.position = self.decoded = 0
        self.truth = Truth(self.store)

    def now(self) -> datetime:
        """The instant, as the clock of this world has it."""
        return BEGINNING + timedelta(seconds=self.at + self.offset)

    def today(self) -> date:
        """The day, in Belgium."""
        return self.now().astimezone(BRUSSELS).date()

    def run(self) -> Truth:
        """The whole history, looked at after every step. Raises `Wrong` at the first thing that must not be."""
        files: dict[UUID, int] = {}
        for _ in range(AGENTS):
            person = agent(self.random, self.today, self.truth, files)
            self.later(self.random.random(), partial(self.resume, person, None))
        self.later(1.0, self.project)
        while self.queue:
            self.step()
        self.truth.everything(self.rows, self.position)
        return self.truth

    def step(self) -> None:
        """What is due next."""
        due = heapq.heappop(self.queue)
        self.at = max(self.at, due.at)
        if self.chance(self.chances.clock_jump):
            self.offset += self.random.choice(JUMPS)
        due.happen()
        self.truth.look()

    def later(self, seconds: float, happen: Callable[[], None]) -> None:
        """Let it happen after so many seconds."""
        heapq.heappush(self.queue, Due(self.at + seconds, next(self.ranks), happen))

    def chance(self, of: float) -> bool:
        """Whether it happens this time."""
        return self.random.random() < of

    def resume(self, person: Generator[Command, Told | None, None], told: Told | None) -> None:
        """A person goes on with what he was told, and sends the next command, or the same again."""
        try:
            command = person.send(told)
        except StopIteration:
            return
        attempt = next(self.attempts)
        self.waiting[attempt] = person
        for _ in range(1 + self.chance(self.chances.doubled)):
            if not self.chance(self.chances.request_lost):
                self.later(self.random.expovariate(1.0), partial(self.receive, attempt, command))
        self.later(PATIENCE, partial(self.answer, attempt, None))

    def receive(self, attempt: int, command: Command) -> None:
        """A copy of a command reaches the service."""
        try:
            told = self.handled(command)
        except Killed:
            self.service = Served(self)  # the next process, over the same store
            return
        if not self.chance(self.chances.answer_lost):
            self.later(self.random.expovariate(2.0), partial(self.answer, attempt, told))

    def answer(self, attempt: int, told: Told | None) -> None:
        """An answer reaches whoever still waits for it; none in time is an answer too."""
        if person := self.waiting.pop(attempt, None):
            self.resume(person, told)

    def handled(self, command: Command) -> Told:
        """What the service says of it."""
        act = Act(command.key, command.on, command.answers)
        try:
            taken: Taken = (
                self.service.take(command.file, command.step, act, WORKER, seen=command.seen)
                if command.file
                else self.service.open(act, WORKER, pathway_id=self.identifier())
            )
        except FINAL as refusal:
            return Told(refused=type(refusal).__name__)
        except InTheFuture:
            return Told(refused="for now")
        return Told(taken)

    def identifier(self) -> UUID:
        """A fresh one, by chance."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def meanwhile(self) -> None:
        """Perhaps something else happens first."""
        while self.depth < DEEPEST and self.queue and self.chance(self.chances.overtaken):
            life = self.lives
            self.depth += 1
            try:
                self.step()
            finally:
                self.depth -= 1
            if self.lives != life:
                raise Killed  # it was the same process

    def may_die(self) -> None:
        """Perhaps the service dies here."""
        if self.chance(self.chances.killed):
            self.lives += 1
            raise Killed

    def project(self) -> None:
        """One batch of the projector, all of it or nothing; it comes again until nobody writes any more."""
        head = self.store.max_notification_id() or 0
        upto = min(head, self.position + self.random.randint(1, 6))
        batch = self.store.select_notifications(self.position + 1, 10, upto)
        fresh = {stream: self.folded(stream, upto) for stream in sorted({event.stream for event in batch})}
        if not self.chance(self.chances.projector_killed):
            self.commit(fresh, upto)
        if self.queue or self.position < head:
            self.later(self.random.expovariate(2.0), self.project)

    def commit(self, fresh: dict[UUID, list[File]], upto: int) -> None:
        """Rows and position, together."""
        self.rows |= fresh
        self.position = upto
        self.truth.projected(self.rows, upto, self.folded)

    def folded(self, stream: UUID, upto: int) -> list[File]:
        """The rows of one history, cut at a position; each entry is decoded once, since nobody changes it."""
        for event in self.store.select_notifications(self.decoded + 1, 1000):
            self.entries.setdefault(event.stream, []).append(self.service.mapper.to_domain_event(event))
            self.decoded = event.id
        entries = [entry for entry in self.entries[stream] if entry.position <= upto]
        return list(FILES.rows(History(stream, entries, self.rules)))
