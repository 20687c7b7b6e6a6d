"""The five families facts and steps are shown in: one looks for a thing where one's trade keeps it."""

from __future__ import annotations

from domain.pathway.step import Step

FAMILIES = {
    "decisions": ("Décisions", ("ris", "hearing", "resources", "sanction", "appeal")),
    "plan": ("Plan", ("piis",)),
    "meetings": ("Entretiens et services", ("interview", "referral", "forem", "follow-up")),
    "contracts": ("Contrats, formation, emploi", ("article60", "article61", "impulsion", "training", "placement")),
    "file": ("Dossier et corrections", ("pathway", "pathways", "identity", "household", "entry")),
}
"""What each is called, and the subjects of its facts."""
MODULES = {
    "decisions": ("ris", "spi", "stay", "hearing", "sanctioning", "appeal"),
    "plan": ("piis",),
    "meetings": ("followup", "appointment", "forem", "services", "referral", "consent"),
    "contracts": ("article60", "article61", "contract", "training", "impulsion", "placement"),
}
"""The first word of the modules that declare the steps of each; the others are of the file itself."""


def family_of(step: Step) -> str:
    """The family a step belongs to, by the module that declares it."""
    first = step.verb.__module__.rpartition(".")[2].partition("_")[0]
    return next((family for family, words in MODULES.items() if first in words), "file")
