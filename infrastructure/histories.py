"""The histories, as use cases read and write them: a stream at a time, its keys by one query, decoded in one go."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import AggregateRecorder, EventStore, Notification, Recording

from domain.kernel import Entry
from infrastructure.mapper import EntryMapper
from infrastructure.stored import ReadRow, complete


class Log(AggregateRecorder, ABC):
    """A recorder that gives a whole stream with no more than an entry is made of."""

    @abstractmethod
    def history(self, stream: UUID) -> Sequence[ReadRow]:
        """Every entry of the stream, in the order they were written."""


class Histories(EventStore[UUID]):
    """The library's event store, whose mapper takes many entries at once."""

    def __init__(self, mapper: EntryMapper, log: Log) -> None:
        super().__init__(mapper, log)
        self.entries, self.log = mapper, log

    def put(self, domain_events: Sequence[DomainEventProtocol[UUID]], **kwargs: Any) -> list[Recording[UUID]]:
        """Seal and record entries as one; the position of each."""
        told = [entry for entry in domain_events if isinstance(entry, Entry)]
        assert len(told) == len(domain_events), "only entries are recorded"
        stored = self.entries.stored(told)
        positions = self.recorder.insert_events(stored, **kwargs) or ()
        return [
            Recording(entry, Notification(row.originator_id, row.originator_version, row.topic, row.state, id=position))
            for entry, row, position in zip(told, stored, positions, strict=True)
        ]

    def get(
        self,
        originator_id: UUID,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Iterator[Entry]:
        """The entries of a stream, after version ``gt`` and up to ``lte`` included, as the present code reads them."""
        if (gt, lte, desc, limit) == (None, None, False, None):
            return iter(self.entries.entries(self.log.history(originator_id)))
        stored = self.log.select_events(originator_id, gt=gt, lte=lte, desc=desc, limit=limit)
        return iter(self.entries.entries([complete(row).read for row in stored]))
