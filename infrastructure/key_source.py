"""Where the master key is kept: in the environment when it is there, else in a file readable by its owner alone.

Both are the same text: one version a line (or between commas), its number and 32 bytes in base64. A new version is
added at the end and the others stay, since copies of the keys of people may still hang on them.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from infrastructure.master_key import KEY_BYTES, MasterKey, MasterKeyRefused

NAME = "PARCOURS_MASTER_KEY"


@dataclass(frozen=True)
class KeySource:
    """The text of the environment, and the file read when it is empty."""

    file: Path
    text: str = field(default="", repr=False)

    def master(self) -> MasterKey:
        """The master key; its file is made when it does not exist. Raises `MasterKeyRefused`."""
        if not self.text:
            with suppress(FileExistsError):
                if not self.file.exists():
                    _make(self.file)
        return MasterKey(self.versions(), again=self.versions)

    def versions(self) -> dict[int, bytes]:
        """What is kept there now. Raises `MasterKeyRefused`."""
        if self.text:
            return _versions(self.text, NAME)
        try:
            if stat.S_IMODE(self.file.stat().st_mode) & 0o077:
                raise MasterKeyRefused(
                    f"La clé maîtresse {self.file} est lisible par d'autres comptes : « chmod 600 » d'abord."
                )
            return _versions(self.file.read_text(encoding="ascii"), str(self.file))
        except (OSError, UnicodeDecodeError):
            raise MasterKeyRefused(f"La clé maîtresse {self.file} est illisible.") from None

    def line(self) -> str:
        """A new version, as it is to be added; nothing is kept yet."""
        return _line(max(self.versions()) + 1)

    def add(self) -> None:
        """Add a new version to the file, which is the old one or the new one at any moment, never a part of it."""
        assert not self.text, "the environment is not ours to change"
        kept = [f"{version} {b64encode(key).decode()}" for version, key in sorted(self.versions().items())]
        file = self.file.resolve()
        written = _written(file, "\n".join([*kept, self.line()]) + "\n")
        owner = file.stat()
        if os.geteuid() == 0:  # the service may run under another account, whose file it stays
            os.chown(written, owner.st_uid, owner.st_gid)
        written.replace(file)
        _sync(file.parent)


def _versions(text: str, place: str) -> dict[int, bytes]:
    """Raises `MasterKeyRefused`, without a word of the text."""
    lines = [line.split() for line in re.split(r"[\n,]", text) if line.strip()]
    found: dict[int, bytes] = {}
    with suppress(ValueError):
        found = {int(version): b64decode(key, validate=True) for version, key in lines}
    if not found or len(found) < len(lines) or any(len(key) != KEY_BYTES for key in found.values()) or min(found) < 1:
        raise MasterKeyRefused(f"La clé maîtresse {place} est illisible.")
    return found


def _line(version: int) -> str:
    return f"{version} {b64encode(os.urandom(KEY_BYTES)).decode()}"


def _make(file: Path) -> None:
    """Appear complete or not at all, whoever else makes it at the same moment."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = _written(file, _line(1) + "\n")
    try:
        os.link(written, file)
        _sync(file.parent)
    finally:
        written.unlink()


def _written(file: Path, text: str) -> Path:
    """The text in a file beside that one, ours alone, and on the disk."""
    handle, written = tempfile.mkstemp(dir=file.parent, prefix=".master-key-")  # 0600
    with os.fdopen(handle, "w", encoding="ascii") as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    return Path(written)


def _sync(folder: Path) -> None:
    """The name of the file survives a power cut, as its content does."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
