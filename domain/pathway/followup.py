"""Contacts with the person: an interview asked for, held, or missed (an appointment kept or not); and the silence.

Law: Royal Decree of 11 July 2002 (AR DIS), art. 10 to 21 (an interview within days of the request; article number cited
from memory). The seed « Osez Liège » asks for close support, under contract or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import Field

from domain.acts import PRACTICE, RD
from domain.delays import Deadline, Delay
from domain.french import day
from domain.kernel import Choice, Event, Line, Personal, Text, replace
from domain.law import present, require
from domain.pathway.appointment import SUMMONS, Appointment
from domain.pathway.contract_days import contracts_of
from domain.pathway.measure import Measure
from domain.pathway.step import Steps, step
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

MEETING = RD("art. 10 à 21", verified=False)
INTERVIEW = Delay("INTERVIEW", "Tenir l'entretien demandé", MEETING, "piis.interview.days", step="record_contact")
CONTACT_SILENCE = Delay("CONTACT_SILENCE", "Reprendre contact", PRACTICE("suivi rapproché"), "contact.silence_days",
                        step="record_contact")  # fmt: skip
KEPT = "au rendez-vous fixé"
Minutes = Annotated[int, Field(ge=1, le=600)]


class Channel(Choice):
    """How they met."""

    IN_PERSON = "in_person", "en personne"
    HOME_VISIT = "home_visit", "visite à domicile"
    PHONE = "phone", "par téléphone"
    VIDEO = "video", "par vidéo"
    MAIL = "mail", "par courriel"


class ContactKind(Choice):
    """What it was about."""

    FOLLOW_UP = "follow_up", "suivi"
    REQUESTED = "requested", "à la demande de la personne"
    ORIENTATION = "orientation", "orientation avant la fin d'un contrat"
    OTHER = "other", "autre"


class InterviewRequested(Event, topic="interview.requested", french="Entretien demandé : le {asked_on}"):
    """The person asked to meet the social worker."""

    asked_on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, followup=replace(state.followup, asked_on=self.asked_on))


class InterviewHeld(Event, topic="interview.held", french="Entretien tenu : {channel}, {kind}", version=2):
    """They met, or spoke; the note is personal, or kept apart under its reference."""

    on: date | None = None
    channel: Channel = Channel.IN_PERSON
    kind: ContactKind = ContactKind.FOLLOW_UP
    note_ref: Personal[str] = ""
    note: Personal[str] = ""
    duration: Minutes | None = None
    appointment_id: UUID | None = None

    def apply(self, state: State, on: date) -> State:
        held, now = self.on or on, state.followup
        asked_on = now.asked_on if now.asked_on and now.asked_on > held else None
        oriented_on = _later(now.oriented_on, held) if self.kind is ContactKind.ORIENTATION else now.oriented_on
        met = FollowUp(asked_on, _later(now.last_contact_on, held), oriented_on)
        return replace(state, followup=met, appointments=state.appointments.met(self.appointment_id, held))

    @property
    def sentence(self) -> str:
        on = f"le {day(self.on)}" if self.on else ""
        duration = f"{self.duration} minutes" if self.duration else ""
        kept = KEPT if self.appointment_id else ""
        note = f"note {self.note_ref}" if self.note_ref else ""
        parts = (on, self.channel.label, self.kind.label, kept, duration, note)
        told = f" ; {self.note}" if self.note else ""
        return f"Entretien tenu : {', '.join(filter(None, parts))}{told}"


class InterviewMissed(Event, topic="interview.missed", french="Entretien manqué : justifié, {justified}", version=2):
    """The person did not come; for a good reason, the interview asked for is still owed."""

    on: date | None = None
    justified: bool = False
    appointment_id: UUID | None = None

    def apply(self, state: State, on: date) -> State:
        asked_on = state.followup.asked_on if self.justified else None
        absent = state.appointments.absent(self.appointment_id, self.on or on, justified=self.justified)
        return replace(state, followup=replace(state.followup, asked_on=asked_on), appointments=absent)

    @property
    def sentence(self) -> str:
        on = f", le {day(self.on)}" if self.on else ""
        kept = f", {KEPT}" if self.appointment_id else ""
        return f"Entretien manqué : {'justifié' if self.justified else 'sans justification'}{on}{kept}"


def _later(known: date | None, told: date) -> date:
    return max(known, told) if known else told


@dataclass(frozen=True)
class FollowUp(Measure):
    """The interview asked for, and the last ones held."""

    asked_on: date | None = None
    last_contact_on: date | None = None
    oriented_on: date | None = None

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """An interview soon after the person asks; never too long a silence."""
        if self.asked_on:
            yield INTERVIEW.from_(self.asked_on, "demande d'entretien", rules)
        contact, opened = last_contact_on(state), state.identity.since
        if opened and (contact is None or contact < opened):
            yield CONTACT_SILENCE.from_(opened, "ouverture", rules)
        elif contact:
            yield CONTACT_SILENCE.from_(contact, "dernier contact", rules)


def last_contact_on(state: State) -> date | None:
    """The last day someone of the centre met the person: interview, evaluation of the plan, follow-up of a contract."""
    contracts = (contract.followed_up_on for contract in contracts_of(state))
    days = (state.followup.last_contact_on, state.piis.last_evaluated_on, *contracts)
    return max(filter(None, days), default=None)


class FollowUpSteps(Steps):
    """How contacts are asked for and recorded."""

    @step("Demander un entretien", law=MEETING)
    def request_interview(self, asked_on: date | None = None) -> None:
        """Who asks for an interview has it within days."""
        asked = asked_on or self.on
        require(asked <= self.on, MEETING, "ASKED_LATER", f"La demande ne peut suivre le {day(self.on)}.")
        self.record(InterviewRequested(asked_on=asked))

    @step("Acter un entretien", law=MEETING)
    def record_contact(
        self,
        channel: Channel = Channel.IN_PERSON,
        kind: ContactKind = ContactKind.FOLLOW_UP,
        note: Text = "",
        note_ref: Line = "",
        duration: Minutes | None = None,
        missed: bool = False,
        justified: bool = False,
        on: date | None = None,
        appointment_id: UUID | None = None,
    ) -> None:
        """Held, or missed, with or without a good reason; health and third persons stay out of the note.

        The appointment of the day is thereby kept, or missed; a mail keeps none, unless it is named.
        """
        met = on or self.on
        require(met <= self.on, MEETING, "CONTACT_LATER", f"L'entretien ne peut suivre le {day(self.on)}.")
        written = channel is Channel.MAIL and not missed and appointment_id is None
        kept = None if written else self._appointment(appointment_id, on, missed=missed)
        id = kept.id if kept else None
        if missed:
            absent = min(kept.on, met) if kept and on is None else met
            require(kept is None or absent >= kept.on, SUMMONS, "APPOINTMENT_NOT_YET",
                    "Une absence ne se constate pas avant le jour du rendez-vous.")  # fmt: skip
            self.record(InterviewMissed(on=absent, justified=justified, appointment_id=id))
        else:
            self.record(
                InterviewHeld(
                    on=met, channel=channel, kind=kind, note_ref=note_ref, note=note, duration=duration,
                    appointment_id=id,
                )
            )  # fmt: skip

    def _appointment(self, id: UUID | None, on: date | None, *, missed: bool) -> Appointment | None:
        """The appointment kept or missed: named, or that of the day; an absence with no day, the last one passed."""
        known = self.state.appointments
        if id:
            return present(known.named(id), SUMMONS, "NO_APPOINTMENT", "Ce rendez-vous n'est pas fixé.")
        of_the_day = known.of_the_day(on or self.on)
        return known.passed(self.on) if missed and on is None and of_the_day is None else of_the_day
