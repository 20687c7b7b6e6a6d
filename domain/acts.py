"""The acts the domain cites; a practice without a text is cited as such, never dressed up as law."""

from __future__ import annotations

from domain.law import Act

DIS = Act("DIS", "Loi du 26 mai 2002 concernant le droit à l'intégration sociale")
RD = Act("AR DIS", "Arrêté royal du 11 juillet 2002 portant règlement général en matière de droit à l'intégration")
LO = Act("LO CPAS", "Loi organique du 8 juillet 1976 des centres publics d'action sociale")
CISP_D = Act("Décret CISP", "Décret wallon du 10 juillet 2013 relatif aux centres d'insertion socioprofessionnelle")
CISP_A = Act("AGW CISP", "Arrêté du Gouvernement wallon du 15 décembre 2016 exécutant le décret CISP")
D6061 = Act("Décret 60/61", "Décret wallon du 29 avril 2024 relatif aux articles 60 et 61")
FC_D = Act("Décret FOREM-CPAS", "Décret wallon FOREM/CPAS en vigueur depuis le 1er janvier 2026")
IMPULSION_D = Act(
    "Décret Impulsion", "Décret wallon du 2 février 2017 relatif aux aides à l'emploi à destination des groupes-cibles"
)  # fmt: skip
RGPD = Act("RGPD", "Règlement (UE) 2016/679 du 27 avril 2016, règlement général sur la protection des données")
CIRCULAR = Act("Circulaire PIIS", "Circulaire du 27 mars 2018 sur le PIIS, mise à jour le 18 mars 2024")
PRACTICE = Act("Pratique", "Pratique réglable du centre : aucun texte ne l'impose")
OSEZ_LIEGE = Act("Osez Liège", "Document de départ « Osez Liège »")

ACTS = (DIS, RD, LO, CISP_D, CISP_A, D6061, IMPULSION_D, FC_D, RGPD, CIRCULAR, PRACTICE, OSEZ_LIEGE)
"""Every act cited, in the order of the reference page."""
