"""Whole stories: those that have ended, and those still under way when the demo opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import Enum, auto

from application.demo.cadence import Span, accompanied
from application.demo.employed import employed, moves_on, on_the_way
from application.demo.measures import EVER, contract, first_of_next, settled, training
from application.demo.outcome import WORKING, Fate, closed, fate_after, hired, observed
from application.demo.plan import exempted, planned
from application.demo.request import granted, informed, opened, refused, reopened, requested
from application.demo.tale import Tale, workday
from domain.delays import eve, months_after
from domain.pathway.household import Category
from domain.pathway.identity import Closing
from domain.pathway.insertion_contract import EndReason
from domain.pathway.training_content import Result

CATEGORIES = {Category.COHABITANT: 27, Category.SINGLE: 46, Category.FAMILY: 27}
LEAVING = {
    Closing.WORK: 34, Closing.OTHER_BENEFIT: 22, Closing.UNEMPLOYMENT: 14, Closing.MOVED: 16, Closing.UNKNOWN: 11,
    Closing.DECEASED: 3,
}  # fmt: skip
RESULTS = {
    Result.COMPLETED: 48, Result.ABANDONED: 22, Result.EMPLOYED: 10, Result.EXCLUDED: 4, Result.HEALTH: 7,
    Result.CONTINUES_TRAINING: 5, Result.UNKNOWN: 4,
}  # fmt: skip
ENDINGS = {
    EndReason.TERM_REACHED: 76, EndReason.RESIGNED: 8, EndReason.HIRED_ELSEWHERE: 8, EndReason.DISMISSED: 4,
    EndReason.MEDICAL: 4,
}  # fmt: skip


class Way(Enum):
    """What a story is about."""

    REFUSED = auto()
    PLAIN = auto()
    EXEMPT = auto()
    CISP = auto()
    ARTICLE60 = auto()
    BOTH = auto()
    PLACED = auto()


def begun(tale: Tale, on: date, *, again: bool = False, refusing: bool = False) -> date:
    """The file opened, or opened again, and the income asked for and decided; gives the day of the decision."""
    (reopened if again else opened)(tale, on)
    asked = tale.later(on, 0, 6)
    late = not tale.tidy and tale.chance(0.06)
    decided = tale.later(asked, 32, 46) if late else tale.later(asked, 15, 27)
    category = tale.pick(tuple(CATEGORIES), tuple(CATEGORIES.values()))
    decided = requested(tale, asked, decided, category, eris=tale.chance(0.03))
    informed(tale, on)
    if refusing:
        refused(tale, decided)
    else:
        granted(tale, decided, category)
    return decided


def ended(tale: Tale, on: date, way: Way, *, again: bool = False) -> None:
    """A story that ends: the file is closed, and looked at afterwards."""
    decided = begun(tale, on, again=again, refusing=way is Way.REFUSED)
    if way is Way.REFUSED:
        day = closed(tale, tale.later(decided, 12, 25), tale.pick((Closing.UNKNOWN, Closing.OTHER_BENEFIT)))
        observed(tale, day, tale.pick((Fate.NONE, Fate.OUT_OF_SIGHT)))
    elif way is Way.PLAIN:
        _left(tale, decided)
    else:
        signed = planned(tale, decided)
        spans: tuple[Span, ...] = ()
        after = tale.later(signed, 20, 70)
        if way in {Way.CISP, Way.BOTH}:
            after = exit_on = _trained(tale, after)
        if way in {Way.ARTICLE60, Way.BOTH}:
            start = first_of_next(workday(after + timedelta(days=16)))
            exit_on = _worked(tale, start)
            spans = ((after, exit_on),)
        _closed_after(tale, exit_on, "CISP" if way is Way.CISP else "ART60")
        assert tale.closed_on is not None
        accompanied(tale, decided, tale.closed_on, signed=signed, contracts=spans)
        if spans and not moves_on(tale):
            on_the_way(tale, start, exit_on)


def _left(tale: Tale, decided: date) -> None:
    """No measure: the income ends because something else begins, or nobody knows."""
    reason = tale.pick(tuple(LEAVING), tuple(LEAVING.values()))
    day = tale.later(decided, 60, 420)
    with_plan = (day - decided).days > 120 and tale.chance(0.8)
    signed = planned(tale, decided) if with_plan else None
    fate = Fate.OUT_OF_SIGHT
    if reason is Closing.WORK:
        fate = tale.pick((Fate.LASTING, Fate.LOST), (72, 28))
        hired(tale, workday(day - timedelta(days=tale.rng.randint(9, 25))), fate)
    elif reason in {Closing.OTHER_BENEFIT, Closing.UNEMPLOYMENT}:
        fate = tale.pick((Fate.NONE, Fate.LATER, Fate.OUT_OF_SIGHT), (70, 12, 18))
    elif reason is not Closing.DECEASED:
        fate = tale.pick((Fate.NONE, Fate.SLOW, Fate.OUT_OF_SIGHT), (34, 14, 52))
    day = closed(tale, day, reason)
    accompanied(tale, decided, day, signed=signed)
    if reason is not Closing.DECEASED:
        observed(tale, day, fate)


def _trained(tale: Tale, start: date) -> date:
    """A training from its first day to its last; gives the last."""
    result = tale.pick(tuple(RESULTS), tuple(RESULTS.values()))
    short = result in {Result.ABANDONED, Result.EXCLUDED, Result.HEALTH}
    end = tale.later(start, 35, 110) if short else tale.later(start, 120, 270)
    training(tale, start, ended=end, result=result)
    return end


def _worked(tale: Tale, start: date) -> date:
    """A contract from its first day to its last; gives the last."""
    reason = tale.pick(tuple(ENDINGS), tuple(ENDINGS.values()))
    months = 12
    if moves_on(tale):
        first = tale.pick((4, 5, 6))
        moved = months_after(start, first)
        contract(tale, start, months, ended=eve(moved), reason=EndReason.MOVED_60_TO_61)
        return employed(tale, moved, months - first)
    if reason is EndReason.TERM_REACHED:
        end = eve(months_after(start, months + tale.pick((0, 1, 2), (78, 15, 7))))
    else:
        end = tale.later(start, 70, 290)
    contract(tale, start, months, ended=end, reason=reason)
    return end


def _closed_after(tale: Tale, exit_on: date, measure: str) -> None:
    """What became of the person after the measure, and when the file was closed."""
    fate = fate_after(tale, measure)
    told = settled(exit_on)
    if fate in WORKING:
        start = tale.later(exit_on, 1, 22)
        hired(tale, start, fate)
        closed(tale, max(told, start) + timedelta(days=tale.rng.randint(9, 40)), Closing.WORK)
    elif fate is Fate.OUT_OF_SIGHT:
        closed(tale, tale.later(told, 10, 50), tale.pick((Closing.MOVED, Closing.UNKNOWN)))
    elif measure == "ART60":
        closed(tale, tale.later(told, 5, 30), Closing.UNEMPLOYMENT)
    else:
        closed(tale, tale.later(told, 20, 140), tale.pick((Closing.OTHER_BENEFIT, Closing.UNKNOWN, Closing.MOVED)))
    observed(tale, exit_on, fate)


def under_way(tale: Tale, on: date, way: Way, *, again: bool = False) -> None:
    """A story the demo finds in the middle: whatever would be told later is not told yet."""
    decided = begun(tale, on, again=again)
    if way is Way.EXEMPT:
        exempted(tale, decided)
        accompanied(tale, decided, tale.today)
        return
    signed = planned(tale, decided)
    MIDDLES.get(way, _plan_only)(tale, decided, signed)


def _plan_only(tale: Tale, decided: date, signed: date) -> None:
    """The plan runs; those here for long have had a training."""
    if tale.today - signed > timedelta(days=330) and tale.chance(0.5):
        exit_on = _trained(tale, tale.later(signed, 20, 50))
        observed(tale, exit_on, tale.pick((Fate.NONE, Fate.OUT_OF_SIGHT), (8, 2)))
    accompanied(tale, decided, tale.today, signed=signed)


def _in_training(tale: Tale, decided: date, signed: date) -> None:
    start = max(tale.later(signed, 15, 30), tale.lately(30, 230))
    training(tale, start)
    accompanied(tale, decided, tale.today, signed=signed)


def _in_contract(tale: Tale, decided: date, signed: date) -> None:
    """At most eleven months under way; Nadia's are recent enough to have no orientation due."""
    earliest = first_of_next(workday(signed + timedelta(days=25)))
    latest = max(earliest, first_of_next(tale.today - timedelta(days=tale.rng.randint(60, 200 if tale.tidy else 330))))
    contract(tale, latest)
    accompanied(tale, decided, tale.today, signed=signed, contracts=((latest, EVER),))


def _at_work(tale: Tale, decided: date, signed: date) -> None:
    """A job found lately; the file stays open a while."""
    start = tale.lately(12, 75)
    hired(tale, start, Fate.LASTING)
    accompanied(tale, decided, tale.today, signed=signed)


MIDDLES: dict[Way, Callable[[Tale, date, date], None]] = {
    Way.CISP: _in_training,
    Way.ARTICLE60: _in_contract,
    Way.PLACED: _at_work,
}
