"""Many appends at once: what an import or a told year writes, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from application.ports import Append, Outcome
from infrastructure.append import StoredAppend
from infrastructure.mapper import EntryMapper


class Log(Protocol):
    """A recorder that takes many appends."""

    def append_all(self, appends: Iterable[StoredAppend]) -> list[Outcome]:
        """Record every append, or none."""


class BulkLog:
    """Seals everything first, so that others wait for the writing only."""

    def __init__(self, mapper: EntryMapper, log: Log) -> None:
        self.mapper, self.log = mapper, log

    def append_all(self, appends: Iterable[Append]) -> list[Outcome]:
        """Record every append, or none: the first one refused is raised, its ``number`` set."""
        told = list(appends)
        sealed = iter(self.mapper.stored([entry for append in told for entry in append.entries]))
        return self.log.append_all(
            StoredAppend([next(sealed) for _ in append.entries], append.command_id, append.fingerprint, append.claim)
            for append in told
        )
