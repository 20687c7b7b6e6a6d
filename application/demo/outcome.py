"""The last chapter: a job or none, the file closed, and what was seen three, six and twelve months later."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from application.demo.places import EMPLOYERS, FLEXI, JOBS, Work
from application.demo.tale import Tale, eve_at_work, workday
from domain.delays import months_after
from domain.pathway.identity import Closing
from domain.pathway.impulsion_scheme import AIDED
from domain.pathway.placement import Employed, Source
from domain.pathway.work import ContractKind

DAYS = (91, 183, 365)
"""How long after an exit the situation is looked at."""
YES, NO, UNKNOWN = Employed.YES, Employed.NO, Employed.UNKNOWN


class Fate(Enum):
    """What becomes of someone after a measure."""

    LASTING = auto()
    LOST = auto()
    SLOW = auto()
    LATER = auto()
    NONE = auto()
    FLEXI = auto()
    OUT_OF_SIGHT = auto()


SEEN = {
    Fate.LASTING: (YES, YES, YES),
    Fate.LOST: (YES, YES, NO),
    Fate.SLOW: (NO, YES, YES),
    Fate.LATER: (NO, NO, YES),
    Fate.NONE: (NO, NO, NO),
    Fate.FLEXI: (NO, NO, NO),
    Fate.OUT_OF_SIGHT: (UNKNOWN, UNKNOWN, UNKNOWN),
}
WEIGHTS = {
    "ART60": (28, 6, 6, 11, 33, 2, 14),
    "CISP": (22, 6, 5, 8, 41, 3, 15),
}
"""How often each fate is met, of 100, in their order: invented, near what studies print."""
YOUNG = 25
"""The age below which an employer has the aid for the young."""
WORKING = {Fate.LASTING, Fate.LOST, Fate.FLEXI}


def fate_after(tale: Tale, measure: str) -> Fate:
    """What becomes of the person after that measure."""
    return tale.pick(tuple(Fate), WEIGHTS[measure])


def hired(tale: Tale, start: date, fate: Fate) -> None:
    """The job, told some days after it began: lasting, or with an end that comes."""
    work = FLEXI if fate is Fate.FLEXI else tale.pick(JOBS, [job.weight for job in JOBS])
    if work.kind is ContractKind.IMPULSION_U25 and not _is_young(tale, start):
        work = work._replace(kind=ContractKind.IMPULSION_12M)
    end = None
    if fate is Fate.LOST:
        work, end = Work(ContractKind.CDD, 0, 38), start + timedelta(days=tale.rng.randint(200, 250))
    known, employer = tale.later(start, 0, 7), tale.pick(EMPLOYERS)
    source = tale.pick((Source.DECLARED, Source.DMFA, Source.FOREM), (60, 30, 10))
    told: dict[str, Any] = {"known": known, "employer_bce": employer, "hours_week": Decimal(work.hours), "end": end}
    if aid := AIDED.get(work.kind):
        tale.tell("record_impulsion", start, **told, measure=aid, full_time=True, unemployed_months=12,
                  training_plan="accueil et tutorat", coach=tale.referent.username)  # fmt: skip
    else:
        tale.tell("record_placement", start, **told, kind=work.kind, subsidised=work.subsidised, source=source)


def _is_young(tale: Tale, on: date) -> bool:
    """Whether the aid for the young may be asked for; who has no known birth date is not."""
    born = tale.person.birth_date
    return born is not None and months_after(born, 12 * YOUNG) > on


def closed(tale: Tale, on: date, reason: Closing) -> date:
    """The file closed, with its reason; gives the day."""
    on = workday(on)
    tale.tell("close_pathway", on, reason=reason)
    tale.closed_on = on
    return on


def observed(tale: Tale, exit_on: date, fate: Fate) -> None:
    """Looked at three times; a job that covers the day needs no looking, one or two are forgotten."""
    for days, seen in zip(DAYS, SEEN[fate], strict=True):
        looked_at = exit_on + timedelta(days=days)
        covered = fate in {Fate.LASTING, Fate.LOST} and seen is YES
        if (covered and tale.chance(0.7)) or (not tale.tidy and not covered and tale.chance(0.05)):
            continue
        _observe(tale, looked_at, seen)


def _observe(tale: Tale, looked_at: date, seen: Employed) -> None:
    """Within a month of the day; Nadia looks before it."""
    if not tale.tidy:
        day = tale.later(looked_at, -12, 14)
    else:
        day = workday(looked_at - timedelta(days=tale.rng.randint(6, 22)))
        if day >= tale.today and looked_at <= tale.today + timedelta(days=30):
            day = eve_at_work(tale.today)
    if seen is UNKNOWN and tale.chance(0.4) and not tale.tidy:
        return
    source = tale.pick((Source.DECLARED, Source.DMFA, Source.FOREM), (50, 30, 20))
    tale.tell("observe_status", day, employed=seen, source=source)
