"""The amount a decision gives: the scale of the category on that day, less what counts; no scale is ever guessed.

Law: DIS, art. 14 (cited from memory). A day after the last verified scale leaves two lawful ways: the centre's own row,
with its source, or a provisional amount at the last verified scale, to be made regular.
"""

from __future__ import annotations

from datetime import date

from domain.acts import DIS
from domain.french import day
from domain.law import RuleBroken, require
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
