"""The engine is tested on the versions it promises to serve on, and on no others by mistake."""

from __future__ import annotations

import pytest

from infrastructure.binaries import MAJOR
from infrastructure.database import OLDEST
from tests.server_users import ask
from tests.servers import MAJORS

pytestmark = [pytest.mark.postgres, pytest.mark.engine]


def test_the_server_is_of_the_version_named(server: str, major: str) -> None:
    assert int(str(ask(server, "SHOW server_version_num"))) // 10000 == int(major)


def test_the_versions_are_those_promised() -> None:
    assert MAJORS == ("15", "16", "18")
    assert (int(MAJORS[0]), MAJORS[-1]) == (OLDEST // 10000, MAJOR)


def test_the_settings_are_those_of_the_server_shipped(server: str) -> None:
    assert ask(server, "SHOW data_checksums") == ask(server, "SHOW fsync") == "on"
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SELECT lower('ÉCOLE')") == "école"
