"""The chapters of the measures: an article 60 contract with its sheets and follow-ups, a training with a CISP."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from application.demo.around import sought
from application.demo.places import CENTRE_BCE, HOSTS, OPERATORS, Host, Operator
from application.demo.tale import Tale, workday
from domain.delays import months_after
from domain.months import first_of, last_of
from domain.pathway.followup import ContactKind
from domain.pathway.insertion_contract import DayKind, EndReason
from domain.pathway.training_content import Assimilated, Result

EVER = date(2099, 12, 31)
"""The end of what still runs when the demo opens."""


def first_of_next(on: date) -> date:
    """The first day of the month after."""
    return last_of(on) + timedelta(days=1)


def settled(ended: date) -> date:
    """The day the end of a measure is written down, its last sheet in hand."""
    return workday(first_of_next(ended) + timedelta(days=4))


def contract(
    tale: Tale,
    start: date,
    months: int = 12,
    *,
    ended: date = EVER,
    reason: EndReason = EndReason.TERM_REACHED,
    host: Host | None = None,
) -> None:
    """Proposed, prepared, started; sheets and follow-ups until the end, or until the demo opens."""
    host = host or tale.pick(HOSTS)
    planned_end = months_after(start, months) - timedelta(days=1)
    prepared(tale, start, planned_end, host, every_weeks=6 if tale.tidy and ended == EVER else None)
    if ended > planned_end and ended < EVER:
        tale.tell("extend_article60", workday(planned_end - timedelta(days=12)), planned_end=last_of(ended),
                  reason="absences à rattraper")  # fmt: skip
    _follow_ups(tale, start, min(ended, tale.today), host)
    if tale.chance(0.8):
        oriented = workday(planned_end - timedelta(days=tale.rng.randint(90, 100)))
        if oriented < ended:
            tale.tell("record_contact", oriented, kind=ContactKind.ORIENTATION, note="Orientation après le contrat.")
    month = start
    while month <= min(ended, tale.today):
        sheet(tale, month, min(ended, last_of(month)))
        month = first_of_next(month)
    if ended < EVER:
        told = ended if reason is EndReason.MOVED_60_TO_61 else settled(ended)
        tale.tell("end_article60", told, reason=reason, ended_on=ended)


def prepared(tale: Tale, start: date, planned_end: date, host: Host, *, every_weeks: int | None = None) -> None:
    """Proposal, training plan, agreement, start."""
    proposed = workday(start - timedelta(days=tale.rng.randint(14, 24)))
    tale.tell("propose_article60", proposed, host=host.name, function=host.function, start=start,
              planned_end=planned_end)  # fmt: skip
    ready = tale.later(proposed, 2, 6)
    tale.tell("set_training_plan", ready, modules=host.modules, coach=tale.referent.username, every_weeks=every_weeks)
    tale.tell("bind_agreement", ready, agreement=f"A60-{host.bce[-4:]}", referent="responsable d'équipe")
    tale.tell("start_article60", start, employer_bce=CENTRE_BCE, host_bce=host.bce)


def sheet(tale: Tale, month: date, last: date) -> None:
    """The days of a month, told at the beginning of the next; some 26, fewer when there were absences."""
    told = workday(first_of_next(month) + timedelta(days=tale.rng.randint(0, 2)))
    share = (last.day - (month.day - 1)) / last_of(month).day
    whole = tale.pick((26, 27, 25), (70, 18, 12))
    days = max(1, min(27, round(whole * share)))
    assimilated: dict[DayKind, int] = {}
    if days > 20 and tale.chance(0.5):
        assimilated[DayKind.ANNUAL_LEAVE] = tale.rng.randint(1, 5)
    if days > 20 and tale.chance(0.25):
        assimilated[DayKind.GUARANTEED_SICKNESS] = tale.rng.randint(1, 4)
    out = {DayKind.UNPAID: 1} if days < 27 and tale.chance(0.05) else {}
    worked = days - sum(assimilated.values())
    tale.tell("record_days", told, month=first_of(month), worked=worked, assimilated=assimilated, uncounted=out)


def _follow_ups(tale: Tale, start: date, until: date, host: Host) -> None:
    """Every four weeks; seldom late. Nadia's last ones are recent."""
    on = tale.later(start, 18, 27)
    while on < until - timedelta(days=11 if tale.tidy and until == tale.today else 0):
        _follow_up(tale, on, host)
        on = tale.later(on, 30, 42) if not tale.tidy and tale.chance(0.12) else tale.later(on, 22, 27)
    if tale.tidy and until == tale.today and tale.today - start > timedelta(days=30):
        _follow_up(tale, tale.lately(1, 10), host)


def _follow_up(tale: Tale, on: date, host: Host) -> None:
    tale.tell("record_follow_up", on, place=host.name, summary_ref=f"S-{on:%Y%m%d}")


def training(
    tale: Tale, start: date, *, ended: date = EVER, result: Result = Result.COMPLETED, operator: Operator | None = None
) -> None:
    """Enrolled, hours month by month, a result; or still there when the demo opens."""
    operator = operator or tale.pick(OPERATORS)
    sought(tale, start, operator)
    planned = Decimal(operator.monthly_h * tale.pick((4, 6, 8, 10)))
    tale.tell(
        "enrol_training", start, operator_bce=operator.bce, track=operator.track, category=operator.category,
        method=operator.method, agreement=operator.agreement, planned_hours=planned,
    )  # fmt: skip
    month, total = start, Decimal(0)
    while month <= min(ended, tale.today):
        total += _hours(tale, month, min(ended, last_of(month)), operator)
        month = first_of_next(month)
    if ended < EVER:
        certificate = f"ATT-{ended:%Y%m%d}" if result is Result.COMPLETED else ""
        tale.tell("end_training", ended, known=settled(ended), result=result, total_h=total,
                  certificate_ref=certificate)  # fmt: skip


def _hours(tale: Tale, month: date, last: date, operator: Operator) -> Decimal:
    """The hours of a month, told at the beginning of the next; gives those that count."""
    told = workday(first_of_next(month) + timedelta(days=tale.rng.randint(0, 2)))
    share = Decimal(last.day - (month.day - 1)) / last_of(month).day
    hours = (operator.monthly_h * share * tale.rng.randint(80, 104) / 100).quantize(Decimal("0.5"))
    like = {tale.pick(tuple(Assimilated)): Decimal(tale.rng.randint(2, 12))} if tale.chance(0.35) else {}
    missed = Decimal(tale.rng.randint(1, 8)) if tale.chance(0.15) else Decimal(0)
    tale.tell("record_attendance", told, month=first_of(month), attended_h=hours, assimilated_h=like,
              unjustified_h=missed)  # fmt: skip
    return hours + sum(like.values(), Decimal(0))
