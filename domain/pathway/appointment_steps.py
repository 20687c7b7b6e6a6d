"""How an appointment is set, moved, cancelled, and set again after an absence; who came is recorded with the contact.

Law: a practice (see `appointment`); RD, art. 10 to 21 for the interview the person asked for.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.french import day
from domain.kernel import Event, Line, Personal, replace
from domain.law import Refusal, present, require
from domain.pathway.appointment import SUMMONS, Appointment, Purpose, ToldBy
from domain.pathway.episode import episode_id
from domain.pathway.followup import INTERVIEW, MEETING
from domain.pathway.piis_content import Party
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

HOUR = re.compile(r"([01]?\d|2[0-3])\s*[h:.]\s*([0-5]\d)?")


class InterviewSummoned(Event, topic="interview.summoned", french="Rendez-vous fixé : le {on}"):
    """The person was summoned for that day; ``following`` is the appointment missed before."""

    appointment_id: UUID | None = None
    on: date
    at: Line = ""
    purpose: Purpose = Purpose.FOLLOW_UP
    place: Personal[str] = ""
    told_by: ToldBy | None = None
    following: UUID | None = None

    def apply(self, state: State, on: date) -> State:
        id = self.appointment_id or episode_id("appointment", self.on, self.at)
        added = Appointment(id, self.on, self.at, self.purpose)
        return replace(state, appointments=state.appointments.summoned(added))

    @property
    def sentence(self) -> str:
        again = "nouvelle convocation" if self.following else ""
        told_by = f"annoncé {self.told_by.label}" if self.told_by else ""
        parts = (f"le {_moment(self.on, self.at)}", self.purpose.label, str(self.place), told_by, again)
        return f"Rendez-vous fixé : {', '.join(filter(None, parts))}"


class InterviewMoved(Event, topic="interview.moved", french="Rendez-vous déplacé : au {on}"):
    """The appointment was moved, at the person's request or the centre's."""

    appointment_id: UUID
    on: date
    at: Line = ""
    asked_by: Party

    def apply(self, state: State, on: date) -> State:
        moved = tuple(
            replace(each, on=self.on, at=self.at) if each.id == self.appointment_id else each
            for each in state.appointments.expected
        )
        return replace(state, appointments=replace(state.appointments, expected=moved))

    @property
    def sentence(self) -> str:
        return f"Rendez-vous déplacé : au {_moment(self.on, self.at)}, demandé par {self.asked_by.label}"


class InterviewCancelled(Event, topic="interview.cancelled", french="Rendez-vous annulé : {reason}"):
    """The appointment will not take place."""

    appointment_id: UUID
    reason: Personal[str]

    def apply(self, state: State, on: date) -> State:
        return replace(state, appointments=state.appointments.without(self.appointment_id))


def _moment(on: date, at: str) -> str:
    return f"{day(on)} à {at}" if at else day(on)


NONE_OPEN = Refusal("NO_APPOINTMENT", "Aucun rendez-vous n'est fixé.")


def _is_set(state: State) -> bool:
    return bool(state.appointments.expected)


class AppointmentSteps(Steps):
    """How the person is summoned, and the day changed."""

    @step("Fixer un rendez-vous", law=SUMMONS)
    def set_appointment(
        self,
        appointed_on: date,
        at: Line = "",
        purpose: Purpose = Purpose.FOLLOW_UP,
        place: Line = "",
        told_by: ToldBy | None = None,
    ) -> None:
        """A day to come, an hour, what for, and how the person is told."""
        at = self._to_come(appointed_on, at)
        self.record(
            InterviewSummoned(
                appointment_id=self.new_id(), on=appointed_on, at=at, purpose=purpose, place=place, told_by=told_by
            )
        )

    @step(
        "Convoquer à nouveau",
        law=SUMMONS,
        when=lambda state: state.appointments.missed is not None,
        otherwise=Refusal("NOTHING_MISSED", "Aucun rendez-vous manqué n'attend de nouvelle convocation."),
    )
    def resummon(self, appointed_on: date, at: Line = "", place: Line = "", told_by: ToldBy | None = None) -> None:
        """Absent for a good reason or not, the person is summoned again for the same purpose."""
        missed = self.state.appointments.missed
        assert missed is not None
        at = self._to_come(appointed_on, at)
        self.record(
            InterviewSummoned(
                appointment_id=self.new_id(),
                on=appointed_on,
                at=at,
                purpose=missed.purpose,
                place=place,
                told_by=told_by,
                following=missed.id,
            )
        )

    @step("Déplacer un rendez-vous", law=SUMMONS, when=_is_set, otherwise=NONE_OPEN)
    def move_appointment(
        self,
        appointed_on: date,
        asked_by: Party,
        at: Line = "",
        former_on: date | None = None,
        appointment_id: UUID | None = None,
    ) -> None:
        """Who was summoned may ask for another day, until the day itself; then an absence is recorded."""
        moved = self._still_to_come(former_on, appointment_id)
        at = self._to_come(appointed_on, at)
        self.record(InterviewMoved(appointment_id=moved.id, on=appointed_on, at=at, asked_by=asked_by))

    @step("Annuler un rendez-vous", law=SUMMONS, when=_is_set, otherwise=NONE_OPEN)
    def cancel_appointment(
        self, reason: Line = "", former_on: date | None = None, appointment_id: UUID | None = None
    ) -> None:
        """What will not take place is cancelled before its day is over, with its reason."""
        why = reason or self.need_reason(SUMMONS)
        self.record(InterviewCancelled(appointment_id=self._still_to_come(former_on, appointment_id).id, reason=why))

    def _to_come(self, on: date, at: str) -> str:
        """Never a day gone by; the hour as one writes it; later than an interview asked for allows, it is said."""
        require(on >= self.on, SUMMONS, "APPOINTMENT_PAST", f"Le rendez-vous ne peut précéder le {day(self.on)}.")
        told = HOUR.fullmatch(at.lower())
        require(not at or told is not None, SUMMONS, "HOUR_INVALID", "Heure attendue : hh:mm, par exemple 09:30.")
        asked_on = self.state.followup.asked_on
        if asked_on and on > (last := INTERVIEW.after(asked_on, self.rules)):
            self.warn(MEETING, "INTERVIEW_LATE", f"L'entretien demandé est dû pour le {day(last)}.")
        return f"{int(told[1]):02d}:{told[2] or '00'}" if told else ""

    def _still_to_come(self, former_on: date | None, id: UUID | None) -> Appointment:
        """The appointment meant: named, of that day, or the next one; once its day is over, who came is recorded."""
        known = self.state.appointments
        meant = known.named(id) if id else known.of_the_day(former_on) if former_on else known.next
        found = present(meant, SUMMONS, NONE_OPEN.code, "Ce rendez-vous n'est pas fixé.")
        require(found.on >= self.on, SUMMONS, "APPOINTMENT_OVER",
                f"Le rendez-vous du {day(found.on)} est passé : actez qui est venu.")  # fmt: skip
        return found
