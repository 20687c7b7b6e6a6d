"""The suspension of the payment: for the days abroad beyond the year's allowance, or while another ground lasts.

Law: DIS, art. 23 § 5 (abroad), 20 and 21 (hearing and mentions; their reach cited from memory); LO CPAS, art. 60 § 3
for the equivalent aid, suspended one month at most. Other grounds are a practice, reported to the federal service; none
punishes: what punishes is a sanction, on the grounds of article 30.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from domain.acts import LO, PRACTICE
from domain.delays import advance, eve
from domain.french import day
from domain.kernel import Choice, Event, Line, Personal, replace
from domain.law import Refusal, present, require
from domain.pathway.deciding import Body, DecidingSteps
from domain.pathway.decisions import Matter, Mention, decided
from domain.pathway.entitlement import Kind
from domain.pathway.hearing import Subject
from domain.pathway.measure import Measure
from domain.pathway.sanctions import SANCTION
from domain.pathway.stay_abroad import AWAY, allowance
from domain.pathway.step import step

if TYPE_CHECKING:
    from domain.pathway import State


OTHERWISE = PRACTICE("autres suspensions, signalées au SPP IS")


class SuspensionGround(Choice):
    """Why the payment stops for a while."""

    ABROAD = "abroad", "séjour à l'étranger"
    DETENTION = "detention", "détention"
    OTHER = "other", "autre motif"


class RisSuspended(
    Event, topic="ris.suspended", french="RIS suspendu : {ground}, du {from_on} au {to_on}, décidé le {decided_on}"
):
    """The payment stops between two days, both included; no last day: until it is lifted."""

    decision_id: UUID
    decided_on: date
    body: Body
    ground: SuspensionGround
    from_on: date
    to_on: date | None = None
    motive_law: Personal[str]
    motive_fact: Personal[str]
    mentions: tuple[Mention, ...]

    def apply(self, state: State, on: date) -> State:
        suspended = Suspension(self.decision_id, self.ground, self.from_on, self.to_on)
        taken = replace(
            state, suspensions=Suspensions((*state.suspensions.all, suspended)),
            hearings=state.hearings.used(Subject.SUSPENSION),
        )  # fmt: skip
        return decided(taken, Matter.SUSPENSION, self.decision_id, self.decided_on, self.mentions)

    @property
    def sentence(self) -> str:
        return super().sentence if self.to_on else super().sentence.replace(" au ,", ", jusqu'à la levée,")


class RisSuspensionLifted(Event, topic="ris.suspension-lifted", french="Suspension levée : le {lifted_on}"):
    """The payment goes on from that day."""

    decision_id: UUID
    lifted_on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, suspensions=state.suspensions.lifted(self.decision_id, self.lifted_on))


@dataclass(frozen=True)
class Suspension:
    """One suspension, from its first to its last day, both included; lifted, it is paid from that day."""

    id: UUID
    ground: SuspensionGround
    from_on: date
    to_on: date | None = None
    lifted_on: date | None = None

    @property
    def last_day(self) -> date:
        """The last day that is not paid; of one that nothing ends, the end of time."""
        return min(self.to_on or date.max, eve(self.lifted_on) if self.lifted_on else date.max)

    @property
    def named(self) -> str:
        """``détention, dès le 01/08/2026``."""
        return f"{self.ground.label}, dès le {day(self.from_on)}"

    def covers(self, on: date) -> bool:
        """Whether nothing is paid for that day."""
        return self.from_on <= on <= self.last_day

    def answers(self, on: date, left_on: date) -> bool:
        """Whether a day abroad, of a stay begun ``left_on``, was weighed: suspended, or paid again on purpose."""
        decided = self.from_on <= on <= (self.to_on or date.max)
        return decided and (self.lifted_on is None or on < self.lifted_on or left_on < self.lifted_on)


@dataclass(frozen=True)
class Suspensions(Measure):
    """Every suspension, in the order decided; the status of the person stays."""

    all: tuple[Suspension, ...] = ()

    @property
    def to_lift(self) -> tuple[Suspension, ...]:
        """Those that nobody lifted."""
        return tuple(each for each in self.all if each.lifted_on is None)

    def covering(self, on: date) -> Suspension | None:
        """The suspension that stops the payment of a day; of several, the last one decided."""
        return next((each for each in reversed(self.all) if each.covers(on)), None)

    def answers(self, on: date, left_on: date) -> bool:
        """Whether a day abroad, of a stay begun ``left_on``, was weighed."""
        return any(each.answers(on, left_on) for each in self.all)

    def spell(self, from_on: date, to_on: date) -> tuple[date, date]:
        """Those days, with those of every suspension that adjoins them: together they are one."""
        real = [each for each in self.all if each.from_on <= each.last_day]
        backwards = sorted(real, key=lambda it: it.last_day, reverse=True)
        for each in (*backwards, *sorted(real, key=lambda it: it.from_on)):
            follows = each.from_on.toordinal() <= to_on.toordinal() + 1
            if follows and from_on.toordinal() <= each.last_day.toordinal() + 1:
                from_on, to_on = min(from_on, each.from_on), max(to_on, each.last_day)
        return from_on, to_on

    def lifted(self, id: UUID, on: date) -> Suspensions:
        """The same, that one lifted from a day on."""
        return Suspensions(tuple(replace(each, lifted_on=on) if each.id == id else each for each in self.all))

    def without(self, id: UUID) -> Suspensions:
        """The same, but one that a court undid."""
        return Suspensions(tuple(each for each in self.all if each.id != id))


class RisSuspensionSteps(DecidingSteps):
    """How a payment is stopped for a while, and goes on."""

    @step(
        "Suspendre le RIS",
        law=AWAY,
        when=lambda state: state.ris.right is not None,
        otherwise=Refusal("NO_RIGHT", "Aucun revenu n'est en cours."),
    )
    def suspend_ris(
        self,
        ground: SuspensionGround | None = None,
        from_on: date | None = None,
        to_on: date | None = None,
        motive_law: Line = "",
        motive_fact: Line = "",
        mentions: tuple[Mention, ...] = (),
        decided_on: date | None = None,
        body: Body = Body.COMMITTEE,
    ) -> None:
        """For the days abroad beyond the allowance, exceptional circumstances weighed first; or on another ground."""
        why = present(ground, AWAY, "REASON_REQUIRED", "Indiquez le motif de la suspension.")
        law = AWAY if why is SuspensionGround.ABROAD else OTHERWISE
        right = self.state.ris.right
        assert right is not None
        self.heard(Subject.SUSPENSION)
        self.reasoned(motive_law, motive_fact, mentions)
        first = from_on or self.on
        require(to_on is None or to_on >= first, law, "END_BEFORE_START", "La fin ne peut précéder le début.")
        decided = self.decided_day(decided_on, right.decided_on, law, about=Subject.SUSPENSION)
        if why is SuspensionGround.ABROAD:
            to_on = self._beyond_the_allowance(first, to_on)
        else:
            self._no_sanction(why, first, to_on, decided)
        if right.kind is Kind.ERIS:
            self._one_month_at_most(first, to_on)
        self.record(
            RisSuspended(
                decision_id=self.new_id(),
                decided_on=decided,
                body=body,
                ground=why,
                from_on=first,
                to_on=to_on,
                motive_law=motive_law,
                motive_fact=motive_fact,
                mentions=mentions,
            )
        )  # fmt: skip

    def _beyond_the_allowance(self, first: date, last: date | None) -> date:
        """Only days abroad beyond the year's allowance; no last day told: the last of those that follow each other."""
        years = range(first.year, (last or first).year + 1)
        abroad, ris = self.state.abroad, self.state.ris
        beyond = {on for year in years for on in abroad.beyond(year, ris, self.rules)}
        allowed, end = allowance(first, self.rules), first
        while end + timedelta(days=1) in beyond and end != last:
            end += timedelta(days=1)
        require(first in beyond and end == (last or end), AWAY, "ABROAD_WITHIN_LIMIT",
                f"La suspension ne vise que les jours au-delà de {allowed} à l'étranger dans l'année civile.",
                )  # fmt: skip
        self.warn(AWAY, "CIRCUMSTANCES_FIRST", "Pesez d'abord les circonstances exceptionnelles, et motivez-le.")
        return end

    def _no_sanction(self, ground: SuspensionGround, first: date, last: date | None, decided: date) -> None:
        """A ground that the law does not name lasts a time that is said, and never punishes."""
        if ground is SuspensionGround.OTHER:
            require(
                last is not None, OTHERWISE, "SUSPENSION_END_REQUIRED", "Indiquez le dernier jour de la suspension."
            )
            self.warn(
                SANCTION, "NOT_A_SANCTION", "Une suspension ne punit pas : les sanctions sont celles de l'art. 30."
            )
        if first < decided:
            self.warn(OTHERWISE, "SUSPENSION_RETROACTIVE",
                      f"Elle remonte avant la décision du {day(decided)} : motivez-le.")  # fmt: skip

    def _one_month_at_most(self, first: date, last: date | None) -> None:
        """Of the equivalent aid; suspensions that adjoin count together."""
        begun, ended = self.whole().suspensions.spell(first, last or date.max)
        rule = self.rules.find("eris.suspension.max_months", begun)
        until = eve(advance(begun, rule))
        require(ended <= until, LO("art. 60, § 3"), "SANCTION_TOO_LONG",
                f"Maximum légal : {rule.number} mois, soit jusqu'au {day(until)}.")  # fmt: skip

    @step(
        "Lever la suspension",
        law=AWAY,
        when=lambda state: bool(state.suspensions.to_lift),
        otherwise=Refusal("NO_SUSPENSION", "Aucune suspension n'est à lever."),
    )
    def lift_suspension(self, lifted_on: date | None = None, decision_id: UUID | None = None) -> None:
        """From that day the income is paid again; no suspension named: the one that stops it that day."""
        on = lifted_on or self.on
        there = [each for each in self.state.suspensions.to_lift if each.covers(on) and decision_id in {None, each.id}]
        require(bool(there), AWAY, "NO_SUSPENSION", f"Aucune suspension ne court le {day(on)}.")
        self.record(RisSuspensionLifted(decision_id=there[-1].id, lifted_on=on))
