"""How an article 60 § 7 contract is prepared, and starts: no contract without a training and a personal follow-up.

Law: LO, art. 60 § 7; Walloon decree of 29 April 2024 (D6061); the seed « Osez Liège » asks for the training and the
follow-up. Until agreements are kept here, the reference of one is taken as told, and said « non contrôlée ».
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, cast
from uuid import UUID

from pydantic import Field

from domain.acts import DIS
from domain.delays import months_after
from domain.french import counted, day
from domain.kernel import Event, Line, Personal, replace
from domain.law import Condition, Refusal, Right, require
from domain.pathway.article60_contract import CONTRACT, FOLLOW, Contract, Days, Share
from domain.pathway.article60_days import Counter, counter, one_for_all, required
from domain.pathway.enterprise import enterprise
from domain.pathway.episode import episode_id
from domain.pathway.identity import Name
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

UNCHECKED = "Convention non contrôlée : la référence est enregistrée telle qu'elle est dite."


def _prepared(state: State, prepare: Callable[[Contract], Contract]) -> State:
    """The state with the proposed contract prepared further; unchanged where none is proposed."""
    proposal = state.article60.proposal
    return state if proposal is None else replace(state, article60=replace(state.article60, proposal=prepare(proposal)))


class Article60Proposed(
    Event,
    topic="article60.proposed",
    french="Contrat article 60 § 7 proposé : {host}, du {start} au {planned_end}, {required_days} jours requis",
):
    """The centre proposed a contract; days are those to prove for a claim at its planned end."""

    contract_id: UUID | None = None
    host: Line = ""
    function: Line = ""
    fte: Share = Decimal(1)
    start: date | None = None
    planned_end: date | None = None
    required_days: int = 0
    rule: Line = ""
    prior_days: Days = 0
    half_days: bool = False

    def apply(self, state: State, on: date) -> State:
        start = self.start or on
        proposal = Contract(
            self.contract_id or episode_id("article60", start), self.host, self.function, self.fte, start,
            self.planned_end, self.required_days, self.rule, self.prior_days, self.half_days,
        )  # fmt: skip
        return replace(state, article60=replace(state.article60, proposal=proposal))

    @property
    def sentence(self) -> str:
        from_ = f"du {day(self.start)}" if self.start else ""
        until = f"au {day(self.planned_end)}" if self.planned_end else ""
        days = counted(self.required_days, "jour requis", "jours requis") if self.required_days else ""
        parts = (self.host or "services du CPAS", self.function, f"{from_} {until}".strip(), days)
        return f"Contrat article 60 § 7 proposé : {', '.join(filter(None, parts))}"


class Article60TrainingPlanSet(
    Event,
    topic="article60.training-plan-set",
    french="Plan de formation et de suivi établi : {modules} ; coach {coach}",
):
    """What the person will learn during the contract, with whom, and how often they meet."""

    modules: tuple[Line, ...] = ()
    coach: Line = ""
    every_weeks: int | None = None

    def apply(self, state: State, on: date) -> State:
        return _prepared(
            state,
            lambda proposal: replace(
                proposal, modules=self.modules, coach=self.coach or proposal.coach, every_weeks=self.every_weeks
            ),
        )

    @property
    def sentence(self) -> str:
        return super().sentence if self.coach else f"Plan de formation et de suivi établi : {', '.join(self.modules)}"


class Article60AgreementBound(
    Event,
    topic="article60.agreement-bound",
    french="Convention liée : {agreement} (non contrôlée) ; référent du lieu {referent}",
):
    """The contract rests on an agreement with the host, who names a referent at the workplace."""

    agreement: Line
    referent: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        return _prepared(
            state,
            lambda proposal: replace(proposal, agreement=self.agreement, referent=self.referent or proposal.referent),
        )

    @property
    def sentence(self) -> str:
        return super().sentence if self.referent else f"Convention liée : {self.agreement} (non contrôlée)"


class Article60Started(Event, topic="article60.started", french="Contrat article 60 § 7 commencé : le {start}"):
    """The person began to work for the centre, in its services or placed with a host; no day: the legal day."""

    start: date | None = None
    employer_bce: Line = ""
    host_bce: Line = ""

    def apply(self, state: State, on: date) -> State:
        start, stood = self.start or on, state.article60
        proposal = stood.proposal or Contract(episode_id("article60", start))
        started = replace(proposal, start=start, employer_bce=self.employer_bce, host_bce=self.host_bce)
        past = (*stood.past, stood.contract) if stood.contract else stood.past
        return replace(state, article60=replace(stood, proposal=None, contract=started, past=past))

    @property
    def sentence(self) -> str:
        return super().sentence if self.start else "Contrat article 60 § 7 commencé"


READY: Right[State] = Right(
    Condition(CONTRACT, "contrat proposé", lambda state: state.article60.proposal is not None),
    Condition(DIS("art. 11"), "PIIS signé", lambda state: state.piis.is_signed),
    Condition(FOLLOW, "plan de formation", lambda state: bool(state.article60.prepared.modules)),
    Condition(FOLLOW, "coach", lambda state: bool(state.article60.prepared.coach)),
    Condition(FOLLOW, "référent du lieu de travail", lambda state: bool(state.article60.prepared.referent)),
)
"""What must be there before a contract starts."""


class _NotReady(Refusal):
    """Says what is there and what is missing; or that another contract still runs."""

    __slots__ = ()

    def about(self, state: object) -> Refusal:
        """The refusal in the words of this file."""
        stood = cast("State", state)
        if stood.article60.is_running:
            return OVERLAP
        unmet = READY.unmet_by(stood)
        there = ", ".join(condition.wording for condition in READY.conditions if condition not in unmet)
        missing = ", ".join(condition.wording for condition in unmet)
        found = f" Présent : {there}." if there else ""
        return Refusal(self.code, f"{self.reason}{found} Manque : {missing}.")


OVERLAP = Refusal("CONTRACT_OVERLAP", "Un autre contrat couvre déjà cette période.")
PLAN_OVER = "Un contrat article 60/61 exige une formation et un suivi personnalisés. Manque : PIIS en cours ce jour-là."
NOT_READY = _NotReady(
    "TRAINING_AND_FOLLOW_UP_REQUIRED", "Un contrat article 60/61 exige une formation et un suivi personnalisés."
)
NOT_ELIGIBLE = Refusal("NOT_ELIGIBLE", "La personne n'a pas de RIS ou d'aide équivalente en cours.")
NOT_PROPOSED = Refusal("NO_PROPOSAL", "Aucun contrat article 60 n'est proposé.")


def _is_proposed(state: State) -> bool:
    return state.article60.proposal is not None


class Article60StartSteps(Steps):
    """How a contract is proposed, prepared and started."""

    @step(
        "Proposer un contrat article 60 § 7",
        law=CONTRACT,
        when=lambda state: state.ris.right is not None,
        otherwise=NOT_ELIGIBLE,
    )
    def propose_article60(
        self,
        host: Line = "",
        function: Line = "",
        fte: Share = Decimal(1),
        start: date | None = None,
        planned_end: date | None = None,
        prior_days: Days = 0,
        half_days: bool = False,
    ) -> None:
        """The days required are those of the day of the claim: the planned end, or the end without absence.

        No host: the services of the centre. ``half_days``: the claim will be one of a part-time worker.
        """
        start, right = start or self.on, self.state.ris.right
        eligible = right is not None and (right.right_from is None or right.right_from <= start)
        require(eligible, CONTRACT, NOT_ELIGIBLE.code, NOT_ELIGIBLE.reason)
        draft = Contract(fte=fte, prior_days=prior_days, half_days=half_days)
        planned_end = planned_end or counter(draft, start, self.state.identity, self.rules).reached_on
        require(planned_end >= start, CONTRACT, "END_BEFORE_START", "La fin ne peut précéder le début.")
        rule = required(planned_end, self.state.identity, self.rules, half_days=half_days)
        self._proposal_doubts(planned_end, fte, start)
        self.record(
            Article60Proposed(
                contract_id=self.new_id(),
                host=host,
                function=function,
                fte=fte,
                start=start,
                planned_end=planned_end,
                required_days=int(rule.number),
                rule=rule.key,
                prior_days=prior_days,
                half_days=half_days,
            )
        )

    @step("Établir le plan de formation et de suivi", law=FOLLOW, when=_is_proposed, otherwise=NOT_PROPOSED)
    def set_training_plan(
        self,
        modules: Annotated[tuple[Name, ...], Field(min_length=1)],
        coach: Line = "",
        every_weeks: Annotated[int, Field(ge=1, le=52)] | None = None,
    ) -> None:
        """What will be learnt, and the coach who follows; no frequency told: the usual one."""
        self.record(Article60TrainingPlanSet(modules=modules, coach=coach, every_weeks=every_weeks))

    @step("Lier la convention", law=FOLLOW, when=_is_proposed, otherwise=NOT_PROPOSED)
    def bind_agreement(self, agreement: Name, referent: Line = "") -> None:
        """The agreement covers the period, and the host names a referent."""
        self.warn(FOLLOW, "AGREEMENT_UNCHECKED", UNCHECKED)
        self.record(Article60AgreementBound(agreement=agreement, referent=referent))

    @step(
        "Démarrer le contrat",
        law=CONTRACT,
        when=lambda state: not state.article60.is_running and not READY.unmet_by(state),
        otherwise=NOT_READY,
    )
    def start_article60(self, start: date | None = None, employer_bce: Line = "", host_bce: Line = "") -> None:
        """The centre is the employer; a host, if any, is another enterprise."""
        proposal = self.state.article60.prepared
        start = start or proposal.start or self.on
        require(self.state.piis.runs_on(start), CONTRACT, NOT_READY.code, PLAN_OVER)
        employer, host = enterprise(employer_bce, CONTRACT), enterprise(host_bce, CONTRACT)
        require(not employer or employer != host, CONTRACT, "WRONG_EMPLOYER",
                "Article 60 : l'employeur est le CPAS ; article 61 : un tiers.")  # fmt: skip
        ends = (contract.ended_on for contract in self.state.article60.episodes)
        require(all(end is not None and end < start for end in ends), CONTRACT, OVERLAP.code, OVERLAP.reason)
        if proposal.planned_end:
            require(proposal.planned_end >= start, CONTRACT, "END_BEFORE_START", "La fin ne peut précéder le début.")
            self._check_duration(proposal, start, proposal.planned_end)
        self.record(Article60Started(start=start, employer_bce=employer, host_bce=host))

    def _check_duration(self, contract: Contract, start: date, planned_end: date) -> Counter:
        """Refused when the days are there (warned under the former rules, known from memory); warned when longer.

        Gives the counter, for who needs to say how many days are missing.
        """
        projected = counter(contract, start, self.state.identity, self.rules)
        rule = required(planned_end, self.state.identity, self.rules, half_days=contract.half_days)
        days, reached = int(rule.number), contract.proved >= int(rule.number)
        exceeded = f"La durée dépasse les {days} jours requis."
        require(not reached or rule.is_doubtful, CONTRACT, "DURATION_EXCEEDED", exceeded)
        if reached:
            self.warn(CONTRACT, "DURATION_EXCEEDED", f"{exceeded} Règle à vérifier ({rule.source}).")
        elif planned_end > projected.reached_on:
            date_ = day(projected.reached_on)
            self.warn(CONTRACT, "DURATION_EXCEEDED", f"{exceeded} Sans absence, ils seraient atteints le {date_}.")
        return projected

    def _proposal_doubts(self, planned_end: date, fte: Decimal, start: date) -> None:
        """What is said beside a proposal: a rule to verify, an unknown age, a part-time contract out of bounds."""
        identity = self.state.identity
        former = not one_for_all(planned_end, self.rules)
        if former and required(planned_end, identity, self.rules).is_doubtful:
            self.warn(CONTRACT, "REQUIRED_DAYS_TO_VERIFY", "Nombre de jours à vérifier : règle d'avant mars 2026.")
        if former and identity.age_on(planned_end) is None:
            self.warn(CONTRACT, "AGE_UNKNOWN", "Date de naissance inconnue : la durée la plus longue est retenue.")
        months = int(self.rules.find("article60.part_time.max_months", start).number)
        share = self.rules.find("article60.part_time.min_share", start).number
        if fte < share or (fte < 1 and planned_end >= months_after(start, months)):
            self.warn(CONTRACT, "PART_TIME_LIMIT", f"Un temps partiel est au moins un mi-temps, {months} mois au plus.")
