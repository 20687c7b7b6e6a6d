"""How a centre sanctions: noticed, heard, reasoned, never longer or sooner than the law lets it.

Law: DIS, art. 30, 20 and 21.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from domain.delays import months_after
from domain.french import day
from domain.kernel import Line
from domain.law import Refusal, present, require
from domain.pathway.deciding import Body, DecidingSteps
from domain.pathway.decisions import Mention
from domain.pathway.entitlement import Kind
from domain.pathway.hearing import Subject
from domain.pathway.sanctions import (
    PRESCRIBED,
    PRESCRIPTION,
    SANCTION,
    Count,
    Ground,
    Part,
    Sanction,
    SanctionBecameFinal,
    SanctionImposed,
    SanctionReprieved,
    SanctionReprieveRevoked,
    earliest_start,
    latest_start,
)
from domain.pathway.step import step

if TYPE_CHECKING:
    from domain.pathway import State

CEILINGS = {
    Ground.PLAN_BREACH: ("piis.sanction.max_months", "piis.sanction.repeat_max_months"),
    Ground.UNDECLARED: ("ris.sanction.undeclared.max_months", "ris.sanction.undeclared.repeat_max_months"),
    Ground.FRAUD: ("ris.sanction.fraud.max_months", "ris.sanction.fraud.repeat_max_months"),
}
"""The longest suspension of each ground, the first time and in case of repetition."""
NO_SANCTION = Refusal("NO_SANCTION", "Aucune sanction n'est prononcée, ou elle a déjà un sursis.")


def _may_be_reprieved(state: State) -> bool:
    return state.sanctions.last is not None and not state.sanctions.last.reprieved


class SanctionSteps(DecidingSteps):
    """How a sanction is pronounced, held back, and becomes final."""

    @step(
        "Sanctionner",
        law=SANCTION,
        when=lambda state: state.ris.right is not None,
        otherwise=Refusal("NO_RIGHT", "Aucun revenu n'est en cours."),
    )
    def impose_sanction(
        self,
        ground: Ground,
        months: Count | None = None,
        days: Count | None = None,
        omission_on: date | None = None,
        from_on: date | None = None,
        share: Part = Decimal(1),
        motive_law: Line = "",
        motive_fact: Line = "",
        mentions: tuple[Mention, ...] = (),
        decided_on: date | None = None,
        body: Body = Body.COMMITTEE,
        opinion_ref: Line = "",
        reprieved: bool = False,
    ) -> None:
        """On one of three grounds; no first day told: the earliest the law lets it begin."""
        right = self.state.ris.right
        assert right is not None
        require(right.kind is Kind.RIS, SANCTION, "NOT_FOR_ERIS",
                "Les sanctions du RIS ne s'appliquent pas à l'aide sociale.")  # fmt: skip
        decided = self.decided_day(decided_on, right.decided_on, SANCTION, about=Subject.SANCTION)
        omission = (
            self._breach(decided, opinion_ref) if ground is Ground.PLAN_BREACH else self._omission(omission_on, decided)
        )
        self.heard(Subject.SANCTION)
        self.reasoned(motive_law, motive_fact, mentions)
        first = self._first_day(ground, decided, from_on)
        self._not_too_long(ground, decided, first, months, days)
        id = self.new_id()
        self.record(
            SanctionImposed(
                decision_id=id, ground=ground, omission_on=omission, decided_on=decided, body=body, from_on=first,
                months=months, days=days, share=share, opinion_ref=opinion_ref, motive_law=motive_law,
                motive_fact=motive_fact, mentions=mentions,
            )
        )  # fmt: skip
        if reprieved:
            self.record(SanctionReprieved(decision_id=id))

    def _breach(self, decided: date, opinion_ref: str) -> date:
        """A breach of the plan: noticed in form, its remedy date passed, neither justified nor put right."""
        if not opinion_ref:
            self.warn(SANCTION, "OPINION_MISSING", "L'avis du travailleur social précède la décision : indiquez-le.")
        breach = self.state.breaches.open
        noticed = breach is not None and breach.notice_on is not None and breach.remedy_by is not None
        require(noticed, SANCTION, "NOTICE_REQUIRED", "Une mise en demeure préalable est obligatoire.")
        assert breach is not None and breach.remedy_by is not None  # noqa: PT018  said by the rule above
        require(decided > breach.remedy_by, SANCTION, "REMEDY_PERIOD",
                f"La mise en demeure court jusqu'au {day(breach.remedy_by)}.")  # fmt: skip
        return breach.noted_on

    def _omission(self, told: date | None, decided: date) -> date:
        """Resources undeclared: the one lateness that is refused, since it protects the person."""
        omission = present(told, SANCTION, "OMISSION_REQUIRED", "Indiquez le jour de l'omission.")
        require(omission <= decided, SANCTION, "OMISSION_REQUIRED", "L'omission précède la décision.")
        last = PRESCRIPTION.after(omission, self.rules)
        require(decided <= last, PRESCRIBED, "SANCTION_PRESCRIBED",
                f"Prescrit : la sanction se prononçait au plus tard le {day(last)}.")  # fmt: skip
        return omission

    def _first_day(self, ground: Ground, decided: date, told: date | None) -> date:
        earliest = earliest_start(ground, decided, None, self.rules)
        first = told or earliest
        require(first >= earliest, SANCTION, "SANCTION_TOO_EARLY",
                f"La sanction prend effet au plus tôt le {day(earliest)}.")  # fmt: skip
        if ground is Ground.PLAN_BREACH and first > (latest := latest_start(decided, self.rules)):
            self.warn(SANCTION, "SANCTION_LATE", f"Un début après le {day(latest)} s'explique.")
        return first

    def _not_too_long(self, ground: Ground, decided: date, first: date, months: int | None, days: int | None) -> None:
        require(bool(months) != bool(days), SANCTION, "DURATION_REQUIRED", "Indiquez la durée, en mois ou en jours.")
        repeated = self.state.sanctions.is_repetition(ground, decided, self.rules)
        most = int(self.rules.find(CEILINGS[ground][repeated], decided).number)
        ends = months_after(first, months) if months else first + timedelta(days=days or 0)
        require(ends <= months_after(first, most), SANCTION, "SANCTION_TOO_LONG", f"Maximum légal : {most} mois.")

    @step("Accorder un sursis", law=SANCTION, when=_may_be_reprieved, otherwise=NO_SANCTION)
    def reprieve_sanction(self, until: date | None = None) -> None:
        """A sanction may be held back, wholly, as long as the person keeps to what was agreed."""
        self.record(SanctionReprieved(decision_id=self._last.id, until=until))

    @step(
        "Révoquer le sursis",
        law=SANCTION,
        when=lambda state: state.sanctions.last is not None and state.sanctions.last.reprieved,
        otherwise=Refusal("NO_REPRIEVE", "Aucun sursis n'est en cours."),
    )
    def revoke_reprieve(self, reason: Line = "") -> None:
        """The sanction is carried out after all, for a reason that is said."""
        self.record(SanctionReprieveRevoked(decision_id=self._last.id, reason=reason or self.need_reason(SANCTION)))

    @step(
        "Acter le caractère définitif",
        law=SANCTION,
        when=lambda state: state.sanctions.last is not None and state.sanctions.last.final_on is None,
        otherwise=Refusal("NO_SANCTION", "Aucune sanction n'attend de devenir définitive."),
        even_closed=True,
    )
    def record_sanction_final(self, final_on: date | None = None) -> None:
        """Once the period of appeal is over by the later reading too, or a court has spoken."""
        on, decision = final_on or self.on, self.state.decisions.of(self._last.id)
        self.not_later(on, SANCTION)
        require(decision is not None and decision.appeal_is_over(on, self.rules), SANCTION, "APPEAL_STILL_OPEN",
                "Le délai de recours n'est pas écoulé.")  # fmt: skip
        self.record(SanctionBecameFinal(decision_id=self._last.id, final_on=on))

    @property
    def _last(self) -> Sanction:
        """The last sanction, which the guard saw."""
        assert self.state.sanctions.last is not None
        return self.state.sanctions.last
