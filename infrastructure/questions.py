"""What people ask of all files at once, read from the tables of projections; names are unsealed line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from threading import Semaphore
from typing import Any
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Composed, Identifier
from psycopg_pool import ConnectionPool

from application.ports import Unavailable
from infrastructure.connections import ask, connect
from infrastructure.keys import Keys, PersonKey
from infrastructure.keys import known as known_keys
from infrastructure.progress import Progress
from infrastructure.projector import head
from infrastructure.recompute import Recompute
from infrastructure.roles import READER
from infrastructure.tables import Table
from projections.files import FILES, Phase
from projections.history import History
from projections.indicators import Cohort, Counts, Definition, counted
from projections.outcomes import rows as exits
from projections.questions import FileLine, Horizon, Lag, OwedLine, Wanted

FILE = SQL(
    "f.originator_id, f.file_no, f.last_name, f.first_name, f.birth_year, f.phase, coalesce(e.worker, ''), f.opened_on,"
    " f.closed_on, f.last_contact_on, f.place, f.cohort, coalesce(e.instead_of, ''), e.until"
)
WIDTH = 14
"""Columns of a file, before those of what is owed."""
THAT_DAY = SQL(
    " LEFT JOIN read.entrusted e ON e.originator_id = f.originator_id AND %(today)s BETWEEN e.from_on AND e.until"
)
"""Who answers for a file on the day asked: nobody, or one."""
ALERTS = SQL(
    " FROM read.worklist w JOIN read.files f USING (originator_id) {}"
    " WHERE w.centre = %(centre)s AND w.kind = 'alert' AND (%(referent)s = '' OR e.worker = %(referent)s)"
    " AND (%(pathway)s::uuid IS NULL OR w.originator_id = %(pathway)s) AND (%(rule)s = '' OR w.code = %(rule)s)"
    " AND (%(until)s::date IS NULL OR w.due_on <= %(until)s)"
    " AND NOT (w.code LIKE 'OUTCOME%%' AND w.due_on < %(forgotten)s)"
).format(THAT_DAY)
OWED = SQL(
    "SELECT {}, w.code, w.due_on, w.label, w.article, w.explanation, w.other_reading, w.step, w.kind, w.to_verify"
    " {} ORDER BY w.due_on, f.file_no, w.rank"
).format(FILE, ALERTS)
WAITING = SQL("SELECT count(*) {}").format(ALERTS)
LISTED = SQL(
    "SELECT {} FROM read.files f {}"
    " WHERE f.centre = %(centre)s AND (%(referent)s = '' OR e.worker = %(referent)s)"
    " AND (%(phase)s = '' OR f.phase = %(phase)s) AND (f.phase = 'closed') = %(closed)s"
    " AND (%(pathway)s::uuid IS NULL OR f.originator_id = %(pathway)s)"
).format(FILE, THAT_DAY)
COHORTS = (
    "SELECT DISTINCT cohort FROM read.files WHERE cohort <> '' AND (%(centre)s::int IS NULL OR centre = %(centre)s)"
)
COUNTED = SQL(
    "SELECT {after}, completed, exit_on <= %(ripe)s, count(*) FROM read.outcomes WHERE exit_on <= %(cutoff)s"
    " AND (%(exit_from)s::date IS NULL OR exit_on >= %(exit_from)s)"
    " AND (%(exit_to)s::date IS NULL OR exit_on <= %(exit_to)s)"
    " AND (%(label)s::text IS NULL OR cohort = %(label)s) AND (%(centre)s::int IS NULL OR centre = %(centre)s)"
    " GROUP BY 1, 2, 3"
)
LOST = "[clé manquante]"
"""The name of a person whose key is neither here nor destroyed."""
LONG_SECONDS = 20.0
"""How long one page of histories may take to read."""
AT_ONCE = 2
"""Figures worked out from all histories at one moment; the next one waits for its turn."""
FORGOTTEN = timedelta(days=30)
"""After so long an outcome nobody observed is unknown, and nobody is asked any more."""


class PostgresQuestions:
    """Answers from the tables; as of another moment, from the histories themselves."""

    def __init__(
        self, url: str, pool: ConnectionPool[Any], keys: Keys, recompute: Recompute, progress: Progress
    ) -> None:
        self.url, self.pool, self.keys, self.recompute, self.progress = url, pool, keys, recompute, progress
        self.table = Table(FILES)
        self._reading = Semaphore(AT_ONCE)

    def worklist(self, wanted: Wanted, horizon: Horizon, today: date) -> list[OwedLine]:
        """What there is to do, the most pressing first."""
        found = self._rows(OWED, _owed_by(wanted, horizon, today))
        keys = known_keys(self.keys, {row[0] for row in found})
        lines = [self._owed(row, keys, today) for row in found]
        return [line for line in lines if named(line.file, wanted.name)]

    def files(self, wanted: Wanted, today: date) -> list[FileLine]:
        """The files, by name."""
        found = self._rows(LISTED, _asked(wanted, today))
        keys = known_keys(self.keys, {row[0] for row in found})
        lines = [self._file(row, keys, today) for row in found]
        return sorted((line for line in lines if named(line, wanted.name)), key=lambda line: line.name)

    def waiting(self, wanted: Wanted, horizon: Horizon, today: date) -> int:
        """How many lines that worklist has, whatever the names: no name is unsealed to be counted."""
        return int(self._rows(WAITING, _owed_by(wanted, horizon, today))[0][0])

    def counts(self, definition: Definition, cohort: Cohort) -> Counts:
        """The exits of a cohort, counted for a rate."""
        query = COUNTED.format(after=Identifier(f"after_{definition.window}"))
        rows = self._rows(query, cohort._asdict() | {"ripe": cohort.ripe_until(definition)})
        return Counter({(situation, done, ripe): number for situation, done, ripe, number in rows})

    def counts_as_of(self, definition: Definition, cohort: Cohort, true_on: date, known_on: datetime) -> Counts:
        """The same, from the histories themselves, as true on a day and known at an instant."""
        total: Counts = Counter()
        try:
            with self._turn(), connect(self.url, seconds=LONG_SECONDS, role=READER) as connection:
                upto = head(connection)
                for page in self.recompute.pages(connection, upto, 500):
                    histories = self.recompute.histories(connection, page, upto).values()
                    known = (each.at(true_on, known_on) for each in histories if isinstance(each, History))
                    total += counted((exit_ for each in known for exit_ in exits(each)), definition, cohort)
        except psycopg.OperationalError as failure:
            raise Unavailable from failure
        return total

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Raises `Unavailable` when those before us take too long."""
        if not self._reading.acquire(timeout=LONG_SECONDS):
            raise Unavailable
        try:
            yield
        finally:
            self._reading.release()

    def cohorts(self, centre: int | None) -> list[str]:
        """The names given to cohorts."""
        return sorted(row[0] for row in self._rows(SQL(COHORTS), {"centre": centre}))

    def position(self) -> int:
        """Up to where in the log the answers have come."""
        return self.progress.position()

    def wait_for(self, position: int, seconds: float = 2.0) -> bool:
        """Wait until the answers have come that far; False when they have not in time."""
        return self.progress.wait_for(position, seconds)

    def lag(self) -> Lag:
        """How far the answers are behind the log."""
        return self.progress.lag()

    def _rows(self, query: SQL | Composed, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return ask(self.pool, query.as_string(), asked)

    def _file(self, row: Sequence[Any], keys: Mapping[UUID, PersonKey | None], today: date) -> FileLine:
        stream, number, last, first, birth, phase, referent, opened, closed, contact, place, cohort, *turn = row[:WIDTH]
        seen = contact or opened
        last, first, birth = self._person(stream, (last, first, birth), keys)
        return FileLine(
            stream, number, last, first, birth, phase, Phase(phase).label, referent, opened, closed,
            (today - seen).days if seen else None, place, cohort, *turn,
        )  # fmt: skip

    def _person(self, stream: UUID, sealed: Sequence[bytes | None], keys: Mapping[UUID, PersonKey | None]) -> Any:
        """The name and the year of birth; a key that is missing is said to be, and is no erasure."""
        if stream not in keys:
            return LOST, LOST, None
        names = ("last_name", "first_name", "birth_year")
        return [self.table.opened(name, stream, cell, keys[stream]) for name, cell in zip(names, sealed, strict=True)]

    def _owed(self, row: Sequence[Any], keys: Mapping[UUID, PersonKey | None], today: date) -> OwedLine:
        code, due_on, *rest = row[WIDTH:]
        return OwedLine(self._file(row, keys, today), code, due_on, (due_on - today).days, *rest)


def named(line: FileLine, name: str) -> bool:
    """Whether every word is in the name or the number."""
    told = f"{line.name} {line.file_no}".casefold()
    return all(word in told for word in name.casefold().split())


def _asked(wanted: Wanted, today: date) -> dict[str, Any]:
    return {"centre": wanted.centre, "referent": wanted.referent, "phase": wanted.phase, "closed": wanted.closed,
            "pathway": wanted.pathway_id, "today": today}  # fmt: skip


def _owed_by(wanted: Wanted, horizon: Horizon, today: date) -> dict[str, Any]:
    return _asked(wanted, today) | {"until": horizon.until, "rule": horizon.rule, "forgotten": today - FORGOTTEN}
