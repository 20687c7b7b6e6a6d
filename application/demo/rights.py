"""What becomes of a right once granted: looked at every year; and, of one person, all that may happen to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from application.demo.tale import Tale, workday
from domain.delays import months_after
from domain.pathway.appeal import Judgment
from domain.pathway.decisions import Letter, Mention
from domain.pathway.entitlement import GrantCondition
from domain.pathway.hearing import Subject
from domain.pathway.ris_means import Resource, ResourceKind
from domain.pathway.ris_review import Trigger
from domain.pathway.ris_suspension import SuspensionGround
from domain.pathway.sanctions import Ground

Told = tuple[str, date, dict[str, Any]]
"""A step, its day, its answers."""
MENTIONS = tuple(Mention)
REASONED: dict[str, Any] = {
    "motive_law": "Loi du 26 mai 2002, art. 22", "motive_fact": "situation revue ensemble", "mentions": MENTIONS,
}  # fmt: skip
REVIEWING = frozenset({"open_review", "conclude_review", "notify_decision"})
SOON = timedelta(days=45)


def reviewed(tale: Tale, since: date, until: date) -> None:
    """A review before each anniversary; a little late now and then, in others' files than Nadia's."""
    aside = tale.aside("reviewed")
    anniversary = months_after(since, 12)
    while anniversary < until:
        late = not tale.tidy and aside.chance(0.06)
        opened = workday(anniversary + timedelta(days=aside.rng.randint(2, 20) - (0 if late else 45)))
        concluded = aside.later(opened, 8, 16)
        told = aside.later(concluded, 1, 4)
        if told >= until:
            return
        _review(aside, opened, concluded, told)
        anniversary = months_after(concluded, 12)
    if tale.tidy and until >= tale.today and anniversary <= tale.today + SOON and anniversary > since + SOON:
        concluded = aside.lately(8, 12)
        if concluded - timedelta(days=10) > since:
            _review(aside, workday(concluded - timedelta(days=10)), concluded, aside.lately(2, 5))


def _review(aside: Tale, opened: date, concluded: date, told: date) -> None:
    aside.tell("open_review", opened)
    aside.tell("conclude_review", concluded, by=aside.head, **REASONED)
    aside.tell("notify_decision", told, mode=Letter.BY_HAND)


def in_full(tale: Tale) -> None:
    """A long stay abroad, income not declared, a sanction, a court: told of one person, as far as the demo goes."""
    granted = min(told.occurred_on for told in tale.tellings if told.verb == "grant_ris")
    first_review = min((told.occurred_on for told in tale.tellings if told.verb == "open_review"), default=date.max)
    tale.tellings[:] = [t for t in tale.tellings if t.verb not in REVIEWING or t.occurred_on < first_review]
    for verb, on, answers in (*_away(granted), *_undeclared(granted)):
        if on < tale.today:
            tale.tell(verb, on, **answers)


def _away(granted: date) -> Iterator[Told]:
    """Five weeks abroad; the days beyond the year's allowance are not paid, the last ones in the end are."""
    left = workday(date(granted.year + 1, 1, 6))
    back = left + timedelta(days=36)
    yield "declare_stay_abroad", workday(left - timedelta(days=3)), {"from_on": left, "to_on": back}
    yield "offer_hearing", back, {"subject": Subject.SUSPENSION}
    beyond = left + timedelta(days=28)
    ground = {"ground": SuspensionGround.ABROAD, "from_on": beyond, "to_on": back}
    yield "suspend_ris", workday(back + timedelta(days=8)), {**ground, **REASONED}
    yield "notify_decision", workday(back + timedelta(days=10)), {"mode": Letter.BY_HAND}
    yield "lift_suspension", workday(back + timedelta(days=15)), {"lifted_on": back - timedelta(days=2)}


def _undeclared(granted: date) -> Iterator[Told]:
    """Work nobody had told of: the amount falls, money comes back, a sanction follows, and the court confirms it."""
    found = workday(date(granted.year + 1, 3, 3))
    wage = Resource(kind=ResourceKind.WAGE, monthly=Decimal(540), label="travail non déclaré")
    since = found.replace(month=2, day=1)
    yield "open_review", found, {"trigger": Trigger.DECLARATION}
    yield "assess_resources", found, {"lines": (wage,), "evidence_refs": ("fiches de paie",), "effective_on": since}
    for subject in (Subject.REVIEW, Subject.RECOVERY, Subject.SANCTION):
        yield "offer_hearing", found, {"subject": subject}
    decided = workday(found + timedelta(days=14))
    yield "conclude_review", decided, {"effective_on": since, **REASONED}
    yield "order_recovery", decided, REASONED
    omission = {"ground": Ground.UNDECLARED, "omission_on": since, "months": 1, "reprieved": True}
    yield "impose_sanction", decided, {**omission, **REASONED}
    told = workday(decided + timedelta(days=3))
    for _ in range(3):
        yield "notify_decision", told, {"mode": Letter.BY_HAND}
    yield "revoke_reprieve", workday(told + timedelta(days=20)), {"reason": "une autre période non déclarée"}
    yield "lodge_appeal", workday(told + timedelta(days=25)), {"court": "Tribunal du travail de Liège"}
    judged = workday(told + timedelta(days=160))
    yield "record_judgment", judged, {"outcome": Judgment.CONFIRMED, "effect": "la sanction est maintenue"}
    yield "record_sanction_final", judged, {}
    yield "offer_hearing", workday(judged + timedelta(days=20)), {"subject": Subject.WITHDRAWAL}
    over = workday(judged + timedelta(days=35))
    yield "withdraw_ris", over, {"grounds": (GrantCondition.RESOURCES,), **REASONED}
    yield "notify_decision", workday(over + timedelta(days=2)), {"mode": Letter.BY_HAND}
