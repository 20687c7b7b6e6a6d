"""Sanctions: for a breach of the plan, after a formal notice; for resources undeclared, or by fraud; for nothing else.

Law: DIS, art. 30 (and § 1 on prescription), 20 and 21. Neither aggressiveness nor lack of cooperation is a ground
(labour court of Liège, 11 January 2006). They suspend the payment, not the status; the equivalent aid knows none.
When a sanction begins is read in two ways: the later is held. Another offence is a repetition by the day it was
committed, not by the day it is sanctioned. How a sanction is imposed is in `sanctioning`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import Field

from domain.acts import DIS
from domain.delays import Deadline, Delay, Kind, advance, eve, length, months_after, working_days_after
from domain.french import counted, day, number
from domain.kernel import Choice, Event, Personal, replace
from domain.pathway.deciding import Body
from domain.pathway.decisions import Matter, Mention, decided
from domain.pathway.hearing import Subject
from domain.pathway.measure import Measure
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

SANCTION = DIS("art. 30")
PRESCRIBED = DIS("art. 30, § 1")
START = "SANCTION_START"
PRESCRIPTION = Delay("SANCTION_PRESCRIPTION", "Sanction : dernier jour pour la prononcer à nouveau", PRESCRIBED,
                     "ris.sanction.prescription_years", kind=Kind.INFORMATION)  # fmt: skip
EXECUTION = Delay("SANCTION_EXECUTION", "Dernier jour pour exécuter la sanction", PRESCRIBED,
                  "ris.sanction.prescription_years", kind=Kind.INFORMATION)  # fmt: skip
REPEAT_PLAN = Delay("SANCTION_REPEAT_PLAN", "Récidive de manquement : plafond plus haut jusqu'au", SANCTION,
                    "piis.sanction.repeat_window_years", kind=Kind.INFORMATION)  # fmt: skip
REPEAT_RIS = Delay("SANCTION_REPEAT_RIS", "Récidive de non-déclaration : plafond plus haut jusqu'au", SANCTION,
                   "ris.sanction.repeat_window_years", kind=Kind.INFORMATION)  # fmt: skip
Count = Annotated[int, Field(ge=1, le=366)]
Part = Annotated[Decimal, Field(gt=0, le=1, max_digits=4, decimal_places=3)]


class Ground(Choice):
    """The three grounds of the law; there is no other."""

    PLAN_BREACH = "plan_breach", "manquement au PIIS"
    UNDECLARED = "undeclared", "ressources non déclarées ou inexactes"
    FRAUD = "fraud", "ressources non déclarées, avec intention frauduleuse"


class SanctionImposed(
    Event, topic="sanction.imposed", french="Sanction : {ground}, dès le {from_on}, décidée le {decided_on} ({body})"
):
    """The payment is suspended, wholly or for a share of it, for so many months or days."""

    decision_id: UUID
    ground: Ground
    omission_on: date
    decided_on: date
    body: Body
    from_on: date
    months: Count | None = None
    days: Count | None = None
    share: Part = Decimal(1)
    opinion_ref: Personal[str] = ""
    motive_law: Personal[str]
    motive_fact: Personal[str]
    mentions: tuple[Mention, ...]

    def apply(self, state: State, on: date) -> State:
        sanction = Sanction(self.decision_id, self.ground, self.omission_on, self.decided_on, self.from_on, self.months,
                            self.days, self.share)  # fmt: skip
        breaches = state.breaches.sanctioned(self.decided_on) if self.ground is Ground.PLAN_BREACH else state.breaches
        imposed = replace(
            state, sanctions=Sanctions((*state.sanctions.imposed, sanction)), breaches=breaches,
            hearings=state.hearings.used(Subject.SANCTION),
        )  # fmt: skip
        return decided(imposed, Matter.SANCTION, self.decision_id, self.decided_on, self.mentions)

    @property
    def sentence(self) -> str:
        long = counted(self.months, "mois", "mois") if self.months else counted(self.days or 0, "jour", "jours")
        share = "" if self.share == 1 else f", {number((self.share * 100).normalize())} % du montant"
        return f"{super().sentence} ; durée {long}{share}"


class SanctionReprieved(Event, topic="sanction.reprieved", french="Sanction assortie d'un sursis : jusqu'au {until}"):
    """The sanction is held back, as long as the person keeps to what was agreed."""

    decision_id: UUID
    until: date | None = None

    def apply(self, state: State, on: date) -> State:
        return _amended(state, self.decision_id, lambda it: replace(it, reprieved=True, reprieved_until=self.until))

    @property
    def sentence(self) -> str:
        return super().sentence if self.until else "Sanction assortie d'un sursis"


class SanctionReprieveRevoked(Event, topic="sanction.reprieve-revoked", french="Sursis révoqué : {reason}"):
    """The sanction is carried out after all."""

    decision_id: UUID
    reason: Personal[str]

    def apply(self, state: State, on: date) -> State:
        return _amended(state, self.decision_id, lambda it: replace(it, reprieved=False, revoked_on=on))


class SanctionBecameFinal(Event, topic="sanction.became-final", french="Sanction définitive : depuis le {final_on}"):
    """No appeal is possible any more, or a court has spoken."""

    decision_id: UUID
    final_on: date

    def apply(self, state: State, on: date) -> State:
        return _amended(state, self.decision_id, lambda it: replace(it, final_on=self.final_on))


def _amended(state: State, id: UUID, amend: Callable[[Sanction], Sanction]) -> State:
    return replace(state, sanctions=state.sanctions.amended(id, amend))


@dataclass(frozen=True)
class Sanction:
    """One sanction; ``from_on`` is the first day the body set, ``share`` of the amount is withheld.

    ``revoked_on``: the day its reprieve was taken back.
    """

    id: UUID
    ground: Ground
    omission_on: date
    decided_on: date
    from_on: date
    months: int | None = None
    days: int | None = None
    share: Decimal = Decimal(1)
    reprieved: bool = False
    reprieved_until: date | None = None
    revoked_on: date | None = None
    final_on: date | None = None

    @property
    def named(self) -> str:
        """``sanction du 28/09/2026, manquement au PIIS``."""
        return f"sanction du {day(self.decided_on)}, {self.ground.label}"

    @property
    def breaks_the_plan(self) -> bool:
        """Whether it answers a breach of the plan, rather than undeclared resources."""
        return self.ground is Ground.PLAN_BREACH

    def starts_on(self, presented_on: date | None, rules: RuleSet) -> date:
        """The first day of its effect: that which was set, never before the law lets it begin, nor in the past.

        A reprieve taken back lets it begin the day after.
        """
        first = max(self.from_on, earliest_start(self.ground, self.decided_on, presented_on, rules))
        return max(first, self.revoked_on + timedelta(days=1)) if self.revoked_on else first

    def moved_to(self, presented_on: date, rules: RuleSet) -> date | None:
        """The first day its letter puts it off to; a letter given by the next working day puts nothing off."""
        starts = self.starts_on(presented_on, rules)
        at_once = presented_on <= working_days_after(self.decided_on, 1)
        return starts if starts > self.from_on and not at_once else None

    def ends_on(self, starts_on: date) -> date:
        """Its last day."""
        return eve(months_after(starts_on, self.months) if self.months else starts_on + timedelta(days=self.days or 1))

    def deadlines(self, presented_on: date | None, rules: RuleSet) -> Iterator[Deadline]:
        """From when it may begin, until when it may be carried out, until when another is a repetition."""
        yield self._start(presented_on, rules)
        if self.breaks_the_plan:
            if presented_on is None and self.revoked_on is None:
                yield _latest(self.decided_on, rules)
            yield REPEAT_PLAN.from_(self.decided_on, "sanction", rules)
        elif self.final_on is None:
            yield PRESCRIPTION.from_(self.omission_on, "omission", rules)
        else:
            yield EXECUTION.from_(self.final_on, "sanction définitive", rules)
            yield REPEAT_RIS.from_(self.final_on, "sanction définitive", rules)

    def _start(self, presented_on: date | None, rules: RuleSet) -> Deadline:
        starts = self.starts_on(presented_on, rules)
        letter = f", lettre présentée le {day(presented_on)}" if presented_on else ", lettre à présenter avant"
        revoked = f", sursis révoqué le {day(self.revoked_on)}" if self.revoked_on else ""
        rule = rules.find("ris.sanction.after_presentation_days", self.decided_on)
        return Deadline(
            START if self.breaks_the_plan else "SANCTION_START_RIS", starts,
            f"Début de la sanction ; dernier jour {day(self.ends_on(starts))}", SANCTION,
            f"décision du {day(self.decided_on)}{letter}{revoked}",
            kind=Kind.INFORMATION if presented_on else Kind.BLOCKING, confidence=rule.confidence,
        )  # fmt: skip


def earliest_start(ground: Ground, decided_on: date, presented_on: date | None, rules: RuleSet) -> date:
    """The first day a sanction may take effect: the day after its letter was presented.

    For a breach of the plan, not before the first day of the second month after the decision either.
    """
    told = advance(presented_on or decided_on, rules.find("ris.sanction.after_presentation_days", decided_on))
    if ground is not Ground.PLAN_BREACH:
        return told
    months = int(rules.find("piis.sanction.start_months", decided_on).number)
    return max(months_after(decided_on.replace(day=1), months), told)


def latest_start(decided_on: date, rules: RuleSet) -> date:
    """The day by which a sanction for a breach of the plan begins: a later start is explained."""
    return advance(decided_on.replace(day=1), rules.find("piis.sanction.latest_months", decided_on))


def _latest(decided_on: date, rules: RuleSet) -> Deadline:
    """The same, to watch while the letter is on its way."""
    rule = rules.find("piis.sanction.latest_months", decided_on)
    return Deadline(
        "SANCTION_LATEST", latest_start(decided_on, rules), "Début de la sanction, au plus tard", SANCTION,
        f"premier jour du mois de la décision ({day(decided_on)}) + {length(rule)}", step="notify_decision",
        confidence=rule.confidence,
    )  # fmt: skip


@dataclass(frozen=True)
class Sanctions(Measure):
    """Every sanction that stands, in the order decided."""

    imposed: tuple[Sanction, ...] = ()

    def of(self, id: UUID) -> Sanction | None:
        """The sanction of that decision."""
        return next((each for each in self.imposed if each.id == id), None)

    @property
    def carried_out(self) -> tuple[Sanction, ...]:
        """Those that nothing holds back."""
        return tuple(each for each in self.imposed if not each.reprieved)

    @property
    def held_back(self) -> tuple[Sanction, ...]:
        """Those with a reprieve."""
        return tuple(each for each in self.imposed if each.reprieved)

    @property
    def not_final(self) -> tuple[Sanction, ...]:
        """Those that are still to become final."""
        return tuple(each for each in self.imposed if each.final_on is None)

    def omitted_on(self, on: date) -> bool:
        """Whether resources undeclared that day were sanctioned already."""
        return any(each.omission_on == on and not each.breaks_the_plan for each in self.imposed)

    def amended(self, id: UUID, amend: Callable[[Sanction], Sanction]) -> Sanctions:
        """The same, with that sanction amended."""
        return Sanctions(tuple(amend(each) if each.id == id else each for each in self.imposed))

    def without(self, id: UUID) -> Sanctions:
        """The same, but one that a court undid."""
        return Sanctions(tuple(each for each in self.imposed if each.id != id))

    def is_repetition(self, ground: Ground, offence_on: date, rules: RuleSet) -> bool:
        """Whether what was done that day is a repetition: a higher ceiling applies."""
        if ground is Ground.PLAN_BREACH:
            former = (each.decided_on for each in self.imposed if each.breaks_the_plan)
            return any(on <= offence_on <= REPEAT_PLAN.after(on, rules) for on in former)
        final = (each.final_on for each in self.imposed if each.final_on and not each.breaks_the_plan)
        return any(on <= offence_on <= REPEAT_RIS.after(on, rules) for on in final)

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """Of each sanction that is not held back."""
        for sanction in self.carried_out:
            yield from sanction.deadlines(state.decisions.presented_on(sanction.id), rules)
