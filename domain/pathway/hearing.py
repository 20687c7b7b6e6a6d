"""The right to be heard before a decision that refuses, takes away or punishes.

Law: DIS, art. 20; Royal Decree (AR DIS), art. 7.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from domain.acts import DIS, RD
from domain.kernel import Choice, Event, Line, Personal, replace
from domain.law import Refusal, require
from domain.pathway.measure import Measure
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

HEARD = DIS("art. 20")


class Subject(Choice):
    """What the person is heard about."""

    DECISION = "decision", "la décision sur la demande"
    WITHDRAWAL = "withdrawal", "le retrait du droit"
    REVIEW = "review", "la révision à la baisse"
    SUSPENSION = "suspension", "la suspension du paiement"
    RECOVERY = "recovery", "la récupération"
    SANCTION = "sanction", "la sanction"


def _amended(state: State, subject: Subject, amend: Callable[[Hearing], Hearing]) -> State:
    return replace(state, hearings=state.hearings.amended(subject, amend))


class HearingOffered(Event, topic="hearing.offered", french="Audition proposée : {subject}", version=2):
    """The person was told, in writing, of the right to be heard; who asked before is still to be heard."""

    subject: Subject = Subject.DECISION

    def apply(self, state: State, on: date) -> State:
        return _amended(state, self.subject, lambda hearing: hearing.offered_again(on))


class HearingRequested(Event, topic="hearing.requested", french="Audition demandée : {subject}", version=2):
    """The person asked to be heard."""

    subject: Subject = Subject.DECISION

    def apply(self, state: State, on: date) -> State:
        return _amended(state, self.subject, lambda hearing: replace(hearing, requested_on=on, settled_on=None))


class HearingHeld(
    Event, topic="hearing.held", french="Audition tenue : {subject} ; assistance {assisted_by}", version=2
):
    """The person was heard, alone or assisted."""

    subject: Subject = Subject.DECISION
    assisted_by: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        return _amended(state, self.subject, lambda hearing: replace(hearing, settled_on=on))

    @property
    def sentence(self) -> str:
        return super().sentence if self.assisted_by else f"Audition tenue : {self.subject.label}"


class HearingWaived(Event, topic="hearing.waived", french="Audition : la personne y renonce, {subject}", version=2):
    """The person gave up being heard."""

    subject: Subject = Subject.DECISION

    def apply(self, state: State, on: date) -> State:
        return _amended(state, self.subject, lambda hearing: replace(hearing, settled_on=on))


@dataclass(frozen=True)
class Hearing:
    """Where the hearing stands; settled means held, or waived."""

    offered_on: date | None = None
    requested_on: date | None = None
    settled_on: date | None = None

    @property
    def is_respected(self) -> bool:
        """Offered in writing and, if the person asked for it, held or waived."""
        return self.offered_on is not None and (self.requested_on is None or self.settled_on is not None)

    @property
    def decided_from(self) -> date | None:
        """The first day a decision may follow it: that of the offer and, if the person asked, of what settled it."""
        asked = self.settled_on if self.requested_on else None
        return max((each for each in (self.offered_on, asked) if each), default=None)

    def offered_again(self, on: date) -> Hearing:
        """Another offer: what the person asked for, and was not given, stands; what was settled is left behind."""
        return Hearing(offered_on=on, requested_on=None if self.settled_on else self.requested_on)


@dataclass(frozen=True)
class Hearings(Measure):
    """One hearing for each subject; a decision taken uses its hearing up: the next asks for another."""

    by_subject: Mapping[Subject, Hearing] = field(default_factory=dict)

    def on(self, subject: Subject) -> Hearing:
        """Where the hearing on that subject stands."""
        return self.by_subject.get(subject, Hearing())

    def amended(self, subject: Subject, amend: Callable[[Hearing], Hearing]) -> Hearings:
        """The same, with the hearing on that subject amended."""
        return Hearings({**self.by_subject, subject: amend(self.on(subject))})

    def used(self, subject: Subject) -> Hearings:
        """The same, without the hearing on that subject."""
        return Hearings({each: hearing for each, hearing in self.by_subject.items() if each is not subject})


NOTHING_TO_HEAR = Refusal(
    "NO_REQUEST_PENDING", "Ni demande ni revenu en cours, rien à décider : enregistrez d'abord la demande."
)
NOT_OFFERED = Refusal("HEARING_NOT_OFFERED", "Aucune audition n'a été proposée.")


def _something_to_decide(state: State) -> bool:
    return state.ris.is_pending or state.ris.right is not None


def _offered(state: State) -> bool:
    return any(hearing.offered_on for hearing in state.hearings.by_subject.values())


class HearingSteps(Steps):
    """How a centre hears a person before it decides."""

    @step("Proposer l'audition", law=HEARD, when=_something_to_decide, otherwise=NOTHING_TO_HEAR)
    def offer_hearing(self, subject: Subject = Subject.DECISION) -> None:
        """The offer is made in writing, before the decision; it says what the decision is to be about."""
        pending = subject is not Subject.DECISION or self.state.ris.is_pending
        require(pending, HEARD, "NO_REQUEST_PENDING", "Aucune demande n'attend de décision : indiquez un autre objet.")
        self.record(HearingOffered(subject=subject))

    @step("Acter la demande d'audition", law=HEARD, when=_offered, otherwise=NOT_OFFERED)
    def request_hearing(self, subject: Subject | None = None) -> None:
        """Who asks to be heard is heard before the decision."""
        self.record(HearingRequested(subject=self._offered_on(subject)))

    @step("Tenir l'audition", law=RD("art. 7"), when=_offered, otherwise=NOT_OFFERED)
    def hold_hearing(self, subject: Subject | None = None, assisted_by: Line = "") -> None:
        """The person may be assisted by whom they choose."""
        self.record(HearingHeld(subject=self._offered_on(subject), assisted_by=assisted_by))

    @step("Acter la renonciation à l'audition", law=HEARD, when=_offered, otherwise=NOT_OFFERED)
    def waive_hearing(self, subject: Subject | None = None) -> None:
        """The person may give up being heard."""
        self.record(HearingWaived(subject=self._offered_on(subject)))

    def _offered_on(self, told: Subject | None) -> Subject:
        """The subject told, or the last one a hearing was offered on."""
        offered = self.state.hearings.by_subject
        subject = told or max(offered, key=lambda each: offered[each].offered_on or date.min)
        require(self.state.hearings.on(subject).offered_on is not None, HEARD, NOT_OFFERED.code,
                f"Aucune audition n'a été proposée sur ce point ({subject.label}).")  # fmt: skip
        return subject
