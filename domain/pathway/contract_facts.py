"""How a contract comes to be, whichever of the two articles it rests on; each article names its facts after these.

Law: LO, art. 60, § 7 and 61. Nothing is decided here: a fact says what happened, and what it makes of the contract.
What happens once it runs is in `contract_facts_running`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from domain.french import counted, day
from domain.kernel import Line, Personal, Value, replace
from domain.pathway.contract_days import days_of, earlier
from domain.pathway.contract_measure import InsertionContracts
from domain.pathway.episode import episode_id
from domain.pathway.insertion_contract import Contract, Days, Share

if TYPE_CHECKING:
    from domain.pathway import State


class ContractFact(Value):
    """A fact of a contract: the subject of its topic is the article, its French sentence begins with a title."""

    TOPIC: ClassVar[str]
    FRENCH: ClassVar[str]

    @property
    def measure(self) -> str:
        """The article, as the state names it."""
        return self.TOPIC.partition(".")[0]

    @property
    def title(self) -> str:
        """How its sentence begins."""
        return self.FRENCH.partition(" : ")[0]

    def told(self, *parts: str) -> str:
        """The sentence: the title, and the parts that are known."""
        return " : ".join(filter(None, (self.title, ", ".join(filter(None, parts)))))

    def stood(self, state: State) -> InsertionContracts:
        """Where the contracts of the article stood."""
        return state.article61 if self.measure == "article61" else state.article60

    def standing(self, state: State, now: InsertionContracts) -> State:
        """The state, once they stand so."""
        return replace(state, article61=now) if self.measure == "article61" else replace(state, article60=now)

    def prepared(self, state: State, prepare: Callable[[Contract], Contract]) -> State:
        """The state with the proposed contract prepared further; unchanged where none is proposed."""
        stood = self.stood(state)
        proposal = stood.proposal
        return self.standing(state, replace(stood, proposal=prepare(proposal))) if proposal else state

    def amended(self, state: State, amend: Callable[[Contract], Contract]) -> State:
        """The state with the current contract amended; unchanged where none was told."""
        stood = self.stood(state)
        contract = stood.contract
        return self.standing(state, replace(stood, contract=amend(contract))) if contract else state


class ContractProposed(ContractFact):
    """A contract proposed; days are those to prove for a claim at its planned end, and those proved before it."""

    contract_id: UUID | None = None
    function: Line = ""
    fte: Share = Decimal(1)
    start: date | None = None
    planned_end: date | None = None
    required_days: int = 0
    rule: Line = ""
    prior_days: Days = 0
    half_days: bool = False
    extension_days: Days = 0

    def proposed_at(self, place: str, state: State, on: date) -> State:
        """The state, work in that place being proposed; of the days told, those the file knows are its own."""
        start = self.start or on
        elsewhere = max(0, self.prior_days - days_of(earlier(state, start), half_days=self.half_days))
        proposal = Contract(
            self.contract_id or episode_id(self.measure, start), place, self.function, self.fte, start,
            self.planned_end, self.required_days, self.rule, elsewhere, self.half_days, self.extension_days,
        )  # fmt: skip
        return self.standing(state, replace(self.stood(state), proposal=proposal))

    def told_of(self, place: str) -> str:
        """The sentence, of work in that place."""
        from_ = f"du {day(self.start)}" if self.start else ""
        until = f"au {day(self.planned_end)}" if self.planned_end else ""
        days = counted(self.required_days, "jour requis", "jours requis") if self.required_days else ""
        prior = counted(self.prior_days, "déjà prouvé", "déjà prouvés") if self.prior_days else ""
        return self.told(place, self.function, f"{from_} {until}".strip(), days, prior)


class TrainingPlanned(ContractFact):
    """What the person will learn during the contract, with whom, and how often they meet."""

    modules: tuple[Line, ...] = ()
    coach: Line = ""
    every_weeks: int | None = None

    def apply(self, state: State, on: date) -> State:
        return self.prepared(
            state,
            lambda proposal: replace(
                proposal, modules=self.modules, coach=self.coach or proposal.coach, every_weeks=self.every_weeks
            ),
        )

    @property
    def sentence(self) -> str:
        coach = f" ; coach {self.coach}" if self.coach else ""
        return f"{self.title} : {', '.join(self.modules)}{coach}"


class AgreementTold(ContractFact):
    """The agreement the contract rests on, its period if it was told, and who refers at the workplace."""

    agreement: Line
    referent: Personal[str] = ""
    agreement_from: date | None = None
    agreement_until: date | None = None

    def bound(self, contract: Contract) -> Contract:
        """The contract, resting on this agreement."""
        return replace(
            contract, agreement=self.agreement, agreement_from=self.agreement_from,
            agreement_until=self.agreement_until, referent=self.referent or contract.referent,
        )  # fmt: skip

    def told_of_it(self, *people: str) -> str:
        """The sentence, with the people it names."""
        from_ = f" du {day(self.agreement_from)}" if self.agreement_from else ""
        until = f" au {day(self.agreement_until)}" if self.agreement_until else ""
        referent = f"référent du lieu {self.referent}" if self.referent else ""
        return " ; ".join(
            filter(None, (f"{self.title} : {self.agreement}{from_}{until} (non contrôlée)", *people, referent))
        )


class ContractStarted(ContractFact):
    """The person began to work; no day told: the legal day."""

    start: date | None = None
    employer_bce: Line = ""

    def begun(self, state: State, on: date, host_bce: str = "") -> State:
        """The state, the contract proposed having begun."""
        start, stood = self.start or on, self.stood(state)
        proposal = stood.proposal or Contract(episode_id(self.measure, start))
        started = replace(proposal, start=start, employer_bce=self.employer_bce, host_bce=host_bce)
        past = (*stood.past, stood.contract) if stood.contract else stood.past
        return self.standing(state, replace(stood, proposal=None, contract=started, past=past))

    @property
    def sentence(self) -> str:
        return self.told(f"le {day(self.start)}" if self.start else "")
