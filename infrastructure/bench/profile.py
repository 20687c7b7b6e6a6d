"""What bounds a measure that misses its bar: our own work profiled once, outside of any round, by whom it is spent.

The profiler makes small Python functions look dearer than they are, and long waits cheaper: read the order, not the
percentages.
"""

from __future__ import annotations

import cProfile
import pstats
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import PurePath

from infrastructure.bench.measure import Result
from infrastructure.bench.workers import Operation

OURS = ("domain", "application", "projections", "infrastructure", "web")
NAMED = ("psycopg", "pydantic", "cryptography", "eventsourcing", "orjson", "sqlalchemy")
WAITING, PYTHON = "attente du serveur", "python"
LEAST = 0.03


def explained(
    results: Iterable[Result], opened: Callable[[], AbstractContextManager[Operation]], times: int
) -> Iterator[Result]:
    """The same results; those that miss their bar say where the time goes."""
    said = ""
    for result in results:
        if result.reached is not False:
            yield result
            continue
        if not said:
            with opened() as operation:
                said = shares(operation, times)
        yield result.model_copy(update={"note": f"{result.note} ; profil : {said}"})


def shares(operation: Operation, times: int) -> str:
    """Who spends the time, the dearest first."""
    profile = cProfile.Profile()
    with profile:
        for _ in range(times):
            operation()
    spent: Counter[str] = Counter()
    for (file, _, function), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]  # not in the stubs
        spent[owner(file, function)] += own
    whole = spent.total()
    return ", ".join(f"{who} {100 * own / whole:.0f} %" for who, own in spent.most_common() if own / whole >= LEAST)


def owner(file: str, function: str) -> str:
    """Whose function that is: a package, one of our folders, the wait for PostgreSQL, or Python itself."""
    parts = PurePath(file).parts
    if "psycopg" in parts and function == "wait":
        return WAITING
    if "site-packages" in parts:
        package = parts[parts.index("site-packages") + 1].removesuffix(".py")
        return next((name for name in NAMED if package.startswith(name)), package)
    if file == "~":
        return next((name for name in NAMED if name in function), PYTHON)
    return next((part for part in reversed(parts[:-1]) if part in OURS), PYTHON)
