"""The rules of centres as the log has them at a position: what their files are answered under.

A row a centre added binds all its files from then on, so the batch that holds it answers every one of them anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

import psycopg

from domain.kernel import Entry
from domain.rule_book import RuleBook, stream_of
from domain.rules import RuleSet
from infrastructure.mapper import EntryMapper
from infrastructure.stored import READ, ReadRow

BOOKS = (
    f"SELECT {READ} FROM es.event WHERE originator_id = ANY(%s) AND notification_id <= %s"
    " ORDER BY originator_id, originator_version"
)
FILES = (
    "SELECT originator_id FROM es.event WHERE organisation_id = ANY(%(centres)s) AND originator_version = 1"
    " AND notification_id <= %(upto)s"
    " UNION SELECT originator_id FROM es.event WHERE topic = 'pathway.moved' AND notification_id <= %(upto)s"
)
"""What a centre began, and what went from one centre to another, perhaps to this one."""


class CentreRules:
    """The sets of all centres; one is worked out again when its book has grown."""

    def __init__(self, mapper: EntryMapper, shipped: RuleSet) -> None:
        self.mapper, self.shipped = mapper, shipped
        self._made: dict[tuple[int, int], RuleSet] = {}

    def at(self, connection: psycopg.Connection[Any], centres: Iterable[int], upto: int) -> Mapping[int, RuleSet]:
        """The rules of each of these centres that has a book, as it stood at that position."""
        named = {stream_of(centre): centre for centre in centres}
        rows = connection.execute(BOOKS.encode(), [list(named), upto], binary=True).fetchall() if named else []
        books: dict[int, list[ReadRow]] = {}
        for row in map(ReadRow._make, rows):
            books.setdefault(named[row.stream], []).append(row)
        return {centre: self._rules(centre, book) for centre, book in books.items()}

    def _rules(self, centre: int, book: list[ReadRow]) -> RuleSet:
        place = centre, book[-1].version
        if place not in self._made:
            entries: list[Entry] = self.mapper.entries(book)
            self._made = {known: rules for known, rules in self._made.items() if known[0] != centre}
            self._made[place] = RuleBook(centre, entries, self.shipped).rules
        return self._made[place]


def files_of(connection: psycopg.Connection[Any], centres: Collection[int], upto: int) -> set[UUID]:
    """Every stream that may belong to one of these centres at that position."""
    if not centres:
        return set()
    rows = connection.execute(FILES.encode(), {"centres": list(centres), "upto": upto}, binary=True)
    return {stream for (stream,) in rows}
