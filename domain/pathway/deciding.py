"""How a centre decides, whatever the matter: by a body, heard first where the law says so, reasoned, with its mentions.

Law: DIS, art. 20 (hearing), 21 § 2 (reasons in law and in fact) and 21 § 3 (the eight mentions).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from domain.acts import DIS
from domain.french import day
from domain.kernel import Choice
from domain.law import Article, require
from domain.pathway.decisions import Mention
from domain.pathway.hearing import HEARD, Subject
from domain.pathway.step import Steps

DECIDED = DIS("art. 21, § 1")
REASONS = DIS("art. 21, § 2")
MENTIONS = DIS("art. 21, § 3")
NOTHING_MORE: Mapping[str, date | None] = MappingProxyType({})


class Body(Choice):
    """Who decides in the name of the centre."""

    COMMITTEE = "COMMITTEE", "Comité spécial du service social"
    COUNCIL = "COUNCIL", "Conseil de l'action sociale"


class DecidingSteps(Steps):
    """What every decision has to respect."""

    def heard(self, subject: Subject) -> None:
        """Nobody is refused, cut or punished without having been offered, in writing, to be heard."""
        require(self.state.hearings.on(subject).is_respected, HEARD, "HEARING_REQUIRED",
                f"La personne doit pouvoir être entendue avant la décision : proposez l'audition ({subject.label}).",
                )  # fmt: skip

    def reasoned(self, motive_law: str, motive_fact: str, mentions: tuple[Mention, ...]) -> None:
        """A decision is reasoned in law and in fact, and carries the eight mentions."""
        self.motivated(motive_law, motive_fact)
        missing = ", ".join(mention.label for mention in Mention if mention not in mentions)
        require(not missing, MENTIONS, "MENTIONS_MISSING", f"Mentions obligatoires absentes : {missing}.")

    def motivated(self, motive_law: str, motive_fact: str) -> None:
        """The reasons alone, where the law asks no mention."""
        require(bool(motive_law and motive_fact), REASONS, "MOTIVATION_MISSING",
                "La décision doit être motivée en droit et en fait.")  # fmt: skip

    def decided_day(
        self,
        told: date | None,
        not_before: date | None,
        law: Article = DECIDED,
        *,
        about: Subject | None = None,
        rests_on: Mapping[str, date | None] = NOTHING_MORE,
    ) -> date:
        """The day the body decided: that of the act, or an earlier one, never before what it decides on.

        ``about``: what the person was heard about first; ``rests_on``: what else it had to know, named in French.
        """
        decided = told or self.on
        heard = self.state.hearings.on(about).decided_from if about else None
        days = {"ce sur quoi elle porte": not_before, "l'audition": heard, **rests_on}
        known = {what: min(on, self.on) for what, on in days.items() if on}
        last = max(known, key=lambda what: known[what], default=None)
        first = known[last] if last else decided
        follows = f" ; elle ne peut précéder {last}" if last else ""
        require(first <= decided <= self.on, law, "DECISION_DATE",
                f"La décision se situe entre le {day(first)} et le {day(self.on)}{follows}.")  # fmt: skip
        return decided
