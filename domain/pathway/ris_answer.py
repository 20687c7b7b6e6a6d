"""What an answer to a request, or the end of a right, must respect: decided once, on what was enquired into, heard.

Law: DIS, art. 3 (the conditions), 19 § 1 (report; cited from memory), 20 (hearing) and 21; LO CPAS, art. 1 for the
equivalent aid (from memory).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from domain.acts import DIS, LO
from domain.french import day
from domain.law import require
from domain.pathway.deciding import DECIDED, REASONS
from domain.pathway.decisions import Matter
from domain.pathway.entitlement import EXEMPT, GrantCondition, Kind, Verdict
from domain.pathway.hearing import Subject
from domain.pathway.ris_amount import AmountSteps
from domain.pathway.ris_delays import ENQUIRY, decision_of
from domain.pathway.ris_right import Right

NOT_JUDGED_FOR_AID = frozenset({GrantCondition.AGE, GrantCondition.NATIONALITY})
"""The conditions of the income that the equivalent aid does not know."""


class AnswerSteps(AmountSteps):
    """What the steps that answer a request, or end a right, lean on."""

    def conditions_met(self) -> None:
        """A report, and each of the six conditions settled, and met."""
        self.undecided()
        require(self.state.ris.report_on is not None, ENQUIRY, "REPORT_MISSING",
                "Le rapport social n'est pas déposé.")  # fmt: skip
        unmet = self.state.ris.unmet_conditions()
        undecided = ", ".join(condition.wording for condition in unmet)
        article = unmet[0].law if unmet else DECIDED
        require(not unmet, article, "CONDITIONS_INCOMPLETE", f"Conditions non tranchées ou non remplies : {undecided}.")

    def undecided(self) -> None:
        """A request is decided once, even by an act dated before the decision."""
        told = self.whole().ris
        is_same = told.request_id == self.state.ris.request_id
        require(not is_same or told.is_pending, DECIDED, "ALREADY_DECIDED",
                "Cette demande est déjà tranchée, ou transmise, à une date ultérieure.")  # fmt: skip

    def answered_on(self, told: date | None, *, heard: bool) -> date:
        """The day the request is decided: not before it, its sending on, its report, nor the hearing if one is due."""
        ris = self.state.ris
        return self.decided_day(
            told, ris.received_on, about=Subject.DECISION if heard else None,
            rests_on={"la transmission": ris.competence.transmitted_on, "le rapport social": ris.report_on},
        )  # fmt: skip

    def granted_on(self, told: date | None, monthly: Decimal, first_day: date) -> date:
        """The day of a grant; whom it leaves with less was offered to be heard first."""
        if lessened := self._lessens(monthly, first_day):
            self.heard(Subject.DECISION)
        return self.answered_on(told, heard=lessened)

    def said_if_late(self, decided_on: date) -> None:
        """A refusal decided after the delay is recorded all the same, and said."""
        ris = self.state.ris
        last = decision_of(ris.kind).after(ris.awaited_since, self.rules) if ris.awaited_since else decided_on
        if decided_on > last:
            self.warn(decision_of(ris.kind).law, "DECISION_LATE", f"La décision était due au plus tard le {day(last)}.")

    def grounded(self, grounds: Iterable[GrantCondition], kind: Kind) -> None:
        """On a condition, and one that the aid asked for does know."""
        require(bool(tuple(grounds)), REASONS, "MOTIVATION_MISSING", "Indiquez la condition qui n'est pas remplie.")
        foreign = [each.label for each in grounds if kind is Kind.ERIS and each in NOT_JUDGED_FOR_AID]
        require(not foreign, LO("art. 1", verified=False), "NOT_FOR_ERIS",
                f"L'aide sociale équivalente ne dépend pas de cette condition : {', '.join(foreign)}.")  # fmt: skip

    def enquired(self, grounds: Iterable[GrantCondition]) -> None:
        """The body is not bound by the report: that it departs from it, or does without, is said."""
        verdicts, accepted = self.state.ris.verdicts, EXEMPT | {Verdict.MET}
        if self.state.ris.report_on is None:
            self.warn(ENQUIRY, "REFUSED_WITHOUT_REPORT", "Refus sans rapport social : déposez d'abord le rapport.")
        if found := [each for each in grounds if verdicts.get(each) in accepted]:
            labels = ", ".join(each.label for each in found)
            self.warn(DIS(f"art. 3, {found[0]}°"), "GROUND_FOUND_MET",
                      f"L'enquête a trouvé cette condition remplie : {labels}. Vérifiez-la, ou motivez l'écart."
                      )  # fmt: skip

    def _lessens(self, monthly: Decimal, first_day: date) -> bool:
        """Whether that grant leaves the person with less, or with another aid, than a right that runs from then on."""
        kind = self.state.ris.kind
        running = (right for right in self.state.ris.rights if right.ended_on is None or right.ended_on > first_day)
        return any(
            monthly < max(_due(right, first_day), default=Decimal(0))
            or (kind is Kind.ERIS and right.kind is Kind.RIS and right.right_from != right.ended_on)
            for right in running
        )

    def not_withdrawn(self, right: Right) -> None:
        """A right is withdrawn once, even by an act dated before the withdrawal."""
        whole = self.whole()
        since = [each for each in whole.decisions.taken
                 if each.matter is Matter.WITHDRAWAL and self.state.decisions.of(each.id) is None]  # fmt: skip
        ended = {each.ended_on for each in whole.ris.rights if each.id == right.id} - {None}
        replaced = {each.right_from for each in whole.ris.rights if each.id != right.id}
        require(not since or not ended - replaced, DECIDED, "ALREADY_WITHDRAWN",
                "Ce droit est déjà retiré, par un acte d'une date ultérieure.")  # fmt: skip

    def first_day_of_right(self, told: date | None) -> date:
        """The first day of the right: never before the request, the original one; unless a court said so."""
        ris = self.state.ris
        first_day = told or ris.received_on or self.on
        require(ris.received_on is None or ris.judged or first_day >= ris.received_on, DECIDED, "RIGHT_BEFORE_REQUEST",
                "Le droit ne peut précéder la demande.")  # fmt: skip
        return first_day


def _due(right: Right, first_day: date) -> list[Decimal]:
    """The amounts a right gives on a day and after it."""
    until = right.ended_on or date.max
    return [
        right.amount_on(first_day),
        *(rate.monthly for rate in right.rates if first_day < rate.from_on < until),
    ]  # fmt: skip
