"""message-db (npm `@eventide/message-db`): its own SQL, its own `write_message`, one connection a client.

Its extension pgcrypto is left out: all it took from it, `gen_random_uuid`, is part of PostgreSQL since version 13.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg

from infrastructure.bench.peers import Absent
from infrastructure.bench.peers.unnest import own_connections
from infrastructure.bench.workers import Operation, Share

SETTING = "PARCOURS_BENCH_MESSAGE_DB"
PLACES = ("build/message-db", "node_modules/@eventide/message-db/database")
"""Where its folder of SQL files is looked for, below the current folder."""
ORDER = (
    "schema/message-store.sql", "tables/messages.sql", "types/message.sql", "functions/message-store-version.sql",
    "functions/hash-64.sql", "functions/acquire-lock.sql", "functions/category.sql", "functions/is-category.sql",
    "functions/id.sql", "functions/cardinal-id.sql", "functions/stream-version.sql", "functions/write-message.sql",
    "functions/get-stream-messages.sql", "indexes/messages-id.sql", "indexes/messages-category.sql",
    "indexes/messages-stream.sql",
)  # fmt: skip
"""Its files, as its own install.sh takes them; roles and privileges are left out."""
WRITE = "SELECT message_store.write_message(%s::varchar, %s::varchar, %s::varchar, %s::jsonb, %s::jsonb, %s::bigint)"
SEARCH_PATH = "SET search_path = message_store, public"
TABLE = "message_store.messages"


@dataclass(frozen=True)
class MessageDb:
    """Batches as transactions of so many writes, since it has no other way."""

    url: str
    data: str
    batch: int

    @contextmanager
    def open(self, threads: int, share: Share) -> Iterator[Operation]:
        """One transaction that writes a batch into a stream of its own, each write checking the version."""
        with own_connections(self.url, threads) as free:

            def write() -> None:
                connection = free.get()
                stream = f"pathway-{uuid4()}"
                with connection.transaction():
                    for version in range(self.batch):
                        values = [str(uuid4()), stream, "InterviewHeld", self.data, "{}", version - 1]
                        connection.execute(WRITE, values, prepare=True)
                free.put(connection)

            def write_one() -> None:
                connection = free.get()
                values = [str(uuid4()), f"pathway-{uuid4()}", "InterviewHeld", self.data, "{}", -1]
                connection.execute(WRITE, values, prepare=True)
                free.put(connection)

            for _ in range(threads):
                connection = free.get()
                connection.execute(SEARCH_PATH)
                free.put(connection)
            yield write_one if self.batch == 1 else write


def install(url: str) -> None:
    """Make its tables and functions in an empty database. Raises `Absent`."""
    folder = sources()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET client_min_messages = warning; SET check_function_bodies = off")
        for number, name in enumerate(ORDER):
            if number == 1:
                connection.execute(SEARCH_PATH)
            connection.execute((folder / name).read_bytes())


def sources() -> Path:
    """Where its SQL lies. Raises `Absent`."""
    named = os.environ.get(SETTING)
    places = [Path(named)] if named else [Path.cwd() / place for place in PLACES]
    for place in places:
        if (place / ORDER[0]).is_file():
            return place
    raise Absent(f"son SQL n'est ni dans {' ni dans '.join(map(str, places))} ({SETTING})")


def data_of(state_bytes: int) -> str:
    """A body as large as one of ours."""
    return json.dumps({"note": "x" * max(0, state_bytes - 12)})
