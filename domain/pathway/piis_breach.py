"""A breach of the plan: noted, put to the person by formal notice, then remedied, justified, or sanctioned.

Law: DIS, art. 30. The sanction itself is decided with the others, once the notice has run out; the days the notice
leaves are a practice. One breach is dealt with at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.acts import DIS, PRACTICE
from domain.delays import Deadline, Delay
from domain.delays import Kind as DeadlineKind
from domain.french import day
from domain.kernel import Choice, Event, replace
from domain.law import Refusal, present, require
from domain.pathway.measure import Measure
from domain.pathway.piis_amend import NOT_ACTIVE, Number
from domain.pathway.piis_content import Party
from domain.pathway.step import Steps, step
from domain.rules import Confidence, RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

BREACH = DIS("art. 30")
NOTICE = PRACTICE("mise en demeure")
NOTICE_REMEDY = Delay("NOTICE_REMEDY", "Mise en demeure : régularisation possible jusqu'au", NOTICE,
                      "piis.notice.days", step="close_breach", kind=DeadlineKind.BLOCKING)  # fmt: skip


class BreachOutcome(Choice):
    """How a breach ends without a sanction."""

    REMEDIED = "remedied", "régularisé"
    JUSTIFIED = "justified", "justifié"


class BreachEnd(Choice):
    """How a breach ended: without a sanction, by one, or because the file was closed."""

    REMEDIED = "remedied", "régularisé"
    JUSTIFIED = "justified", "justifié"
    SANCTIONED = "sanctioned", "sanctionné"
    FILE_CLOSED = "file_closed", "dossier clôturé"


class PiisBreachReported(
    Event, topic="piis.breach-reported", french="Manquement constaté le {noted_on} : engagement n° {commitment}"
):
    """The social worker noted that the person had not kept a commitment of the plan."""

    breach_id: UUID
    commitment: int
    noted_on: date

    def apply(self, state: State, on: date) -> State:
        breach = Breach(self.breach_id, self.commitment, self.noted_on)
        return replace(state, breaches=Breaches((*state.breaches.told, breach)))


class PiisNoticeSent(
    Event, topic="piis.notice-sent", french="Mise en demeure envoyée le {sent_on}, à régulariser pour le {remedy_by}"
):
    """The person was put on notice, and has until that day, included, to keep the commitment or to explain."""

    sent_on: date
    remedy_by: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, breaches=state.breaches.noticed(self.sent_on, self.remedy_by))


class PiisBreachRemedied(Event, topic="piis.breach-remedied", french="Manquement régularisé le {on}"):
    """The person kept the commitment after all; nothing follows."""

    on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, breaches=state.breaches.closed(self.on, BreachEnd.REMEDIED))


class PiisBreachJustified(Event, topic="piis.breach-justified", french="Manquement justifié le {on}"):
    """The person had a good reason; nothing follows."""

    on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, breaches=state.breaches.closed(self.on, BreachEnd.JUSTIFIED))


@dataclass(frozen=True)
class Breach:
    """One breach of one commitment, by its number in the plan, and what became of it."""

    id: UUID
    commitment: int
    noted_on: date
    notice_on: date | None = None
    remedy_by: date | None = None
    closed_on: date | None = None
    outcome: BreachEnd | None = None


@dataclass(frozen=True)
class Breaches(Measure):
    """Every breach told, in its order; at most the last is under way."""

    told: tuple[Breach, ...] = ()

    @property
    def open(self) -> Breach | None:
        """The breach under way."""
        return self.told[-1] if self.told and self.told[-1].closed_on is None else None

    @property
    def closed_on(self) -> date | None:
        """The day the last breach was closed; None while it is under way, or when there is none."""
        return self.told[-1].closed_on if self.told else None

    def noticed(self, sent_on: date, remedy_by: date) -> Breaches:
        """The same, the person put on notice of the breach under way."""
        if self.open is None:
            return self
        return Breaches((*self.told[:-1], replace(self.open, notice_on=sent_on, remedy_by=remedy_by)))

    def closed(self, on: date, outcome: BreachEnd) -> Breaches:
        """The same, the breach under way closed."""
        if self.open is None:
            return self
        return Breaches((*self.told[:-1], replace(self.open, closed_on=on, outcome=outcome)))

    def dropped(self, on: date) -> Breaches:
        """The same, the breach under way left at that: the file was closed."""
        return self.closed(on, BreachEnd.FILE_CLOSED)

    def sanctioned(self, on: date) -> Breaches:
        """The same, the breach under way closed by a sanction decided that day."""
        return self.closed(on, BreachEnd.SANCTIONED)

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """Until the notice has run out no sanction is decided."""
        if self.open and self.open.notice_on and self.open.remedy_by:
            usual = NOTICE_REMEDY.from_(self.open.notice_on, "mise en demeure", rules)
            told = f"mise en demeure du {day(self.open.notice_on)}, jusqu'au {day(self.open.remedy_by)}"
            because = usual.because if usual.due_on == self.open.remedy_by else told
            yield replace(usual, due_on=self.open.remedy_by, because=because, confidence=Confidence.OUR_CHOICE)


def _awaits_notice(state: State) -> bool:
    return state.breaches.open is not None and state.breaches.open.notice_on is None


class PiisBreachSteps(Steps):
    """How a breach is noted, put to the person, and closed."""

    @step(
        "Signaler un manquement",
        law=BREACH,
        when=lambda state: state.piis.is_signed and state.breaches.open is None,
        otherwise=Refusal("BREACH_NOT_REPORTABLE", "Aucun PIIS ne court, ou un manquement est déjà en cours."),
    )
    def report_breach(self, commitment: Number, noted_on: date | None = None) -> None:
        """A breach is of one commitment the person made; unwillingness or a quarrel is none."""
        noted, piis = noted_on or self.on, self.state.piis
        self.not_later(noted, BREACH)
        running = piis.runs_on(noted) and (piis.start or noted) <= noted
        require(running, BREACH, NOT_ACTIVE.code, NOT_ACTIVE.reason)
        commitments = piis.plan.commitments if piis.plan else {}
        broken = present(commitments.get(commitment), BREACH, "NO_SUCH_COMMITMENT",
                         "Aucun engagement du plan ne porte ce numéro.")  # fmt: skip
        require(broken.party is Party.PERSON, BREACH, "COMMITMENT_OF_CENTRE",
                "Cet engagement est celui du CPAS : la personne n'y manque pas.")  # fmt: skip
        self.record(PiisBreachReported(breach_id=self.new_id(), commitment=commitment, noted_on=noted))

    @step(
        "Envoyer la mise en demeure",
        law=BREACH,
        when=_awaits_notice,
        otherwise=Refusal("NO_BREACH", "Aucun manquement constaté."),
    )
    def send_notice(self, sent_on: date | None = None, remedy_by: date | None = None) -> None:
        """Before any sanction the person is put on notice, and has time to remedy."""
        breach, sent = self.state.breaches.open, sent_on or self.on
        assert breach is not None
        self.not_later(sent, BREACH)
        require(sent >= breach.noted_on, BREACH, "NOTICE_BEFORE_BREACH",
                f"La mise en demeure ne peut précéder le constat du {day(breach.noted_on)}.")  # fmt: skip
        usual = NOTICE_REMEDY.after(sent, self.rules)
        until = remedy_by or usual
        require(until > sent, BREACH, "REMEDY_BEFORE_NOTICE", "Laissez à la personne le temps de régulariser.")
        if until < usual:
            self.warn(NOTICE, "NOTICE_SHORT", f"Plus court que l'usage : régularisation jusqu'au {day(usual)}.")
        self.record(PiisNoticeSent(sent_on=sent, remedy_by=until))

    @step(
        "Constater la régularisation ou la justification",
        law=BREACH,
        when=lambda state: state.breaches.open is not None and state.breaches.open.notice_on is not None,
        otherwise=Refusal("NOTICE_REQUIRED", "Aucun manquement mis en demeure : envoyez d'abord la mise en demeure."),
    )
    def close_breach(self, outcome: BreachOutcome, closed_on: date | None = None) -> None:
        """The person kept the commitment, even late, or had a good reason: no sanction follows."""
        breach, closed = self.state.breaches.open, closed_on or self.on
        assert breach is not None
        assert breach.notice_on is not None
        self.not_later(closed, BREACH)
        require(closed >= breach.notice_on, BREACH, "CLOSED_BEFORE_NOTICE",
                f"La mise en demeure n'est partie que le {day(breach.notice_on)}.")  # fmt: skip
        remedied = outcome is BreachOutcome.REMEDIED
        self.record(PiisBreachRemedied(on=closed) if remedied else PiisBreachJustified(on=closed))
