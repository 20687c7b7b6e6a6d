"""What « placed » means: no official definition exists, so each rate names its own, and prints its sentence.

Law: none. Sources: the framework agreement Region-FOREM-CPAS of 2016, the FOREM study of former articles 60 and 61, a
question to the Walloon Parliament (2011), the state six months after the end of an aid as Dares measures it; the rest
is our choice. A definition is an instrument: its numbers are what it is, and no rule table moves them under a figure
that was published. A change is a new version, and both stay.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from domain.kernel import Choice, Value
from domain.pathway.work import REGULAR, ContractKind
from domain.rules import Confidence

Days = Annotated[int, Field(ge=0)]


class Mode(Choice):
    """How the days after the exit are looked at."""

    POINT = "point", "au travail un jour donné"
    BEGUN = "begun", "un travail commencé dans la fenêtre"
    OCCURRENCE = "occurrence", "au moins un jour travaillé dans la fenêtre"
    CUMULATED = "cumulated", "assez de jours travaillés dans la fenêtre"
    MAINTAINED = "maintained", "encore au travail tant de jours après l'avoir commencé"


class Subsidised(Choice):
    """What becomes of a job that public money pays part of."""

    EXCLUDED = "excluded", "ne compte pas"
    APART = "apart", "compte, montré à part"
    INCLUDED = "included", "compte comme un autre"


class PlacementDefinition(Value):
    """One meaning of « placed ».

    Day 0 is the exit. ``window_days`` is the day looked at, or the last day of the window; ``min_days`` the days of
    work asked for (None: asked for, and not known); ``consecutive``: in one unbroken piece, begun after the exit;
    ``bridge_days``: two contracts apart by no more are one piece. Articles 60 and 61 are never among the kinds.
    """

    id: str
    version: int = 1
    mode: Mode
    window_days: Days
    min_days: Days | None = 0
    consecutive: bool = False
    bridge_days: Days = 7
    kinds: frozenset[ContractKind] = REGULAR
    subsidised: Subsidised = Subsidised.INCLUDED
    source: str
    confidence: Confidence
    sentence: str

    @field_validator("kinds")
    @classmethod
    def _never_a_measure(cls, kinds: frozenset[ContractKind]) -> frozenset[ContractKind]:
        """Article 60 is the measure itself; article 61 is shown apart, whatever the definition."""
        if not all(kind.counts.placement for kind in kinds):
            raise ValueError("articles 60 and 61 are never counted as placements")
        return kinds

    @property
    def maturity_days(self) -> int:
        """Days after the exit before anything can be said: what is maintained may have begun on the last day."""
        kept = self.min_days if self.mode is Mode.MAINTAINED else 0
        return self.window_days + (kept or 0)


def _point(id: str, days: int, months: int) -> PlacementDefinition:
    return PlacementDefinition(
        id=id, mode=Mode.POINT, window_days=days, source="Dares : l'état six mois après l'aide ; délais : notre choix",
        confidence=Confidence.OUR_CHOICE, sentence=f"Au travail {months} mois ({days} jours) après la sortie.",
    )  # fmt: skip


def _occurrence(id: str, days: int, months: int) -> PlacementDefinition:
    return PlacementDefinition(
        id=id, mode=Mode.OCCURRENCE, window_days=days, min_days=1,
        source="étude du FOREM, anciens articles 60 et 61 ; accord-cadre de 2016", confidence=Confidence.VERIFIED,
        sentence=f"Au moins un jour de travail dans les {months} mois ({days} jours) qui suivent la sortie.",
    )  # fmt: skip


def _sustained(id: str, days: int, length: str) -> PlacementDefinition:
    return PlacementDefinition(
        id=id, mode=Mode.CUMULATED, window_days=365, min_days=days, consecutive=True, bridge_days=0,
        subsidised=Subsidised.EXCLUDED, source="notre choix", confidence=Confidence.OUR_CHOICE,
        sentence=f"Un travail non subsidié et sans coupure d'au moins {length} ({days} jours), commencé et atteint "
        "dans l'année qui suit la sortie.",
    )  # fmt: skip


POINT_3M = _point("POINT_3M", 91, 3)
POINT_6M = _point("POINT_6M", 183, 6)
POINT_12M = _point("POINT_12M", 365, 12)
OCC_6M = _occurrence("OCC_6M", 183, 6)
OCC_12M = _occurrence("OCC_12M", 365, 12)
SUST_13W = _sustained("SUST_13W", 91, "13 semaines")
SUST_6M = _sustained("SUST_6M", 183, "6 mois")
EXIT_28 = PlacementDefinition(
    id="EXIT_28", mode=Mode.BEGUN, window_days=28, bridge_days=0, confidence=Confidence.UNVERIFIED,
    source="FSE+, résultat immédiat (délai de mémoire)",
    sentence="Un travail commencé entre la sortie et le 28ᵉ jour qui la suit.",
)  # fmt: skip
CUM_3M = PlacementDefinition(
    id="CUM_3M", mode=Mode.CUMULATED, window_days=365, min_days=91, bridge_days=0,
    source="Parlement wallon, question de 2011 (fenêtre : notre choix)", confidence=Confidence.VERIFIED,
    sentence="Au moins 3 mois de travail (91 jours) en tout, d'affilée ou non, dans l'année qui suit la sortie.",
)  # fmt: skip
MAINT_6M = PlacementDefinition(
    id="MAINT_6M", mode=Mode.MAINTAINED, window_days=365, min_days=183, source="accord-cadre Région-FOREM-CPAS de 2016",
    confidence=Confidence.VERIFIED,
    sentence="Encore au travail 6 mois (183 jours) après l'avoir commencé, dans l'année qui suit la sortie ; des "
    "contrats séparés de 7 jours au plus sont un seul travail.",
)  # fmt: skip
FED_DURABLE = PlacementDefinition(
    id="FED_DURABLE", mode=Mode.CUMULATED, window_days=365, min_days=None, consecutive=True,
    source="loi fédérale de compensation, phase 3 : seuil non lu", confidence=Confidence.UNVERIFIED,
    sentence="Emploi durable au sens de la loi de compensation : le seuil n'est pas connu, rien n'est calculé.",
)  # fmt: skip
DEFINITIONS = {
    definition.id: definition
    for definition in (
        EXIT_28, POINT_3M, POINT_6M, POINT_12M, OCC_6M, OCC_12M, CUM_3M, MAINT_6M, SUST_13W, SUST_6M, FED_DURABLE,
    )
}  # fmt: skip
"""Every meaning we compute, or refuse to compute, by its name."""
