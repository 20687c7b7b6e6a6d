"""A connection that waits for no answer for ever.

The server's own limits are not enough: one that hangs enforces none, and its kernel still says it is there. So each
call also has a limit on our side, a little longer; a connection that missed it is closed, since nobody knows any more
what it was doing.
"""

from __future__ import annotations

from typing import TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout
from psycopg.rows import TupleRow

T = TypeVar("T")
CONNECT_SECONDS = 3
SECONDS = 5.0
"""How long one call may take; the server is told to give up a second before."""


class Overdue(psycopg.OperationalError):
    """The server did not answer in time; what it did of it is unknown."""


class Bounded(psycopg.Connection[TupleRow]):
    """A connection none of whose calls lasts longer than its ``seconds``."""

    seconds = SECONDS

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Whatever the call gives; raises `Overdue` after closing the connection. A caller's own limit stays his."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.seconds)
        except _WaitTimeout as late:
            self.pgconn.finish()
            raise Overdue(f"no answer in {self.seconds:g} s") from late
