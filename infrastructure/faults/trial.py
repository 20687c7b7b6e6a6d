"""What one case is given to play with, and how it ends."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from random import Random

from infrastructure.faults.beliefs import Standing
from infrastructure.faults.ground import Ground, ground
from infrastructure.faults.oracle import Findings, compare, examine
from infrastructure.faults.writers import Desk


class NotRun(Exception):
    """This computer, or this account, cannot play the case; the text says why."""


class Trial:
    """One playing of one case: its chances, its size, its grounds; the grounds are examined when it is over."""

    def __init__(self, random: Random, stack: ExitStack, *, quick: bool) -> None:
        self.random, self.stack, self.quick = random, stack, quick
        self.grounds: list[Ground] = []
        self.findings = Findings()

    def ground(self, folder: Path | None = None) -> Ground:
        """A fresh installation, there until the case is over."""
        self.grounds.append(self.stack.enter_context(ground(self.random, folder)))
        return self.grounds[-1]

    def desk(self, ground: Ground, port: int, random: Random | None = None) -> Desk:
        """One agent's program, until the case is over."""
        desk = Desk(port, ground.token, ground.beliefs, random or self.random)
        self.stack.callback(desk.hang_up)
        return desk

    def size(self, full: int, quick: int) -> int:
        """How often, how many: less when it must be quick."""
        return quick if self.quick else full

    def expect(self, holds: object, words: str) -> None:
        """Note what is not as it must be; the case goes on, and has failed."""
        if not holds:
            self.findings.wrong.append(words)

    def judge(self) -> None:
        """Hold every ground against what its writers believe."""
        for each in self.grounds:
            if each.examined:
                each.end()  # what is left is judged as the fault left it
                self.findings.add(examine(each.databases.main, each.beliefs))
                broken = each.beliefs.statuses[500]
                self.expect(not broken, f"{broken} answers said 500")
            if each.examined and each.compared:
                self.findings.wrong += compare(each.settings)

    @property
    def acknowledged(self) -> int:
        """Commands acknowledged so far."""
        return sum(each.beliefs.count(Standing.ACKNOWLEDGED) for each in self.grounds)
