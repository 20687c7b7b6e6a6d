"""Article 60 § 7: the centre employs the person, for the days that open full social allowances, or for experience.

Law: LO, art. 60 § 7; Walloon decree of 29 April 2024 (D6061); programme law of 18 July 2025. How a contract is prepared
and starts is in `article60_start`; how many days it must reach, in `article60_days`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import Field

from domain.acts import PRACTICE
from domain.delays import Deadline, Kind, advance, length
from domain.french import counted, day, month_of, said
from domain.kernel import Event, Line, Personal, replace
from domain.law import Refusal, present, require
from domain.months import Month, first_of
from domain.pathway.article60_contract import (
    CONTRACT,
    FOLLOW,
    NO_LONGER_COUNTED,
    Contract,
    DayKind,
    Days,
    EndReason,
)
from domain.pathway.article60_days import Counter, counter, one_for_all, required
from domain.pathway.article60_start import Article60StartSteps
from domain.pathway.measure import Measure
from domain.pathway.step import step
from domain.rules import Confidence, RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

ORIENTATION = PRACTICE("orientation")
Absences = dict[DayKind, Days]


def _amended(state: State, amend: Callable[[Contract], Contract]) -> State:
    """The state with the current contract amended; unchanged where none was told."""
    contract = state.article60.contract
    return state if contract is None else replace(state, article60=replace(state.article60, contract=amend(contract)))


class Article60DaysRecorded(Event, topic="article60.days-recorded", french="Journées enregistrées : {worked} prestées"):
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
        return _amended(state, lambda contract: replace(contract, months={**contract.months, self.month: self.counted}))

    @property
    def sentence(self) -> str:
        like = f", assimilées ({said(self.assimilated)})" if self.assimilated else ""
        out = f", non comptées ({said(self.uncounted)})" if self.uncounted else ""
        return (
            f"Journées enregistrées : {month_of(self.month)}, {counted(self.worked, 'prestée', 'prestées')}{like}{out}"
        )


class Article60FollowedUp(Event, topic="article60.followed-up", french="Suivi personnalisé tenu : {place}"):
    """The coach and the person met during the contract; what was said is kept apart, under its reference."""

    on: date | None = None
    place: Personal[str] = ""
    summary_ref: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        held = self.on or on
        return _amended(
            state, lambda contract: replace(contract, followed_up_on=max(held, contract.followed_up_on or held))
        )

    @property
    def sentence(self) -> str:
        detail = ", ".join(filter(None, (said(self.on), said(self.place))))
        return f"Suivi personnalisé tenu : {detail}" if detail else "Suivi personnalisé tenu"


class Article60Extended(
    Event, topic="article60.extended", french="Contrat article 60 § 7 prolongé : au {planned_end}, {reason}"
):
    """The contract goes on until the days are there."""

    planned_end: date
    reason: Personal[str] = ""
    days_missing: Days = 0

    def apply(self, state: State, on: date) -> State:
        return _amended(state, lambda contract: replace(contract, planned_end=self.planned_end))

    @property
    def sentence(self) -> str:
        missing = counted(self.days_missing, "jour manque", "jours manquent")
        return f"Contrat article 60 § 7 prolongé : au {day(self.planned_end)}, {missing} ({self.reason})"


class Article60Ended(Event, topic="article60.ended", french="Contrat article 60 § 7 terminé : le {ended_on}, {reason}"):
    """The contract ended; whether the days that open the allowances were there is said with it."""

    ended_on: date | None = None
    reason: EndReason
    counted_days: Days = 0
    entitlement_reached: bool = False

    def apply(self, state: State, on: date) -> State:
        return _amended(
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
        when = f"le {day(self.ended_on)}, " if self.ended_on else ""
        days = f", {counted(self.counted_days, 'jour compté', 'jours comptés')}" if self.counted_days else ""
        return f"Contrat article 60 § 7 terminé : {when}{self.reason.label}{days}"


@dataclass(frozen=True, slots=True)
class Article60(Measure):
    """The contract proposed, the one that runs or ran last, and those before it."""

    proposal: Contract | None = None
    contract: Contract | None = None
    past: tuple[Contract, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether the person works under such a contract."""
        return self.contract is not None and self.contract.ended_on is None

    @property
    def prepared(self) -> Contract:
        """The contract proposed, or a blank one."""
        return self.proposal or Contract()

    @property
    def episodes(self) -> tuple[Contract, ...]:
        """Every contract that started, in its order."""
        return (*self.past, self.contract) if self.contract else self.past

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """The days counted, the orientation before they are all there, and a follow-up every few weeks."""
        contract = self.contract
        if contract is None or contract.start is None or contract.ended_on:
            return
        days = counter(contract, contract.start, state.identity, rules)
        yield _days_due(days, contract)
        oriented = state.followup.oriented_on
        if oriented is None or oriented < contract.start:
            alert = rules.find("article60.orientation.alert_days", contract.start)
            yield Deadline(
                "ART60_ORIENTATION", days.reached_on - timedelta(days=int(alert.number)),
                "Tenir l'entretien d'orientation", ORIENTATION,
                f"journées atteintes le {day(days.reached_on)} (projection) − {length(alert)}",
                step="record_contact", confidence=days.confidence,
            )  # fmt: skip
        yield _follow_up_due(contract, contract.start, rules)


