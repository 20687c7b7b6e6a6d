"""A plan is signed, after time to reflect; or the person would not sign.

Law: DIS, art. 11 § 2 (number cited from memory); Royal Decree (AR DIS), art. 10 to 21; circular of 27 March 2018,
updated 18 March 2024. The person is told beforehand what the plan contains, how far it goes and what follows from it,
and may be assisted by whom they choose.
"""

from __future__ import annotations

from datetime import date

from domain.acts import DIS, OSEZ_LIEGE, PRACTICE
from domain.french import day
from domain.kernel import Line, Text
from domain.law import Refusal, require
from domain.pathway.piis import PiisSignatureRefused, PiisSigned
from domain.pathway.piis_delays import CONTENT, REFLECTION, REFLECTION_WARN, proposed, require_spacing
from domain.pathway.step import Steps, step

SIGNATURE = DIS("art. 11, § 2", verified=False)
REFUSAL = PRACTICE("refus de signer")
NO_DRAFT = Refusal("NO_DRAFT", "Aucun projet n'attend de signature : remettez d'abord le projet.")


class PiisSignSteps(Steps):
    """How a plan comes to bind."""

    @step(
        "Signer le PIIS",
        law=SIGNATURE,
        when=lambda state: state.piis.awaits_signature,
        otherwise=NO_DRAFT,
    )
    def sign_piis(
        self,
        start: date | None = None,
        end: date | None = None,
        parties: tuple[Line, ...] = (),
        co_signed_by: tuple[Line, ...] = (),
        assisted_by: Line = "",
        informed: bool = False,
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
        if not informed:
            self.warn(CONTENT, "INFORMATION_NOT_TOLD",
                      "Informez la personne du contenu, de la portée et des conséquences ; notez-le.")  # fmt: skip
        begins = start or self.on
        planned = evaluation_dates or proposed(begins, end, self.rules)
        require_spacing(begins, end, planned, self.rules)
        self.record(
            PiisSigned(
                parties=parties,
                co_signed_by=co_signed_by,
                assisted_by=assisted_by,
                informed=informed,
                start=begins,
                end=end,
                evaluation_dates=planned,
            )
        )

    @step("Acter le refus de signer", law=REFUSAL, when=lambda state: state.piis.awaits_signature, otherwise=NO_DRAFT)
    def refuse_signature(self, reason: Text = "", refused_on: date | None = None) -> None:
        """Who would not sign says why; the draft stays on the table, and no sanction follows by itself."""
        draft, refused = self.state.piis.draft, refused_on or self.on
        assert draft is not None
        self.not_later(refused, REFUSAL)
        require(refused >= draft.draft_given_on, REFUSAL, "REFUSED_BEFORE_DRAFT",
                f"Le projet n'a été remis que le {day(draft.draft_given_on)}.")  # fmt: skip
        why = reason or self.need_reason(REFUSAL)
        self.record(PiisSignatureRefused(on=refused, reason=why))
