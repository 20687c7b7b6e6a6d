"""Who is at the keyboard, and what such a person may look at; the matrix of rights comes with the issue on access."""

from __future__ import annotations

from typing import Protocol

from domain.kernel import Role, Value

FOLLOWS = frozenset({Role.SOCIAL_WORKER, Role.HEAD})
"""Who follows people, in the files of their own centre."""
READS = FOLLOWS | {Role.AUDITOR}
"""Who opens a file of their centre: those who follow people, and the inspector who replays histories."""
COUNTS = READS | {Role.EVALUATOR, Role.STEERING, Role.REGION}
"""Who asks for figures."""


class Agent(Value):
    """A person signed in: the account, the name colleagues use, the role, the centre."""

    username: str
    name: str
    role: Role
    centre: int
    centre_name: str

    @property
    def follows(self) -> bool:
        """Whether the agent leads pathways."""
        return self.role in FOLLOWS

    def may_read(self, centre: int | None) -> bool:
        """Whether the agent opens the files of that centre."""
        return self.role in READS and centre == self.centre

    @property
    def may_count(self) -> bool:
        """Whether the agent asks for figures."""
        return self.role in COUNTS


class Accounts(Protocol):
    """Local accounts and their sessions."""

    def sign_in(self, username: str, password: str, kind: str) -> str | None:
        """A token for a page or a program; None when name and password do not go together."""

    def agent(self, token: str, kind: str) -> Agent | None:
        """Whose session it is, of a page or of a program; None once it has ended."""

    def sign_out(self, token: str) -> None:
        """End the session."""

    def demo(self) -> list[Agent]:
        """The accounts whose password everybody knows; none outside a demo."""

    def names(self) -> dict[str, str]:
        """The display name of every account, by user name."""

    def colleagues(self, centre: int) -> dict[str, str]:
        """The display name of whoever follows people in that centre, by user name."""

    def centres(self) -> dict[int, str]:
        """The name of each centre, by its number."""
