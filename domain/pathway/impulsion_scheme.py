"""The Impulsion aids: when each scheme ran, whom it is for, and what the allowance is, month by month.

Law: Walloon decree of 2 February 2017 (IMPULSION_D); its articles were not read. The allowance is part of the wage: the
employer deducts it from what is paid net. Schooling, residence, experience, and the months already used with another
employer are judged by FOREM and ONEM, not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from domain.acts import IMPULSION_D
from domain.delays import eve, months_after
from domain.french import counted, month_of
from domain.kernel import Choice
from domain.law import require
from domain.pathway.step import Steps
from domain.pathway.work import ContractKind
from domain.rules import RuleSet

HIRING_AID = IMPULSION_D()


class HiringAid(Choice):
    """The scheme that pays part of the wage."""

    IMPULSION_INSERTION = "IMPULSION_INSERTION", "Impulsion-insertion"
    IMPULSION_U25 = "IMPULSION_U25", "Impulsion -25 ans"
    IMPULSION_12M = "IMPULSION_12M", "Impulsion 12 mois+"

    @property
    def kind(self) -> ContractKind:
        """The kind of work it makes of the job."""
        return ContractKind(self.value)


@dataclass(frozen=True)
class Scheme:
    """The rules a scheme is written in: ``runs`` is in force while it does (and not « false »), then its phases
    (``.months`` at ``.monthly``), and its conditions when it has them."""

    runs: str
    phases: tuple[str, ...]
    lasts: str
    below_age: str = ""
    unemployed: str = ""
    full_time: bool = False


SCHEMES = {
    HiringAid.IMPULSION_INSERTION: Scheme(
        runs="impulsion.insertion.allowed",
        phases=("impulsion.insertion",),
        lasts="impulsion.insertion.months",
        below_age="impulsion.insertion.below_age",
        unemployed="impulsion.insertion.unemployed_months",
        full_time=True,
    ),
    HiringAid.IMPULSION_U25: Scheme(
        runs="impulsion.u25.phase1.months",
        phases=("impulsion.u25.phase1", "impulsion.u25.phase2", "impulsion.u25.phase3"),
        lasts="impulsion.min_contract_months",
        below_age="impulsion.u25.below_age",
    ),
    HiringAid.IMPULSION_12M: Scheme(
        runs="impulsion.12m.phase1.months",
        phases=("impulsion.12m.phase1", "impulsion.12m.phase2", "impulsion.12m.phase3"),
        lasts="impulsion.min_contract_months",
        unemployed="impulsion.12m.unemployed_months",
    ),
}
AIDED = {aid.kind: aid for aid in HiringAid}
"""The scheme, by the kind of work it makes."""


@dataclass(frozen=True)
class AidPhase:
    """So many euros a month, from a first to a last day, both included."""

    first_on: date
    last_on: date
    monthly_eur: Decimal


def aid_in_month(aid: HiringAid, n: int, start: date, rules: RuleSet) -> Decimal:
    """Euros of the n-th month of a contract begun that day (the first is 1); nothing once the phases are over."""
    for months, monthly in _phases(aid, start, rules):
        if n <= months:
            return monthly if n >= 1 else Decimal(0)
        n -= months
    return Decimal(0)


def schedule(aid: HiringAid, start: date, end: date | None, rules: RuleSet) -> tuple[AidPhase, ...]:
    """The phases by their days, under the rules of the first day; none goes beyond the end of the contract."""
    phases, done = [], 0
    for months, monthly in _phases(aid, start, rules):
        first, last = months_after(start, done), eve(months_after(start, done + months))
        done += months
        if end is None or first <= end:
            phases.append(AidPhase(first, min(last, end or last), monthly))
    return tuple(phases)


def _phases(aid: HiringAid, start: date, rules: RuleSet) -> tuple[tuple[int, Decimal], ...]:
    return tuple(
        (int(rules.find(f"{phase}.months", start).number), rules.find(f"{phase}.monthly", start).number)
        for phase in SCHEMES[aid].phases
    )


class SchemeSteps(Steps):
    """What every step that tells of an aided job checks, whatever it is called."""

    def _within_scheme(self, aid: HiringAid, start: date, end: date | None) -> None:
        """The scheme ran that day, the person was young enough, the contract lasts long enough."""
        closed = _not_running(aid, start, self.rules)
        require(not closed, HIRING_AID, "SCHEME_ABOLISHED", closed)
        self._young_enough(aid, start)
        months = int(self.rules.find(SCHEMES[aid].lasts, start).number)
        long_enough = end is None or end >= months_after(start, months) - timedelta(days=1)
        self._conditional(long_enough, f"{aid.label} : le contrat dure au moins {counted(months, 'mois', 'mois')}.")

    def _young_enough(self, aid: HiringAid, start: date) -> None:
        """Below the age on the eve of the start; a birth date nobody told is not guessed."""
        key = SCHEMES[aid].below_age
        if not key:
            return
        age, limit = self.state.identity.age_on(eve(start)), int(self.rules.find(key, start).number)
        if age is None:
            self.warn(HIRING_AID, "SCHEME_UNCHECKED", f"{aid.label} : âge inconnu, condition à vérifier.")
            return
        told = f"{aid.label} : réservée aux moins de {limit} ans."
        code = "SCHEME_ABOLISHED" if aid is HiringAid.IMPULSION_INSERTION else "SCHEME_CONDITIONS"
        require(age < limit, HIRING_AID, code, told)

    def _conditional(self, holds: bool, reason: str) -> None:
        require(holds, HIRING_AID, "SCHEME_CONDITIONS", reason)


def _not_running(aid: HiringAid, on: date, rules: RuleSet) -> str:
    """Why the scheme does not run that day, in words that are true of it; nothing when it runs."""
    running = [rule for rule in rules.of_key(SCHEMES[aid].runs) if rule.value != "false"]
    if any(rule.in_force(on) for rule in running):
        return ""
    if ended := [rule.valid_to for rule in running if rule.valid_to and rule.valid_to < on]:
        return f"{aid.label} est supprimée depuis le {_written(max(ended) + timedelta(days=1))}."
    first = min(rule.valid_from or date.min for rule in running)
    return f"{aid.label} n'existait pas encore : elle commence le {_written(first)}."


def _written(on: date) -> str:
    return f"{'1er' if on.day == 1 else on.day} {month_of(on)}"
