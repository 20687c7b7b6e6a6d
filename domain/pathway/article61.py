"""Article 61: a third party employs the person and pays the wages, with the support of the centre.

Law: LO, art. 61; Walloon decree of 29 April 2024 (D6061); programme law of 18 July 2025. The premium for the tutor is
from memory. What differs from article 60:

- the employer is another than the centre, and keeps the person with it: there is no host to change, and to change
  employer is to end this contract and propose another;
- the employer names a tutor, besides the referent at the workplace, and a premium is paid for the tutor;
- no part-time contract for experience of work.

How a contract starts is in `article61_start`; the days, the follow-up and the end are those of both articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from domain.delays import Deadline, Kind, advance, eve, length
from domain.french import NARROW, day, number
from domain.kernel import Event, Line
from domain.law import Refusal, require
from domain.months import Month
from domain.pathway.article61_start import CONTRACT, beyond_subsidy
from domain.pathway.contract_eligibility import NotAtWork
from domain.pathway.contract_facts_running import (
    Absences,
    ContractEnded,
    ContractExtended,
    DaysTold,
    FollowUpHeld,
    WorkInterrupted,
    WorkResumed,
)
from domain.pathway.contract_follow import ContractFollowing
from domain.pathway.contract_measure import InsertionContracts
from domain.pathway.insertion_contract import ARTICLE61, FOLLOW, Cause, Days, EndReason, Under
from domain.pathway.step import step
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State


class Article61DaysRecorded(
    DaysTold, Event, topic="article61.days-recorded", french="Journées enregistrées (article 61) : {worked} prestées"
):
    """The days of one month, as its sheet says; a new sheet of the same month replaces the former."""


class Article61FollowedUp(
    FollowUpHeld, Event, topic="article61.followed-up", french="Suivi personnalisé tenu (article 61) : {place}"
):
    """The coach and the person met during the contract; what was said is kept apart, under its reference."""


class Article61Interrupted(
    WorkInterrupted, Event, topic="article61.interrupted", french="Contrat article 61 suspendu : {reason}"
):
    """Work stopped for a time, for one of the causes the law names."""


class Article61Resumed(WorkResumed, Event, topic="article61.resumed", french="Contrat article 61 repris : le {on}"):
    """Work began again."""


class Article61Extended(
    ContractExtended,
    Event,
    topic="article61.extended",
    french="Contrat article 61 prolongé : au {planned_end}, {reason}",
):
    """The contract goes on until the days are there."""


class Article61Ended(
    ContractEnded, Event, topic="article61.ended", french="Contrat article 61 terminé : le {ended_on}, {reason}"
):
    """The contract ended; whether the days that open the allowances were there is said with it."""


@dataclass(frozen=True)
class Article61(InsertionContracts):
    """The contracts of the person with an employer the centre supports."""

    under: ClassVar[Under] = ARTICLE61

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """Those of any contract, and the last day of the premium for the tutor."""
        yield from InsertionContracts.deadlines(self, state, rules)
        contract = self.contract
        if self.is_running and contract and contract.start and contract.tutor:
            months = rules.find("article61.tutoring_premium_months", contract.start)
            monthly = rules.find("article61.tutoring_premium", contract.start)
            yield Deadline(
                "TUTORING_PREMIUM", eve(advance(contract.start, months)), "Dernier jour de la prime de tutorat", FOLLOW,
                f"{number(monthly.number)}{NARROW}€ par mois ; début du {day(contract.start)} + {length(months)}",
                kind=Kind.INFORMATION, confidence=months.confidence,
            )  # fmt: skip


RUNNING_NONE = Refusal("NO_CONTRACT", "Aucun contrat article 61 n'est en cours.")
NONE_AT_WORK = NotAtWork(RUNNING_NONE.code, RUNNING_NONE.reason, ARTICLE61)


def _is_running(state: State) -> bool:
    return state.article61.is_running


class Article61Steps(ContractFollowing):
    """How a contract is followed, suspended, prolonged and ended."""

    @step(
        "Enregistrer les journées du mois (article 61)",
        law=CONTRACT,
        when=lambda state: state.article61.contract is not None,
        otherwise=Refusal("NO_CONTRACT", "Aucun contrat article 61 n'a commencé."),
    )
    def record_days_article61(
        self,
        worked: Days = 0,
        month: Month | None = None,
        assimilated: Absences | None = None,
        uncounted: Absences | None = None,
    ) -> None:
        """One sheet a month; an absence the law no longer counts is moved where it belongs."""
        month, kept, out = self.sheet(ARTICLE61, worked, month, assimilated, uncounted)
        self.record(Article61DaysRecorded(month=month, worked=worked, assimilated=kept, uncounted=out))

    @step("Acter l'entretien de suivi (article 61)", law=FOLLOW, when=_is_running, otherwise=RUNNING_NONE)
    def record_follow_up_article61(self, on: date | None = None, place: Line = "", summary_ref: Line = "") -> None:
        """The coach meets the person regularly, as long as the contract runs."""
        held = self.followed_up(ARTICLE61, on)
        self.record(Article61FollowedUp(on=held, place=place, summary_ref=summary_ref))

    @step(
        "Suspendre le contrat (article 61)",
        law=CONTRACT,
        when=lambda state: state.article61.is_running and not state.article61.is_interrupted,
        otherwise=NONE_AT_WORK,
    )
    def interrupt_article61(self, reason: Cause | None = None, from_on: date | None = None) -> None:
        """Work stops for a time: no follow-up is owed, and the days worked that month may still be recorded."""
        cause, stopped = self.interrupted(ARTICLE61, reason, from_on)
        self.record(Article61Interrupted(reason=cause, from_on=stopped))

    @step(
        "Reprendre le contrat (article 61)",
        law=CONTRACT,
        when=lambda state: state.article61.is_interrupted,
        otherwise=Refusal("NOT_INTERRUPTED", "Aucun contrat article 61 n'est suspendu."),
    )
    def resume_article61(self, on: date | None = None) -> None:
        """Work begins again, under the same contract."""
        self.record(Article61Resumed(on=self.resumed(ARTICLE61, on)))

    @step("Prolonger le contrat (article 61)", law=CONTRACT, when=_is_running, otherwise=RUNNING_NONE)
    def extend_article61(self, planned_end: date | None = None, reason: Line = "") -> None:
        """As long as days are missing; no day told: that on which they would be there."""
        until, why, missing = self.extended(ARTICLE61, planned_end, reason)
        if said := beyond_subsidy(self.current(ARTICLE61).start or self.on, until, self.rules):
            self.warn(FOLLOW, "SUBSIDY_MONTHS_EXCEEDED", said)
        self.record(Article61Extended(planned_end=until, reason=why, days_missing=missing))

    @step("Terminer le contrat (article 61)", law=CONTRACT, when=_is_running, otherwise=RUNNING_NONE)
    def end_article61(self, reason: EndReason | None = None, ended_on: date | None = None) -> None:
        """Never by itself: someone says the day, and why."""
        require(reason is not EndReason.MOVED_60_TO_61, CONTRACT, "REASON_OUT_OF_PLACE",
                "Le passage à l'article 61 ne termine qu'un contrat article 60.")  # fmt: skip
        ended, why, counted, reached = self.ending(ARTICLE61, reason, ended_on)
        self.record(Article61Ended(ended_on=ended, reason=why, counted_days=counted, entitlement_reached=reached))
