"""The keys no database holds: one, in versions, wraps the keys of people; two, derived from it, make keyed hashes.

Where they are kept is said by `infrastructure.key_source`. Whoever loses them has forgotten every person of the
centre; whoever has them and both databases can read every person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hmac import digest
from typing import NamedTuple, Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from application.ports import Unavailable

KEY_BYTES = 32


class Wrapped(NamedTuple):
    """A key made unreadable, and the version of the master key that makes it readable again."""

    version: int
    bytes: bytes


class Wrapping(Protocol):
    """Whatever holds the master key: this process, or a hardware module or a vault it asks."""

    def wrap(self, key: bytes) -> Wrapped:
        """Under the newest version."""

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """Under the version that wrapped it."""

    def reload(self) -> None:
        """Take in the versions added since."""


class MasterKeyRefused(Exception):
    """The master key cannot be trusted; one French sentence for the person who started Parcours."""


class UnknownVersion(MasterKeyRefused, Unavailable):
    """A person's key was wrapped by a version that is not here: nobody can read it yet, and it is not destroyed."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"La version {version} de la clé maîtresse manque : des clés de personnes en dépendent. "
            "Donnez à ce programme la clé maîtresse complète."
        )


class MasterKey:
    """A master key in memory, by version; the keyed hashes hang on the first version, so that they outlive rotation.

    ``again`` reads the versions anew, where others may have been added since.
    """

    def __init__(
        self, versions: Mapping[int, bytes], again: Callable[[], Mapping[int, bytes]] = dict[int, bytes]
    ) -> None:
        assert versions
        assert all(len(key) == KEY_BYTES for key in versions.values())
        self.versions, self._again = dict(versions), again
        first = self.versions[min(versions)]
        self._claims, self._fingerprints = derived(first, b"claim"), derived(first, b"fingerprint")

    @property
    def newest(self) -> int:
        """The version that wraps."""
        return max(self.versions)

    def reload(self) -> None:
        """Take in the versions added since; those known stay as they are."""
        self.versions = {**self._again(), **self.versions}

    def wrap(self, key: bytes) -> Wrapped:
        """Under the newest version (RFC 3394)."""
        newest = self.newest
        return Wrapped(newest, aes_key_wrap(self.versions[newest], key))

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """Under the version that wrapped it, looked for once more where it is not known. Raises `UnknownVersion`."""
        if wrapped.version not in self.versions:
            try:
                self.reload()
            except MasterKeyRefused as refusal:
                raise UnknownVersion(wrapped.version) from refusal
        if wrapped.version not in self.versions:
            raise UnknownVersion(wrapped.version)
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
