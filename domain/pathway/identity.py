"""The file of a person: who, open or closed; where it stands, its household, referents and links included.

Law: RGPD, art. 5 (exact data).
One pathway per person for life; what it is made of (a right, a plan, a contract) succeeds inside it as episodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import StringConstraints

from domain.kernel import Choice, Event, Line, Personal, Readable, Role, replace
from domain.law import Refusal, present
from domain.pathway.assignment import FILE, Entrusted, Turn, turn_on
from domain.pathway.household import Category, Household
from domain.pathway.measure import Measure
from domain.pathway.national_numbers import Numbered, NumberedSteps, numbered
from domain.pathway.ris_delays import DECISION
from domain.pathway.step import step

if TYPE_CHECKING:
    from domain.pathway import State

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]


class Gender(Choice):
    """As the person says it; unknown is an answer."""

    FEMALE = "F", "femme"
    MALE = "M", "homme"
    OTHER = "X", "autre"
    UNKNOWN = "unknown", "non précisé"


class Language(Choice):
    """The language the centre writes in; the three of the country, or another."""

    FR = "fr", "français"
    NL = "nl", "néerlandais"
    DE = "de", "allemand"
    OTHER = "other", "autre"


class Closing(Choice):
    """Why a file is closed."""

    WORK = "work", "emploi"
    UNEMPLOYMENT = "unemployment", "droit au chômage ouvert"
    OTHER_BENEFIT = "other_benefit", "autre prestation sociale"
    MOVED = "moved", "déménagement"
    UNKNOWN = "unknown", "motif inconnu"
    DECEASED = "deceased", "décès"


class PathwayOpened(Event, topic="pathway.opened", french="Dossier ouvert", version=2):
    """The centre opened a file for the person, who may come from a partner; whoever opened it may answer for it."""

    centre: int
    referred_by: Line = ""
    language: Language = Language.FR
    cohort: Line = ""
    gender: Gender = Gender.UNKNOWN
    referent: Line = ""

    def apply(self, state: State, on: date) -> State:
        opened = replace(
            state.identity, opened_on=on, is_open=True, centre=self.centre, cohort=self.cohort, gender=self.gender,
            language=self.language, referent=self.referent,
            entrusted=(Entrusted(self.referent, on),) if self.referent else (),
        )  # fmt: skip
        return replace(state, identity=opened)


class IdentityRecorded(Event, topic="identity.recorded", french="Identité enregistrée"):
    """The centre wrote down who the person is; the birth date may be unknown."""

    last_name: Personal[str]
    first_name: Personal[str]
    birth_date: Personal[date | None] = None
    national_number: Personal[str] = ""
    address: Personal[str] = ""

    def apply(self, state: State, on: date) -> State:
        known = replace(
            state.identity,
            last_name=self.last_name,
            first_name=self.first_name,
            birth_date=self.birth_date or state.identity.birth_date,
            national_number=self.national_number or state.identity.national_number,
            numbers=numbered(state.identity.numbers, self.national_number, on),
            address=self.address or state.identity.address,
        )
        return replace(state, identity=known)


class IdentityNissChanged(Event, topic="identity.niss-changed", french="Numéro national changé"):
    """The person received another number: a BIS number became a number of the national register."""

    national_number: Personal[str]

    def apply(self, state: State, on: date) -> State:
        numbers = numbered(state.identity.numbers, self.national_number, on)
        changed = replace(state.identity, national_number=self.national_number, numbers=numbers)
        return replace(state, identity=changed)


class PathwayClosed(Event, topic="pathway.closed", french="Dossier clôturé : {reason}"):
    """The centre closed the file; the right to the income, and the plan, end with it."""

    reason: Closing

    def apply(self, state: State, on: date) -> State:
        closed = replace(state.identity, is_open=False, closed_on=on, left_on=on, closed_for=self.reason)
        return replace(
            state, identity=closed, ris=state.ris.closed(on), hearings=type(state.hearings)(),
            reviews=replace(state.reviews, open=None), breaches=state.breaches.dropped(on),
            piis=state.piis.closed(on, for_work=self.reason is Closing.WORK),
        )  # fmt: skip


class PathwayReopened(Event, topic="pathway.reopened", french="Dossier rouvert"):
    """The person came back: a new episode of the same pathway."""

    def apply(self, state: State, on: date) -> State:
        again = replace(
            state.identity, is_open=True, reopened_on=on, closed_on=None, closed_for=None,
            episode=state.identity.episode + 1,
        )  # fmt: skip
        return replace(state, identity=again)


@dataclass(frozen=True)
class Identity(Measure):
    """Who the file is about, and where it stands; episodes are counted from 1, ``left_on`` is the last closing.

    ``category`` is that of the last household, ``referent`` whoever the file is entrusted to for good.
    """

    opened_on: date | None = None
    is_open: bool = False
    centre: int | None = None
    cohort: str = ""
    gender: Gender = Gender.UNKNOWN
    language: Language = Language.FR
    last_name: Personal[str] = ""
    first_name: Personal[str] = ""
    birth_date: Personal[date | None] = None
    national_number: Personal[str] = ""
    numbers: tuple[Numbered, ...] = ()
    address: Personal[str] = ""
    category: Category | None = None
    households: tuple[Household, ...] = ()
    referent: str = ""
    entrusted: tuple[Entrusted, ...] = ()
    links: tuple[UUID, ...] = ()
    closed_on: date | None = None
    closed_for: Closing | None = None
    left_on: date | None = None
    reopened_on: date | None = None
    episode: int = 1

    @property
    def since(self) -> date | None:
        """The day the present episode began."""
        return self.reopened_on or self.opened_on

    def household_on(self, on: date) -> Household | None:
        """With whom the person lived that day; None before anything was declared."""
        return next((each for each in reversed(self.households) if each.effective_on <= on), None)

    def category_on(self, on: date) -> Category | None:
        """The category that household gave."""
        household = self.household_on(on)
        return household.category if household else None

    def turn_on(self, on: date) -> Turn | None:
        """Whose turn it is to answer for the file that day, and in whose place; None when it is nobody's."""
        return turn_on(self.entrusted, on)

    def referent_on(self, on: date) -> str:
        """Who answers for the file that day, a stand-in included; nobody when it is not entrusted."""
        turn = self.turn_on(on)
        return turn.worker if turn else ""

    @property
    def stand_in(self) -> Entrusted | None:
        """The last absence told: who stands in, from when, until when; it may be over."""
        return next((each for each in reversed(self.entrusted) if each.until), None)

    def age_on(self, on: date) -> int | None:
        """Whole years on that day; None when the birth date is unknown, or erased."""
        if not isinstance(self.birth_date, date):
            return None
        born = self.birth_date
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def keeps_the_file_open(state: State) -> Iterator[bool]:
    """Whether each thing that keeps a file from closing runs: a contract, a training."""
    yield state.article60.is_running
    yield state.article61.is_running
    yield state.training.is_running


