"""What must hold at every step of a simulated history, looked at entry by entry as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.kernel import NOT_YET
from infrastructure.faults.simulated_people import Command, Told
from infrastructure.memory import MemoryRecorder

ALL = 1_000_000
Folded = Callable[[UUID, int], list[Any]]
"""The rows of one history, cut at a position."""


class Wrong(AssertionError):
    """Something that must never be; ``lost`` and ``doubled`` are commands."""

    lost = doubled = 0


class Lost(Wrong):
    """An acknowledged command is not in the log."""

    lost = 1


class Doubled(Wrong):
    """A command is in the log twice."""

    doubled = 1


class Truth:
    """Keeps account of what people were told, and holds the log and the rows against it."""

    def __init__(self, store: MemoryRecorder) -> None:
        self.store = store
        self.head = 0
        self.versions: Counter[UUID] = Counter()
        self.latest: datetime | None = None
        self.written: dict[UUID, list[int]] = {}
        self.acknowledged: dict[UUID, Told] = {}
        self.refused: dict[UUID, str] = {}
        self.projected_to = 0

    def version(self, file: UUID) -> int:
        """The version of a file, as the log has it."""
        return self.versions[file]

    def told(self, command: Command, told: Told) -> None:
        """A command was answered for."""
        self.look()
        if told.refused:
            if told.refused != "for now":
                self.refused[command.key] = told.refused
                self.holds(command.key not in self.written, f"{command.step} refused ({told.refused}), and written")
            return
        taken = told.taken
        assert taken
        self.acknowledged[command.key] = told
        positions = self.written.get(command.key, [])
        if not positions:
            raise Lost(f"{command.step} is acknowledged, and nowhere")
        self.holds(len(positions) == len(taken.events), f"{command.step} is acknowledged, and half there")
        self.holds(positions[-1] == taken.position, f"{command.step} is not where its sender was told")
        kept = self.store.find_command(command.key)
        self.holds(
            kept and (kept.stream, kept.version) == (taken.pathway_id, taken.version), "the ledger says otherwise"
        )

    def look(self) -> None:
        """At what was written since: positions dense, versions contiguous, hours in order, each command one append."""
        self.holds((self.store.max_notification_id() or 0) >= self.head, "the log became shorter")
        for event in self.store.select_notifications(self.head + 1, ALL):
            self.head += 1
            self.versions[event.stream] += 1
            self.holds(event.id == self.head, f"position {event.id} follows {self.head - 1}")
            self.holds(event.originator_version == self.versions[event.stream], "a version is missing or there twice")
            self.holds(event.recorded_at < NOT_YET, "an entry has no hour")
            self.holds(self.latest is None or event.recorded_at >= self.latest, "the hours go back")
            self.latest = event.recorded_at
            assert event.command_id
            positions = self.written.setdefault(event.command_id, [])
            if positions and positions[-1] != event.id - 1:
                raise Doubled("a command was carried out twice")
            self.holds(event.command_id not in self.refused, "a refused command was written")
            positions.append(event.id)

    def projected(self, rows: Mapping[UUID, list[Any]], upto: int, folded: Folded) -> None:
        """The projector moved: the rows of every stream written to since are the fold of its history up to there."""
        self.holds(upto <= (self.store.max_notification_id() or 0), "the projector is ahead of the log")
        for stream in sorted(
            {event.stream for event in self.store.select_notifications(self.projected_to + 1, ALL, upto)}
        ):
            self.holds(rows.get(stream) == folded(stream, upto), "rows differ from the fold of their history")
        self.projected_to = upto

    def everything(self, rows: Mapping[UUID, list[Any]], position: int) -> None:
        """At the end: nobody is left behind, and nothing written is missing from the ledger."""
        self.look()
        self.holds(position == self.projected_to == self.head, "the projector never comes to the head of the log")
        self.holds(set(rows) == set(self.versions), "rows of other streams than those of the log")
        for key, positions in self.written.items():
            kept = self.store.find_command(key)
            told = kept and list(range(kept.first_position, kept.last_position + 1))
            self.holds(told == positions, "what was written is not what the ledger says")

    def holds(self, condition: object, words: str) -> None:
        """Raises `Wrong`."""
        if not condition:
            raise Wrong(words)
