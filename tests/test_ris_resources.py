"""The means, line by line: whose, of what kind, exempt by which rule; and who must be counted."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.kernel import Erased
from domain.pathway import Pathway
from domain.pathway.entitlement import Means, amount_for
from domain.pathway.household import Category, Household, HouseholdDeclared, Member
from domain.pathway.ris_enquiry import RisEnquiryOpened
from domain.pathway.ris_means import ExemptBy, Owner, Resource, ResourceKind, debtors, means_of
from domain.pathway.ris_resources import ResourcesAssessed
from infrastructure.upcasts import upcast
from tests.people import enquired, granted, requested
from tests.rules import RULES
from tests.story import Story, Told, given

ASKED = (requested("2025-03-03"), *enquired("2025-03-10"))
REFS: dict[str, Any] = {"evidence_refs": ("extraits de compte",)}


def line(kind: ResourceKind, monthly: str, owner: Owner = Owner.APPLICANT, **more: object) -> Resource:
    """So many euros a month."""
    return Resource.model_validate({"kind": kind, "monthly": Decimal(monthly), "owner": owner, **more})


def counted(*lines: Resource, told: tuple[Told, ...] = ASKED, on: str = "2025-03-12", **answers: Any) -> Story:
    """A file in which the means were counted."""
    story = given(*told).when(Pathway.assess_resources, on=on, lines=lines, **REFS, **answers)
    return story.then(ResourcesAssessed)


def warned(story: Story) -> set[str]:
    """What was said while it was done."""
    return {each.code for each in story.pathway.warnings}


def asked(on: str, *members: Member, category: Category = Category.COHABITANT) -> tuple[Told, ...]:
    """A request of that day, its enquiry open, by someone who lives with these."""
    household = HouseholdDeclared(category=category, members=members, effective_on=date.fromisoformat(on))
    return (on, household), requested(on), (on, RisEnquiryOpened(worker="claire"))


def test_resources_are_counted_line_by_line() -> None:
    story = counted(
        line(ResourceKind.WAGE, "300.00", exempt=Decimal("309.48"), rule=ExemptBy.SPI),
        line(ResourceKind.PROPERTY, "120.00"),
        line(ResourceKind.WAGE, "1900.00", Owner.RELATIVE),
    )
    assert story.state.ris.means == Means(Decimal("120.00"), Decimal("1900.00"), 1)


def test_means_rest_on_evidence() -> None:
    wage = (line(ResourceKind.WAGE, "300.00"),)
    given(*ASKED).when(Pathway.assess_resources, on="2025-03-12", lines=wage).then_breaks(
        "EVIDENCE_MISSING", "DIS, art. 16"
    )
    given(requested("2025-03-03")).when(Pathway.assess_resources, on="2025-03-12", lines=wage, **REFS).then_breaks(
        "NO_ENQUIRY"
    )


def test_what_was_counted_is_found_in_the_amount() -> None:
    parents = (line(ResourceKind.WAGE, "2000.00", Owner.RELATIVE),)
    means = counted(*parents, persons=2).state.ris.counted_means
    assert amount_for(Category.COHABITANT, means, date(2025, 3, 1), RULES).monthly == Decimal("641.31")


def test_the_partner_and_the_parents_are_at_least_two_persons() -> None:
    lines = (line(ResourceKind.WAGE, "900", Owner.PARTNER), line(ResourceKind.REPLACEMENT, "800", Owner.RELATIVE))
    assert means_of(lines) == Means(Decimal(0), Decimal(1700), 2, Decimal(900))
    assert means_of(lines, persons=3).persons == 3
    assert means_of((), persons=3).persons == 0


def test_a_partner_who_has_the_income_is_never_counted() -> None:
    lines = (line(ResourceKind.RIS, "876.13", Owner.PARTNER), line(ResourceKind.WAGE, "200", Owner.PARTNER))
    assert counted(*lines).state.ris.means == Means()


def test_friends_and_siblings_are_never_counted() -> None:
    story = counted(line(ResourceKind.WAGE, "2500", Owner.OTHER))
    assert warned(story) == {"NEVER_COUNTED"}
    assert story.state.ris.means == Means()


@pytest.mark.parametrize("kind", [ResourceKind.STUDY_GRANT, ResourceKind.CHILD_ALIMONY, ResourceKind.FOSTER_ALLOWANCE])
def test_grants_alimony_for_children_and_foster_allowances_are_exempt_by_article_22(kind: ResourceKind) -> None:
    filled = line(kind, "180").filled(date(2025, 3, 12), RULES)
    assert (filled.counted, filled.rule) == (Decimal(0), ExemptBy.ART_22)
    assert counted(line(kind, "180")).state.ris.means == Means()


def test_work_for_an_ale_is_exempt_by_the_hour() -> None:
    ale = line(ResourceKind.ALE, "90", hours=Decimal(20)).filled(date(2025, 3, 12), RULES)
    assert (ale.exempt, ale.counted, ale.rule) == (Decimal("82.00"), Decimal("8.00"), ExemptBy.ART_22)
    assert line(ResourceKind.ALE, "50", hours=Decimal(20)).filled(date(2025, 3, 12), RULES).counted == 0
    assert warned(counted(line(ResourceKind.ALE, "90"))) == {"ALE_HOURS_MISSING"}


def test_an_exemption_names_its_rule() -> None:
    assert warned(counted(line(ResourceKind.WAGE, "300", exempt=Decimal(100)))) == {"EXEMPTION_UNEXPLAINED"}
    explained = line(ResourceKind.STUDY_GRANT, "300", exempt=Decimal(100))
    assert warned(counted(explained)) == set()


@pytest.mark.parametrize(
    ("kind", "adult", "owes"),
    [
        ("père", True, 1), ("Grand-mère", True, 1), ("petite-fille", True, 1), ("fils", True, 1), ("fils", False, 0),
        ("beau-père", True, 0), ("sœur", True, 0), ("ami", True, 0), ("tante", True, 0),
    ],
)  # fmt: skip
def test_only_ascendants_and_descendants_owe_maintenance(kind: str, adult: bool, owes: int) -> None:
    assert debtors((Member(kind=kind, adult=adult),)) == owes


def test_an_erased_household_names_nobody() -> None:
    assert debtors(Household(Category.SINGLE, Erased.ERASED, date(2026, 1, 1)).known) == 0


FATHER = Member(kind="père", adult=True)
PENSION = line(ResourceKind.REPLACEMENT, "1300", Owner.RELATIVE)


def test_until_february_2026_adults_who_owe_maintenance_may_be_left_out() -> None:
    assert warned(counted(told=asked("2026-02-28", FATHER), on="2026-03-10")) == set()


def test_from_march_2026_adults_who_owe_maintenance_must_be_counted() -> None:
    march = asked("2026-03-01", FATHER)
    story = counted(told=march, on="2026-03-10")
    assert warned(story) == {"DEBTORS_MUST_COUNT"}
    assert "1 au ménage, 0 dans le calcul" in story.pathway.warnings[0].reason
    assert "DEBTORS_MUST_COUNT" not in warned(counted(PENSION, told=march, on="2026-03-10"))


def test_each_of_them_must_be_counted() -> None:
    march = asked("2026-03-01", FATHER, Member(kind="mère", adult=True))
    assert "DEBTORS_MUST_COUNT" in warned(counted(PENSION, told=march, on="2026-03-10"))
    assert "DEBTORS_MUST_COUNT" not in warned(counted(PENSION, told=march, on="2026-03-10", persons=2))


def test_the_threshold_under_the_text_of_march_2026_is_to_be_verified() -> None:
    assert warned(counted(PENSION, told=asked("2026-03-01", FATHER), on="2026-03-10")) == {"MEANS_THRESHOLD_TO_VERIFY"}
    assert warned(counted(PENSION, told=asked("2026-02-27", FATHER), on="2026-03-10")) == set()


def test_in_a_family_the_partners_whole_income_is_to_be_verified() -> None:
    wage = line(ResourceKind.WAGE, "500", Owner.PARTNER)
    family = asked("2025-03-03", category=Category.FAMILY)
    assert warned(counted(wage, told=family)) == {"PARTNER_TO_VERIFY"}
    assert warned(counted(wage, told=asked("2025-03-03"))) == set()


def test_the_words_of_an_earlier_release_are_kept() -> None:
    lines = [{"kind": "loyer perçu", "owner": "applicant", "monthly": "120.00", "exempt": "0"}]
    told = {"lines": lines, "own": "120.00", "others": "0", "persons": 0, "effective_on": "2025-03-12"}
    [part] = upcast("resources.assessed", 1, told)
    read = ResourcesAssessed.model_validate(part.fact)
    assert not isinstance(read.lines, Erased)
    assert [(each.kind, each.label, each.counted) for each in read.lines] == [
        (ResourceKind.OTHER, "loyer perçu", Decimal("120.00"))
    ]


def test_what_is_counted_again_takes_the_place_of_what_was() -> None:
    story = counted(line(ResourceKind.WAGE, "300"))
    again = (line(ResourceKind.WAGE, "450"),)
    story.when(Pathway.assess_resources, on="2025-03-20", lines=again, **REFS).then(ResourcesAssessed)
    assert story.state.ris.means == Means(Decimal(450))
    decided = given(*ASKED, granted("2025-03-31"))
    decided.when(Pathway.assess_resources, on="2025-04-02", lines=again, **REFS).then_breaks("NO_ENQUIRY")
