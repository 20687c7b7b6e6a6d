"""What tests of the database stand on: for each test a pair of databases of its own, on a server shared by many."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from psycopg.conninfo import make_conninfo

from application.agents import Agent
from domain.kernel import BRUSSELS, Role
from infrastructure.binaries import MAJOR
from infrastructure.clock import mark_demo
from infrastructure.database import Databases
from infrastructure.embedded import serve
from infrastructure.house import House, house
from infrastructure.settings import Settings
from tests.servers import MAJORS, Servers, create_database, drop_database, server_folder
from web.app import create
from web.rooms import Rooms

pytest_plugins = ("tests.browser",)
NUMBERS = itertools.count(1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of the engine run on every version."""
    if "major" in metafunc.fixturenames and metafunc.definition.get_closest_marker("engine"):
        metafunc.parametrize("major", MAJORS, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A twin in memory has no version: once is enough."""
    items[:] = [item for item in items if item.get_closest_marker("postgres") or _major_of(item) in {None, MAJOR}]


def _major_of(item: pytest.Item) -> str | None:
    called = getattr(item, "callspec", None)
    return called.params.get("major") if called else None


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Every server of this run; tests come in any order, so none is stopped before the last."""
    with ExitStack() as running:
        yield Servers(running)


@pytest.fixture(scope="session")
def major(request: pytest.FixtureRequest) -> str:
    """The version of the server, each in turn for tests of the engine."""
    return str(getattr(request, "param", MAJOR))


@pytest.fixture(scope="session")
def server(servers: Servers, major: str) -> str:
    """The URL of an empty database, on a server that lives as long as the tests."""
    return servers.url(major)


@pytest.fixture(scope="session")
def migrated(servers: Servers, major: str) -> Databases:
    """A pair of databases with all tables and no rows, to be copied and never written to."""
    return servers.model(major)


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder for a server of the test's own."""
    with server_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def installed() -> Iterator[Path]:
    """A folder whose server was started before and is stopped: tests use it in turn and leave it so."""
    with server_folder() as folder:
        with serve(folder):
            pass
        yield folder


@pytest.fixture
def users() -> Iterator[ExitStack]:
    """Ends the processes that use a server, where the test did not."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def databases(server: str, migrated: Databases) -> Iterator[Databases]:
    """A pair of databases as a fresh installation has them, gone after the test."""
    with _pair(server) as pair:
        yield pair


@pytest.fixture
def histories(server: str, migrated: Databases) -> Iterator[str]:
    """The database of histories of such a pair alone, for tests that need no keys: half of what a pair takes."""
    url = make_conninfo(server, dbname=f"test{next(NUMBERS)}")
    create_database(server, url, "model")
    yield url
    drop_database(server, url)


@contextmanager
def _pair(server: str) -> Iterator[Databases]:
    number = next(NUMBERS)
    pair = Databases(make_conninfo(server, dbname=f"test{number}"), make_conninfo(server, dbname=f"test{number}_keys"))
    create_database(server, pair.main, "model")
    create_database(server, pair.keys, "model_keys")
    yield pair
    drop_database(server, pair.main)
    drop_database(server, pair.keys)


@pytest.fixture
def empty(server: str) -> Iterator[str]:
    """One database with nothing in it, gone after the test."""
    url = make_conninfo(server, dbname=f"test{next(NUMBERS)}")
    create_database(server, url)
    yield url
    drop_database(server, url)


@pytest.fixture
def ready(databases: Databases, tmp_path: Path) -> Iterator[House]:
    """A service on databases of its own, on 24 November 2026, with one account a role."""
    with house(_settings(databases, tmp_path)) as built:
        _accounts(built)
        yield built


@pytest.fixture(scope="module")
def shared(server: str, migrated: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The same as a demo, one for all tests of a module: its clock, at first on 2 March, says what was known when."""
    with _pair(server) as pair:
        mark_demo(pair.main, datetime(2026, 3, 2, 9, tzinfo=BRUSSELS))
        with house(_settings(pair, tmp_path_factory.mktemp("shared"))) as built:
            _accounts(built, demo=True)
            yield built


def _settings(databases: Databases, folder: Path) -> Settings:
    return Settings(database_url=databases.main, keys_url=databases.keys, data_dir=folder, today=date(2026, 11, 24))


def _accounts(built: House, *, demo: bool = False) -> None:
    for username, role, centre in ACCOUNTS:
        number = built.accounts.centre(centre)
        agent = Agent(username=username, name=username.title(), role=role, centre=number, centre_name=centre)
        built.accounts.add(agent, "demo", demo=demo)


ACCOUNTS = (
    ("worker", Role.SOCIAL_WORKER, "CPAS de Val-de-Meuse"),
    ("head", Role.HEAD, "CPAS de Val-de-Meuse"),
    ("auditor", Role.AUDITOR, "CPAS de Val-de-Meuse"),
    ("evaluator", Role.EVALUATOR, "CPAS de Val-de-Meuse"),
    ("other", Role.SOCIAL_WORKER, "CPAS de Hautes-Fagnes"),
)


@pytest.fixture
def client(ready: House) -> Iterator[TestClient]:
    """Programs and browsers, without a network between."""
    rooms = Rooms(ready.pathways, ready.questions, ready.accounts, ready.clock)
    with TestClient(create(rooms), follow_redirects=False) as client:
        yield client
