"""A contract under article 60 § 7, in the facts that stories share."""

from datetime import date
from uuid import UUID

from domain.pathway.article60_start import (
    Article60AgreementBound,
    Article60Proposed,
    Article60Started,
    Article60TrainingPlanSet,
)
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
