"""The right to be heard before a decision that refuses, takes away or punishes.

Law: DIS, art. 20; Royal Decree (AR DIS), art. 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from domain.acts import DIS, RD
from domain.kernel import Choice, Event, Line, Personal, replace
from domain.law import Refusal
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

HEARD = DIS("art. 20")


class Subject(Choice):
    """What the person is heard about."""

    DECISION = "decision", "la décision sur la demande"


class HearingOffered(Event, topic="hearing.offered", french="Audition proposée : {subject}"):
    """The person was told, in writing, of the right to be heard."""

    subject: Subject = Subject.DECISION

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, hearing=Hearing(offered_on=on)))


class HearingRequested(Event, topic="hearing.requested", french="Audition demandée : {subject}"):
    """The person asked to be heard."""

    subject: Subject = Subject.DECISION

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, hearing=replace(state.ris.hearing, requested_on=on)))


class HearingHeld(Event, topic="hearing.held", french="Audition tenue : {subject} ; assistance {assisted_by}"):
    """The person was heard, alone or assisted."""

    subject: Subject = Subject.DECISION
    assisted_by: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, hearing=replace(state.ris.hearing, settled_on=on)))

    @property
    def sentence(self) -> str:
        return super().sentence if self.assisted_by else f"Audition tenue : {self.subject.label}"


class HearingWaived(Event, topic="hearing.waived", french="Audition : la personne y renonce"):
    """The person gave up being heard."""

    subject: Subject = Subject.DECISION

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, hearing=replace(state.ris.hearing, settled_on=on)))


@dataclass(frozen=True, slots=True)
class Hearing:
    """Where the hearing stands; settled means held, or waived."""

    offered_on: date | None = None
    requested_on: date | None = None
    settled_on: date | None = None

    @property
    def is_respected(self) -> bool:
        """Offered in writing and, if the person asked for it, held or waived."""
        return self.offered_on is not None and (self.requested_on is None or self.settled_on is not None)


NOT_OFFERED = Refusal("HEARING_NOT_OFFERED", "Aucune audition n'a été proposée.")


def _offered(state: State) -> bool:
    return state.ris.is_pending and state.ris.hearing.offered_on is not None


class HearingSteps(Steps):
    """How a centre hears a person before it decides."""

    @step(
        "Proposer l'audition",
        law=HEARD,
        when=lambda state: state.ris.is_pending,
        otherwise=Refusal("NO_REQUEST_PENDING", "Aucune demande n'attend de décision."),
    )
    def offer_hearing(self, subject: Subject = Subject.DECISION) -> None:
        """The offer is made in writing, before the decision."""
        self.record(HearingOffered(subject=subject))

    @step("Acter la demande d'audition", law=HEARD, when=_offered, otherwise=NOT_OFFERED)
    def request_hearing(self, subject: Subject = Subject.DECISION) -> None:
        """Who asks to be heard is heard before the decision."""
        self.record(HearingRequested(subject=subject))

    @step("Tenir l'audition", law=RD("art. 7"), when=_offered, otherwise=NOT_OFFERED)
    def hold_hearing(self, subject: Subject = Subject.DECISION, assisted_by: Line = "") -> None:
        """The person may be assisted by whom they choose."""
        self.record(HearingHeld(subject=subject, assisted_by=assisted_by))

    @step("Acter la renonciation à l'audition", law=HEARD, when=_offered, otherwise=NOT_OFFERED)
    def waive_hearing(self, subject: Subject = Subject.DECISION) -> None:
        """The person may give up being heard."""
        self.record(HearingWaived(subject=subject))
