"""The chapter of a plan in its course: refused at first, kept and broken, amended, interrupted by a short job."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from application.demo.tale import Tale, workday
from domain.delays import months_after
from domain.pathway.piis_breach import BreachOutcome
from domain.pathway.piis_content import Commitment, Party, PlanEnd

Told = tuple[str, date, dict[str, Any]]
"""A step, its day, its answers."""


def in_full(tale: Tale) -> None:
    """Everything that may happen to a plan, told of one that is signed and evaluated; what is to come is left out."""
    draft, signed = _last_day(tale, "draft_piis"), _last_day(tale, "sign_piis")
    evaluated = min((told.occurred_on for told in tale.tellings if told.verb == "evaluate_piis"), default=None)
    if draft is None or signed is None or evaluated is None:
        return
    tale.tell("ask_for_piis", draft - timedelta(days=1), party=Party.PERSON)
    tale.tell("refuse_signature", workday(draft + timedelta(days=1)), reason="veut relire le projet chez elle")
    for verb, on, answers in (*_kept_and_broken(signed), *_a_short_job(evaluated)):
        if on < tale.today:
            tale.tell(verb, on, **answers)


def _kept_and_broken(signed: date) -> Iterator[Told]:
    """A first breach put right, a promise added and kept, a second breach explained."""
    noted = workday(signed + timedelta(days=10))
    yield "report_breach", noted, {"commitment": 1}
    yield "send_notice", workday(noted + timedelta(days=2)), {}
    remedied = workday(noted + timedelta(days=9))
    yield "close_breach", remedied, {"outcome": BreachOutcome.REMEDIED}
    amended = workday(remedied + timedelta(days=3))
    by = months_after(amended, 2)
    more = (Commitment(party=Party.CENTRE, what="Payer l'abonnement de bus", by=by),)
    yield "amend_piis", amended, {"commitments": more, "agreed_by_all": True}
    yield "fulfil_commitment", workday(amended + timedelta(days=5)), {"commitment": 3, "proof_ref": "bon n° 41"}
    noted = workday(amended + timedelta(days=12))
    yield "report_breach", noted, {"commitment": 1}
    yield "send_notice", workday(noted + timedelta(days=1)), {}
    yield "close_breach", workday(noted + timedelta(days=8)), {"outcome": BreachOutcome.JUSTIFIED}


def _a_short_job(evaluated: date) -> Iterator[Told]:
    """Four weeks at work, between two evaluations, and the same plan again."""
    yield "end_piis", workday(evaluated + timedelta(days=15)), {"reason": PlanEnd.WORK}
    yield "reactivate_piis", workday(evaluated + timedelta(days=43)), {}


def _last_day(tale: Tale, verb: str) -> date | None:
    return max((told.occurred_on for told in tale.tellings if told.verb == verb), default=None)
