"""The services a person is told of: every one that helps find work is named to the person, and it is recorded.

Law: none; the duty is that of the seed « Osez Liège », the period a practice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from domain.acts import OSEZ_LIEGE, PRACTICE
from domain.delays import Deadline, Delay
from domain.french import day
from domain.kernel import Choice, Event, replace
from domain.law import require
from domain.pathway.step import Steps, step
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

INFORM = OSEZ_LIEGE()
SERVICES_INFORMED = Delay("SERVICES_INFORMED", "Informer des services", PRACTICE("information"),
                          "services.informed.days", step="inform_of_service")  # fmt: skip


class ServiceCode(Choice):
    """The services, measures and bodies a person may be told of, as in the table of services."""

    REINSER = "REINSER", "RéINSER"
    ALE = "ALE", "Agence locale pour l'emploi"
    ALPEM = "ALPEM", "Agence pour l'emploi de Liège (ALPEM)"
    JOB_SHOP = "JOB_SHOP", "Maison de l'emploi"
    FOREM = "FOREM", "FOREM"
    CPAS = "CPAS", "Centre public d'action sociale"
    CISP = "CISP", "Centre d'insertion socioprofessionnelle"
    MIRE = "MIRE", "Mission régionale pour l'emploi"
    AWIPH = "AWIPH", "Agence wallonne pour l'intégration des personnes handicapées"
    AVIQ = "AVIQ", "Agence pour une vie de qualité"
    ONEM = "ONEM", "Office national de l'emploi"
    TITRES_SERVICES = "TITRES_SERVICES", "Titres-services"
    ARTICLE60 = "ARTICLE60", "Article 60 §7"
    ARTICLE61 = "ARTICLE61", "Article 61"
    IMPULSION_INSERTION = "IMPULSION_INSERTION", "Impulsion-insertion"
    IMPULSION_U25 = "IMPULSION_U25", "Impulsion -25 ans"
    IMPULSION_12M = "IMPULSION_12M", "Impulsion 12 mois+"
    SINE = "SINE", "SINE"
    APE = "APE", "Aide à la promotion de l'emploi"
    PFI = "PFI", "Plan formation-insertion"
    INTERFEDE = "INTERFEDE", "Interfédé"
    SPP_IS = "SPP_IS", "SPP Intégration sociale"
    COMMUNITY_CENTRE = "COMMUNITY_CENTRE", "Maison de quartier"
    REGIE_QUARTIERS = "REGIE_QUARTIERS", "Régie des quartiers de Liège"


CORE = (
    ServiceCode.JOB_SHOP,
    ServiceCode.ALE,
    ServiceCode.FOREM,
    ServiceCode.CISP,
    ServiceCode.MIRE,
    ServiceCode.TITRES_SERVICES,
)
"""Those every person is told of, anywhere in Wallonia (our choice): RéINSER, ALPEM and the régie are Liège's own."""


class ReferralInformed(Event, topic="referral.informed", french="Service présenté : {service}"):
    """The person was told that this service exists, and what it does."""

    service: ServiceCode
    on: date | None = None

    def apply(self, state: State, on: date) -> State:
        return replace(state, referral=replace(state.referral, informed=state.referral.informed | {self.service}))


def services_owed(state: State, rules: RuleSet) -> Iterator[Deadline]:
    """Soon after the opening, the services not yet named are listed; who has found a job needs them no more."""
    not_named = [service.label for service in CORE if service not in state.referral.informed]
    if not_named and state.identity.since and not state.placement.is_running:
        owed = SERVICES_INFORMED.from_(state.identity.since, "ouverture", rules)
        yield replace(owed, because=f"{owed.because} ; à présenter encore : {', '.join(not_named)}")


class ServiceSteps(Steps):
    """How a person learns which services exist."""

    @step("Informer d'un service", law=INFORM)
    def inform_of_service(self, service: ServiceCode, on: date | None = None) -> None:
        """Each service that helps find work is named to the person."""
        told = on or self.on
        require(told <= self.on, INFORM, "INFORMED_LATER", f"L'information ne peut suivre le {day(self.on)}.")
        self.record(ReferralInformed(service=service, on=told))
