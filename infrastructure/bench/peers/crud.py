"""What most would write: SQLAlchemy, one row a file with its present state, an audit table beside, a version checked.

A command reads the file and the 20 lines of its audit, decides, writes both back in one transaction. It seals nothing,
and knows no command twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg

from infrastructure.bench.peers import require
from infrastructure.bench.workers import Operation, Share, Turns

TABLE = "file_audit"
CREATE = """
CREATE TABLE file (
  id uuid PRIMARY KEY, version int NOT NULL, centre int NOT NULL, last_name text NOT NULL, first_name text NOT NULL,
  gender text NOT NULL, language text NOT NULL, phase text NOT NULL, referent text NOT NULL, opened_on date NOT NULL,
  closed_on date, last_contact_on date, interviews int NOT NULL, updated_at timestamptz NOT NULL);
CREATE TABLE file_audit (
  id bigserial PRIMARY KEY, file_id uuid NOT NULL REFERENCES file, version int NOT NULL, at timestamptz NOT NULL,
  occurred_on date NOT NULL, actor text NOT NULL, role text NOT NULL, action text NOT NULL, reason text NOT NULL,
  before jsonb NOT NULL, after jsonb NOT NULL, UNIQUE (file_id, version))
"""
FILES = (
    "INSERT INTO file SELECT id, %s, 1, 'Diallo', 'Amina', 'F', 'fr', 'plan', 'nadia', '2024-05-06', NULL,"
    " '2025-03-01', 19, clock_timestamp() FROM unnest(%s::uuid[]) AS id"
)
AUDIT = (
    "INSERT INTO file_audit (file_id, version, at, occurred_on, actor, role, action, reason, before, after)"
    " SELECT id, v, clock_timestamp(), date '2025-03-01' + v, 'nadia', 'worker', 'record_contact', '',"
    ' \'{"last_contact_on": "2025-02-01", "interviews": 18}\','
    ' \'{"last_contact_on": "2025-03-01", "interviews": 19, "channel": "phone", "duration": 30,'
    ' "note": "Fait le point sur le cours de français."}\' FROM unnest(%s::uuid[]) AS id, generate_series(1, %s) AS v'
)


def files(url: str, number: int, entries: int) -> list[UUID]:
    """So many files, each with so many lines of audit. Raises `Absent`."""
    require("sqlalchemy")
    streams = [uuid4() for _ in range(number)]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(CREATE)
        connection.execute(FILES.encode(), [entries, streams])
        connection.execute(AUDIT.encode(), [streams, entries])
        connection.execute("ANALYZE file; ANALYZE file_audit")
    return streams


@dataclass(frozen=True)
class CrudCommand:
    """Load a file and its audit, decide, write both."""

    url: str
    streams: Sequence[UUID]

    @contextmanager
    def open(self, threads: int, share: Share) -> Iterator[Operation]:
        """One command on the next file."""
        from infrastructure.bench.peers.crud_model import Desk  # noqa: PLC0415  an optional peer

        turns = Turns(share, self.streams)
        desk = Desk(self.url, max(1, threads))
        try:
            yield lambda: desk.record_contact(turns.next())
        finally:
            desk.close()
