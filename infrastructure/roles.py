"""The accounts of the database a process works under: each may do what its work asks, and nothing else.

The account of ``DATABASE_URL`` owns the tables and migrates them; whoever serves takes one of these roles on every
connection, so that PostgreSQL itself refuses the rest. What each may do stands in the migration that makes them.
"""

from __future__ import annotations

import psycopg
from psycopg.sql import SQL, Identifier

from infrastructure.connections import connect
from infrastructure.database import DatabaseRefused

WRITER = "es_writer"
"""Appends through `es.event_append`, reads the log; changes and removes nothing."""
PROJECTOR = "es_projector"
"""Reads the log, replaces the rows of projections."""
READER = "web_reader"
"""Reads the answers and the ledger; keeps sessions and accounts."""
ROLES = (WRITER, PROJECTOR, READER)
MAY_CREATE = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
STANDING = "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)"


def require_roles(url: str) -> None:
    """Raises `DatabaseRefused` where our roles are missing and we may not make them, or may not take them."""
    with connect(url) as connection:
        able = connection.execute(MAY_CREATE).fetchone() == (True,)
        standing = {name for (name,) in connection.execute(STANDING, [list(ROLES)])}
        missing = [role for role in ROLES if role not in standing]
        closed = [role for role in ROLES if role in standing and not _may_take(connection, role)]
        if able or not (missing or closed):
            return
        account = connection.info.user
        lines = [SQL("CREATE ROLE {};").format(Identifier(role)) for role in missing]
        lines += [SQL("GRANT {} TO {};").format(Identifier(role), Identifier(account)) for role in (*missing, *closed)]
        raise DatabaseRefused(
            f"Le compte « {account} » ne peut pas prendre les rôles {', '.join((*missing, *closed))}, sous lesquels"
            " Parcours écrit et lit sans pouvoir rien changer au journal.",
            "\n".join(line.as_string(connection) for line in lines),
        )


def _may_take(connection: psycopg.Connection, role: str) -> bool:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(SQL("SET LOCAL ROLE {}").format(Identifier(role)))
            return True
    except psycopg.errors.InsufficientPrivilege:
        return False
