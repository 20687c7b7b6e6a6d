"""How each rule is called in French, on the page of the rules; a key without words is shown as it is."""

from __future__ import annotations

from domain.delays import UNITS
from domain.french import NARROW, counted, day, number
from domain.rules import Rule

FAMILIES = {
    "ris.scale": "Barèmes du revenu d'intégration",
    "ris": "Revenu d'intégration (RIS)",
    "eris": "Aide sociale équivalente (ERIS)",
    "piis": "PIIS",
    "article60": "Article 60",
    "article61": "Article 61",
    "impulsion": "Aides à l'emploi",
    "unemployment": "Chômage",
    "cisp": "Formation CISP",
    "forem": "FOREM",
    "": "Suivi et organisation",
}
"""The families, by the beginning of their keys, in the order of the page."""
WORDS = {
    "ris.scale.cat1": "Catégorie 1, cohabitant",
    "ris.scale.cat2": "Catégorie 2, personne isolée",
    "ris.scale.cat3": "Catégorie 3, famille à charge",
    "ris.adult.age": "Âge de la majorité",
    "ris.receipt.days": "Accusé de réception",
    "ris.transfer.days": "Transmission au centre compétent",
    "ris.transfer.alternative_days": "Transmission, autre lecture",
    "ris.conflict.raise_days": "Conflit de compétence : saisir le SPP IS",
    "ris.conflict.answer_days": "Conflit de compétence : réponse",
    "ris.decision.days": "Décider de la demande",
    "ris.notification.days": "Notifier la décision",
    "ris.first_payment.days": "Premier paiement",
    "ris.first_payment.interest_days": "Paiement tardif : intérêts dès",
    "ris.late_decision.interest_days": "Décision tardive : intérêts dès",
    "ris.appeal.months": "Recours contre la décision",
    "ris.silence.days": "Silence du centre",
    "ris.silence.earliest_days": "Silence du centre, lecture la plus courte",
    "ris.silence.appeal_months": "Recours contre le silence",
    "ris.review.months": "Révision annuelle",
    "ris.review.alert_days": "Révision : première alerte",
    "ris.review.second_alert_days": "Révision : seconde alerte, et régularisation",
    "ris.abroad.suspension_days": "Séjour à l'étranger avant suspension",
    "ris.abroad.announce_from_days": "Séjour à l'étranger à annoncer",
    "ris.sanction.undeclared.max_months": "Sanction, ressources non déclarées",
    "ris.sanction.fraud.max_months": "Sanction, intention frauduleuse",
    "ris.sanction.undeclared.repeat_max_months": "Sanction, récidive",
    "ris.sanction.fraud.repeat_max_months": "Sanction, récidive frauduleuse",
    "ris.sanction.repeat_window_years": "Sanction : délai de récidive",
    "ris.sanction.prescription_years": "Sanction : prescription",
    "ris.sanction.after_presentation_days": "Sanction : après la présentation de la lettre",
    "ris.spi.monthly_ceiling": "Exonération SPI, plafond mensuel",
    "ris.spi.shortage.monthly_ceiling": "Exonération SPI, métier en pénurie",
    "ris.spi.shortage.months": "SPI en pénurie, durée",
    "ris.spi.shortage.min_contract_months": "SPI en pénurie, contrat minimal",
    "ris.spi.total_years": "SPI, durée totale",
    "ris.spi.window_years": "SPI, période de référence",
    "ris.spi.day_counter": "SPI, compteur de jours",
    "ris.spi.alert_days": "SPI, alerte avant la fin",
    "ris.means.cohabiting_debtors": "Ressources des débiteurs d'aliments cohabitants",
    "ris.exempt.ale_hourly": "Exonération ALE, par heure",
    "ris.exempt.general.cat1": "Exonération générale, catégorie 1",
    "ris.exempt.general.cat2": "Exonération générale, catégorie 2",
    "ris.exempt.general.cat3": "Exonération générale, catégorie 3",
    "ris.refund.base_percent": "Remboursement de l'État",
    "ris.refund.from_500_percent": "Remboursement dès 500 bénéficiaires",
    "ris.refund.from_1000_percent": "Remboursement dès 1 000 bénéficiaires",
    "ris.compensation.requests_2026h1_percent": "Compensation, demandes du premier semestre 2026",
    "ris.compensation.requests_from_2026_07_extra_percent": "Compensation, demandes dès juillet 2026",
    "ris.compensation.file_eur": "Compensation, par dossier",
    "eris.decision.months": "Décider de l'aide équivalente",
    "eris.suspension.max_months": "Suspension maximale",
    "piis.mandatory.below_age": "Obligatoire avant l'âge de",
    "piis.mandatory.new_beneficiary_months": "Nouveau bénéficiaire : sans RIS depuis",
    "piis.sign.months": "Signer le projet",
    "piis.reflection.days": "Délai de réflexion",
    "piis.reflection.warn_days": "Délai de réflexion, autre lecture",
    "piis.assessment.max_age_months": "Validité du bilan social",
    "piis.assessment.short_work_months": "Travail de courte durée",
    "piis.evaluations.per_year": "Évaluations par an",
    "piis.evaluations.in_person_per_year": "Dont en présence de la personne",
    "piis.evaluation.default_months": "Rythme des évaluations",
    "piis.evaluation.max_gap_months": "Écart maximal entre évaluations",
    "piis.evaluation.alert_days": "Alerte avant une évaluation",
    "piis.end.alert_days": "Alerte avant la fin du projet",
    "piis.interview.days": "Accorder l'entretien demandé",
    "piis.notice.days": "Mise en demeure",
    "piis.sanction.max_months": "Sanction maximale",
    "piis.sanction.repeat_max_months": "Sanction maximale, récidive",
    "piis.sanction.repeat_window_years": "Délai de récidive",
    "piis.sanction.start_months": "Début au plus tôt de la sanction",
    "piis.sanction.latest_months": "Début au plus tard de la sanction",
    "piis.subsidy.percent": "Subvention particulière",
    "piis.subsidy.first_years": "Subvention, première période",
    "piis.subsidy.extension_years": "Subvention, prolongation",
    "piis.subsidy.break_months": "Subvention, interruption",
    "piis.subsidy.coverage_from_80_percent": "Subvention, couverture dès 80 %",
    "piis.subsidy.coverage_from_60_percent": "Subvention, couverture dès 60 %",
    "piis.subsidy.coverage_from_40_percent": "Subvention, couverture dès 40 %",
    "piis.subsidy.coverage_from_20_percent": "Subvention, couverture dès 20 %",
    "piis.subsidy.coverage_below_20_percent": "Subvention, couverture sous 20 %",
    "article60.required_days.below_36": "Journées exigées, moins de 36 ans",
    "article60.reference_months.below_36": "Période de référence, moins de 36 ans",
    "article60.required_days.36_to_49": "Journées exigées, de 36 à 49 ans",
    "article60.reference_months.36_to_49": "Période de référence, de 36 à 49 ans",
    "article60.required_days.from_50": "Journées exigées, dès 50 ans",
    "article60.reference_months.from_50": "Période de référence, dès 50 ans",
    "article60.required_days.all": "Journées exigées",
    "article60.required_half_days.all": "Demi-journées exigées",
    "article60.reference_months.all": "Période de référence",
    "article60.reference.self_employment_months": "Période de référence, travail indépendant dès",
    "article60.unpaid_days_max": "Jours non payés assimilés, au plus",
    "article60.subsidised_days_max": "Journées subventionnées",
    "article60.part_time.max_months": "Temps partiel, durée maximale",
    "article60.part_time.min_share": "Temps partiel, part minimale",
    "article60.followup_weeks": "Suivi personnalisé",
    "article60.days_per_month_typical": "Journées d'un mois ordinaire",
    "article60.days_per_month_max": "Journées d'un mois, au plus",
    "article60.orientation.alert_days": "Entretien d'orientation avant la fin",
    "article60.region_complement": "Complément régional",
    "article61.tutoring_premium": "Prime de tutorat",
    "article61.tutoring_premium_months": "Prime de tutorat, durée",
    "article61.subsidy_months": "Subvention, durée",
    "impulsion.insertion.allowed": "Impulsion-insertion : ouverte",
    "impulsion.insertion.below_age": "Impulsion-insertion : avant l'âge de",
    "impulsion.insertion.unemployed_months": "Impulsion-insertion : durée de chômage",
    "impulsion.insertion.monthly": "Impulsion-insertion : montant",
    "impulsion.insertion.months": "Impulsion-insertion : durée",
    "impulsion.u25.below_age": "Impulsion -25 ans : avant l'âge de",
    "impulsion.u25.phase1.months": "Impulsion -25 ans, phase 1 : durée",
    "impulsion.u25.phase1.monthly": "Impulsion -25 ans, phase 1 : montant",
    "impulsion.u25.phase2.months": "Impulsion -25 ans, phase 2 : durée",
    "impulsion.u25.phase2.monthly": "Impulsion -25 ans, phase 2 : montant",
    "impulsion.u25.phase3.months": "Impulsion -25 ans, phase 3 : durée",
    "impulsion.u25.phase3.monthly": "Impulsion -25 ans, phase 3 : montant",
    "impulsion.12m.unemployed_months": "Impulsion 12 mois+ : durée sans emploi",
    "impulsion.12m.phase1.months": "Impulsion 12 mois+, phase 1 : durée",
    "impulsion.12m.phase1.monthly": "Impulsion 12 mois+, phase 1 : montant",
    "impulsion.12m.phase2.months": "Impulsion 12 mois+, phase 2 : durée",
    "impulsion.12m.phase2.monthly": "Impulsion 12 mois+, phase 2 : montant",
    "impulsion.12m.phase3.months": "Impulsion 12 mois+, phase 3 : durée",
    "impulsion.12m.phase3.monthly": "Impulsion 12 mois+, phase 3 : montant",
    "impulsion.min_contract_months": "Contrat minimal",
    "unemployment.benefit.base_months": "Allocation de chômage, durée de base",
    "unemployment.benefit.days_per_extra_month": "Journées par mois supplémentaire",
    "unemployment.benefit.max_months": "Allocation de chômage, durée maximale",
    "unemployment.insertion_allowance.max_years": "Allocation d'insertion, durée maximale",
    "cisp.max_hours.all": "Plafond d'heures",
    "cisp.hours.first_alert_percent": "Plafond d'heures : première alerte",
    "cisp.hours.second_alert_percent": "Plafond d'heures : seconde alerte",
    "cisp.hours.month_max": "Heures d'un mois, au plus",
    "forem.registration.days": "Inscription au FOREM",
    "forem.registration_stock.days": "Inscription, dossiers en cours",
    "forem.consultation.months": "Concertation avec le FOREM",
    "forem.joint_report.months": "Rapport commun",
    "forem.breach.examine_days": "Manquement signalé : l'examiner",
    "services.informed.days": "Informer des services",
    "referral.answer.days": "Orientation : réponse du partenaire",
    "referral.outcome.days": "Orientation : demander la suite",
    "appointment.resummon.days": "Absence à un rendez-vous : convoquer à nouveau",
    "contact.silence_days": "Silence avant une alerte",
    "entry.undo.minutes": "Annuler sa propre écriture",
    "work.full_time.hours_week": "Temps plein, heures par semaine",
    "outcome.window_days.3m": "Situation à 3 mois",
    "outcome.window_days.6m": "Situation à 6 mois",
    "outcome.window_days.12m": "Situation à 12 mois",
    "outcome.grace_days": "Situation : délai de grâce",
    "outcome.lag_days": "Situation : recul avant de juger",
    "agreement.end.alert_days": "Fin de convention : alerte",
    "steering.min_n": "Pilotage : nombre minimal",
    "disclosure.min_cell": "Publication : case minimale",
    "shop.half_days_per_week": "Maison de l'emploi : demi-journées par semaine",
    "shop.report.months": "Maison de l'emploi : rapport",
    "shop.certification.alert_days": "Maison de l'emploi : certification, alerte",
}
OTHER_UNITS = {
    "minutes": "minutes",
    "hours": "heures",
    "half_days": "demi-journées",
    "percent": f"{NARROW}%",
    "eur": f"{NARROW}€",
    "eur_per_hour": f"{NARROW}€ par heure",
    "eur_per_day": f"{NARROW}€ par jour",
    "eur_per_month": f"{NARROW}€ par mois",
    "eur_per_year": f"{NARROW}€ par an",
    "per_week": "par semaine",
    "per_12_months": "par 12 mois",
}
SAID = {"true": "oui", "false": "non", "may_count": "peuvent compter", "must_count": "doivent compter"}
ORIGINS = {"law": "table livrée", "centre": "ligne du centre", "demo": "démonstration"}


def words_of(key: str) -> str:
    """``Signer le projet``; the key itself where it has no words."""
    return WORDS.get(key, key)


def family_of(key: str) -> str:
    """The family of a key."""
    return next(words for start, words in FAMILIES.items() if not start or key.startswith(f"{start}."))


def value_said(rule: Rule) -> str:
    """``3 mois``, ``1 314,20 € par mois``, ``doivent compter``."""
    if isinstance(rule.value, str):
        return SAID.get(rule.value, rule.value)
    if rule.unit in UNITS:
        return counted(int(rule.value), *UNITS[rule.unit])
    unit = OTHER_UNITS.get(rule.unit, "")
    return f"{number(rule.value)}{'' if not unit or unit.startswith(NARROW) else ' '}{unit}"


def period(row: Rule) -> str:
    """``du 01/01/2026 au 31/03/2026``, as far as the bounds are known."""
    parts = [f"du {day(row.valid_from)}" if row.valid_from else "", f"au {day(row.valid_to)}" if row.valid_to else ""]
    return " ".join(filter(None, parts)) or "sans limite"
