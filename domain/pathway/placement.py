"""A job: found, kept, lost; and the person's situation 3, 6 and 12 months after a measure ended.

Law: none; the windows of observation are a practice. Article 60 is the measure itself, never a placement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.acts import PRACTICE
from domain.delays import Deadline, Delay
from domain.french import day, number
from domain.kernel import Choice, Event, Line, Personal, replace
from domain.law import Refusal, require
from domain.pathway.contract_days import contracts_of
from domain.pathway.enterprise import enterprise
from domain.pathway.episode import episode_id
from domain.pathway.identity import Closing
from domain.pathway.impulsion_scheme import AIDED, SchemeSteps
from domain.pathway.measure import Measure
from domain.pathway.step import step
from domain.pathway.work import RECORDED_ELSEWHERE, ContractKind
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

JOB = PRACTICE("mise à l'emploi")
OBSERVATION = PRACTICE("observation du résultat")
WINDOWS = (
    Delay("OUTCOME_3", "Constater la situation à 3 mois", OBSERVATION, "outcome.window_days.3m", "observe_status"),
    Delay("OUTCOME_6", "Constater la situation à 6 mois", OBSERVATION, "outcome.window_days.6m", "observe_status"),
    Delay("OUTCOME_12", "Constater la situation à 12 mois", OBSERVATION, "outcome.window_days.12m", "observe_status"),
)
HoursAWeek = Annotated[Decimal, Field(gt=0, le=60, max_digits=4, decimal_places=2)]


class Source(Choice):
    """Who says it."""

    DECLARED = "declared", "déclaré par la personne"
    DMFA = "dmfa", "déclaration de l'employeur (DmfA)"
    FOREM = "forem", "FOREM"


class Employed(Choice):
    """What was seen; unknown is not « no »."""

    YES = "yes", "en emploi"
    NO = "no", "sans emploi"
    UNKNOWN = "unknown", "situation inconnue"


class PlacementRecorded(
    Event, topic="placement.recorded", french="Mise à l'emploi : {kind}, dès le {start}", version=2
):
    """The person found a job; no day told: the legal day."""

    placement_id: UUID | None = None
    employer_bce: Line = ""
    kind: ContractKind
    hours_week: HoursAWeek | None = None
    start: date | None = None
    end: date | None = None
    subsidised: bool = False
    source: Source = Source.DECLARED

    def apply(self, state: State, on: date) -> State:
        start = self.start or on
        if not self.kind.counts.placement:  # told by another system: articles 60 and 61 are measures of their own
            return state
        job = Job(self.placement_id or episode_id("placement", self.employer_bce, start), self.employer_bce, self.kind,
                  start, self.end, self.hours_week, self.subsidised, self.source)  # fmt: skip
        known = state.placement.job_at(job.employer_bce, start)
        if known and known.kind in AIDED:  # the same job, told already by its aided contract
            return state
        return replace(state, placement=replace(state.placement, jobs=(*state.placement.jobs, job)))

    @property
    def sentence(self) -> str:
        start = f"dès le {day(self.start)}" if self.start else ""
        end = f"jusqu'au {day(self.end)}" if self.end else ""
        hours = f"{number(self.hours_week)} h par semaine" if self.hours_week else ""
        parts = (self.kind.label, start, end, hours, "subsidié" if self.subsidised else "", self.source.label)
        return f"Mise à l'emploi : {', '.join(filter(None, parts))}"


class FollowUpObserved(Event, topic="follow-up.observed", french="Situation constatée : {employed}, {source}"):
    """The person's situation on a day, after the measure; no day told: the legal day."""

    on: date | None = None
    employed: Employed
    source: Source = Source.DECLARED

    def apply(self, state: State, on: date) -> State:
        seen = Observation(self.on or on, self.employed, self.source)
        return replace(state, placement=replace(state.placement, observations=(*state.placement.observations, seen)))

    @property
    def sentence(self) -> str:
        on = f", le {day(self.on)}" if self.on else ""
        return f"Situation constatée : {self.employed.label}{on} ({self.source.label})"


class PlacementEnded(Event, topic="placement.ended", french="Emploi terminé : le {on}, {reason}"):
    """The job ended; none named: the last one told."""

    placement_id: UUID | None = None
    on: date | None = None
    reason: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        last = state.placement.jobs[-1].id if state.placement.jobs else None
        ended = self.placement_id or last
        jobs = tuple(
            replace(job, end=self.on or on, is_ended=True) if job.id == ended else job for job in state.placement.jobs
        )
        return replace(state, placement=replace(state.placement, jobs=jobs))

    @property
    def sentence(self) -> str:
        detail = ", ".join(filter(None, (f"le {day(self.on)}" if self.on else "", str(self.reason))))
        return f"Emploi terminé : {detail}" if detail else "Emploi terminé"


@dataclass(frozen=True)
class Job:
    """One job, from its first to its last day, both included; ``is_ended``: the end was seen, not only foreseen."""

    id: UUID
    employer_bce: str
    kind: ContractKind
    start: date
    end: date | None = None
    hours_week: Decimal | None = None
    subsidised: bool = False
    source: Source = Source.DECLARED
    is_ended: bool = False

    @property
    def is_aided(self) -> bool:
        """Whether public money pays part of it: as told, or by the nature of the contract."""
        return self.subsidised or self.kind.counts.aided

    def covers(self, on: date) -> bool:
        """Whether the person had this job that day, as far as is known."""
        return self.start <= on <= (self.end or date.max)


@dataclass(frozen=True)
class Observation:
    """What was seen of the person, of one day."""

    on: date
    employed: Employed
    source: Source = Source.DECLARED


