"""The PostgreSQL of a default installation: nothing to install, nothing to set up, nothing on the network.

In the folder given: ``cluster`` (the data), ``run`` (the socket), ``server.log``, the locks, and where needed a copy of
the programs. Any number of processes may use the server at once, each holding a shared lock; the first starts it and
sets a guardian over it (guardian.py), which stops it when the last has gone, crashed or not. After a ``kill -9`` of
everything the next start recovers what was committed.

Only the account PostgreSQL runs as (accounts.py), and root if he started it, may connect. Where that account cannot
reach the folder, as under ``/root``, it is handed the data as an open descriptor, and no folder is opened to it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from infrastructure import binaries, guardian
from infrastructure.accounts import Account, account_for, ourselves, own_folder
from infrastructure.binaries import Release
from infrastructure.bounded import Bounded
from infrastructure.database import KEYS, MAIN, PORT, DatabaseRefused

LONGEST_SOCKET = 107
"""Bytes the kernel allows for the path of a socket."""
RECOVERY_SECONDS = 600
LARGEST_LOG = 10_000_000
INITDB = (
    *("--username", MAIN, "--encoding", "UTF8"),
    *("--data-checksums", "--auth-local", "peer", "--auth-host", "reject"),
)
BUILT_IN_LOCALE = ("--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8")
"""From version 17 on: the same on every computer."""
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # statements and the details of errors quote what people are
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


@contextmanager
def serve(data_dir: Path, release: Release | None = None) -> Iterator[str]:
    """The URL of database ``parcours`` for libpq, valid until the block ends; ``parcours_keys`` stands beside it.

    Where no release is named, it is the one shipped. Raises `DatabaseRefused` when the server cannot run here.
    """
    try:
        installation = _prepare(data_dir, release or binaries.shipped())
        users = installation.join()
    except (OSError, psycopg.Error) as failure:
        raise DatabaseRefused(f"PostgreSQL ne peut pas démarrer dans {data_dir} : {failure}.") from failure
    try:
        yield installation.url(MAIN)
    finally:
        installation.leave(users)


@dataclass(frozen=True)
class Installation:
    """One folder, and the account its server runs as, which reaches ``near`` but perhaps not the folder."""

    folder: Path
    near: Path
    account: Account
    release: Release

    @property
    def cluster(self) -> Path:
        """Where PostgreSQL keeps its files."""
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        """What PostgreSQL and its guardian have to say."""
        return self.folder / "server.log"

    def url(self, database: str) -> str:
        """The server is asked where its socket is: another process may have chosen."""
        postmaster = guardian.running(self.cluster)
        host = quote(postmaster.socket_dir if postmaster else "", safe="")
        return f"postgresql://{MAIN}@/{database}?host={host}&port={PORT}"

    def join(self) -> int:
        """The descriptor that makes us a user of the server, now running."""
        with self._door() as door:
            users = self._open("users.lock")
            os.close(self._open(self.log.name))
            try:
                fcntl.flock(users, fcntl.LOCK_SH)  # waits for a guardian that is just stopping the server
                self._ensure_cluster(door)
                self._ensure_server()
                self._ensure_databases()
            except BaseException:
                os.close(users)
                raise
        return users

    def leave(self, users: int) -> None:
        """Return at once while others use the server, else when it has stopped."""
        with self._door(), closing(os.fdopen(users, "rb")):
            fcntl.flock(users, fcntl.LOCK_UN)
            if not _locked(users, fcntl.LOCK_EX) and _locked(users, fcntl.LOCK_SH):
                return  # others hold it; were it the guardian, we could not share it
            with self._unguarded() as guard:
                if guard is not None:  # the guardian was killed, or has done its work
                    guardian.stop(self._pid)
                    return
            fcntl.flock(users, fcntl.LOCK_UN)
            with closing(os.fdopen(self._open("guardian.lock"), "rb")) as guard_file:
                fcntl.flock(guard_file, fcntl.LOCK_EX)

    @contextmanager
    def _door(self) -> Iterator[int]:
        """One process at a time comes or goes."""
        door = self._open("door.lock")
        try:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield door
        finally:
            os.close(door)

    @contextmanager
    def _unguarded(self) -> Iterator[int | None]:
        """The lock of the guardian, unless a guardian holds it."""
        guard = self._open("guardian.lock")
        try:
            yield guard if _locked(guard, fcntl.LOCK_EX) else None
        finally:
            os.close(guard)

    def _open(self, name: str) -> int:
        descriptor = os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        if os.geteuid() == 0:  # whoever owns the folder may start the server too, after root did
            owner = self.folder.stat()
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
        return descriptor

    def _pid(self) -> int | None:
        postmaster = guardian.running(self.cluster)
        return postmaster.pid if postmaster else None

    def _ensure_cluster(self, door: int) -> None:
        """Made aside and renamed when complete, so that a start cut short leaves nothing half made."""
        if self.cluster.exists():
            version = (self.cluster / "PG_VERSION").read_text().strip()
            if version != self.release.major:
                raise DatabaseRefused(
                    f"Les données de {self.cluster} sont de PostgreSQL {version}, le programme est le "
                    f"{self.release.major} : exportez-les avec l'ancienne version de Parcours."
                )
            return
        unfinished = self.folder / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        own_folder(unfinished, self.account)
        data = os.open(unfinished, os.O_RDONLY | os.O_DIRECTORY)
        try:  # the door stays shut while initdb lives, even if we are killed
            path = str(unfinished) if self.account.can_enter(self.folder) else f"/proc/self/fd/{data}"
            initdb = self._programs() / "initdb"
            locale = BUILT_IN_LOCALE if int(self.release.major) >= 17 else ("--locale", "C.UTF-8")
            done = self.account.run(initdb, "--pgdata", path, *INITDB, *locale, keeping=(door, data))
        finally:
            os.close(data)
        _append(self.log, done.stdout)
        if done.returncode:
            raise DatabaseRefused(f"PostgreSQL n'a pas pu préparer son dossier : {_last_line(self.log)}")
        unfinished.rename(self.cluster)
        descriptor = os.open(self.folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)

    def _ensure_server(self) -> None:
        """Return when connections are taken; a new guardian is set over a server that lost the former one."""
        with self._unguarded() as guard:
            if guard is not None:
                guardian.set_over(self._orders(guard))
        until = time.monotonic() + RECOVERY_SECONDS
        while time.monotonic() < until:
            postmaster = guardian.running(self.cluster)
            if postmaster and postmaster.ready:
                return
            with self._unguarded() as given_up:
                if given_up is not None:
                    break
            time.sleep(0.02)
        raise DatabaseRefused(f"PostgreSQL n'a pas démarré ; {self.log} finit par : {_last_line(self.log)}")

    def _orders(self, guard: int) -> guardian.Orders:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.rename(self.log.with_suffix(".log.1"))
        sockets = self.near / "run"
        own_folder(sockets, self.account)
        if guardian.running(self.cluster) is None:
            for leftover in sockets.iterdir():  # its number, too, may have become another process
                leftover.unlink()
        settings = SETTINGS | self._access() | {"unix_socket_directories": str(sockets)}
        told = [f"{name}={value}" for name, value in settings.items()] + [guardian.mark(self.cluster)]
        return guardian.Orders(
            cluster=str(self.cluster),
            command=[str(self._programs() / "postgres"), *(word for setting in told for word in ("-c", setting))],
            by_descriptor=not self.account.can_enter(self.folder),
            log=str(self.log),
            users=str(self.folder / "users.lock"),
            guard_descriptor=guard,
            uid=self.account.uid,
            gid=self.account.gid,
        )

    def _access(self) -> dict[str, str]:
        """Who may connect, told outside the cluster so that root writes nothing where its account could lay a link."""
        people = dict.fromkeys((ourselves().name, self.account.name))
        role = "all" if int(self.release.major) >= 16 else MAIN  # which earlier ones took for the name of a role
        files = {
            "hba_file": ("access.conf", "local all all peer map=parcours\n"),
            "ident_file": ("accounts.conf", "".join(f'parcours "{name}" {role}\n' for name in people)),
        }
        for name, text in files.values():
            path = self.near / name
            path.unlink(missing_ok=True)  # root's may lie there, or a link
            path.write_text(text)
            path.chmod(0o644)
        return {setting: str(self.near / name) for setting, (name, _) in files.items()}

    def _programs(self) -> Path:
        return binaries.programs_for(self.account, self.release.folder, self.near / "programs")

    def _ensure_databases(self) -> None:
        with Bounded.connect(self.url("postgres"), connect_timeout=10, autocommit=True) as connection:
            standing = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
            for name in (MAIN, KEYS):
                if name not in standing:
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _prepare(data_dir: Path, release: Release) -> Installation:
    root = os.geteuid() == 0
    folder = data_dir.expanduser().resolve()
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        missing.mkdir()
        missing.chmod(0o711 if root else 0o700)
    account = account_for(folder)
    if root and folder.stat().st_uid == 0:
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | 0o011)
    return Installation(folder, _near(folder, account), account, release)


def _near(folder: Path, account: Account) -> Path:
    """The folder itself, or one of ours for temporary files where its path is closed, or too long for a socket."""
    socket = folder / "run" / f".s.PGSQL.{PORT}"
    plain = len(os.fsencode(socket)) <= LONGEST_SOCKET and not set(str(socket)) & set(',"@\\')
    if plain and account.can_enter(folder):
        return folder
    for temporary in (Path(tempfile.gettempdir()), Path("/tmp")):
        if account.can_enter(temporary):
            near = temporary / f"parcours-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
            own_folder(near, ourselves())
            near.chmod(0o711)
            return near
    raise DatabaseRefused(f"L'utilisateur « {account.name} » ne peut entrer ni dans {folder} ni dans /tmp.")


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _append(log: Path, text: str) -> None:
    with log.open("a", encoding="utf-8") as lines:
        lines.write(text)


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return next((line for line in reversed(lines) if line.strip()), "(rien)")
