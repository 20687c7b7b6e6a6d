"""Training with an approved operator (CISP): an enrolment, and a result. Its hours are followed in `training_follow`.

Law: Walloon decree of 10 July 2013 (CISP_D) and its order of 15 December 2016 (CISP_A). The ceiling of hours is cited
from memory: it warns and never blocks; above it a supervisor gives a reason. Until operators and agreements are kept
here, their references are taken as told and said « non contrôlées », unless their period, places or hours are told too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import Field

from domain.acts import CISP_A, CISP_D
from domain.delays import Deadline
from domain.french import day, number, said
from domain.kernel import Event, Line, Personal, replace
from domain.law import Refusal, require
from domain.months import last_of
from domain.pathway.enterprise import enterprise
from domain.pathway.episode import episode_id
from domain.pathway.measure import Measure
from domain.pathway.step import Steps, step
from domain.pathway.training_content import Category, Eligibility, Enrolment, Hours, Method, Result, amended, in_hours
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

ENROLMENT = CISP_D()
ATTENDANCE = CISP_A()
Places = Annotated[int, Field(ge=0)]


class TrainingEnrolled(
    Event, topic="training.enrolled", french="Inscription en formation CISP : {track}, dès le {start}", version=2
):
    """The person entered a training; no day told: the legal day.

    The pedagogical contract is kept under its reference; the programme is what the person will follow, in a few words.
    """

    enrolment_id: UUID | None = None
    operator_bce: Line = ""
    track: Line = ""
    category: Category | None = None
    method: Method | None = None
    agreement: Line = ""
    start: date | None = None
    planned_hours: Hours | None = None
    contract_ref: Personal[str] = ""
    programme: Personal[str] = ""
    eligibility: Eligibility | None = None
    approved_until: date | None = None
    agreement_until: date | None = None

    def apply(self, state: State, on: date) -> State:
        start, stood = self.start or on, state.training
        enrolment = Enrolment(
            self.enrolment_id or episode_id("training", self.operator_bce, self.track, start), self.operator_bce,
            self.track, self.category, self.method, self.agreement, start, self.planned_hours,
            contract_ref=self.contract_ref, programme=self.programme, eligibility=self.eligibility,
        )  # fmt: skip
        past = (*stood.past, stood.enrolment) if stood.enrolment else stood.past
        return replace(state, training=replace(stood, enrolment=enrolment, past=past))

    @property
    def sentence(self) -> str:
        planned = f"{in_hours(self.planned_hours)} heures prévues" if self.planned_hours else ""
        told = f"jusqu'au {day(self.agreement_until)}" if self.agreement_until else "(non contrôlée)"
        agreement = f"convention {self.agreement} {told}" if self.agreement else ""
        start = f"dès le {day(self.start)}" if self.start else ""
        contract = f"contrat pédagogique {self.contract_ref}" if self.contract_ref else ""
        programme = f"programme : {self.programme}" if self.programme else ""
        proof, approved = said(self.eligibility), said(self.approved_until)
        approval = f"agrément jusqu'au {approved}" if approved else ""
        parts = (
            self.track, said(self.category), said(self.method), start, planned, agreement, approval, contract, proof,
            programme,
        )  # fmt: skip
        detail = ", ".join(filter(None, parts))
        return f"Inscription en formation CISP : {detail}" if detail else "Inscription en formation CISP"


class TrainingEnded(Event, topic="training.ended", french="Formation CISP terminée : {result}"):
    """The training ended, with this result."""

    result: Result = Result.UNKNOWN
    total_h: Hours | None = None
    certificate_ref: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        return amended(state, lambda now: replace(now, ended_on=on, result=self.result))

    @property
    def sentence(self) -> str:
        total = f", {in_hours(self.total_h)} heures" if self.total_h else ""
        certificate = f", attestation {self.certificate_ref}" if self.certificate_ref else ""
        return super().sentence + total + certificate


@dataclass(frozen=True)
class Training(Measure):
    """The training that runs, or ran last, and those before it."""

    enrolment: Enrolment | None = None
    past: tuple[Enrolment, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether the person is in training, interrupted or not."""
        return self.enrolment is not None and self.enrolment.ended_on is None

    @property
    def is_interrupted(self) -> bool:
        """Whether the training that runs is interrupted."""
        return self.is_running and self.enrolment is not None and self.enrolment.interruption is not None

    @property
    def episodes(self) -> tuple[Enrolment, ...]:
        """Every enrolment, in its order."""
        return (*self.past, self.enrolment) if self.enrolment else self.past

    @property
    def hours(self) -> Decimal:
        """The hours counted in all the trainings of the person: the ceiling is one for life."""
        return sum((enrolment.hours for enrolment in self.episodes), Decimal(0))

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """The ceiling of hours draws near, said in the month of each threshold; once passed, a reason is owed."""
        if self.enrolment is None:
            return
        rule = rules.find("cisp.max_hours.all", self.enrolment.start)
        told, most = f"{in_hours(self.hours)} / {in_hours(rule.number)} heures", rule.number
        if over_in := next((month for month, hours in self._hours_by_month() if hours > most), None):
            if not self.enrolment.ceiling_explained:
                yield Deadline(
                    "CISP_HOURS", last_of(over_in),
                    "Heures CISP : plafond dépassé, un chef de service en donne le motif", ENROLMENT,
                    told, step="explain_hours_ceiling", confidence=rule.confidence,
                )  # fmt: skip
            return
        for key in ("cisp.hours.second_alert_percent", "cisp.hours.first_alert_percent"):
            percent = rules.find(key, self.enrolment.start).number
            reached = (month for month, hours in self._hours_by_month() if hours >= most * percent / 100)
            if self.is_running and (passed_in := next(reached, None)):
                yield Deadline(
                    "CISP_HOURS", last_of(passed_in), f"Heures CISP : {number(percent)} % du plafond", ENROLMENT, told,
                    step="end_training", confidence=rule.confidence,
                )  # fmt: skip
                return

    def _hours_by_month(self) -> Iterator[tuple[date, Decimal]]:
        """The hours counted up to each month, that month included."""
        total = Decimal(0)
        for month, hours in sorted(sheet for enrolment in self.episodes for sheet in enrolment.months.items()):
            total += hours
            yield month, total


