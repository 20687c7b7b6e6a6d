"""Whoever owns the database and is no administrator is told what to ask for, and then it works."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from infrastructure.append import StoredAppend, send
from infrastructure.connections import connect
from infrastructure.database import DatabaseRefused
from infrastructure.migrate import FOLDERS, migrate
from infrastructure.roles import WRITER, require_roles
from tests.server_users import ask, write
from tests.test_recorder import facts


@pytest.mark.postgres
@pytest.mark.usefixtures("migrated")  # the roles of a server are made by its first migration
def test_an_account_that_may_not_take_the_roles_is_told_what_to_ask_for(server: str, empty: str) -> None:
    base = ask(empty, "SELECT current_database()")
    write(server, "DROP ROLE IF EXISTS small; CREATE ROLE small LOGIN")
    write(server, f'ALTER DATABASE "{base}" OWNER TO small')
    mine = make_conninfo(empty, user="small")
    try:
        with pytest.raises(DatabaseRefused) as refused:
            require_roles(mine)
        assert "small" in str(refused.value)
        assert refused.value.sql.count("GRANT") == 3
        write(server, refused.value.sql)
        require_roles(mine)
        migrate(mine, FOLDERS / "parcours")
        with connect(mine, role=WRITER) as writer:
            assert send(writer, [StoredAppend(facts(uuid4(), 1))])[0].outcome == "ok"
    finally:
        write(server, f'ALTER DATABASE "{base}" OWNER TO CURRENT_USER')
        with psycopg.connect(empty, autocommit=True) as owner:
            owner.execute("REASSIGN OWNED BY small TO CURRENT_USER; DROP OWNED BY small")
        write(server, "DROP OWNED BY small; DROP ROLE small")
