"""What a person at a terminal is shown: progress on long work, one clear sentence when something is refused."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from application.errors import NissTaken, Overtaken, Unknown
from application.ports import Unavailable
from infrastructure.database import DatabaseRefused
from infrastructure.keys import KeyLost
from infrastructure.master_key import MasterKeyRefused
from infrastructure.upcasts import UnknownFact

out, aside = Console(), Console(stderr=True)
"""Where answers go, and where progress does when the answer itself is a stream."""
Step = Callable[[int, int], None]
"""Told how many of how many are done."""
COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


@contextmanager
def refused() -> Iterator[None]:
    """One clear sentence instead of a traceback, with the SQL for whoever administers the server."""
    try:
        yield
    except (DatabaseRefused, MasterKeyRefused) as refusal:
        print(refusal, file=sys.stderr)
        if sql := getattr(refusal, "sql", ""):
            print(f"\n{sql}", file=sys.stderr)
        sys.exit(1)
    except (Overtaken, NissTaken):
        print(
            "Quelqu'un a écrit dans l'un de ces dossiers entre-temps : rien n'est enregistré, relancez.",
            file=sys.stderr,
        )
        sys.exit(1)
    except Unavailable:
        print("La base de données n'a pas répondu à temps : relancez la même commande.", file=sys.stderr)
        sys.exit(1)
    except KeyLost:
        print("Les clés de cette base ne sont pas celles de ce journal (PARCOURS_KEYS_URL) : rien n'a été fait.",
              file=sys.stderr)  # fmt: skip
        sys.exit(1)
    except UnknownFact as unknown:
        print(f"Une version plus récente de Parcours a écrit dans ce journal ({unknown}) : mettez celle-ci à jour.",
              file=sys.stderr)  # fmt: skip
        sys.exit(1)
    except Unknown:
        print("Cet import n'existe pas dans ce centre.", file=sys.stderr)
        sys.exit(1)


def say(lines: Iterable[str]) -> None:
    """A report, line by line, as written."""
    for line in lines:
        print(line)


def warn(line: str) -> None:
    """What goes on meanwhile, beside what a program reads."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def counting(words: str, total: int | None = None, console: Console = out) -> Iterator[Callable[[int], None]]:
    """A progress bar, told how many more are done."""
    with Progress(*COLUMNS, console=console, transient=True) as progress:
        task = progress.add_task(words, total=total)
        yield lambda more: progress.advance(task, more)


@contextmanager
def bar(words: str) -> Iterator[Step]:
    """A progress bar, told how many of how many are done."""
    with Progress(*COLUMNS, console=out) as progress:
        task = progress.add_task(words, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
