"""What is said and written in the files: plans, notes, reasons; plain words, and never a word on health."""

from __future__ import annotations

from typing import NamedTuple


class Project(NamedTuple):
    """The answers to the three questions, the objective, and what each side commits to."""

    projects: str
    own_means: str
    help_requested: str
    objective: str
    person: str
    proof: str
    centre: str


PROJECTS = (
    Project("Travailler comme aide-soignante", "J'ai déjà aidé dans une résidence, je suis ponctuelle",
            "Trouver la formation et la payer", "Entrer en formation d'aide-soignant", "S'inscrire au test d'entrée",
            "attestation d'inscription", "Payer les frais d'inscription"),
    Project("Retrouver un emploi de magasinier", "Cinq ans d'expérience, permis B", "Refaire mon CV, garder le contact",
            "Envoyer dix candidatures ciblées", "Envoyer deux candidatures par semaine", "copie des candidatures",
            "Relire les lettres chaque semaine"),
    Project("Ouvrir un petit atelier de couture", "Je couds depuis longtemps, j'ai une machine",
            "Comprendre les démarches et les aides", "Rencontrer un guichet d'entreprises",
            "Préparer un plan financier simple", "plan financier", "Accompagner au guichet d'entreprises"),
    Project("Mieux parler français pour travailler", "Je parle trois langues, j'apprends vite",
            "Un cours près de chez moi, et la garde des enfants", "Atteindre le niveau B1", "Suivre le cours du soir",
            "attestation de fréquentation", "Chercher une place d'accueil pour les enfants"),
    Project("Passer mon permis et devenir chauffeur", "J'ai réussi la théorie", "Une aide pour les heures de conduite",
            "Réussir l'examen pratique", "Suivre vingt heures de conduite", "carnet de l'auto-école",
            "Prendre en charge la moitié des heures"),
    Project("Terminer mes études secondaires", "Il me reste une année, je suis motivé", "Tenir le budget cette année",
            "Obtenir le certificat d'enseignement secondaire supérieur", "Présenter les examens du jury", "bulletin",
            "Faire le point chaque trimestre"),
    Project("Travailler dans les espaces verts", "J'aime le travail dehors, j'ai de l'expérience", "Un premier contrat",
            "Commencer un stage", "Se présenter chez deux opérateurs", "preuve de rendez-vous",
            "Présenter les opérateurs et les places libres"),
)  # fmt: skip
"""Plans people make."""

NOTES = (
    "Point sur le projet : avance bien.", "Recherche d'emploi : deux candidatures envoyées.", "Budget revu ensemble.",
    "Horaire de la formation confirmé.", "Garde d'enfant réglée.", "Documents reçus et classés.",
    "Contact pris avec un employeur de la commune.", "Objectif de formation confirmé.", "Projet à préciser.",
    "Permis de conduire : examen théorique réussi.", "Logement : bail signé.", "Entretien d'embauche préparé.",
)  # fmt: skip
"""Conclusions of interviews."""
VISITS = (
    "Visite : la situation est celle de la demande.", "Visite : composition du ménage constatée.",
    "Visite : documents reçus, un extrait de compte à compléter.",
)  # fmt: skip
"""Conclusions of the visits of an enquiry."""
PROGRESS = (
    "Favorable : les engagements sont tenus.", "Objectif atteint à moitié.", "Le rythme convient, à poursuivre.",
    "Un engagement reste à tenir.", "Le projet se précise.", "Formation suivie avec assiduité.",
)  # fmt: skip
SKILLS = ("vente", "logistique", "nettoyage", "cuisine", "soins aux personnes", "bureautique", "bâtiment", "langues")
OBSTACLES = ("mobilité", "garde d'enfants", "maîtrise du français", "sans permis", "peu d'expérience")
MOTIVES = (
    "Les six conditions sont remplies ; les ressources sont inférieures au barème.",
    "L'enquête montre l'absence d'autres ressources suffisantes.",
    "Fin d'une allocation, sans autre revenu dans le ménage.",
)
REFUSALS = (
    "Les ressources du ménage dépassent le barème.", "La résidence effective n'est pas établie.",
    "Les droits à d'autres prestations n'ont pas été demandés.",
)  # fmt: skip
LOST = ("fin du contrat à durée déterminée", "licenciement économique", "démission", "fin de mission")
