"""A server that can serve is taken as it is; any other is refused in one sentence, with the SQL that would help."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infrastructure.database import KEYS, DatabaseRefused, keys_beside, open_database, require_version
from tests.server_users import ask, write


@pytest.fixture
def clerk(server: str, empty: str) -> Iterator[str]:
    """An account that may connect to an empty database, and nothing more."""
    write(server, "CREATE ROLE clerk LOGIN")
    yield make_conninfo(empty, user="clerk")
    write(empty, "DROP OWNED BY clerk")
    write(empty, f'ALTER DATABASE "{conninfo_to_dict(empty)["dbname"]}" OWNER TO parcours')
    write(server, "DROP ROLE clerk")


@pytest.fixture
def without_keys(server: str) -> Iterator[None]:
    """A server on which nobody has made the database of keys."""
    write(server, f"ALTER DATABASE {KEYS} RENAME TO set_aside")
    yield
    write(server, f"DROP DATABASE IF EXISTS {KEYS} WITH (FORCE)")
    write(server, f"ALTER DATABASE set_aside RENAME TO {KEYS}")


@pytest.mark.parametrize("number", [150000, 150018, 160004, 180004])
def test_version_15_and_newer_serve(number: int) -> None:
    require_version(number)


@pytest.mark.parametrize(("number", "told"), [(140023, "14.23"), (90624, "9.6.24")])
def test_an_older_version_is_refused_by_name(number: int, told: str) -> None:
    with pytest.raises(
        DatabaseRefused, match=rf"^PostgreSQL {told} est trop ancien .* version 15 ou une plus récente\.$"
    ):
        require_version(number)


@pytest.mark.parametrize("url", ["postgres//clerk:s3cret@host/base", "host=here s3cret", "postgresql://h/%zz?s3cret"])
def test_an_unreadable_address_does_not_show_its_password(url: str) -> None:
    with pytest.raises(DatabaseRefused, match="illisible") as refused:
        open_database(url)
    assert "s3cret" not in str(refused.value)


def test_a_server_that_is_not_there_is_refused_in_one_line() -> None:
    with pytest.raises(DatabaseRefused, match=r"hors d'atteinte sur 127\.0\.0\.1:1 :") as refused:
        open_database("postgresql://clerk:s3cret@127.0.0.1:1/parcours")
    assert "\n" not in str(refused.value)
    assert "s3cret" not in str(refused.value)
    assert refused.value.sql == ""


def test_a_server_that_never_answers_is_given_up_after_three_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(DatabaseRefused, match="hors d'atteinte"):
            open_database(f"postgresql://clerk@127.0.0.1:{silent.getsockname()[1]}/parcours")
        assert time.monotonic() - started < 6


@pytest.mark.postgres
@pytest.mark.engine
def test_the_keys_lie_in_a_database_of_their_own_on_the_same_server(server: str) -> None:
    opened = open_database(server)
    assert opened.main == server
    assert opened.keys == keys_beside(server)
    assert ask(opened.keys, "SELECT current_database()") == KEYS


@pytest.mark.postgres
@pytest.mark.engine
def test_the_keys_may_lie_elsewhere(server: str, empty: str) -> None:
    assert open_database(server, empty).keys == empty


@pytest.mark.postgres
@pytest.mark.engine
def test_the_database_of_keys_is_created_when_it_is_missing(server: str, without_keys: None) -> None:
    open_database(server)
    assert ask(keys_beside(server), "SHOW server_encoding") == "UTF8"


@pytest.mark.postgres
@pytest.mark.engine
def test_an_account_that_cannot_create_the_keys_is_told_the_sql(server: str, clerk: str, without_keys: None) -> None:
    name = conninfo_to_dict(clerk)["dbname"]
    write(server, f'ALTER DATABASE "{name}" OWNER TO clerk')
    with pytest.raises(DatabaseRefused, match=f"« clerk » ne peut pas créer la base « {KEYS} »") as refused:
        open_database(clerk)
    write(server, refused.value.sql)
    assert open_database(clerk).keys == keys_beside(clerk)
    write(server, f"DROP DATABASE {KEYS}")


@pytest.mark.postgres
@pytest.mark.engine
def test_an_account_without_rights_is_told_the_sql_that_gives_them(server: str, clerk: str) -> None:
    with pytest.raises(DatabaseRefused, match="« clerk » n'a pas le droit de créer") as refused:
        open_database(clerk, clerk)
    write(server, refused.value.sql)
    open_database(clerk, clerk)


@pytest.mark.postgres
@pytest.mark.engine
def test_a_database_that_does_not_exist_is_told_with_the_sql_that_makes_it(server: str) -> None:
    url = make_conninfo(server, dbname="Ma base")
    with pytest.raises(DatabaseRefused, match="La base « Ma base » est hors d'atteinte") as refused:
        open_database(url, server)
    write(server, refused.value.sql)
    open_database(url, server)
    write(server, 'DROP DATABASE "Ma base"')


@pytest.mark.postgres
@pytest.mark.engine
def test_letters_of_every_language_must_fit(server: str) -> None:
    write(
        server,
        "CREATE DATABASE old ENCODING 'LATIN1' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
    )
    with pytest.raises(DatabaseRefused, match="codée en LATIN1"):
        open_database(make_conninfo(server, dbname="old"), server)
    write(server, "DROP DATABASE old")


@pytest.mark.postgres
@pytest.mark.engine
def test_a_database_that_cannot_be_written_is_refused(server: str, empty: str) -> None:
    write(server, f'ALTER DATABASE "{conninfo_to_dict(empty)["dbname"]}" SET default_transaction_read_only = on')
    with pytest.raises(DatabaseRefused, match="lecture seule"):
        open_database(empty, server)
