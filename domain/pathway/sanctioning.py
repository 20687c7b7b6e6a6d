"""How a centre sanctions: noticed, heard, reasoned, never longer or sooner than the law lets it, and once.

Law: DIS, art. 30, 20 and 21. The hearing is on what is sanctioned: offered after the omission, or after the notice.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from domain.delays import months_after
from domain.french import day
from domain.kernel import Line
from domain.law import Refusal, present, require
from domain.pathway.deciding import Body, DecidingSteps
from domain.pathway.decisions import Mention
from domain.pathway.entitlement import Kind
from domain.pathway.hearing import HEARD, Subject
from domain.pathway.piis_breach import BreachEnd
from domain.pathway.sanctions import (
    EXECUTION,
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

CEILINGS = {
    Ground.PLAN_BREACH: ("piis.sanction.max_months", "piis.sanction.repeat_max_months"),
    Ground.UNDECLARED: ("ris.sanction.undeclared.max_months", "ris.sanction.undeclared.repeat_max_months"),
    Ground.FRAUD: ("ris.sanction.fraud.max_months", "ris.sanction.fraud.repeat_max_months"),
}
"""The longest suspension of each ground, the first time and in case of repetition."""
NO_SANCTION = Refusal("NO_SANCTION", "Aucune sanction n'est prononcée, ou elle a déjà un sursis.")
NO_REPRIEVE = Refusal("NO_REPRIEVE", "Aucun sursis n'est en cours.")
ALL_FINAL = Refusal("NO_SANCTION", "Aucune sanction n'attend de devenir définitive.")


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
        if ground is Ground.PLAN_BREACH:
            omission = self._breach(decided, opinion_ref)
        else:
            omission = self._omission(omission_on, decided)
        self.reasoned(motive_law, motive_fact, mentions)
        first = self._first_day(ground, decided, from_on)
        self._not_too_long(self._ceiling(ground, omission, decided), first, months, days)
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
        assert breach is not None and breach.notice_on is not None and breach.remedy_by is not None  # noqa: PT018
        told = next((each for each in self.whole().breaches.told if each.id == breach.id), breach)
        self._once(is_first=told.outcome != BreachEnd.SANCTIONED)
        require(decided > breach.remedy_by, SANCTION, "REMEDY_PERIOD",
                f"La mise en demeure court jusqu'au {day(breach.remedy_by)}.")  # fmt: skip
        self._heard_since(breach.notice_on, "la mise en demeure")
        return breach.noted_on

    def _omission(self, told: date | None, decided: date) -> date:
        """Resources undeclared: the one lateness that is refused, since it protects the person."""
        omission = present(told, SANCTION, "OMISSION_REQUIRED", "Indiquez le jour de l'omission.")
        require(omission <= decided, SANCTION, "OMISSION_REQUIRED", "L'omission précède la décision.")
        last = PRESCRIPTION.after(omission, self.rules)
        require(decided <= last, PRESCRIBED, "SANCTION_PRESCRIBED",
                f"Prescrit : la sanction se prononçait au plus tard le {day(last)}.")  # fmt: skip
        self._once(is_first=not self.whole().sanctions.omitted_on(omission))
        self._heard_since(omission, "l'omission")
        return omission

    def _once(self, *, is_first: bool) -> None:
        """Nobody is punished twice for one fact, even by an act dated before the first."""
        require(is_first, SANCTION, "ALREADY_SANCTIONED", "Ce fait est déjà sanctionné : il ne l'est qu'une fois.")

    def _heard_since(self, day_of: date, what: str) -> None:
        """The hearing offered is on these facts: one offered before they were known is on others."""
        self.heard(Subject.SANCTION)
        offered = self.state.hearings.on(Subject.SANCTION).offered_on
        require(offered is not None and offered >= day_of, HEARD, "HEARING_REQUIRED",
                f"L'audition a été proposée avant {what} du {day(day_of)} : proposez-la à nouveau.")  # fmt: skip

    def _first_day(self, ground: Ground, decided: date, told: date | None) -> date:
        earliest = earliest_start(ground, decided, None, self.rules)
        first = told or earliest
        require(first >= earliest, SANCTION, "SANCTION_TOO_EARLY",
                f"La sanction prend effet au plus tôt le {day(earliest)}.")  # fmt: skip
        if ground is Ground.PLAN_BREACH and first > (latest := latest_start(decided, self.rules)):
            self.warn(SANCTION, "SANCTION_LATE", f"Un début après le {day(latest)} s'explique.")
        return first

    def _ceiling(self, ground: Ground, offence_on: date, decided: date) -> int:
        """The longest suspension, in months: longer for a repetition."""
        repeated = self.state.sanctions.is_repetition(ground, offence_on, self.rules)
        return int(self.rules.find(CEILINGS[ground][repeated], decided).number)

    def _not_too_long(self, most: int, first: date, months: int | None, days: int | None) -> None:
        require(bool(months) != bool(days), SANCTION, "DURATION_REQUIRED", "Indiquez la durée, en mois ou en jours.")
        ends = months_after(first, months) if months else first + timedelta(days=days or 0)
        require(ends <= months_after(first, most), SANCTION, "SANCTION_TOO_LONG", f"Maximum légal : {most} mois.")

    @step(
        "Accorder un sursis",
        law=SANCTION,
        when=lambda state: bool(state.sanctions.carried_out),
        otherwise=NO_SANCTION,
    )
    def reprieve_sanction(self, until: date | None = None, decision_id: UUID | None = None) -> None:
        """A sanction may be held back, wholly, as long as the person keeps to what was agreed; unsaid, the last one."""
        sanction = self._which(decision_id, self.state.sanctions.carried_out, NO_SANCTION)
        self.record(SanctionReprieved(decision_id=sanction.id, until=until))

    @step(
        "Révoquer le sursis",
        law=SANCTION,
        when=lambda state: bool(state.sanctions.held_back),
        otherwise=NO_REPRIEVE,
    )
    def revoke_reprieve(self, reason: Line = "", decision_id: UUID | None = None) -> None:
        """The sanction is carried out from the next day, for a reason that is said; not once its time is over."""
        sanction = self._which(decision_id, self.state.sanctions.held_back, NO_REPRIEVE)
        until = sanction.reprieved_until
        require(until is None or self.on <= until, SANCTION, "REPRIEVE_OVER",
                f"Le sursis est accompli depuis le {day(until or self.on)} : il ne se révoque plus.")  # fmt: skip
        last = EXECUTION.after(sanction.final_on, self.rules) if sanction.final_on else self.on
        require(self.on <= last, PRESCRIBED, "SANCTION_PRESCRIBED",
                f"Prescrit : la sanction s'exécutait au plus tard le {day(last)}.")  # fmt: skip
        why = reason or self.need_reason(SANCTION)
        self.record(SanctionReprieveRevoked(decision_id=sanction.id, reason=why))

    @step(
        "Acter le caractère définitif",
        law=SANCTION,
        when=lambda state: bool(state.sanctions.not_final),
        otherwise=ALL_FINAL,
        even_closed=True,
    )
    def record_sanction_final(self, final_on: date | None = None, decision_id: UUID | None = None) -> None:
        """Once the period of appeal is over by the later reading too, or a court has spoken; never sooner."""
        on = final_on or self.on
        self.not_later(on, SANCTION)
        sanctions = self.state.sanctions.not_final
        over = tuple(each for each in sanctions if self._is_unappealable(each, on))
        sanction = self._which(decision_id, sanctions if decision_id else over or sanctions, ALL_FINAL)
        require(sanction in over, SANCTION, "APPEAL_STILL_OPEN",
                "Le délai de recours n'est pas écoulé, ou le tribunal n'avait pas encore jugé.")  # fmt: skip
        self.record(SanctionBecameFinal(decision_id=sanction.id, final_on=on))

    def _is_unappealable(self, sanction: Sanction, on: date) -> bool:
        decision = self.state.decisions.of(sanction.id)
        lodged = [appeal for appeal in self.state.appeals.lodged if appeal.decision_id == sanction.id]
        judged = all(appeal.judged_on is not None and appeal.judged_on <= on for appeal in lodged)
        return judged and decision is not None and decision.appeal_is_over(on, self.rules)

    def _which(self, named: UUID | None, there: tuple[Sanction, ...], otherwise: Refusal) -> Sanction:
        """The sanction named, or the last of those the step may be about."""
        found = [each for each in there if named in {None, each.id}]
        require(bool(found), SANCTION, otherwise.code, otherwise.reason)
        return found[-1]
