"""The file of a person: who, where the pathway stands, what to do now, what is owed, what happened."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from application.agents import Agent
from application.errors import Unknown
from domain.delays import Kind
from domain.french import day
from domain.kernel import BRUSSELS, NOT_YET
from domain.pathway import Pathway, due
from domain.pathway.explanation import explained
from domain.pathway.step import STEPS
from web.families import FAMILIES, family_of
from web.fields import iso
from web.identity import Page
from web.pages.history import PUT_RIGHT, Asked, told
from web.pages.portrait import facts, linked, stages, under_way, who
from web.render import page, shell_of
from web.rooms import In, Rooms
from web.since import Since, since_of

router = APIRouter(include_in_schema=False)
SHOWN = 40
"""Facts of the history shown at first."""


class Task(NamedTuple):
    """A step that may be taken."""

    label: str
    url: str
    detail: str
    days_left: int | None


class Closed(NamedTuple):
    """A step that may not be taken now, why, and since which fact."""

    label: str
    reason: str
    article: str
    since: Since | None


class Group(NamedTuple):
    """The steps of one family: those that may be taken, or those that may not."""

    label: str
    tasks: list[Task]
    closed: list[Closed]


class Tasks(NamedTuple):
    """What settles a deadline that is near; then, by family, what else may be done, and what may not."""

    pressing: list[Task]
    groups: list[Group]

    @property
    def possible(self) -> int:
        """How many other steps may be taken."""
        return sum(len(group.tasks) for group in self.groups)

    @property
    def closed(self) -> int:
        """How many may not."""
        return sum(len(group.closed) for group in self.groups)


class Owed(NamedTuple):
    """One deadline, as the page explains it."""

    label: str
    due_on: date
    days_left: int
    because: str
    article: str
    other_reading: str
    to_verify: bool
    url: str


class AsOf(NamedTuple):
    """The two dates asked for, and what the page then is."""

    true_on: str
    known_on: str
    errors: list[tuple[str, str]]
    sentence: str


Short = Annotated[str, Query(max_length=40)]


@router.get("/files/{pathway_id}")
def file(
    request: Request, pathway_id: UUID, rooms: In, by: Page, true_on: Short = "", known_on: Short = "",
    fact: Annotated[int, Query(ge=0)] = 0, family: Short = "", shown: Annotated[int, Query(ge=1)] = SHOWN,
) -> Response:  # fmt: skip
    """The file today, or as it was true on a day, as known on another, or just after one of its facts."""
    pathway, as_of = looked_at(rooms, pathway_id, by, true_on, known_on, fact)
    today = day_of(true_on) or day_of(known_on) or looked_back_to(pathway, fact) or rooms.clock.today()
    names = rooms.accounts.names()
    return page(
        "file.html", shell_of(request, rooms, by, "files"), file=who(pathway, today),
        facts=facts(pathway, names, by.username, today), phases=stages(pathway),
        tasks=NOTHING if as_of.sentence else tasks(pathway, by, today, names),
        deadlines=owed(pathway, today), rules=pathway.rules.id, contract=under_way(pathway), as_of=as_of,
        history=told(request, rooms, by, pathway, Asked(family, shown, day_of(true_on), as_of.sentence != ""), names),
        linked=linked(rooms, pathway, by), names=names, version=pathway.version,
    )  # fmt: skip


def looked_back_to(pathway: Pathway, fact: int) -> date | None:
    """The day lateness is counted from, on a page just after a fact: that it was written down."""
    return pathway.history[-1].recorded_on if fact else None


class Bad(NamedTuple):
    """A date that could not be read."""

    anchor: str
    text: str


def looked_at(
    rooms: Rooms, pathway_id: UUID, by: Agent, true_on: str, known_on: str, fact: int
) -> tuple[Pathway, AsOf]:
    """The pathway at the moment asked for, and the sentence that says which."""
    bad = [Bad(name, "Date attendue : jj/mm/aaaa.") for name, typed in (("true_on", true_on), ("known_on", known_on))
           if typed and day_of(typed) is None]  # fmt: skip
    if fact:
        whole = rooms.pathways.get(pathway_id, by)
        entries = whole.history[:fact]
        if fact > whole.version:
            raise Unknown
        return Pathway(pathway_id, entries, whole.rules), AsOf(
            "", "", [], f"Le dossier juste après l'écriture n° {fact}."
        )
    if bad or not (true_on or known_on):
        return rooms.pathways.get(pathway_id, by), AsOf(true_on, known_on, list(bad), "")
    true, known = day_of(true_on), day_of(known_on)
    if known and known > rooms.clock.today():
        later = Bad("known_on", "Ce jour n'est pas encore passé.")
        return rooms.pathways.get(pathway_id, by), AsOf(true_on, known_on, [later], "")
    at = datetime.combine(known, time.max, BRUSSELS) if known else NOT_YET
    pathway = rooms.pathways.as_of(pathway_id, by, true_on=true or date.max, known_on=at)
    parts = [f"vrai au {day(true)}" if true else "", f"connu au {day(known)}" if known else "connu aujourd'hui"]
    return pathway, AsOf(true_on, known_on, [], f"Le dossier tel qu'il était {', '.join(filter(None, parts))}.")


def day_of(typed: str) -> date | None:
    """A day as typed, in French or as an address writes it."""
    try:
        return date.fromisoformat(iso(typed)) if typed else None
    except ValueError:
        return None


NOTHING = Tasks([], [])
"""What may be done on a page of the past."""


def tasks(pathway: Pathway, by: Agent, today: date, names: dict[str, str]) -> Tasks:
    """The steps by what they are for this agent now; what settles a deadline that is near comes first."""
    owed_first = reversed(due(pathway.state, pathway.rules))
    first = {leading_to(deadline.step, pathway): deadline for deadline in owed_first if deadline.kind is Kind.ALERT}
    near = int(pathway.rules.find("ris.review.alert_days", today).number)
    groups = {key: Group(label, [], []) for key, (label, _) in FAMILIES.items()}
    pressing = []
    for answer in explained(pathway.history, by.role).values():
        step = answer.step
        if step.name in PUT_RIGHT:
            continue
        group = groups[family_of(step)]
        if answer.refusal:
            group.closed.append(Closed(step.label, answer.refusal.reason, str(step.law), since_of(answer, names)))
            continue
        deadline = first.get(step.name)
        url = f"/files/{pathway.id}/steps/{step.name}"
        if deadline and deadline.days_left(today) <= near:
            why = deadline.because if deadline.step == step.name else f"{deadline.label} : {deadline.because}"
            pressing.append(Task(step.label, url, why, deadline.days_left(today)))
        else:
            group.tasks.append(Task(step.label, url, "", None))
    pressing.sort(key=lambda task: task.days_left or 0)
    return Tasks(pressing, list(groups.values()))


def leading_to(step: str, pathway: Pathway) -> str:
    """The step to take now so that a deadline may be met: its own, or the one that has to come before."""
    state = pathway.state
    match step:
        case "sign_piis" if not state.piis.awaits_signature:
            return "draft_piis" if state.piis.assessed_on else "assess_needs"
        case "open_review" if state.reviews.open:
            return "conclude_review"
        case "grant_ris" if not state.ris.enquiry_on:
            return "open_enquiry"
        case "grant_ris" if len(state.ris.verdicts) < len(state.ris.conditions):
            return "assess_condition"
        case "grant_ris" if not state.ris.report_on:
            return "file_report"
    return step


def owed(pathway: Pathway, today: date) -> list[Owed]:
    """Every deadline, with its computation; what only informs is shown until its day."""
    open_steps = {name for name, step in STEPS.items() if step.closed_by(pathway.state) is None}
    return [
        Owed(
            deadline.label, deadline.due_on, deadline.days_left(today), deadline.because, str(deadline.law),
            deadline.other_reading, deadline.to_verify,
            f"/files/{pathway.id}/steps/{deadline.step}" if deadline.step in open_steps else "",
        )
        for deadline in due(pathway.state, pathway.rules)
        if deadline.kind is Kind.ALERT or deadline.due_on >= today
    ]  # fmt: skip
