"""A plan is amended, and its promises are kept: every version stays readable.

Law: Royal Decree of 11 July 2002 (AR DIS), art. 10 to 21 (number cited from memory). What proves a promise kept is a
later entry of the same file, or the reference of a proof: a practice.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from domain.french import day
from domain.kernel import Event, Line, Personal, replace
from domain.law import Refusal, require
from domain.pathway.corrections import EntryNumber, standing
from domain.pathway.piis_content import Commitment, Kept, Objective
from domain.pathway.piis_delays import CONTENT, PROMISE, proposed, require_spacing
from domain.pathway.piis_version import PlanVersion, listed, numbered, without
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

Number = Annotated[int, Field(ge=1)]
NOT_ACTIVE = Refusal("PLAN_NOT_ACTIVE", "Aucun PIIS en cours à cette date.")


class PiisAmended(Event, topic="piis.amended", french="Avenant au PIIS : version {version}, convenue le {agreed_on}"):
    """All the parties agreed on a new version; what it does not name stands as before.

    What is added takes numbers from ``first_objective`` and ``first_commitment`` on, whatever is corrected later.
    """

    version: int
    agreed_on: date
    objectives: Personal[tuple[Objective, ...]] = ()
    commitments: Personal[tuple[Commitment, ...]] = ()
    first_objective: int = 1
    first_commitment: int = 1
    dropped_objectives: tuple[int, ...] = ()
    dropped_commitments: tuple[int, ...] = ()
    end: date | None = None
    evaluation_dates: tuple[date, ...] = ()

    def apply(self, state: State, on: date) -> State:
        piis, following = state.piis, self.after(state.piis.plan or PlanVersion())
        return replace(state, piis=replace(piis, versions=(*piis.versions, following), end=self.end or piis.end))

    def after(self, version: PlanVersion) -> PlanVersion:
        """The version this one makes of the former."""
        objectives = without(version.objectives, self.dropped_objectives) | self.added_objectives
        commitments = without(version.commitments, self.dropped_commitments) | self.added_commitments
        return PlanVersion(
            version.plan_id, self.version, self.agreed_on, objectives, commitments, self.end or version.end,
            self.evaluation_dates or version.evaluation_dates,
        )  # fmt: skip

    @property
    def added_objectives(self) -> dict[int, Objective]:
        """The new objectives, by their numbers."""
        return numbered(self.objectives, self.first_objective)

    @property
    def added_commitments(self) -> dict[int, Commitment]:
        """The new commitments, by their numbers."""
        return numbered(self.commitments, self.first_commitment)

    @property
    def sentence(self) -> str:
        return super().sentence + listed(self.added_objectives, self.added_commitments)


class PiisCommitmentFulfilled(
    Event, topic="piis.commitment-fulfilled", french="Engagement n° {commitment} du PIIS tenu le {on}"
):
    """A commitment of the plan was kept, as a later entry of the file or a proof shows."""

    commitment: int
    on: date
    by_entry: int | None = None
    proof_ref: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        kept = {**state.piis.kept, self.commitment: Kept(self.on, self.by_entry)}
        return replace(state, piis=replace(state.piis, kept=kept))


class PiisAmendSteps(Steps):
    """How a plan changes by agreement, and how its promises are kept."""

    @step("Signer un avenant", law=CONTENT, when=lambda state: state.piis.is_signed, otherwise=NOT_ACTIVE)
    def amend_piis(
        self,
        objectives: tuple[Objective, ...] = (),
        commitments: tuple[Commitment, ...] = (),
        dropped_objectives: tuple[Number, ...] = (),
        dropped_commitments: tuple[Number, ...] = (),
        end: date | None = None,
        evaluation_dates: tuple[date, ...] = (),
        agreed_by_all: bool = False,
        agreed_on: date | None = None,
    ) -> None:
        """Every party agrees, those who co-signed included; the plan still binds both, and is still evaluated."""
        agreed = agreed_on or self.on
        self.not_later(agreed, CONTENT)
        require(self.state.piis.runs_on(agreed), CONTENT, NOT_ACTIVE.code, NOT_ACTIVE.reason)
        require(agreed_by_all, CONTENT, "AMENDMENT_NOT_AGREED",
                "L'avenant doit être accepté par toutes les parties.")  # fmt: skip
        plan = self.state.piis.plan or PlanVersion()
        first_objective, first_commitment = self._next_numbers(plan)
        changes = PiisAmended(
            version=plan.number + 1,
            agreed_on=agreed,
            objectives=objectives,
            commitments=commitments,
            first_objective=first_objective,
            first_commitment=first_commitment,
            dropped_objectives=dropped_objectives,
            dropped_commitments=dropped_commitments,
            end=end,
            evaluation_dates=self._planned(end, evaluation_dates),
        )
        self._lawful(plan, changes)
        self.record(changes)

    def _next_numbers(self, plan: PlanVersion) -> tuple[int, int]:
        """The numbers nothing in this plan ever had, voided amendments included."""
        told = [entry.event for entry in self.history if entry.occurred_on >= (self.state.piis.signed_on or self.on)]
        amendments = [event for event in told if isinstance(event, PiisAmended)]
        versions = [version for version in self.state.piis.versions if version.plan_id == plan.plan_id]
        objectives = [number for each in versions for number in each.objectives]
        objectives += [number for each in amendments for number in each.added_objectives]
        commitments = [number for each in versions for number in each.commitments]
        commitments += [number for each in amendments for number in each.added_commitments]
        return max(objectives, default=0) + 1, max(commitments, default=0) + 1

    def _planned(self, end: date | None, told: tuple[date, ...]) -> tuple[date, ...]:
        """The evaluations to come, spaced as the law wants, where the amendment changes them."""
        piis = self.state.piis
        if not told and end is None:
            return ()
        since, until = piis.last_evaluated_on or piis.start or self.on, end or piis.end
        planned = told or proposed(since, until, self.rules)
        require_spacing(since, until, tuple(on for on in planned if on > since), self.rules)
        return planned

    def _lawful(self, plan: PlanVersion, changes: PiisAmended) -> None:
        """Something changes, what is dropped existed, and the plan binds both as much as it did."""
        touched = (changes.objectives, changes.commitments, changes.dropped_objectives, changes.dropped_commitments,
                   changes.end, changes.evaluation_dates)  # fmt: skip
        require(any(touched), CONTENT, "NOTHING_AMENDED", "Indiquez ce qui change.")
        require({*changes.dropped_objectives} <= {*plan.objectives}, CONTENT, "NO_SUCH_OBJECTIVE",
                "Aucun objectif du plan ne porte ce numéro.")  # fmt: skip
        require({*changes.dropped_commitments} <= {*plan.commitments}, CONTENT, "NO_SUCH_COMMITMENT",
                "Aucun engagement du plan ne porte ce numéro.")  # fmt: skip
        require(changes.after(plan).binds_both or not plan.binds_both, CONTENT, "PLAN_INCOMPLETE",
                "Gardez un objectif daté et un engagement par partie.")  # fmt: skip

    @step("Acter un engagement tenu", law=PROMISE, when=lambda state: state.piis.is_signed, otherwise=NOT_ACTIVE)
    def fulfil_commitment(
        self,
        commitment: Number,
        by_entry: EntryNumber | None = None,
        proof_ref: Line = "",
        kept_on: date | None = None,
    ) -> None:
        """A promise is kept once a later entry of the file, or a proof, shows it."""
        piis, kept = self.state.piis, kept_on or self.on
        self.not_later(kept, PROMISE)
        require(piis.plan is not None and commitment in piis.plan.commitments, PROMISE, "NO_SUCH_COMMITMENT",
                "Aucun engagement du plan ne porte ce numéro.")  # fmt: skip
        require(commitment not in piis.kept, PROMISE, "COMMITMENT_ALREADY_KEPT", "Cet engagement est déjà tenu.")
        require(bool(by_entry or proof_ref), PROMISE, "PROOF_MISSING",
                "Indiquez l'écriture qui le montre, ou la référence d'une preuve.")  # fmt: skip
        if by_entry:
            self._later_entry(by_entry)
        self.record(PiisCommitmentFulfilled(commitment=commitment, on=kept, by_entry=by_entry, proof_ref=proof_ref))

    def _later_entry(self, number: int) -> None:
        """The entry that shows a promise kept stands in this file, and tells of the time since the signature."""
        found = next((entry for entry in standing(self.history) if entry.originator_version == number), None)
        require(found is not None, PROMISE, "NO_SUCH_ENTRY", f"Aucune écriture n° {number} n'est en vigueur.")
        signed_on = self.state.piis.signed_on
        assert found is not None
        assert signed_on is not None
        require(found.occurred_on >= signed_on, PROMISE, "PROOF_BEFORE_PLAN",
                f"Cette écriture précède la signature du {day(signed_on)}.")  # fmt: skip
