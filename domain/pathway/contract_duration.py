"""How long a contract may be: as long as days are missing, and within its agreement and its subsidy.

Law: LO, art. 60, § 7 and 61; Walloon decree of 29 April 2024 (D6061). Until agreements are kept here, the reference of
one is taken as told, with its period when it is known, and said « non contrôlée ».
"""

from __future__ import annotations

from datetime import date

from domain.french import counted, day
from domain.law import require
from domain.pathway.contract_days import Counter, counter_of, earlier, proof, required
from domain.pathway.insertion_contract import FOLLOW, Contract, Under
from domain.pathway.step import Steps

UNCHECKED = "Convention non contrôlée : la référence est enregistrée telle qu'elle est dite."
NOT_COVERING = "La convention ne couvre pas toute la période ou n'a plus de place."


class ContractSteps(Steps):
    """What the steps of a contract ask of its length, whenever it is given, kept or prolonged."""

    def end_after_start(self, under: Under, start: date, end: date | None) -> None:
        """A contract ends after it began."""
        require(end is None or end >= start, under.law, "END_BEFORE_START", "La fin ne peut précéder le début.")

    def agreement_covers(self, contract: Contract, start: date, end: date | None) -> None:
        """The agreement runs from the first to the last day."""
        require(contract.agreement_covers(start, end), FOLLOW, "AGREEMENT_NOT_COVERING", NOT_COVERING)

    def agreement_unchecked(self) -> None:
        """Say that the agreement is taken as told."""
        self.warn(FOLLOW, "AGREEMENT_UNCHECKED", UNCHECKED)

    def days_missing(self, under: Under, contract: Contract, start: date, planned_end: date) -> Counter:
        """The counter of a contract of this length, of which days are missing.

        Refused when they are there (warned under the former rules, known from memory); warned when it is longer.
        """
        projected = counter_of(contract, start, self.state, self.rules)
        rule = required(planned_end, self.state.identity, self.rules, half_days=contract.half_days)
        past = earlier(self.state, start)
        proved = proof(contract, planned_end, self.state.identity, self.rules, past)
        days, reached = int(rule.number), proved.days >= int(rule.number)
        exceeded = f"La durée dépasse les {days} jours requis."
        require(not reached or rule.is_doubtful, under.law, "DURATION_EXCEEDED", exceeded)
        if reached:
            self.warn(under.law, "DURATION_EXCEEDED", f"{exceeded} Règle à vérifier ({rule.source}).")
        elif planned_end > projected.reached_on:
            date_ = day(projected.reached_on)
            self.warn(under.law, "DURATION_EXCEEDED", f"{exceeded} Sans absence, ils seraient atteints le {date_}.")
        if proved.too_old:
            self._too_old(under, proved.too_old, proved.period.since, doubtful=proved.period.rule.is_doubtful)
        return projected

    def _too_old(self, under: Under, days: int, since: date, *, doubtful: bool) -> None:
        lost = f"{counted(days, 'journée antérieure', 'journées antérieures')} au {day(since)} : hors de la période"
        verify = " Période à vérifier." if doubtful else ""
        self.warn(under.law, "DAYS_OUTSIDE_REFERENCE", f"{lost} de référence.{verify}")
