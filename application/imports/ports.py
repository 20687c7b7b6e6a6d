"""What an import asks of the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol
from uuid import UUID

from domain.kernel import Entry

Histories = Iterable[tuple[UUID, Sequence[Entry]]]
"""Streams, each with every entry it has, as written."""


class ImportKeys(Protocol):
    """Keyed names and numbers, under keys no database holds."""

    def stream_of(self, external_id: str, centre: int) -> UUID:
        """The file of a person another system calls so; always the same, and not to be guessed from outside."""

    def claim_digest(self, national_number: str) -> bytes:
        """What tells one national number from another, and nothing more."""


class ImportStore(Protocol):
    """What is on file already; each question is asked once for many."""

    def existing(self, streams: Collection[UUID]) -> dict[UUID, int]:
        """The version of each stream that has entries."""

    def histories(self, streams: Collection[UUID]) -> Histories:
        """The streams that have entries, in any order, read as they are asked for."""

    def imported(self, import_id: str) -> Histories:
        """The streams in which an import wrote."""

    def release(self, streams: Collection[UUID]) -> None:
        """Give back the national numbers these streams hold: what was imported of them was taken back."""

    def claimed(self, digests: Collection[bytes]) -> dict[bytes, UUID]:
        """The stream that holds each national number that is held."""
