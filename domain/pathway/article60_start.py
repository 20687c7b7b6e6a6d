"""How an article 60 § 7 contract is prepared, and starts: the centre employs, in its services or placed with a host.

Law: LO, art. 60, § 7; Walloon decree of 29 April 2024 (D6061). What both articles ask of a proposal and of a start is
in `contract_start`; only here may a contract be part-time, for experience of work.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from domain.delays import months_after
from domain.kernel import Event, Line
from domain.law import Refusal, require
from domain.pathway.contract_eligibility import NOT_ELIGIBLE, NOT_READY_60, READY_60, may_be_eligible
from domain.pathway.contract_facts import AgreementTold, ContractProposed, ContractStarted, TrainingPlanned
from domain.pathway.contract_measure import running
from domain.pathway.contract_start import ContractStarting
from domain.pathway.enterprise import enterprise
from domain.pathway.identity import Name
from domain.pathway.insertion_contract import ARTICLE60, FOLLOW, Contract, Days, Share
from domain.pathway.step import step

if TYPE_CHECKING:
    from domain.pathway import State

CONTRACT = ARTICLE60.law
WRONG_EMPLOYER = "Article 60 : l'employeur est le CPAS ; article 61 : un tiers."


class Article60Proposed(
    ContractProposed,
    Event,
    topic="article60.proposed",
    french="Contrat article 60 § 7 proposé : {host}, du {start} au {planned_end}, {required_days} jours requis",
    version=2,
):
    """The centre proposed a contract; days are those to prove for a claim at its planned end."""

    host: Line = ""

    def apply(self, state: State, on: date) -> State:
        return self.proposed_at(self.host, state, on)

    @property
    def sentence(self) -> str:
        return self.told_of(self.host or "services du CPAS")


class Article60TrainingPlanSet(
    TrainingPlanned,
    Event,
    topic="article60.training-plan-set",
    french="Plan de formation et de suivi établi : {modules} ; coach {coach}",
):
    """What the person will learn during the contract, with whom, and how often they meet."""


class Article60AgreementBound(
    AgreementTold,
    Event,
    topic="article60.agreement-bound",
    french="Convention rattachée au contrat : {agreement} (non contrôlée) ; référent du lieu {referent}",
    version=2,
):
    """The contract rests on an agreement with the host, who names a referent at the workplace."""

    def apply(self, state: State, on: date) -> State:
        return self.prepared(state, self.bound)

    @property
    def sentence(self) -> str:
        return self.told_of_it()


class Article60Started(
    ContractStarted, Event, topic="article60.started", french="Contrat article 60 § 7 commencé : le {start}"
):
    """The person began to work for the centre, in its services or placed with a host; no day: the legal day."""

    host_bce: Line = ""

    def apply(self, state: State, on: date) -> State:
        return self.begun(state, on, self.host_bce)


NOT_PROPOSED = Refusal("NO_PROPOSAL", "Aucun contrat article 60 n'est proposé.")


def _is_proposed(state: State) -> bool:
    return state.article60.proposal is not None


class Article60StartSteps(ContractStarting):
    """How a contract is proposed, prepared and started."""

    @step("Proposer un contrat article 60 § 7", law=CONTRACT, when=may_be_eligible, otherwise=NOT_ELIGIBLE)
    def propose_article60(
        self,
        host: Line = "",
        function: Line = "",
        fte: Share = Decimal(1),
        start: date | None = None,
        planned_end: date | None = None,
        prior_days: Days | None = None,
        half_days: bool = False,
        extension_days: Days = 0,
    ) -> None:
        """The days required are those of the day of the claim: the planned end, or the end without absence.

        No host: the services of the centre. ``half_days``: the claim will be one of a part-time worker.
        """
        draft = Contract(start=start, planned_end=planned_end, fte=fte, half_days=half_days,
                         extension_days=extension_days)  # fmt: skip
        told = self.proposed(ARTICLE60, draft, prior_days)
        self._part_time(told)
        self.record(
            Article60Proposed(
                contract_id=self.new_id(),
                host=host,
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

    @step(
        "Établir le plan de formation et de suivi (article 60)", law=FOLLOW, when=_is_proposed, otherwise=NOT_PROPOSED
    )
    def set_training_plan(
        self,
        modules: Annotated[tuple[Name, ...], Field(min_length=1)],
        coach: Line = "",
        every_weeks: Annotated[int, Field(ge=1, le=52)] | None = None,
    ) -> None:
        """What will be learnt, and the coach who follows; no frequency told: the usual one."""
        self.record(Article60TrainingPlanSet(modules=modules, coach=coach, every_weeks=every_weeks))

    @step("Lier la convention (article 60)", law=FOLLOW, when=_is_proposed, otherwise=NOT_PROPOSED)
    def bind_agreement(
        self,
        agreement: Name,
        referent: Line = "",
        agreement_from: date | None = None,
        agreement_until: date | None = None,
    ) -> None:
        """The agreement covers the period, and the host names a referent."""
        self.agreement_unchecked()
        bound = Article60AgreementBound(
            agreement=agreement, referent=referent, agreement_from=agreement_from, agreement_until=agreement_until
        )
        proposal = self.state.article60.prepared
        self.agreement_covers(bound.bound(proposal), proposal.start or self.on, proposal.planned_end)
        self.record(bound)

    @step(
        "Démarrer le contrat (article 60)",
        law=CONTRACT,
        when=lambda state: not (running(state) or READY_60.unmet_by(state)),
        otherwise=NOT_READY_60,
    )
    def start_article60(self, start: date | None = None, employer_bce: Line = "", host_bce: Line = "") -> None:
        """The centre is the employer; a host, if any, is another enterprise.

        The number of the centre is not kept here yet: an employer is known not to be the centre when it is the host, or
        the third party of an article 61.
        """
        employer, host = enterprise(employer_bce, CONTRACT), enterprise(host_bce, CONTRACT)
        others = {host, *(each.employer_bce for each in self.state.article61.episodes)}
        require(not employer or employer not in others, CONTRACT, "WRONG_EMPLOYER", WRONG_EMPLOYER)
        _, first_day = self.started(ARTICLE60, start)
        self.record(Article60Started(start=first_day, employer_bce=employer, host_bce=host))

    def _part_time(self, contract: Contract) -> None:
        """A part-time contract is for experience of work: at least half-time, and not for long."""
        start, end = contract.start or self.on, contract.planned_end or self.on
        months = int(self.rules.find("article60.part_time.max_months", start).number)
        share = self.rules.find("article60.part_time.min_share", start).number
        if contract.fte < share or (contract.fte < 1 and end >= months_after(start, months)):
            self.warn(CONTRACT, "PART_TIME_LIMIT", f"Un temps partiel est au moins un mi-temps, {months} mois au plus.")
