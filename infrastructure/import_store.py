"""What an import asks of the database: which files and numbers are known, and what an earlier import wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from psycopg_pool import ConnectionPool

from application.ports import Secrets
from domain.kernel import Entry
from infrastructure.connections import connect
from infrastructure.mapper import EntryMapper
from infrastructure.recompute import HISTORIES
from infrastructure.stored import ReadRow

PAGE = 500
"""Histories read at a time."""
EXISTING = "SELECT originator_id, max(originator_version) FROM es.event WHERE originator_id = ANY(%s) GROUP BY 1"
CLAIMED = "SELECT digest, originator_id FROM es.identity_claim WHERE digest = ANY(%s)"
IMPORTED = "SELECT DISTINCT originator_id FROM es.event WHERE command_id = %s"
HEAD = "SELECT position FROM es.event_head"


class PostgresImports:
    """The keys and the store of imports; identifiers are keyed, so that nobody outside can make them again."""

    def __init__(self, url: str, pool: ConnectionPool[Any], secrets: Secrets, mapper: EntryMapper) -> None:
        self.url, self.pool, self.secrets, self.mapper = url, pool, secrets, mapper

    def stream_of(self, external_id: str, centre: int) -> UUID:
        """The file of a person another system calls so; always the same, and not to be guessed from outside."""
        return UUID(bytes=self.secrets.fingerprint(f"external {centre} {external_id}".encode())[:16], version=4)

    def claim_digest(self, national_number: str) -> bytes:
        """What tells one national number from another, and nothing more."""
        return self.secrets.claim_digest(national_number)

    def existing(self, streams: Collection[UUID]) -> dict[UUID, int]:
        """The version of each stream that has entries."""
        return dict(self._rows(EXISTING, list(streams)))

    def claimed(self, digests: Collection[bytes]) -> dict[bytes, UUID]:
        """The stream that holds each national number that is held."""
        return {bytes(digest): stream for digest, stream in self._rows(CLAIMED, list(digests))}

    def release(self, streams: Collection[UUID]) -> None:
        """Give back the national numbers these streams hold."""
        with connect(self.url, patient=True) as connection:
            connection.execute("DELETE FROM es.identity_claim WHERE originator_id = ANY(%s)", [list(streams)])

    def histories(self, streams: Collection[UUID]) -> Iterator[tuple[UUID, Sequence[Entry]]]:
        """The streams that have entries, read page by page as they are asked for."""
        asked = sorted(streams)
        for first in range(0, len(asked), PAGE):
            page = asked[first : first + PAGE]
            with connect(self.url, patient=True) as connection:
                upto = connection.execute(HEAD).fetchone()
                rows = connection.execute(HISTORIES.encode(), [page, upto[0] if upto else 0], binary=True).fetchall()
            self.mapper.keys.get_many(page)
            for stream, stored in groupby(map(ReadRow._make, rows), key=lambda row: row.stream):
                yield stream, self.mapper.entries(list(stored))

    def imported(self, import_id: str) -> Iterator[tuple[UUID, Sequence[Entry]]]:
        """The streams in which an import wrote, each with everything it has."""
        try:
            command = UUID(import_id)
        except ValueError:
            return
        yield from self.histories([row[0] for row in self._rows(IMPORTED, command)])

    def _rows(self, query: str, asked: object) -> list[tuple[Any, ...]]:
        with connect(self.url, patient=True) as connection:
            return connection.execute(query.encode(), [asked]).fetchall()
