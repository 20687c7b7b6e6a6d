"""Which centre is competent: a request sent on, received from another centre, contested, settled by the State.

Law: DIS, art. 18 § 4. Five calendar days to send a request on (an older federal reading: working days); the person's
right keeps the day of the first request, and the new centre decides within days counted from the day it was sent.
Opening the enquiry is taking the request as one's own (practice): until then, and no longer, the delays to send on or
to contest are shown, for information; late, they are recorded, and the centre stays bound (from memory).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import Field

from domain.acts import DIS
from domain.delays import Deadline, Delay, length, working_days_after
from domain.delays import Kind as DeadlineKind
from domain.french import day
from domain.kernel import Event, Line, Personal, Text, replace
from domain.law import Refusal, require
from domain.pathway.entitlement import Kind
from domain.pathway.hearing import Subject
from domain.pathway.ris_request import ALREADY_OPEN, Cause
from domain.pathway.step import Steps, step
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

COMPETENCE = DIS("art. 18, § 4")
TRANSFER = Delay("TRANSFER", "Si le CPAS n'est pas compétent : transmettre la demande", COMPETENCE, "ris.transfer.days",
                 step="transfer_request", kind=DeadlineKind.INFORMATION)  # fmt: skip
COMPETENCE_CONFLICT = Delay("COMPETENCE_CONFLICT", "Si le CPAS se juge incompétent : saisir le SPP IS", COMPETENCE,
                            "ris.conflict.raise_days", step="raise_conflict",
                            kind=DeadlineKind.INFORMATION)  # fmt: skip
COMPETENCE_ANSWER = Delay("COMPETENCE_ANSWER", "Désignation attendue du SPP IS", COMPETENCE, "ris.conflict.answer_days",
                          step="designate_centre")  # fmt: skip
CentreNumber = Annotated[int, Field(ge=1)]


@dataclass(frozen=True)
class Competence:
    """Which centre holds the request: received from another, contested, or gone to another since ``left_on``."""

    from_centre: int | None = None
    transmitted_on: date | None = None
    conflict_on: date | None = None
    to_centre: int | None = None
    left_on: date | None = None
    designated: int | None = None

    @property
    def awaits_answer(self) -> bool:
        """Whether the federal service may still say which centre is competent: contested here, or sent on."""
        return (self.conflict_on or self.left_on) is not None and self.designated is None

    @property
    def is_sent_on(self) -> bool:
        """Whether this centre sent the request on, itself, as not competent: the person may contest it in court."""
        return self.left_on is not None and self.designated is None

    def deadlines(self, received_on: date, enquiry_on: date | None, rules: RuleSet) -> Iterator[Deadline]:
        """Send on, or contest, before the request is taken as one's own; then wait for the answer."""
        if self.conflict_on and self.designated is None:
            yield COMPETENCE_ANSWER.from_(self.conflict_on, "saisine", rules)
        if enquiry_on or self.conflict_on or self.designated:
            return
        if self.transmitted_on:
            yield COMPETENCE_CONFLICT.from_(self.transmitted_on, "transmission", rules)
        else:
            yield TRANSFER.from_(received_on, "demande", rules, _in_working_days(received_on, rules))


def _in_working_days(received_on: date, rules: RuleSet) -> str:
    """The older reading of the delay, with and without Saturdays."""
    other = rules.find("ris.transfer.alternative_days", received_on)
    five, six = (working_days_after(received_on, int(other.number), saturdays=counted) for counted in (False, True))
    return f"{length(other)}, soit le {day(five)} (samedis compris : {day(six)})"


class RisTransferred(
    Event,
    topic="ris.transferred",
    french="Demande transmise au CPAS compétent : CPAS n° {to_centre}, le {transmitted_on}",
):
    """The centre judged itself not competent, sent the request on, and told the person so, with its reasons."""

    to_centre: int
    transmitted_on: date
    person_informed_on: date
    grounds: Personal[str]

    def apply(self, state: State, on: date) -> State:
        return _gone(state, self.to_centre, self.transmitted_on)


