"""How a contract that runs is followed, whichever of the two articles it rests on.

Law: LO, art. 60, § 7 and 61; programme law of 18 July 2025 for the absences that no longer count. That unpaid days
counted up to a number by calendar year is from memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from domain.french import counted, day, month_of, said
from domain.kernel import replace
from domain.law import present, require
from domain.months import first_of, last_of
from domain.pathway.contract_benefits import subsidy_spent_in
from domain.pathway.contract_days import contracts_of, counter_of, earlier, one_for_all, proof, required
from domain.pathway.contract_duration import ContractSteps
from domain.pathway.contract_eligibility import held
from domain.pathway.contract_facts_running import Absences
from domain.pathway.contract_measure import ORIENTATION
from domain.pathway.insertion_contract import FOLLOW, NO_LONGER_COUNTED, Cause, Contract, DayKind, EndReason, Under


class Sheet(NamedTuple):
    """The days of a month, each where the law puts it."""

    month: date
    assimilated: Absences
    uncounted: Absences


class Extension(NamedTuple):
    """Until when a contract goes on, why, and how many days were missing."""

    planned_end: date
    reason: str
    days_missing: int


class Ending(NamedTuple):
    """How a contract ends, and whether the days that open the allowances are there."""

    ended_on: date
    reason: EndReason
    counted_days: int
    entitlement_reached: bool


class ContractFollowing(ContractSteps):
    """What any contract under way has to meet."""

    def sheet(
        self, under: Under, worked: int, month: date | None, assimilated: Absences | None, uncounted: Absences | None
    ) -> Sheet:
        """One sheet a month until the contract ended, whatever end was planned; an absence not counted is moved."""
        contract, month = self.current(under), first_of(month or self.on)
        begun, ended = first_of(contract.start or month), contract.ended_on or self.on
        require(begun <= month <= min(ended, self.on), under.law, "MONTH_OUT_OF_CONTRACT",
                f"Le mois de {month_of(month)} est hors du contrat, ou n'a pas commencé.")  # fmt: skip
        told, out = assimilated or {}, uncounted or {}
        moved = self._not_counted(under, contract, month, told)
        kept = {kind: n - moved.get(kind, 0) for kind, n in told.items() if n > moved.get(kind, 0)}
        out = {kind: out.get(kind, 0) + moved.get(kind, 0) for kind in (*out, *moved)}
        most = int(self.rules.find("article60.days_per_month_max", month).number) * (2 if contract.half_days else 1)
        total = worked + sum(kept.values()) + sum(out.values())
        unit = "demi-journées" if contract.half_days else "journées"
        require(total <= most, under.law, "TOO_MANY_DAYS", f"Au plus {most} {unit} par mois.")
        self._beyond_subsidy(under, contract, month, worked + sum(kept.values()))
        return Sheet(month, kept, out)

    def followed_up(self, under: Under, on: date | None) -> date:
        """The day of a follow-up, which lies within the contract."""
        held_on = on or self.on
        require((self.current(under).start or held_on) <= held_on <= self.on, FOLLOW, "FOLLOW_UP_DATE",
                f"Le suivi se situe entre le début du contrat et le {day(self.on)}.")  # fmt: skip
        return held_on

    def interrupted(self, under: Under, reason: Cause | None, from_on: date | None) -> tuple[Cause, date]:
        """Why work stops, and from when; the person is still under contract."""
        cause = present(reason, under.law, "REASON_REQUIRED", "Indiquez un motif.")
        stopped, contract = from_on or self.on, self.current(under)
        self.not_later(stopped, under.law)
        last = contract.interruptions[-1].until if contract.interruptions else None
        first = last + timedelta(days=1) if last else contract.start or stopped
        require(stopped >= first, under.law, "INTERRUPTION_DATE",
                f"La suspension ne peut commencer avant le {day(first)}.")  # fmt: skip
        return cause, stopped

    def resumed(self, under: Under, on: date | None) -> date:
        """The day work begins again, after it stopped."""
        again, stopped = on or self.on, self.current(under).interrupted_from
        self.not_later(again, under.law)
        require(stopped is None or again > stopped, under.law, "RESUMED_BEFORE_INTERRUPTION",
                "La reprise suit le premier jour de la suspension.")  # fmt: skip
        return again

    def extended(self, under: Under, planned_end: date | None, reason: str) -> Extension:
        """As long as days are missing; no day told: that on which they would be there."""
        contract = self.current(under)
        why, start = reason or self.need_reason(under.law), contract.start or self.on
        reached_on = counter_of(contract, start, self.state, self.rules).reached_on
        planned_end = planned_end or max(reached_on, contract.planned_end or reached_on)
        days = self.days_missing(under, contract, start, planned_end)
        require(contract.planned_end is None or planned_end > contract.planned_end, under.law, "NOT_LATER",
                "La prolongation dépasse la fin prévue.")  # fmt: skip
        self.agreement_covers(contract, start, planned_end)
        return Extension(planned_end, why, days.remaining)

    def ending(self, under: Under, reason: EndReason | None, ended_on: date | None) -> Ending:
        """Never by itself: someone says the day, and why; an orientation was held before."""
        why = present(reason, under.law, "REASON_REQUIRED", "Indiquez un motif.")
        contract, ended = self.current(under), ended_on or self.on
        start, oriented = contract.start or ended, self.state.followup.oriented_on
        self.end_after_start(under, start, ended)
        require(ended <= self.on, under.law, "ENDED_LATER", f"La fin ne peut suivre le {day(self.on)}.")
        if oriented is None or oriented < start:
            self.warn(ORIENTATION, "ORIENTATION_MISSING", "Aucun entretien d'orientation pendant le contrat.")
        identity, rules = self.state.identity, self.rules
        wanted = int(required(ended, identity, rules, half_days=contract.half_days).number)
        proved = proof(contract, ended, identity, rules, earlier(self.state, start))
        return Ending(ended, why, contract.counted, proved.days >= wanted)

    def current(self, under: Under) -> Contract:
        """The contract under way, or the last one, which the guard saw."""
        contract = held(self.state, under).contract
        assert contract is not None
        return contract

    def _not_counted(self, under: Under, contract: Contract, month: date, told: Mapping[DayKind, int]) -> Absences:
        """The absences the law of that month does not count, told as such."""
        if one_for_all(month, self.rules):
            moved = {kind: n for kind, n in told.items() if kind in NO_LONGER_COUNTED}
            if moved:
                self.warn(under.law, "DAYS_NOT_COUNTED", f"Ne compte plus, sous la règle de ce mois : {said(moved)}.")
            return moved
        most = self.rules.find("article60.unpaid_days_max", month)
        others = sum(
            days for each in contracts_of(self.state) for when, days in each.unpaid.items()
            if when.year == month.year and (when != month or each.id != contract.id)
        )  # fmt: skip
        over = told.get(DayKind.UNPAID, 0) - max(0, int(most.number) - others)
        if over <= 0:
            return {}
        limit = counted(int(most.number), "jour non payé compte", "jours non payés comptent")
        self.warn(under.law, "DAYS_NOT_COUNTED", f"Au plus {limit} par année (à vérifier) : {over} en trop.")
        return {DayKind.UNPAID: over}

    def _beyond_subsidy(self, under: Under, contract: Contract, month: date, days: int) -> None:
        """Say when the days go beyond those the Region subsidises."""
        start = contract.start or month
        told = replace(contract, months={**contract.months, month: days})
        if spent := subsidy_spent_in((*earlier(self.state, start), told), self.rules):
            most = int(self.rules.find("article60.subsidised_days_max", last_of(spent)).number)
            beyond = f"Plus de {most} journées : au-delà, dès {month_of(spent)}, elles ne sont pas subsidiées."
            self.warn(FOLLOW, "SUBSIDY_DAYS_EXCEEDED", beyond)
