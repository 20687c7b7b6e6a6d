"""The kinds of work, and what each counts for: one table a jurist can read.

Law: none says what a placement is; the columns are a practice, except that article 60 § 7 (LO) is the measure itself.
Which jobs public money pays for in part comes from the schemes themselves: APE and SINE (Region), Impulsion (decree of
2 February 2017), article 61 (LO).
"""

from __future__ import annotations

from typing import NamedTuple

from domain.kernel import Choice


class ContractKind(Choice):
    """What kind of work; articles 60 and 61 are told apart so that they can be refused."""

    CDI = "CDI", "contrat à durée indéterminée"
    CDD = "CDD", "contrat à durée déterminée"
    INTERIM = "INTERIM", "intérim"
    REPLACEMENT = "REPLACEMENT", "contrat de remplacement"
    APE = "APE", "emploi APE"
    SINE = "SINE", "emploi SINE"
    IMPULSION_U25 = "IMPULSION_U25", "Impulsion -25 ans"
    IMPULSION_12M = "IMPULSION_12M", "Impulsion 12 mois+"
    IMPULSION_INSERTION = "IMPULSION_INSERTION", "Impulsion-insertion"
    PFI = "PFI", "plan formation-insertion"
    TITRES_SERVICES = "TITRES_SERVICES", "titres-services"
    ALE = "ALE", "activité ALE"
    FLEXI = "FLEXI", "flexi-job"
    STUDENT = "STUDENT", "travail étudiant"
    SELF_EMPLOYED = "SELF_EMPLOYED", "activité indépendante"
    CIVIL_SERVICE = "CIVIL_SERVICE", "service citoyen"
    ART60 = "ART60", "article 60 § 7"
    ART61 = "ART61", "article 61"

    @property
    def counts(self) -> Counts:
        """What this kind of work counts for."""
        return WORK[self]

    @property
    def counts_as_regular(self) -> bool:
        """Whether a rate may count it as regular work (our choice)."""
        return self.counts.regular


class Counts(NamedTuple):
    """What one kind of work counts for.

    ``placement``: recorded as a job found; ``regular``: a rate may count it; ``aided``: public money pays part of it,
    whatever is told of the contract; ``apart``: never added to the others, shown beside them.
    """

    placement: bool
    regular: bool
    aided: bool
    apart: bool
    why: str


YES, NO = True, False
# fmt: off
WORK = {
    #                                     placement, regular, aided, apart
    ContractKind.CDI:                 Counts(YES, YES, NO,  NO,  "un emploi"),
    ContractKind.CDD:                 Counts(YES, YES, NO,  NO,  "un emploi, tant qu'il dure"),
    ContractKind.INTERIM:             Counts(YES, YES, NO,  NO,  "un emploi, tant qu'il dure"),
    ContractKind.REPLACEMENT:         Counts(YES, YES, NO,  NO,  "un emploi, tant qu'il dure"),
    ContractKind.TITRES_SERVICES:     Counts(YES, YES, NO,  NO,  "un emploi ; le titre aide le client, pas le contrat"),
    ContractKind.SELF_EMPLOYED:       Counts(YES, YES, NO,  NO,  "un emploi, sans employeur"),
    ContractKind.APE:                 Counts(YES, YES, YES, NO,  "un emploi que la Région subsidie"),
    ContractKind.SINE:                Counts(YES, YES, YES, NO,  "un emploi d'économie sociale subsidié"),
    ContractKind.IMPULSION_U25:       Counts(YES, YES, YES, NO,  "un emploi dont une allocation paie une part"),
    ContractKind.IMPULSION_12M:       Counts(YES, YES, YES, NO,  "un emploi dont une allocation paie une part"),
    ContractKind.IMPULSION_INSERTION: Counts(YES, YES, YES, NO,  "un emploi dont une allocation payait une part"),
    ContractKind.PFI:                 Counts(YES, NO,  YES, NO,  "une formation en entreprise, avant le contrat"),
    ContractKind.ALE:                 Counts(YES, NO,  YES, NO,  "quelques heures à côté d'une allocation"),
    ContractKind.FLEXI:               Counts(YES, NO,  NO,  NO,  "un complément à un autre emploi"),
    ContractKind.STUDENT:             Counts(YES, NO,  NO,  NO,  "un complément aux études"),
    ContractKind.CIVIL_SERVICE:       Counts(YES, NO,  YES, NO,  "un engagement indemnisé, sans contrat de travail"),
    ContractKind.ART60:               Counts(NO,  NO,  YES, NO,  "la mesure elle-même, jamais un placement"),
    ContractKind.ART61:               Counts(NO,  NO,  YES, YES, "un emploi chez un tiers, avec le CPAS : dit à part"),
}
# fmt: on
"""Every kind of work (our choice): a rate that counts otherwise says so in its own definition."""
REGULAR = frozenset(kind for kind in ContractKind if kind.counts.regular)
"""What a rate counts, unless it says otherwise."""
RECORDED_ELSEWHERE = {
    ContractKind.ART60: "Un article 60 n'est pas un placement.",
    ContractKind.ART61: "Un article 61 s'enregistre par ses propres démarches : il est compté à part.",
}
"""Why they are not recorded as a job found, in the words of the refusal."""
