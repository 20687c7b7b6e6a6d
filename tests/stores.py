"""Everything that stands on two databases, opened together and closed together, for tests of the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from psycopg_pool import ConnectionPool

from application.pathways import Pathways
from domain.kernel import BRUSSELS
from infrastructure.bulk import BulkLog
from infrastructure.connections import pool
from infrastructure.database import Databases
from infrastructure.factory import Factory, settings
from infrastructure.key_source import KeySource
from infrastructure.keys import KeyStore
from infrastructure.ledger import CommandLedger
from infrastructure.mapper import EntryMapper
from infrastructure.progress import Progress
from infrastructure.projector import Projector
from infrastructure.recompute import Recompute
from infrastructure.recorder import EventRecorder
from projections.history import AnyProjection
from tests.rules import RULES


class WallClock:
    """The clock of this computer."""

    def now(self) -> datetime:
        """The instant."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day, in Belgium."""
        return self.now().astimezone(BRUSSELS).date()


@dataclass(frozen=True)
class Store:
    """A store under test."""

    databases: Databases
    pool: ConnectionPool[Any]
    pathways: Pathways
    recorder: EventRecorder
    keys: KeyStore
    mapper: EntryMapper

    @property
    def bulk(self) -> BulkLog:
        """The way in for many appends at once."""
        return BulkLog(self.mapper, self.recorder)

    @property
    def recompute(self) -> Recompute:
        """What a rebuild, or a comparison, works the rows out with."""
        return Recompute(self.mapper, RULES)

    def projector(self, projections: Sequence[AnyProjection]) -> Projector:
        """Keeps the rows of these projections true to the log."""
        return Projector(self.databases.main, self.mapper, RULES, projections)

    def progress(self, projections: Sequence[AnyProjection]) -> Progress:
        """How far these projections have come."""
        return Progress(self.pool, projections)


@contextmanager
def open_store(databases: Databases, master_key: Path) -> Iterator[Store]:
    """A store on these databases, whose keys are wrapped by that file."""
    with ExitStack() as opened:
        connections = opened.enter_context(pool(databases.main))
        source = KeySource(master_key)
        pathways = Pathways(
            settings(databases, source),
            rules=RULES,
            clock=WallClock(),
            ledger=CommandLedger(connections),
            secrets=source.master(),
        )
        opened.callback(pathways.close)
        factory, recorder, mapper = pathways.factory, pathways.recorder, pathways.mapper
        assert isinstance(factory, Factory)
        assert isinstance(recorder, EventRecorder)
        assert isinstance(mapper, EntryMapper)
        pathways.bulk = BulkLog(mapper, recorder)
        yield Store(databases, connections, pathways, recorder, factory.keys, mapper)
