"""The amount a decision gives: the scale of the category on that day, less what counts; no scale is ever guessed.

Law: DIS, art. 14 (cited from memory). A day after the last verified scale leaves two lawful ways: the centre's own row,
with its source, or a provisional amount at the last verified scale, to be made regular.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from domain.acts import DIS
from domain.french import day
from domain.law import RuleBroken, require
from domain.pathway.contract_days import contracts_of
from domain.pathway.deciding import DECIDED, DecidingSteps
from domain.pathway.entitlement import Amount, amount_for, scale_key
from domain.pathway.household import Category
from domain.rules import Rule, RuleMissing

SCALE = DIS("art. 14", verified=False)
WAYS_ON = (
    " Un superviseur peut charger le barème du centre avec sa source ; ou octroyez à titre provisoire, au dernier"
    " montant vérifié, à régulariser."
)


class AmountSteps(DecidingSteps):
    """What the steps that set an amount lean on."""

    def amount_on(self, category: Category, on: date, *, provisional: bool) -> Amount:
        """The monthly amount of that day, at the means as last counted; what is doubtful is said."""
        if self.state.ris.means is None:
            self.warn(DIS("art. 16", verified=False), "RESOURCES_NOT_ASSESSED",
                      "Les ressources n'ont pas été calculées : elles comptent pour zéro.")  # fmt: skip
        scale = self._scale(category, on, provisional=provisional)
        amount = amount_for(category, self.state.ris.counted_means, on, self.rules, scale)
        if amount.scale.is_doubtful:
            self.warn(DECIDED, "SCALE_TO_VERIFY", f"Barème à vérifier ({amount.scale.source}).")
        return amount

    def category_of(self, told: Category | None, on: date) -> Category:
        """The category told, else that of the household declared; said when they differ."""
        declared = self.state.identity.category_on(on) or self.state.identity.category
        require(told is not None or declared is not None, SCALE, "CATEGORY_UNKNOWN",
                "Indiquez la catégorie, ou déclarez d'abord le ménage.")  # fmt: skip
        if told and declared and told is not declared:
            self.warn(SCALE, "CATEGORY_DIFFERS", f"Le ménage déclaré donne : {declared.label}.")
        category = told or declared
        assert category is not None
        return category

    def paid_share(self) -> Callable[[date], Decimal]:
        """The share of the income that is paid for a day: none while suspended or at work under a contract."""
        state, rules = self.state, self.rules
        standing = [sanction for sanction in state.sanctions.imposed if not sanction.reprieved]
        starts = {each.id: each.starts_on(state.decisions.presented_on(each.id), rules) for each in standing}

        def paid(on: date) -> Decimal:
            if state.suspensions.covering(on) or any(contract.covers(on) for contract in contracts_of(state)):
                return Decimal(0)
            held = (each.share for each in standing if starts[each.id] <= on <= each.ends_on(starts[each.id]))
            return max(Decimal(0), 1 - sum(held, Decimal(0)))

        return paid

    def _scale(self, category: Category, on: date, *, provisional: bool) -> Rule | None:
        """The verified scale of the day (None: let the amount find it), or the last one for a provisional amount."""
        try:
            self.rules.find(scale_key(category), on)
        except RuleMissing as missing:
            last = self.rules.last_before(scale_key(category), on)
            if provisional and last:
                return last
            ways = WAYS_ON if last else ""
            raise RuleBroken("SCALE_UNKNOWN", SCALE, f"Aucun barème vérifié au {day(on)}.{ways}") from missing
        require(not provisional, SCALE, "SCALE_KNOWN", "Le barème est connu : octroyez sans réserve.")
        return None
