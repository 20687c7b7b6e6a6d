"""The social enquiry: opened, its conditions settled one by one on evidence, its report filed.

Law: DIS, art. 3 (the six conditions) and 19 § 1 (enquiry; cited from memory).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.acts import DIS, PRACTICE
from domain.french import day
from domain.kernel import Event, Line, Personal, replace
from domain.law import Refusal, require
from domain.pathway.entitlement import EXEMPT, GrantCondition, Verdict
from domain.pathway.ris_delays import ENQUIRY
from domain.pathway.ris_review import is_examined
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

NO_ENQUIRY = Refusal("NO_ENQUIRY", "Ni enquête ni révision n'est ouverte : ouvrez-en une.")


class RisEnquiryOpened(Event, topic="ris.enquiry-opened", french="Enquête sociale ouverte : confiée à {worker}"):
    """A social worker began to enquire."""

    worker: Line

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, enquiry_on=on))


class RisConditionAssessed(
    Event, topic="ris.condition-assessed", french="Condition tranchée : {condition} : {verdict}"
):
    """The enquiry settled one of the six conditions, on evidence; a later verdict takes the place of the former."""

    condition: GrantCondition
    verdict: Verdict
    evidence_refs: Personal[tuple[str, ...]]

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, verdicts={**state.ris.verdicts, self.condition: self.verdict}))


class RisReportFiled(Event, topic="ris.report-filed", french="Rapport social déposé le {filed_on}"):
    """The social worker reported to the body that decides."""

    report_ref: Personal[str]
    filed_on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, report_on=self.filed_on))


class RisEnquirySteps(Steps):
    """What a social worker finds out, until the centre may decide."""

    @step(
        "Ouvrir l'enquête sociale",
        law=ENQUIRY,
        when=lambda state: state.ris.is_pending and state.ris.enquiry_on is None,
        otherwise=Refusal("NO_ENQUIRY_DUE", "Aucune demande n'attend d'enquête."),
    )
    def open_enquiry(self, worker: Line = "") -> None:
        """A social worker gathers what the centre needs to know before it decides."""
        self.record(RisEnquiryOpened(worker=worker or self.envelope.actor))

    @step(
        "Trancher une condition",
        law=DIS("art. 3"),
        when=is_examined,
        otherwise=NO_ENQUIRY,
    )
    def assess_condition(
        self, condition: GrantCondition, verdict: Verdict, evidence_refs: tuple[Line, ...] = ()
    ) -> None:
        """Each of the six conditions is settled on evidence; health and equity excuse from work alone."""
        law = DIS(f"art. 3, {condition}°")
        require(any(evidence_refs), law, "EVIDENCE_MISSING", "Indiquez au moins une pièce justificative.")
        require(verdict not in EXEMPT or condition is GrantCondition.WILLING_TO_WORK, law, "EXEMPTION_OUT_OF_PLACE",
                "La santé et l'équité ne dispensent que de la disposition à travailler.")  # fmt: skip
        if condition is GrantCondition.AGE and verdict is Verdict.MET:
            self._check_age()
        self.record(RisConditionAssessed(condition=condition, verdict=verdict, evidence_refs=evidence_refs))

    @step(
        "Déposer le rapport social",
        law=ENQUIRY,
        when=lambda state: state.ris.is_under_enquiry,
        otherwise=NO_ENQUIRY,
    )
    def file_report(self, report_ref: Line = "", filed_on: date | None = None) -> None:
        """The report goes to the body that decides."""
        self.not_later(filed_on, ENQUIRY)
        filed, opened = filed_on or self.on, self.state.ris.enquiry_on
        require(opened is None or filed >= opened, ENQUIRY, "REPORT_BEFORE_ENQUIRY",
                f"Le rapport ne peut précéder l'enquête, ouverte le {day(opened or filed)}.")  # fmt: skip
        if self.state.identity.category is None:
            self.warn(PRACTICE("ménage"), "HOUSEHOLD_NOT_DECLARED",
                      "Le ménage n'est pas déclaré : la catégorie du revenu en dépend.")  # fmt: skip
        self.record(RisReportFiled(report_ref=report_ref, filed_on=filed))

    def _check_age(self) -> None:
        """A minor may be assimilated to an adult: married, with a child in charge, or pregnant."""
        age, adult = self.state.identity.age_on(self.on), self.rules.find("ris.adult.age", self.on)
        if age is not None and age < adult.number:
            self.warn(DIS("art. 3, 2°"), "AGE_TO_CHECK",
                      f"La date de naissance dit {age} ans : à quel titre la personne est-elle assimilée à un majeur ?"
                      )  # fmt: skip
