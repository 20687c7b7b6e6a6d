"""What some answers are chosen from, which only the service knows: colleagues, centres, other files.

Nobody types a user name or pastes an identifier: a colleague and a centre are chosen, a file is named by its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from application.agents import Agent
from domain.french import day
from domain.kernel import Entry
from domain.pathway import Pathway, State
from domain.pathway.words import asked
from projections.questions import Wanted
from web.facts import fields_of_fact
from web.fields import Asked, Filled, Sent, fields_of
from web.pages.portrait import linked
from web.rooms import Rooms

NO_SUCH_FILE = "Aucun dossier de votre centre n'a ce numéro."
Options = tuple[tuple[str, str], ...]


def fields_for(rooms: Rooms, by: Agent, pathway: Pathway | None, step: str, filled: Filled) -> list[Asked]:
    """The fields of a step's form, with the choices there are today."""
    fields = list(fields_of(step, filled))
    typed, wrong = filled.sent.get("other", [""])[0], filled.errors.get("other", "")
    other = Asked("text", "other", "L'autre dossier", typed, required=True, error=wrong)
    match step:
        case "assign_pathway":
            return chosen(fields, "worker", tuple(rooms.accounts.colleagues(by.centre).items()))
        case "move_pathway":
            centres = rooms.accounts.centres().items()
            return chosen(fields, "to_centre", tuple((str(n), name) for n, name in centres if n != by.centre))
        case "link_pathways":
            return [replace(other, hint="Numéro du dossier, par exemple : 2026-00133"), *fields]
        case "unlink_pathways" if pathway:
            files = zip(pathway.state.identity.links, linked(rooms, pathway, by), strict=True)
            return [replace(other, kind="select", options=tuple((str(id), file.name) for id, file in files)), *fields]
        case _ if pathway and step in WHICH:
            return [*which_one(step, pathway.state, filled), *fields]
    return fields


def _jobs(state: State) -> Iterator[tuple[object, str]]:
    for job in state.placement.jobs:
        if not job.is_ended:
            yield job.id, f"{job.kind.label}, dès le {day(job.start)}"


WHICH: dict[str, tuple[str, Callable[[State], Iterable[tuple[object, str]]]]] = {
    "notify_decision": ("decision_id", lambda state: ((each.id, each.named) for each in state.decisions.untold)),
    "lodge_appeal": ("decision_id", lambda state: ((each.id, each.named) for each in state.decisions.taken)),
    "record_judgment": (
        "appeal_id",
        lambda state: ((each.id, f"recours du {day(each.lodged_on)}") for each in state.appeals.pending),
    ),
    "reprieve_sanction": (
        "decision_id",
        lambda state: ((each.id, each.named) for each in state.sanctions.carried_out),
    ),
    "revoke_reprieve": ("decision_id", lambda state: ((each.id, each.named) for each in state.sanctions.held_back)),
    "record_sanction_final": (
        "decision_id",
        lambda state: ((each.id, each.named) for each in state.sanctions.not_final),
    ),
    "lift_suspension": ("decision_id", lambda state: ((each.id, each.named) for each in state.suspensions.to_lift)),
    "end_placement": ("placement_id", _jobs),
}
"""Steps about one of several things: the answer that says which, and those there are now."""


def which_one(step: str, state: State, filled: Filled) -> Iterator[Asked]:
    """The choice among several; nothing is asked when there is but one, or none."""
    name, there = WHICH[step]
    options = tuple((str(id), label) for id, label in there(state))
    if len(options) > 1:
        typed = filled.sent.get(name, [""])[0]
        yield Asked("select", name, asked(step, name), typed, options=options, error=filled.errors.get(name, ""))


def fields_to_correct(rooms: Rooms, by: Agent, entry: Entry, filled: Filled) -> list[Asked]:
    """The fields of a fact, with the choices there are today beside the one that was made."""
    fields = fields_of_fact(entry, filled)
    name = {"pathway.assigned": "worker", "pathway.opened": "referent"}.get(entry.event.TOPIC, "")
    return chosen(fields, name, tuple(rooms.accounts.colleagues(by.centre).items())) if name else fields


def chosen(fields: list[Asked], name: str, options: Options) -> list[Asked]:
    """The same fields, one of which is chosen from a list; what it says already stays among the choices."""

    def choice(field: Asked) -> Asked:
        said = ((field.value, field.value),) if field.value and field.value not in dict(options) else ()
        return replace(field, kind="select", options=(*options, *said))

    return [choice(field) if field.name == name else field for field in fields]


def resolved(rooms: Rooms, by: Agent, step: str, answers: dict[str, Any], typed: Sent) -> tuple[dict[str, Any], str]:
    """The answers, the other file known by its identifier; and what is wrong with the number typed, if anything."""
    if step not in {"link_pathways", "unlink_pathways"}:
        return answers, ""
    told = typed.get("other", [""])[0].strip()
    if not told or is_identifier(told):
        return answers | ({"other": told} if told else {}), ""
    today = rooms.clock.today()
    files = [
        file for closed in (False, True) for file in rooms.questions.files(Wanted(by.centre, closed=closed), today)
    ]
    found = [str(file.pathway_id) for file in files if file.file_no == told]
    return answers | ({"other": found[0]} if found else {}), "" if found else NO_SUCH_FILE


def is_identifier(told: str) -> bool:
    """Whether a program, or a choice, named the file by its identifier."""
    try:
        UUID(told)
    except ValueError:
        return False
    return True