class HoursSteps(Steps):
    """What enrolling and attending share: the ceiling of hours."""

    def _is_above_ceiling(self, hours: Decimal) -> bool:
        """Whether so many hours are above the ceiling, which is then said, with how sure of it we are."""
        ceiling = self.rules.find("cisp.max_hours.all", self.on)
        if hours <= ceiling.number:
            return False
        over = f"Plafond de {in_hours(ceiling.number)} heures dépassé de {in_hours(hours - ceiling.number)} h."
        self.warn(ENROLMENT, "HOURS_CEILING", f"{over} Plafond à vérifier." if ceiling.is_doubtful else over)
        return True


class TrainingSteps(HoursSteps):
    """How a training begins."""

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
        start: date | None = None,
        planned_hours: Hours | None = None,
        contract_ref: Line = "",
        programme: Line = "",
        eligibility: Eligibility | None = None,
        approved_until: date | None = None,
        agreement: Line = "",
        agreement_until: date | None = None,
        places_left: Places | None = None,
        hours_left: Hours | None = None,
    ) -> None:
        """The operator and its track are approved, and the agreement has places and hours left, as far as is told."""
        operator, begun = enterprise(operator_bce, ENROLMENT), start or self.on
        require(planned_hours is None or planned_hours >= 0, ENROLMENT, "HOURS_OUT_OF_RANGE",
                "Les heures prévues ne peuvent être négatives.")  # fmt: skip
        self._approved(begun, approved_until)
        covers = agreement_until is None or begun <= agreement_until
        enough = hours_left is None or (hours_left > 0 and (planned_hours or 0) <= hours_left)
        require(covers and enough and places_left != 0, ENROLMENT, "AGREEMENT_NOT_COVERING",
                "La convention ne couvre pas toute la période ou n'a plus de place.")  # fmt: skip
        if agreement and (agreement_until, places_left, hours_left) == (None, None, None):
            self.warn(ENROLMENT, "AGREEMENT_UNCHECKED", "Convention non contrôlée : référence telle qu'elle est dite.")
        self._is_above_ceiling(self.state.training.hours + (planned_hours or 0))
        told = TrainingEnrolled(
            enrolment_id=self.new_id(), operator_bce=operator, track=track, category=category, method=method,
            agreement=agreement, start=begun, planned_hours=planned_hours, contract_ref=contract_ref,
            programme=programme, eligibility=eligibility, approved_until=approved_until,
            agreement_until=agreement_until,
        )  # fmt: skip
        self.record(told)

    def _approved(self, begun: date, until: date | None) -> None:
        """The approval covers the first day; not told, the step is taken, and says so."""
        if until is None:
            self.warn(ENROLMENT, "OPERATOR_UNCHECKED", "Agrément de l'opérateur non contrôlé.")
            return
        require(begun <= until, ENROLMENT, "OPERATOR_NOT_APPROVED", "Opérateur ou filière sans agrément à cette date.")
