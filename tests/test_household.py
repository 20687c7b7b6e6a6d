"""With whom the person lives, and the category it gives, day by day."""

from datetime import date
from uuid import UUID

from domain.kernel import Erased
from domain.pathway import Pathway, state_of
from domain.pathway.household import Category, HouseholdDeclared, Member
from tests.story import Told, given, history

CHILD, FRIEND = Member(kind="enfant", from_on=date(2026, 3, 1)), Member(kind="amie", adult=True)


def told(on: str, category: Category, effective: str) -> Told:
    """A household declared one day, and so since another."""
    return on, HouseholdDeclared(category=category, effective_on=date.fromisoformat(effective))


def test_a_household_decides_the_category_from_the_day_it_is_so() -> None:
    story = given().when(Pathway.declare_household, on="2026-03-10", category=Category.FAMILY, members=(CHILD,))
    story.then(HouseholdDeclared)
    identity = story.state.identity
    assert identity.category is Category.FAMILY
    assert identity.category_on(date(2026, 3, 9)) is None
    assert identity.category_on(date(2026, 3, 10)) is Category.FAMILY


def test_a_household_told_late_takes_its_place_by_its_day() -> None:
    single, family = (
        told("2026-03-10", Category.SINGLE, "2026-03-10"),
        told("2026-04-02", Category.FAMILY, "2026-02-01"),
    )
    identity = given(single, family).state.identity
    assert [household.category for household in identity.households] == [Category.FAMILY, Category.SINGLE]
    assert identity.category is Category.SINGLE
    days = {
        "2026-01-31": None,
        "2026-02-01": Category.FAMILY,
        "2026-03-09": Category.FAMILY,
        "2026-03-10": Category.SINGLE,
    }
    assert {day: identity.category_on(date.fromisoformat(day)) for day in days} == days


def test_of_two_households_of_one_day_the_last_told_holds() -> None:
    day = "2026-03-10"
    identity = given(told(day, Category.SINGLE, day), told("2026-03-12", Category.COHABITANT, day)).state.identity
    assert identity.category_on(date(2026, 3, 10)) is identity.category is Category.COHABITANT


def test_what_was_true_on_a_day_leaves_later_households_out() -> None:
    told_then = history(
        told("2026-03-10", Category.SINGLE, "2026-03-10"), told("2026-04-02", Category.FAMILY, "2026-02-01")
    )
    assert state_of(told_then, true_on=date(2026, 3, 31)).identity.category is Category.SINGLE


def test_each_member_is_known_by_an_identifier_that_later_declarations_name() -> None:
    story = given().when(Pathway.declare_household, on="2026-03-10", category=Category.FAMILY, members=(CHILD, FRIEND))
    story.then(HouseholdDeclared)
    child, friend = story.state.identity.households[-1].known
    assert (child.kind, friend.adult) == ("enfant", True)
    assert isinstance(child.member_id, UUID)
    assert child.member_id != friend.member_id
    story.when(Pathway.declare_household, on="2026-04-01", category=Category.FAMILY, members=(child, CHILD))
    story.then(HouseholdDeclared)
    same, another = story.state.identity.households[-1].known
    assert same == child
    assert another.member_id not in {child.member_id, friend.member_id, None}
    household = story.state.identity.household_on(date(2026, 3, 31))
    assert household
    assert household.known == (child, friend)


def test_the_same_act_told_again_gives_the_same_identifiers() -> None:
    story = given().when(Pathway.declare_household, on="2026-03-10", category=Category.FAMILY, members=(CHILD,))
    again = given()
    again.pathway.begin(story.pathway.envelope, story.pathway.now)
    again.pathway.declare_household(Category.FAMILY, (CHILD,))
    story.act()
    assert again.state.identity.households == story.state.identity.households


def test_a_member_nobody_declared_cannot_be_named() -> None:
    stranger = CHILD.model_copy(update={"member_id": UUID(int=9)})
    story = given().when(Pathway.declare_household, on="2026-03-10", category=Category.FAMILY, members=(stranger,))
    story.then_breaks("MEMBER_UNKNOWN", "DIS, art. 14")
    known = ("2026-03-10", HouseholdDeclared(category="3", members=(stranger,), effective_on=date(2026, 3, 10)))
    twice = given(known).when(
        Pathway.declare_household, on="2026-03-11", category=Category.FAMILY, members=(stranger, stranger)
    )
    twice.then_breaks("MEMBER_UNKNOWN")


def test_the_members_of_someone_erased_are_nobody_and_the_category_stays() -> None:
    gone = HouseholdDeclared(category=Category.FAMILY, members=Erased.ERASED, effective_on=date(2026, 3, 10))
    [household] = given(("2026-03-10", gone)).state.identity.households
    assert (household.known, household.category) == ((), Category.FAMILY)
