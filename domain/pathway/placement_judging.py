"""Whether a person counts as placed under one definition: placed, not placed, unknown, or too early to say.

Law: none (`placement_definition`). Not known is not « no »: work seen whose length nobody told settles nothing, and an
exit nobody looked at stays unknown. A job told and never ended counts until its end is told, even against an
observation « sans emploi »: that does not say that this job is over; closing the job does (our choice).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from domain.kernel import Choice
from domain.pathway.placement import Employed, Job, Observation
from domain.pathway.placement_definition import Mode, PlacementDefinition, Subsidised
from domain.rules import RuleMissing, RuleSet


class Verdict(Choice):
    """What came of an exit."""

    PLACED = "placed", "en emploi"
    PLACED_APART = "placed_apart", "en emploi aidé, montré à part"
    NOT_PLACED = "not_placed", "hors emploi"
    UNKNOWN = "unknown", "inconnu"
    IMMATURE = "immature", "trop tôt pour le dire"


class Known(NamedTuple):
    """What is known of a person's work: the jobs told, what was seen, the day of death; and how near is near."""

    jobs: tuple[Job, ...]
    observations: tuple[Observation, ...]
    near: timedelta
    died_on: date | None = None

    def seen_on(self, on: date) -> Employed | None:
        """What the observation nearest to that day says of it; none if nobody looked near enough."""
        close = [seen for seen in self.observations if abs(seen.on - on) <= self.near]
        return min(close, key=lambda seen: abs(seen.on - on)).employed if close else None

    def is_dead(self, on: date) -> bool:
        """Whether the person had died by that day."""
        return self.died_on is not None and self.died_on <= on


class Spell(NamedTuple):
    """Work in one piece, first and last day included; ``date.max`` when it still lasts."""

    start: date
    end: date

    def days_within(self, first: date, last: date) -> int:
        """Days of it that lie between those days, both included."""
        return max(0, (min(self.end, last) - max(self.start, first)).days + 1)


def judged(
    definition: PlacementDefinition,
    jobs: Iterable[Job],
    observations: Iterable[Observation],
    exit_on: date,
    today: date,
    rules: RuleSet,
    died_on: date | None = None,
) -> Verdict:
    """The verdict on one exit; how near an observation tells of a day, and how long news takes, are rules.

    Raises `RuleMissing` for a definition whose threshold nobody has read. Who died is known, and not placed.
    """
    if definition.min_days is None:
        raise RuleMissing(f"placement.{definition.id}.min_days", exit_on)
    near = timedelta(days=int(rules.find("outcome.grace_days", exit_on).number))
    lag = timedelta(days=int(rules.find("outcome.lag_days", exit_on).number))
    if exit_on + timedelta(days=definition.maturity_days) + lag > today:
        return Verdict.IMMATURE
    known = Known(tuple(jobs), tuple(observations), near, died_on)
    last = exit_on + timedelta(days=definition.window_days)
    if definition.mode is Mode.POINT:
        return on_day(definition, known, last)
    return _by_work(definition, known.jobs, exit_on, last) or _in_window(definition, known, exit_on, last)


def on_day(definition: PlacementDefinition, known: Known, on: date) -> Verdict:
    """The verdict of a definition that looks at one day: a job covers it, or somebody saw, or it is not known."""
    if placed := _by_work(definition, known.jobs, on, on):
        return placed
    match known.seen_on(on):
        case Employed.YES:
            return Verdict.PLACED
        case Employed.NO:
            return Verdict.NOT_PLACED
        case None if known.is_dead(on) or any(job.covers(on) for job in _work(definition, known.jobs)):
            return Verdict.NOT_PLACED
    return Verdict.UNKNOWN


def spells(jobs: Iterable[Job], bridge_days: int) -> list[Spell]:
    """Work in pieces: jobs joined when no more days than that lie between them."""
    joined: list[Spell] = []
    for job in sorted(Spell(job.start, job.end or date.max) for job in jobs):
        if joined and (job.start - timedelta(days=1) - joined[-1].end).days <= bridge_days:
            joined[-1] = Spell(joined[-1].start, max(joined[-1].end, job.end))
        else:
            joined.append(job)
    return joined


def ordinary(definition: PlacementDefinition, jobs: Iterable[Job]) -> list[Job]:
    """The jobs the definition counts as any other."""
    counts_all = definition.subsidised is Subsidised.INCLUDED
    return [job for job in jobs if job.kind in definition.kinds and (counts_all or not job.is_aided)]


def _work(definition: PlacementDefinition, jobs: Iterable[Job]) -> list[Job]:
    """The jobs that make a day known, aided or not; a few hours of another kind may stand beside anything."""
    return [job for job in jobs if job.kind in definition.kinds or job.kind.counts.apart]


def _by_work(definition: PlacementDefinition, jobs: Sequence[Job], exit_on: date, last: date) -> Verdict | None:
    """Placed by the jobs told, alone or with those shown apart; None when they are not enough."""
    if _enough(definition, spells(ordinary(definition, jobs), definition.bridge_days), exit_on, last):
        return Verdict.PLACED
    with_apart = [] if definition.subsidised is Subsidised.EXCLUDED else _work(definition, jobs)
    if _enough(definition, spells(with_apart, definition.bridge_days), exit_on, last):
        return Verdict.PLACED_APART
    return None


def _enough(definition: PlacementDefinition, pieces: Sequence[Spell], exit_on: date, last: date) -> bool:
    """Whether the work is what the definition asks for, between the exit and the last day."""
    asked, after = definition.min_days or 0, exit_on + timedelta(days=1)
    begun = [piece for piece in pieces if exit_on <= piece.start <= last]
    match definition.mode:
        case Mode.POINT:
            return any(piece.start <= last <= piece.end for piece in pieces)
        case Mode.BEGUN:
            return bool(begun)
        case Mode.MAINTAINED:
            return any((piece.end - piece.start).days >= asked for piece in begun)
        case Mode.CUMULATED if definition.consecutive:
            return any(piece.days_within(exit_on, last) >= asked for piece in begun)
        case _:
            return sum(piece.days_within(after, last) for piece in pieces) >= asked


def _in_window(definition: PlacementDefinition, known: Known, exit_on: date, last: date) -> Verdict:
    """What was seen decides, when the jobs told do not: work seen is work, but nobody saw how long it lasted."""
    mode, work = definition.mode, _work(definition, known.jobs)
    until = exit_on + timedelta(days=definition.maturity_days)
    first = exit_on if mode is Mode.BEGUN else exit_on + timedelta(days=1)
    at_work = [
        seen.on for seen in known.observations if seen.employed is Employed.YES and first <= seen.on <= until
    ]  # fmt: skip
    nearest = known.seen_on(last)
    if mode is Mode.OCCURRENCE and nearest is Employed.YES:
        return Verdict.PLACED
    if mode in {Mode.BEGUN, Mode.OCCURRENCE} and at_work:
        return Verdict.PLACED
    if any(not any(job.covers(on) for job in work) for on in at_work):
        return Verdict.UNKNOWN
    if any(job.covers(last) for job in work) or nearest is Employed.NO:
        return Verdict.NOT_PLACED
    return Verdict.NOT_PLACED if nearest is None and known.is_dead(last) else Verdict.UNKNOWN
