"""Whom PostgreSQL runs as, and the folders that account owns.

PostgreSQL refuses to run as root. Started by root it runs as the owner of its data, or else as ``parcours`` if there is
such an account, or else as ``nobody``; started by anybody else, it runs as he.
"""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from infrastructure.database import DatabaseRefused

PREFERRED = ("parcours", "nobody")


@dataclass(frozen=True)
class Account:
    """Whom a program runs as; without numbers, ourselves."""

    name: str
    uid: int | None = None
    gid: int | None = None

    def run(self, *command: str | Path, keeping: tuple[int, ...] = ()) -> subprocess.CompletedProcess[str]:
        """Output and errors in one text; the descriptors in ``keeping`` stay open in the program."""
        return subprocess.run(
            command,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            pass_fds=keeping,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    def can_run(self, programs: Path) -> bool:
        """Whether both programs start, with the libraries they load."""
        try:
            return all(self.run(programs / name, "--version").returncode == 0 for name in ("postgres", "initdb"))
        except OSError:
            return False

    def can_enter(self, folder: Path) -> bool:
        """Whether every folder on the way lets this account through."""
        return self.run("/bin/sh", "-c", 'cd -- "$0"', folder).returncode == 0


def account_for(folder: Path) -> Account:
    """Raises `DatabaseRefused` when the data is another's, or when root finds nobody to run PostgreSQL as."""
    cluster = folder / "cluster"
    owner = (cluster if cluster.exists() else folder).stat().st_uid
    if os.geteuid() != 0:
        if owner != os.geteuid():
            raise DatabaseRefused(f"Le dossier {folder} est à un autre utilisateur : démarrez avec son compte.")
        return Account(_name(owner))
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    names = [_name(owner)] if owner else [name for name in PREFERRED if name in known]
    if not names:
        raise DatabaseRefused("PostgreSQL ne tourne pas sous root : créez un compte « parcours » sans droits.")
    return Account(names[0], known[names[0]].pw_uid, known[names[0]].pw_gid)


def own_folder(folder: Path, account: Account) -> None:
    """The folder, the account's and closed to all others; one laid there by somebody else is refused."""
    try:
        folder.mkdir(mode=0o700)
        if account.uid is not None and account.gid is not None:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != (os.geteuid() if account.uid is None else account.uid):
            raise DatabaseRefused(f"{folder} n'appartient pas à « {account.name} » : supprimez-le.") from None
        folder.chmod(0o700)


def ourselves() -> Account:
    """The account of this process."""
    return Account(_name(os.geteuid()))


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        raise DatabaseRefused(f"PostgreSQL ne tourne pas sous le compte n° {uid}, qui n'a pas de nom.") from None
