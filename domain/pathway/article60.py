"""Article 60 § 7: the centre employs the person, for the days that open full social allowances, or for experience.

Law: LO, art. 60, § 7; Walloon decree of 29 April 2024 (D6061); programme law of 18 July 2025. How a contract is
prepared and starts is in `article60_start`; how many days it must reach, in `contract_days`; what it shares with
article 61, in `insertion_contract` and `contract_follow`. The host may change: the employer stays the centre.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from domain.french import day
from domain.kernel import Event, Line, Personal, replace
from domain.law import Refusal, require
from domain.months import Month
from domain.pathway.article60_start import CONTRACT, WRONG_EMPLOYER
from domain.pathway.contract_duration import NOT_COVERING
from domain.pathway.contract_eligibility import NotAtWork
from domain.pathway.contract_facts import ContractFact
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
from domain.pathway.enterprise import enterprise
from domain.pathway.insertion_contract import ARTICLE60, FOLLOW, Cause, Contract, Days, EndReason, Under
from domain.pathway.step import step

if TYPE_CHECKING:
    from domain.pathway import State


class Article60DaysRecorded(
    DaysTold, Event, topic="article60.days-recorded", french="Journées enregistrées : {worked} prestées"
):
    """The days of one month, as its sheet says; a new sheet of the same month replaces the former."""


class Article60FollowedUp(
    FollowUpHeld, Event, topic="article60.followed-up", french="Suivi personnalisé tenu : {place}"
):
    """The coach and the person met during the contract; what was said is kept apart, under its reference."""


class Article60HostChanged(
    ContractFact, Event, topic="article60.host-changed", french="Changement d'utilisateur : {host}, dès le {on}"
):
    """The person was placed with another host, under another agreement; no host: back in the services of the centre."""

    host: Line = ""
    function: Line = ""
    host_bce: Line = ""
    agreement: Line = ""
    referent: Personal[str] = ""
    agreement_from: date | None = None
    agreement_until: date | None = None
    on: date | None = None

    def apply(self, state: State, on: date) -> State:
        return self.amended(state, self.placed)

    def placed(self, contract: Contract) -> Contract:
        """The contract, with this host."""
        return replace(
            contract, host=self.host, function=self.function or contract.function, host_bce=self.host_bce,
            agreement=self.agreement, agreement_from=self.agreement_from, agreement_until=self.agreement_until,
            referent=self.referent,
        )  # fmt: skip

    @property
    def sentence(self) -> str:
        from_ = f"dès le {day(self.on)}" if self.on else ""
        agreement = f"convention {self.agreement} (non contrôlée)" if self.agreement else ""
        referent = f"référent du lieu {self.referent}" if self.referent else ""
        return self.told(self.host or "services du CPAS", self.function, from_, agreement, referent)


class Article60Interrupted(
    WorkInterrupted, Event, topic="article60.interrupted", french="Contrat article 60 § 7 suspendu : {reason}"
):
    """Work stopped for a time, for one of the causes the law names."""


class Article60Resumed(WorkResumed, Event, topic="article60.resumed", french="Contrat article 60 § 7 repris : le {on}"):
    """Work began again."""


class Article60Extended(
    ContractExtended,
    Event,
    topic="article60.extended",
    french="Contrat article 60 § 7 prolongé : au {planned_end}, {reason}",
):
    """The contract goes on until the days are there."""


class Article60Ended(
    ContractEnded, Event, topic="article60.ended", french="Contrat article 60 § 7 terminé : le {ended_on}, {reason}"
):
    """The contract ended; whether the days that open the allowances were there is said with it."""


@dataclass(frozen=True)
class Article60(InsertionContracts):
    """The contracts of the person with the centre."""

    under: ClassVar[Under] = ARTICLE60


RUNNING_NONE = Refusal("NO_CONTRACT", "Aucun contrat article 60 n'est en cours.")
NONE_AT_WORK = NotAtWork(RUNNING_NONE.code, RUNNING_NONE.reason, ARTICLE60)


def _is_running(state: State) -> bool:
    return state.article60.is_running


class Article60Steps(ContractFollowing):
    """How a contract is followed, placed elsewhere, suspended, prolonged and ended."""

    @step(
        "Enregistrer les journées du mois (article 60)",
        law=CONTRACT,
        when=lambda state: state.article60.contract is not None,
        otherwise=Refusal("NO_CONTRACT", "Aucun contrat article 60 n'a commencé."),
    )
    def record_days(
        self,
        worked: Days = 0,
        month: Month | None = None,
        assimilated: Absences | None = None,
        uncounted: Absences | None = None,
    ) -> None:
        """One sheet a month; an absence the law no longer counts is moved where it belongs."""
        month, kept, out = self.sheet(ARTICLE60, worked, month, assimilated, uncounted)
        self.record(Article60DaysRecorded(month=month, worked=worked, assimilated=kept, uncounted=out))

    @step("Acter l'entretien de suivi (article 60)", law=FOLLOW, when=_is_running, otherwise=RUNNING_NONE)
    def record_follow_up(self, on: date | None = None, place: Line = "", summary_ref: Line = "") -> None:
        """The coach meets the person regularly, as long as the contract runs."""
        held = self.followed_up(ARTICLE60, on)
        self.record(Article60FollowedUp(on=held, place=place, summary_ref=summary_ref))

    @step("Changer d'utilisateur (article 60)", law=CONTRACT, when=_is_running, otherwise=RUNNING_NONE)
    def change_host(
        self,
        host: Line = "",
        function: Line = "",
        host_bce: Line = "",
        agreement: Line = "",
        referent: Line = "",
        agreement_from: date | None = None,
        agreement_until: date | None = None,
        on: date | None = None,
    ) -> None:
        """A new host has its own agreement, and names a referent; no host: back in the services of the centre."""
        contract, placed_on = self.current(ARTICLE60), on or self.on
        self.not_later(placed_on, CONTRACT)
        require((contract.start or placed_on) <= placed_on, CONTRACT, "HOST_CHANGE_DATE",
                "Le changement d'utilisateur suit le début du contrat.")  # fmt: skip
        covered = bool(agreement) or not (host or host_bce)
        require(covered, FOLLOW, "AGREEMENT_NOT_COVERING", f"{NOT_COVERING} Indiquez celle de l'utilisateur.")
        other = enterprise(host_bce, CONTRACT)
        require(not other or other != contract.employer_bce, CONTRACT, "WRONG_EMPLOYER", WRONG_EMPLOYER)
        changed = Article60HostChanged(
            host=host, function=function, host_bce=other, agreement=agreement, referent=referent,
            agreement_from=agreement_from, agreement_until=agreement_until, on=placed_on,
        )  # fmt: skip
        self.agreement_covers(changed.placed(contract), placed_on, contract.planned_end)
        if agreement:
            self.agreement_unchecked()
        if not referent:
            self.warn(FOLLOW, "REFERENT_MISSING", "Nommez le référent du nouveau lieu de travail.")
        self.record(changed)

    @step(
        "Suspendre le contrat (article 60)",
        law=CONTRACT,
        when=lambda state: state.article60.is_running and not state.article60.is_interrupted,
        otherwise=NONE_AT_WORK,
    )
    def interrupt_article60(self, reason: Cause | None = None, from_on: date | None = None) -> None:
        """Work stops for a time: no follow-up is owed, and the days worked that month may still be recorded."""
        cause, stopped = self.interrupted(ARTICLE60, reason, from_on)
        self.record(Article60Interrupted(reason=cause, from_on=stopped))

    @step(
        "Reprendre le contrat (article 60)",
        law=CONTRACT,
        when=lambda state: state.article60.is_interrupted,
        otherwise=Refusal("NOT_INTERRUPTED", "Aucun contrat article 60 n'est suspendu."),
    )
    def resume_article60(self, on: date | None = None) -> None:
        """Work begins again, under the same contract."""
        self.record(Article60Resumed(on=self.resumed(ARTICLE60, on)))

    @step("Prolonger le contrat (article 60)", law=CONTRACT, when=_is_running, otherwise=RUNNING_NONE)
    def extend_article60(self, planned_end: date | None = None, reason: Line = "") -> None:
        """As long as days are missing; no day told: that on which they would be there."""
        until, why, missing = self.extended(ARTICLE60, planned_end, reason)
        self.record(Article60Extended(planned_end=until, reason=why, days_missing=missing))

    @step("Terminer le contrat (article 60)", law=CONTRACT, when=_is_running, otherwise=RUNNING_NONE)
    def end_article60(self, reason: EndReason | None = None, ended_on: date | None = None) -> None:
        """Never by itself: someone says the day, and why."""
        ended, why, counted, reached = self.ending(ARTICLE60, reason, ended_on)
        self.record(Article60Ended(ended_on=ended, reason=why, counted_days=counted, entitlement_reached=reached))
