"""What a calculation of means says of the exemption of work: its ceiling, its years, the shortage occupation.

Law: AR DIS, art. 35. Nothing is refused: the income above, or after, is counted by whoever calculates, who is told.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain.delays import eve, months_after
from domain.french import day, euros
from domain.law import require
from domain.pathway.ris_means import CEILINGS, WORKING, ExemptBy, Resource
from domain.pathway.spi import SPI, Spi
from domain.pathway.step import Steps


class SpiSteps(Steps):
    """What the calculation of means leans on."""

    def exempted(
        self, lines: tuple[Resource, ...], effective: date, start: date | None, until: date | None
    ) -> tuple[date | None, Spi]:
        """The first exempt day, and the periods as they stand once told; what is over its limits is said."""
        spi = self.state.spi.since_closing(self.state.identity.left_on)
        used_by = {line.rule for line in lines if line.rule in WORKING}
        if not used_by:
            require(start is None and until is None, SPI, "SPI_WITHOUT_INCOME",
                    "Indiquez la ressource exonérée, et sa règle (AR DIS, art. 35).")  # fmt: skip
            return None, spi
        running = spi.running.start if spi.running else effective
        first = start or min(running, effective)
        require(until is None or until >= first, SPI, "SPI_BACKWARDS",
                f"La fin de l'exonération ne peut précéder son début ({day(first)}).")  # fmt: skip
        limit = spi.exempted(first, None).limit(self.rules)
        if limit and limit.due_on <= effective:
            self.warn(SPI, "SPI_EXHAUSTED",
                      f"L'exonération est épuisée depuis le {day(limit.due_on)} ({limit.because}) : comptez le revenu"
                      " en entier.")  # fmt: skip
        for rule in (rule for rule in ExemptBy if rule in used_by):
            self._say_ceiling(rule, sum((line.exempted for line in lines if line.rule is rule), Decimal(0)), effective)
        if ExemptBy.SPI_SHORTAGE in used_by:
            self._say_shortage(spi, effective, first, until)
        return first, spi.exempted(first, until)

    def _say_ceiling(self, rule: ExemptBy, exempt: Decimal, on: date) -> None:
        """The exempt part of a month, beside its ceiling."""
        ceiling = self.rules.known(CEILINGS[rule], on)
        if ceiling is None:
            self.warn(
                SPI, "SPI_CEILING_UNKNOWN", f"Aucun plafond vérifié au {day(on)} : la part exonérée est à vérifier."
            )
            return
        if exempt > ceiling.number:
            self.warn(SPI, "SPI_CEILING",
                      f"{euros(exempt)} exonérés pour un plafond de {euros(ceiling.number)} par mois.")  # fmt: skip
        if ceiling.is_doubtful:
            self.warn(SPI, "SPI_CEILING_TO_VERIFY", f"Plafond à vérifier ({ceiling.source}).")

    def _say_shortage(self, spi: Spi, on: date, first: date, until: date | None) -> None:
        """The higher ceiling: some months, once in life, for a contract that lasts."""
        months = self.rules.known("ris.spi.shortage.months", on)
        if months and spi.shortage_from and on >= months_after(spi.shortage_from, int(months.number)):
            self.warn(SPI, "SPI_SHORTAGE_USED",
                      f"Le plafond majoré a servi dès le {day(spi.shortage_from)}, pour {int(months.number)} mois :"
                      " une fois dans la vie.")  # fmt: skip
        contract = self.rules.known("ris.spi.shortage.min_contract_months", on)
        if contract and until and until < eve(months_after(first, int(contract.number))):
            self.warn(SPI, "SPI_SHORTAGE_CONTRACT",
                      f"Le plafond majoré demande un contrat d'au moins {int(contract.number)} mois.")  # fmt: skip
