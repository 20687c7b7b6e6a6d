"""CI may not pass for having skipped what it had no browser for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(("must_run", "status"), [("", 0), ("1", 1)])
def test_without_a_chromium_browser_tests_are_skipped_except_in_ci(tmp_path: Path, must_run: str, status: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", "tests/test_browser.py"],
        cwd=ROOT, env=os.environ | {"PATH": str(tmp_path), "PARCOURS_TESTS_MUST_RUN": must_run},
        capture_output=True, text=True, timeout=50, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    assert "no Chromium is installed here" in done.stdout
