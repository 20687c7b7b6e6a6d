"""Where the person was sent: to a service, or to a partner who answers; and what came of it.

Law: none orders it; RGPD, art. 6, § 1, a) for what a partner is shown. Periods are a practice. Until partners and
agreements are kept here, a partner is its enterprise number, and the places it has left are taken as told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.acts import PRACTICE
from domain.delays import Deadline, Delay
from domain.french import day
from domain.kernel import Choice, replace
from domain.pathway.consent import Consent
from domain.pathway.measure import Measure
from domain.pathway.services import ServiceCode, services_owed
from domain.rules import Confidence, RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

REFERRAL = PRACTICE("orientation vers un partenaire")
REFERRAL_ANSWER = Delay("REFERRAL_ANSWER", "Réponse du partenaire", REFERRAL, "referral.answer.days",
                        step="accept_referral")  # fmt: skip
REFERRAL_OUTCOME = Delay("REFERRAL_OUTCOME", "Demander ce qu'a donné l'orientation", REFERRAL, "referral.outcome.days",
                         step="record_referral_outcome")  # fmt: skip


class Standing(Choice):
    """Where one referral stands."""

    MADE = "made", "orientée, sans partage du dossier"
    PROPOSED = "proposed", "proposée, réponse attendue"
    ACCEPTED = "accepted", "acceptée"
    REFUSED = "refused", "refusée"
    EXPIRED = "expired", "restée sans réponse"
    WITHDRAWN = "withdrawn", "retirée"


class Attended(Choice):
    """Whether the person went; not known is an answer."""

    YES = "yes", "la personne y est allée"
    NO = "no", "la personne n'y est pas allée"
    UNKNOWN = "unknown", "non connu"


class Result(Choice):
    """What came of a referral (our list)."""

    TAKEN_ON = "taken_on", "prise en charge"
    INFORMED = "informed", "informée seulement"
    SENT_ON = "sent_on", "réorientée"
    NOT_TAKEN_ON = "not_taken_on", "pas de suite"
    UNKNOWN = "unknown", "non connu"


@dataclass(frozen=True)
class Orientation:
    """One referral; ``following`` is the attempt before it that came to nothing."""

    id: UUID
    service: ServiceCode
    made_on: date
    standing: Standing = Standing.MADE
    partner: str = ""
    expires_on: date | None = None
    appointment_on: date | None = None
    following: UUID | None = None
    attended: Attended | None = None
    result: Result | None = None

    @property
    def awaits_answer(self) -> bool:
        """Whether the partner has still to answer; meanwhile a place is kept."""
        return self.standing is Standing.PROPOSED

    @property
    def awaits_outcome(self) -> bool:
        """Whether what came of it is not known yet."""
        return self.standing in {Standing.MADE, Standing.ACCEPTED} and self.result is None

    @property
    def came_to_nothing(self) -> bool:
        """Whether it was refused, or withdrawn, or nobody answered: the place is free again."""
        return self.standing in {Standing.REFUSED, Standing.EXPIRED, Standing.WITHDRAWN}


@dataclass(frozen=True)
class Referral(Measure):
    """The services named to the person, the consents that stand, and every referral in its order."""

    informed: frozenset[ServiceCode] = frozenset()
    consents: tuple[Consent, ...] = ()
    referrals: tuple[Orientation, ...] = ()

    def may_share_with(self, partner: str, on: date) -> bool:
        """Whether the person's consent to share with that partner runs that day."""
        return any(consent.partner == partner and consent.runs_on(on) for consent in self.consents)

    def last_attempt(self, service: ServiceCode) -> Orientation | None:
        """The last referral to that service, when it came to nothing and was not tried again."""
        tried = [each for each in self.referrals if each.service is service]
        return tried[-1] if tried and tried[-1].came_to_nothing else None

    def attempts(self, last: UUID) -> tuple[Orientation, ...]:
        """The chain of attempts that led to this one, the first to begin with."""
        known = {each.id: each for each in self.referrals}
        chain: list[Orientation] = []
        following: UUID | None = last
        while following and (each := known.pop(following, None)):
            chain.insert(0, each)
            following = each.following
        return tuple(chain)

    def with_(self, added: Orientation) -> Referral:
        """The same with one referral more, whose service the person has thereby been told of."""
        return replace(self, referrals=(*self.referrals, added), informed=self.informed | {added.service})

    def amended(
        self, id: UUID | None, waits: Callable[[Orientation], bool], amend: Callable[[Orientation], Orientation]
    ) -> Referral:
        """The same with that referral amended; none named: the last one that waits for it."""
        waiting = [each.id for each in self.referrals if waits(each)]
        named = id or (waiting[-1] if waiting else None)
        return replace(self, referrals=tuple(amend(each) if each.id == named else each for each in self.referrals))

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """Services to name; answers to await, then let expire; outcomes to ask for. An earlier episode owes nothing."""
        yield from services_owed(state, rules)
        since = state.identity.since or date.min
        for each in self.referrals:
            if each.made_on < since:
                continue
            if each.awaits_answer and each.expires_on:
                yield Deadline(
                    REFERRAL_ANSWER.code, each.expires_on, REFERRAL_ANSWER.label, REFERRAL,
                    f"{each.service.label}, proposé le {day(each.made_on)}, à répondre pour le {day(each.expires_on)}",
                    REFERRAL_ANSWER.step, confidence=Confidence.OUR_CHOICE,
                )  # fmt: skip
            elif each.awaits_outcome and not _began(each, state):
                event = "rendez-vous" if each.appointment_on else "orientation"
                owed = REFERRAL_OUTCOME.from_(each.appointment_on or each.made_on, event, rules)
                yield replace(owed, because=f"{each.service.label} ; {owed.because}")


def _began(each: Orientation, state: State) -> bool:
    """A training entered with the partner is followed there, and is outcome enough."""
    entered = (training for training in state.training.episodes if training.operator_bce == each.partner)
    return bool(each.partner) and any(training.start >= each.made_on for training in entered)
