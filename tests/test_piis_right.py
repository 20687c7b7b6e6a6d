"""What the plan owes follows the right: with no income, and no contract in its place, nothing is evaluated."""

from datetime import date
from uuid import UUID

from domain.pathway.deciding import Body
from domain.pathway.entitlement import GrantCondition
from domain.pathway.piis_content import Exempting
from domain.pathway.piis_duty import Demand, duty_of
from domain.pathway.piis_follow import PiisExempted
from domain.pathway.ris_decision import RisWithdrawn
from tests.contracts import PLAN, RUNNING, begun, proposed
from tests.people import REASONED, WITH_PLAN, WITH_RIS, enquired, granted, requested
from tests.rules import RULES
from tests.story import Story, Told, given

EXEMPTED: Told = (
    "2024-06-03",
    PiisExempted(
        decision_id=UUID(int=40), reason=Exempting.HEALTH, decided_on=date(2024, 6, 3), review_on=date(2025, 6, 3)
    ),
)
AGAIN: tuple[Told, ...] = (requested("2026-03-02"), *enquired("2026-03-05"), granted("2026-03-16", 21))


def withdrawn(on: str) -> Told:
    """The income taken away that day."""
    day = date.fromisoformat(on)
    fact = RisWithdrawn(decision_id=UUID(int=50), decided_on=day, body=Body.COMMITTEE, effective_on=day,
                        grounds=(GrantCondition.RESIDENCE,), **REASONED)  # fmt: skip
    return on, fact


def evaluations(story: Story) -> list[date | None]:
    """By when the plan is evaluated, and by when the fewest evaluations are held."""
    return [story.owes_on("PLAN_EVAL"), story.owes_on("PLAN_EVAL_MIN")]


def test_a_plan_is_evaluated_while_the_income_runs() -> None:
    assert evaluations(given(*WITH_PLAN)) == [date(2024, 9, 17), date(2025, 6, 17)]
    assert evaluations(given(*WITH_PLAN, withdrawn("2024-08-01"))) == [None, None]


def test_a_contract_in_place_of_the_income_keeps_the_plan_evaluated() -> None:
    story = given(*RUNNING, withdrawn("2026-03-02"))
    assert evaluations(story) == [date(2026, 5, 2), date(2027, 2, 2)]
    prepared = given(*WITH_PLAN, proposed("2026-03-01", "2027-02-28"), PLAN, withdrawn("2026-03-02"))
    assert evaluations(prepared) == [None, None]


def test_a_dispensation_is_examined_again_while_the_income_runs() -> None:
    assert given(*WITH_RIS, EXEMPTED).owes_on("EXEMPTION_REVIEW") == date(2025, 6, 3)
    assert given(*WITH_RIS, EXEMPTED, withdrawn("2024-08-01")).owes("EXEMPTION_REVIEW") is None
    at_work = given(*WITH_RIS, EXEMPTED, begun("2024-07-01"), withdrawn("2024-08-01"))
    assert at_work.owes_on("EXEMPTION_REVIEW") == date(2025, 6, 3)


def test_a_dispensation_of_an_earlier_right_does_not_dispense_from_the_plan_of_the_next() -> None:
    story = given(*WITH_RIS, EXEMPTED, withdrawn("2024-08-01"), *AGAIN)
    assert (story.owes("EXEMPTION_REVIEW"), story.owes_on("PLAN_SIGN")) == (None, date(2026, 6, 16))
    assert duty_of(story.state, RULES, date(2026, 3, 16)).demand is Demand.MANDATORY
    assert given(*WITH_RIS, EXEMPTED).owes("PLAN_SIGN") is None
