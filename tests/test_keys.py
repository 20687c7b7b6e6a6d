"""Keys of people: made once, never in clear in any database, gone for good when destroyed; both twins alike."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

from infrastructure.connections import pool
from infrastructure.database import Databases
from infrastructure.keys import KeyCache, Keys, KeyStore, PersonErased, PersonKey
from infrastructure.master_key import KEY_BYTES, MasterKey, MasterKeyRefused
from infrastructure.memory import MemoryKeys
from tests.server_users import ask

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


def test_the_master_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "master"
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: MasterKey.kept_in(file).claim_digest("85073003328"), range(8)))
    assert len(set(made)) == 1
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["master"]
    file.chmod(0o640)
    with pytest.raises(MasterKeyRefused, match="chmod 600"):
        MasterKey.kept_in(file)


@pytest.mark.parametrize("content", ["", "1 !!!!", "1 AAAA", "one", "\xe9"])
def test_a_master_key_that_makes_no_sense_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "master"
    file.touch(0o600)
    file.write_text(content, encoding="latin-1")
    with pytest.raises(MasterKeyRefused, match="illisible"):
        MasterKey.kept_in(file)


def test_keyed_hashes_survive_rotation_and_differ_by_purpose() -> None:
    rotated = MasterKey({1: b"\x01" * KEY_BYTES, 2: b"\x02" * KEY_BYTES})
    assert rotated.claim_digest("85.07.30-033.28") == MASTER.claim_digest("85073003328")
    assert rotated.fingerprint(b"85073003328") == MASTER.fingerprint(b"85073003328")
    assert MASTER.fingerprint(b"85073003328") != MASTER.claim_digest("85073003328")
    assert MasterKey({1: b"\x02" * KEY_BYTES}).claim_digest("85073003328") != MASTER.claim_digest("85073003328")
