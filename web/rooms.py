"""What the composition root hands to the pages and endpoints: the use cases, the questions, the accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from application.agents import Accounts
from application.pathways import Pathways
from application.ports import Clock
from projections.questions import Questions


@dataclass(frozen=True)
class Rooms:
    """Everything a request may lean on; ``demo`` is the demo clock in words, or empty.

    ``secure``: the cookies are sent over TLS only, which they are not on loopback.
    """

    pathways: Pathways
    questions: Questions
    accounts: Accounts
    clock: Clock
    demo: str = ""
    secure: bool = False


def rooms(request: Request) -> Rooms:
    """The rooms of this service, put there by the composition root."""
    found: Rooms = request.app.state.rooms
    return found


In = Annotated[Rooms, Depends(rooms)]
