"""The others: what each benchmark is compared with. Where one is not installed, the result says so."""

from __future__ import annotations

from importlib.util import find_spec


class Absent(Exception):
    """The peer is not installed here; the text says what is missing, in French."""


def require(module: str) -> None:
    """Raises `Absent` where a Python package is not installed."""
    if find_spec(module) is None:
        raise Absent(f"le paquet Python « {module} » n'est pas installé")
