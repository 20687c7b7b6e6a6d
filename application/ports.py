"""What the use cases ask of the world; `infrastructure/` answers, from PostgreSQL or from memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from domain.kernel import Entry


class Refused(Exception):
    """An append the log did not take; ``number`` says which of several, counted from 1."""

    number = 1


class VersionConflict(Refused, IntegrityError):
    """Another append came first: the stream is no longer in the version this one follows."""


class CommandReused(Refused):
    """The command was carried out before, with another content."""

    def __init__(self, command_id: UUID) -> None:
        super().__init__(f"command {command_id} was carried out with another content")
        self.command_id = command_id


class AlreadyClaimed(Refused):
    """The national number belongs to another stream; None when it is not known which."""

    def __init__(self, existing: UUID | None) -> None:
        super().__init__("the national number is claimed")
        self.existing = existing


class AlreadyApplied(Refused):
    """The same command was carried out before: the version it left, its first and last position (included)."""

    def __init__(self, version: int, first_position: int, last_position: int) -> None:
        super().__init__(f"applied before, at positions {first_position} to {last_position}")
        self.version, self.first_position, self.last_position = version, first_position, last_position


class Unavailable(Exception):
    """The store did not answer in time; whether the command was carried out is known by sending it again."""


class Command(NamedTuple):
    """A command carried out: the stream it was about, the version it left, the positions of its events."""

    fingerprint: bytes
    stream: UUID
    version: int
    first_position: int
    last_position: int


@dataclass(frozen=True)
class Append:
    """Entries to be recorded as one; ``claim`` is the keyed hash of the national number they give the person."""

    entries: Sequence[Entry]
    command_id: UUID | None = None
    fingerprint: bytes = b""
    claim: bytes | None = None


class Outcome(NamedTuple):
    """Where an append stands in the log (both positions included); ``replayed`` when it had been taken before."""

    first_position: int
    last_position: int
    replayed: bool = False


class Clock(Protocol):
    """The one clock: the server's, or the told one of a demo."""

    def now(self) -> datetime:
        """The instant, in UTC."""

    def today(self) -> date:
        """The day, in Belgium."""


class Ledger(Protocol):
    """What was carried out, and whose each national number is."""

    def find_command(self, command_id: UUID) -> Command | None:
        """The command carried out under that identifier."""

    def claimed_by(self, digest: bytes) -> UUID | None:
        """The stream that holds a national number, by its keyed hash."""


class Secrets(Protocol):
    """Keyed hashes, under keys no database holds."""

    def fingerprint(self, content: bytes) -> bytes:
        """What tells one command's content from another's, and nothing more."""

    def claim_digest(self, national_number: str) -> bytes:
        """What tells one national number from another, and nothing more."""


class Bulk(Protocol):
    """The way in for many appends at once."""

    def append_all(self, appends: Iterable[Append]) -> list[Outcome]:
        """Record every append, or none: the first one refused is raised, its ``number`` set."""
