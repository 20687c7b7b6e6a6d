"""How a contract is proposed and starts, whichever of the two articles it rests on.

Law: LO, art. 60, § 7 and 61: residual, for who has no open right to unemployment; no contract without a training and a
personal follow-up. Who employs, and where, each article says for itself.
"""

from __future__ import annotations

from datetime import date

from domain.french import counted, day
from domain.kernel import replace
from domain.law import require
from domain.pathway.contract_benefits import benefit_until, opened_before
from domain.pathway.contract_days import counter_of, days_of, earlier, one_for_all, required
from domain.pathway.contract_duration import ContractSteps
from domain.pathway.contract_eligibility import NOT_ELIGIBLE, OVERLAP, PLAN_OVER, eligible_on, held, right_on
from domain.pathway.contract_measure import ended_before
from domain.pathway.insertion_contract import Contract, Under


class ContractStarting(ContractSteps):
    """What any proposal, and any start, has to meet."""

    def proposed(self, under: Under, draft: Contract, prior_days: int | None) -> Contract:
        """The contract as it may be proposed: its days, its rule and its end filled in.

        No ``prior_days`` told: those the file knows. The days required are those of the day of the claim: the planned
        end, or the end without absence.
        """
        start = draft.start or self.on
        self._eligible(under, start)
        known = days_of(earlier(self.state, start), half_days=draft.half_days)
        if prior_days is not None and prior_days < known:
            days = counted(known, "journée", "journées")
            self.warn(under.law, "PRIOR_DAYS_DIFFER", f"Le dossier connaît déjà {days} : elles sont comptées.")
        told = max(prior_days or 0, known)
        draft = replace(draft, start=start, prior_days=told - known)
        planned_end = draft.planned_end or counter_of(draft, start, self.state, self.rules).reached_on
        self.end_after_start(under, start, planned_end)
        rule = required(planned_end, self.state.identity, self.rules, half_days=draft.half_days)
        self._doubts(under, planned_end)
        return replace(
            draft, planned_end=planned_end, required_days=int(rule.number), rule=rule.key, prior_days=told
        )  # fmt: skip

    def started(self, under: Under, start: date | None) -> tuple[Contract, date]:
        """The contract proposed, and its first day: a plan signed by then runs, and alone; days are missing."""
        proposal = held(self.state, under).prepared
        start = start or proposal.start or self.on
        require(eligible_on(self.state, start), under.law, NOT_ELIGIBLE.code, NOT_ELIGIBLE.reason)
        require(self.state.piis.runs_on(start), under.law, "TRAINING_AND_FOLLOW_UP_REQUIRED", PLAN_OVER)
        require(ended_before(self.state, start), under.law, OVERLAP.code, OVERLAP.reason)
        self.agreement_covers(proposal, start, proposal.planned_end)
        if proposal.planned_end:
            self.end_after_start(under, start, proposal.planned_end)
            self.days_missing(under, proposal, start, proposal.planned_end)
        return proposal, start

    def _eligible(self, under: Under, start: date) -> None:
        """The income runs at the start or the eve, and the right to unemployment is not open."""
        require(eligible_on(self.state, start), under.law, NOT_ELIGIBLE.code, NOT_ELIGIBLE.reason)
        opened = opened_before(self.state, start)
        if opened is None or opened.ended_on is None:
            return
        until, right = benefit_until(opened, self.rules), self.state.ris.right
        since = right.right_from or right.decided_on if right else None
        again = since is not None and since > opened.ended_on and right_on(self.state, start)
        said = f"Un contrat terminé le {day(opened.ended_on)} a ouvert le droit au chômage"
        require(again or until is None or start > until, under.law, NOT_ELIGIBLE.code,
                f"{said} : l'{under.label} est résiduaire.")  # fmt: skip
        self.warn(under.law, "UNEMPLOYMENT_UNCHECKED", f"{said} : vérifiez qu'il n'est plus ouvert.")

    def _doubts(self, under: Under, planned_end: date) -> None:
        """What is said beside a proposal: a rule to verify, an unknown age."""
        identity = self.state.identity
        former = not one_for_all(planned_end, self.rules)
        if former and required(planned_end, identity, self.rules).is_doubtful:
            self.warn(
                under.law,
                "REQUIRED_DAYS_TO_VERIFY",
                "Nombre de jours à vérifier : règle antérieure.",
            )
        if former and identity.age_on(planned_end) is None:
            self.warn(under.law, "AGE_UNKNOWN", "Date de naissance inconnue : la durée la plus longue est retenue.")
