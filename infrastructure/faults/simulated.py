"""Simulated histories, as one case among the others."""

from __future__ import annotations

from infrastructure.faults.simulated_truth import Wrong
from infrastructure.faults.simulation import World
from infrastructure.faults.trial import Trial
from infrastructure.house import shipped_rules


def histories_simulated(trial: Trial) -> None:
    """So many seeds, each a history with every fault in it."""
    rules = shipped_rules()
    for _ in range(trial.size(2000, 200)):
        seed = trial.random.randrange(1 << 31)
        try:
            trial.findings.acknowledged += len(World(seed, rules).run().acknowledged)
        except Wrong as found:
            trial.findings.lost += found.lost
            trial.findings.doubled += found.doubled
            trial.expect(False, f"seed {seed}: {found}")
