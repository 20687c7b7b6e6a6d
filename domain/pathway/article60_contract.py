"""What an article 60 § 7 contract is: its terms, its preparation, its days, its end.

Law: LO, art. 60 § 7; Walloon decree of 29 April 2024 (D6061). Which absences count as days is that of the programme law
of 18 July 2025.
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

CONTRACT = LO("art. 60, § 7")
FOLLOW = D6061()
Days = Annotated[int, Field(ge=0)]
Share = Annotated[Decimal, Field(gt=0, le=1, max_digits=4, decimal_places=3)]


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


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract, from its proposal to its end; ``months`` holds the days counted, by first day of the month.

    ``required_days`` is what was told at its proposal: the counter asks the rules again. ``fte``: a share of full time.
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
    modules: tuple[str, ...] = ()
    coach: str = ""
    every_weeks: int | None = None
    agreement: str = ""
    referent: Personal[str] = ""
    employer_bce: str = ""
    host_bce: str = ""
    months: Mapping[date, int] = field(default_factory=dict)
    followed_up_on: date | None = None
    ended_on: date | None = None
    end_reason: EndReason | None = None
    entitlement_reached: bool = False

    @property
    def counted(self) -> int:
        """Days counted so far in this contract."""
        return sum(self.months.values())

    @property
    def proved(self) -> int:
        """Days counted so far, those proved before it included."""
        return self.prior_days + self.counted

    @property
    def is_completed(self) -> bool:
        """Whether it was led to its end: the term, or the days that open the allowances."""
        return self.end_reason is EndReason.TERM_REACHED or self.entitlement_reached
