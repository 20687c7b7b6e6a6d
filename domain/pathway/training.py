"""Training with an approved operator (CISP): an enrolment, hours month by month, a result.

Law: Walloon decree of 10 July 2013 (CISP_D) and its order of 15 December 2016 (CISP_A). The ceiling of hours is cited
from memory: it warns, and above it a reason is given. Until operators and agreements are kept here, their references
are taken as told, and said « non contrôlées ».
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import Field

from domain.acts import CISP_A, CISP_D
from domain.delays import Deadline
from domain.french import day, month_of, number, said
from domain.kernel import Event, Line, Personal, replace
from domain.law import Refusal, present, require
from domain.months import Month, first_of, last_of
from domain.pathway.enterprise import enterprise
from domain.pathway.episode import episode_id
from domain.pathway.measure import Measure
from domain.pathway.step import Steps, step
from domain.pathway.training_content import Assimilated, Category, Enrolment, Hours, Method, Result
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

ENROLMENT = CISP_D()
ATTENDANCE = CISP_A()


def _amended(state: State, amend: Callable[[Enrolment], Enrolment]) -> State:
    """The state with the current enrolment amended; unchanged where none was told."""
    current = state.training.enrolment
    return state if current is None else replace(state, training=replace(state.training, enrolment=amend(current)))


class TrainingEnrolled(
    Event, topic="training.enrolled", french="Inscription en formation CISP : {track}, dès le {start}"
):
    """The person entered a training; no day told: the legal day."""

    enrolment_id: UUID | None = None
    operator_bce: Line = ""
    track: Line = ""
    category: Category | None = None
    method: Method | None = None
    agreement: Line = ""
    start: date | None = None
    planned_hours: Hours | None = None

    def apply(self, state: State, on: date) -> State:
        start, stood = self.start or on, state.training
        id = self.enrolment_id or episode_id("training", self.operator_bce, self.track, start)
        enrolment = Enrolment(id, self.operator_bce, self.track, self.category, self.method, self.agreement, start,
                              self.planned_hours)  # fmt: skip
        past = (*stood.past, stood.enrolment) if stood.enrolment else stood.past
        return replace(state, training=replace(stood, enrolment=enrolment, past=past))

    @property
    def sentence(self) -> str:
        planned = f"{number(self.planned_hours)} heures prévues" if self.planned_hours else ""
        agreement = f"convention {self.agreement} (non contrôlée)" if self.agreement else ""
        start = f"dès le {day(self.start)}" if self.start else ""
        parts = (self.track, said(self.category), said(self.method), start, planned, agreement)
        detail = ", ".join(filter(None, parts))
        return f"Inscription en formation CISP : {detail}" if detail else "Inscription en formation CISP"


class TrainingAttended(Event, topic="training.attended", french="Heures de formation : {attended_h} suivies"):
    """The hours of one month, as its signed sheet says; a new sheet of the same month replaces the former."""

    month: Month
    attended_h: Hours = Decimal(0)
    assimilated_h: dict[Assimilated, Hours] = Field(default_factory=dict)
    unjustified_h: Hours = Decimal(0)

    @property
    def counted_h(self) -> Decimal:
        """The hours that count towards the ceiling: attended, and justified absences."""
        return self.attended_h + sum(self.assimilated_h.values(), Decimal(0))

    def apply(self, state: State, on: date) -> State:
        return _amended(state, lambda now: replace(now, months={**now.months, self.month: self.counted_h}))

    @property
    def sentence(self) -> str:
        like = f", assimilées ({said(self.assimilated_h)})" if self.assimilated_h else ""
        out = f", non justifiées : {number(self.unjustified_h)}" if self.unjustified_h else ""
        return f"Heures de formation : {month_of(self.month)}, {number(self.attended_h)} suivies{like}{out}"


class TrainingEnded(Event, topic="training.ended", french="Formation CISP terminée : {result}"):
    """The training ended, with this result."""

    result: Result = Result.UNKNOWN
    total_h: Hours | None = None
    certificate_ref: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        return _amended(state, lambda now: replace(now, ended_on=on, result=self.result))

    @property
    def sentence(self) -> str:
        total = f", {number(self.total_h)} heures" if self.total_h else ""
        certificate = f", attestation {self.certificate_ref}" if self.certificate_ref else ""
        return super().sentence + total + certificate


@dataclass(frozen=True, slots=True)
class Training(Measure):
    """The training that runs, or ran last, and those before it."""

    enrolment: Enrolment | None = None
    past: tuple[Enrolment, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether the person is in training."""
        return self.enrolment is not None and self.enrolment.ended_on is None

    @property
    def episodes(self) -> tuple[Enrolment, ...]:
        """Every enrolment, in its order."""
        return (*self.past, self.enrolment) if self.enrolment else self.past

    @property
    def hours(self) -> Decimal:
        """The hours counted in all the trainings of the person: the ceiling is one for life."""
        return sum((enrolment.hours for enrolment in self.episodes), Decimal(0))

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """The ceiling of hours draws near: said once at each threshold, in the month it was passed."""
        if self.enrolment is None or not self.is_running:
            return
        ceiling = rules.find("cisp.max_hours.all", self.enrolment.start)
        for key in ("cisp.hours.second_alert_percent", "cisp.hours.first_alert_percent"):
            percent = rules.find(key, self.enrolment.start).number
            if passed_in := self._month_reaching(ceiling.number * percent / 100):
                yield Deadline(
                    "CISP_HOURS", last_of(passed_in), f"Heures CISP : {number(percent)} % du plafond", ENROLMENT,
                    f"{number(self.hours)} / {number(ceiling.number)} heures", step="end_training",
                    confidence=ceiling.confidence,
                )  # fmt: skip
                return

    def _month_reaching(self, threshold: Decimal) -> date | None:
        """The month in which the hours came to the threshold, if they did."""
        total = Decimal(0)
        sheets = (sheet for enrolment in self.episodes for sheet in enrolment.months.items())
        for month, hours in sorted(sheets):
            total += hours
            if total >= threshold:
                return month
        return None


