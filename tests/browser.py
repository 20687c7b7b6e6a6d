"""What tests in a real Chromium stand on: a listening server and a browser for each module, a window for each test.

Where no Chromium is found these tests are skipped, which CI forbids: PARCOURS_TESTS_MUST_RUN=1 makes it a failure.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event as Flag
from threading import Thread
from typing import NamedTuple

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect, sync_playwright

from domain.kernel import BRUSSELS
from infrastructure.clock import set_demo_clock
from infrastructure.connections import connect
from infrastructure.house import House
from tests.desk import Desk
from tests.visitor import Visitor
from web.app import create
from web.rooms import Rooms

FOUND = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 20_000
"""Milliseconds a page may take, on a computer that does other things too."""


class Site(NamedTuple):
    """The service as it listens, and what is behind it."""

    url: str
    house: House
    client: TestClient

    def desk(self, username: str = "worker") -> Desk:
        """A program of that account, to tell what pages then show."""
        return Desk(self.client, username)

    def clock(self, *at: int) -> None:
        """Move the clock of the demo, which says when an entry was recorded."""
        self.house.clock.demo = datetime(*at, tzinfo=BRUSSELS)  # type: ignore[misc,arg-type]  # from a tuple
        with connect(self.house.databases.main) as connection:
            set_demo_clock(connection, self.house.clock.demo)

    def settle(self) -> None:
        """Wait until lists and figures have followed the log."""
        self.house.projector.catch_up()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of this computer."""
    found = next(filter(None, map(shutil.which, FOUND)), None)
    if found is None:
        pytest.skip("no Chromium is installed here")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(chromium: Browser, shared: House) -> Iterator[Site]:
    """The service, listening; the projector beside it, as `parcours serve` has it."""
    said = "24 novembre 2026, 09:00"
    app = create(Rooms(shared.pathways, shared.questions, shared.accounts, shared.clock, said))
    stop = Flag()
    follower = Thread(target=shared.projector.run, args=[stop], name="projector")
    follower.start()
    try:
        with listening(app) as url, TestClient(app, follow_redirects=False) as client:
            yield Site(url, shared, client)
    finally:
        stop.set()
        follower.join()


@pytest.fixture
def visitor(chromium: Browser, site: Site) -> Iterator[Visitor]:
    """One window, in which nothing may go wrong unseen."""
    with window(chromium, site) as visitor:
        yield visitor


@contextmanager
def window(chromium: Browser, site: Site, width: int = 1366, theme: str = "light") -> Iterator[Visitor]:
    """A window of its own, with its own cookies; at the end, no error was told to the console."""
    context = chromium.new_context(base_url=site.url, locale="fr-BE", viewport={"width": width, "height": 900})
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "parcours_theme", "value": theme, "url": site.url}])
    visitor = Visitor(context.new_page())
    try:
        yield visitor
        assert visitor.complaints == []
    finally:
        context.close()


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """The address of a server of this application, on this computer only."""
    door = socket.create_server(("127.0.0.1", 0))
    server = Listening(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
    thread = Thread(target=server.run, args=[[door]], name="server")
    thread.start()
    assert server.is_listening.wait(10)
    try:
        yield "http://{}:{}".format(*door.getsockname())
    finally:
        server.should_exit = True
        thread.join()
        door.close()


class Listening(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_listening = Flag()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_listening.set()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI, a test of PostgreSQL or of a browser that is skipped as it runs is a failure, not a choice."""
    report = yield
    needed = item.get_closest_marker("browser") or item.get_closest_marker("postgres")
    excused = item.get_closest_marker("skipif")  # a condition told on the test itself
    if report.skipped and needed and not excused and os.environ.get("PARCOURS_TESTS_MUST_RUN") == "1":
        report.outcome, report.longrepr = "failed", f"skipped, and it must run: {report.longrepr}"
    return report
