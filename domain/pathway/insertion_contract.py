"""What a contract under article 60 § 7 or 61 is: its terms, its preparation, its days, its interruptions, its end.

Law: LO, art. 60, § 7 and 61; Walloon decree of 29 April 2024 (D6061). Which absences count as days, and what extends
the period they are looked for in, is that of the programme law of 18 July 2025.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.acts import D6061, LO
from domain.kernel import Choice, Personal
from domain.law import Article

FOLLOW = D6061()
Days = Annotated[int, Field(ge=0)]
Share = Annotated[Decimal, Field(gt=0, le=1, max_digits=4, decimal_places=3)]


@dataclass(frozen=True)
class Under:
    """The article a contract rests on: how facts name it, how people do, and who settles what it owes."""

    measure: str
    label: str
    law: Article
    follow_step: str
    end_step: str


ARTICLE60 = Under("article60", "article 60", LO("art. 60, § 7"), "record_follow_up", "end_article60")
ARTICLE61 = Under("article61", "article 61", LO("art. 61"), "record_follow_up_article61", "end_article61")


class DayKind(Choice):
    """Why a day of the contract was not worked."""

    ANNUAL_LEAVE = "ANNUAL_LEAVE", "congé annuel"
    PAID_HOLIDAY = "PAID_HOLIDAY", "jour férié payé"
    GUARANTEED_SICKNESS = "GUARANTEED_SICKNESS", "maladie à salaire garanti"
    COMPENSATORY_REST = "COMPENSATORY_REST", "repos compensatoire"
    MATERNITY = "MATERNITY", "maternité"
    TEMPORARY_UNEMPLOYMENT = "TEMPORARY_UNEMPLOYMENT", "chômage temporaire indemnisé"
    INDEMNIFIED_SICKNESS = "INDEMNIFIED_SICKNESS", "maladie indemnisée"
    WORK_ACCIDENT = "WORK_ACCIDENT", "accident du travail"
    TRAINING = "TRAINING", "formation"
    UNPAID = "UNPAID", "jour non payé"


NO_LONGER_COUNTED = frozenset(
    {DayKind.INDEMNIFIED_SICKNESS, DayKind.WORK_ACCIDENT, DayKind.TRAINING, DayKind.UNPAID}
)  # fmt: skip
"""Counted until the programme law of 18 July 2025 took effect, and no more since."""


class EndReason(Choice):
    """Why a contract ended."""

    TERM_REACHED = "TERM_REACHED", "terme atteint"
    RESIGNED = "RESIGNED", "démission"
    DISMISSED = "DISMISSED", "licenciement"
    HIRED_ELSEWHERE = "HIRED_ELSEWHERE", "engagement ailleurs"
    MOVED_60_TO_61 = "MOVED_60_TO_61", "passage à l'article 61"
    MEDICAL = "MEDICAL", "raison médicale"
    MOVED = "MOVED", "déménagement"
    DECEASED = "DECEASED", "décès"


class Cause(Choice):
    """Why a contract is interrupted: the cause the law names, and no detail of it."""

    INDEMNIFIED_SICKNESS = "INDEMNIFIED_SICKNESS", "maladie indemnisée"
    SELF_EMPLOYMENT = "SELF_EMPLOYMENT", "activité indépendante"
    CAREER_BREAK = "CAREER_BREAK", "interruption de carrière"
    PRISON = "PRISON", "détention"
    MATERNITY = "MATERNITY", "maternité"
    UNPAID_LEAVE = "UNPAID_LEAVE", "congé sans solde"
    OTHER = "OTHER", "autre"


@dataclass(frozen=True)
class Interruption:
    """A time without work during the contract, both days included; ``until`` unknown: it still lasts."""

    from_on: date
    cause: Cause
    until: date | None = None


@dataclass(frozen=True)
class Contract:
    """One contract, from its proposal to its end; ``months`` holds the days counted, by first day of the month.

    ``host`` is where the person works: with the host under article 60, the employer under article 61.
    ``required_days`` is what was told at its proposal: the counter asks the rules again. ``fte``: a share of full time.
    ``prior_days`` were proved elsewhere: the earlier contracts of the file keep theirs. ``unpaid``: those counted.
    """

    id: UUID | None = None
    host: str = ""
    function: str = ""
    fte: Decimal = Decimal(1)
    start: date | None = None
    planned_end: date | None = None
    required_days: int = 0
    rule: str = ""
    prior_days: int = 0
    half_days: bool = False
    extension_days: int = 0
    modules: tuple[str, ...] = ()
    coach: str = ""
    every_weeks: int | None = None
    agreement: str = ""
    agreement_from: date | None = None
    agreement_until: date | None = None
    referent: Personal[str] = ""
    tutor: Personal[str] = ""
    employer_bce: str = ""
    host_bce: str = ""
    months: Mapping[date, int] = field(default_factory=dict)
    unpaid: Mapping[date, int] = field(default_factory=dict)
    interruptions: tuple[Interruption, ...] = ()
    followed_up_on: date | None = None
    ended_on: date | None = None
    end_reason: EndReason | None = None
    entitlement_reached: bool = False

    @property
    def counted(self) -> int:
        """Days counted so far in this contract."""
        return sum(self.months.values())

    @property
    def is_completed(self) -> bool:
        """Whether it was led to its end: the term, or the days that open the allowances."""
        return self.end_reason is EndReason.TERM_REACHED or self.entitlement_reached

    @property
    def interrupted_from(self) -> date | None:
        """The day work stopped, while it has not begun again."""
        last = self.interruptions[-1] if self.interruptions else None
        return last.from_on if last and last.until is None else None

    def covers(self, on: date) -> bool:
        """Whether the contract had begun that day, and had not ended before it."""
        return self.start is not None and self.start <= on <= (self.ended_on or date.max)

    def agreement_covers(self, start: date, end: date | None) -> bool:
        """Whether the agreement runs from the first to the last day, as far as its period was told."""
        until = self.agreement_until or date.max
        return (self.agreement_from or start) <= start and (end or start) <= until
