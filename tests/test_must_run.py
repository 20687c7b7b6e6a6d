"""CI may not pass for having skipped what it had no browser, or no PostgreSQL of that version, for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WITHOUT_DEBIAN = """
import sys
from pathlib import Path
import pytest
from tests import servers
servers.OF_DEBIAN = Path("/nowhere")
sys.exit(pytest.main(sys.argv[1:]))
"""


def ran(*command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Tests, in a process of their own."""
    return subprocess.run(
        [sys.executable, *command, "-rs", "-p", "no:cacheprovider"],
        cwd=ROOT, env=os.environ | env, capture_output=True, text=True, timeout=50, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(("must_run", "status"), [("", 0), ("1", 1)])
def test_without_a_chromium_browser_tests_are_skipped_except_in_ci(tmp_path: Path, must_run: str, status: int) -> None:
    done = ran("-m", "pytest", "tests/test_browser.py", PATH=str(tmp_path), PARCOURS_TESTS_MUST_RUN=must_run)
    assert done.returncode == status, done.stdout + done.stderr
    assert "no Chromium is installed here" in done.stdout


@pytest.mark.parametrize(("must_run", "status"), [("", 0), ("1", 1)])
def test_without_postgresql_15_its_tests_are_skipped_except_in_ci(must_run: str, status: int) -> None:
    one = "tests/test_servers.py::test_the_server_is_of_the_version_named[15]"
    done = ran("-c", WITHOUT_DEBIAN, one, PARCOURS_TESTS_MUST_RUN=must_run)
    assert done.returncode == status, done.stdout + done.stderr
    assert "PostgreSQL 15 is not installed here" in done.stdout
