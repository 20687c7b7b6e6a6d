"""The amount, to the cent: the scale of the category on a day, less what counts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from domain.pathway.entitlement import (
    RIGHT_TO_EQUIVALENT_AID,
    RIGHT_TO_INTEGRATION,
    GrantCondition,
    Means,
    Verdict,
    amount_for,
)
from domain.pathway.household import Category
from domain.rules import RuleMissing
from tests.rules import RULES

JANUARY_2024, MARCH_2025 = date(2024, 1, 15), date(2025, 3, 1)
ALL_MET = dict.fromkeys(GrantCondition, Verdict.MET)


def euros(amount: str) -> Decimal:
    """So many euros."""
    return Decimal(amount)


def test_of_a_partner_only_what_is_above_the_rate_of_a_cohabitant_counts() -> None:
    one = amount_for(Category.COHABITANT, Means(others=euros("1000"), persons=1), JANUARY_2024, RULES)
    assert (one.scale.number, one.excess) == (euros("842.12"), euros("157.88"))
    assert one.scale.number - one.excess == euros("684.24")  # as printed, without the general exemption
    assert (one.general, one.monthly) == (euros("12.92"), euros("697.16"))


def test_of_two_parents_the_rate_is_taken_off_twice() -> None:
    two = amount_for(Category.COHABITANT, Means(others=euros("2000"), persons=2), MARCH_2025, RULES)
    assert (two.scale.number, two.excess, two.monthly) == (euros("876.13"), euros("247.74"), euros("641.31"))
    assert two.scale.number - two.excess == euros("628.39")


@pytest.mark.parametrize(("category", "general"), [("1", "12.92"), ("2", "20.83"), ("3", "25.83")])
def test_the_general_exemption_comes_last_and_only_below_the_scale(category: Category, general: str) -> None:
    category = Category(category)
    scale = RULES.find(f"ris.scale.cat{category}", MARCH_2025).number
    below = amount_for(category, Means(own=scale - 1), MARCH_2025, RULES)
    assert (below.general, below.monthly) == (euros(general), euros(general) + 1)
    at = amount_for(category, Means(own=scale), MARCH_2025, RULES)
    assert (at.general, at.monthly) == (Decimal(0), Decimal(0))


def test_who_has_nothing_has_the_scale() -> None:
    assert amount_for(Category.SINGLE, Means(), MARCH_2025, RULES).monthly == euros("1314.20")


def test_in_a_family_the_whole_income_of_the_partner_counts() -> None:
    partner = Means(others=euros("500"), persons=1, partner=euros("500"))
    family = amount_for(Category.FAMILY, partner, MARCH_2025, RULES)
    assert (family.excess, family.monthly) == (euros("500"), family.scale.number - euros("500") + euros("25.83"))
    assert amount_for(Category.COHABITANT, partner, MARCH_2025, RULES).excess == 0


def test_beside_the_partner_a_parent_counts_above_the_rate() -> None:
    both = Means(others=euros("1500"), persons=2, partner=euros("500"))
    assert amount_for(Category.FAMILY, both, MARCH_2025, RULES).excess == euros("500") + euros("1000") - euros("876.13")
    assert amount_for(Category.COHABITANT, both, MARCH_2025, RULES).excess == 0


def test_no_scale_of_a_day_is_guessed() -> None:
    with pytest.raises(RuleMissing, match=r"ris\.scale\.cat2"):
        amount_for(Category.SINGLE, Means(), date(2026, 3, 1), RULES)


@whatever(
    st.decimals(0, 3000, places=2),
    st.decimals(0, 3000, places=2),
    st.integers(0, 3),
    st.sampled_from(Category),
    st.decimals(0, 1, places=2),
)
def test_no_amount_is_negative_or_above_the_scale(
    own: Decimal, others: Decimal, n: int, category: Category, share: Decimal
) -> None:
    means = Means(own, others, n, others * share) if n else Means(own)
    amount = amount_for(category, means, MARCH_2025, RULES)
    assert 0 <= amount.monthly <= amount.scale.number


@whatever(st.decimals(0, 3000, places=2), st.decimals(0, 500, places=2), st.sampled_from(Category))
def test_more_means_never_give_more(own: Decimal, more: Decimal, category: Category) -> None:
    one = amount_for(category, Means(own), MARCH_2025, RULES)
    other = amount_for(category, Means(own + more), MARCH_2025, RULES)
    assert other.monthly <= one.monthly


@pytest.mark.parametrize("condition", GrantCondition)
def test_the_equivalent_aid_asks_four_of_the_six_conditions(condition: GrantCondition) -> None:
    without = ALL_MET | {condition: Verdict.NOT_MET}
    assert RIGHT_TO_INTEGRATION.unmet_by(without)
    asked = condition not in {GrantCondition.AGE, GrantCondition.NATIONALITY}
    assert bool(RIGHT_TO_EQUIVALENT_AID.unmet_by(without)) is asked
