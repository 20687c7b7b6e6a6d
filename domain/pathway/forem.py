"""Registration with the FOREM of who is granted the income and is asked to work; the breaches the FOREM passes on.

Law: Walloon FOREM/CPAS decree in force since 1 January 2026 (FC_D); its articles, and the exact start of the weeks it
gives, were not read. The list of breaches, and the days to examine one, are a practice of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.acts import FC_D, PRACTICE
from domain.delays import Deadline, Delay
from domain.french import day, said
from domain.kernel import Choice, Event, Line, Personal, replace
from domain.law import Refusal, present, require
from domain.pathway.entitlement import EXEMPT, GrantCondition, Verdict
from domain.pathway.episode import episode_id
from domain.pathway.measure import Measure
from domain.pathway.step import Steps, step
from domain.rules import Confidence, RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

REGISTRATION = FC_D()
BREACH = PRACTICE("manquement signalé par le FOREM")
FOREM_REG = Delay("FOREM_REG", "S'inscrire au FOREM", REGISTRATION, "forem.registration.days",
                  step="confirm_registration")  # fmt: skip
FOREM_REG_STOCK = Delay("FOREM_REG_STOCK", "S'inscrire au FOREM (droit déjà en cours)", REGISTRATION,
                        "forem.registration_stock.days", step="confirm_registration")  # fmt: skip
FOREM_BREACH = Delay("FOREM_BREACH", "Examiner le manquement signalé par le FOREM", BREACH,
                     "forem.breach.examine_days", step="examine_breach")  # fmt: skip
EXEMPT_ELSEWHERE = "aucun délai si la personne est dispensée de la condition 5, que cette demande ne dit pas"


class Employability(Choice):
    """How the FOREM classes the person; only the lowest class changes who comes first."""

    VERY_LOW = "very_low", "employabilité très faible"
    OTHER = "other", "autre classe"


class ForemBreach(Choice):
    """What the FOREM noted (our list)."""

    ABSENT = "absent", "absence à une convocation du FOREM"
    ACTION_NOT_DONE = "action_not_done", "action convenue non accomplie"
    JOB_REFUSED = "job_refused", "refus ou abandon d'un emploi"
    TRAINING_REFUSED = "training_refused", "refus ou abandon d'une formation"
    SEARCH_INSUFFICIENT = "search_insufficient", "recherche d'emploi insuffisante"
    OTHER = "other", "autre manquement"


class Examined(Choice):
    """What the centre made of a breach (our list)."""

    JUSTIFIED = "justified", "justifié par la personne"
    REMINDED = "reminded", "rappel des engagements"
    IN_THE_PLAN = "in_the_plan", "repris dans le suivi du PIIS"
    NOT_FOUNDED = "not_founded", "non établi"


class ForemRegistrationConfirmed(Event, topic="forem.registration-confirmed", french="Inscription au FOREM"):
    """The person is registered with the FOREM, under that reference and, when known, in that class."""

    forem_ref: Personal[str] = ""
    on: date | None = None
    employability: Employability | None = None
    delegated: bool = False

    def apply(self, state: State, on: date) -> State:
        confirmed = replace(
            state.forem, registered_on=self.on or on, registered_in=state.identity.episode,
            employability=self.employability or state.forem.employability, delegated=self.delegated,
        )  # fmt: skip
        return replace(state, forem=confirmed)

    @property
    def sentence(self) -> str:
        on = f"le {day(self.on)}" if self.on else ""
        path = "parcours emploi délégué au FOREM" if self.delegated else ""
        ref = f"référence {self.forem_ref}" if self.forem_ref else ""
        detail = ", ".join(filter(None, (on, ref, said(self.employability), path)))
        return f"Inscription au FOREM : {detail}" if detail else "Inscription au FOREM"


class ForemBreachReceived(
    Event, topic="forem.breach-received", french="Manquement signalé par le FOREM : {kind}, constaté le {noted_on}"
):
    """The FOREM passed on a breach it had noted; it decides nothing by itself."""

    breach_id: UUID | None = None
    kind: ForemBreach
    noted_on: date

    def apply(self, state: State, on: date) -> State:
        id = self.breach_id or episode_id("forem-breach", self.kind, self.noted_on)
        received = Breach(id, self.kind, self.noted_on, on)
        return replace(state, forem=replace(state.forem, breaches=(*state.forem.breaches, received)))


class ForemBreachExamined(Event, topic="forem.breach-examined", french="Manquement examiné : {outcome}"):
    """The centre looked at what the FOREM had passed on, and said what comes of it."""

    breach_id: UUID
    outcome: Examined

    def apply(self, state: State, on: date) -> State:
        left = tuple(breach for breach in state.forem.breaches if breach.id != self.breach_id)
        return replace(state, forem=replace(state.forem, breaches=left))


@dataclass(frozen=True)
class Breach:
    """A breach passed on, that nobody has looked at yet."""

    id: UUID
    kind: ForemBreach
    noted_on: date
    received_on: date


@dataclass(frozen=True)
class Forem(Measure):
    """The registration, the episode of the file it was confirmed in, and the breaches still to be examined."""

    registered_on: date | None = None
    registered_in: int = 0
    employability: Employability | None = None
    delegated: bool = False
    breaches: tuple[Breach, ...] = ()

    @property
    def social_support_first(self) -> bool:
        """Whether the centre's social support comes before the search for a job."""
        return self.employability is Employability.VERY_LOW

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """Who is granted the income and is asked to work registers; what the FOREM notes is looked at."""
        right = state.ris.right
        if right and not is_registered(state):
            yield from _registration(state, right.decided_on, rules)
        for breach in self.breaches:
            owed = FOREM_BREACH.from_(breach.received_on, "signalement", rules)
            yield replace(owed, because=f"{breach.kind.label} ; {owed.because}")


