"""The tables of projections, made from the row each one declares: columns, indexes, sealed fields.

A `Personal` field is a column of bytes, sealed under the key of the stream's person and bound to table, stream and
column; NULL when the key is gone. ``read.<name>`` is a view of the live version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Composed, Identifier
from pydantic import TypeAdapter
from pydantic_core import to_json

from domain.kernel import PERSONAL, Erased
from infrastructure.keys import PersonKey
from infrastructure.roles import PROJECTOR, READER
from projections.history import AnyProjection

TYPES: dict[type, str] = {
    str: "text", int: "int8", bool: "bool", date: "date", datetime: "timestamptz", Decimal: "numeric", UUID: "uuid",
}  # fmt: skip
FRESH, FORMER = "_fresh", "_former"
"""The copy a rebuild fills, and the one it took the place of."""


@dataclass(frozen=True)
class Column:
    """One field of a row, as PostgreSQL keeps it."""

    name: str
    type: str
    nullable: bool
    personal: TypeAdapter[Any] | None = None

    @property
    def definition(self) -> Composed:
        """As in CREATE TABLE."""
        kind = SQL(self.type if self.nullable else f"{self.type} NOT NULL")
        return SQL("{} {}").format(Identifier(self.name), kind)


def column(name: str, hint: Any) -> Column:
    """The column of a field with that annotation."""
    if PERSONAL in getattr(hint, "__metadata__", ()):
        return Column(name, "bytea", True, TypeAdapter(hint))
    kinds = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    (kind,) = (kind for kind in kinds if kind is not NoneType)
    return Column(name, TYPES[str if issubclass(kind, str) else kind], NoneType in kinds)


class Table:
    """The rows of one version of a projection; ``copy`` for another than the one it advances."""

    def __init__(self, projection: AnyProjection, copy: str = "") -> None:
        self.projection = projection
        self.name = projection.name + copy
        hints = get_type_hints(projection.row, include_extras=True)
        self.columns = tuple(column(name, hint) for name, hint in hints.items())

    @property
    def place(self) -> Composed:
        """Schema and name."""
        return SQL("{}").format(Identifier(repr(self.projection), self.name))

    @cached_property
    def names(self) -> Composed:
        """The columns, the stream first."""
        return SQL(", ").join(Identifier(name) for name in ("originator_id", *(each.name for each in self.columns)))

    def create(self, connection: psycopg.Connection[Any]) -> None:
        """An empty table, without indexes; nothing when it exists."""
        schema, projector = Identifier(repr(self.projection)), Identifier(PROJECTOR)
        connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
        connection.execute(SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, projector))
        columns = SQL(", ").join(each.definition for each in self.columns)
        connection.execute(
            SQL("CREATE TABLE IF NOT EXISTS {} (originator_id uuid NOT NULL, {}) WITH (fillfactor = 80)").format(
                self.place, columns
            )
        )
        connection.execute(SQL("GRANT SELECT, INSERT, DELETE ON {} TO {}").format(self.place, projector))

    def index(self, connection: psycopg.Connection[Any]) -> None:
        """What rows are replaced by, and what they are asked by."""
        connection.execute(SQL("CREATE INDEX ON {} (originator_id)").format(self.place))
        if self.projection.index:
            asked = SQL(", ").join(map(Identifier, self.projection.index))
            connection.execute(SQL("CREATE INDEX ON {} ({})").format(self.place, asked))

    def drop(self, connection: psycopg.Connection[Any]) -> None:
        """Gone, if it was there."""
        connection.execute(SQL("DROP TABLE IF EXISTS {}").format(self.place))

    def rename(self, connection: psycopg.Connection[Any], name: str) -> None:
        """Under another name in the same schema."""
        connection.execute(SQL("ALTER TABLE {} RENAME TO {}").format(self.place, Identifier(name)))

    def take(self, connection: psycopg.Connection[Any], other: Table, streams: Sequence[UUID]) -> None:
        """The rows these streams have in the other table, in the place of those they have here."""
        connection.execute(SQL("DELETE FROM {} WHERE originator_id = ANY(%s)").format(self.place), [list(streams)])
        query = SQL("INSERT INTO {} ({}) SELECT {} FROM {} WHERE originator_id = ANY(%s)")
        connection.execute(query.format(self.place, self.names, self.names, other.place), [list(streams)])

    def differing(self, connection: psycopg.Connection[Any], other: Table) -> int:
        """How many streams have other rows in the other table, sealed columns aside."""
        clear = (name for name in ("originator_id", *(each.name for each in self.columns if not each.personal)))
        names = SQL(", ").join(Identifier(name) for name in clear)
        one, two = (SQL("SELECT {} FROM {}").format(names, table.place) for table in (self, other))
        query = SQL(
            "SELECT count(DISTINCT originator_id) FROM (({one} EXCEPT ALL {two}) UNION ALL ({two} EXCEPT ALL {one})) d"
        ).format(one=one, two=two)
        row = connection.execute(query).fetchone()
        assert row is not None
        return int(row[0])

    def found(self, connection: psycopg.Connection[Any]) -> list[tuple[str, str]]:
        """The name and type of each column that is there, empty when the table is not."""
        query = (
            "SELECT attname, typname FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid"
            " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
        )
        return connection.execute(query.encode(), [self.place.as_string(connection)]).fetchall()

    @property
    def declared(self) -> list[tuple[str, str]]:
        """The name and type of each column that should be there."""
        return [("originator_id", "uuid"), *((each.name, each.type) for each in self.columns)]

    def show(self, connection: psycopg.Connection[Any]) -> None:
        """Let ``read.<name>`` show this table, inside the caller's transaction."""
        view = Identifier("read", self.projection.name)
        connection.execute(SQL("DROP VIEW IF EXISTS {}").format(view))
        connection.execute(SQL("CREATE VIEW {} AS SELECT {} FROM {}").format(view, self.names, self.place))
        connection.execute(SQL("GRANT SELECT ON {} TO {}").format(view, Identifier(READER)))
        connection.execute(
            "INSERT INTO read.live (name, version) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET version = excluded.version",
            [self.projection.name, self.projection.version],
        )

    def replace(
        self,
        connection: psycopg.Connection[Any],
        rows: Mapping[UUID, Sequence[Any]],
        keys: Mapping[UUID, PersonKey],
        *,
        empty: bool = False,
    ) -> None:
        """Put these rows in the place of those the streams had; ``empty`` when they had none."""
        with connection.cursor() as cursor:
            if not empty:
                cursor.execute(SQL("DELETE FROM {} WHERE originator_id = ANY(%s)").format(self.place), [list(rows)])
            with cursor.copy(SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(self.place, self.names)) as copy:
                copy.set_types(["uuid", *(each.type for each in self.columns)])
                for stream, answers in rows.items():
                    for row in answers:
                        copy.write_row(self._cells(stream, row, keys.get(stream)))

    def read(
        self, connection: psycopg.Connection[Any], streams: Iterable[UUID], keys: Mapping[UUID, PersonKey]
    ) -> dict[UUID, list[tuple[Any, ...]]]:
        """The rows of these streams as `plain` gives them, in no order."""
        query = SQL("SELECT {} FROM {} WHERE originator_id = ANY(%s)").format(self.names, self.place)
        found: dict[UUID, list[tuple[Any, ...]]] = {}
        for stream, *cells in connection.execute(query, [list(streams)], binary=True):
            row = tuple(
                self._unsealed(each, stream, cell, keys.get(stream)) if each.personal else cell
                for each, cell in zip(self.columns, cells, strict=True)
            )
            found.setdefault(stream, []).append(row)
        return found

    def plain(self, row: Any) -> tuple[Any, ...]:
        """A row as it is compared: personal values as JSON, None when erased."""
        return tuple(_plain(getattr(row, each.name), each) for each in self.columns)

    def opened(self, name: str, stream: UUID, sealed: bytes | None, key: PersonKey | None) -> Any:
        """The value of a personal field, `Erased` when the key is gone."""
        (asked,) = (each for each in self.columns if each.name == name)
        assert asked.personal, f"{name} is not personal"
        plain = self._unsealed(asked, stream, sealed, key)
        return Erased.ERASED if plain is None else asked.personal.validate_json(plain)

    def _unsealed(self, column: Column, stream: UUID, sealed: bytes | None, key: PersonKey | None) -> bytes | None:
        if sealed is None or key is None:
            return None
        return key.unseal(bytes(sealed), self._place(stream, column))

    def _cells(self, stream: UUID, row: Any, key: PersonKey | None) -> list[Any]:
        plain = zip(self.columns, self.plain(row), strict=True)
        return [stream, *(self._sealed(each, stream, cell, key) if each.personal else cell for each, cell in plain)]

    def _sealed(self, column: Column, stream: UUID, plain: bytes | None, key: PersonKey | None) -> bytes | None:
        return key.seal(plain, self._place(stream, column)) if key and plain is not None else None

    def _place(self, stream: UUID, column: Column) -> bytes:
        return f"read|{self.projection.name}|{stream}|{column.name}".encode()


def _plain(value: Any, column: Column) -> Any:
    if value is Erased.ERASED:
        return None
    if column.personal:
        return to_json(value)
    return value.value if isinstance(value, Enum) else value
