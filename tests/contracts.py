"""A contract under article 60 § 7, or 61, in the facts that stories share."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.pathway.article60 import Article60DaysRecorded, Article60Ended
from domain.pathway.article60_start import (
    Article60AgreementBound,
    Article60Proposed,
    Article60Started,
    Article60TrainingPlanSet,
)
from domain.pathway.article61 import Article61DaysRecorded
from domain.pathway.article61_start import (
    Article61AgreementBound,
    Article61Proposed,
    Article61Started,
    Article61TrainingPlanSet,
)
from domain.pathway.insertion_contract import EndReason
from tests.people import WITH_RIS, signed
from tests.story import Told

HOST_BCE = "0202239951"
PLAN: Told = ("2026-02-11", Article60TrainingPlanSet(modules=("Hygiène", "Français"), coach="Tom", every_weeks=None))
BOUND: Told = ("2026-02-12", Article60AgreementBound(agreement="CONV-7", referent="Mme Legrand"))


def proposed(start: str, end: str, on: str = "2026-02-10", prior_days: int = 0, required_days: int = 312) -> Told:
    """A full-time contract proposed with the home « Les Tilleuls »."""
    fact = Article60Proposed(
        contract_id=UUID(int=60), host="Les Tilleuls", function="Aide-logistique", start=date.fromisoformat(start),
        planned_end=date.fromisoformat(end), required_days=required_days, rule="article60.required_days.all",
        prior_days=prior_days,
    )  # fmt: skip
    return on, fact


def begun(start: str) -> Told:
    """The contract begun that day."""
    return start, Article60Started(start=date.fromisoformat(start), host_bce=HOST_BCE)


READY = (*WITH_RIS, signed("2026-02-02"), proposed("2026-03-01", "2027-02-28"), PLAN, BOUND)
RUNNING = (*READY, begun("2026-03-01"))

EMPLOYER_BCE = "0400378485"
PLAN_61: Told = ("2026-02-11", Article61TrainingPlanSet(modules=("Caisse",), coach="Tom"))
BOUND_61: Told = (
    "2026-02-12", Article61AgreementBound(agreement="A61-3", tutor="Mme Nihon", referent="M. Petit"),
)  # fmt: skip


def proposed_61(start: str, end: str, on: str = "2026-02-10", prior_days: int = 0) -> Told:
    """A full-time contract proposed with a bakery."""
    fact = Article61Proposed(
        contract_id=UUID(int=61), employer="Boulangerie Nihon", function="Vente", start=date.fromisoformat(start),
        planned_end=date.fromisoformat(end), required_days=312, rule="article60.required_days.all",
        prior_days=prior_days,
    )  # fmt: skip
    return on, fact


def begun_61(start: str) -> Told:
    """The contract with the bakery begun that day."""
    return start, Article61Started(start=date.fromisoformat(start), employer_bce=EMPLOYER_BCE)


READY_61 = (*WITH_RIS, signed("2026-02-02"), proposed_61("2026-03-01", "2027-02-28"), PLAN_61, BOUND_61)
RUNNING_61 = (*READY_61, begun_61("2026-03-01"))


def days_60(*days: int, year: int = 2026, since: int = 3) -> tuple[Told, ...]:
    """So many days worked under article 60, month after month."""
    return tuple(
        (first.replace(day=28).isoformat(), Article60DaysRecorded(month=first, worked=worked))
        for first, worked in _by_month(days, year, since)
    )


def days_61(*days: int, year: int = 2026, since: int = 3) -> tuple[Told, ...]:
    """So many days worked under article 61, month after month."""
    return tuple(
        (first.replace(day=28).isoformat(), Article61DaysRecorded(month=first, worked=worked))
        for first, worked in _by_month(days, year, since)
    )


def _by_month(days: tuple[int, ...], year: int, since: int) -> Iterator[tuple[date, int]]:
    for n, worked in enumerate(days):
        yield date(year + (since + n - 1) // 12, (since + n - 1) % 12 + 1, 1), worked


def ended_60(on: str, reason: EndReason = EndReason.TERM_REACHED, *, opened: bool = False) -> Told:
    """An article 60 ended that day; with the right to unemployment, or without."""
    return on, Article60Ended(ended_on=date.fromisoformat(on), reason=reason, entitlement_reached=opened)
