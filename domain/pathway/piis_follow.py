"""The plan in its course: evaluated at least the legal number of times, or not demanded at all.

Law: DIS, art. 11 (exemption); Royal Decree (AR DIS), art. 10 to 21 (evaluation; article number cited from memory).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.acts import OSEZ_LIEGE
from domain.french import said
from domain.kernel import Event, Personal, Text, replace
from domain.law import Refusal, present, require
from domain.pathway.deciding import DecidingSteps
from domain.pathway.decisions import Matter, decided
from domain.pathway.piis import in_words
from domain.pathway.piis_amend import NOT_ACTIVE
from domain.pathway.piis_content import Answers, Evaluation, Exempting, Exemption, ObjectiveAssessed
from domain.pathway.piis_delays import CONTENT, PLAN
from domain.pathway.step import step

if TYPE_CHECKING:
    from domain.pathway import State


class PiisEvaluated(Event, topic="piis.evaluated", french="PIIS évalué : en entretien, {in_person}", version=2):
    """The person and the social worker looked at where the plan stands; the three questions were asked again."""

    on: date
    in_person: bool = True
    assessments: tuple[ObjectiveAssessed, ...] = ()
    progress: Personal[str] = ""
    projects: Personal[str] = ""
    own_means: Personal[str] = ""
    help_requested: Personal[str] = ""
    next_on: date | None = None

    def apply(self, state: State, on: date) -> State:
        piis, told = state.piis, (self.projects, self.own_means, self.help_requested)
        is_last = self.on >= (piis.last_evaluated_on or self.on)
        seen = {each.objective: each.outlook for each in self.assessments}
        evaluated = replace(
            piis, evaluations=tuple(sorted((*piis.evaluations, Evaluation(self.on, self.in_person)))),
            answers=(*piis.answers, Answers(self.on, *told)) if any(told) else piis.answers,
            outlooks={**piis.outlooks, **seen} if is_last else {**seen, **piis.outlooks},
            next_evaluation_on=self.next_on if is_last else piis.next_evaluation_on,
        )  # fmt: skip
        return replace(state, piis=evaluated)

    @property
    def sentence(self) -> str:
        held = "PIIS évalué : en entretien" if self.in_person else "PIIS évalué : sur dossier"
        told = {"où en est le plan": self.progress, "projets": self.projects, "moyens": self.own_means,
                "aide demandée": self.help_requested}  # fmt: skip
        return in_words(held + " ;", told) or held


class PiisExempted(Event, topic="piis.exempted", french="Dispense de PIIS : {reason}, à revoir le {review_on}"):
    """The centre does not demand a plan for now; the person is told, as of any decision."""

    decision_id: UUID
    reason: Exempting
    decided_on: date
    review_on: date

    def apply(self, state: State, on: date) -> State:
        exemption = Exemption(self.decision_id, self.reason, self.decided_on, self.review_on)
        exempt = replace(state, piis=replace(state.piis, exemption=exemption))
        return decided(exempt, Matter.EXEMPTION, self.decision_id, self.decided_on)


class PiisFollowSteps(DecidingSteps):
    """How a signed plan is followed, and when none is demanded."""

    @step("Évaluer le PIIS", law=CONTENT, when=lambda state: state.piis.is_signed, otherwise=NOT_ACTIVE)
    def evaluate_piis(
        self,
        in_person: bool = True,
        assessments: tuple[ObjectiveAssessed, ...] = (),
        progress: Text = "",
        projects: Text = "",
        own_means: Text = "",
        help_requested: Text = "",
        on: date | None = None,
        next_on: date | None = None,
    ) -> None:
        """As often as the law wants, mostly in person; each objective is looked at, the three questions asked again."""
        held, piis = on or self.on, self.state.piis
        running = piis.signed_on is not None and piis.signed_on <= held <= min(self.on, piis.end or self.on)
        require(running, CONTENT, NOT_ACTIVE.code, NOT_ACTIVE.reason)
        self._each_objective({each.objective for each in assessments})
        if not (projects and own_means and help_requested):
            self.warn(OSEZ_LIEGE("trois questions"), "THREE_QUESTIONS_NOT_ASKED",
                      "Les trois questions n'ont pas toutes été reposées.")  # fmt: skip
        self.record(
            PiisEvaluated(
                on=held,
                in_person=in_person,
                assessments=assessments,
                progress=progress,
                projects=projects,
                own_means=own_means,
                help_requested=help_requested,
                next_on=next_on,
            )
        )  # fmt: skip

    def _each_objective(self, seen: set[int]) -> None:
        """Each objective is assessed; one left out is said, not refused, since an evaluation held is a fact."""
        objectives = set(self.state.piis.plan.objectives) if self.state.piis.plan else set()
        require(seen <= objectives, CONTENT, "NO_SUCH_OBJECTIVE", "Aucun objectif du plan ne porte ce numéro.")
        if left := sorted(objectives - seen):
            self.warn(CONTENT, "OBJECTIVES_NOT_ASSESSED", f"Objectifs non évalués : n° {said(left)}.")

    @step(
        "Dispenser de PIIS",
        law=PLAN,
        when=lambda state: state.ris.right is not None and not state.piis.is_signed,
        otherwise=Refusal("NO_PLAN_DUE", "Aucun revenu en cours, ou un PIIS est déjà signé : terminez-le d'abord."),
    )
    def exempt_piis(
        self, reason: Exempting | None = None, review_on: date | None = None, decided_on: date | None = None
    ) -> None:
        """For health, equity or part-time work, and until a day on which it is examined again."""
        message = "Motif : santé, équité ou temps partiel, avec date de révision."
        why = present(reason, PLAN, "EXEMPTION_REASON", message)
        again = present(review_on, PLAN, "EXEMPTION_REASON", message)
        require(again > self.on, PLAN, "EXEMPTION_REASON", message)
        right = self.state.ris.right
        on = self.decided_day(decided_on, right.decided_on if right else None, PLAN)
        self.record(PiisExempted(decision_id=self.new_id(), reason=why, decided_on=on, review_on=again))
