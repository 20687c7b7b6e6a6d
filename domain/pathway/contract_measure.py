"""Where the contracts of one article stand, and what the one that runs owes.

Law: LO, art. 60, § 7 and 61; Walloon decree of 29 April 2024 (D6061) for the follow-up. The orientation before the days
are there is a practice. No date ever ends a contract by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from domain.acts import PRACTICE
from domain.delays import Deadline, Kind, advance, eve, length
from domain.french import counted, day, month_of, said
from domain.kernel import replace
from domain.months import last_of
from domain.pathway.contract_benefits import subsidy_spent_in
from domain.pathway.contract_days import Counter, counter_of, earlier
from domain.pathway.insertion_contract import ARTICLE60, FOLLOW, Contract, Under
from domain.pathway.measure import Measure
from domain.rules import Confidence, RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

ORIENTATION = PRACTICE("orientation")


@dataclass(frozen=True)
class InsertionContracts(Measure):
    """The contract proposed, the one that runs or ran last, and those before it."""

    proposal: Contract | None = None
    contract: Contract | None = None
    past: tuple[Contract, ...] = ()
    under: ClassVar[Under] = ARTICLE60

    @property
    def is_running(self) -> bool:
        """Whether the person works under such a contract."""
        return self.contract is not None and self.contract.ended_on is None

    @property
    def is_interrupted(self) -> bool:
        """Whether the contract runs, and work has stopped for a time."""
        return self.is_running and self.contract is not None and self.contract.interrupted_from is not None

    @property
    def prepared(self) -> Contract:
        """The contract proposed, or a blank one."""
        return self.proposal or Contract()

    @property
    def episodes(self) -> tuple[Contract, ...]:
        """Every contract that started, in its order."""
        return (*self.past, self.contract) if self.contract else self.past

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """The days counted, the orientation before they are all there, a follow-up every few weeks, the subsidy."""
        contract = self.contract
        if contract is None or contract.start is None or contract.ended_on:
            return
        days = counter_of(contract, contract.start, state, rules)
        yield self._days_due(days, contract)
        oriented = state.followup.oriented_on
        if oriented is None or oriented < contract.start:
            alert = rules.find("article60.orientation.alert_days", contract.start)
            yield Deadline(
                "ART60_ORIENTATION", days.reached_on - timedelta(days=int(alert.number)),
                "Tenir l'entretien d'orientation", ORIENTATION,
                f"journées atteintes le {day(days.reached_on)} (projection) − {length(alert)}",
                step="record_contact", confidence=days.confidence,
            )  # fmt: skip
        if contract.interrupted_from is None:
            yield self._follow_up_due(contract, contract.start, rules)
        yield from self._subsidy_spent((*earlier(state, contract.start), contract), rules)

    def _days_due(self, days: Counter, contract: Contract) -> Deadline:
        """When the days will be there: then subsidy and need end, the contract never by itself."""
        unit = "demi-jours" if contract.half_days else "jours"
        because = f"{days.proved} / {days.required} {unit}"
        pace = f" ; {said(days.monthly.normalize() + Decimal(0))} par mois, sans absence"
        if stopped := contract.interrupted_from:
            pace += f" ; suspendu depuis le {day(stopped)}"
        return Deadline(
            "ART60_DAYS", days.reached_on, f"Journées de l'{self.under.label} atteintes : orienter la suite",
            self.under.law, because if days.is_reached else because + pace, step=self.under.end_step,
            kind=Kind.ALERT if days.is_reached else Kind.INFORMATION, confidence=days.confidence,
        )  # fmt: skip

    def _follow_up_due(self, contract: Contract, start: date, rules: RuleSet) -> Deadline:
        """The next follow-up: at the frequency of the plan, else the usual one; counted anew once work begins again."""
        resumed = [each.until + timedelta(days=1) for each in contract.interruptions if each.until]
        since, event = max(
            (start, "début du contrat"),
            (contract.followed_up_on or date.min, "dernier suivi"),
            (max(resumed, default=date.min), "reprise"),
        )
        usual = rules.find("article60.followup_weeks", since)
        pace = replace(usual, value=Decimal(contract.every_weeks or usual.number))
        return Deadline(
            "FOLLOW_UP", advance(since, pace), f"Tenir le suivi personnalisé ({self.under.label})", FOLLOW,
            f"{event} du {day(since)} + {length(pace)}", step=self.under.follow_step, confidence=Confidence.OUR_CHOICE,
        )  # fmt: skip

    def _subsidy_spent(self, contracts: tuple[Contract, ...], rules: RuleSet) -> Iterator[Deadline]:
        """The month in which the days went beyond those that are subsidised."""
        if month := subsidy_spent_in(contracts, rules):
            most = rules.find("article60.subsidised_days_max", last_of(month))
            yield Deadline(
                "ART60_SUBSIDY", last_of(month), f"Journées subsidiées de l'{self.under.label} épuisées", FOLLOW,
                f"plus de {counted(int(most.number), 'journée', 'journées')} en {month_of(month)}",
                step=self.under.end_step, confidence=most.confidence,
            )  # fmt: skip


def running(state: State) -> bool:
    """Whether a contract runs, under one article or the other."""
    return state.article60.is_running or state.article61.is_running


def ended_before(state: State, on: date) -> bool:
    """Whether every contract of the file had ended on the eve of that day at the latest."""
    contracts = (*state.article60.episodes, *state.article61.episodes)
    return all(each.ended_on is not None and each.ended_on <= eve(on) for each in contracts)
