"""With whom the person lives, and since when: the facts that decide the category of the income.

Law: DIS, art. 14 (number cited from memory). A household told late takes its place by the day it began.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from domain.acts import DIS
from domain.kernel import Choice, Erased, Event, Line, Personal, Value, replace
from domain.law import require
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

CATEGORIES = DIS("art. 14", verified=False)


class Category(Choice):
    """The three household situations of DIS art. 14, § 1 (number cited from memory)."""

    COHABITANT = "1", "cohabitant (cat. 1)"
    SINGLE = "2", "isolé (cat. 2)"
    FAMILY = "3", "famille à charge (cat. 3)"


class Member(Value):
    """Someone of the household, never more than the law asks; known by an identifier, which another fact may name.

    Who is told without one is given one; a fact of an earlier release has none.
    """

    kind: Line
    adult: bool = False
    from_on: date | None = None
    member_id: UUID | None = None


class HouseholdDeclared(
    Event, topic="household.declared", french="Ménage déclaré : {category}, dès le {effective_on}", version=2
):
    """The person declared with whom they live; facts decide the category, not the administrative status."""

    category: Category
    members: Personal[tuple[Member, ...]] = ()
    effective_on: date

    def apply(self, state: State, on: date) -> State:
        declared = Household(self.category, self.members, self.effective_on)
        told = (*state.identity.households, declared)
        households = tuple(sorted(told, key=lambda household: household.effective_on))  # of one day, the last told
        now = replace(state.identity, households=households, category=households[-1].category)
        return replace(state, identity=now)


@dataclass(frozen=True)
class Household:
    """Who lived with the person from a day on, until the next one."""

    category: Category
    members: Personal[tuple[Member, ...]]
    effective_on: date

    @property
    def known(self) -> tuple[Member, ...]:
        """The members; nobody, once the person is erased."""
        return () if isinstance(self.members, Erased) else self.members


class HouseholdSteps(Steps):
    """How a household is told."""

    @step("Déclarer le ménage", law=CATEGORIES)
    def declare_household(
        self, category: Category, members: tuple[Member, ...] = (), effective_on: date | None = None
    ) -> None:
        """Who lives with whom decides the category of the income, from the day it is so."""
        self.record(
            HouseholdDeclared(
                category=category, members=self._known_by_an_id(members), effective_on=effective_on or self.on
            )
        )  # fmt: skip

    def _known_by_an_id(self, members: tuple[Member, ...]) -> tuple[Member, ...]:
        """Each member with an identifier: the one told, which an earlier declaration gave, or a new one."""
        given = {member.member_id for household in self.whole().identity.households for member in household.known}
        told = [member.member_id for member in members if member.member_id]
        require(
            given.issuperset(told) and len(told) == len(set(told)), CATEGORIES, "MEMBER_UNKNOWN",
            "Un membre est désigné par un identifiant qu'aucun ménage déclaré ne porte, ou deux fois par le même.",
        )  # fmt: skip
        return tuple(
            member if member.member_id else member.model_copy(update={"member_id": uuid5(self.new_id(), f"{rank}")})
            for rank, member in enumerate(members, start=1)
        )
