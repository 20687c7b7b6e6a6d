"""Parcours as a contender: the same parts, put together as the house does, on databases made for the measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from application.pathways import Pathways
from application.ports import Append
from infrastructure.append import LARGEST_GROUP
from infrastructure.bench.lives import Life, appends, told_of
from infrastructure.bench.scratch import Ground
from infrastructure.bulk import BulkLog
from infrastructure.clock import ServerClock
from infrastructure.connections import pool
from infrastructure.database import Databases
from infrastructure.factory import settings as library_settings
from infrastructure.house import mapper_of, shipped_rules, unhurried
from infrastructure.key_source import KeySource
from infrastructure.keys import KeyStore
from infrastructure.ledger import CommandLedger
from infrastructure.mapper import EntryMapper
from infrastructure.recompute import Recompute
from infrastructure.recorder import EventRecorder
from infrastructure.roles import READER

VARIANTS: dict[str, dict[str, str]] = {
    "": {"PARCOURS_GROUP_COMMIT": "yes"},
    " un par un": {"PARCOURS_GROUP_COMMIT": "no"},
}
"""Ways to run the same store, by name: what each adds to the settings of the factory."""


@dataclass(frozen=True)
class Store:
    """Where it stands, told so that another process can open it; ``extra`` goes to the factory."""

    databases: Databases
    source: KeySource
    extra: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def open(self) -> Iterator[Pathways]:
        """The use cases on this store, in a process as calm as the house makes it."""
        unhurried()
        with ExitStack() as stack:
            main = stack.enter_context(pool(self.databases.main, role=READER))
            pathways = Pathways(
                library_settings(self.databases, self.source) | self.extra,
                rules=shipped_rules(),
                clock=ServerClock(),
                ledger=CommandLedger(main),
                secrets=self.source.master(),
            )
            stack.callback(pathways.close)
            pathways.bulk = BulkLog(mapper_of(pathways.mapper), recorder_of(pathways))
            yield pathways


def lone_recompute(store: Store) -> Recompute:
    """What a process that only computes stands on."""
    keys = KeyStore(pool(store.databases.keys, largest=1), store.source.master())
    return Recompute(EntryMapper(keys), shipped_rules())


def store(ground: Ground, extra: dict[str, str] | None = None) -> Store:
    """A new one, empty."""
    return Store(ground.store(), KeySource(ground.master_key), extra or {})


def recorder_of(pathways: Pathways) -> EventRecorder:
    """Our recorder, as the library holds it."""
    assert isinstance(pathways.recorder, EventRecorder)
    return pathways.recorder


def recompute_of(pathways: Pathways) -> Recompute:
    """What projections are worked out with."""
    return Recompute(mapper_of(pathways.mapper), pathways.rules.shipped)


def fill(pathways: Pathways, told: Sequence[Life], events: int) -> int:
    """Write so many events of new people; gives the number written."""
    assert pathways.bulk
    return sum(
        outcome.last_position - outcome.first_position + 1
        for group in appends(told, events)
        for outcome in pathways.bulk.append_all(group)
    )


def people(pathways: Pathways, life: Life, number: int) -> list[UUID]:
    """So many new streams, each with that life."""
    assert pathways.bulk
    streams = [uuid4() for _ in range(number)]
    size = max(1, LARGEST_GROUP // len(life))
    for first in range(0, number, size):
        pathways.bulk.append_all([Append(told_of(life, stream)) for stream in streams[first : first + size]])
    return streams
