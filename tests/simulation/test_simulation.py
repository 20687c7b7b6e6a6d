"""One seed, one history: under two thousand seeds nothing acknowledged is lost, doubled, or shown otherwise."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from infrastructure.faults.simulated_truth import Wrong
from infrastructure.faults.simulation import Store, World
from tests.rules import RULES

KEPT = Path(__file__).parent / "kept_seeds.txt"
SEEDS = 2000
ROOT = KEPT.parent.parent.parent
TELL = "import sys; from tests.simulation.test_simulation import told; print(told(int(sys.argv[1])))"


def kept_seeds() -> list[int]:
    """The seeds under which something was once wrong."""
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    return [int(line.split()[0]) for line in lines if line.strip() and not line.startswith("#")]


def played(seeds: Sequence[int], **world: Any) -> dict[int, str]:
    """What was wrong, by seed."""
    wrong = {}
    for seed in seeds:
        try:
            World(seed, RULES, **world).run()
        except Wrong as found:
            wrong[seed] = str(found)
    return wrong


def told(seed: int) -> str:
    """A history, in words."""
    world = World(seed, RULES)
    world.run()
    events = world.store.select_notifications(1, 10_000)
    return str([(e.id, str(e.stream), e.originator_version, e.topic, str(e.command_id), e.recorded_at) for e in events])


def test_under_every_seed_kept_the_history_is_true() -> None:
    assert played(kept_seeds()) == {}


def test_under_two_thousand_seeds_the_history_is_true() -> None:
    wrong = played(range(SEEDS))
    assert wrong == {}, "keep these seeds in kept_seeds.txt"


def test_the_same_seed_tells_the_same_history_in_every_process() -> None:
    again = [
        subprocess.run(
            [sys.executable, "-c", TELL, "7"], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]  # fmt: skip
    assert again == [told(7)] * 2
    assert told(7) != told(8)


def test_everything_happens_in_some_history() -> None:
    refusals: set[str] = set()
    acknowledged = written = 0
    for seed in range(150):
        truth = World(seed, RULES).run()
        refusals |= set(truth.refused.values())
        acknowledged += len(truth.acknowledged)
        written += len(truth.written)
    assert refusals == {"RuleBroken", "Stale", "NissTaken", "Overtaken"}
    assert written >= acknowledged > 1000  # a copy refused for being in the future may leave another that is not


class Forgetful(Store):
    """A store without a ledger."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **told: Any) -> Sequence[int]:
        """The command goes unnoted."""
        return super().insert_events(stored_events, **told | {"command_id": None})


class Trusting(Store):
    """A store that writes under any version."""

    def _expected(self, stream: UUID, number: int) -> list[int]:
        return self.asked

    def insert_events(self, stored_events: Sequence[StoredEvent], **told: Any) -> Sequence[int]:
        """Whatever the version asked."""
        self.asked = [event.originator_version for event in stored_events]
        return super().insert_events(stored_events, **told)


class Hasty(World):
    """A world whose projector moves its position first, and may die before the rows are there."""

    def project(self) -> None:
        """The position, then perhaps the rows."""
        if self.chance(0.2):
            self.commit({}, min(self.store.max_notification_id() or 0, self.position + 1))
        super().project()


@pytest.mark.parametrize("broken", [{"store": Forgetful}, {"store": Trusting}])
def test_a_store_that_breaks_its_contract_is_found_out(broken: dict[str, Any]) -> None:
    assert len(played(range(60), **broken)) > 5


def test_a_projector_that_moves_before_it_writes_is_found_out() -> None:
    def wrong(seed: int) -> bool:
        try:
            Hasty(seed, RULES).run()
        except Wrong:
            return True
        return False

    assert sum(map(wrong, range(20))) > 10
