"""What the page of a file shows of its state: the facts in one line, the five phases, the contract under way."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from application.agents import Agent
from application.errors import Unknown
from domain.french import NARROW, counted, day, euros, said
from domain.pathway import Pathway, State
from domain.pathway.contract_benefits import benefit_opened
from domain.pathway.contract_days import counter_of
from domain.pathway.contract_measure import InsertionContracts
from domain.pathway.entitlement import scale_key
from domain.pathway.household import Category
from domain.pathway.identity import Identity
from domain.pathway.insertion_contract import ARTICLE60, ARTICLE61
from domain.rules import RuleSet
from web.rooms import Rooms


class Who(NamedTuple):
    """Whose file it is."""

    id: Any
    file_no: str
    name: str
    age: int | None


class Fact(NamedTuple):
    """One fact of the head."""

    label: str
    text: str


class Linked(NamedTuple):
    """Another file of the same person."""

    name: str
    url: str


class Stage(NamedTuple):
    """One of the five phases."""

    label: str
    state: str
    detail: str


class Progress(NamedTuple):
    """Days counted, out of those required."""

    done: int
    required: int


class Contract(NamedTuple):
    """The contract, or training, under way."""

    title: str
    lines: list[tuple[str, str]]
    progress: Progress | None


def who(pathway: Pathway, today: date) -> Who:
    """The name and number of a file, and the age of the person."""
    identity, first = pathway.state.identity, pathway.history[0]
    name = f"{identity.first_name} {identity.last_name}".strip() or "Personne sans nom"
    return Who(pathway.id, f"{first.occurred_on.year}-{first.position:05d}", name, identity.age_on(today))


def linked(rooms: Rooms, pathway: Pathway, by: Agent) -> list[Linked]:
    """The other files of the same person; of one that may not be read, only that there is one."""
    found = []
    for other in pathway.state.identity.links:
        try:
            read = who(rooms.pathways.get(other, by), rooms.clock.today())
            found.append(Linked(f"{read.name}, {read.file_no}", f"/files/{other}"))
        except Unknown:
            found.append(Linked("un dossier que vous ne pouvez pas lire", ""))
    return found


def answering(identity: Identity, names: dict[str, str], username: str, today: date) -> str:
    """Who answers for the file that day; in whose place, until when; and who will, when an absence is planned."""

    def called(worker: str) -> str:
        return "vous" if worker == username else names.get(worker, worker)

    turn = identity.turn_on(today)
    if turn is None:
        return "à confier"
    if turn.instead_of:
        away = names.get(turn.instead_of, turn.instead_of)
        return f"{called(turn.worker)}, en remplacement de {away} jusqu'au {day(turn.until)}"
    planned = identity.stand_in
    if planned and planned.from_on > today:
        return f"{called(turn.worker)} ; {called(planned.worker)} du {day(planned.from_on)} au {said(planned.until)}"
    return called(turn.worker)


def facts(pathway: Pathway, names: dict[str, str], username: str, today: date) -> list[Fact]:
    """What one wants to know at once; the national number is never shown."""
    state, first = pathway.state, pathway.history[0]
    identity, right = state.identity, state.ris.right
    income = f"{euros(right.amount)} dès le {day(right.rates[-1].from_on)}" if right and right.rates else ""
    doubt = doubt_of(right.category, right.right_from, pathway.rules) if right and not right.provisional else ""
    told = [
        ("NISS", "masqué" if identity.national_number else "inconnu"),
        ("Dossier", f"{first.occurred_on.year}-{first.position:05d}"),
        ("Catégorie", said(right.category if right and right.category else identity.category)),
        ("RIS", income + (" (provisoire)" if right and right.provisional else doubt)),
        ("Ouvert le", said(identity.since)),
        ("Clos le", f"{said(identity.closed_on)} ({said(identity.closed_for)})" if identity.closed_on else ""),
        ("Cohorte", identity.cohort),
        ("Personne référente", answering(identity, names, username, today)),
    ]
    return [Fact(label, text) for label, text in told if text]


def doubt_of(category: Category | None, on: date | None, rules: RuleSet) -> str:
    """What is said beside an amount whose scale is not verified: that it is to be, and where it comes from."""
    scales = rules.of_key(scale_key(category)) if category and on else ()
    scale = next((rule for rule in scales if on and rule.in_force(on) and rule.is_doubtful), None)
    return f" (barème à vérifier : {scale.source})" if scale else ""


def stages(pathway: Pathway) -> list[Stage]:
    """The five phases of a pathway: what is done, what runs, what may come."""
    state = pathway.state
    return [_income(state), _plan(state), _contract_stage(pathway), _training_stage(state), _job(state)]


def _income(state: State) -> Stage:
    ris = state.ris
    if right := ris.right:
        return Stage("RIS", "done", f"Octroyé le {day(right.decided_on)}")
    if ris.decision:
        return Stage("RIS", "done", f"Refusé le {day(ris.decision.decided_on)}")
    if ris.is_pending and ris.received_on:
        return Stage("RIS", "now", f"Demande du {day(ris.received_on)}")
    return Stage("RIS", "todo", "Aucune demande en cours")


def _plan(state: State) -> Stage:
    piis = state.piis
    if exemption := piis.exempted(state.ris.right):
        return Stage("PIIS", "done", f"Dispense jusqu'au {day(exemption.review_on)}")
    if piis.ended_on:
        return Stage("PIIS", "done", f"Terminé le {day(piis.ended_on)}")
    if piis.signed_on:
        return Stage("PIIS", "done", f"Signé le {day(piis.signed_on)}")
    if piis.draft:
        return Stage("PIIS", "now", f"Projet remis le {day(piis.draft.draft_given_on)}")
    if piis.assessed_on:
        return Stage("PIIS", "now", f"Bilan du {day(piis.assessed_on)}")
    return Stage("PIIS", "todo", "À préparer" if state.ris.right else "")


TITLES = {ARTICLE60: f"Article 60 §{NARROW}7", ARTICLE61: "Article 61"}


def _contract_stage(pathway: Pathway) -> Stage:
    """The contract that runs, under one article or the other; else the last one, or the one proposed."""
    held = _latest(pathway.state)
    label, contract = TITLES[held.under], held.contract
    if held.is_running and contract and contract.start:
        days = counter_of(contract, contract.start, pathway.state, pathway.rules)
        since = f"Suspendu le {day(contract.interrupted_from)}" if contract.interrupted_from else "En cours"
        return Stage(label, "now", f"{since} · {days.proved} / {days.required} jours")
    if contract and contract.start and contract.ended_on:
        months = benefit_opened(contract, contract.start, pathway.state, pathway.rules)
        opens = f" · ouvre {counted(months, 'mois', 'mois')} de chômage" if months else ""
        return Stage(label, "done", f"Terminé le {day(contract.ended_on)}{opens}")
    return Stage(label, "todo", "Contrat proposé" if held.proposal else "")


def _latest(state: State) -> InsertionContracts:
    """Where the contracts of the article under which the person works, worked last, or will work, stand."""
    former, other = state.article60, state.article61

    def rank(held: InsertionContracts) -> tuple[bool, date, bool]:
        start = held.contract.start if held.contract else None
        return held.is_running, start or date.min, held.proposal is not None

    return other if rank(other) > rank(former) else former


def _training_stage(state: State) -> Stage:
    enrolment = state.training.enrolment
    if enrolment is None:
        return Stage("CISP", "todo", "")
    if enrolment.ended_on:
        return Stage("CISP", "done", f"Terminée le {day(enrolment.ended_on)}")
    return Stage("CISP", "now", enrolment.track or f"Depuis le {day(enrolment.start)}")


def _job(state: State) -> Stage:
    if not state.placement.jobs:
        return Stage("Emploi", "todo", "")
    job = state.placement.jobs[-1]
    if state.placement.is_running:
        return Stage("Emploi", "now", f"{job.kind.label}, depuis le {day(job.start)}")
    return Stage("Emploi", "done", f"{job.kind.label}, jusqu'au {said(job.end)}")


def under_way(pathway: Pathway) -> Contract | None:
    """The contract, or else the training, that runs."""
    state = pathway.state
    held, enrolment = _latest(state), state.training.enrolment
    contract = held.contract
    if held.is_running and contract and contract.start:
        days = counter_of(contract, contract.start, state, pathway.rules)
        told = [
            ("Lieu" if held.under is ARTICLE60 else "Employeur", contract.host or "services du CPAS"),
            ("Fonction", contract.function),
            ("Début", day(contract.start)),
            ("Terme prévu", said(contract.planned_end)),
            ("Suspendu le", said(contract.interrupted_from)),
            ("Journées atteintes", f"{day(days.reached_on)} (projection sans absence, à vérifier)"),
            ("Convention", f"{contract.agreement} (non contrôlée)" if contract.agreement else ""),
        ]
        progress = Progress(days.proved, days.required)
        title = TITLES[held.under]
        return Contract(f"Contrat {title[0].lower()}{title[1:]}", [line for line in told if line[1]], progress)
    if state.training.is_running and enrolment:
        told = [
            ("Filière", enrolment.track),
            ("Début", day(enrolment.start)),
            ("Heures", f"{counted(int(enrolment.hours), 'heure', 'heures')}"),
            ("Convention", f"{enrolment.agreement} (non contrôlée)" if enrolment.agreement else ""),
        ]
        return Contract("Formation CISP", [line for line in told if line[1]], None)
    return None
