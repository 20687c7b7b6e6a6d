"""The individual project of social integration (PIIS): what is told of it until it is signed, and where it stands.

Law: DIS, art. 11 and 13 § 3; Royal Decree of 11 July 2002 (AR DIS), art. 10 to 21; law of 21 July 2016; circular of
27 March 2018, updated 18 March 2024. The three questions are those of the seed « Osez Liège ».
Article 11 § 2 and the articles on evaluation are cited from memory; the five days of reflection are read as calendar
days, the other reading (working days) warns. Each question has its module: who must (`piis_duty`), prepared
(`piis_prepare`), signed (`piis_sign`), amended (`piis_amend`), followed (`piis_follow`), ended (`piis_end`), breached
(`piis_breach`), and what it brings the centre (`piis_subsidy`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.acts import PRACTICE
from domain.delays import Deadline
from domain.french import day
from domain.kernel import Erased, Event, Line, Personal, replace
from domain.pathway.contract_measure import running
from domain.pathway.measure import Measure
from domain.pathway.piis_content import (
    Answers,
    Commitment,
    Evaluation,
    Exemption,
    Kept,
    Milestone,
    Objective,
    Outlook,
    Party,
    PlanEnd,
    PlanKind,
)
from domain.pathway.piis_delays import PLAN_SIGN, REFLECTION, REFLECTION_WARN, followed, promises, what_follows
from domain.pathway.piis_duty import duty_of
from domain.pathway.piis_version import PlanVersion, bind_both, listed, numbered
from domain.pathway.ris_delays import as_of
from domain.rules import Confidence, RuleSet

if TYPE_CHECKING:
    from domain.pathway import State
    from domain.pathway.ris_right import Right


def in_words(start: str, told: Mapping[str, object]) -> str:
    """The sentence begun, then what was told under each name; nothing where nothing was told."""
    said_ = ", ".join(f"{name} « {words} »" for name, words in told.items() if words)
    return f"{start} {said_}" if said_ else ""


class PiisAsked(Event, topic="piis.asked", french="PIIS demandé par {party}"):
    """The person, or the centre, asked for a plan, which binds the other to draw one up."""

    party: Party

    def apply(self, state: State, on: date) -> State:
        return replace(state, piis=replace(state.piis, asked_by=self.party, asked_on=on))


class PiisNeedsAssessed(Event, topic="piis.needs-assessed", french="Bilan social réalisé"):
    """A social worker took stock with the person before any plan."""

    worker: Line
    skills: Personal[str] = ""
    obstacles: Personal[str] = ""
    wishes: Personal[str] = ""
    employability: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        return replace(state, piis=replace(state.piis, assessed_on=on))

    @property
    def sentence(self) -> str:
        told = {"compétences": self.skills, "obstacles": self.obstacles, "souhaits": self.wishes,
                "employabilité": self.employability}  # fmt: skip
        return in_words(super().sentence + " :", told) or super().sentence


class PiisDrafted(Event, topic="piis.drafted", french="Projet de PIIS remis le {draft_given_on} : {kind}", version=2):
    """The person took the draft home, to reflect; it rests on the answers to the three questions."""

    plan_id: UUID
    kind: PlanKind
    projects: Personal[str] = ""
    own_means: Personal[str] = ""
    help_requested: Personal[str] = ""
    objectives: Personal[tuple[Objective, ...]] = ()
    commitments: Personal[tuple[Commitment, ...]] = ()
    milestones: Personal[tuple[Milestone, ...]] = ()
    aids: Personal[tuple[str, ...]] = ()
    draft_given_on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, piis=replace(state.piis, draft=self, refused_on=None))

    @property
    def answers_all_three(self) -> bool:
        """Whether the three questions are answered (or were, before the person was erased)."""
        return bool(self.projects and self.own_means and self.help_requested)

    @property
    def binds_both(self) -> bool:
        """Whether one objective has its day, and each party a commitment (taken as told once erased)."""
        if isinstance(self.objectives, Erased) or isinstance(self.commitments, Erased):
            return True
        return bind_both(self.objectives, self.commitments)

    @property
    def sentence(self) -> str:
        answers = {"projets": self.projects, "moyens": self.own_means, "aide demandée": self.help_requested}
        plan = super().sentence + listed(numbered(self.objectives), numbered(self.commitments))
        return in_words(plan + " ;", answers) or plan


class PiisSignatureRefused(
    Event, topic="piis.signature-refused", french="Signature du PIIS refusée : le {on}, {reason}"
):
    """The person would not sign; the draft stays, and no sanction follows by itself."""

    on: date
    reason: Personal[str]

    def apply(self, state: State, on: date) -> State:
        return replace(state, piis=replace(state.piis, refused_on=self.on))


class PiisSigned(Event, topic="piis.signed", french="PIIS signé : du {start} au {end}", version=2):
    """The person and the centre are bound by the project, and the third parties who signed with them."""

    parties: Personal[tuple[str, ...]] = ()
    co_signed_by: Personal[tuple[str, ...]] = ()
    assisted_by: Personal[str] = ""
    informed: bool = False
    start: date
    end: date | None = None
    evaluation_dates: tuple[date, ...] = ()

    def apply(self, state: State, on: date) -> State:
        stood, draft = state.piis, state.piis.draft
        first = PlanVersion(agreed_on=on, end=self.end, evaluation_dates=self.evaluation_dates)
        answers = stood.answers
        if draft:
            answers = (*answers, Answers(on, draft.projects, draft.own_means, draft.help_requested))
            first = replace(
                first, plan_id=draft.plan_id, objectives=numbered(draft.objectives),
                commitments=numbered(draft.commitments),
            )  # fmt: skip
        signed = Piis(
            stood.assessed_on, signed_on=on, start=self.start, end=self.end, answers=answers,
            versions=(*stood.versions, first),
        )  # fmt: skip
        return replace(state, piis=signed)

    @property
    def sentence(self) -> str:
        return super().sentence if self.end else f"PIIS signé : à partir du {day(self.start)}"


@dataclass(frozen=True)
class Piis(Measure):
    """Where the project stands; ``answers`` and ``versions`` tell every plan of this file, the others the last one."""

    assessed_on: date | None = None
    draft: PiisDrafted | None = None
    signed_on: date | None = None
    end: date | None = None
    evaluations: tuple[Evaluation, ...] = ()
    exemption: Exemption | None = None
    asked_by: Party | None = None
    asked_on: date | None = None
    refused_on: date | None = None
    start: date | None = None
    next_evaluation_on: date | None = None
    ended_on: date | None = None
    ended_for: PlanEnd | None = None
    answers: tuple[Answers, ...] = ()
    versions: tuple[PlanVersion, ...] = ()
    kept: Mapping[int, Kept] = field(default_factory=dict)
    outlooks: Mapping[int, Outlook] = field(default_factory=dict)

    @property
    def is_signed(self) -> bool:
        """Whether a plan binds the person and the centre."""
        return self.signed_on is not None and self.ended_on is None

    @property
    def plan(self) -> PlanVersion | None:
        """What the parties agreed on last."""
        return self.versions[-1] if self.versions else None

    def runs_on(self, on: date) -> bool:
        """Whether the plan binds that day: not before it was signed, no longer once its term has passed."""
        return self.signed_on is not None and self.ended_on is None and self.signed_on <= on <= (self.end or on)

    def closed(self, on: date, *, for_work: bool) -> Piis:
        """The same plans, the last one ended with the file; what was only prepared is left behind."""
        ended = replace(self, ended_on=on, ended_for=PlanEnd.WORK if for_work else PlanEnd.INCOME_ENDED)
        return replace(
            ended if self.is_signed else self, draft=None, exemption=None, asked_by=None, asked_on=None,
            refused_on=None, next_evaluation_on=None,
        )  # fmt: skip

    @property
    def awaits_signature(self) -> bool:
        """Whether the person still reflects."""
        return self.draft is not None

    def exempted(self, right: Right | None) -> Exemption | None:
        """The dispensation that holds beside that right: one decided under an earlier right ended with it."""
        held = self.exemption
        return None if held and right and held.decided_on < right.decided_on else held

    @property
    def last_evaluated_on(self) -> date | None:
        """The day of the last evaluation."""
        return self.evaluations[-1].on if self.evaluations else None

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """Signed soon after the grant; signed, evaluated while income or contract runs; dispensed, examined again."""
        right, exemption = state.ris.right, self.exempted(state.ris.right)
        concerned = right is not None or running(state)
        if exemption and concerned:
            yield from self._exempt(exemption)
        elif self.signed_on and self.is_signed:
            yield from followed(self, self.signed_on, rules) if concerned else promises(self)
        else:
            yield from self._to_sign(state, rules)
        if self.draft:
            yield REFLECTION.from_(self.draft.draft_given_on, "projet remis", rules)
            yield REFLECTION_WARN.from_(self.draft.draft_given_on, "projet remis", rules)

    def _exempt(self, exemption: Exemption) -> Iterator[Deadline]:
        yield Deadline("EXEMPTION_REVIEW", exemption.review_on, "Réexaminer la dispense de PIIS", PRACTICE("dispense"),
                       f"dispense du {day(exemption.decided_on)}, à revoir le {day(exemption.review_on)}",
                       step="exempt_piis", confidence=Confidence.OUR_CHOICE)  # fmt: skip

    def _to_sign(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        right = state.ris.right
        duty = duty_of(state, rules, right.decided_on) if right else None
        if right is None or duty is None or not duty.is_owed:
            return
        if self.ended_on and self.ended_on >= right.decided_on:
            yield what_follows(self.ended_on, f"plan terminé le {day(self.ended_on)} ; le revenu court encore")
            return
        event = "demande de PIIS" if duty.since and duty.since == self.asked_on else "décision"
        delay, since = as_of(right.kind, PLAN_SIGN), duty.since or right.decided_on
        owed = delay.from_(since, event, rules, other_reading="à compter de la notification")
        yield replace(owed, because=f"{owed.because} ; {duty.demand.label} : {duty.why}")
