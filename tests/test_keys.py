"""Keys of people: made once, never in clear in any database, gone for good when destroyed; both twins alike."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool

from application.ports import Unavailable
from domain.kernel import Entry
from domain.pathway.identity import IdentityRecorded
from infrastructure.connections import pool
from infrastructure.database import Databases
from infrastructure.keys import KeyCache, KeyLost, Keys, KeyStore, PersonErased, PersonKey, all_known
from infrastructure.mapper import EntryMapper
from infrastructure.master_key import KEY_BYTES, MasterKey, UnknownVersion
from infrastructure.memory import MemoryKeys
from tests.server_users import ask, write
from tests.story import act

pytestmark = pytest.mark.engine
MASTER = MasterKey({1: b"\x01" * KEY_BYTES})
PLACE = b"stream|1|topic"


@pytest.fixture
def store(databases: Databases) -> Iterator[KeyStore]:
    """Keys in a database."""
    with closing(pool(databases.keys)) as connections:
        yield KeyStore(connections, MASTER)


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def keys(request: pytest.FixtureRequest, major: str) -> Keys:
    """Both twins, one after the other."""
    if request.param == "memory":
        return MemoryKeys()
    found: KeyStore = request.getfixturevalue("store")
    return found


def one(keys: Keys, person: UUID) -> PersonKey:
    """The key of a person."""
    return keys.create_many([person])[person]


def entry(person: UUID) -> Entry:
    """A name, told to the log."""
    return Entry(person, 1, act("2026-01-05"), IdentityRecorded(last_name="Diallo", first_name="Amina"))


def test_each_person_has_one_key(keys: Keys) -> None:
    amina, karim, nobody = uuid4(), uuid4(), uuid4()
    sealed = one(keys, amina).seal(b"Diallo", PLACE)
    keys.create_many({amina, karim})
    assert keys.get_many([amina, nobody])[amina].unseal(sealed, PLACE) == b"Diallo"
    assert set(keys.get_many([amina, karim, nobody])) == {amina, karim}
    with pytest.raises(InvalidTag):
        one(keys, karim).unseal(sealed, PLACE)


def test_what_is_sealed_opens_in_its_place_only(keys: Keys) -> None:
    key = one(keys, uuid4())
    sealed = key.seal(b"Diallo", PLACE)
    assert len(sealed) == len(b"Diallo") + 28
    assert sealed != key.seal(b"Diallo", PLACE)
    with pytest.raises(InvalidTag):
        key.unseal(sealed, b"stream|2|topic")


def test_a_destroyed_key_is_gone_and_stays_gone(keys: Keys) -> None:
    amina, karim = uuid4(), uuid4()
    keys.create_many([amina, karim])
    keys.destroy(amina, "asked for")
    keys.destroy(amina, "asked for again")
    assert set(keys.get_many([amina, karim])) == {karim}
    with pytest.raises(PersonErased):
        keys.create_many([amina])


@pytest.mark.postgres
def test_the_database_holds_no_key_in_clear(store: KeyStore, databases: Databases) -> None:
    amina = uuid4()
    sealed = one(store, amina).seal(b"Diallo", PLACE)
    with psycopg.connect(databases.keys) as connection:
        row = connection.execute("SELECT kek_version, dek_wrapped FROM subject_key").fetchone()
    assert row is not None
    assert (row[0], len(row[1])) == (1, KEY_BYTES + 8)
    stranger = KeyStore(store.pool, MasterKey({1: b"\x02" * KEY_BYTES}))
    with pytest.raises(InvalidUnwrap):
        stranger.get_many([amina])
    rotated = KeyStore(store.pool, MasterKey({1: b"\x01" * KEY_BYTES, 2: b"\x02" * KEY_BYTES}))
    assert one(rotated, amina).unseal(sealed, PLACE) == b"Diallo"
    rotated.create_many([uuid4()])
    assert ask(databases.keys, "SELECT max(kek_version) FROM subject_key") == 2


@pytest.mark.postgres
def test_two_processes_make_one_key(databases: Databases) -> None:
    people = [uuid4() for _ in range(50)]

    def made(_: int) -> list[bytes]:
        with closing(pool(databases.keys, largest=1)) as connections:
            keys = KeyStore(connections, MASTER).create_many(people)
            return [keys[person].commit for person in people]

    with ThreadPoolExecutor(4) as threads:
        first, *others = threads.map(made, range(4))
    assert all(other == first for other in others)


@pytest.mark.postgres
def test_a_destroyed_key_leaves_ground_and_hour(store: KeyStore, databases: Databases) -> None:
    person = uuid4()
    one(store, person)
    store.destroy(person, "asked for")
    assert ask(databases.keys, "SELECT ground || (dek_wrapped IS NULL) || (destroyed_at IS NOT NULL) FROM subject_key")


@pytest.mark.postgres
def test_while_the_keys_are_away_nobody_reads_as_erased(databases: Databases, server: str) -> None:
    amina, karim, name = uuid4(), uuid4(), conninfo_to_dict(databases.keys)["dbname"]
    with closing(
        ConnectionPool[Any](databases.keys, kwargs={"autocommit": True}, min_size=1, max_size=1, timeout=0.2, open=True)
    ) as few:
        mapper = EntryMapper(store := KeyStore(few, MASTER))
        told = [entry(amina), entry(karim)]
        kept = [row.read for row in mapper.stored(told)]
        store.cache.forget(karim)
        write(server, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        write(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        assert mapper.entries(kept[:1]) == told[:1]  # met a moment ago
        for question in (lambda: mapper.entries(kept), lambda: one(store, karim), lambda: store.destroy(karim)):
            with pytest.raises(Unavailable):
                question()
    write(server, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    with closing(pool(databases.keys)) as back:
        assert EntryMapper(KeyStore(back, MASTER)).entries(kept) == told


def test_the_keys_of_another_log_are_not_an_erasure_and_make_no_second_key(keys: Keys) -> None:
    amina, mapper, other = uuid4(), EntryMapper(keys), MemoryKeys()
    (kept,) = mapper.stored([entry(amina)])
    with pytest.raises(KeyLost):
        EntryMapper(other).entries([kept.read])
    with pytest.raises(KeyLost):
        EntryMapper(other).stored([replace(entry(amina), originator_version=2)])
    with pytest.raises(KeyLost):
        all_known(other, [amina])
    assert other.get_many([amina]) == {}
    keys.destroy(amina)
    assert all_known(keys, [amina]) == {amina: None}


@pytest.mark.postgres
def test_a_version_that_is_missing_is_not_an_erasure(store: KeyStore) -> None:
    amina = uuid4()
    one(KeyStore(store.pool, MasterKey({1: b"\x01" * KEY_BYTES, 2: b"\x02" * KEY_BYTES})), amina)
    with pytest.raises(UnknownVersion, match="version 2 de la clé maîtresse manque") as unknown:
        store.get_many([amina])
    assert isinstance(unknown.value, Unavailable)
    assert not store.cache.find([amina])


def test_what_was_read_before_a_forgetting_is_not_remembered_after_it() -> None:
    cache, amina = KeyCache(), uuid4()
    forgets = cache.forgets
    cache.forget(uuid4())
    cache.keep({amina: None}, forgets)
    assert not cache.find([amina])
    cache.keep({amina: None}, cache.forgets)
    assert cache.find([amina]) == {amina: None}


def test_the_cache_is_bounded_in_time_and_size() -> None:
    people = [uuid4() for _ in range(5)]
    cache = KeyCache(largest=3)
    cache.keep(dict.fromkeys(people))
    assert set(cache.find(people)) == set(people[2:])
    cache.forget(people[4])
    assert set(cache.find(people)) == set(people[2:4])
    cache.forget()
    assert not cache.find(people)
    old = KeyCache(seconds=0)
    old.keep(dict.fromkeys(people))
    assert not old.find(people)


def test_keyed_hashes_survive_rotation_and_differ_by_purpose() -> None:
    rotated = MasterKey({1: b"\x01" * KEY_BYTES, 2: b"\x02" * KEY_BYTES})
    assert rotated.claim_digest("85.07.30-033.28") == MASTER.claim_digest("85073003328")
    assert rotated.fingerprint(b"85073003328") == MASTER.fingerprint(b"85073003328")
    assert MASTER.fingerprint(b"85073003328") != MASTER.claim_digest("85073003328")
    assert MasterKey({1: b"\x02" * KEY_BYTES}).claim_digest("85073003328") != MASTER.claim_digest("85073003328")
