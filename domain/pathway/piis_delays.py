"""The time limits of the plan: signed in time, reflected upon, evaluated in its turn, prepared anew before it ends.

Law: DIS, art. 11; Royal Decree (AR DIS), art. 10 to 21 (numbers cited from memory); circular of 27 March 2018, updated
18 March 2024. The interval between evaluations, the promises with a day and the notice before the end are practices.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from domain.acts import CIRCULAR, DIS, PRACTICE, RD
from domain.delays import Deadline, Delay, length, months_after
from domain.delays import Kind as DeadlineKind
from domain.french import day
from domain.kernel import replace
from domain.law import require
from domain.rules import Confidence, RuleSet

if TYPE_CHECKING:
    from domain.pathway.piis import Piis

PLAN = DIS("art. 11")
CONTENT = RD("art. 10 à 21", verified=False)
PROMISE = PRACTICE("engagements datés")
PLAN_SIGN = Delay("PLAN_SIGN", "Signer le PIIS", PLAN, "piis.sign.months", step="sign_piis")
REFLECTION = Delay("REFLECTION", "Signature possible", CIRCULAR(), "piis.reflection.days", step="sign_piis",
                   kind=DeadlineKind.BLOCKING)  # fmt: skip
REFLECTION_WARN = Delay("REFLECTION_WARN", "Signature conseillée", CIRCULAR(), "piis.reflection.warn_days",
                        kind=DeadlineKind.INFORMATION)  # fmt: skip
PLAN_EVAL = Delay("PLAN_EVAL", "Évaluer le PIIS", PRACTICE("évaluation"), "piis.evaluation.default_months",
                  step="evaluate_piis")  # fmt: skip


def followed(piis: Piis, signed_on: date, rules: RuleSet) -> Iterator[Deadline]:
    """What a plan that runs owes: its evaluations, its promises, and what comes after it."""
    following, least = next_evaluation(piis, signed_on, rules), fewest_evaluations(piis, signed_on, rules)
    if piis.end:
        yield end_of_plan(piis.end, rules)
    yield from (each for each in (following, least) if piis.end is None or each.due_on <= piis.end)
    yield from promises(piis)


def next_evaluation(piis: Piis, signed_on: date, rules: RuleSet) -> Deadline:
    """Counted from the last evaluation, or the signature; sooner when the parties agreed on an earlier day."""
    since = "dernière évaluation" if piis.evaluations else "signature"
    due = PLAN_EVAL.from_(piis.last_evaluated_on or signed_on, since, rules)
    if piis.next_evaluation_on and piis.next_evaluation_on < due.due_on:
        due = replace(due, due_on=piis.next_evaluation_on, because=f"convenue pour le {day(piis.next_evaluation_on)}")
    alert = due.due_on - timedelta(days=int(rules.find("piis.evaluation.alert_days", due.due_on).number))
    return replace(due, because=f"{due.because} ; à préparer dès le {day(alert)}")


def fewest_evaluations(piis: Piis, signed_on: date, rules: RuleSet) -> Deadline:
    """In any twelve months so many evaluations, so many of them in person: the day the next must be held by."""
    wanted = int(rules.find("piis.evaluations.per_year", signed_on).number)
    in_person = int(rules.find("piis.evaluations.in_person_per_year", signed_on).number)
    held = [evaluation.on for evaluation in piis.evaluations]
    met = [evaluation.on for evaluation in piis.evaluations if evaluation.in_person]
    since = min(_opened(held, wanted, signed_on), _opened(met, in_person, signed_on))
    made = [evaluation for evaluation in piis.evaluations if evaluation.on > since]
    seen = sum(evaluation.in_person for evaluation in made)
    because = f"12 mois depuis le {day(since)} ; {len(made)} faites, dont {seen} en entretien"
    label = f"{wanted} évaluations du PIIS, dont {in_person} en entretien"
    return Deadline("PLAN_EVAL_MIN", months_after(since, 12), label, CONTENT, because, step="evaluate_piis")


def _opened(days: list[date], wanted: int, signed_on: date) -> date:
    """The day from which twelve months may pass before one more is missing."""
    return days[-wanted] if len(days) >= wanted else signed_on


def promises(piis: Piis) -> Iterator[Deadline]:
    """Each commitment with a day, until it is kept; told by its number, since its words are the person's."""
    commitments = piis.plan.commitments if piis.plan else {}
    for number, commitment in commitments.items():
        if commitment.by and number not in piis.kept:
            yield Deadline(
                "COMMITMENT", commitment.by, f"Engagement n° {number} du PIIS ({commitment.party.label})", PROMISE,
                f"à tenir pour le {day(commitment.by)}", step="fulfil_commitment", confidence=Confidence.OUR_CHOICE,
            )  # fmt: skip


def end_of_plan(end: date, rules: RuleSet) -> Deadline:
    """Before a plan ends, the next one is prepared."""
    alert = rules.find("piis.end.alert_days", end)
    return what_follows(end - timedelta(days=int(alert.number)), f"fin du plan le {day(end)} − {length(alert)}")


def what_follows(on: date, because: str) -> Deadline:
    """While the income runs, a plan that ends is followed by another."""
    return Deadline("PLAN_END", on, "Préparer la suite du PIIS", PRACTICE("fin du plan"), because, "draft_piis",
                    confidence=Confidence.OUR_CHOICE)  # fmt: skip


def proposed(start: date, end: date | None, rules: RuleSet) -> tuple[date, ...]:
    """The evaluations the product proposes: one year of them, or until the plan ends."""
    every = int(rules.find("piis.evaluation.default_months", start).number)
    dates = [months_after(start, every * n) for n in range(1, 12 // every + 1)]
    return tuple(on for on in dates if end is None or on <= end)


def require_spacing(start: date, end: date | None, planned: tuple[date, ...], rules: RuleSet) -> None:
    """At least the legal number a year, and no gap longer than the centre allows."""
    require(end is None or end >= start, CONTENT, "PLAN_INCOMPLETE", "La fin du plan ne peut précéder son début.")
    gap = int(rules.find("piis.evaluation.max_gap_months", start).number)
    last = min(end or date.max, year := months_after(start, 12))
    wanted = int(rules.find("piis.evaluations.per_year", start).number)
    enough = last < year or sum(on <= last for on in planned) >= wanted
    require(enough, CONTENT, "PLAN_INCOMPLETE", f"Prévoyez au moins {wanted} évaluations en douze mois.")
    stops = [start, *sorted(planned), last]
    apart = all(months_after(one, gap) >= next_one for one, next_one in pairwise(stops))
    require(apart, CONTENT, "PLAN_INCOMPLETE", f"Prévoyez une évaluation au moins tous les {gap} mois.")
