"""A request for the income: how it reaches the centre, why, how it is registered, and the receipt that proves it.

Law: DIS, art. 18 (cited from memory): asked aloud, in writing, or opened by the centre itself; entered the same day in
a register which who asks aloud signs; a receipt is due the same day, even if the refusal is certain.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.french import day, said
from domain.kernel import Choice, Event, Line, Personal, replace
from domain.law import Refusal, require
from domain.pathway.entitlement import Kind
from domain.pathway.hearing import Subject
from domain.pathway.ris_delays import RECEIPT, REQUEST
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

ALREADY_OPEN = Refusal(
    "REQUEST_ALREADY_OPEN", "Une demande est déjà en cours depuis le {state.ris.received_on:%d/%m/%Y}."
)


class Mode(Choice):
    """How the request came; a letter is treated as said aloud."""

    ORAL = "oral", "au guichet"
    LETTER = "letter", "par lettre"
    MAIL = "mail", "par courriel"
    EX_OFFICIO = "ex_officio", "d'office"


class Cause(Choice):
    """Why the person asks: since 2015, and far more since 2026, because a benefit ended."""

    END_OF_BENEFIT = "end_of_benefit", "fin du droit au chômage"
    INSERTION_ALLOWANCE_END = "insertion_allowance_end", "fin de l'allocation d'insertion"
    OTHER = "other", "autre cause"


class RisRequested(Event, topic="ris.requested", french="Demande reçue : {kind}, {mode}"):
    """The centre received a request and entered it, the same day, in its register."""

    request_id: UUID
    kind: Kind = Kind.RIS
    mode: Mode = Mode.ORAL
    received_on: date
    register_no: Personal[str] = ""
    signed: bool = False
    cause: Cause = Cause.OTHER

    def apply(self, state: State, on: date) -> State:
        asked = state.ris.anew(self.request_id, self.kind, self.received_on, self.cause)
        return replace(state, ris=asked, hearings=state.hearings.used(Subject.DECISION))

    @property
    def sentence(self) -> str:
        return super().sentence + ("" if self.cause is Cause.OTHER else f" ; cause : {said(self.cause)}")


class RisReceiptIssued(Event, topic="ris.receipt-issued", french="Accusé de réception remis le {issued_on}"):
    """The person holds the proof of the request, which starts every delay."""

    receipt_no: Personal[str] = ""
    issued_on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, receipt_on=self.issued_on))


class RisRequestSteps(Steps):
    """How a request is registered, and proved."""

    @step(
        "Enregistrer une demande de RIS",
        law=REQUEST,
        when=lambda state: not state.ris.is_pending,
        otherwise=ALREADY_OPEN,
    )
    def request_ris(
        self,
        cause: Cause = Cause.OTHER,
        mode: Mode = Mode.ORAL,
        kind: Kind = Kind.RIS,
        received_on: date | None = None,
        register_no: Line = "",
        signed: bool = False,
    ) -> None:
        """The request is registered the day it is received, even if the refusal is certain."""
        require(not self.whole().ris.is_pending, REQUEST, "REQUEST_ALREADY_OPEN", "Une demande est déjà en cours.")
        received = received_on or self.on
        require(received <= self.on, REQUEST, "RECEIVED_LATER", f"La demande ne peut suivre le {day(self.on)}.")
        if mode is Mode.ORAL and not signed:
            self.warn(REQUEST, "REGISTER_UNSIGNED", "Qui demande au guichet signe le registre : faites-le signer.")
        self.record(
            RisRequested(
                request_id=self.new_id(),
                kind=kind,
                mode=mode,
                received_on=received,
                register_no=register_no,
                signed=signed,
                cause=cause,
            )
        )  # fmt: skip

    @step(
        "Remettre l'accusé de réception",
        law=REQUEST,
        when=lambda state: state.ris.awaits_receipt,
        otherwise=Refusal("NO_RECEIPT_DUE", "Aucune demande n'attend d'accusé de réception."),
    )
    def issue_receipt(self, receipt_no: Line = "", issued_on: date | None = None) -> None:
        """The receipt is due the same day, and starts every delay."""
        issued = issued_on or self.on
        self.not_later(issued, REQUEST)
        received = self.state.ris.received_on or issued
        require(issued >= received, REQUEST, "RECEIPT_BEFORE_REQUEST",
                "L'accusé de réception ne peut précéder la demande.")  # fmt: skip
        if issued > RECEIPT.after(received, self.rules):
            self.warn(RECEIPT.law, "RECEIPT_LATE", "L'accusé de réception doit être remis le jour même.")
        self.record(RisReceiptIssued(receipt_no=receipt_no, issued_on=issued))