@dataclass(frozen=True)
class Placement(Measure):
    """The jobs of the person, and what was seen after the measures; it goes on when the file is closed."""

    jobs: tuple[Job, ...] = ()
    observations: tuple[Observation, ...] = ()
    outlives_file: ClassVar[bool] = True

    @property
    def is_running(self) -> bool:
        """Whether the person has a job nobody saw the end of."""
        return any(not job.is_ended and job.end is None for job in self.jobs)

    def job_at(self, employer_bce: str, start: date) -> Job | None:
        """The job already told for that employer and that first day; none without an employer to know it by."""
        same = (job for job in self.jobs if (job.employer_bce, job.start) == (employer_bce, start))
        return next(same, None) if employer_bce else None

    def with_job(self, told: Job) -> Placement:
        """The same jobs, and this one: in its place when it was known, else the last."""
        if any(job.id == told.id for job in self.jobs):
            return replace(self, jobs=tuple(told if job.id == told.id else job for job in self.jobs))
        return replace(self, jobs=(*self.jobs, told))

    def is_known(self, on: date, grace: timedelta) -> bool:
        """Whether that day needs no more observing: a job covers it, someone looked then, or has looked since."""
        seen = any(observed.on >= on - grace for observed in self.observations)
        return seen or any(job.covers(on) for job in self.jobs)

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """Three, six, twelve months after the exit the situation is observed, unless known, or the person died."""
        exit_on = last_exit_on(state)
        if exit_on is None or state.identity.closed_for is Closing.DECEASED:
            return
        grace = timedelta(days=int(rules.find("outcome.grace_days", exit_on).number))
        for window in WINDOWS:
            if not self.is_known(window.after(exit_on, rules), grace):
                yield window.from_(exit_on, "sortie", rules)


def last_exit_on(state: State) -> date | None:
    """The last day of the last contract or training that ended; without any, the day the file was closed."""
    contracts = (contract.ended_on for contract in contracts_of(state))
    trainings = (enrolment.ended_on for enrolment in state.training.episodes)
    return max(filter(None, (*contracts, *trainings)), default=state.identity.closed_on)


def _has_exit(state: State) -> bool:
    return bool(last_exit_on(state) or state.identity.left_on or state.placement.jobs)


class PlacementSteps(SchemeSteps):
    """How a job is recorded, observed and ended."""

    @step(
        "Enregistrer une mise à l'emploi",
        law=JOB,
        when=lambda state: state.identity.opened_on is not None,
        even_closed=True,
    )
    def record_placement(
        self,
        employer_bce: Line = "",
        kind: ContractKind = ContractKind.CDI,
        hours_week: HoursAWeek | None = None,
        start: date | None = None,
        end: date | None = None,
        subsidised: bool = False,
        source: Source = Source.DECLARED,
    ) -> None:
        """The employer is known by its number; a job is recorded once; an aid is recorded within its years."""
        require(kind.counts.placement, JOB, "NOT_A_PLACEMENT", RECORDED_ELSEWHERE.get(kind, ""))
        known_by_number = bool(employer_bce) or kind is ContractKind.SELF_EMPLOYED
        require(known_by_number, JOB, "BCE_INVALID", "Indiquez le numéro d'entreprise (BCE) de l'employeur.")
        employer, start = enterprise(employer_bce, JOB), start or self.on
        require(end is None or end >= start, JOB, "END_BEFORE_START", "La fin ne peut précéder le début.")
        known = {(job.employer_bce, job.start) for job in self.state.placement.jobs}
        require((employer, start) not in known, JOB, "PLACEMENT_DUPLICATE", "Cet emploi est déjà enregistré.")
        if kind in AIDED:
            self._within_scheme(AIDED[kind], start, end)
            self.warn(JOB, "TRAINING_AND_FOLLOW_UP_REQUIRED",
                      "Enregistrez aussi le contrat Impulsion : son plan de formation et son coach.")  # fmt: skip
        self.record(
            PlacementRecorded(
                placement_id=self.new_id(),
                employer_bce=employer,
                kind=kind,
                hours_week=hours_week,
                start=start,
                end=end,
                subsidised=subsidised,
                source=source,
            )
        )

    @step(
        "Constater la situation à 3, 6 ou 12 mois",
        law=OBSERVATION,
        when=_has_exit,
        otherwise=Refusal("NO_EXIT", "Aucune sortie n'est enregistrée."),
        even_closed=True,
    )
    def observe_status(self, employed: Employed, on: date | None = None, source: Source = Source.DECLARED) -> None:
        """Seen on a day, by someone; a closed file is observed too."""
        seen = on or self.on
        require(seen <= self.on, OBSERVATION, "OBSERVED_LATER", f"Le constat ne peut suivre le {day(self.on)}.")
        self.record(FollowUpObserved(on=seen, employed=employed, source=source))

    @step(
        "Terminer l'emploi",
        law=JOB,
        when=lambda state: any(not job.is_ended for job in state.placement.jobs),
        otherwise=Refusal("NO_JOB", "Aucun emploi n'est en cours."),
        even_closed=True,
    )
    def end_placement(self, reason: Line = "", on: date | None = None, placement_id: UUID | None = None) -> None:
        """The last job, unless another is named; with its day, which has come, and why."""
        why = reason or self.need_reason(JOB)
        self.not_later(on, JOB)
        running = [job for job in self.state.placement.jobs if not job.is_ended and placement_id in {None, job.id}]
        require(bool(running), JOB, "NO_JOB", "Cet emploi n'est pas en cours.")
        ended = on or self.on
        require(ended >= running[-1].start, JOB, "END_BEFORE_START", "La fin ne peut précéder le début.")
        self.record(PlacementEnded(placement_id=running[-1].id, on=ended, reason=why))
