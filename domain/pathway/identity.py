"""The file of a person: who, in which household, entrusted to whom, open or closed.

Law: RGPD, art. 5 (exact data); DIS, art. 14 for the household (number cited from memory).
One pathway per person for life; what it is made of (a right, a plan, a contract) succeeds inside it as episodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import StringConstraints

from domain.acts import DIS, PRACTICE
from domain.french import day
from domain.kernel import Choice, Event, Line, Personal, Readable, Value, replace
from domain.law import Refusal, present, require
from domain.niss import birth_date, niss
from domain.pathway.measure import Measure
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

FILE = PRACTICE("dossier")
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]
NISS_INVALID = "Numéro national invalide (chiffre de contrôle)."


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


class Category(Choice):
    """The three household situations of DIS art. 14, § 1 (number cited from memory)."""

    COHABITANT = "1", "cohabitant (cat. 1)"
    SINGLE = "2", "isolé (cat. 2)"
    FAMILY = "3", "famille à charge (cat. 3)"


class Closing(Choice):
    """Why a file is closed."""

    WORK = "work", "emploi"
    UNEMPLOYMENT = "unemployment", "droit au chômage ouvert"
    OTHER_BENEFIT = "other_benefit", "autre prestation sociale"
    MOVED = "moved", "déménagement"
    UNKNOWN = "unknown", "motif inconnu"
    DECEASED = "deceased", "décès"


class Member(Value):
    """Someone of the household; never more than the law asks."""

    kind: Line
    adult: bool = False
    from_on: date | None = None


class PathwayOpened(Event, topic="pathway.opened", french="Dossier ouvert"):
    """The centre opened a file for the person, who may come from a partner."""

    centre: int
    referred_by: Line = ""
    language: Language = Language.FR
    cohort: Line = ""
    gender: Gender = Gender.UNKNOWN

    def apply(self, state: State, on: date) -> State:
        opened = replace(
            state.identity, opened_on=on, is_open=True, centre=self.centre, cohort=self.cohort, gender=self.gender
        )
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
            address=self.address or state.identity.address,
        )
        return replace(state, identity=known)


class IdentityNissChanged(Event, topic="identity.niss-changed", french="Numéro national changé"):
    """The person received another number: a BIS number became a number of the national register."""

    national_number: Personal[str]

    def apply(self, state: State, on: date) -> State:
        return replace(state, identity=replace(state.identity, national_number=self.national_number))


class HouseholdDeclared(Event, topic="household.declared", french="Ménage déclaré : {category}"):
    """The person declared with whom they live; facts decide the category, not the administrative status."""

    category: Category
    members: Personal[tuple[Member, ...]] = ()
    effective_on: date

    def apply(self, state: State, on: date) -> State:
        return replace(state, identity=replace(state.identity, category=self.category, members=self.members))


class PathwayAssigned(Event, topic="pathway.assigned", french="Dossier confié : {worker}"):
    """The file was entrusted to a worker, who becomes its referent."""

    worker: Line

    def apply(self, state: State, on: date) -> State:
        return replace(state, identity=replace(state.identity, referent=self.worker))


class PathwayClosed(Event, topic="pathway.closed", french="Dossier clôturé : {reason}"):
    """The centre closed the file; the right to the income, and the plan, end with it."""

    reason: Closing

    def apply(self, state: State, on: date) -> State:
        closed = replace(state.identity, is_open=False, closed_on=on, left_on=on, closed_for=self.reason)
        return replace(
            state, identity=closed, ris=type(state.ris)(rights=state.ris.ended(on).rights), piis=type(state.piis)()
        )


class PathwayReopened(Event, topic="pathway.reopened", french="Dossier rouvert"):
    """The person came back: a new episode of the same pathway."""

    def apply(self, state: State, on: date) -> State:
        again = replace(
            state.identity, is_open=True, reopened_on=on, closed_on=None, closed_for=None,
            episode=state.identity.episode + 1,
        )  # fmt: skip
        return replace(state, identity=again)


@dataclass(frozen=True, slots=True)
class Identity(Measure):
    """Who the file is about, and where it stands; episodes are counted from 1, ``left_on`` is the last closing."""

    opened_on: date | None = None
    is_open: bool = False
    centre: int | None = None
    cohort: str = ""
    gender: Gender = Gender.UNKNOWN
    last_name: Personal[str] = ""
    first_name: Personal[str] = ""
    birth_date: Personal[date | None] = None
    national_number: Personal[str] = ""
    address: Personal[str] = ""
    category: Category | None = None
    members: Personal[tuple[Member, ...]] = ()
    referent: str = ""
    closed_on: date | None = None
    closed_for: Closing | None = None
    left_on: date | None = None
    reopened_on: date | None = None
    episode: int = 1

    @property
    def since(self) -> date | None:
        """The day the present episode began."""
        return self.reopened_on or self.opened_on

    def age_on(self, on: date) -> int | None:
        """Whole years on that day; None when the birth date is unknown, or erased."""
        if not isinstance(self.birth_date, date):
            return None
        born = self.birth_date
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class IdentitySteps(Steps):
    """How a file begins, changes hands, ends, and begins again."""

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
        """One file per person; the number is checked, the birth date may be unknown."""
        number = self._checked(national_number, birth_date)
        self.record(
            PathwayOpened(
                centre=self.envelope.centre, referred_by=referred_by, language=language, cohort=cohort, gender=gender
            )
        )
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
        number = self._checked(national_number, birth_date)
        former = self.state.identity.national_number
        if number and number != former:
            self.record(IdentityNissChanged(national_number=number))
        self.record(
            IdentityRecorded(last_name=last_name, first_name=first_name, birth_date=birth_date, address=address)
        )

    @step("Déclarer le ménage", law=DIS("art. 14", verified=False))
    def declare_household(
        self, category: Category, members: tuple[Member, ...] = (), effective_on: date | None = None
    ) -> None:
        """Who lives with whom decides the category of the income."""
        self.record(HouseholdDeclared(category=category, members=members, effective_on=effective_on or self.on))

    @step("Confier le dossier", law=FILE)
    def assign_pathway(self, worker: Name) -> None:
        """Each file has one referent, who answers for it."""
        self.record(PathwayAssigned(worker=worker))

    @step(
        "Clôturer le dossier",
        law=FILE,
        when=lambda state: not (state.article60.is_running or state.article61.is_running or state.training.is_running),
        otherwise=Refusal("STILL_RUNNING", "Un contrat ou une formation est encore en cours."),
    )
    def close_pathway(self, reason: Closing | None = None) -> None:
        """The file closes with its reason; what it owes after is the observation of the outcome."""
        self.record(PathwayClosed(reason=present(reason, FILE, "REASON_REQUIRED", "Indiquez un motif.")))

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

    def _checked(self, national_number: str, told: date | None) -> str:
        """The digits of the number, or nothing when none is given; a number that is none breaks the rule."""
        if told:
            require(told <= self.on, FILE, "BORN_LATER", f"La naissance ne peut suivre le {day(self.on)}.")
        if not national_number:
            return ""
        digits = present(niss(national_number, self.on), FILE, "NISS_INVALID", NISS_INVALID)
        written = birth_date(digits)
        if told and written and told != written:
            self.warn(FILE, "BIRTH_DATE_DIFFERS", f"Le numéro national dit une naissance le {day(written)}.")
        return digits
