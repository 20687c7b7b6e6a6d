"""How far the answers have come, and how to wait until they have come further."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from psycopg_pool import ConnectionPool

from infrastructure.connections import ask
from projections.history import AnyProjection
from projections.questions import Lag

OURS = "(p.name, p.version) IN (SELECT * FROM unnest(%s::text[], %s::int[]))"
POSITION = f"SELECT coalesce(min(p.position), 0) FROM read.projection p WHERE {OURS}"
LAG = (
    "WITH p AS (SELECT coalesce(min(p.position), 0) AS position, min(p.updated_at) AS updated_at,"
    f" coalesce(string_agg(DISTINCT p.alarm, ', ') FILTER (WHERE p.alarm <> ''), '') AS alarm"
    f" FROM read.projection p WHERE p.shard = 0 AND {OURS})"
    " SELECT h.position - p.position, coalesce(extract(epoch FROM es.now() - (SELECT e.recorded_at FROM es.event e"
    " WHERE e.notification_id > p.position ORDER BY e.notification_id LIMIT 1)), 0)::float8,"
    " coalesce(extract(epoch FROM clock_timestamp() - p.updated_at), 0)::float8, p.alarm FROM p, es.event_head h"
)
STALE = "SELECT count(*) FROM read.parked p WHERE " + OURS
POLL_SECONDS = 0.02


class Progress:
    """The slowest of some projections."""

    def __init__(self, pool: ConnectionPool[Any], projections: Sequence[AnyProjection]) -> None:
        self.pool = pool
        self._asked = [each.name for each in projections], [each.version for each in projections]

    def position(self) -> int:
        """Up to where in the log every answer has come."""
        return int(ask(self.pool, POSITION, self._asked)[0][0])

    def wait_for(self, position: int, seconds: float = 2.0) -> bool:
        """Wait until the answers have come that far; False when they have not in time."""
        until = time.monotonic() + seconds
        while self.position() < position:
            if time.monotonic() > until:
                return False
            time.sleep(POLL_SECONDS)
        return True

    def lag(self) -> Lag:
        """Events not answered for yet, how long ago the first was recorded, and since when nobody looked."""
        events, seconds, silent, alarm = ask(self.pool, LAG, self._asked)[0]
        return Lag(int(events), max(0.0, float(seconds)), self.parked(), max(0.0, float(silent)), alarm)

    def parked(self) -> int:
        """Streams whose rows are those of an earlier day."""
        return int(ask(self.pool, STALE, self._asked)[0][0])
