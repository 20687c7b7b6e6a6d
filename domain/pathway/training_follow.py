"""How a training goes: hours month by month, interruptions, the ceiling passed and explained, the end.

Law: order of 15 December 2016 (CISP_A) for attendance, monthly and signed, and for interruptions; Walloon decree of
10 July 2013 (CISP_D). Hours of internship are part of the hours attended: an internship is one of the ways the method
teaches, so that they count once towards the ceiling. Who writes the sheet records the hours that were: the ceiling, an
unverified number, refuses none of them, and the reason a supervisor owes (a practice) is a step of its own.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import Field

from domain.acts import PRACTICE
from domain.french import day, month_of, said
from domain.kernel import Event, Line, Personal, Role, replace
from domain.law import Refusal, present, require
from domain.months import Month, first_of
from domain.pathway.step import step
from domain.pathway.training import ATTENDANCE, ENROLMENT, HoursSteps, TrainingEnded
from domain.pathway.training_content import (
    Assimilated,
    Enrolment,
    Hours,
    Interruption,
    Pause,
    Result,
    amended,
    in_hours,
)

if TYPE_CHECKING:
    from domain.pathway import State

CEILING = PRACTICE("plafond d'heures CISP")


class TrainingAttended(
    Event, topic="training.attended", french="Heures de formation : {attended_h} suivies", version=2
):
    """The hours of one month, as its signed sheet says; a new sheet of the same month replaces the former.

    ``internship_h`` is part of ``attended_h``; ``planned_h`` is what the programme foresaw for the month, if told.
    """

    month: Month
    attended_h: Hours = Decimal(0)
    assimilated_h: dict[Assimilated, Hours] = Field(default_factory=dict)
    unjustified_h: Hours = Decimal(0)
    internship_h: Hours = Decimal(0)
    planned_h: Hours | None = None

    @property
    def counted_h(self) -> Decimal:
        """The hours that count towards the ceiling: attended, and justified absences."""
        return self.attended_h + sum(self.assimilated_h.values(), Decimal(0))

    def apply(self, state: State, on: date) -> State:
        return amended(state, lambda now: replace(now, months={**now.months, self.month: self.counted_h}))

    @property
    def sentence(self) -> str:
        intern = f" (dont {in_hours(self.internship_h)} en stage)" if self.internship_h else ""
        excused = said({why: hours.normalize() for why, hours in self.assimilated_h.items()})
        like = f", assimilées ({excused})" if excused else ""
        out = f", non justifiées : {in_hours(self.unjustified_h)}" if self.unjustified_h else ""
        planned = f", prévues : {in_hours(self.planned_h)}" if self.planned_h is not None else ""
        told = f"{month_of(self.month)}, {in_hours(self.attended_h)} suivies"
        return f"Heures de formation : {told}{intern}{like}{out}{planned}"


class TrainingInterrupted(Event, topic="training.interrupted", french="Formation suspendue : {reason}"):
    """The person left for a while, for this reason; no day told: the legal day."""

    reason: Pause
    from_on: date | None = None

    def apply(self, state: State, on: date) -> State:
        away = Interruption(self.reason, self.from_on or on)
        return amended(state, lambda now: replace(now, interruptions=(*now.interruptions, away)))

    @property
    def sentence(self) -> str:
        from_ = f", dès le {day(self.from_on)}" if self.from_on else ""
        return super().sentence + from_


class TrainingResumed(Event, topic="training.resumed", french="Formation reprise : le {on}"):
    """The person came back; no day told: the legal day."""

    on: date | None = None

    def apply(self, state: State, on: date) -> State:
        def back(now: Enrolment) -> Enrolment:
            if (away := now.interruption) is None:
                return now
            return replace(now, interruptions=(*now.interruptions[:-1], replace(away, resumed_on=self.on or on)))

        return amended(state, back)

    @property
    def sentence(self) -> str:
        return f"Formation reprise : le {day(self.on)}" if self.on else "Formation reprise"


class TrainingCeilingExplained(
    Event, topic="training.ceiling-explained", french="Dépassement du plafond d'heures motivé : {reason}"
):
    """A supervisor said why the training goes on above the ceiling of hours."""

    reason: Personal[str]
    hours: Hours | None = None

    def apply(self, state: State, on: date) -> State:
        return amended(state, lambda now: replace(now, ceiling_explained=True))

    @property
    def sentence(self) -> str:
        return super().sentence + (f" ({in_hours(self.hours)} heures)" if self.hours is not None else "")


def _attends(state: State) -> bool:
    return state.training.is_running and not state.training.is_interrupted


class TrainingFollowSteps(HoursSteps):
    """How a training is attended, interrupted, resumed and ended."""

    @step(
        "Enregistrer les heures du mois",
        law=ATTENDANCE,
        when=lambda state: state.training.enrolment is not None,
        otherwise=Refusal("NO_TRAINING", "Aucune formation n'a commencé."),
    )
    def record_attendance(
        self,
        attended_h: Hours = Decimal(0),
        month: Month | None = None,
        assimilated_h: dict[Assimilated, Hours] | None = None,
        unjustified_h: Hours = Decimal(0),
        internship_h: Hours = Decimal(0),
        planned_h: Hours | None = None,
    ) -> None:
        """One signed sheet a month; hours above the ceiling are recorded too, and their reason is asked for."""
        enrolment, month = self._enrolment, first_of(month or self.on)
        last = min(enrolment.ended_on or self.on, self.on)
        require(first_of(enrolment.start) <= month <= last, ATTENDANCE, "MONTH_OUT_OF_TRAINING",
                f"Le mois de {month_of(month)} est hors de la formation, ou n'a pas commencé.")  # fmt: skip
        away = any(interruption.fills(month) for interruption in enrolment.interruptions)
        require(not away, ATTENDANCE, "TRAINING_INTERRUPTED",
                f"La formation était suspendue en {month_of(month)} : actez d'abord la reprise.")  # fmt: skip
        sheet = TrainingAttended(
            month=month, attended_h=attended_h, assimilated_h=assimilated_h or {}, unjustified_h=unjustified_h,
            internship_h=internship_h, planned_h=planned_h,
        )  # fmt: skip
        self._within_a_month(sheet)
        self._is_above_ceiling(self.state.training.hours - enrolment.months.get(month, Decimal(0)) + sheet.counted_h)
        self.record(sheet)

    @step(
        "Suspendre la formation",
        law=ATTENDANCE,
        when=_attends,
        otherwise=Refusal("NOT_ATTENDING", "Aucune formation n'est suivie, ou elle est déjà suspendue."),
    )
    def interrupt_training(self, reason: Pause | None = None, from_on: date | None = None) -> None:
        """For health, for a child, for a job tried out; the enrolment goes on."""
        why, away = present(reason, ATTENDANCE, "REASON_REQUIRED", "Indiquez un motif."), from_on or self.on
        self.not_later(away, ATTENDANCE)
        free_from = max([self._enrolment.start, *(past.resumed_on or away for past in self._enrolment.interruptions)])
        require(away >= free_from, ATTENDANCE, "INTERRUPTION_TOO_EARLY",
                f"La suspension commence au plus tôt le {day(free_from)}.")  # fmt: skip
        self.record(TrainingInterrupted(reason=why, from_on=away))

    @step(
        "Reprendre la formation",
        law=ATTENDANCE,
        when=lambda state: state.training.is_interrupted,
        otherwise=Refusal("NOT_INTERRUPTED", "La formation n'est pas suspendue."),
    )
    def resume_training(self, on: date | None = None) -> None:
        """The first day back."""
        back, away = on or self.on, self._enrolment.interruption
        self.not_later(back, ATTENDANCE)
        require(away is not None and back >= away.from_on, ATTENDANCE, "RESUMED_TOO_EARLY",
                "La reprise ne peut précéder la suspension.")  # fmt: skip
        self.record(TrainingResumed(on=back))

    @step(
        "Motiver le dépassement du plafond d'heures",
        law=CEILING,
        when=lambda state: state.training.enrolment is not None,
        otherwise=Refusal("NO_TRAINING", "Aucune formation n'a commencé."),
        roles=frozenset({Role.HEAD}),
    )
    def explain_hours_ceiling(self, reason: Line = "") -> None:
        """Above the ceiling a supervisor says why; the hours themselves were recorded before."""
        why, hours = reason or self.need_reason(CEILING), self.state.training.hours
        ceiling = self.rules.find("cisp.max_hours.all", self.on).number
        require(
            hours > ceiling,
            CEILING,
            "CEILING_NOT_REACHED",
            f"Le plafond de {in_hours(ceiling)} heures n'est pas dépassé.",
        )
        self.record(TrainingCeilingExplained(reason=why, hours=hours))

    @step(
        "Terminer la formation",
        law=ENROLMENT,
        when=lambda state: state.training.is_running,
        otherwise=Refusal("NO_TRAINING", "Aucune formation n'est en cours."),
    )
    def end_training(
        self, result: Result | None = None, total_h: Hours | None = None, certificate_ref: Line = ""
    ) -> None:
        """Every end has its result, « unknown » included; no total told: the hours counted."""
        told = present(result, ENROLMENT, "REASON_REQUIRED", "Indiquez un motif (le résultat).")
        enrolment = self._enrolment
        require(enrolment.start <= self.on, ENROLMENT, "END_BEFORE_START", "La fin ne peut précéder le début.")
        total = enrolment.hours if total_h is None else total_h
        self.record(TrainingEnded(result=told, total_h=total, certificate_ref=certificate_ref))

    def _within_a_month(self, sheet: TrainingAttended) -> None:
        """No hour is negative, no month has more than it may, and internships are part of what was attended."""
        most = self.rules.find("cisp.hours.month_max", sheet.month).number
        hours = (sheet.attended_h, sheet.unjustified_h, *sheet.assimilated_h.values())
        told = (*hours, sheet.internship_h, sheet.planned_h or Decimal(0))
        require(min(told) >= 0 and max(sum(hours), sheet.planned_h or 0) <= most, ATTENDANCE, "HOURS_OUT_OF_RANGE",
                f"Entre 0 et {in_hours(most)} heures par mois.")  # fmt: skip
        require(sheet.internship_h <= sheet.attended_h, ATTENDANCE, "HOURS_OUT_OF_RANGE",
                "Les heures de stage sont comprises dans les heures suivies.")  # fmt: skip

    @property
    def _enrolment(self) -> Enrolment:
        """The enrolment under way, or the last one, which the guard saw."""
        assert self.state.training.enrolment is not None
        return self.state.training.enrolment
