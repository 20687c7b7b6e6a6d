"""What those who wrote believe: which commands were acknowledged and where, which were refused, which nobody knows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from threading import Lock
from typing import Any
from uuid import UUID


class Standing(Enum):
    """What the writer of a command was told in the end."""

    ACKNOWLEDGED = auto()
    REFUSED = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Believed:
    """One command, as its writer sees it; the version, last position and number of events are those he was told."""

    key: UUID
    standing: Standing
    stream: UUID | None = None
    version: int = 0
    position: int = 0
    events: int = 0


class Beliefs:
    """All commands of all writers; each is told once, and two answers to one command must agree."""

    def __init__(self) -> None:
        self.commands: dict[UUID, Believed] = {}
        self.statuses: Counter[int] = Counter()
        self.contradictions: list[str] = []
        self.longest_wait = 0.0
        self._lock = Lock()

    def acknowledged(self, key: UUID, answer: dict[str, Any]) -> Believed:
        """The service said it is saved."""
        told = Believed(
            key, Standing.ACKNOWLEDGED, UUID(answer["id"]), answer["version"], answer["position"], len(answer["events"])
        )
        with self._lock:
            before = self.commands.get(key)
            if before and before.standing is Standing.ACKNOWLEDGED and before != told:
                self.contradictions.append(f"command {key} was answered twice, otherwise")
            self.commands[key] = told
        return told

    def refused(self, key: UUID) -> None:
        """The service said nothing was saved."""
        self._settle(key, Standing.REFUSED)

    def unknown(self, key: UUID) -> None:
        """Nobody answered, or the service said it does not know."""
        self._settle(key, Standing.UNKNOWN)

    def answered(self, status: int, seconds: float) -> None:
        """An answer came, of whatever kind, after so long; 0 when none came."""
        with self._lock:
            self.statuses[status] += 1
            self.longest_wait = max(self.longest_wait, seconds)

    def count(self, standing: Standing) -> int:
        """How many commands stand so."""
        with self._lock:
            return sum(each.standing is standing for each in self.commands.values())

    def _settle(self, key: UUID, standing: Standing) -> None:
        with self._lock:
            before = self.commands.get(key)
            if before is None or before.standing is not Standing.ACKNOWLEDGED:
                self.commands[key] = Believed(key, standing)
