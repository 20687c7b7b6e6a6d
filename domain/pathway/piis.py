"""The individual project of social integration (PIIS): needs assessed, a project proposed, reflected upon, signed.

Law: DIS, art. 11 and 13 § 3; Royal Decree of 11 July 2002 (AR DIS), art. 10 to 21; law of 21 July 2016; circular of
27 March 2018, updated 18 March 2024. The three questions are those of the seed « Osez Liège ».
Article 11 § 2 and the articles on evaluation are cited from memory; the five days of reflection are read as calendar
days, the other reading (working days) warns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID

from domain.acts import CIRCULAR, DIS, OSEZ_LIEGE, PRACTICE, RD
from domain.delays import Deadline, Delay, advance, length, months_after
from domain.delays import Kind as DeadlineKind
from domain.french import day
from domain.kernel import Event, Line, Personal, Text, replace
from domain.law import Refusal, require
from domain.pathway.measure import Measure
from domain.pathway.piis_content import Commitment, Evaluation, Exemption, Objective, Party, PlanKind
from domain.pathway.step import Steps, step
from domain.rules import Confidence, RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

PLAN = DIS("art. 11")
CONTENT = RD("art. 10 à 21", verified=False)
PLAN_SIGN = Delay("PLAN_SIGN", "Signer le PIIS", PLAN, "piis.sign.months", step="sign_piis")
REFLECTION = Delay("REFLECTION", "Signature possible", CIRCULAR(), "piis.reflection.days", step="sign_piis",
                   kind=DeadlineKind.BLOCKING)  # fmt: skip
REFLECTION_WARN = Delay("REFLECTION_WARN", "Signature conseillée", CIRCULAR(), "piis.reflection.warn_days",
                        kind=DeadlineKind.INFORMATION)  # fmt: skip
PLAN_EVAL = Delay("PLAN_EVAL", "Évaluer le PIIS", PRACTICE("évaluation"), "piis.evaluation.default_months",
                  step="evaluate_piis")  # fmt: skip


class PiisNeedsAssessed(Event, topic="piis.needs-assessed", french="Bilan social réalisé"):
    """A social worker took stock with the person before any plan."""

    worker: Line
    skills: Personal[str] = ""
    obstacles: Personal[str] = ""
    wishes: Personal[str] = ""
    employability: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        return replace(state, piis=replace(state.piis, assessed_on=on))


class PiisDrafted(Event, topic="piis.drafted", french="Projet de PIIS remis le {draft_given_on} : {kind}"):
    """The person took the draft home, to reflect; it rests on the answers to the three questions."""

    plan_id: UUID
    kind: PlanKind
    projects: Personal[str] = ""
    own_means: Personal[str] = ""
    help_requested: Personal[str] = ""
    objectives: Personal[tuple[Objective, ...]] = ()
    commitments: Personal[tuple[Commitment, ...]] = ()
    draft_given_on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, piis=replace(state.piis, draft=self))

    @property
    def answers_all_three(self) -> bool:
        """Whether the three questions are answered (or were, before the person was erased)."""
        return bool(self.projects and self.own_means and self.help_requested)

    @property
    def binds_both(self) -> bool:
        """Whether one objective has its day, and each party a commitment (taken as told once erased)."""
        if not isinstance(self.objectives, tuple) or not isinstance(self.commitments, tuple):
            return True
        parties = {commitment.party for commitment in self.commitments}
        return any(objective.by for objective in self.objectives) and parties == set(Party)


class PiisSigned(Event, topic="piis.signed", french="PIIS signé : du {start} au {end}"):
    """The person and the centre are bound by the project."""

    parties: Personal[tuple[str, ...]] = ()
    start: date
    end: date | None = None
    evaluation_dates: tuple[date, ...] = ()

    def apply(self, state: State, on: date) -> State:
        signed = replace(
            state.piis, draft=None, signed_on=on, end=self.end, evaluations=(), exemption=None
        )  # fmt: skip
        return replace(state, piis=signed)

    @property
    def sentence(self) -> str:
        return super().sentence if self.end else f"PIIS signé : à partir du {day(self.start)}"


@dataclass(frozen=True, slots=True)
class Piis(Measure):
    """Where the project stands."""

    assessed_on: date | None = None
    draft: PiisDrafted | None = None
    signed_on: date | None = None
    end: date | None = None
    evaluations: tuple[Evaluation, ...] = ()
    exemption: Exemption | None = None

    @property
    def is_signed(self) -> bool:
        """Whether a plan binds the person and the centre."""
        return self.signed_on is not None

    def runs_on(self, on: date) -> bool:
        """Whether the plan signed still binds that day."""
        return self.is_signed and on <= (self.end or on)

    @property
    def awaits_signature(self) -> bool:
        """Whether the person still reflects."""
        return self.draft is not None

    @property
    def is_exempt(self) -> bool:
        """Whether no plan is demanded for now."""
        return self.exemption is not None

    @property
    def last_evaluated_on(self) -> date | None:
        """The day of the last evaluation."""
        return self.evaluations[-1].on if self.evaluations else None

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """Signed soon after the grant; once signed, evaluated in its turn; dispensed, examined again."""
        if self.exemption:
            yield from self._exempt(self.exemption, rules)
        elif self.signed_on:
            yield from self._evaluated(self.signed_on, rules)
        elif state.ris.right:
            yield PLAN_SIGN.from_(state.ris.right.decided_on, "décision", rules,
                                  other_reading="à compter de la notification")  # fmt: skip
        if self.draft:
            yield REFLECTION.from_(self.draft.draft_given_on, "projet remis", rules)
            yield REFLECTION_WARN.from_(self.draft.draft_given_on, "projet remis", rules)

    def _exempt(self, exemption: Exemption, rules: RuleSet) -> Iterator[Deadline]:
        yield Deadline("EXEMPTION_REVIEW", exemption.review_on, "Réexaminer la dispense de PIIS", PLAN,
                       f"dispense du {day(exemption.decided_on)}, à revoir le {day(exemption.review_on)}",
                       step="exempt_piis", confidence=Confidence.OUR_CHOICE)  # fmt: skip

    def _evaluated(self, signed_on: date, rules: RuleSet) -> Iterator[Deadline]:
        since = "dernière évaluation" if self.evaluations else "signature"
        following = PLAN_EVAL.from_(self.last_evaluated_on or signed_on, since, rules)
        if self.end:
            yield _end_of_plan(self.end, rules)
            if following.due_on > self.end:
                return
        yield following
        start = signed_on
        while self.last_evaluated_on and months_after(start, 12) < self.last_evaluated_on:
            start = months_after(start, 12)
        until = months_after(start, 12)
        made = [evaluation for evaluation in self.evaluations if start < evaluation.on <= until]
        in_person = sum(evaluation.in_person for evaluation in made)
        wanted = int(rules.find("piis.evaluations.per_year", start).number)
        wanted_in_person = int(rules.find("piis.evaluations.in_person_per_year", start).number)
        if len(made) < wanted or in_person < wanted_in_person:
            because = f"12 mois depuis le {day(start)} ; {len(made)} faites, dont {in_person} en entretien"
            label = f"{wanted} évaluations du PIIS, dont {wanted_in_person} en entretien"
            yield Deadline("PLAN_EVAL_MIN", until, label, CONTENT, because, step="evaluate_piis")


def _end_of_plan(end: date, rules: RuleSet) -> Deadline:
    """Before a plan ends, the next one is prepared."""
    because = f"fin du plan le {day(end)} − {length(alert := rules.find('piis.end.alert_days', end))}"
    on, usage = end - timedelta(days=int(alert.number)), PRACTICE("fin du plan")
    label, step = "Préparer la suite du PIIS", "draft_piis"
    return Deadline("PLAN_END", on, label, usage, because, step, confidence=Confidence.OUR_CHOICE)


class PiisSteps(Steps):
    """How a plan is prepared, proposed and signed."""

    @step(
        "Réaliser le bilan social",
        law=PLAN,
        when=lambda state: state.ris.is_pending or state.ris.right is not None,
        otherwise=Refusal("NO_RIS", "Ni demande ni revenu d'intégration en cours."),
    )
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
        when=lambda state: (
            (state.ris.is_pending or state.ris.right is not None)
            and (not state.piis.is_signed or state.piis.end is not None)
        ),
        otherwise=Refusal("NO_PLAN_DUE", "Ni demande ni revenu en cours, ou un plan est déjà signé."),
    )
    def draft_piis(
        self,
        kind: PlanKind = PlanKind.PROFESSIONAL,
        projects: Text = "",
        own_means: Text = "",
        help_requested: Text = "",
        objectives: tuple[Objective, ...] = (),
        commitments: tuple[Commitment, ...] = (),
        draft_given_on: date | None = None,
    ) -> None:
        """What are your projects, what means have you, how can I help: the plan starts from the person's answers."""
        assessed = self.state.piis.assessed_on
        oldest = self.rules.find("piis.assessment.max_age_months", self.on)
        require(assessed is not None and advance(assessed, oldest) >= self.on, PLAN, "ASSESSMENT_REQUIRED",
                "Réalisez d'abord le bilan social.")  # fmt: skip
        self.record(
            PiisDrafted(
                plan_id=self.new_id(),
                kind=kind,
                projects=projects,
                own_means=own_means,
                help_requested=help_requested,
                objectives=objectives,
                commitments=commitments,
                draft_given_on=draft_given_on or self.on,
            )
        )  # fmt: skip

    @step(
        "Signer le PIIS",
        law=DIS("art. 11, § 2", verified=False),
        when=lambda state: state.piis.awaits_signature,
        otherwise=Refusal("NO_DRAFT", "Aucun projet n'attend de signature."),
    )
    def sign_piis(
        self,
        start: date | None = None,
        end: date | None = None,
        parties: tuple[Line, ...] = (),
        evaluation_dates: tuple[date, ...] = (),
    ) -> None:
        """Nobody signs before the time to reflect is over, nor a plan that binds one side only."""
        draft = self.state.piis.draft
        assert draft is not None
        require(draft.answers_all_three, OSEZ_LIEGE("trois questions"), "THREE_QUESTIONS_REQUIRED",
                "Répondez aux trois questions : projets, moyens, aide.")  # fmt: skip
        require(draft.binds_both, CONTENT, "PLAN_INCOMPLETE", "Ajoutez un objectif daté et un engagement par partie.")
        from_day = REFLECTION.after(draft.draft_given_on, self.rules)
        require(self.on >= from_day, REFLECTION.law, "REFLECTION_PERIOD",
                f"Délai de réflexion : signature possible à partir du {day(from_day)}.")  # fmt: skip
        if self.on < (advised := REFLECTION_WARN.after(draft.draft_given_on, self.rules)):
            self.warn(REFLECTION.law, "REFLECTION_WARN", f"Signature conseillée à partir du {day(advised)}.")
        begins = start or self.on
        planned = evaluation_dates or self._every_three_months(begins, end)
        self._spaced(begins, end, planned)
        self.record(PiisSigned(parties=parties, start=begins, end=end, evaluation_dates=planned))

    def _every_three_months(self, start: date, end: date | None) -> tuple[date, ...]:
        """The evaluations the product proposes: one year of them, or until the plan ends."""
        every = int(self.rules.find("piis.evaluation.default_months", start).number)
        dates = [months_after(start, every * n) for n in range(1, 12 // every + 1)]
        return tuple(on for on in dates if end is None or on <= end)

    def _spaced(self, start: date, end: date | None, planned: tuple[date, ...]) -> None:
        """At least the legal number a year, and no gap longer than the centre allows."""
        require(end is None or end >= start, CONTENT, "PLAN_INCOMPLETE", "La fin du plan ne peut précéder son début.")
        gap = int(self.rules.find("piis.evaluation.max_gap_months", start).number)
        last = min(end or date.max, year := months_after(start, 12))
        wanted = int(self.rules.find("piis.evaluations.per_year", start).number)
        enough = last < year or sum(on <= last for on in planned) >= wanted
        require(enough, CONTENT, "PLAN_INCOMPLETE", f"Prévoyez au moins {wanted} évaluations en douze mois.")
        stops = [start, *sorted(planned), last]
        apart = all(months_after(one, gap) >= next_one for one, next_one in pairwise(stops))
        require(apart, CONTENT, "PLAN_INCOMPLETE", f"Prévoyez une évaluation au moins tous les {gap} mois.")
