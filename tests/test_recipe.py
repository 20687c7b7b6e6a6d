"""The recipe of docs/add-a-measure.md, followed to the letter on a copy of the product."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RECIPE = (ROOT / "docs" / "add-a-measure.md").read_text(encoding="utf-8")
FOLDERS = ("domain", "application", "projections", "infrastructure", "web", "tests")
CONTENTS = Path("domain") / "pathway" / "__init__.py"
PROBE = """
from domain.pathway import Pathway
from web.forms import form_of
from domain.pathway.step import STEPS
print(STEPS["start_vouchers"].label, list(form_of("start_vouchers").model_json_schema()["properties"]))
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The product, and what the recipe adds."""
    kept_out = shutil.ignore_patterns("__pycache__", "vendor", "shots")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=kept_out)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for language, block in re.findall(r"```(\w+)\n(.*?)```", RECIPE, re.DOTALL):
        if language == "python":
            place, _, source = block.partition("\n")
            (tmp_path / place.removeprefix("# ")).write_text(source, encoding="utf-8")
        else:
            patch(tmp_path / CONTENTS, block)
    return tmp_path


def patch(path: Path, diff: str) -> None:
    """Add the one line of a small diff, between the lines it names."""
    lines = diff.splitlines()
    [added] = [line[1:] for line in lines if line.startswith("+")]
    before = lines[0][1:]
    source = path.read_text(encoding="utf-8")
    assert source.count(before + "\n") == 1, f"the recipe names a line that is not there once: {before}"
    path.write_text(source.replace(before + "\n", f"{before}\n{added}\n"), encoding="utf-8")


def run(copy: Path, *command: str) -> str:
    """What the command says; it must succeed."""
    done = subprocess.run([sys.executable, *command], cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_recipe_touches_two_files_and_three_lines(copy: Path) -> None:
    had, has = (
        {str(path.relative_to(base)) for folder in FOLDERS for path in (base / folder).rglob("*.py")}
        for base in (ROOT, copy)
    )
    assert has - had == {"domain/pathway/titres_services.py", "tests/test_titres_services.py"}
    was, now = ((base / CONTENTS).read_text(encoding="utf-8").splitlines() for base in (ROOT, copy))
    assert len(now) == len(was) + 3
    assert [line for line in now if line in was or "itres" not in line] == was


def test_the_new_measure_passes_its_stories_and_the_universal_tests(copy: Path) -> None:
    universal = "closed_step or other_role or explains or folds or asked_for_in_french or imports_only"
    run(copy, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_titres_services.py")
    run(
        copy,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "tests/test_properties.py",
        "tests/test_tidy.py",
        "-k",
        universal,
    )


def test_its_guard_form_and_label_follow_unasked(copy: Path) -> None:
    assert run(copy, "-c", PROBE) == "Commencer en titres-services ['start']\n"
