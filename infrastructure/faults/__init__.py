"""The faults Parcours must bear, each played on a throw-away installation, under a seed: `parcours faults`.

After each: every acknowledged command is in the log exactly once, and the projections equal a rebuild.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from random import Random

from infrastructure.database import DatabaseRefused
from infrastructure.faults import (
    clocks,
    commands,
    engine,
    exports,
    groups,
    kills,
    network,
    poison,
    pressure,
    simulated,
    storage,
)
from infrastructure.faults.oracle import Findings
from infrastructure.faults.report import Case, Report, Result
from infrastructure.faults.trial import NotRun, Trial


@dataclass(frozen=True)
class Fault:
    """One fault of the list: its number there, its name on the command line, its French words, how it is played."""

    number: int
    name: str
    french: str
    play: Callable[[Trial], None]


class UnknownFault(DatabaseRefused):
    """A word that names no case; the text says which there are."""


CASES = (
    Fault(1, "service-killed", "Service tué entre l'écriture et la réponse", kills.service_killed),
    Fault(2, "projector-killed", "Projecteur tué entre les lignes et sa position", kills.projector_killed),
    Fault(3, "database-killed", "PostgreSQL tué en pleine écriture", kills.database_killed),
    Fault(4, "answers-swallowed", "Réponses avalées en chemin", network.answers_swallowed),
    Fault(5, "line-broken", "Liaison coupée, muette, lente", network.line_broken),
    Fault(6, "server-hung", "PostgreSQL figé", network.server_hung),
    Fault(7, "disk-full", "Disque plein : données, puis journal", storage.disk_full),
    Fault(8, "clocks-jump", "Horloges qui sautent", clocks.clocks_jump),
    Fault(9, "doubled-reordered", "Commandes répétées et dans le désordre", commands.doubled_and_reordered),
    Fault(10, "two-in-one-file", "Deux agents dans un même dossier", commands.two_in_one_file),
    Fault(11, "pool-exhausted", "Plus une connexion libre", pressure.pool_exhausted),
    Fault(12, "query-slow", "Requête qui ne finit pas", pressure.query_slow),
    Fault(13, "stream-parked", "Fait illisible mis de côté", poison.stream_parked),
    Fault(14, "reading-stopped", "Fait inconnu : arrêt et alarme", poison.reading_stopped),
    Fault(15, "keys-away", "Service des clés hors d'atteinte", network.keys_away),
    Fault(16, "restored-erased", "Restauration, puis effacements rejoués", storage.restored_and_erased_again),
    Fault(17, "long-export", "Export d'un million de faits en peu de mémoire", exports.long_export),
    Fault(19, "wrong-engine", "Réglages interdits, verrou changé", engine.wrong_engine_refused),
    Fault(20, "simulation", "Histoires simulées, une par graine", simulated.histories_simulated),
    Fault(21, "group-broken", "Écriture groupée interrompue, ou empoisonnée", groups.group_broken),
    Fault(22, "rebuild-killed", "Recalcul tué à chacune de ses étapes", kills.rebuild_killed),
)
"""Numbered as in the list of faults (docs/faults.md)."""


def run(
    *, seed: int, quick: bool, wanted: Collection[str] = (), progress: Callable[[Case], None] = lambda case: None
) -> Report:
    """Play the cases wanted, by number or name, or all of them; each is told to ``progress`` when it is over."""
    cases = []
    for fault in chosen(wanted):
        cases.append(play(fault, seed=seed, quick=quick))
        progress(cases[-1])
    return Report(seed, cases)


def chosen(wanted: Collection[str]) -> Iterator[Fault]:
    """The cases of these numbers and names, in their order; all when none is named. Raises `UnknownFault`."""
    if unknown := set(wanted) - {word for fault in CASES for word in (str(fault.number), fault.name)}:
        known = ", ".join(f"{fault.number} {fault.name}" for fault in CASES)
        raise UnknownFault(f"Cas inconnu : {', '.join(sorted(unknown))}. Connus : {known}.")
    return (fault for fault in CASES if not wanted or {str(fault.number), fault.name} & set(wanted))


def play(fault: Fault, *, seed: int, quick: bool) -> Case:
    """One case, from an empty folder to the examination of its log."""
    began = time.monotonic()
    result, found = Result.PASSED, Findings()
    try:
        with ExitStack() as stack:
            trial = Trial(Random(f"{seed}/{fault.number}"), stack, quick=quick)
            found = trial.findings
            _played(fault, trial)
            trial.judge()
    except NotRun as reason:
        result, found.wrong = Result.NOT_RUN, [str(reason)]
    except Exception as failure:
        found.wrong.append(_told(failure))
    if found.wrong and result is Result.PASSED:
        result = Result.FAILED
    return Case(
        fault.number, fault.name, fault.french, found.acknowledged, found.lost, found.doubled, found.unknown,
        round(time.monotonic() - began, 1), result, "; ".join(found.wrong[:5]),
    )  # fmt: skip


def _played(fault: Fault, trial: Trial) -> None:
    """Broken off or not, the log is examined."""
    try:
        fault.play(trial)
    except NotRun:
        raise
    except Exception as failure:
        trial.findings.wrong.append(_told(failure))


def _told(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}"