class RisReceivedByTransfer(
    Event,
    topic="ris.received-by-transfer",
    french="Demande reçue d'un autre CPAS : CPAS n° {from_centre}, demandée le {original_received_on},"
    " transmise le {transmitted_on}",
):
    """Another centre sent a request on: it keeps its first day, and is decided in days counted from its sending."""

    request_id: UUID
    kind: Kind = Kind.RIS
    cause: Cause = Cause.OTHER
    from_centre: int
    original_received_on: date
    transmitted_on: date
    register_no: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        asked = state.ris.anew(self.request_id, self.kind, self.original_received_on, self.cause)
        competence = Competence(self.from_centre, self.transmitted_on)
        received = replace(asked, competence=competence)
        return replace(state, ris=received, hearings=state.hearings.used(Subject.DECISION))


class RisConflictRaised(
    Event, topic="ris.conflict-raised", french="Conflit de compétence : SPP IS saisi le {raised_on}"
):
    """The centre contested that it is competent, and asked the federal service to say who is."""

    raised_on: date

    def apply(self, state: State, on: date) -> State:
        return replace(
            state, ris=replace(state.ris, competence=replace(state.ris.competence, conflict_on=self.raised_on))
        )


class RisCentreDesignated(
    Event, topic="ris.centre-designated", french="CPAS compétent désigné : CPAS n° {centre}, depuis le {effective_from}"
):
    """The federal service designated the competent centre, from the day of the first request."""

    centre: int
    effective_from: date

    def apply(self, state: State, on: date) -> State:
        settled = replace(state.ris.competence, designated=self.centre)
        if self.centre == state.identity.centre:
            settled = replace(settled, to_centre=None, left_on=None)
            return replace(state, ris=replace(state.ris, competence=settled))
        left = settled.left_on or on
        return _gone(replace(state, ris=replace(state.ris, competence=settled)), self.centre, left)


def _gone(state: State, to_centre: int, left_on: date) -> State:
    gone = replace(state.ris.competence, to_centre=to_centre, left_on=left_on)
    return replace(state, ris=replace(state.ris, competence=gone))


def _may_be_contested(state: State) -> bool:
    ris = state.ris
    return ris.is_pending and ris.competence.transmitted_on is not None and ris.competence.conflict_on is None


