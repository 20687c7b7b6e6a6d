"""`parcours bench`: how fast Parcours is, each time beside something anyone can check, timed in the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from infrastructure.bench import append, command, load, memory, order, project, rebuild, switch, web
from infrastructure.bench.measure import MeasureFailed, Result
from infrastructure.bench.plan import FULL, QUICK, Plan, Say
from infrastructure.bench.scratch import Ground, ground, versions
from infrastructure.settings import Settings

BENCHMARKS: dict[str, Callable[[Ground, Plan, Say], Iterator[Result]]] = {
    "order": order.run,
    "append": append.run,
    "command": command.run,
    "web": web.run,
    "memory": memory.run,
    "load": load.run,
    "project": project.run,
    "rebuild": rebuild.run,
    "switch": switch.run,
}
"""Each by its name, in the order they are run."""

__all__ = ["BENCHMARKS", "MeasureFailed", "Result", "run"]


def run(
    settings: Settings,
    *,
    quick: bool,
    names: Sequence[str],
    progress: Say,
    plan: Plan | None = None,
    here: bool = False,
) -> list[Result]:
    """The benchmarks named, or all, in databases made for them; ``here``, the switch on the store of the settings.

    Raises `MeasureFailed`: half a run is no run.
    """
    if unknown := [name for name in names if name not in BENCHMARKS]:
        raise MeasureFailed(f"Mesure inconnue : {', '.join(unknown)}. Connues : {', '.join(BENCHMARKS)}.")
    if here:
        return list(switch.here(settings, progress))
    chosen = plan or (QUICK if quick else FULL)
    with ground(settings) as found:
        results = (result for name in names or BENCHMARKS for result in BENCHMARKS[name](found, chosen, progress))
        told = versions(found.url)
        return [result.model_copy(update={"versions": told}) for result in results]
