"""What the federal State refunds of an income, by the day it was asked for: since 2026 the request date is money.

Law: DIS, art. 32 (cited from memory) for the base; the compensation of the end of unemployment benefits is a bill whose
vote was not verified: it is shown as such.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from domain.rules import Rule, RuleSet


class RefundShare(NamedTuple):
    """A share of the income, in percent, and the rules it rests on; larger centres have a higher base."""

    percent: Decimal
    rules: tuple[Rule, ...]

    @property
    def is_doubtful(self) -> bool:
        """Whether it carries the badge « à vérifier »."""
        return any(rule.is_doubtful for rule in self.rules)


def refund_share(requested_on: date, on: date, rules: RuleSet) -> RefundShare:
    """The share refunded on a day: the base, more for the requests of a wave, whole at first and less each year."""
    base = rules.find("ris.refund.base_percent", on)
    if extra := rules.known("ris.compensation.requests_from_2026_07_extra_percent", requested_on):
        return RefundShare(base.number + extra.number, (base, extra))
    wave = "ris.compensation.requests_2026h1_percent"
    of_that_day = rules.known(wave, on) if rules.known(wave, requested_on) else None
    return RefundShare(of_that_day.number, (of_that_day,)) if of_that_day else RefundShare(base.number, (base,))
