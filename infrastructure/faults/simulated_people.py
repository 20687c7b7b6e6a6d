"""The people of a simulated history: each is a generator that sends commands and is told what came of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from datetime import date
from random import Random
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from application.pathways import Taken

NUMBERS = ("85073003328", "90010100123", "79112400244")
"""National numbers, few, so that people claim the same."""
MOST_COMMANDS = 6
STEPS = {
    "record_contact": 6, "request_interview": 2, "assign_pathway": 2, "record_identity": 2, "void_entry": 1,
    "close_pathway": 0.3, "reopen_pathway": 0.7,
}  # fmt: skip
"""How often each is taken, one against the other."""


class Command(NamedTuple):
    """What is sent; without a file it opens one."""

    key: UUID
    on: date
    step: str
    answers: Mapping[str, Any]
    file: UUID | None = None
    seen: int = 0


class Told(NamedTuple):
    """What came back: taken, or the name of the refusal."""

    taken: Taken | None = None
    refused: str = ""


class Listener(Protocol):
    """Whoever keeps account of what people were told."""

    def told(self, command: Command, told: Told) -> None:
        """One command was answered for."""

    def version(self, file: UUID) -> int:
        """What a person who reloads the file sees."""


def agent(
    random: Random, today: Callable[[], date], truth: Listener, files: dict[UUID, int]
) -> Generator[Command, Told | None, None]:
    """Opens files and takes steps in them, repeating each command under its key until it is answered for.

    ``files`` is shared by colleagues: the version each was last seen in, so that two may save in one at once.
    """
    for _ in range(random.randint(3, MOST_COMMANDS)):
        command = chosen(random, today(), files)
        told = yield command
        while told is None:
            told = yield command
        truth.told(command, told)
        if told.taken:
            files[told.taken.pathway_id] = told.taken.version
        elif command.file:
            files[command.file] = truth.version(command.file)


def chosen(random: Random, on: date, files: Mapping[UUID, int]) -> Command:
    """The next command; sometimes by someone who has not seen the last version."""
    key = UUID(int=random.getrandbits(128), version=4)
    if not files or random.random() < 0.08:
        number = random.choice(NUMBERS) if random.random() < 0.4 else ""
        names = {"last_name": "Diallo", "first_name": "Amina", "national_number": number}
        return Command(key, on, "open_pathway", names)
    file = random.choice(sorted(files))
    (step,) = random.choices(tuple(STEPS), tuple(STEPS.values()))
    answers: dict[str, Any] = {}
    match step:
        case "record_contact":
            answers = {"missed": True} if random.random() < 0.3 else {"note": f"vu {random.randrange(100)}"}
        case "request_interview":
            answers = {"asked_on": on}
        case "assign_pathway":
            answers = {"worker": random.choice(("claire", "tom"))}
        case "record_identity":
            answers = {"last_name": "Diallo", "first_name": "Awa", "national_number": random.choice(NUMBERS)}
        case "void_entry":
            answers = {"entry": max(1, files[file])}
    return Command(key, on, step, answers, file, max(1, files[file] - (random.random() < 0.1)))
