"""Late is recorded, and said: by the domain where a day of the law was passed, or by what the step settles too late."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from application.agents import Agent
from application.pathways import Act, Taken
from domain.kernel import Role
from domain.pathway.decisions import Letter
from domain.pathway.entitlement import GrantCondition, Verdict
from infrastructure.memory import MemoryPathways
from tests.people import REASONED
from tests.rules import RULES
from tests.stores import WallClock

CLAIRE = Agent(username="claire", name="Claire", role=Role.SOCIAL_WORKER, centre=1, centre_name="Valmont")


class Desk:
    """A file opened, and its steps taken one after the other."""

    def __init__(self) -> None:
        self.pathways = MemoryPathways(rules=RULES, clock=WallClock())
        opened = Act(uuid4(), date(2024, 5, 6), {"last_name": "Diallo", "first_name": "Amina"})
        self.taken: Taken = self.pathways.open(opened, CLAIRE)
        self.id: UUID = self.taken.pathway_id

    def take(self, step: str, on: str, **answers: object) -> str:
        """Take the step; what it says of a delay that passed."""
        act = Act(uuid4(), date.fromisoformat(on), answers)
        self.taken = self.pathways.take(self.id, step, act, CLAIRE, seen=self.taken.version)
        return " ".join(warned.reason for warned in self.taken.warnings if warned.code == "LATE")


def test_a_grant_its_letter_and_its_payment_made_late_are_recorded_and_said() -> None:
    desk = Desk()
    desk.take("request_ris", "2024-05-06")
    desk.take("issue_receipt", "2024-05-06")
    desk.take("open_enquiry", "2024-05-07")
    for condition in GrantCondition:
        desk.take("assess_condition", "2024-05-08", condition=condition, verdict=Verdict.MET, evidence_refs=("pièce",))
    desk.take("file_report", "2024-05-09")
    assert "Décider sur la demande" in desk.take("grant_ris", "2024-09-02", category="2", **REASONED)
    assert "Notifier la décision" in desk.take("notify_decision", "2024-11-04", mode=Letter.BY_HAND)
    assert "Effectuer le premier paiement" in desk.take("record_first_payment", "2024-12-02", amount="1288.46")
