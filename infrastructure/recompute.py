"""From streams to rows: histories read up to a position, decoded once, answered by each projection.

A stream a projection stumbles over is set aside with its error, and stops nobody else.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from traceback import extract_tb
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from application.ports import Unavailable
from domain.rules import RuleSet
from infrastructure.centre_rules import CentreRules
from infrastructure.mapper import EntryMapper
from infrastructure.stored import READ, ReadRow
from infrastructure.tables import Table
from infrastructure.upcasts import UnknownFact
from projections.history import AnyProjection, History

log = logging.getLogger("parcours.projector")
HISTORIES = (
    f"SELECT {READ} FROM es.event WHERE originator_id = ANY(%s) AND notification_id <= %s"
    " ORDER BY originator_id, originator_version"
)
IN_RANGE = (
    f"SELECT {READ} FROM es.event WHERE originator_id >= %s AND originator_id <= %s AND notification_id <= %s"
    " ORDER BY originator_id, originator_version"
)
STREAMS = (
    "SELECT DISTINCT originator_id FROM es.event WHERE originator_id > %s AND notification_id <= %s"
    " ORDER BY originator_id LIMIT %s"
)
PARK = (
    "INSERT INTO read.parked (name, version, originator_id, position, error) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (name, version, originator_id)"
    " DO UPDATE SET position = excluded.position, error = excluded.error, at = clock_timestamp()"
)
UNPARK = "DELETE FROM read.parked WHERE name = %s AND version = %s AND originator_id = ANY(%s)"
BEFORE_ALL = UUID(int=0)


class Range(NamedTuple):
    """Streams by identifier, both ends included."""

    first: UUID
    last: UUID


class Answers(NamedTuple):
    """What a projection says of some streams: rows of those it could answer, the errors of the others."""

    rows: dict[UUID, list[Any]]
    parked: dict[UUID, str]


class Recompute:
    """Reads and decodes; each file is answered under the rules of its centre, those shipped unless it added some."""

    def __init__(self, mapper: EntryMapper, rules: RuleSet) -> None:
        self.mapper, self.rules, self.centres = mapper, rules, CentreRules(mapper, rules)

    def histories(
        self, connection: psycopg.Connection[Any], streams: Collection[UUID], upto: int
    ) -> dict[UUID, History | str]:
        """The history of each stream as it stood at that position, or the error that keeps it from being read."""
        rows = connection.execute(HISTORIES.encode(), [sorted(streams), upto], binary=True).fetchall()
        return self._ruled(connection, self.told(rows), upto)

    def within(self, connection: psycopg.Connection[Any], streams: Range, upto: int) -> dict[UUID, History | str]:
        """The same, of every stream whose identifier lies in that range."""
        rows = connection.execute(IN_RANGE.encode(), [*streams, upto], binary=True).fetchall()
        return self._ruled(connection, self.told(rows), upto)

    def told(self, rows: Sequence[tuple[Any, ...]]) -> dict[UUID, History | str]:
        """The histories of rows that hold `READ`, stream by stream."""
        stored = {stream: list(lines) for stream, lines in groupby(map(ReadRow._make, rows), attrgetter("stream"))}
        self.mapper.keys.get_many(stored)  # one query for all; each stream below finds its key at hand
        return {stream: self._decoded(stream, lines) for stream, lines in stored.items()}

    def _ruled(
        self, connection: psycopg.Connection[Any], told: dict[UUID, History | str], upto: int
    ) -> dict[UUID, History | str]:
        """The same histories, each under the rules of its centre at that position."""
        centres = {history.centre for history in told.values() if isinstance(history, History)}
        ruled = self.centres.at(connection, centres - {0}, upto)
        for stream, history in told.items():
            if isinstance(history, History) and (rules := ruled.get(history.centre)):
                told[stream] = history.under(rules)
        return told

    def answers(self, projection: AnyProjection, histories: Mapping[UUID, History | str]) -> Answers:
        """The rows of a projection for these histories."""
        answers = Answers({}, {})
        for stream, history in histories.items():
            if isinstance(history, str):
                answers.parked[stream] = history
                continue
            try:
                answers.rows[stream] = list(projection.rows(history))
            except Exception as error:
                answers.parked[stream] = told(error)
        return answers

    def write(
        self, connection: psycopg.Connection[Any], table: Table, answers: Answers, *, empty: bool = False
    ) -> None:
        """Replace the rows of the streams answered; those whose rows the table refuses join the others set aside."""
        keys = self.mapper.keys.get_many(answers.rows)
        self._replace(connection, table, answers, keys, list(answers.rows), empty)

    def mark(self, connection: psycopg.Connection[Any], projection: AnyProjection, answers: Answers, upto: int) -> None:
        """Note which streams are set aside, their rows being those of an earlier day, and which no longer are."""
        name, version = projection.name, projection.version
        connection.execute(UNPARK, [name, version, [stream for stream in answers.rows if stream not in answers.parked]])
        for stream, error in answers.parked.items():
            log.error("%r parked stream %s: %s", projection, stream, error)
            connection.execute(PARK, [name, version, stream, upto, error])

    def pages(self, connection: psycopg.Connection[Any], upto: int, size: int) -> Iterator[Sequence[UUID]]:
        """Every stream that had begun at that position, page by page."""
        last = BEFORE_ALL
        while page := [row[0] for row in connection.execute(STREAMS, [last, upto, size])]:
            yield page
            last = page[-1]

    def _decoded(self, stream: UUID, entries: list[ReadRow]) -> History | str:
        try:
            history = History(stream, self.mapper.entries(entries), self.rules)
            assert history.state  # folded here, where what goes wrong with one stream is told of that one
            return history
        except (Unavailable, UnknownFact):
            raise  # nothing is wrong with this stream: the keys are away, or a newer release wrote in it
        except Exception as error:
            return told(error)

    def _replace(
        self, connection: psycopg.Connection[Any], table: Table, answers: Answers, keys: Any, streams: Sequence[UUID],
        empty: bool,
    ) -> None:  # fmt: skip
        """Rows the table refuses are found by halving."""
        try:
            with connection.transaction():
                table.replace(connection, {stream: answers.rows[stream] for stream in streams}, keys, empty=empty)
        except psycopg.OperationalError:
            raise
        except Exception as error:
            if len(streams) == 1:
                answers.parked[streams[0]] = told(error)
                return
            half = len(streams) // 2
            for part in (streams[:half], streams[half:]):
                self._replace(connection, table, answers, keys, part, empty)


def told(error: Exception) -> str:
    """What went wrong and where; never the text of the error, which may quote what people are."""
    *_, last = extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {last.name}, line {last.lineno} of {last.filename.rpartition('/')[2]}"
