"""The limit for batches: one INSERT of arrays, without lock, ledger or check, into a table like the log's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any
from uuid import uuid4

import psycopg

from infrastructure.bench.workers import Operation, Share

TABLE = "raw_event"
CREATE = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (
  notification_id bigserial PRIMARY KEY, originator_id uuid NOT NULL, originator_version bigint NOT NULL,
  topic text NOT NULL, state bytea NOT NULL, recorded_at timestamptz NOT NULL, event_id uuid NOT NULL UNIQUE,
  organisation_id int NOT NULL, actor text NOT NULL, rule_set text NOT NULL, command_id uuid, correlation_id uuid,
  causation_id uuid, commitment bytea NOT NULL, UNIQUE (originator_id, originator_version));
CREATE INDEX IF NOT EXISTS raw_recorded ON {TABLE} USING brin (recorded_at)
"""
INSERT = (
    f"INSERT INTO {TABLE} (originator_id, originator_version, topic, state, recorded_at, event_id, organisation_id,"
    " actor, rule_set, command_id, correlation_id, causation_id, commitment)"
    " SELECT id, v, tp, st, clock_timestamp(), eid, org, who, rules, cmd, corr, caus, com FROM unnest("
    "%s::uuid[], %s::bigint[], %s::text[], %b::bytea[], %s::uuid[], %s::int[], %s::text[], %s::text[], %s::uuid[],"
    " %s::uuid[], %s::uuid[], %b::bytea[]) AS e(id, v, tp, st, eid, org, who, rules, cmd, corr, caus, com)"
)


@dataclass(frozen=True)
class Unnest:
    """Batches by so many clients, each on its own connection."""

    url: str
    state: bytes
    batch: int

    @contextmanager
    def open(self, threads: int, share: Share) -> Iterator[Operation]:
        """One insert of a batch, into a stream of its own."""
        with own_connections(self.url, threads) as free:

            def insert() -> None:
                connection = free.get()
                write(connection, self.state, self.batch)
                free.put(connection)

            yield insert


def write(connection: psycopg.Connection, state: bytes, n: int) -> None:
    """Insert a batch, sending every column ours sends."""
    stream, command = uuid4(), uuid4()
    columns: list[list[Any]] = [
        [stream] * n, list(range(1, n + 1)), ["followup.interview-held"] * n, [state] * n,
        [uuid4() for _ in range(n)], [1] * n, ["nadia"] * n, ["wallonie"] * n, [command] * n, [command] * n,
        [None] * n, [b"\0" * 32] * n,
    ]  # fmt: skip
    connection.execute(INSERT.encode(), columns, prepare=True)


def make_table(url: str) -> None:
    """The table, and the indexes the log has."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(CREATE.encode())


@contextmanager
def own_connections(url: str, number: int) -> Iterator[SimpleQueue[psycopg.Connection]]:
    """One connection a thread, taken and given back: no pool is cheaper."""
    free: SimpleQueue[psycopg.Connection] = SimpleQueue()
    opened = [psycopg.connect(url, autocommit=True) for _ in range(number)]
    for connection in opened:
        free.put(connection)
    try:
        yield free
    finally:
        for connection in opened:
            connection.close()
