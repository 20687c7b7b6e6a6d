"""One key per person, in a database of their own; destroying it erases the person from every copy of the history."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from threading import Lock
from typing import Any, Protocol
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg_pool import ConnectionPool

from infrastructure.connections import KEY_DESTROYED, ask, borrowed
from infrastructure.master_key import KEY_BYTES, Wrapped, Wrapping, derived

NONCE_BYTES = 12
SECONDS = 300.0
"""How long a process may remember a key: the bound on forgetting, where nobody tells it sooner."""
LARGEST_CACHE = 20_000
FETCH = "SELECT subject_id, kek_version, dek_wrapped FROM subject_key WHERE subject_id = ANY(%s)"
CREATE = (
    "INSERT INTO subject_key (subject_id, kek_version, dek_wrapped)"
    " SELECT * FROM unnest(%s::uuid[], %s::int[], %b::bytea[]) ORDER BY 1 ON CONFLICT DO NOTHING"
)
DESTROY = (
    "UPDATE subject_key SET dek_wrapped = NULL, destroyed_at = clock_timestamp(), ground = %s"
    " WHERE subject_id = %s AND dek_wrapped IS NOT NULL"
)


class PersonErased(Exception):
    """Nothing is written any more about a person whose key was destroyed."""


class KeyLost(Exception):
    """A person's key is neither here nor destroyed: these are not the keys of this log, or not all of them."""


class PersonKey:
    """The key of one person, made ready: to seal, and to commit to what was sealed."""

    __slots__ = ("_cipher", "_commit", "_key")

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(derived(key, b"enc"))
        self._key, self._commit = key, b""

    @property
    def commit(self) -> bytes:
        """What commitments are made with; derived when somebody first writes or proves."""
        self._commit = self._commit or derived(self._key, b"commit")
        return self._commit

    def seal(self, plain: bytes, place: bytes) -> bytes:
        """Encrypt, bound to a place: elsewhere it will not open."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, place)

    def unseal(self, sealed: bytes, place: bytes) -> bytes:
        """Decrypt what was sealed at that place; raises `cryptography.exceptions.InvalidTag` for any other."""
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)


class Keys(Protocol):
    """The keys of people."""

    def get_many(self, people: Collection[UUID]) -> Mapping[UUID, PersonKey]:
        """The keys that exist."""

    def destroyed(self, people: Collection[UUID]) -> set[UUID]:
        """Those of them who were erased: whose key was here, and is not any more."""

    def create_many(self, people: Collection[UUID]) -> Mapping[UUID, PersonKey]:
        """The keys of these people, made where there was none. Raises `PersonErased`."""

    def destroy(self, person: UUID, ground: str = "") -> None:
        """Forget the person, for ever."""


def known(keys: Keys, people: Collection[UUID]) -> dict[UUID, PersonKey | None]:
    """The keys of these people, None for whoever was erased; whoever's is neither here nor destroyed is left out."""
    found: dict[UUID, PersonKey | None] = {**keys.get_many(people)}
    missing = set(people) - found.keys()
    return found | dict.fromkeys(keys.destroyed(missing)) if missing else found


def all_known(keys: Keys, people: Collection[UUID]) -> dict[UUID, PersonKey | None]:
    """The same, of all of them. Raises `KeyLost`."""
    found = known(keys, people)
    if len(found) < len(set(people)):
        raise KeyLost
    return found


class KeyCache:
    """The keys met lately, None for those known to be destroyed; the oldest go first."""

    def __init__(self, seconds: float = SECONDS, largest: int = LARGEST_CACHE) -> None:
        self.seconds, self.largest = seconds, largest
        self.forgets = 0
        """How often something was forgotten."""
        self._kept: OrderedDict[UUID, tuple[float, PersonKey | None]] = OrderedDict()
        self._lock = Lock()

    def find(self, people: Iterable[UUID]) -> dict[UUID, PersonKey | None]:
        """What is known of these people."""
        now = time.monotonic()
        kept = ((person, self._kept.get(person)) for person in people)
        return {person: met[1] for person, met in kept if met and met[0] > now}

    def keep(self, found: Mapping[UUID, PersonKey | None], forgets: int | None = None) -> None:
        """Remember for a while; not what was read before the last time something was forgotten."""
        until = time.monotonic() + self.seconds
        with self._lock:
            if forgets not in {None, self.forgets}:
                return
            for person, key in found.items():
                self._kept.pop(person, None)
                self._kept[person] = until, key
            while len(self._kept) > self.largest:
                self._kept.popitem(last=False)

    def forget(self, person: UUID | None = None) -> None:
        """Forget one person, or all."""
        with self._lock:
            self.forgets += 1
            if person is None:
                self._kept.clear()
            else:
                self._kept.pop(person, None)


class KeyStore:
    """The keys of a database, each wrapped by a master key that is not in it.

    A database that is away, or a version of the master key that is missing, raises `Unavailable`: only a key known to
    be destroyed makes a person erased.
    """

    def __init__(self, pool: ConnectionPool[Any], master: Wrapping) -> None:
        self.pool, self.master, self.cache = pool, master, KeyCache()

    def get_many(self, people: Collection[UUID]) -> Mapping[UUID, PersonKey]:
        """The keys that exist, by one query for those not met lately."""
        return {person: key for person, key in self._found(people).items() if key}

    def destroyed(self, people: Collection[UUID]) -> set[UUID]:
        """Those of them who were erased."""
        return {person for person, key in self._found(people).items() if key is None}

    def create_many(self, people: Collection[UUID]) -> Mapping[UUID, PersonKey]:
        """The keys of these people, made where there was none. Raises `PersonErased`."""
        found = self._found(people)
        if missing := [person for person in people if person not in found]:
            made = [self.master.wrap(os.urandom(KEY_BYTES)) for _ in missing]
            ask(self.pool, CREATE, [missing, [key.version for key in made], [key.bytes for key in made]])
            found |= self._found(missing)
        if erased := [person for person in people if found[person] is None]:
            raise PersonErased(f"{len(erased)} of {len(people)}")
        return {person: key for person, key in found.items() if key}

    def destroy(self, person: UUID, ground: str = "") -> None:
        """Forget the person, for ever; other processes hear of it, or forget the key by its age."""
        with borrowed(self.pool) as connection, connection.transaction():
            connection.execute(DESTROY, [ground, person])
            connection.execute("SELECT pg_notify(%s, %s)", [KEY_DESTROYED, str(person)])
        self.cache.forget(person)

    def _found(self, people: Collection[UUID]) -> dict[UUID, PersonKey | None]:
        found = self.cache.find(people)
        if missing := [person for person in people if person not in found]:
            forgets = self.cache.forgets
            rows = ask(self.pool, FETCH, [missing])
            fresh = {person: self._ready(version, wrapped) for person, version, wrapped in rows}
            self.cache.keep(fresh, forgets)
            found |= fresh
        return found

    def _ready(self, version: int, wrapped: bytes | None) -> PersonKey | None:
        return None if wrapped is None else PersonKey(self.master.unwrap(Wrapped(version, wrapped)))
