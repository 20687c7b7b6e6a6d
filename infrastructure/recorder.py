"""The log in PostgreSQL: one function writes it, in turns; everybody reads it, by position or by stream."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any, Literal
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, StoredEvent, Subscription
from eventsourcing.postgres import (
    PostgresApplicationRecorder,
    PostgresDatastore,
    PostgresRecorder,
    PostgresSubscription,
)

from application.ports import Command, Outcome
from infrastructure.append import StoredAppend
from infrastructure.connections import EVENTS, ask
from infrastructure.histories import Log
from infrastructure.ledger import CommandLedger
from infrastructure.stored import COLUMNS, OF_STREAM, ReadRow, StoredEntry, from_row
from infrastructure.writing import OneByOne, Together, Writing, written_as_one

for name in ("psycopg", "psycopg.pool"):
    logging.getLogger(name).setLevel(logging.NOTSET)  # the library silences them when it is imported

PAGE = 1000
"""Rows read at a time."""
HISTORY = (
    f"SELECT {OF_STREAM} FROM es.event WHERE originator_id = %s AND originator_version > %s"
    " ORDER BY originator_version LIMIT %s"
)
HEAD = "SELECT position FROM es.event_head"


class EventRecorder(PostgresApplicationRecorder, Log):
    """Stores events through `es.event_append`, and reads them back with every column."""

    def __init__(
        self, datastore: PostgresDatastore, *, events_table_name: str = "event", together: bool = False
    ) -> None:
        PostgresRecorder.__init__(self, datastore)  # the others prepare statements for tables we do not have
        self.events_table_name, self.channel_name = events_table_name, EVENTS
        self.writing: Writing = Together(datastore.pool) if together else OneByOne(datastore.pool)
        self.ledger = CommandLedger(datastore.pool)

    def create_table(self) -> None:
        """Tables come from migrations, never from a process that serves."""

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        command_id: UUID | None = None,
        fingerprint: bytes = b"",
        claim: bytes | None = None,
        **_: Any,
    ) -> Sequence[int]:
        """The position of each event, once it is there for good.

        Raises `VersionConflict`, `CommandReused`, `AlreadyClaimed`, `AlreadyApplied` or `Unavailable`.
        """
        if not stored_events:
            return []
        append = StoredAppend(stored_events, command_id, fingerprint, claim)
        return list(self.writing.append(append).positions(append))

    def append_all(self, appends: Iterable[StoredAppend]) -> list[Outcome]:
        """Record every append in one transaction, or none; others wait for their turn until it ends.

        Raises what `insert_events` raises, with the ``number`` of the first append refused; a replay is no refusal.
        """
        told = list(appends)
        assert all(append.events for append in told), "an append records something"
        return written_as_one(self.datastore.pool, told)

    def find_command(self, command_id: UUID) -> Command | None:
        """The command carried out under that identifier."""
        return self.ledger.find_command(command_id)

    def claimed_by(self, digest: bytes) -> UUID | None:
        """The stream that holds a national number, by its keyed hash."""
        return self.ledger.claimed_by(digest)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEntry]:
        """The events of one stream, after version ``gt`` and up to ``lte`` included."""
        found: list[StoredEntry] = []
        while limit is None or len(found) < limit:
            size = PAGE if limit is None else min(PAGE, limit - len(found))
            page = self._page("originator_version", [("originator_id =", originator_id)], gt, lte, size, desc)
            found += page
            if len(page) < size:
                break
            gt, lte = (gt, page[-1].originator_version - 1) if desc else (page[-1].originator_version, lte)
        return found

    def history(self, stream: UUID) -> list[ReadRow]:
        """Every entry of the stream, in the order they were written, read by pages."""
        found: list[ReadRow] = []
        after = -1
        while page := ask(self.datastore.pool, HISTORY, [stream, after, PAGE]):
            found += [ReadRow(stream, *row) for row in page]
            after = found[-1].version
            if len(page) < PAGE:
                break
        return found

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
        after = None if start is None else start - 1 if inclusive_of_start else start
        others = [("topic = ANY", list(topics))] if topics else []
        found: list[StoredEntry] = []
        while len(found) < limit:
            size = min(PAGE, limit - len(found))
            page = self._page("notification_id", others, after, stop, size)
            found += page
            if len(page) < size:
                break
            after = page[-1].id
        return found

    def max_notification_id(self) -> int | None:
        """The last position given, None while there is none."""
        (row,) = ask(self.datastore.pool, HEAD)
        return row[0] or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """The library's subscription, woken by our channel."""
        return PostgresSubscription(recorder=self, gt=gt, topics=topics)

    def _page(
        self,
        key: Literal["originator_version", "notification_id"],
        others: Iterable[tuple[str, object]],
        after: int | None,
        upto: int | None,
        size: int,
        desc: bool = False,
    ) -> list[StoredEntry]:
        wanted = [*others, (f"{key} >", after), (f"{key} <=", upto)]
        kept = [(words, value) for words, value in wanted if value is not None]
        where = " AND ".join(f"{words} (%s)" for words, _ in kept) or "true"
        query = f"SELECT {COLUMNS} FROM es.event WHERE {where} ORDER BY {key} {'DESC' if desc else 'ASC'} LIMIT %s"
        return [from_row(row) for row in ask(self.datastore.pool, query, [*(value for _, value in kept), size])]
