"""The suspension of the payment: for the days abroad beyond the year's allowance, or while another ground lasts.

Law: DIS, art. 23 § 5 (abroad), 20 and 21 (hearing and mentions; their reach cited from memory); LO CPAS, art. 60 § 3
for the equivalent aid, suspended one month at most. Other grounds are a practice, reported to the federal service.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
from domain.pathway.stay_abroad import AWAY
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

    lifted_on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, suspensions=state.suspensions.lifted(self.lifted_on))


@dataclass(frozen=True, slots=True)
class Suspension:
    """One suspension, from its first to its last day, both included."""

    id: UUID
    ground: SuspensionGround
    from_on: date
    to_on: date | None = None

    def covers(self, on: date) -> bool:
        """Whether nothing is paid for that day."""
        return self.from_on <= on <= (self.to_on or date.max)


@dataclass(frozen=True, slots=True)
class Suspensions(Measure):
    """Every suspension, in the order decided; the status of the person stays."""

    all: tuple[Suspension, ...] = ()

    @property
    def last(self) -> Suspension | None:
        """The last one decided."""
        return self.all[-1] if self.all else None

    def covering(self, on: date) -> Suspension | None:
        """The suspension that stops the payment of a day."""
        return next((each for each in self.all if each.covers(on)), None)

    def for_abroad_in(self, year: int) -> bool:
        """Whether the days abroad of a year were answered by a suspension."""
        return any(each.ground is SuspensionGround.ABROAD and each.from_on.year == year for each in self.all)

    def lifted(self, on: date) -> Suspensions:
        """The same, none of which goes on to that day."""
        return Suspensions(tuple(replace(each, to_on=eve(on)) if each.covers(on) else each for each in self.all))

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
        if why is SuspensionGround.ABROAD:
            self._beyond_the_allowance(first)
        if right.kind is Kind.ERIS:
            self._one_month_at_most(first, to_on)
        self.record(
            RisSuspended(
                decision_id=self.new_id(),
                decided_on=self.decided_day(decided_on, right.decided_on, law, about=Subject.SUSPENSION),
                body=body,
                ground=why,
                from_on=first,
                to_on=to_on,
                motive_law=motive_law,
                motive_fact=motive_fact,
                mentions=mentions,
            )
        )  # fmt: skip

    def _beyond_the_allowance(self, first: date) -> None:
        allowed = int(self.rules.find("ris.abroad.suspension_days", first).number)
        reached = self.state.abroad.reached_on(allowed, first.year)
        require(reached is not None and first > reached, AWAY, "ABROAD_WITHIN_LIMIT",
                f"La suspension ne vise que les jours au-delà de {allowed} à l'étranger dans l'année civile.",
                )  # fmt: skip
        self.warn(AWAY, "CIRCUMSTANCES_FIRST", "Pesez d'abord les circonstances exceptionnelles, et motivez-le.")

    def _one_month_at_most(self, first: date, last: date | None) -> None:
        rule = self.rules.find("eris.suspension.max_months", first)
        until = eve(advance(first, rule))
        require(last is not None and last <= until, LO("art. 60, § 3"), "SANCTION_TOO_LONG",
                f"Maximum légal : {rule.number} mois, soit jusqu'au {day(until)}.")  # fmt: skip

    @step(
        "Lever la suspension",
        law=AWAY,
        when=lambda state: state.suspensions.last is not None,
        otherwise=Refusal("NO_SUSPENSION", "Aucune suspension n'est en cours."),
    )
    def lift_suspension(self, lifted_on: date | None = None) -> None:
        """From that day the income is paid again."""
        on = lifted_on or self.on
        require(self.state.suspensions.covering(on) is not None, AWAY, "NO_SUSPENSION",
                f"Aucune suspension ne court le {day(on)}.")  # fmt: skip
        self.record(RisSuspensionLifted(lifted_on=on))