def is_registered(state: State) -> bool:
    """Whether the registration was confirmed since the file was opened, or opened again."""
    return state.forem.registered_on is not None and state.forem.registered_in == state.identity.episode


def willing_to_work(state: State) -> Verdict | None:
    """What was settled of condition 5; None where the right that runs comes from a request no longer in sight."""
    return state.ris.verdicts.get(GrantCondition.WILLING_TO_WORK)


def _registration(state: State, decided_on: date, rules: RuleSet) -> Iterator[Deadline]:
    """Counted from the grant, or, for a right older than the decree, from the day it came into force."""
    verdict = willing_to_work(state)
    if verdict in EXEMPT:
        return
    if any(rule.in_force(decided_on) for rule in rules.of_key(FOREM_REG.rule)):
        owed = FOREM_REG.from_(decided_on, "décision", rules)
    else:
        (stock,) = rules.of_key(FOREM_REG_STOCK.rule)
        owed = FOREM_REG_STOCK.from_(stock.valid_from or decided_on, "droit déjà en cours, à compter", rules)
    known = verdict is Verdict.MET
    yield owed if known else replace(owed, confidence=Confidence.UNVERIFIED, other_reading=EXEMPT_ELSEWHERE)


class ForemSteps(Steps):
    """How a registration is confirmed, and what the FOREM notes is received and examined."""

    @step(
        "Confirmer l'inscription au FOREM",
        law=REGISTRATION,
        when=lambda state: state.ris.right is not None,
        otherwise=Refusal("NOT_GRANTED", "Aucun RIS n'est octroyé : l'inscription n'est pas demandée."),
    )
    def confirm_registration(
        self,
        forem_ref: Line = "",
        registered_on: date | None = None,
        employability: Employability | None = None,
        delegated: bool = False,
    ) -> None:
        """Late, it is recorded; in the lowest class social support comes first, and the job path may be delegated."""
        self.not_later(registered_on, REGISTRATION)
        registered = registered_on or self.on
        for owed in self.state.forem.deadlines(self.state, self.rules):
            if owed.step == "confirm_registration" and registered > owed.due_on:
                self.warn(REGISTRATION, "REGISTRATION_LATE",
                          f"L'inscription était attendue pour le {day(owed.due_on)} ({owed.because}).")  # fmt: skip
        lowest = (employability or self.state.forem.employability) is Employability.VERY_LOW
        require(not delegated or lowest, REGISTRATION, "DELEGATION_UNNEEDED",
                "Le parcours emploi ne se délègue que pour une employabilité très faible : indiquez la classe."
                )  # fmt: skip
        if lowest and not delegated:
            self.warn(REGISTRATION, "SOCIAL_SUPPORT_FIRST",
                      "L'accompagnement social du CPAS passe d'abord ; le parcours emploi peut être délégué au FOREM."
                      )  # fmt: skip
        self.record(
            ForemRegistrationConfirmed(
                forem_ref=forem_ref, on=registered, employability=employability, delegated=delegated
            )
        )

    @step(
        "Recevoir un manquement du FOREM",
        law=REGISTRATION,
        when=is_registered,
        otherwise=Refusal("NOT_REGISTERED", "L'inscription au FOREM n'est pas confirmée."),
    )
    def receive_breach(self, kind: ForemBreach, noted_on: date | None = None) -> None:
        """What the FOREM notes it passes on to the centre; nothing follows until someone looks."""
        self.not_later(noted_on, REGISTRATION)
        self.record(ForemBreachReceived(breach_id=self.new_id(), kind=kind, noted_on=noted_on or self.on))

    @step(
        "Examiner un manquement signalé par le FOREM",
        law=BREACH,
        when=lambda state: bool(state.forem.breaches),
        otherwise=Refusal("NO_FOREM_BREACH", "Aucun manquement signalé par le FOREM n'attend d'examen."),
    )
    def examine_breach(self, outcome: Examined | None = None, breach_id: UUID | None = None) -> None:
        """The oldest one, unless another is named; the person's side is heard before anything is drawn from it."""
        told = present(outcome, BREACH, "REASON_REQUIRED", "Indiquez un motif (la conclusion).")
        named = [breach for breach in self.state.forem.breaches if breach_id in {None, breach.id}]
        require(bool(named), BREACH, "NO_FOREM_BREACH", "Ce manquement n'attend pas d'examen.")
        self.record(ForemBreachExamined(breach_id=named[0].id, outcome=told))