class TrainingSteps(Steps):
    """How a training begins, is attended and ends."""

    @step(
        "Inscrire en CISP",
        law=ENROLMENT,
        when=lambda state: not state.training.is_running,
        otherwise=Refusal("TRAINING_RUNNING", "Une formation est déjà en cours."),
    )
    def enrol_training(
        self,
        operator_bce: Line = "",
        track: Line = "",
        category: Category | None = None,
        method: Method | None = None,
        agreement: Line = "",
        start: date | None = None,
        planned_hours: Hours | None = None,
    ) -> None:
        """The operator and its track are approved, and the agreement has places left; both are taken as told."""
        operator = enterprise(operator_bce, ENROLMENT)
        self.warn(ENROLMENT, "OPERATOR_UNCHECKED", "Agrément de l'opérateur non contrôlé.")
        if agreement:
            self.warn(ENROLMENT, "AGREEMENT_UNCHECKED", "Convention non contrôlée : référence telle qu'elle est dite.")
        require(planned_hours is None or planned_hours >= 0, ENROLMENT, "HOURS_OUT_OF_RANGE",
                "Les heures prévues ne peuvent être négatives.")  # fmt: skip
        self._is_above_ceiling(self.state.training.hours + (planned_hours or 0))
        self.record(
            TrainingEnrolled(
                enrolment_id=self.new_id(),
                operator_bce=operator,
                track=track,
                category=category,
                method=method,
                agreement=agreement,
                start=start or self.on,
                planned_hours=planned_hours,
            )
        )

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
    ) -> None:
        """One signed sheet a month; above the ceiling a reason is given."""
        enrolment, month = self.state.training.enrolment, first_of(month or self.on)
        assert enrolment is not None
        last = min(enrolment.ended_on or self.on, self.on)
        require(first_of(enrolment.start) <= month <= last, ATTENDANCE, "MONTH_OUT_OF_TRAINING",
                f"Le mois de {month_of(month)} est hors de la formation, ou n'a pas commencé.")  # fmt: skip
        sheet = TrainingAttended(month=month, attended_h=attended_h, assimilated_h=assimilated_h or {},
                                 unjustified_h=unjustified_h)  # fmt: skip
        most = self.rules.find("cisp.hours.month_max", month).number
        hours = (attended_h, unjustified_h, *sheet.assimilated_h.values())
        require(min(hours) >= 0 and sum(hours) <= most, ATTENDANCE, "HOURS_OUT_OF_RANGE",
                f"Entre 0 et {number(most)} heures par mois.")  # fmt: skip
        others = self.state.training.hours - enrolment.months.get(month, Decimal(0))
        if self._is_above_ceiling(others + sheet.counted_h):
            self.need_reason(ATTENDANCE)
        self.record(sheet)

    @step(
        "Clôturer la formation",
        law=ENROLMENT,
        when=lambda state: state.training.is_running,
        otherwise=Refusal("NO_TRAINING", "Aucune formation n'est en cours."),
    )
    def end_training(
        self, result: Result | None = None, total_h: Hours | None = None, certificate_ref: Line = ""
    ) -> None:
        """Every end has its result, « unknown » included; no total told: the hours counted."""
        told = present(result, ENROLMENT, "REASON_REQUIRED", "Indiquez un motif.")
        enrolment = self.state.training.enrolment
        assert enrolment is not None
        require(enrolment.start <= self.on, ENROLMENT, "END_BEFORE_START", "La fin ne peut précéder le début.")
        total = enrolment.hours if total_h is None else total_h
        self.record(TrainingEnded(result=told, total_h=total, certificate_ref=certificate_ref))

    def _is_above_ceiling(self, hours: Decimal) -> bool:
        """Whether so many hours are above the ceiling, which is then said."""
        ceiling = self.rules.find("cisp.max_hours.all", self.on).number
        if hours > ceiling:
            over = f"Plafond de {number(ceiling)} heures dépassé de {number(hours - ceiling)} h."
            self.warn(ENROLMENT, "HOURS_CEILING", over)
        return hours > ceiling
