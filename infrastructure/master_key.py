"""The keys no database holds: one, in versions, wraps the keys of people; two, derived from it, make keyed hashes.

They are kept in a file readable by its owner alone: one line a version, its number and 32 bytes in base64. Whoever
loses the file has forgotten every person of the centre; whoever has it and both databases can read them.
"""

from __future__ import annotations

import os
import stat
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from hmac import digest
from pathlib import Path
from typing import NamedTuple, Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

KEY_BYTES = 32


class Wrapped(NamedTuple):
    """A key made unreadable, and the version of the master key that makes it readable again."""

    version: int
    bytes: bytes


class Wrapping(Protocol):
    """Whatever holds the master key: a file, a hardware module."""

    def wrap(self, key: bytes) -> Wrapped:
        """Under the newest version."""

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """Under the version that wrapped it."""


class MasterKeyRefused(Exception):
    """The file of the master key cannot be trusted; one French sentence for the person who started Parcours."""


class MasterKey:
    """A master key in memory, by version; the keyed hashes hang on the first version, so that they outlive rotation."""

    def __init__(self, versions: Mapping[int, bytes]) -> None:
        assert versions
        assert all(len(key) == KEY_BYTES for key in versions.values())
        self.versions = dict(versions)
        self.newest = max(versions)
        first = self.versions[min(versions)]
        self._claims, self._fingerprints = derived(first, b"claim"), derived(first, b"fingerprint")

    @classmethod
    def kept_in(cls, file: Path) -> MasterKey:
        """The master key of that file, which is made when it does not exist. Raises `MasterKeyRefused`."""
        with suppress(FileExistsError):
            if not file.exists():
                _make(file)
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise MasterKeyRefused(f"La clé maîtresse {file} est lisible par d'autres comptes : « chmod 600 » d'abord.")
        try:
            lines = (line.split() for line in file.read_text(encoding="ascii").splitlines())
            return cls({int(version): b64decode(key, validate=True) for version, key in lines})
        except (ValueError, AssertionError):
            raise MasterKeyRefused(f"La clé maîtresse {file} est illisible.") from None

    def wrap(self, key: bytes) -> Wrapped:
        """Under the newest version (RFC 3394)."""
        return Wrapped(self.newest, aes_key_wrap(self.versions[self.newest], key))

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """Under the version that wrapped it."""
        return aes_key_unwrap(self.versions[wrapped.version], wrapped.bytes)

    def fingerprint(self, content: bytes) -> bytes:
        """What tells one command's content from another's, and nothing more."""
        return digest(self._fingerprints, content, "sha256")

    def claim_digest(self, national_number: str) -> bytes:
        """What tells one national number from another, and nothing more; dots and dashes do not count."""
        return digest(self._claims, "".join(filter(str.isdigit, national_number)).encode(), "sha256")


def derived(key: bytes, purpose: bytes) -> bytes:
    """A key for one purpose, out of a key for several (HKDF, SHA-256)."""
    return HKDF(SHA256(), KEY_BYTES, None, purpose).derive(key)


def _make(file: Path) -> None:
    """Appear complete or not at all, whoever else makes it at the same moment."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, written = tempfile.mkstemp(dir=file.parent, prefix=".master-key-")  # 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as new:
            new.write(f"1 {b64encode(os.urandom(KEY_BYTES)).decode()}\n")
            new.flush()
            os.fsync(new.fileno())
        os.link(written, file)
        _sync(file.parent)
    finally:
        os.unlink(written)


def _sync(folder: Path) -> None:
    """The name of the file survives a power cut, as its content does."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
