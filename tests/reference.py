"""The reference of docs/reference/, written from the code: ``python -m tests.reference [--check]``.

The law of the pathway with the story of each part of it, and the rules; what is unverified stays marked until someone
confirms it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.pathway_page import pathway
from tests.rules import RULES

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "reference"


def rules() -> Iterator[str]:
    """Every number, with its dates, its article, its source and how sure of it we are."""
    yield "# Les règles\n"
    yield "Page écrite d'après `domain/tables/`. Confiance : V lu, X sources divergentes, M de mémoire, D pratique "
    yield "réglable, C calculé, S document de départ ; X et M sont montrés « à vérifier ».\n\n"
    yield "| Clé | Valeur | Unité | Du | Au | Article | Source | Confiance |\n|---|---|---|---|---|---|---|---|\n"
    for rule in sorted(RULES.rules, key=lambda rule: (rule.key, str(rule.valid_from))):
        dates = f"{rule.valid_from or ''} | {rule.valid_to or ''}"
        yield f"| `{rule.key}` | {rule.value} | {rule.unit} | {dates} | {rule.article} | {rule.source} | "
        yield f"{rule.confidence.value} |\n"


WRITTEN = {"pathway.md": pathway, "rules.md": rules}


def stale() -> list[str]:
    """The pages that no longer say what the code does, or that nothing writes any more."""
    pages = {page: "".join(write()) for page, write in WRITTEN.items()}
    kept = {path.name: path.read_text("utf-8") for path in PAGES.glob("*.md")}
    return [page for page in sorted(pages.keys() | kept.keys()) if kept.get(page) != pages.get(page)]


def main() -> None:
    """Write the pages, or say which are stale."""
    if "--check" in sys.argv:
        if late := stale():
            sys.exit(f"docs/reference lags behind the code ({', '.join(late)}): make docs")
        return
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in PAGES.glob("*.md"):
        path.unlink()
    for page, write in WRITTEN.items():
        (PAGES / page).write_text("".join(write()), encoding="utf-8")


if __name__ == "__main__":
    main()
