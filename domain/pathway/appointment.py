"""Appointments: the person is summoned, may ask for another day, comes or not, and is summoned again.

Law: none fixes how; a person appointed in writing may ask for another date (practice of the centres). An interview the
person asked for has its own delay (AR DIS, art. 10 to 21; article number cited from memory).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.acts import PRACTICE
from domain.delays import Deadline, Delay
from domain.french import day
from domain.kernel import Choice, replace
from domain.pathway.measure import Measure
from domain.rules import Confidence, RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

SUMMONS = PRACTICE("convocation")
RESUMMON = Delay("RESUMMON", "Convoquer à nouveau", SUMMONS, "appointment.resummon.days", step="resummon")


class Purpose(Choice):
    """What the person is summoned for."""

    ENQUIRY = "enquiry", "enquête sociale"
    PLAN = "plan", "projet individualisé (PIIS)"
    EVALUATION = "evaluation", "évaluation du plan"
    REQUESTED = "requested", "à la demande de la personne"
    FOLLOW_UP = "follow_up", "suivi"
    ORIENTATION = "orientation", "orientation"
    OTHER = "other", "autre"


class ToldBy(Choice):
    """How the person is told of it."""

    LETTER = "letter", "par lettre"
    REGISTERED = "registered", "par recommandé"
    MAIL = "mail", "par courriel"
    TEXT = "text", "par message"
    PHONE = "phone", "par téléphone"
    IN_PERSON = "in_person", "de vive voix"


@dataclass(frozen=True)
class Appointment:
    """A day the person is expected, at an hour ("" when none was told)."""

    id: UUID
    on: date
    at: str = ""
    purpose: Purpose = Purpose.FOLLOW_UP

    @property
    def moment(self) -> tuple[date, str]:
        """What appointments are put in order by."""
        return self.on, self.at


@dataclass(frozen=True)
class Missed:
    """The appointment the person did not come to, until the next one, or until they meet."""

    id: UUID
    on: date
    justified: bool
    purpose: Purpose = Purpose.FOLLOW_UP


@dataclass(frozen=True)
class Appointments(Measure):
    """The appointments to come, and the days of absence, with or without an appointment, since they last met.

    An absence for a good reason is not counted.
    """

    expected: tuple[Appointment, ...] = ()
    missed: Missed | None = None
    absences: tuple[date, ...] = ()

    @property
    def next(self) -> Appointment | None:
        """The one that comes first."""
        return min(self.expected, key=lambda each: each.moment, default=None)

    def named(self, id: UUID | None) -> Appointment | None:
        """The open appointment of that identifier."""
        return next((each for each in self.expected if each.id == id), None)

    def of_the_day(self, on: date) -> Appointment | None:
        """The open appointment of that day, the earliest one."""
        return min((each for each in self.expected if each.on == on), key=lambda each: each.moment, default=None)

    def passed(self, on: date) -> Appointment | None:
        """The open appointment whose day has come, the last one: nobody said yet who came."""
        return max((each for each in self.expected if each.on <= on), key=lambda each: each.moment, default=None)

    def summoned(self, added: Appointment) -> Appointments:
        """The same with one more to come; what was missed is thereby followed."""
        return replace(self, expected=(*self.expected, added), missed=None)

    def without(self, id: UUID | None) -> Appointments:
        """The same without that one."""
        return replace(self, expected=self._but(id))

    def met(self, id: UUID | None, on: date) -> Appointments:
        """The same once they met: the absences until that day no longer count."""
        missed = self.missed if self.missed and self.missed.on > on else None
        absences = tuple([each for each in self.absences if each > on])
        return Appointments(self._but(id), missed, absences)

    def absent(self, id: UUID | None, on: date, *, justified: bool) -> Appointments:
        """The same once the person did not come."""
        kept = self.named(id)
        missed = Missed(kept.id, on, justified, kept.purpose) if kept else self.missed
        return Appointments(self._but(id), missed, self.absences if justified else (*self.absences, on))

    def _but(self, id: UUID | None) -> tuple[Appointment, ...]:
        return tuple([each for each in self.expected if each.id != id])

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """On its day, who came is recorded; after an absence without a good reason, the person is summoned again."""
        since = state.identity.since or date.min
        for each in self.expected:
            if each.on >= since:
                at = f" à {each.at}" if each.at else ""
                yield Deadline(
                    "APPOINTMENT", each.on, "Acter le rendez-vous : qui est venu", SUMMONS,
                    f"rendez-vous du {day(each.on)}{at}, {each.purpose.label}", step="record_contact",
                    confidence=Confidence.OUR_CHOICE,
                )  # fmt: skip
        if self.missed and not self.missed.justified and self.missed.on >= since:
            yield RESUMMON.from_(self.missed.on, "rendez-vous manqué", rules)
