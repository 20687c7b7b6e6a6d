"""How an article 61 contract is prepared, and starts: a third party employs, pays the wages and names a tutor.

Law: LO, art. 61; Walloon decree of 29 April 2024 (D6061). What both articles ask of a proposal and of a start is in
`contract_start`. Here the employer is named at the proposal and known by its number at the start, and the agreement is
with it; nobody works part-time for experience alone.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from domain.delays import advance, eve, length
from domain.french import day
from domain.kernel import Event, Line, Personal, replace
from domain.law import Refusal, require
from domain.pathway.contract_eligibility import NOT_ELIGIBLE, NOT_READY_61, READY_61, may_be_eligible
from domain.pathway.contract_facts import AgreementTold, ContractProposed, ContractStarted, TrainingPlanned
from domain.pathway.contract_measure import running
from domain.pathway.contract_start import ContractStarting
from domain.pathway.enterprise import enterprise
from domain.pathway.identity import Name
from domain.pathway.insertion_contract import ARTICLE61, FOLLOW, Contract, Days, Share
from domain.pathway.step import step
from domain.rules import RuleMissing, RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

CONTRACT = ARTICLE61.law
WRONG_EMPLOYER = "Article 60 : l'employeur est le CPAS ; article 61 : un tiers."


class Article61Proposed(
    ContractProposed,
    Event,
    topic="article61.proposed",
    french="Contrat article 61 proposé : {employer}, du {start} au {planned_end}, {required_days} jours requis",
):
    """The centre proposed a contract with an employer; days are those to prove for a claim at its planned end."""

    employer: Line = ""

    def apply(self, state: State, on: date) -> State:
        return self.proposed_at(self.employer, state, on)

    @property
    def sentence(self) -> str:
        return self.told_of(self.employer)


class Article61TrainingPlanSet(
    TrainingPlanned,
    Event,
    topic="article61.training-plan-set",
    french="Plan de formation et de suivi établi (article 61) : {modules} ; coach {coach}",
):
    """What the person will learn during the contract, with whom, and how often they meet."""


class Article61AgreementBound(
    AgreementTold,
    Event,
    topic="article61.agreement-bound",
    french="Convention rattachée au contrat (article 61) : {agreement} (non contrôlée) ; tuteur {tutor}"
    " ; référent du lieu {referent}",
):
    """The contract rests on an agreement with the employer, who names a tutor and a referent at the workplace."""

    tutor: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        return self.prepared(
            state, lambda proposal: replace(self.bound(proposal), tutor=self.tutor or proposal.tutor)
        )  # fmt: skip

    @property
    def sentence(self) -> str:
        return self.told_of_it(f"tuteur {self.tutor}" if self.tutor else "")


class Article61Started(
    ContractStarted, Event, topic="article61.started", french="Contrat article 61 commencé : {start}"
):
    """The person began to work for an employer, who pays the wages; no day: the legal day."""

    def apply(self, state: State, on: date) -> State:
        return self.begun(state, on)


NOT_PROPOSED = Refusal("NO_PROPOSAL", "Aucun contrat article 61 n'est proposé.")


def _is_proposed(state: State) -> bool:
    return state.article61.proposal is not None


def beyond_subsidy(start: date, planned_end: date | None, rules: RuleSet) -> str:
    """What is said of a contract longer than the former subsidy (from memory); since the law of 2025 days limit it."""
    try:
        months = rules.find("article61.subsidy_months", start)
    except RuleMissing:
        return ""
    until = eve(advance(start, months))
    over = planned_end is not None and planned_end > until
    return f"La subvention va jusqu'au {day(until)} : {length(months)} (à vérifier)." if over else ""


class Article61StartSteps(ContractStarting):
    """How a contract is proposed, prepared and started."""

    @step("Proposer un contrat article 61", law=CONTRACT, when=may_be_eligible, otherwise=NOT_ELIGIBLE)
    def propose_article61(
        self,
        employer: Name,
        function: Line = "",
        fte: Share = Decimal(1),
        start: date | None = None,
        planned_end: date | None = None,
        prior_days: Days | None = None,
        half_days: bool = False,
        extension_days: Days = 0,
    ) -> None:
        """As under article 60, with an employer; the days of an article 60 just ended count with its own."""
        draft = Contract(start=start, planned_end=planned_end, fte=fte, half_days=half_days,
                         extension_days=extension_days)  # fmt: skip
        told = self.proposed(ARTICLE61, draft, prior_days)
        self.record(
            Article61Proposed(
                contract_id=self.new_id(),
                employer=employer,
                function=function,
                fte=fte,
                start=told.start,
                planned_end=told.planned_end,
                required_days=told.required_days,
                rule=told.rule,
                prior_days=told.prior_days,
                half_days=half_days,
                extension_days=extension_days,
            )
        )

    @step("Établir le plan de formation et de suivi (article 61)", law=FOLLOW, when=_is_proposed,
          otherwise=NOT_PROPOSED)  # fmt: skip
    def set_training_plan_article61(
        self,
        modules: Annotated[tuple[Name, ...], Field(min_length=1)],
        coach: Line = "",
        every_weeks: Annotated[int, Field(ge=1, le=52)] | None = None,
    ) -> None:
        """What will be learnt, and the coach who follows; no frequency told: the usual one."""
        self.record(Article61TrainingPlanSet(modules=modules, coach=coach, every_weeks=every_weeks))

    @step("Lier la convention avec l'employeur (article 61)", law=FOLLOW, when=_is_proposed, otherwise=NOT_PROPOSED)
    def bind_agreement_article61(
        self,
        agreement: Name,
        tutor: Line = "",
        referent: Line = "",
        agreement_from: date | None = None,
        agreement_until: date | None = None,
    ) -> None:
        """The agreement covers the period; the employer names a tutor, and a referent."""
        self.agreement_unchecked()
        bound = Article61AgreementBound(
            agreement=agreement, tutor=tutor, referent=referent, agreement_from=agreement_from,
            agreement_until=agreement_until,
        )  # fmt: skip
        proposal = self.state.article61.prepared
        self.agreement_covers(bound.bound(proposal), proposal.start or self.on, proposal.planned_end)
        self.record(bound)

    @step(
        "Démarrer le contrat (article 61)",
        law=CONTRACT,
        when=lambda state: not (running(state) or READY_61.unmet_by(state)),
        otherwise=NOT_READY_61,
    )
    def start_article61(self, start: date | None = None, employer_bce: Line = "") -> None:
        """The employer is a third party, known by its number.

        The number of the centre is not kept here yet: it is known as the employer of the article 60 contracts.
        """
        employer = enterprise(employer_bce, CONTRACT)
        centre = {each.employer_bce for each in self.state.article60.episodes}
        require(bool(employer), CONTRACT, "WRONG_EMPLOYER", f"Indiquez le numéro BCE de l'employeur. {WRONG_EMPLOYER}")
        require(employer not in centre, CONTRACT, "WRONG_EMPLOYER", WRONG_EMPLOYER)
        proposal, first_day = self.started(ARTICLE61, start)
        if said := beyond_subsidy(first_day, proposal.planned_end, self.rules):
            self.warn(FOLLOW, "SUBSIDY_MONTHS_EXCEEDED", said)
        self.record(Article61Started(start=first_day, employer_bce=employer))