def _days_due(days: Counter, contract: Contract) -> Deadline:
    """When the days will be there: then subsidy and need end, the contract never by itself."""
    unit = "demi-jours" if contract.half_days else "jours"
    because = f"{days.proved} / {days.required} {unit}"
    pace = f" ; {said(days.monthly.normalize() + Decimal(0))} par mois, sans absence"
    return Deadline(
        "ART60_DAYS", days.reached_on, "Journées de l'article 60 atteintes : orienter la suite", CONTRACT,
        because if days.is_reached else because + pace, step="end_article60",
        kind=Kind.ALERT if days.is_reached else Kind.INFORMATION, confidence=days.confidence,
    )  # fmt: skip


def _follow_up_due(contract: Contract, start: date, rules: RuleSet) -> Deadline:
    """The next follow-up: at the frequency of the plan, else the usual one."""
    since = contract.followed_up_on or start
    event = "dernier suivi" if contract.followed_up_on else "début du contrat"
    usual = rules.find("article60.followup_weeks", since)
    pace = replace(usual, value=Decimal(contract.every_weeks or usual.number))
    return Deadline(
        "FOLLOW_UP", advance(since, pace), "Tenir le suivi personnalisé", FOLLOW,
        f"{event} du {day(since)} + {length(pace)}", step="record_follow_up", confidence=Confidence.OUR_CHOICE,
    )  # fmt: skip


RUNNING_NONE = Refusal("NO_CONTRACT", "Aucun contrat article 60 n'est en cours.")


def _is_running(state: State) -> bool:
    return state.article60.is_running


class Article60Steps(Article60StartSteps):
    """How a contract is followed, prolonged and ended."""

    @step(
        "Enregistrer les journées du mois",
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
        contract, month = self._running_contract, first_of(month or self.on)
        begun, ended = first_of(contract.start or month), contract.ended_on or contract.planned_end or self.on
        require(begun <= month <= min(ended, self.on), CONTRACT, "MONTH_OUT_OF_CONTRACT",
                f"Le mois de {month_of(month)} est hors du contrat, ou n'a pas commencé.")  # fmt: skip
        told, out = assimilated or {}, uncounted or {}
        moved = {kind: n for kind, n in told.items() if kind in NO_LONGER_COUNTED and one_for_all(month, self.rules)}
        if moved:
            self.warn(CONTRACT, "DAYS_NOT_COUNTED", f"Depuis mars 2026 ne compte plus : {said(moved)}.")
        kept = {kind: n for kind, n in told.items() if kind not in moved}
        out = {kind: out.get(kind, 0) + moved.get(kind, 0) for kind in (*out, *moved)}
        most = int(self.rules.find("article60.days_per_month_max", month).number)
        total = worked + sum(kept.values()) + sum(out.values())
        require(total <= most, CONTRACT, "TOO_MANY_DAYS", f"Au plus {most} journées par mois.")
        self.record(Article60DaysRecorded(month=month, worked=worked, assimilated=kept, uncounted=out))

    @step("Acter l'entretien de suivi", law=FOLLOW, when=_is_running, otherwise=RUNNING_NONE)
    def record_follow_up(self, on: date | None = None, place: Line = "", summary_ref: Line = "") -> None:
        """The coach meets the person regularly, as long as the contract runs."""
        held = on or self.on
        require((self._running_contract.start or held) <= held <= self.on, FOLLOW, "FOLLOW_UP_DATE",
                f"Le suivi se situe entre le début du contrat et le {day(self.on)}.")  # fmt: skip
        self.record(Article60FollowedUp(on=held, place=place, summary_ref=summary_ref))

    @step("Prolonger le contrat", law=CONTRACT, when=_is_running, otherwise=RUNNING_NONE)
    def extend_article60(self, planned_end: date | None = None, reason: Line = "") -> None:
        """As long as days are missing; no day told: that on which they would be there."""
        contract = self._running_contract
        why = reason or self.need_reason(CONTRACT)
        start = contract.start or self.on
        reached_on = counter(contract, start, self.state.identity, self.rules).reached_on
        planned_end = planned_end or max(reached_on, contract.planned_end or reached_on)
        days = self._check_duration(contract, start, planned_end)
        require(contract.planned_end is None or planned_end > contract.planned_end, CONTRACT, "NOT_LATER",
                "La prolongation dépasse la fin prévue.")  # fmt: skip
        self.record(Article60Extended(planned_end=planned_end, reason=why, days_missing=days.remaining))

    @step("Clôturer le contrat", law=CONTRACT, when=_is_running, otherwise=RUNNING_NONE)
    def end_article60(self, reason: EndReason | None = None, ended_on: date | None = None) -> None:
        """Never by itself: someone says the day, and why."""
        why = present(reason, CONTRACT, "REASON_REQUIRED", "Indiquez un motif.")
        contract, ended = self._running_contract, ended_on or self.on
        start, oriented = contract.start or ended, self.state.followup.oriented_on
        require(ended >= start, CONTRACT, "END_BEFORE_START", "La fin ne peut précéder le début.")
        require(ended <= self.on, CONTRACT, "ENDED_LATER", f"La fin ne peut suivre le {day(self.on)}.")
        if oriented is None or oriented < start:
            self.warn(ORIENTATION, "ORIENTATION_MISSING", "Aucun entretien d'orientation pendant le contrat.")
        wanted = int(required(ended, self.state.identity, self.rules, half_days=contract.half_days).number)
        self.record(
            Article60Ended(
                ended_on=ended, reason=why, counted_days=contract.counted, entitlement_reached=contract.proved >= wanted
            )
        )

    @property
    def _running_contract(self) -> Contract:
        """The contract under way, which the guard saw."""
        assert self.state.article60.contract is not None
        return self.state.article60.contract
