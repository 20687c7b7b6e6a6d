"""A job with an Impulsion aid: the contract is told once, and counts as the job it is.

Law: Walloon decree of 2 February 2017 (IMPULSION_D); the schemes, their conditions and their sums are in
`impulsion_scheme`. The seed « Osez Liège » wants a training and a personal follow-up with it: their absence is said,
and refuses nothing. Dates, end and employer are those of the job (`placement`): this measure adds the plan and coach.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import Field

from domain.acts import OSEZ_LIEGE
from domain.french import counted, day, number
from domain.kernel import Event, Line, Personal, replace
from domain.law import require
from domain.pathway.enterprise import enterprise
from domain.pathway.episode import episode_id
from domain.pathway.impulsion_scheme import (
    AIDED,
    HIRING_AID,
    SCHEMES,
    AidPhase,
    HiringAid,
    SchemeSteps,
    schedule,
)
from domain.pathway.measure import Measure
from domain.pathway.placement import HoursAWeek, Job
from domain.pathway.step import step
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

FOLLOW_UP = OSEZ_LIEGE("suivi personnalisé")
Months = Annotated[int, Field(ge=0, le=600)]


class ImpulsionContractRecorded(
    Event, topic="impulsion.contract-recorded", french="Contrat {measure} : dès le {start}"
):
    """An employer hired the person with the help of an Impulsion aid; no day told: the legal day."""

    placement_id: UUID | None = None
    measure: HiringAid
    employer_bce: Line = ""
    start: date | None = None
    end: date | None = None
    hours_week: HoursAWeek | None = None
    full_time: bool = False
    unemployed_months: Months | None = None
    training_plan: Personal[str] = ""
    coach: Line = ""

    def apply(self, state: State, on: date) -> State:
        start, stood = self.start or on, state.placement
        told = Job(self.placement_id or episode_id("placement", self.employer_bce, start), self.employer_bce,
                   self.measure.kind, start, self.end, self.hours_week, subsidised=True)  # fmt: skip
        known = stood.job_at(told.employer_bce, told.start)
        job = replace(known, kind=told.kind, subsidised=True) if known else told
        contract = AidedContract(job.id, self.training_plan, self.coach)
        others = tuple(other for other in state.impulsion.contracts if other.job_id != job.id)
        return replace(
            state, placement=stood.with_job(job), impulsion=replace(state.impulsion, contracts=(*others, contract))
        )

    @property
    def sentence(self) -> str:
        start = f"dès le {day(self.start)}" if self.start else ""
        end = f"jusqu'au {day(self.end)}" if self.end else ""
        without = counted(self.unemployed_months, "mois", "mois") if self.unemployed_months else ""
        plan = f"plan de formation {self.training_plan}" if self.training_plan else ""
        parts = (
            start,
            end,
            "à temps plein" if self.full_time else "",
            f"{number(self.hours_week)} h par semaine" if self.hours_week else "",
            f"après {without} sans emploi" if without else "",
            plan,
            f"coach {self.coach}" if self.coach else "",
        )
        detail = ", ".join(filter(None, parts))
        return f"Contrat {self.measure.label} : {detail}" if detail else f"Contrat {self.measure.label}"


@dataclass(frozen=True)
class AidedContract:
    """What an aided job has besides: a training plan, and who follows the person."""

    job_id: UUID
    training_plan: Personal[str] = ""
    coach: str = ""


@dataclass(frozen=True)
class Impulsion(Measure):
    """The aided contracts; when each began and ended is told by its job."""

    contracts: tuple[AidedContract, ...] = ()

    def follows(self, job: Job) -> bool:
        """Whether the contract of that job was told, with its plan and its coach."""
        return any(contract.job_id == job.id for contract in self.contracts)

    def schedule(self, state: State, rules: RuleSet) -> tuple[AidPhase, ...]:
        """The allowance of the last aided job, phase by phase, until its end."""
        aided = [(job, AIDED[job.kind]) for job in state.placement.jobs if job.kind in AIDED]
        if not aided:
            return ()
        job, aid = aided[-1]
        return schedule(aid, job.start, job.end, rules)


class ImpulsionSteps(SchemeSteps):
    """How an aided contract is recorded; it ends as any job does."""

    @step(
        "Enregistrer un contrat Impulsion",
        law=HIRING_AID,
        when=lambda state: state.identity.opened_on is not None,
        even_closed=True,
    )
    def record_impulsion(
        self,
        measure: HiringAid,
        employer_bce: Line = "",
        start: date | None = None,
        end: date | None = None,
        full_time: bool = False,
        hours_week: HoursAWeek | None = None,
        unemployed_months: Months | None = None,
        training_plan: Line = "",
        coach: Line = "",
    ) -> None:
        """An aid has its years and its conditions; a job already recorded as aided gets its plan and its coach."""
        require(bool(employer_bce), HIRING_AID, "BCE_INVALID", "Indiquez le numéro d'entreprise (BCE) de l'employeur.")
        employer, start = enterprise(employer_bce, HIRING_AID), start or self.on
        require(end is None or end >= start, HIRING_AID, "END_BEFORE_START", "La fin ne peut précéder le début.")
        self._within_scheme(measure, start, end)
        self._as_told(measure, start, full_time, unemployed_months)
        known = self.state.placement.job_at(employer, start)
        completes = known and known.kind is measure.kind and not self.state.impulsion.follows(known)
        require(not known or bool(completes), HIRING_AID, "PLACEMENT_DUPLICATE", "Cet emploi est déjà enregistré.")
        self._with_follow_up(training_plan, coach)
        told = ImpulsionContractRecorded(
            placement_id=known.id if known else self.new_id(), measure=measure, employer_bce=employer, start=start,
            end=end, hours_week=hours_week, full_time=full_time, unemployed_months=unemployed_months,
            training_plan=training_plan, coach=coach,
        )  # fmt: skip
        self.record(told)

    def _with_follow_up(self, training_plan: str, coach: str) -> None:
        """A training plan and a coach; what is missing is said."""
        missing = [name for name, told in (("plan de formation", training_plan), ("coach", coach)) if not told]
        if missing:
            told = (
                f"Un contrat Impulsion veut une formation et un suivi personnalisés. Manque : {' et '.join(missing)}."
            )
            self.warn(FOLLOW_UP, "TRAINING_AND_FOLLOW_UP_REQUIRED", told)

    def _as_told(self, aid: HiringAid, start: date, full_time: bool, unemployed: int | None) -> None:
        """Full time where the scheme wants it, and long enough without work; not told is not « no »."""
        scheme = SCHEMES[aid]
        self._conditional(full_time or not scheme.full_time, f"{aid.label} : le contrat était à temps plein.")
        if not scheme.unemployed:
            return
        months = int(self.rules.find(scheme.unemployed, start).number)
        if unemployed is None:
            self.warn(HIRING_AID, "SCHEME_UNCHECKED", f"{aid.label} : durée sans emploi non dite, à vérifier.")
            return
        wanted = f"{aid.label} : au moins {counted(months, 'mois', 'mois')} sans emploi."
        self._conditional(unemployed >= months, wanted)
