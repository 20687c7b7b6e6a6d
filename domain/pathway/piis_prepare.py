"""A plan is prepared: asked for, the needs assessed, a draft handed over.

Law: DIS, art. 11; Royal Decree (AR DIS), art. 10 to 21 (numbers cited from memory); the circular for the short spell of
work. A homeless person needs the plan for the income of a single person: it is prepared while the request is pending.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.delays import advance, eve
from domain.french import day
from domain.kernel import Line, Text
from domain.law import Refusal, require
from domain.pathway.piis import PiisAsked, PiisDrafted, PiisNeedsAssessed
from domain.pathway.piis_content import Commitment, Milestone, Objective, Party, PlanKind
from domain.pathway.piis_delays import CONTENT, PLAN
from domain.pathway.step import Steps, step
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

NO_RIS = Refusal("NO_RIS", "Ni demande ni revenu d'intégration en cours : enregistrez d'abord la demande.")
NO_PLAN_DUE = Refusal(
    "NO_PLAN_DUE",
    "Ni demande ni revenu en cours, ou un plan est déjà signé : enregistrez d'abord la demande, ou terminez le plan.",
)


def has_income(state: State) -> bool:
    """Whether the income is requested, or runs."""
    return state.ris.is_pending or state.ris.right is not None


def has_assessment(state: State, rules: RuleSet, on: date) -> bool:
    """Whether the needs were assessed recently enough.

    Who comes back from a short spell of work does not begin again: the age of the assessment then counts from the
    return, where it was recent enough on leaving (our reading of the circular).
    """
    assessed = state.piis.assessed_on
    if assessed is None:
        return False
    oldest = rules.find("piis.assessment.max_age_months", on)
    short = rules.find("piis.assessment.short_work_months", on)
    for job in sorted(state.placement.jobs, key=lambda job: job.start):
        was_recent = assessed <= job.start <= advance(assessed, oldest)
        if was_recent and job.end and job.end <= on and job.end < eve(advance(job.start, short)):
            assessed = job.end
    return advance(assessed, oldest) >= on


class PiisPrepareSteps(Steps):
    """How a plan is asked for, prepared and proposed."""

    @step(
        "Demander un PIIS",
        law=PLAN,
        when=lambda state: has_income(state) and not state.piis.is_signed,
        otherwise=NO_PLAN_DUE,
    )
    def ask_for_piis(self, party: Party) -> None:
        """When the person or the centre asks for a plan, it is mandatory for the other."""
        self.record(PiisAsked(party=party))

    @step("Réaliser le bilan social", law=PLAN, when=has_income, otherwise=NO_RIS)
    def assess_needs(
        self, skills: Text = "", obstacles: Text = "", wishes: Text = "", employability: Line = "", worker: Line = ""
    ) -> None:
        """The centre takes stock with the person before it proposes a plan."""
        self.record(
            PiisNeedsAssessed(
                worker=worker or self.envelope.actor,
                skills=skills,
                obstacles=obstacles,
                wishes=wishes,
                employability=employability,
            )
        )  # fmt: skip

    @step(
        "Remettre le projet de PIIS",
        law=CONTENT,
        when=lambda state: has_income(state) and (not state.piis.is_signed or state.piis.end is not None),
        otherwise=NO_PLAN_DUE,
    )
    def draft_piis(
        self,
        kind: PlanKind = PlanKind.PROFESSIONAL,
        projects: Text = "",
        own_means: Text = "",
        help_requested: Text = "",
        objectives: tuple[Objective, ...] = (),
        commitments: tuple[Commitment, ...] = (),
        milestones: tuple[Milestone, ...] = (),
        aids: tuple[Line, ...] = (),
        draft_given_on: date | None = None,
    ) -> None:
        """What are your projects, what means have you, how can I help: the plan starts from the person's answers."""
        require(has_assessment(self.state, self.rules, self.on), PLAN, "ASSESSMENT_REQUIRED",
                "Réalisez d'abord le bilan social.")  # fmt: skip
        given, assessed_on = draft_given_on or self.on, self.state.piis.assessed_on
        self.not_later(given, CONTENT)
        require(assessed_on is None or given >= assessed_on, CONTENT, "DRAFT_BEFORE_ASSESSMENT",
                f"Le projet ne peut précéder le bilan social ({day(assessed_on or given)}).")  # fmt: skip
        self.record(
            PiisDrafted(
                plan_id=self.new_id(),
                kind=kind,
                projects=projects,
                own_means=own_means,
                help_requested=help_requested,
                objectives=objectives,
                commitments=commitments,
                milestones=milestones,
                aids=aids,
                draft_given_on=given,
            )
        )  # fmt: skip
