"""The means counted line by line; the excess of others and the general exemption are computed at the decision.

Law: DIS, art. 16 (cited from memory); AR DIS, art. 22, 34 (from memory) and 35. Whether adults who owe maintenance and
live there may or must be counted is read on the day of the request, never on the day of a payment.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from domain.acts import DIS, RD
from domain.delays import eve
from domain.french import day, euros, said
from domain.kernel import Event, Line, Personal, replace
from domain.law import RuleBroken, require
from domain.pathway.entitlement import Means
from domain.pathway.household import Category
from domain.pathway.ris_enquiry import NO_ENQUIRY
from domain.pathway.ris_means import ExemptBy, Owner, Resource, ResourceKind, debtors, means_of
from domain.pathway.ris_review import is_examined, means_asked_on
from domain.pathway.spi import SPI, Spi
from domain.pathway.spi_steps import SpiSteps
from domain.pathway.step import step
from domain.rules import RuleMissing

if TYPE_CHECKING:
    from domain.pathway import State

MEANS = DIS("art. 16", verified=False)
EXEMPT = RD("art. 22")
LIVING_THERE = RD("art. 34", verified=False)


class ResourcesAssessed(Event, topic="resources.assessed", french="Ressources calculées : {own} € par mois", version=2):
    """The means were counted line by line, in euros a month: the person's own, and those of others living there.

    ``partner`` is part of ``others``; ``spi_days_used`` are the exempt days used before ``effective_on``.
    """

    lines: Personal[tuple[Resource, ...]]
    own: Decimal
    others: Decimal = Decimal(0)
    partner: Decimal = Decimal(0)
    persons: int = 0
    effective_on: date
    evidence_refs: Personal[tuple[str, ...]] = ()
    spi_from: date | None = None
    spi_until: date | None = None
    spi_shortage: bool = False
    spi_days_used: int = 0

    def apply(self, state: State, on: date) -> State:
        means = Means(self.own, self.others, self.persons, self.partner)
        return replace(state, ris=replace(state.ris, means=means), spi=self._spi(state))

    @property
    def sentence(self) -> str:
        return f"{super().sentence}, autres : {f'{said(self.others)} €' if self.others else 'aucune'}"

    def _spi(self, state: State) -> Spi:
        spi = state.spi.since_closing(state.identity.left_on)
        if self.spi_from is None:
            return spi.stopped(eve(self.effective_on))
        return spi.exempted(self.spi_from, self.spi_until, self.effective_on if self.spi_shortage else None)


class RisResourcesSteps(SpiSteps):
    """How the means are counted."""

    @step(
        "Calculer les ressources",
        law=MEANS,
        when=is_examined,
        otherwise=NO_ENQUIRY,
    )
    def assess_resources(
        self,
        lines: tuple[Resource, ...],
        persons: int = 0,
        evidence_refs: tuple[Line, ...] = (),
        effective_on: date | None = None,
        spi_from: date | None = None,
        spi_until: date | None = None,
    ) -> None:
        """Line by line; of the ``persons`` others who live there, the part above the cohabitant's rate."""
        require(any(evidence_refs), MEANS, "EVIDENCE_MISSING", "Indiquez au moins une pièce justificative.")
        effective = effective_on or self.on
        filled = tuple(self._filled(line, effective) for line in lines)
        means = means_of(filled, persons)
        self._say_who_counts(filled, persons, means)
        first, spi = self.exempted(filled, effective, spi_from, spi_until)
        self.record(
            ResourcesAssessed(
                lines=filled, own=means.own, others=means.others, partner=means.partner, persons=means.persons,
                effective_on=effective, evidence_refs=evidence_refs, spi_from=first, spi_until=spi_until,
                spi_shortage=any(line.rule is ExemptBy.SPI_SHORTAGE for line in filled),
                spi_days_used=spi.days_used(eve(effective)),
            )
        )  # fmt: skip

    def _filled(self, line: Resource, on: date) -> Resource:
        """The line with what the law exempts of it; what no rule explains is said."""
        try:
            filled = line.filled(on, self.rules)
        except RuleMissing as missing:
            raise RuleBroken("SPI_CEILING_UNKNOWN", SPI,
                             f"Aucun plafond vérifié au {day(on)} : indiquez vous-même la part exonérée."
                             ) from missing  # fmt: skip
        if filled.exempted and filled.rule is None:
            self.warn(
                EXEMPT, "EXEMPTION_UNEXPLAINED", f"{euros(filled.exempted)} exonérés : indiquez par quelle règle."
            )
        if line.kind is ResourceKind.ALE and line.exempt is None and line.hours is None:
            self.warn(EXEMPT, "ALE_HOURS_MISSING", "Indiquez les heures d'ALE : l'exonération se compte à l'heure.")
        return filled

    def _say_who_counts(self, lines: tuple[Resource, ...], persons: int, means: Means) -> None:
        """Adults who owe maintenance and live there: counted or not by choice, until the law says they must be."""
        rule = self.rules.find("ris.means.cohabiting_debtors", means_asked_on(self.state) or self.on)
        owners = {line.owner for line in lines}
        if rule.value == "must_count":
            household = self.state.identity.household_on(self.on)
            living_there = debtors(household.known if household else ())
            told = max(persons - (Owner.PARTNER in owners), int(Owner.RELATIVE in owners))
            if living_there > told:
                self.warn(LIVING_THERE, "DEBTORS_MUST_COUNT",
                          "Les débiteurs d'aliments majeurs qui cohabitent doivent être comptés :"
                          f" {living_there} au ménage, {told} dans le calcul.")  # fmt: skip
            if means.others:
                self.warn(LIVING_THERE, "MEANS_THRESHOLD_TO_VERIFY",
                          "Seule la part au-delà du taux cohabitant est comptée : cette règle est à vérifier pour les"
                          f" demandes depuis le {day(rule.valid_from or self.on)}.")  # fmt: skip
        if means.partner and self.state.identity.category is Category.FAMILY:
            self.warn(LIVING_THERE, "PARTNER_TO_VERIFY",
                      "En catégorie 3, tout le revenu du partenaire est compté : à vérifier.")  # fmt: skip
        if Owner.OTHER in owners:
            self.warn(LIVING_THERE, "NEVER_COUNTED",
                      "Amis, frères, sœurs, oncles et tantes ne sont jamais comptés : ces lignes valent zéro.",
                      )  # fmt: skip