class RisTransferSteps(Steps):
    """How a request finds the centre that must decide on it."""

    @step(
        "Transmettre au CPAS compétent",
        law=COMPETENCE,
        when=lambda state: (
            state.ris.is_pending and state.ris.receipt_on is not None and state.ris.competence.transmitted_on is None
        ),
        otherwise=Refusal(
            "NOTHING_TO_TRANSFER",
            "Aucune demande reçue ici, dont l'accusé de réception est remis, n'attend de décision ;"
            " une demande transmise par un autre CPAS se conteste auprès du SPP IS.",
        ),
    )
    def transfer_request(
        self, to_centre: CentreNumber, person_informed_on: date, grounds: Text = "", transmitted_on: date | None = None
    ) -> None:
        """A centre that is not competent sends the request on within days, and tells the person where and why."""
        transmitted, told = transmitted_on or self.on, self.whole().ris
        require(told.is_pending and told.request_id == self.state.ris.request_id, COMPETENCE, "ALREADY_DECIDED",
                "Cette demande est déjà tranchée ou transmise, à une date ultérieure.")  # fmt: skip
        self._other(to_centre)
        require(bool(grounds), COMPETENCE, "MOTIVATION_MISSING", "Indiquez pourquoi le CPAS n'est pas compétent.")
        for each in (transmitted, person_informed_on):
            self.not_later(each, COMPETENCE)
        received = self.state.ris.received_on or transmitted
        self._in_order(received, min(transmitted, person_informed_on))
        if transmitted > TRANSFER.after(received, self.rules):
            self.warn(
                COMPETENCE, "TRANSFER_LATE", "Transmise hors délai, la demande reste au premier CPAS (à vérifier)."
            )
        self.record(
            RisTransferred(
                to_centre=to_centre, transmitted_on=transmitted, person_informed_on=person_informed_on, grounds=grounds
            )
        )  # fmt: skip

    @step(
        "Recevoir une demande transmise",
        law=COMPETENCE,
        when=lambda state: not state.ris.is_pending,
        otherwise=ALREADY_OPEN,
    )
    def receive_transfer(
        self,
        from_centre: CentreNumber,
        original_received_on: date,
        transmitted_on: date | None = None,
        kind: Kind = Kind.RIS,
        cause: Cause = Cause.OTHER,
        register_no: Line = "",
    ) -> None:
        """The request keeps the day it was first made; the delay to decide runs from the day it was sent on."""
        require(not self.whole().ris.is_pending, COMPETENCE, "REQUEST_ALREADY_OPEN", "Une demande est déjà en cours.")
        transmitted = transmitted_on or self.on
        self._other(from_centre)
        self.not_later(transmitted, COMPETENCE)
        self._in_order(original_received_on, transmitted)
        if transmitted > TRANSFER.after(original_received_on, self.rules):
            self.warn(COMPETENCE, "TRANSFER_LATE", "Transmise hors délai : le premier CPAS reste tenu (à vérifier).")
        self.record(
            RisReceivedByTransfer(
                request_id=self.new_id(), kind=kind, cause=cause, from_centre=from_centre,
                original_received_on=original_received_on, transmitted_on=transmitted, register_no=register_no,
            )
        )  # fmt: skip

    @step(
        "Saisir le SPP IS d'un conflit de compétence",
        law=COMPETENCE,
        when=_may_be_contested,
        otherwise=Refusal("NOTHING_TO_CONTEST", "Aucune demande reçue d'un autre CPAS n'est à contester."),
    )
    def raise_conflict(self, raised_on: date | None = None) -> None:
        """The second centre that judges itself not competent asks the federal service, within working days."""
        raised, transmitted = raised_on or self.on, self.state.ris.competence.transmitted_on
        assert transmitted is not None
        self.not_later(raised, COMPETENCE)
        require(raised >= transmitted, COMPETENCE, "CONFLICT_BEFORE_TRANSFER",
                f"Le conflit ne peut précéder la transmission, du {day(transmitted)}.")  # fmt: skip
        if raised > COMPETENCE_CONFLICT.after(transmitted, self.rules):
            self.warn(
                COMPETENCE, "CONFLICT_LATE", "Saisi hors délai, le SPP IS peut laisser la demande ici (à vérifier)."
            )
        self.record(RisConflictRaised(raised_on=raised))

    @step(
        "Acter la désignation du CPAS compétent",
        law=COMPETENCE,
        when=lambda state: state.ris.competence.awaits_answer,
        otherwise=Refusal("NO_CONFLICT", "Aucun conflit de compétence n'attend de désignation."),
    )
    def designate_centre(self, centre: CentreNumber) -> None:
        """The centre designated is competent from the day of the first request, whichever received it."""
        self.record(RisCentreDesignated(centre=centre, effective_from=self.state.ris.received_on or self.on))

    def _other(self, centre: int) -> None:
        """Another centre than this one."""
        require(centre != self.envelope.centre, COMPETENCE, "TRANSFER_TO_SELF",
                "Le CPAS destinataire doit être différent.")  # fmt: skip

    def _in_order(self, received: date, sent: date) -> None:
        """Nothing is sent on before it was asked for."""
        require(sent >= received, COMPETENCE, "TRANSFER_BEFORE_REQUEST",
                f"La transmission et l'information de la personne ne peuvent précéder la demande, du {day(received)}."
                )  # fmt: skip
