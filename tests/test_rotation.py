"""A new version of the master key: every key comes to it, nothing sealed is touched, whatever stops it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from infrastructure import rotation
from infrastructure.connections import connect, pool
from infrastructure.database import Databases
from infrastructure.key_source import KeySource
from infrastructure.keys import KeyStore
from infrastructure.master_key import MasterKey, MasterKeyRefused, UnknownVersion, Wrapped
from infrastructure.rotation import Standing, rewrap, rotate, standing
from tests.server_users import ask

pytestmark = [pytest.mark.postgres, pytest.mark.engine]
ROOT = Path(__file__).parent.parent
PLACE = b"stream|1|topic"
KILLED = """
import os, signal, sys
from pathlib import Path
from infrastructure.connections import connect
from infrastructure.key_source import KeySource
from infrastructure.rotation import rotate
pages = []
def killed(more):
    pages.append(more)
    if len(pages) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
with connect(sys.argv[1]) as connection:
    rotate(connection, KeySource(Path(sys.argv[2])), killed)
"""


@pytest.fixture
def source(tmp_path: Path) -> KeySource:
    """A master key in a file."""
    return KeySource(tmp_path / "master")


@pytest.fixture
def store(databases: Databases, source: KeySource) -> Iterator[KeyStore]:
    """The keys of a process that runs."""
    with closing(pool(databases.keys)) as connections:
        yield KeyStore(connections, source.master())


def people(store: KeyStore, number: int) -> dict[UUID, bytes]:
    """People, and what is sealed under the key of each."""
    keys = store.create_many([uuid4() for _ in range(number)])
    return {person: key.seal(person.bytes, PLACE) for person, key in keys.items()}


def readable(store: KeyStore, sealed: dict[UUID, bytes]) -> bool:
    """Whether each opens, by keys read anew."""
    store.cache.forget()
    keys = store.get_many(sealed)
    return all(keys[person].unseal(text, PLACE) == person.bytes for person, text in sealed.items())


def none(more: int) -> None:
    """No progress is shown."""


def test_every_key_comes_to_the_new_version(databases: Databases, store: KeyStore, source: KeySource) -> None:
    sealed = people(store, 1201)
    erased = next(iter(sealed))
    store.destroy(erased, "asked for")
    del sealed[erased]
    told: list[int] = []
    with connect(databases.keys) as connection:
        assert standing(connection) == Standing({1: 1200}, 1)
        assert rotate(connection, source, told.append) == ["Version 2 : 1200 clé(s) enveloppée(s) à nouveau."]
        assert standing(connection) == Standing({2: 1200}, 1)
        assert list(standing(connection).told(2)) == [
            "Version 2 (la plus récente) : 1200 clé(s).",
            "Détruites : 1 clé(s).",
        ]
    assert sum(told) == 1200
    assert readable(store, sealed)  # the file is read again by the process that runs
    assert set(store.get_many([erased])) == set()


def test_a_rotation_killed_is_taken_up_where_it_stopped(
    databases: Databases, store: KeyStore, source: KeySource
) -> None:
    sealed = people(store, 1600)
    command = [sys.executable, "-c", KILLED, databases.keys, str(source.file)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    with connect(databases.keys) as connection:
        assert standing(connection) == Standing({1: 600, 2: 1000}, 0)
        assert readable(store, sealed)
        assert rotate(connection, source, none) == ["Version 2 : 600 clé(s) enveloppée(s) à nouveau."]
        assert standing(connection) == Standing({2: 1600}, 0)
    assert readable(store, sealed)
    assert sorted(source.versions()) == [1, 2]


def test_keys_made_and_destroyed_meanwhile_are_neither_lost_nor_revived(
    databases: Databases, store: KeyStore, source: KeySource
) -> None:
    sealed = people(store, 1100)
    erased = list(sealed)[::50]

    def meanwhile(more: int) -> None:
        if erased:
            store.destroy(erased[-1])
            del sealed[erased.pop()]
        sealed.update(people(store, 1))  # by a process that does not know the new version yet

    with connect(databases.keys) as connection:
        assert rotate(connection, source, meanwhile)[1] == "Il en reste 1, faites entre-temps : relancez."
        found = standing(connection)
    assert found.destroyed >= 3
    assert found.versions == {1: 1, 2: len(sealed) - 1}
    assert readable(store, sealed)
    assert ask(databases.keys, "SELECT count(*) FROM subject_key WHERE destroyed_at IS NOT NULL AND kek_version = 2")


def test_a_key_destroyed_in_the_middle_of_a_page_stays_destroyed(
    databases: Databases, store: KeyStore, source: KeySource
) -> None:
    sealed = people(store, 3)
    source.add()
    with ThreadPoolExecutor(1) as other, connect(databases.keys) as connection:
        destroying: list[Future[None]] = []

        class Interrupted(MasterKey):
            """Somebody destroys a key while it is wrapped anew."""

            def unwrap(self, wrapped: Wrapped) -> bytes:
                if not destroying:
                    destroying.append(other.submit(store.destroy, next(iter(sealed))))
                    wait(destroying, timeout=0.3)
                return super().unwrap(wrapped)

        assert rewrap(connection, Interrupted(source.versions()), none) == 3
        destroying[0].result()
        assert standing(connection) == Standing({2: 2}, 1)


def test_two_rotations_do_not_meet(databases: Databases, store: KeyStore, source: KeySource) -> None:
    people(store, 1)
    with connect(databases.keys) as one, connect(databases.keys) as other:

        def meanwhile(more: int) -> None:
            with pytest.raises(MasterKeyRefused, match="déjà en cours"):
                rotate(other, source, none)

        rotate(one, source, meanwhile)
        rotate(other, source, none)
    assert sorted(source.versions()) == [1, 2, 3]


def test_a_master_key_kept_in_the_environment_is_told_what_to_add(
    databases: Databases, store: KeyStore, source: KeySource
) -> None:
    sealed = people(store, 3)
    kept = KeySource(source.file, source.file.read_text())
    with connect(databases.keys) as connection:
        words, line = rotate(connection, kept, none)
        assert "PARCOURS_MASTER_KEY" in words
        assert standing(connection) == Standing({1: 3}, 0)
        added = KeySource(source.file, f"{kept.text},{line}")
        assert rotate(connection, added, none) == ["Version 2 : 3 clé(s) enveloppée(s) à nouveau."]
    assert sorted(source.versions()) == [1]
    with pytest.raises(UnknownVersion):
        readable(store, sealed)
    assert readable(KeyStore(store.pool, added.master()), sealed)


def test_the_wrong_master_key_changes_nothing(databases: Databases, store: KeyStore, tmp_path: Path) -> None:
    people(store, 2)
    other = KeySource(tmp_path / "other")
    with connect(databases.keys) as connection:
        with pytest.raises(MasterKeyRefused, match="pas celle des clés"):
            rotate(connection, other, none)
        connection.execute("UPDATE subject_key SET kek_version = 7")
        with pytest.raises(UnknownVersion, match="version 7"):
            rotate(connection, other, none)
        assert list(standing(connection).told(1))[1] == "Version 7 (inconnue d'ici) : 2 clé(s)."
    assert sorted(other.versions()) == [1]


def test_nothing_is_left_behind_by_a_page_that_fails(databases: Databases, store: KeyStore, source: KeySource) -> None:
    sealed = people(store, rotation.PAGE + 1)
    with connect(databases.keys) as connection:
        connection.execute("ALTER TABLE subject_key ADD CHECK (kek_version < 2)")
        with pytest.raises(psycopg.errors.CheckViolation):
            rotate(connection, source, none)
        assert standing(connection) == Standing({1: rotation.PAGE + 1}, 0)
    assert readable(store, sealed)
    assert os.stat(source.file).st_mode & 0o777 == 0o600
