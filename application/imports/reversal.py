"""Taking an import back: each of its entries is voided, and stays readable; nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID, uuid5

from application.filing import Filing
from domain.french import counted
from domain.kernel import Entry, Envelope
from domain.pathway.corrections import EntryVoided, standing

MOST_SHOWN = 50


@dataclass(frozen=True)
class Reversal:
    """What taking an import back voids, or has voided; ``built_upon`` are files in which somebody wrote since."""

    import_id: str
    files: int
    entries: int
    built_upon: tuple[UUID, ...]

    def told(self) -> Iterator[str]:
        """The reversal, line by line, for a terminal."""
        yield (
            f"Import {self.import_id} : {counted(self.entries, 'écriture', 'écritures')} "
            f"dans {counted(self.files, 'dossier', 'dossiers')}."
        )
        if self.built_upon:
            yield f"Complétés depuis par quelqu'un, à revoir un à un : {len(self.built_upon)}."
            yield from (f"  {pathway}" for pathway in self.built_upon[:MOST_SHOWN])
            if len(self.built_upon) > MOST_SHOWN:
                yield f"  … et {len(self.built_upon) - MOST_SHOWN} de plus."


def command_of(import_id: str) -> UUID:
    """The command under which an import is taken back: what tells its voids from those of an agent."""
    return uuid5(UUID(import_id), "reversal")


class Footprint(NamedTuple):
    """What an import left in one file: the entries that stand, whether others wrote since, whether it opened it."""

    stream: UUID
    version: int
    left: tuple[int, ...]
    is_built_upon: bool
    has_opened: bool

    @property
    def leaves_nothing(self) -> bool:
        """Whether the file existed by this import alone: its number may be somebody else's file tomorrow."""
        return self.has_opened and not self.is_built_upon

    def voided(self, envelope: Envelope) -> Filing:
        """What takes it away."""
        voids = (EntryVoided(entry=number) for number in self.left)
        entries = (Entry(self.stream, self.version + n, envelope, void) for n, void in enumerate(voids, start=1))
        return Filing(self.stream, tuple(entries))


def footprint_of(stream: UUID, history: Sequence[Entry], import_id: str, centre: int) -> Footprint | None:
    """What the import of that centre left in a file; None when it never wrote there."""
    wrote = [e.originator_version for e in history if (e.envelope.import_id, e.envelope.centre) == (import_id, centre)]
    if not wrote:
        return None
    imported, stands = set(wrote), standing(history)
    left = tuple(entry.originator_version for entry in stands if entry.originator_version in imported)
    others = (e for e in stands if e.envelope.import_id != import_id and not isinstance(e.event, EntryVoided))
    return Footprint(
        stream,
        history[-1].originator_version,
        left,
        any(entry.originator_version > wrote[0] for entry in others),
        1 in imported,
    )


def reversal_of(import_id: str, footprints: Sequence[Footprint]) -> Reversal:
    """What taking all of it away voids."""
    left = [footprint for footprint in footprints if footprint.left]
    return Reversal(
        import_id, len(left), sum(len(footprint.left) for footprint in left),
        tuple(footprint.stream for footprint in left if footprint.is_built_upon),
    )  # fmt: skip


def not_taken_back(history: Sequence[Entry]) -> Iterator[Entry]:
    """What was told and not taken back with its import: an entry an agent voided is not to be told again."""
    taken_back = {
        entry.event.entry: entry.envelope.command_id for entry in history if isinstance(entry.event, EntryVoided)
    }
    for entry in history:
        void = taken_back.get(entry.originator_version)
        if void is None or not entry.envelope.import_id or void != command_of(entry.envelope.import_id):
            yield entry
