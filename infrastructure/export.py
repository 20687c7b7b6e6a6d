"""The log as it is kept, line by line, for whoever checks or studies it elsewhere; nothing is ever unsealed.

A line is the columns of an entry, then its stored state, byte for byte: put a ``{`` before what follows ``commitment``
and you have the bytes that were stored. Who is a person stays sealed, so that a file is pseudonymous, as the log is.
"""

from __future__ import annotations

import os
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import psycopg

from infrastructure.console import aside, counting
from infrastructure.database import DatabaseRefused
from infrastructure.stored import COLUMNS, StoredEntry, from_row

PAGE = 1000
"""Entries in memory at a time."""
HEAD = "SELECT position FROM es.event_head"
NEXT = (
    f"SELECT {COLUMNS} FROM es.event WHERE notification_id > %s AND notification_id <= %s"
    " ORDER BY notification_id LIMIT %s"
)


def pages(connection: psycopg.Connection[Any], first: int, last: int) -> Iterator[list[StoredEntry]]:
    """The entries from one position to another, both included, a page at a time.

    Raises `DatabaseRefused` where a position is missing: they have no holes.
    """
    position = first - 1
    while position < last:
        size = min(PAGE, last - position)
        rows = connection.execute(NEXT, [position, last, size], binary=True).fetchall()
        page = [from_row(row) for row in rows]
        for expected, entry in enumerate(page, start=position + 1):
            _require(entry.id == expected, expected)
        _require(len(page) == size, position + len(page) + 1)
        position += size
        yield page


def line(entry: StoredEntry) -> bytes:
    """One entry, as a line of JSON."""
    columns = {
        "position": entry.id,
        "stream": entry.originator_id,
        "version": entry.originator_version,
        "topic": entry.topic,
        "recorded_at": entry.recorded_at,
        "event_id": entry.event_id,
        "organisation_id": entry.organisation_id,
        "actor": entry.actor,
        "rule_set": entry.rule_set,
        "command_id": entry.command_id,
        "correlation_id": entry.correlation_id,
        "causation_id": entry.causation_id,
        "commitment": b64encode(entry.commitment).decode(),
    }
    state = entry.state.removeprefix(b"{")
    return orjson.dumps(columns)[:-1] + (b"" if state == b"}" else b",") + state + b"\n"


def log(connection: psycopg.Connection[Any], name: str, first: int, last: int) -> None:
    """Write the log to that file, or to the standard output for ``-``, up to the head it has now, or to ``last``."""
    (head,) = connection.execute(HEAD).fetchall()[0]
    last = min(last or head, head)
    if first > last + 1:
        raise DatabaseRefused(f"Le journal demandé finit à la position {last} : --from {first} vient après.")
    with destination(name) as sink, counting("Export", last - first + 1, aside) as more:
        for page in pages(connection, first, last):
            sink.write(b"".join(map(line, page)))
            more(len(page))


EXPORTS: dict[str, Callable[[psycopg.Connection[Any], str, int, int], None]] = {"log": log}
"""What can be exported, by the name one asks for."""


@contextmanager
def destination(name: str) -> Iterator[BinaryIO]:
    """The standard output for ``-``, else a file of ours alone that appears when it is complete, or not at all."""
    if name == "-":
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # whoever read it has read enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        return
    file = Path(name)
    try:
        handle, written = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # 0600
    except OSError as failure:
        raise DatabaseRefused(f"Impossible d'écrire dans {file.parent} : {failure.strerror}.") from failure
    try:
        with os.fdopen(handle, "wb") as sink:
            yield sink
            sink.flush()
            os.fsync(sink.fileno())
        Path(written).replace(file)
    except BaseException:
        Path(written).unlink(missing_ok=True)
        raise


def _require(holds: bool, position: int) -> None:
    if not holds:
        raise DatabaseRefused(f"La position {position} manque dans le journal : l'export s'arrête là.")
