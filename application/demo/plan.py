"""The chapter of the plan: needs assessed, a draft, time to reflect, a signature; or none demanded."""

from __future__ import annotations

from datetime import date, timedelta

from application.demo.request import told
from application.demo.tale import Tale
from application.demo.words import OBSTACLES, PROGRESS, PROJECTS, SKILLS, Project
from domain.delays import months_after
from domain.pathway.piis_content import Commitment, Exempting, Objective, Party, PlanKind

KINDS = {
    PlanKind.PROFESSIONAL: 74, PlanKind.SOCIAL: 12, PlanKind.STUDIES: 10, PlanKind.COMMUNITY_SERVICE: 2,
    PlanKind.HOMELESS: 2,
}  # fmt: skip


def planned(tale: Tale, decided: date) -> date:
    """Assessed, drafted, signed, mostly within three months of the decision; gives the day of the signature."""
    project = tale.pick(PROJECTS)
    slow = not tale.tidy and tale.chance(0.1)
    assess = tale.later(decided, 62, 90) if slow else tale.later(decided, 6, 26)
    assessed(tale, assess)
    draft = tale.later(assess, 5, 22)
    if tale.tidy and draft < tale.today <= draft + timedelta(days=26):  # Nadia has not handed it over yet
        return tale.today
    if tale.chance(0.07) and not tale.tidy:
        drafted(tale, draft, project, complete=False)
        draft = tale.later(draft, 3, 7)
    drafted(tale, draft, project)
    sign = tale.later(draft, 6, 18)
    tale.tell("sign_piis", sign, parties=("la personne", "le CPAS"), informed=True)
    return sign


def assessed(tale: Tale, on: date) -> None:
    """The worker takes stock with the person."""
    tale.tell(
        "assess_needs", on, skills=", ".join(tale.rng.sample(SKILLS, 2)), obstacles=tale.pick(OBSTACLES),
        wishes=tale.pick(PROJECTS).projects, employability=tale.pick(("proche de l'emploi", "à préparer", "éloigné")),
    )  # fmt: skip


def drafted(tale: Tale, on: date, project: Project, *, complete: bool = True) -> None:
    """A draft handed over; an incomplete one lacks an answer, and cannot be signed yet."""
    by = months_after(on, 6)
    tale.tell(
        "draft_piis", on, kind=tale.pick(tuple(KINDS), tuple(KINDS.values())), projects=project.projects,
        own_means=project.own_means, help_requested=project.help_requested if complete else "",
        objectives=(Objective(what=project.objective, by=by),),
        commitments=(
            Commitment(party=Party.PERSON, what=project.person, proof=project.proof),
            Commitment(party=Party.CENTRE, what=project.centre),
        ),
    )  # fmt: skip


def exempted(tale: Tale, decided: date) -> None:
    """No plan for now, examined again before the day comes; told as any decision is."""
    on = tale.later(decided, 20, 60)
    reason = tale.pick(tuple(Exempting), (6, 3, 2))
    while on < tale.today:
        review = months_after(on, tale.pick((6, 9, 12)))
        if tale.tidy and review < tale.today + timedelta(days=35):
            review = tale.today + timedelta(days=tale.rng.randint(40, 160))
        tale.tell("exempt_piis", on, reason=reason, review_on=review, by=tale.head)
        told(tale, tale.later(on, 2, 6))
        on = tale.later(review, -20, 12 if not tale.tidy else -4)


def evaluated(tale: Tale, on: date, *, in_person: bool = True) -> None:
    """The plan evaluated, the three questions asked again."""
    project = tale.pick(PROJECTS)
    asked = tale.chance(0.9)
    tale.tell(
        "evaluate_piis", on, known=late_entry(tale, on), in_person=in_person, progress=tale.pick(PROGRESS),
        projects=project.projects, own_means=project.own_means, help_requested=project.help_requested if asked else "",
    )  # fmt: skip


def late_entry(tale: Tale, on: date) -> date:
    """The day it was written down: now and then some days later, but for what just happened."""
    recent = on >= tale.today - timedelta(days=15)
    return tale.later(on, 1, 8) if not recent and tale.chance(0.08) else on
