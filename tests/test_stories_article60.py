"""What must be there before a contract under article 60 starts, each with its own article."""

from __future__ import annotations

from domain.pathway import Pathway
from domain.pathway.contract_eligibility import READY_60
from tests.contracts import BOUND, PLAN, proposed
from tests.people import WITH_RIS
from tests.story import given


def test_a_contract_awaits_the_signed_plan_of_article_11() -> None:
    unplanned = given(*WITH_RIS, proposed("2026-03-01", "2027-02-28"), PLAN, BOUND)
    [missing] = READY_60.unmet_by(unplanned.state)
    assert (str(missing.law), missing.wording) == ("DIS, art. 11", "PIIS signé")
    unplanned.when(Pathway.start_article60, on="2026-03-01").then_breaks("TRAINING_AND_FOLLOW_UP_REQUIRED", "LO CPAS")