class IdentitySteps(NumberedSteps):
    """How a file begins, ends, and begins again."""

    @step(
        "Ouvrir le dossier",
        law=FILE,
        when=lambda state: state.identity.opened_on is None,
        otherwise=Refusal("FILE_EXISTS", "Ce dossier est déjà ouvert."),
        even_closed=True,
    )
    def open_pathway(
        self,
        last_name: Name,
        first_name: Name,
        national_number: Line = "",
        birth_date: date | None = None,
        gender: Gender = Gender.UNKNOWN,
        language: Language = Language.FR,
        address: Line = "",
        referred_by: Line = "",
        cohort: Line = "",
    ) -> None:
        """One file per person; the birth date may be unknown. A social worker who opens a file answers for it."""
        number = self.checked_number(national_number, birth_date)
        mine = self.envelope.role is Role.SOCIAL_WORKER
        self.record(
            PathwayOpened(
                centre=self.envelope.centre, referred_by=referred_by, language=language, cohort=cohort, gender=gender,
                referent=self.envelope.actor if mine else "",
            )
        )  # fmt: skip
        self.record(
            IdentityRecorded(
                last_name=last_name,
                first_name=first_name,
                birth_date=birth_date,
                national_number=number,
                address=address,
            )
        )  # fmt: skip

    @step("Mettre à jour l'identité", law=FILE)
    def record_identity(
        self,
        last_name: Name,
        first_name: Name,
        national_number: Line = "",
        birth_date: date | None = None,
        address: Line = "",
    ) -> None:
        """A BIS number may become a number of the national register: same person, two numbers."""
        number = self.checked_number(national_number, birth_date)
        former = self.state.identity.national_number
        if number and number != former:
            self.record(IdentityNissChanged(national_number=number))
        self.record(
            IdentityRecorded(last_name=last_name, first_name=first_name, birth_date=birth_date, address=address)
        )

    @step(
        "Clôturer le dossier",
        law=FILE,
        when=lambda state: not any(keeps_the_file_open(state)),
        otherwise=Refusal("STILL_RUNNING", "Un contrat ou une formation est encore en cours."),
    )
    def close_pathway(self, reason: Closing | None = None) -> None:
        """The file closes with its reason; its outcome is observed, a request not decided awaits its answer."""
        why = present(reason, FILE, "REASON_REQUIRED", "Indiquez un motif.")
        if self.state.ris.is_pending:
            self.warn(DECISION.law, "REQUEST_PENDING",
                      "Une demande attend une décision : décidez, ou transmettez-la.")  # fmt: skip
        self.record(PathwayClosed(reason=why))

    @step(
        "Rouvrir le dossier",
        law=FILE,
        when=lambda state: state.identity.closed_for not in {None, Closing.DECEASED},
        otherwise=Refusal("FILE_OPEN", "Le dossier n'est pas clôturé, ou l'est pour cause de décès."),
        even_closed=True,
    )
    def reopen_pathway(self) -> None:
        """Who comes back finds the same pathway, and begins a new episode of it."""
        self.record(PathwayReopened())
