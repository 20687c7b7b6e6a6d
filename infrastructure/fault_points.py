"""The named moments at which a test may stop, kill or break a process; anywhere else they are nothing.

``PARCOURS_FAULT`` = ``name:what[:n]`` makes the n-th passage (the first by default) ``kill`` the process by SIGKILL,
``stop`` it (SIGSTOP), or ``raise`` `Broken`; no command of the product ever sets it.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

VARIABLE: Final = "PARCOURS_FAULT"
POINTS: Final = frozenset(
    {
        "append.before", "append.written", "append.committed",
        "group.taken", "group.written",
        "project.rows", "project.moved",
        "rebuild.page", "rebuild.filled", "rebuild.switching", "rebuild.switched",
        "answer.ready",
    }
)  # fmt: skip
"""Every moment, so that a test can visit them all."""
_passed: Counter[str] = Counter()
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Broken(Exception):
    """What a test asked to happen here."""


asked = os.environ.get(VARIABLE, "")
"""What this process was asked to suffer when it began."""


def fault_point(name: str) -> None:
    """Here a test may break us."""
    if asked:
        _happen(name, *asked.split(":"))


def _happen(name: str, wanted: str, what: str, nth: str = "1") -> None:
    assert name in POINTS, name
    if name != wanted:
        return
    _passed[name] += 1
    if _passed[name] != int(nth):
        return
    match what:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        case _:
            raise Broken(name)


def before_answers(app: App) -> App:
    """The same web application, in which a test may break us when the answer to a command is built and not yet sent."""

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                fault_point("answer.ready")
            await send(message)

        await app(scope, receive, sending if scope.get("method") == "POST" else send)

    return answering if asked else app
