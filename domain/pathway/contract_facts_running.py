"""What happens to a contract that runs, whichever of the two articles it rests on: days, follow-ups, stops, its end.

Law: LO, art. 60, § 7 and 61. Each article names its facts after these; nothing is decided here.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field

from domain.delays import eve
from domain.french import counted, day, month_of, said
from domain.kernel import Personal, replace
from domain.months import Month
from domain.pathway.contract_facts import ContractFact
from domain.pathway.insertion_contract import Cause, DayKind, Days, EndReason, Interruption

if TYPE_CHECKING:
    from domain.pathway import State

Absences = dict[DayKind, Days]


class DaysTold(ContractFact):
    """The days of one month, as its sheet says; a new sheet of the same month replaces the former."""

    month: Month
    worked: Days = 0
    assimilated: Absences = Field(default_factory=dict)
    uncounted: Absences = Field(default_factory=dict)

    @property
    def counted(self) -> int:
        """The days that count towards the allowances."""
        return self.worked + sum(self.assimilated.values())

    def apply(self, state: State, on: date) -> State:
        unpaid = self.assimilated.get(DayKind.UNPAID, 0)
        return self.amended(
            state,
            lambda contract: replace(
                contract,
                months={**contract.months, self.month: self.counted},
                unpaid={**contract.unpaid, self.month: unpaid},
            ),
        )

    @property
    def sentence(self) -> str:
        like = f"assimilées ({said(self.assimilated)})" if self.assimilated else ""
        out = f"non comptées ({said(self.uncounted)})" if self.uncounted else ""
        return self.told(month_of(self.month), counted(self.worked, "prestée", "prestées"), like, out)


class FollowUpHeld(ContractFact):
    """The coach and the person met during the contract; what was said is kept apart, under its reference."""

    on: date | None = None
    place: Personal[str] = ""
    summary_ref: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        held = self.on or on
        return self.amended(
            state, lambda contract: replace(contract, followed_up_on=max(held, contract.followed_up_on or held))
        )

    @property
    def sentence(self) -> str:
        return self.told(said(self.on), said(self.place))


class WorkInterrupted(ContractFact):
    """Work stopped for a time, for one of the causes the law names; no day told: the legal day."""

    reason: Cause
    from_on: date | None = None

    def apply(self, state: State, on: date) -> State:
        stop = Interruption(self.from_on or on, self.reason)
        return self.amended(state, lambda contract: replace(contract, interruptions=(*contract.interruptions, stop)))

    @property
    def sentence(self) -> str:
        return self.told(f"dès le {day(self.from_on)}" if self.from_on else "", self.reason.label)


class WorkResumed(ContractFact):
    """Work began again; no day told: the legal day."""

    on: date | None = None

    def apply(self, state: State, on: date) -> State:
        last_day = eve(self.on or on)
        return self.amended(
            state,
            lambda contract: replace(
                contract,
                interruptions=tuple(
                    replace(each, until=max(each.from_on, last_day)) if each.until is None else each
                    for each in contract.interruptions
                ),
            ),
        )

    @property
    def sentence(self) -> str:
        return self.told(f"le {day(self.on)}" if self.on else "")


class ContractExtended(ContractFact):
    """The contract goes on until the days are there."""

    planned_end: date
    reason: Personal[str] = ""
    days_missing: Days = 0

    def apply(self, state: State, on: date) -> State:
        return self.amended(state, lambda contract: replace(contract, planned_end=self.planned_end))

    @property
    def sentence(self) -> str:
        missing = counted(self.days_missing, "jour manque", "jours manquent")
        return f"{self.title} : au {day(self.planned_end)}, {missing} ({self.reason})"


class ContractEnded(ContractFact):
    """The contract ended; whether the days that open the allowances were there is said with it."""

    ended_on: date | None = None
    reason: EndReason
    counted_days: Days = 0
    entitlement_reached: bool = False

    def apply(self, state: State, on: date) -> State:
        return self.amended(
            state,
            lambda contract: replace(
                contract,
                ended_on=self.ended_on or on,
                end_reason=self.reason,
                entitlement_reached=self.entitlement_reached,
            ),
        )

    @property
    def sentence(self) -> str:
        when = f"le {day(self.ended_on)}" if self.ended_on else ""
        days = counted(self.counted_days, "jour compté", "jours comptés") if self.counted_days else ""
        opened = "droit au chômage ouvert" if self.entitlement_reached else ""
        return self.told(when, self.reason.label, days, opened)
