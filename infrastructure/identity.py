"""Local accounts and their sessions: passwords by argon2id, tokens kept as hashes.

Federated sign-in, passkeys and levels of assurance come with the issue on access.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from threading import Semaphore
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from psycopg_pool import ConnectionPool

from application.agents import FOLLOWS, Agent
from domain.kernel import Role
from infrastructure.connections import ask

HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
NOBODY = HASHER.hash("nobody has this password")
LASTS = {"page": timedelta(hours=10), "program": timedelta(hours=1)}
"""How long a session lasts at most."""
AGENT = """
    SELECT a.username, a.name, a.role, a.centre_id, c.name FROM auth.account a JOIN auth.centre c ON c.id = a.centre_id
"""

SESSION = AGENT + (
    "JOIN auth.session s USING (username) WHERE s.token_hash = %s AND s.kind = %s AND s.expires_at > clock_timestamp()"
)
COLLEAGUES = "SELECT username, name FROM auth.account WHERE centre_id = %s AND role = ANY(%s) ORDER BY name, username"
BEGIN = (
    "INSERT INTO auth.session (token_hash, username, kind, created_at, expires_at, last_seen_at)"
    " VALUES (%s, %s, %s, clock_timestamp(), clock_timestamp() + %s, clock_timestamp()) ON CONFLICT DO NOTHING"
)
REGISTER = (
    "INSERT INTO auth.centre (id, name) SELECT coalesce(max(id), 0) + 1, %s FROM auth.centre ON CONFLICT DO NOTHING"
)
ADD = (
    "INSERT INTO auth.account (username, name, role, centre_id, password_hash, is_demo)"
    " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (username) DO UPDATE SET name = excluded.name,"
    " role = excluded.role, centre_id = excluded.centre_id, password_hash = excluded.password_hash"
)


class LocalAccounts:
    """Accounts in the database; two passwords at most are tried at once, since each costs 46 MiB."""

    def __init__(self, pool: ConnectionPool[Any]) -> None:
        self.pool, self.trying = pool, Semaphore(2)

    def sign_in(self, username: str, password: str, kind: str) -> str | None:
        """A token for a page or a program; an unknown name costs the time a wrong password does."""
        username = username.replace("\x00", "")
        rows = ask(self.pool, "SELECT password_hash FROM auth.account WHERE username = %s", [username])
        if not self._matches(rows[0][0] if rows else NOBODY, password) or not rows:
            return None
        token = secrets.token_urlsafe(32)
        ask(self.pool, "DELETE FROM auth.session WHERE expires_at < clock_timestamp()")
        ask(self.pool, BEGIN, [hashed(token), username, kind, LASTS[kind]])
        return token

    def agent(self, token: str, kind: str) -> Agent | None:
        """Whose session it is; None once it has ended."""
        rows = ask(self.pool, SESSION, [hashed(token), kind])
        return _agent(rows[0]) if rows else None

    def demo(self) -> list[Agent]:
        """The accounts whose password everybody knows; none outside a demo."""
        rows = ask(self.pool, AGENT + "WHERE a.is_demo ORDER BY a.centre_id, a.username")
        return [_agent(row) for row in rows]

    def sign_out(self, token: str) -> None:
        """End the session."""
        ask(self.pool, "DELETE FROM auth.session WHERE token_hash = %s", [hashed(token)])

    def names(self) -> dict[str, str]:
        """The display name of every account, by user name."""
        return dict(ask(self.pool, "SELECT username, name FROM auth.account"))

    def colleagues(self, centre: int) -> dict[str, str]:
        """The display name of whoever follows people in that centre, by user name."""
        roles = [role.value for role in FOLLOWS]
        return dict(ask(self.pool, COLLEAGUES, [centre, roles]))

    def centres(self) -> dict[int, str]:
        """The name of each centre, by its number."""
        return dict(ask(self.pool, "SELECT id, name FROM auth.centre ORDER BY id"))

    def centre(self, name: str) -> int:
        """The number of a centre, which is registered if it was not."""
        known = {told: number for number, told in self.centres().items()}
        if name not in known:
            ask(self.pool, REGISTER, [name])
            return self.centre(name)
        return known[name]

    def add(self, agent: Agent, password: str, *, demo: bool = False) -> None:
        """An account, or its new name, role, centre and password."""
        ask(
            self.pool, ADD,
            [agent.username, agent.name, agent.role.value, agent.centre, HASHER.hash(password), demo],
        )  # fmt: skip

    def _matches(self, stored: str, password: str) -> bool:
        with self.trying:
            try:
                return HASHER.verify(stored, password)
            except (VerifyMismatchError, InvalidHashError):
                return False


def _agent(row: tuple[Any, ...]) -> Agent:
    username, name, role, centre, centre_name = row
    return Agent(username=username, name=name, role=Role(role), centre=centre, centre_name=centre_name)


def hashed(token: str) -> bytes:
    """What is kept of a token: enough to know it again, not to use it."""
    return sha256(token.encode()).digest()
