"""An import in memory: a server key, a store, a way in; the twin of what PostgreSQL does."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from application.agents import Agent
from application.filing import Advance, Filing, quietly
from application.imports import Draft, Imports, Report
from application.ports import AlreadyClaimed, VersionConflict
from domain.kernel import Entry, Role
from domain.rules import RuleSet
from tests.rules import RULES

TODAY = date(2026, 3, 31)
MARTINE = Agent(username="head", name="Martine", role=Role.HEAD, centre=1, centre_name="CPAS de Val-de-Meuse")


class MemoryStore:
    """Streams and claims, for as long as a test; every write is all or nothing."""

    key = b"a key of this server"

    def __init__(self) -> None:
        self.streams: dict[UUID, list[Entry]] = {}
        self.claims: dict[bytes, UUID] = {}

    def stream_of(self, external_id: str, centre: int) -> UUID:
        """A keyed name."""
        return UUID(bytes=self._keyed(f"stream {centre} {external_id}")[:16], version=4)

    def claim_digest(self, national_number: str) -> bytes:
        """A keyed number."""
        return self._keyed(f"number {national_number}")

    def existing(self, streams: Collection[UUID]) -> dict[UUID, int]:
        """The version of each stream that has entries."""
        return {stream: len(self.streams[stream]) for stream in streams if stream in self.streams}

    def histories(self, streams: Collection[UUID]) -> Iterator[tuple[UUID, Sequence[Entry]]]:
        """The streams that have entries."""
        yield from ((stream, self.streams[stream]) for stream in streams if stream in self.streams)

    def imported(self, import_id: str) -> Iterator[tuple[UUID, Sequence[Entry]]]:
        """The streams in which an import wrote."""
        for stream, history in self.streams.items():
            if any(entry.envelope.import_id == import_id for entry in history):
                yield stream, history

    def release(self, streams: Collection[UUID]) -> None:
        """Give back the national numbers these streams hold."""
        self.claims = {digest: stream for digest, stream in self.claims.items() if stream not in set(streams)}

    def claimed(self, digests: Collection[bytes]) -> dict[bytes, UUID]:
        """The stream that holds each national number that is held."""
        return {digest: self.claims[digest] for digest in digests if digest in self.claims}

    def file_together(self, filings: Iterable[Filing], progress: Advance = quietly) -> int:
        """File everything, or nothing."""
        streams, claims = {id: list(history) for id, history in self.streams.items()}, dict(self.claims)
        number = 0
        for filing in filings:
            history = streams.setdefault(filing.pathway_id, [])
            for entry in filing.entries:
                if entry.originator_version != len(history) + 1:
                    raise VersionConflict
                history.append(replace(entry, recorded_at=datetime(2026, 3, 31, 10, tzinfo=UTC)))
            if filing.national_number:
                holder = claims.setdefault(self.claim_digest(filing.national_number), filing.pathway_id)
                if holder != filing.pathway_id:
                    raise AlreadyClaimed(holder)
            number += len(filing.entries)
            progress(len(filing.entries))
        self.streams, self.claims = streams, claims
        return number

    def _keyed(self, text: str) -> bytes:
        return hmac.digest(self.key, text.encode(), "sha256")


class Shipped:
    """No centre has rules of its own."""

    def of(self, centre: int | None) -> RuleSet:
        """Those shipped."""
        return RULES


class Desk:
    """Martine, her file, and an empty centre."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.imports = Imports(self.store, self.store, self.store, Shipped())

    def check(self, text: str | bytes, today: date = TODAY) -> Draft:
        """The dry run."""
        return self.imports.check(text if isinstance(text, bytes) else text.encode(), MARTINE, today)

    def refused(self, text: str | bytes) -> list[tuple[int, str]]:
        """Where the file is wrong; nothing is written."""
        report = self.check(text).report
        assert report.wrong
        assert not report.may_be_written
        assert not self.store.streams
        return [(problem.row, problem.column) for problem in report.problems]

    def bring(self, text: str) -> str:
        """Dry run, then write: the identifier of the import."""
        draft = self.check(text)
        written = self.imports.write(draft)
        assert written.entries == draft.report.facts
        return written.import_id

    def report(self, text: str) -> Report:
        """What the dry run says."""
        return self.check(text).report

    def of(self, external_id: str) -> list[Entry]:
        """What is on file of a person."""
        return self.store.streams.get(self.store.stream_of(external_id, MARTINE.centre), [])

    def told(self, external_id: str) -> list[tuple[str, str]]:
        """The days and facts on file of a person."""
        return [(str(entry.occurred_on), entry.event.TOPIC) for entry in self.of(external_id)]
