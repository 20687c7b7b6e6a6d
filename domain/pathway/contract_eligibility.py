"""Who may have a contract under article 60 § 7 or 61, and what must be there before it starts.

Law: LO, art. 60, § 7 and 61: who has the income or the equivalent aid, and no open right to unemployment; the seed
« Osez Liège » asks for the training and the personal follow-up, which the decree of 29 April 2024 (D6061) makes duties.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from domain.acts import DIS
from domain.delays import eve
from domain.law import Condition, Refusal, Right
from domain.pathway.contract_days import contracts_of
from domain.pathway.contract_measure import InsertionContracts, running
from domain.pathway.insertion_contract import ARTICLE60, ARTICLE61, FOLLOW, Under

if TYPE_CHECKING:
    from domain.pathway import State

NOT_ELIGIBLE = Refusal("NOT_ELIGIBLE", "La personne n'a pas de RIS ou d'aide équivalente en cours.")
OVERLAP = Refusal("CONTRACT_OVERLAP", "Un autre contrat couvre déjà cette période.")
DUTIES = "Un contrat article 60/61 exige une formation et un suivi personnalisés."
PLAN_OVER = f"{DUTIES} Manque : PIIS signé, et en cours, ce jour-là."


def right_on(state: State, on: date) -> bool:
    """Whether the income, or the equivalent aid, runs that day."""
    return state.ris.right_on(on) is not None


def eligible_on(state: State, start: date) -> bool:
    """Whether the income runs at the start or the eve; the contract that ends on the eve had itself replaced it."""
    days = (start, eve(start))
    return any(right_on(state, on) or any(each.covers(on) for each in contracts_of(state)) for on in days)


def may_be_eligible(state: State) -> bool:
    """Whether some day could make the person eligible: the day itself is judged with the contract."""
    return bool(state.ris.rights or contracts_of(state))


def held(state: State, under: Under) -> InsertionContracts:
    """Where the contracts of one article stand."""
    return state.article61 if under is ARTICLE61 else state.article60


def ready(under: Under, *more: Condition[State]) -> Right[State]:
    """What must be there before a contract under this article starts; ``more`` is its own."""
    return Right(
        Condition(under.law, "contrat proposé", lambda state: held(state, under).proposal is not None),
        Condition(DIS("art. 11"), "PIIS signé", lambda state: state.piis.is_signed),
        Condition(FOLLOW, "plan de formation", lambda state: bool(held(state, under).prepared.modules)),
        Condition(FOLLOW, "coach", lambda state: bool(held(state, under).prepared.coach)),
        Condition(FOLLOW, "référent du lieu de travail", lambda state: bool(held(state, under).prepared.referent)),
        *more,
    )


READY_60 = ready(ARTICLE60)
READY_61 = ready(ARTICLE61, Condition(FOLLOW, "tuteur", lambda state: bool(state.article61.prepared.tutor)))


@dataclass(frozen=True)
class NotReady(Refusal):
    """Says what is there and what is missing; or that another contract still runs."""

    right: Right[State]

    def about(self, state: object) -> Refusal:
        """The refusal in the words of this file."""
        stood = cast("State", state)
        if running(stood):
            return OVERLAP
        unmet = self.right.unmet_by(stood)
        there = ", ".join(condition.wording for condition in self.right.conditions if condition not in unmet)
        missing = ", ".join(condition.wording for condition in unmet)
        found = f" Présent : {there}." if there else ""
        return Refusal(self.code, f"{self.reason}{found} Manque : {missing}.")


NOT_READY_60 = NotReady("TRAINING_AND_FOLLOW_UP_REQUIRED", DUTIES, READY_60)
NOT_READY_61 = NotReady("TRAINING_AND_FOLLOW_UP_REQUIRED", DUTIES, READY_61)


@dataclass(frozen=True)
class NotAtWork(Refusal):
    """Says whether no contract runs, or work has stopped for a time."""

    under: Under

    def about(self, state: object) -> Refusal:
        """The refusal in the words of this file."""
        if held(cast("State", state), self.under).is_interrupted:
            return Refusal("ALREADY_INTERRUPTED", "Le contrat est déjà suspendu.")
        return self
