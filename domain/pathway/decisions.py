"""The decisions of the centre, of whatever measure: each told to the person, and open to appeal.

Law: DIS, art. 21 § 3 (the eight mentions), 21 § 4 (notification; cited from memory) and 47 (appeal); LO CPAS, art. 71
for the equivalent aid (to be verified). A mention missing, or a letter that proves nothing, and the period of appeal
does not start until another letter puts it right. Its last day is read in two ways: the earlier is shown, and never
moved to a later day; the product informs, and closes no right by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from domain.acts import DIS, LO
from domain.delays import Deadline, Delay, eve, length, months_after, working_days_after
from domain.delays import Kind as DeadlineKind
from domain.french import day
from domain.kernel import Choice, replace
from domain.law import Article
from domain.pathway.entitlement import Kind
from domain.pathway.measure import Measure
from domain.pathway.ris_delays import as_of
from domain.rules import Confidence, RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

NOTIFY = Delay("NOTIFY", "Notifier la décision", DIS("art. 21, § 4", verified=False), "ris.notification.days",
               step="notify_decision")  # fmt: skip
APPEAL = DIS("art. 47")


def appeal_of(kind: Kind) -> Article:
    """The article that opens the appeal: another one for the equivalent aid."""
    return APPEAL if kind is Kind.RIS else LO("art. 71", verified=False)


class Matter(Choice):
    """What a decision is about."""

    GRANT = "grant", "octroi"
    REFUSAL = "refusal", "refus"
    WITHDRAWAL = "withdrawal", "retrait"
    REVIEW = "review", "révision"
    SUSPENSION = "suspension", "suspension"
    RECOVERY = "recovery", "récupération"
    SANCTION = "sanction", "sanction"
    EXEMPTION = "exemption", "dispense de PIIS"


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


class Letter(Choice):
    """How a decision reached the person."""

    REGISTERED = "registered", "par recommandé"
    BY_HAND = "by_hand", "contre accusé de réception"
    ORDINARY = "ordinary", "par courrier ordinaire"


@dataclass(frozen=True)
class Notice:
    """How, and when, the person was told: mentions the letter ``lacks``, or ``carries`` though the decision did not."""

    mode: Letter
    posted_on: date
    presented_on: date | None = None
    lacks: tuple[Mention, ...] = ()
    carries: tuple[Mention, ...] = ()

    @property
    def awaits_presentation(self) -> bool:
        """Whether the letter is on its way: the day it is presented is still to be told."""
        return self.mode is Letter.REGISTERED and self.presented_on is None

    @property
    def starts_appeal(self) -> bool:
        """Whether the period of appeal runs: the letter proves its day, and says all it must."""
        return self.mode is not Letter.ORDINARY and not self.lacks

    def appeal_readings(self, rules: RuleSet) -> tuple[date, date]:
        """The last day of an appeal, by the earlier reading and by the later one."""
        months = int(rules.find("ris.appeal.months", self.posted_on).number)
        first_working_day = working_days_after(self.posted_on, 1)
        starts = (self.presented_on or first_working_day, first_working_day)
        return eve(months_after(min(starts), months)), eve(months_after(max(starts), months))


@dataclass(frozen=True)
class Decided:
    """One decision: what about, when, how the person was told; ``judged`` once a court has spoken of it."""

    id: UUID
    matter: Matter
    decided_on: date
    lacks: tuple[Mention, ...] = ()
    notice: Notice | None = None
    appealed_on: date | None = None
    judged: bool = False
    kind: Kind = Kind.RIS

    @property
    def posted_on(self) -> date | None:
        """The day the letter left, if it did."""
        return self.notice.posted_on if self.notice else None

    @property
    def awaits_notice(self) -> bool:
        """Whether the person is still to be told, in a letter that starts the appeal, or it is to be presented."""
        return not self.starts_appeal or self.notice is None or self.notice.awaits_presentation

    @property
    def starts_appeal(self) -> bool:
        """Whether the period of appeal runs: the letter proves its day, and no mention is missing any more."""
        if self.notice is None or not self.notice.starts_appeal:
            return False
        return set(self.lacks) <= set(self.notice.carries)

    @property
    def is_contested(self) -> bool:
        """Whether it went to court, or came back from there."""
        return self.appealed_on is not None or self.judged

    def told(self, notice: Notice) -> Decided:
        """The same, told so; a letter that starts no appeal takes nothing from one that did."""
        told = replace(self, notice=notice)
        return self if self.starts_appeal and not told.starts_appeal else told

    @property
    def named(self) -> str:
        """``octroi du 27/05/2024``."""
        return f"{self.matter.label} du {day(self.decided_on)}"

    def deadlines(self, rules: RuleSet) -> Iterator[Deadline]:
        """Told within days, by a letter that starts the period of appeal; then the person may appeal."""
        if self.notice is None or not (self.starts_appeal or self.is_contested):
            yield as_of(self.kind, NOTIFY).from_(self.decided_on, self.matter.label, rules)
        elif self.starts_appeal and not self.is_contested:
            yield self._appeal(self.notice, rules)

    def _appeal(self, notice: Notice, rules: RuleSet) -> Deadline:
        months = rules.find("ris.appeal.months", notice.posted_on)
        shown, other = notice.appeal_readings(rules)
        presented = notice.presented_on or working_days_after(notice.posted_on, 1)
        because = f"{self.matter.label}, lettre postée le {day(notice.posted_on)}, présentée le {day(presented)}"
        return Deadline(
            "APPEAL", shown, "Recours possible, au plus tard", appeal_of(self.kind),
            f"{because} + {length(months)}, la veille",
            kind=DeadlineKind.INFORMATION, confidence=Confidence.CONFLICTING, other_reading=day(other),
        )  # fmt: skip

    def appeal_is_over(self, on: date, rules: RuleSet) -> bool:
        """Whether, by the later reading too, the period of appeal has passed that day, or a court has spoken."""
        if self.judged:
            return True
        runs = self.starts_appeal and self.appealed_on is None
        return runs and self.notice is not None and on > self.notice.appeal_readings(rules)[1]


@dataclass(frozen=True)
class Decisions(Measure):
    """Every decision, in the order they were told; they outlive the file, since the person may still appeal."""

    taken: tuple[Decided, ...] = ()
    outlives_file: ClassVar[bool] = True

    def of(self, id: UUID | None) -> Decided | None:
        """The decision of that number."""
        return next((each for each in self.taken if each.id == id), None)

    def amended(self, id: UUID | None, amend: Callable[[Decided], Decided]) -> Decisions:
        """The same, with that decision amended."""
        return Decisions(tuple(amend(each) if each.id == id else each for each in self.taken))

    @property
    def untold(self) -> tuple[Decided, ...]:
        """Those the person is still to be told of, before those whose letter is on its way."""
        waiting = (each for each in self.taken if each.awaits_notice)
        return tuple(sorted(waiting, key=lambda each: each.posted_on is not None))

    def presented_on(self, id: UUID) -> date | None:
        """The day the letter of that decision was presented, as far as is known."""
        decided = self.of(id)
        return decided.notice.presented_on if decided and decided.notice else None

    def deadlines(self, state: State, rules: RuleSet) -> Iterator[Deadline]:
        """What is owed on each, the earliest appeal of each included."""
        for decided in self.taken:
            yield from decided.deadlines(rules)


def decided(
    state: State, matter: Matter, id: UUID, decided_on: date, mentions: Iterable[Mention] | None = None
) -> State:
    """The state with that decision taken; ``mentions`` None: a decision the law asks none of."""
    lacks = () if mentions is None else tuple(each for each in Mention if each not in tuple(mentions))
    on_request = matter in {Matter.GRANT, Matter.REFUSAL} or not state.ris.rights
    kind = state.ris.kind if on_request else state.ris.rights[-1].kind
    taken = (*state.decisions.taken, Decided(id, matter, decided_on, lacks, kind=kind))
    return replace(state, decisions=Decisions(taken))
