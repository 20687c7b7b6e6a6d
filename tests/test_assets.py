"""The front end: pinned by hash, copied by the build, nothing inline, no colour outside the tokens."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

import hatch_build

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "web/assets"
TEMPLATES = sorted((ROOT / "web/templates").rglob("*.html"))
SHEETS = sorted(ASSETS.glob("*.css"))
BUILT = (*hatch_build.COPIED.values(), hatch_build.SPRITE, hatch_build.LICENCE)
INLINE = {
    "inline style": r"<style|\sstyle=",
    "inline script": r"<script(?![^>]*\ssrc=\"/assets/)|\shx-on|\son[a-z]+=|javascript:",
    "unescaped value": r"\|\s*safe\b",
    "address of another site": r"(?:href|src|action)=\"(?:https?:)?//",
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of what the hook reads, with every file it makes, under the right stamp."""
    shutil.copyfile(ROOT / "package-lock.json", tmp_path / "package-lock.json")
    for path in BUILT:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / hatch_build.STAMP).write_text(hatch_build.stamp(tmp_path))
    return tmp_path


def test_every_package_is_pinned_by_version_and_hash_and_names_no_registry() -> None:
    asked = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    versions = asked["dependencies"] | asked["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    assert {name: locked[f"node_modules/{name}"]["version"] for name in versions} == versions
    packages = [package for path, package in locked.items() if path]
    assert all(package["integrity"].startswith("sha512-") for package in packages)
    assert not any("resolved" in package for package in packages)


def test_nothing_is_fetched_when_the_stamp_matches(house: Path) -> None:
    assert not hatch_build.make(house)


@pytest.mark.parametrize("path", [*BUILT, hatch_build.STAMP])
def test_a_missing_file_is_made_again(house: Path, path: str) -> None:
    (house / path).unlink()
    with pytest.raises(FileNotFoundError, match=r"package\.json"):
        hatch_build.make(house)


def test_another_lock_file_is_another_stamp(house: Path) -> None:
    before = hatch_build.stamp(house)
    (house / "package-lock.json").write_text("{}")
    assert hatch_build.stamp(house) != before


def test_every_file_a_page_asks_for_is_there() -> None:
    asked = {
        match
        for template in TEMPLATES
        for match in re.findall(r"/assets/([\w./-]+)", template.read_text().replace("{{ sheet }}", "base"))
    }
    asked |= {match for sheet in SHEETS for match in re.findall(r"url\(([^)]+)\)", sheet.read_text())}
    assert [name for name in sorted(asked) if not (ASSETS / name).is_file()] == []


def test_every_style_sheet_is_on_the_pages() -> None:
    [named] = re.findall(r"for sheet in \(([^)]*)\)", (ROOT / "web/templates/base.html").read_text())
    assert set(re.findall(r'"(\w+)"', named)) == {sheet.stem for sheet in SHEETS}


def test_every_icon_used_is_drawn_and_every_icon_drawn_is_used() -> None:
    calls = [call for template in TEMPLATES for call in re.findall(r"icon\(([^)]*)\)", template.read_text())]
    used = {name for call in calls for name in re.findall(r'"([\w-]+)"', call)} - {"done"}
    assert used == set(hatch_build.ICONS)
    sprite = (ROOT / hatch_build.SPRITE).read_text()
    assert set(re.findall(r'<symbol id="([\w-]+)"', sprite)) == used


@pytest.mark.parametrize("what", INLINE)
def test_the_content_policy_has_nothing_to_refuse(what: str) -> None:
    assert found(INLINE[what], TEMPLATES) == []


def test_components_name_tokens_never_a_colour() -> None:
    sheets = [sheet for sheet in SHEETS if sheet.name not in {"base.css", "print.css"}]
    assert found(r"#[0-9a-fA-F]{3,8}\b|\brgb|\bhsl|oklch", sheets) == []


def test_every_token_named_is_defined() -> None:
    styles = "\n".join(sheet.read_text() for sheet in SHEETS)
    assert set(re.findall(r"var\((--[\w-]+)\)", styles)) <= set(re.findall(r"(--[\w-]+):", styles))


def found(pattern: str, files: Iterable[Path]) -> list[str]:
    """Where the pattern stands, as file and line."""
    return [
        f"{file.name}:{number}"
        for file in files
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]
