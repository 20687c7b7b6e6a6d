"""A new version of the master key, and every person's key wrapped by it; what was sealed stays as it is.

Done page by page, each page a transaction, while people work: killed anywhere, it is taken up where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

from infrastructure.connections import MASTER_KEY_CHANGED
from infrastructure.key_source import NAME, KeySource
from infrastructure.master_key import MasterKey, MasterKeyRefused, UnknownVersion, Wrapped

PAGE = 500
SWEEPS = 3
"""More than one, for keys a process made meanwhile; not without end, should it go on making them."""
LOCK = 0x524F5441
"""Number of the advisory lock that lets one process rotate at a time."""
STANDING = (
    "SELECT kek_version, count(*) FILTER (WHERE dek_wrapped IS NOT NULL), count(*) FILTER (WHERE dek_wrapped IS NULL)"
    " FROM subject_key GROUP BY 1 ORDER BY 1"
)
ONE = "SELECT kek_version, dek_wrapped FROM subject_key WHERE dek_wrapped IS NOT NULL LIMIT 1"
NEXT = (
    "SELECT subject_id, kek_version, dek_wrapped FROM subject_key"
    " WHERE subject_id > %s AND kek_version < %s AND dek_wrapped IS NOT NULL ORDER BY subject_id LIMIT %s FOR UPDATE"
)
REPLACE = (
    "UPDATE subject_key SET kek_version = %s, dek_wrapped = made.key"
    " FROM unnest(%s::uuid[], %b::bytea[]) AS made(person, key) WHERE subject_id = made.person"
)


class Standing(NamedTuple):
    """How many keys each version wraps, and how many were destroyed."""

    versions: dict[int, int]
    destroyed: int

    @property
    def living(self) -> int:
        """How many keys there are."""
        return sum(self.versions.values())

    def under_older_than(self, newest: int) -> int:
        """How many keys a rotation to that version still has before it."""
        return sum(number for version, number in self.versions.items() if version < newest)

    def told(self, newest: int) -> Iterator[str]:
        """Line by line, in French."""
        for version in sorted({*self.versions, newest}):
            which = " (la plus récente)" if version == newest else " (inconnue d'ici)" if version > newest else ""
            yield f"Version {version}{which} : {self.versions.get(version, 0)} clé(s)."
        yield f"Détruites : {self.destroyed} clé(s)."


def standing(connection: psycopg.Connection[Any]) -> Standing:
    """As the database has them now."""
    rows = connection.execute(STANDING).fetchall()
    return Standing({version: live for version, live, _ in rows if live}, sum(gone for *_, gone in rows))


def rotate(connection: psycopg.Connection[Any], source: KeySource, more: Callable[[int], None]) -> list[str]:
    """What was done, line by line; ``more`` is told how many more keys are wrapped anew.

    While keys stand under an older version, it brings them to the newest; else it makes a new version first, which for
    a master key of the environment it can only tell. Raises `MasterKeyRefused`.
    """
    with _alone(connection):
        master = source.master()
        _require_ours(connection, master)
        if not standing(connection).under_older_than(master.newest):
            if source.text:
                return [f"Ajoutez cette ligne à {NAME}, redémarrez Parcours, puis relancez :", source.line()]
            source.add()
            master = source.master()
            connection.execute("SELECT pg_notify(%s, '')", [MASTER_KEY_CHANGED])
        done = rewrap(connection, master, more)
        left = standing(connection).under_older_than(master.newest)
    told = f"Version {master.newest} : {done} clé(s) enveloppée(s) à nouveau."
    return [told, f"Il en reste {left}, faites entre-temps : relancez."] if left else [told]


def rewrap(connection: psycopg.Connection[Any], master: MasterKey, more: Callable[[int], None]) -> int:
    """How many keys were brought to the newest version; most of those made meanwhile under an older one are."""
    done = 0
    for _ in range(SWEEPS):
        swept = sum(_sweep(connection, master, more))
        done += swept
        if not swept:
            break
    return done


def _sweep(connection: psycopg.Connection[Any], master: MasterKey, more: Callable[[int], None]) -> Iterator[int]:
    after, found = UUID(int=0), PAGE
    while found == PAGE:
        with connection.transaction():  # a key being destroyed is waited for, and one locked here is destroyed after
            page = connection.execute(NEXT, [after, master.newest, PAGE], binary=True).fetchall()
            made = [master.wrap(master.unwrap(Wrapped(version, key))).bytes for _, version, key in page]
            people = [person for person, *_ in page]
            connection.execute(REPLACE, [master.newest, people, made])
        found, after = len(page), people[-1] if people else after
        more(found)
        yield found


def _require_ours(connection: psycopg.Connection[Any], master: MasterKey) -> None:
    """Before a version is added: every version in use is here, and is the one that wrapped the keys."""
    if missing := [version for version in standing(connection).versions if version not in master.versions]:
        raise UnknownVersion(missing[0])
    try:
        for version, key in connection.execute(ONE):
            master.unwrap(Wrapped(version, key))
    except InvalidUnwrap:
        raise MasterKeyRefused("Cette clé maîtresse n'est pas celle des clés de cette base.") from None


@contextmanager
def _alone(connection: psycopg.Connection[Any]) -> Iterator[None]:
    if connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone() != (True,):
        raise MasterKeyRefused("Une rotation de la clé maîtresse est déjà en cours.")
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
