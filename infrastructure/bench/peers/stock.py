"""The stock library: an application of `eventsourcing` on its own PostgreSQL recorder, as its manual says, with its
own default settings; an aggregate with the same kind of step, and bodies as large as ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent

from infrastructure.bench.workers import Operation, Share, Turns

TABLE = "pathways_events"
COPY = (
    f"INSERT INTO {TABLE} (originator_id, originator_version, topic, state)"
    f" SELECT s, originator_version, topic, state FROM unnest(%s::uuid[]) AS s, {TABLE}"
    " WHERE originator_id = %s ORDER BY s, originator_version"
)


class File(Aggregate):
    """A person's file, with interviews."""

    @event("Opened")
    def __init__(self, last_name: str, first_name: str, centre: int) -> None:
        self.last_name, self.first_name, self.centre = last_name, first_name, centre
        self.interviews = 0
        self.last_on = ""
        self.is_closed = False

    def record_contact(self, on: str, channel: str, note: str, duration: int, actor: str) -> None:
        """Held, as long as the file is open and the day is not before the last one."""
        if self.is_closed or on < self.last_on:
            raise ValueError("refused")
        self.interview_held(on, channel, note, duration, actor)

    @event("InterviewHeld")
    def interview_held(self, on: str, channel: str, note: str, duration: int, actor: str) -> None:
        """An interview."""
        self.interviews += 1
        self.last_on = on


class Pathways(Application[UUID]):
    """What agents do."""

    name = "pathways"

    def open_file(self, contacts: int) -> UUID:
        """A file with so many entries."""
        file = File(last_name="Diallo", first_name="Amina", centre=1)
        for _ in range(contacts - 1):
            file.record_contact(**CONTACT)
        self.save(file)
        return file.id

    def record_contact(self, file_id: UUID, **answers: Any) -> int:
        """Load, decide, append; the version it leaves."""
        file: File = self.repository.get(file_id)
        file.record_contact(**answers)
        self.save(file)
        return int(file.version)


CONTACT: dict[str, Any] = {
    "on": "2026-03-02", "channel": "phone", "note": "Fait le point sur le cours de français.", "duration": 30,
    "actor": "nadia",
}  # fmt: skip


def settings(url: str) -> dict[str, str]:
    """Where the database is, in the parts the library asks for; everything else is as the library has it."""
    with psycopg.connect(url) as connection:
        info = connection.info
        return {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": info.dbname,
            "POSTGRES_HOST": info.host,
            "POSTGRES_PORT": str(info.port),
            "POSTGRES_USER": info.user,
            "POSTGRES_PASSWORD": info.password,
        }


@contextmanager
def application(url: str, *, prepared: bool = True) -> Iterator[Pathways]:
    """The application; its tables are made by the first one alone, since two at a time stumble over each other."""
    opened = Pathways(settings(url) | {"CREATE_TABLE": "no" if prepared else "yes"})
    try:
        yield opened
    finally:
        opened.close()


def files(url: str, number: int, entries: int) -> list[UUID]:
    """So many files of so many entries: one made by its own steps, the others copied from it."""
    streams = [uuid4() for _ in range(number - 1)]
    with application(url, prepared=False) as opened, psycopg.connect(url, autocommit=True) as connection:
        model = opened.open_file(entries)
        connection.execute(COPY.encode(), [streams, model])
        connection.execute(f"ANALYZE {TABLE}".encode())
    return [model, *streams]


@dataclass(frozen=True)
class StockCommand:
    """Load the entries of a file, decide, append one."""

    url: str
    streams: Sequence[UUID]

    @contextmanager
    def open(self, threads: int, share: Share) -> Iterator[Operation]:
        """One command on the next file."""
        turns = Turns(share, self.streams)
        with application(self.url) as opened:
            yield lambda: opened.record_contact(turns.next(), **CONTACT)


@dataclass(frozen=True)
class StockAppend:
    """Batches through its recorder."""

    url: str
    state: bytes
    batch: int

    @contextmanager
    def open(self, threads: int, share: Share) -> Iterator[Operation]:
        """One append of a batch to a stream of its own."""
        with application(self.url) as opened:

            def append() -> None:
                stream = uuid4()
                opened.recorder.insert_events(
                    [
                        StoredEvent(stream, version, "followup.interview-held", self.state)
                        for version in range(1, self.batch + 1)
                    ]
                )

            yield append
