"""The commands of `parcours`, as a person types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from main import app

ROOT = Path(__file__).parent.parent
CASELOAD = "external_id,last_name,first_name,opened_on\nA1,Dupont,Julie,2026-01-05\n"
COMMANDS = (
    "demo", "serve", "migrate", "project", "rebuild", "user", "import", "keys", "export", "bench",
)  # fmt: skip


def parcours(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """One command, on a data folder of the test's own."""
    clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env = clean | {"PARCOURS_DATA_DIR": str(folder), "COLUMNS": "200"} | settings
    return subprocess.run(
        [sys.executable, "main.py", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    said = CliRunner().invoke(app, [command, "--help"])
    assert said.exit_code == 0
    assert command in said.output


def test_a_database_out_of_reach_is_one_sentence(tmp_path: Path) -> None:
    refused = parcours(tmp_path, "migrate", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "everything"), "L'export « everything » n'existe pas ; ceux qui existent : log.\n"),
        (("keys", "destroy"), "« parcours keys destroy » n'existe pas : status ou rotate.\n"),
    ],
)
def test_what_does_not_exist_is_refused_in_one_sentence(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    refused = parcours(tmp_path, *words)
    assert (refused.returncode, refused.stderr, refused.stdout) == (1, said, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.postgres
def test_keys_are_counted_and_rotated_and_histories_go_out_sealed(folder: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "caseload.csv", tmp_path / "log.ndjson"
    file.write_text(CASELOAD, encoding="utf-8")
    assert parcours(folder, "import", str(file)).returncode == 0
    whole = parcours(folder, "export", "log")
    assert whole.returncode == 0, whole.stderr
    assert json.loads(whole.stdout.splitlines()[0])["topic"] == "pathway.opened"
    assert "Dupont" not in whole.stdout
    rotated = parcours(folder, "keys", "rotate")
    assert rotated.stdout.splitlines() == [
        "Version 2 : 1 clé(s) enveloppée(s) à nouveau.",
        "Version 2 (la plus récente) : 1 clé(s).",
        "Détruites : 0 clé(s).",
    ], rotated.stderr
    assert parcours(folder, "keys", "status").stdout.splitlines() == rotated.stdout.splitlines()[1:]
    assert parcours(folder, "export", "log", str(out)).returncode == 0
    assert out.read_text(encoding="utf-8") == whole.stdout  # no event was rewritten
    kept = (folder / "master.key").read_text().replace("\n", ",")
    (folder / "master.key").unlink()
    assert (
        parcours(folder, "keys", PARCOURS_MASTER_KEY=kept).stdout == "\n".join(rotated.stdout.splitlines()[1:]) + "\n"
    )
    assert parcours(folder, "rebuild", "--all", "--check", PARCOURS_MASTER_KEY=kept).returncode == 0


@pytest.mark.postgres
def test_a_caseload_comes_in_is_compared_and_goes_out(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "caseload.csv"
    file.write_text(CASELOAD, encoding="utf-8")
    told = parcours(folder, "import", str(file), "--dry-run")
    assert (told.returncode, "À ouvrir : 1 dossier" in told.stdout, "Écrit" in told.stdout) == (0, True, False)
    written = parcours(folder, "import", str(file))
    assert written.returncode == 0, written.stderr
    import_id = written.stdout.partition("Import ")[2].strip().rstrip(".")
    same = parcours(folder, "rebuild", "--all", "--check")
    assert (same.returncode, same.stdout.count(": 0 différence(s)")) == (0, 4)
    undone = parcours(folder, "import", "--reverse", import_id)
    assert undone.returncode == 0, undone.stderr
    file.write_text(CASELOAD + "A2,,Els,2026-01-05\nA3,Rossi,Ugo,2027-01-05\n", encoding="utf-8")
    wrong = parcours(folder, "import", str(file), PARCOURS_TODAY="2026-11-24")
    assert wrong.returncode == 1
    assert "last_name" in wrong.stdout
    assert "opened_on" in wrong.stdout
    assert "Traceback" not in wrong.stderr


@pytest.mark.postgres
def test_no_demo_is_loaded_among_real_files(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "caseload.csv"
    file.write_text(CASELOAD, encoding="utf-8")
    assert parcours(folder, "import", str(file)).returncode == 0
    refused = parcours(folder, "demo", "--only-load")
    assert (refused.returncode, "vrais dossiers" in refused.stderr) == (1, True)
