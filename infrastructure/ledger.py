"""What was carried out, and whose each national number is, as the log keeps it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg_pool import ConnectionPool

from application.ports import Command
from infrastructure.connections import ask

FIND = (
    "SELECT fingerprint, originator_id, version, first_position, last_position"
    " FROM es.processed_command WHERE command_id = %s"
)
CLAIMED = "SELECT originator_id FROM es.identity_claim WHERE digest = %s"


class CommandLedger:
    """The ledger of a database."""

    def __init__(self, pool: ConnectionPool[Any]) -> None:
        self.pool = pool

    def find_command(self, command_id: UUID) -> Command | None:
        """The command carried out under that identifier."""
        rows = ask(self.pool, FIND, [command_id])
        return Command(*rows[0]) if rows else None

    def claimed_by(self, digest: bytes) -> UUID | None:
        """The stream that holds a national number, by its keyed hash."""
        rows = ask(self.pool, CLAIMED, [digest])
        return rows[0][0] if rows else None
