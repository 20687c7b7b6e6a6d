"""The results as a person reads them, or as a program does."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

from rich.markup import escape
from rich.table import Table

from infrastructure.bench.measure import Result, spread
from infrastructure.console import out

COLUMNS = ("Mesure / référence", "Valeur", "Référence", "Unité", "Rapport", "Barre", "Atteinte", "Écart")
LEFT = {"Mesure / référence", "Unité"}


def say_results(results: Iterable[Result], *, as_json: bool) -> None:
    """A table with its notes; or one JSON list, and nothing else, on standard output."""
    told = list(results)
    if as_json:
        json.dump([result.model_dump(mode="json") for result in told], sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return
    table = Table(title="Chaque valeur à côté de sa référence, médianes de tours entrelacés")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column in LEFT else "right", no_wrap=column == COLUMNS[0])
    for result in told:
        table.add_row(*map(escape, row(result)))
    out.print(table)
    for note in dict.fromkeys(f"{result.name} : {result.note}" for result in told if result.note):
        out.print(escape(f"  {note}"))


def row(result: Result) -> tuple[str, ...]:
    """One line of the table, in French."""
    beside = result.reference
    sign = "≥" if result.better == "more" else "≤"
    bar = "" if result.bar is None else f"{sign} {number(result.bar)}"
    reached = {True: "oui", False: "non", None: "" if result.bar is None else result.why}[result.reached]
    widest = max((spread(each) for each in result.rounds.values() if min(each) > 0), default=1.0)
    return (
        result.name, number(result.value), number(beside.value) if beside else result.why, result.unit,
        number(result.ratio) if result.ratio is not None else "", bar, reached, f"x{number(widest)}",
    )  # fmt: skip


def number(value: float) -> str:
    """As French people write it, three figures that mean something."""
    shown = f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
    return shown.replace(",", " ").replace(".", ",")
