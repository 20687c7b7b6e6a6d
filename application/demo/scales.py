"""The scale of early 2026, which no source prints: the demo alone has it, and says so wherever it decides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain.rules import Confidence, Rule, RuleSet

UNVERIFIED = "démonstration, non vérifié"
"""How the rows of the demo are labelled."""
FIRST_QUARTER = date(2026, 1, 1), date(2026, 3, 31)
MONTHLY = {"cat1": Decimal("893.65"), "cat2": Decimal("1340.48"), "cat3": Decimal("1811.59")}
"""Euros a month: the last verified amounts and 2 %."""


def demo_rules(rules: RuleSet) -> RuleSet:
    """The rules shipped, and the invented scale of January to March 2026."""
    first, last = FIRST_QUARTER
    return rules.extended(
        f"{rules.name}-demo",
        [
            Rule(f"ris.scale.{category}", amount, "eur_per_month", first, last, "DIS 14 (M)", UNVERIFIED,
                 Confidence.UNVERIFIED, "demo")
            for category, amount in MONTHLY.items()
        ],
    )  # fmt: skip
