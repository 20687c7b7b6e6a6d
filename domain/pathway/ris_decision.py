"""The decision on a request for the income: granted or refused, in writing, reasoned in law and in fact.

Law: DIS, art. 20 (hearing), 21 (decision and its eight mentions) and 3 (the conditions); art. 14 is cited from memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from domain.acts import DIS, PRACTICE
from domain.delays import Deadline, Delay
from domain.french import day
from domain.kernel import Choice, Event, Line, Personal, replace
from domain.law import Refusal, RuleBroken, require
from domain.pathway.entitlement import Amount, GrantCondition, amount_for, scale_key
from domain.pathway.household import Category
from domain.pathway.ris_notification import FIRST_PAYMENT, INTEREST, NOTIFY, Notice
from domain.pathway.step import Steps, step
from domain.rules import Rule, RuleMissing, RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

DECIDED = DIS("art. 21, § 1")
REASONS = DIS("art. 21, § 2")
MENTIONS = DIS("art. 21, § 3")
REGULARISE = Delay("REGULARISE", "Régulariser au barème", PRACTICE("octroi provisoire"),
                   "ris.review.second_alert_days", step="correct_entry")  # fmt: skip


class Body(Choice):
    """Who decides in the name of the centre."""

    COMMITTEE = "COMMITTEE", "Comité spécial du service social"
    COUNCIL = "COUNCIL", "Conseil de l'action sociale"


class Periodicity(Choice):
    """How often the income is paid; a change is a new decision."""

    WEEKLY = "weekly", "chaque semaine"
    FORTNIGHTLY = "fortnightly", "chaque quinzaine"
    MONTHLY = "monthly", "chaque mois"


class Mention(Choice):
    """The eight mentions of DIS art. 21, § 3; one missing, and the period of appeal does not start."""

    APPEAL_POSSIBLE = "appeal_possible", "possibilité de recours"
    COURT_ADDRESS = "court_address", "adresse du tribunal"
    APPEAL_DELAY = "appeal_delay", "délai de recours"
    ART_728_CJ = "art_728_cj", "article 728 du Code judiciaire"
    ART_1017_CJ = "art_1017_cj", "article 1017 du Code judiciaire"
    FILE_REF = "file_ref_and_worker", "référence du dossier et travailleur social"
    EXPLANATION = "explanation_service", "service où obtenir des explications"
    NOT_SUSPENSIVE = "not_suspensive", "le recours ne suspend pas la décision"


class RisGranted(
    Event,
    topic="ris.granted",
    french="RIS octroyé : {category}, {monthly_amount} € par mois dès le {right_from}, décidé le {decided_on} ({body})",
):
    """The centre granted the income, in euros a month; provisional where no verified scale exists yet."""

    decision_id: UUID
    decided_on: date
    body: Body
    category: Category
    scale: Decimal
    provisional: bool = False
    countable: Decimal
    monthly_amount: Decimal
    right_from: date
    periodicity: Periodicity
    motive_law: Personal[str]
    motive_fact: Personal[str]
    mentions: tuple[Mention, ...]

    def apply(self, state: State, on: date) -> State:
        decision = Decision(
            self.decision_id, "granted", self.decided_on, category=self.category, amount=self.monthly_amount,
            right_from=self.right_from, provisional=self.provisional,
        )  # fmt: skip
        return replace(state, ris=replace(state.ris, decision=decision))

    @property
    def sentence(self) -> str:
        provisional = " ; à titre provisoire, à régulariser au barème" if self.provisional else ""
        return super().sentence + provisional


class RisRefused(
    Event, topic="ris.refused", french="RIS refusé : condition non remplie, {grounds} ; décidé le {decided_on} ({body})"
):
    """The centre refused, for each condition that was not met."""

    decision_id: UUID
    decided_on: date
    body: Body
    grounds: tuple[GrantCondition, ...]
    motive_law: Personal[str]
    motive_fact: Personal[str]
    mentions: tuple[Mention, ...]

    def apply(self, state: State, on: date) -> State:
        return replace(state, ris=replace(state.ris, decision=Decision(self.decision_id, "refused", self.decided_on)))


@dataclass(frozen=True, slots=True)
class Decision:
    """What the centre decided; amounts in euros a month."""

    id: UUID
    outcome: str
    decided_on: date
    category: Category | None = None
    amount: Decimal = Decimal(0)
    right_from: date | None = None
    provisional: bool = False
    notice: Notice | None = None
    paid_on: date | None = None

    @property
    def is_grant(self) -> bool:
        """Whether the income was granted."""
        return self.outcome == "granted"

    @property
    def posted_on(self) -> date | None:
        """The day the letter left, if it did."""
        return self.notice.posted_on if self.notice else None

    @property
    def awaits_notice(self) -> bool:
        """Whether the person is still to be told, or the letter to be presented."""
        return self.notice is None or self.notice.awaits_presentation

    @property
    def awaits_payment(self) -> bool:
        """Whether money is due and none was paid."""
        return self.is_grant and bool(self.amount) and self.paid_on is None

    def deadlines(self, rules: RuleSet) -> Iterator[Deadline]:
        """Told within days, paid within days; then the person may appeal."""
        if self.notice is None:
            yield NOTIFY.from_(self.decided_on, "décision", rules)
        elif appeal := self.notice.appeal(rules):
            yield appeal
        if self.provisional:
            yield REGULARISE.from_(self.decided_on, "octroi provisoire", rules)
        if self.awaits_payment:
            yield FIRST_PAYMENT.from_(self.decided_on, "décision", rules)
            yield INTEREST.from_(self.decided_on, "décision", rules)


AWAITS_DECISION = Refusal("NO_REQUEST_PENDING", "Aucune demande n'attend de décision.")


class RisDecisionSteps(Steps):
    """How a centre decides, tells, and pays."""

    @step("Octroyer le RIS", law=DECIDED, when=lambda state: state.ris.is_pending, otherwise=AWAITS_DECISION)
    def grant_ris(
        self,
        category: Category,
        motive_law: Line = "",
        motive_fact: Line = "",
        mentions: tuple[Mention, ...] = (),
        right_from: date | None = None,
        decided_on: date | None = None,
        body: Body = Body.COMMITTEE,
        periodicity: Periodicity = Periodicity.MONTHLY,
        provisional: bool = False,
    ) -> None:
        """The report is filed, the six conditions are decided; late, it is granted all the same."""
        self._conditions_met()
        self._reasoned(motive_law, motive_fact, mentions)
        amount, first_day = self._amount(category, right_from, provisional)
        self.record(
            RisGranted(
                decision_id=self.new_id(),
                decided_on=self._decided(decided_on),
                body=body,
                category=category,
                scale=amount.scale.number,
                provisional=provisional,
                countable=amount.countable,
                monthly_amount=amount.monthly,
                right_from=first_day,
                periodicity=periodicity,
                motive_law=motive_law,
                motive_fact=motive_fact,
                mentions=mentions,
            )
        )

    @step("Refuser le RIS", law=DECIDED, when=lambda state: state.ris.is_pending, otherwise=AWAITS_DECISION)
    def refuse_ris(
        self,
        grounds: tuple[GrantCondition, ...] = (),
        motive_law: Line = "",
        motive_fact: Line = "",
        mentions: tuple[Mention, ...] = (),
        decided_on: date | None = None,
        body: Body = Body.COMMITTEE,
    ) -> None:
        """Nobody is refused without having been offered, in writing, to be heard."""
        self._undecided()
        require(self.state.ris.hearing.is_respected, DIS("art. 20"), "HEARING_REQUIRED",
                "La personne doit pouvoir être entendue avant la décision.")  # fmt: skip
        require(bool(grounds), REASONS, "MOTIVATION_MISSING", "Indiquez la condition qui n'est pas remplie.")
        self._reasoned(motive_law, motive_fact, mentions)
        self.record(
            RisRefused(
                decision_id=self.new_id(),
                decided_on=self._decided(decided_on),
                body=body,
                grounds=grounds,
                motive_law=motive_law,
                motive_fact=motive_fact,
                mentions=mentions,
            )
        )  # fmt: skip

    def _conditions_met(self) -> None:
        """A report, and each of the six conditions settled, and met."""
        self._undecided()
        require(self.state.ris.report_on is not None, DIS("art. 19, § 1", verified=False), "REPORT_MISSING",
                "Le rapport social n'est pas déposé.")  # fmt: skip
        unmet = self.state.ris.unmet_conditions()
        undecided = ", ".join(condition.wording for condition in unmet)
        article = unmet[0].law if unmet else DECIDED
        require(not unmet, article, "CONDITIONS_INCOMPLETE", f"Conditions non tranchées ou non remplies : {undecided}.")

    def _undecided(self) -> None:
        """A request is decided once, even by an act dated before the decision."""
        told = self.whole().ris
        decided = told.request_id == self.state.ris.request_id and told.decision is not None
        require(not decided, DECIDED, "ALREADY_DECIDED", "Cette demande est déjà tranchée, à une date ultérieure.")

    def _amount(self, category: Category, right_from: date | None, provisional: bool) -> tuple[Amount, date]:
        """The monthly amount, and the first day of the right: never before the request."""
        ris = self.state.ris
        first_day = right_from or ris.received_on or self.on
        require(ris.received_on is None or first_day >= ris.received_on, DECIDED, "RIGHT_BEFORE_REQUEST",
                "Le droit ne peut précéder la demande.")  # fmt: skip
        if ris.means is None:
            self.warn(DIS("art. 16", verified=False), "RESOURCES_NOT_ASSESSED",
                      "Les ressources n'ont pas été calculées : elles comptent pour zéro.")  # fmt: skip
        scale = self._scale(category, first_day, provisional)
        amount = amount_for(category, ris.counted_means, first_day, self.rules, scale)
        if amount.scale.is_doubtful:
            self.warn(DECIDED, "SCALE_TO_VERIFY", f"Barème à vérifier ({amount.scale.source}).")
        return amount, first_day

    def _reasoned(self, motive_law: str, motive_fact: str, mentions: tuple[Mention, ...]) -> None:
        """A decision is reasoned in law and in fact, and carries the eight mentions."""
        require(bool(motive_law and motive_fact), REASONS, "MOTIVATION_MISSING",
                "La décision doit être motivée en droit et en fait.")  # fmt: skip
        missing = ", ".join(mention.label for mention in Mention if mention not in mentions)
        require(not missing, MENTIONS, "MENTIONS_MISSING", f"Mentions obligatoires absentes : {missing}.")

    def _decided(self, decided_on: date | None) -> date:
        """The day the body decided: that of the act, or an earlier one, never before the request."""
        decided = decided_on or self.on
        received = self.state.ris.received_on or decided
        require(received <= decided <= self.on, DECIDED, "DECISION_DATE",
                f"La décision se situe entre la demande ({day(received)}) et le {day(self.on)}.")  # fmt: skip
        return decided

    def _scale(self, category: Category, on: date, provisional: bool) -> Rule | None:
        """The verified scale of the day (None: let the amount find it), or the last one for a provisional grant."""
        law = DIS("art. 14", verified=False)
        try:
            self.rules.find(scale_key(category), on)
        except RuleMissing as missing:
            last = self.rules.last_before(scale_key(category), on)
            if provisional and last:
                return last
            ways = (
                " Un superviseur peut charger le barème du centre avec sa source ; ou octroyez à titre provisoire, au"
                " dernier montant vérifié, à régulariser." if last else ""
            )  # fmt: skip
            raise RuleBroken("SCALE_UNKNOWN", law, f"Aucun barème vérifié au {day(on)}.{ways}") from missing
        require(not provisional, law, "SCALE_KNOWN", "Le barème est connu : octroyez sans réserve.")
        return None
