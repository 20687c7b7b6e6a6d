"""The lines of the means: what is received, by whom, what part of it is exempt and by which rule.

Law: DIS, art. 16 (from memory); AR DIS, art. 22 (what is exempt), 34 (who lives there; from memory) and 35 (work).
Of the others, only the partner and the adults who owe maintenance are counted; friends, siblings and aunts never are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.kernel import Choice, Line, Value
from domain.pathway.entitlement import Euros, Means
from domain.pathway.household import Member
from domain.rules import RuleSet

Hours = Annotated[Decimal, Field(ge=0, le=300, max_digits=5, decimal_places=2)]


class Owner(Choice):
    """Whose income a line is."""

    APPLICANT = "applicant", "la personne"
    PARTNER = "partner", "partenaire"
    RELATIVE = "relative", "débiteur d'aliments cohabitant"
    OTHER = "other", "autre cohabitant (jamais compté)"


class ResourceKind(Choice):
    """What is received; nothing here tells of anyone's health."""

    NONE = "none", "aucune ressource"
    WAGE = "wage", "salaire"
    SELF_EMPLOYED = "self_employed", "revenu d'indépendant"
    TRAINING = "training", "prime ou indemnité de formation"
    UNEMPLOYMENT = "unemployment", "allocation de chômage"
    REPLACEMENT = "replacement", "autre revenu de remplacement (pension, mutuelle…)"
    ALIMONY = "alimony", "pension alimentaire"
    PROPERTY = "property", "loyer perçu ou capital"
    FAMILY_ALLOWANCE = "family_allowance", "allocations familiales perçues pour la personne"
    RIS = "ris", "revenu d'intégration"
    STUDY_GRANT = "study_grant", "bourse d'études"
    CHILD_ALIMONY = "child_alimony", "pension alimentaire pour les enfants"
    FOSTER_ALLOWANCE = "foster_allowance", "indemnité d'accueil familial"
    ALE = "ale", "travail en ALE"
    OTHER = "other", "autre"


class ExemptBy(Choice):
    """The rule by which a part is not counted."""

    ART_22 = "art_22", "AR DIS, art. 22"
    SPI = "spi", "AR DIS, art. 35 (insertion professionnelle)"
    SPI_SHORTAGE = "spi_shortage", "AR DIS, art. 35 (métier en pénurie)"


DEBTORS = frozenset({"père", "mère", "parent", "parents", "fils", "fille", "enfant", "enfants"})
"""The words that name ascendants and descendants, `grand-père` and `petite-fille` included."""
IN_LAW = frozenset({"beau", "belle", "beaux"})
WHOLLY_EXEMPT = frozenset({ResourceKind.STUDY_GRANT, ResourceKind.CHILD_ALIMONY, ResourceKind.FOSTER_ALLOWANCE})
EXEMPT_KINDS = WHOLLY_EXEMPT | {ResourceKind.ALE}
WORKING = frozenset({ExemptBy.SPI, ExemptBy.SPI_SHORTAGE})
CEILINGS = {
    ExemptBy.SPI: "ris.spi.monthly_ceiling",
    ExemptBy.SPI_SHORTAGE: "ris.spi.shortage.monthly_ceiling",
}
"""The ceiling of a month, in euros, by the rule that exempts."""


class Resource(Value):
    """One line of the calculation of means, in euros a month; ``exempt`` left out is filled in by the rule."""

    kind: ResourceKind
    owner: Owner = Owner.APPLICANT
    monthly: Euros
    exempt: Euros | None = None
    rule: ExemptBy | None = None
    hours: Hours | None = None
    label: Line = ""

    @property
    def exempted(self) -> Decimal:
        """The part that is not counted."""
        return min(self.monthly, self.exempt or Decimal(0))

    @property
    def counted(self) -> Decimal:
        """What is left once the exempt part is taken off."""
        return self.monthly - self.exempted

    def filled(self, on: date, rules: RuleSet) -> Resource:
        """The same with its exempt part and the rule of it, where the law gives them; `RuleMissing` as any number."""
        if self.exempt is not None:
            rule = self.rule or (ExemptBy.ART_22 if self.exempt and self.kind in EXEMPT_KINDS else None)
            return self.model_copy(update={"rule": rule})
        if self.kind in EXEMPT_KINDS:
            return self.model_copy(update={"exempt": self._of_article_22(on, rules), "rule": ExemptBy.ART_22})
        if self.rule in WORKING:
            return self.model_copy(update={"exempt": min(self.monthly, rules.find(CEILINGS[self.rule], on).number)})
        return self.model_copy(update={"exempt": Decimal(0)})

    def _of_article_22(self, on: date, rules: RuleSet) -> Decimal:
        """The whole; of work for an ALE, so much an hour."""
        if self.kind in WHOLLY_EXEMPT:
            return self.monthly
        return min(self.monthly, (self.hours or Decimal(0)) * rules.find("ris.exempt.ale_hourly", on).number)


def means_of(lines: Iterable[Resource], persons: int = 0) -> Means:
    """What the lines leave to count; ``persons``: how many others are counted, at least one for each kind of other.

    A partner who has the income is never counted.
    """
    told = tuple(lines)
    has_ris = any(line.owner is Owner.PARTNER and line.kind is ResourceKind.RIS for line in told)
    own, partner, relatives = (
        sum((line.counted for line in told if line.owner is owner), Decimal(0))
        for owner in (Owner.APPLICANT, Owner.PARTNER, Owner.RELATIVE)
    )
    partner = Decimal(0) if has_ris else partner
    at_least = bool(partner) + bool(relatives)
    return Means(own, partner + relatives, max(persons, at_least) if at_least else 0, partner)


def debtors(members: Iterable[Member]) -> int:
    """How many adult ascendants and descendants a household counts, as far as the words told say."""
    return sum(_owes_maintenance(member) for member in members)


def _owes_maintenance(member: Member) -> bool:
    words = set(member.kind.casefold().replace("-", " ").split())
    return member.adult and bool(words & DEBTORS) and not words & IN_LAW
