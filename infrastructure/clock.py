"""The one clock: the server's; the told one of a demo, which only `parcours demo` sets.

``PARCOURS_TODAY`` moves what pages and guards call today, never the instant an entry is recorded at.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import psycopg

from domain.kernel import BRUSSELS
from infrastructure.connections import connect


class ServerClock:
    """The clock of this computer, or the told instant of a demo; perhaps another day for guards and pages."""

    def __init__(self, demo: datetime | None = None, told_today: date | None = None) -> None:
        self.demo, self.told_today = demo, told_today

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self.demo or datetime.now(UTC)

    def today(self) -> date:
        """The day, in Belgium."""
        return self.told_today or self.now().astimezone(BRUSSELS).date()


def demo_clock(url: str) -> datetime | None:
    """The told instant of a database made as a demo; None anywhere else."""
    with connect(url) as connection:
        row = connection.execute("SELECT demo FROM es.clock").fetchone()
    return row[0].astimezone(UTC) if row else None


def mark_demo(url: str, at: datetime) -> None:
    """Make an empty database a demo, whose clock stands at that instant."""
    with connect(url) as connection:
        connection.execute("SELECT es.mark_demo(%s)", [at])


def set_demo_clock(connection: psycopg.Connection, at: datetime) -> None:
    """Move the clock of a demo."""
    connection.execute("SELECT es.set_demo_clock(%s)", [at])


def log_is_empty(url: str) -> bool:
    """Whether nothing was ever recorded."""
    with connect(url) as connection:
        row = connection.execute("SELECT position FROM es.event_head").fetchone()
    return row is not None and row[0] == 0
