"""The French sentence of an error: its docstring, written once."""

from __future__ import annotations


def french(error: type[Exception]) -> str:
    """The first paragraph of the docstring."""
    return " ".join((error.__doc__ or error.__name__).split("\n\n")[0].split())
