"""Entries written elsewhere than at the desk, many files at once: what an import, or its reversal, hands over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.kernel import Entry

Advance = Callable[[int], None]
"""Told how many more are done, for a progress bar."""


def quietly(more: int) -> None:
    """No progress bar."""


class Filing(NamedTuple):
    """What one file receives, in the order of its versions, and the national number to be claimed for it, if any.

    A person given two numbers (first BIS, then of the national register) takes two filings, one after the other.
    """

    pathway_id: UUID
    entries: tuple[Entry, ...]
    national_number: str = ""


class FilesTogether(Protocol):
    """The way in for many files at once."""

    def file_together(self, filings: Iterable[Filing], progress: Advance) -> int:
        """File everything in one transaction, or nothing; how many entries were filed."""
