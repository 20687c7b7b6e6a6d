"""Why a decision was taken: the article, the rules that were read, the answers, and what comes out today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request, Response

from domain.french import day, said
from domain.law import RuleBroken
from domain.pathway.reperformance import Reperformed
from domain.rules import RuleMissing
from projections import timeline
from web.decided import label_of, results, retaken, told
from web.identity import Page
from web.pages.portrait import who
from web.render import Notice, page, shell_of
from web.rooms import In

router = APIRouter(include_in_schema=False)


class Decided(NamedTuple):
    """The decision: what, which step, which article, by whom and under which rules."""

    line: timeline.Line
    step: str
    article: str
    to_verify: bool
    role: str
    rules: str
    before_url: str


class Changed(NamedTuple):
    """A field that comes out otherwise."""

    label: str
    recorded: str
    again: str


@router.get("/files/{pathway_id}/decisions/{number}")
def decision(request: Request, pathway_id: UUID, number: int, rooms: In, by: Page) -> Response:
    """One decision of the file, explained."""
    pathway, again = retaken(rooms, pathway_id, number, by)
    names = rooms.accounts.names()
    line = next(line for line in timeline.rows(pathway.history, names) if line.number == number)
    step, envelope = again.step, again.entry.envelope
    before = f"/files/{pathway_id}?fact={number - 1}" if number > 1 else ""
    decided = Decided(
        line, step.label, str(step.law), not step.law.verified, envelope.role.label, envelope.rules, before
    )  # fmt: skip
    return page(
        "decision.html", shell_of(request, rooms, by, "files"), file=who(pathway, rooms.clock.today()),
        decided=decided, outcome=outcome(again, rooms.clock.today()), rules=[told(read) for read in again.rules_read],
        answers=answers(again, names), results=results(again), differences=differences(again), names=names,
        warnings=[f"{warned.reason} ({warned.law})" for warned in again.warnings],
    )  # fmt: skip


def outcome(again: Reperformed, today: date) -> Notice:
    """What comes out today, in a sentence."""
    rules = "" if again.same_rule_set else " Les règles ont changé depuis : celles d'aujourd'hui sont appliquées."
    told = (
        " La décision vient d'un autre système, qui ne l'a pas jugée ici." if again.entry.envelope.is_imported else ""
    )
    match again.refusal:
        case None if again.is_identical:
            return Notice("done", f"Recalculée le {day(today)} : identique.{rules}{told}")
        case None:
            return Notice("beware", f"Recalculée le {day(today)} : différente, voyez ci-dessous.{rules}{told}")
        case RuleBroken() as broken:
            why = f"{broken.reason} ({broken.law}, code {broken.code})"
        case RuleMissing() as missing:
            why = f"aucune valeur de {missing.key} n'est connue au {day(missing.on)}."
        case denied:
            why = denied.reason
    return Notice("beware", f"Reprise le {day(today)}, la démarche serait refusée : {why}{rules}{told}")


def answers(again: Reperformed, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was answered, in words; what was left blank is left out."""
    found = ((label_of(again.step.name, name), said(answer)) for name, answer in again.answers.items())
    return [(label, names.get(text, text)) for label, text in found if text]


def differences(again: Reperformed) -> list[Changed]:
    """Field by field, what was written and what comes out."""
    return [
        Changed(label_of(again.step.name, each.field), said(each.recorded) or "–", said(each.again) or "–")
        for each in again.differences
    ]
