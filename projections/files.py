"""Which files there are, and where each stands: one row per pathway.

Names are sealed under the person's key, here as in the history; a reader unseals the few lines shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.kernel import Choice, Personal
from domain.pathway import State
from domain.pathway.followup import last_contact_on
from projections.history import History, Projection


class Phase(Choice):
    """Where a file stands, for a list; lateness is another matter."""

    OPENED = "opened", "Dossier ouvert"
    REQUESTED = "requested", "Enquête sociale"
    DECIDED = "decided", "RIS décidé"
    PLANNING = "planning", "PIIS en préparation"
    ACTIVE = "active", "PIIS en cours"
    IN_CONTRACT = "in_contract", "Article 60"
    IN_ARTICLE61 = "in_article61", "Article 61"
    IN_TRAINING = "in_training", "CISP"
    PLACED = "placed", "En emploi"
    CLOSED = "closed", "Clos"


@dataclass(frozen=True)
class File:
    """One line of the list of files; ``birth_year`` helps tell two people of one name apart."""

    centre: int
    file_no: str
    last_name: Personal[str]
    first_name: Personal[str]
    birth_year: Personal[int | None]
    phase: str
    opened_on: date | None
    closed_on: date | None
    last_contact_on: date | None
    place: str
    cohort: str
    version: int


def phase_of(state: State) -> Phase:
    """The phase of a file, the furthest it has come."""
    ris, piis = state.ris, state.piis
    order = (
        (not state.identity.is_open, Phase.CLOSED),
        (state.article60.is_running, Phase.IN_CONTRACT),
        (state.article61.is_running, Phase.IN_ARTICLE61),
        (state.training.is_running, Phase.IN_TRAINING),
        (state.placement.is_running, Phase.PLACED),
        (piis.is_signed, Phase.ACTIVE),
        (ris.right is not None and piis.assessed_on is not None, Phase.PLANNING),
        (ris.decision is not None, Phase.DECIDED),
        (ris.is_pending, Phase.REQUESTED),
    )
    return next((phase for holds, phase in order if holds), Phase.OPENED)


def place_of(state: State) -> str:
    """Where the person works or learns now, if they do."""
    for held in (state.article60, state.article61):
        if held.is_running and held.contract:
            return held.contract.host
    if state.training.is_running and state.training.enrolment:
        return state.training.enrolment.track
    return ""


def number_of(history: History) -> str:
    """``2026-00133``: the year of the opening, and its rank in the log; the same for ever."""
    first = history.entries[0]
    return f"{first.occurred_on.year}-{first.position:05d}"


def rows(history: History) -> Iterator[File]:
    """The line of one pathway; none once its opening was voided."""
    state, who = history.state, history.state.identity
    if who.opened_on is None:
        return
    birth_year = who.birth_date.year if isinstance(who.birth_date, date) else who.birth_date
    yield File(
        history.centre, number_of(history), who.last_name, who.first_name, birth_year, phase_of(state).value,
        who.opened_on, who.closed_on, last_contact_on(state), place_of(state), who.cohort, len(history.entries),
    )  # fmt: skip


FILES = Projection("files", 3, File, rows, index=("centre", "phase"))
