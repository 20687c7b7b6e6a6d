"""What a history is made of: facts, and the envelope each fact is filed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from domain.french import said

BRUSSELS = ZoneInfo("Europe/Brussels")
NOT_YET = datetime(9999, 1, 1, tzinfo=UTC)
"""When an entry still waiting to be stored is recorded: after every question one may ask."""


def readable(text: str) -> str:
    """What can be stored and shown: no null character, nothing that is half a character."""
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("a character that cannot be written")
    return text


Readable = AfterValidator(readable)
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Readable]
"""A short answer, possibly empty."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000), Readable]
"""An answer in words, possibly blank."""
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Readable]
"""An answer in words, never blank."""


class Value(BaseModel):
    """An immutable value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(StrEnum):
    """One of a closed list: the code that is stored, and the French words a person reads."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Choice:
        member = str.__new__(cls, code)
        member._value_, member.label = code, label or code
        return member

    @classmethod
    def _missing_(cls, value: object) -> Choice | None:
        """A code told by another program: as a number, in other capitals, or by its English name."""
        told = str(value).casefold()
        return next((m for m in cls if told in {m.value.casefold(), m.name.casefold()}), None)


class Erased(Enum):
    """What a personal field reads as, once the person's key is destroyed."""

    ERASED = "[effacé]"

    def __str__(self) -> str:
        return self.value


T = TypeVar("T")
PERSONAL = object()
Personal = Annotated[T | Erased, PERSONAL]
"""``Personal[str]``: encrypted with the person's key when stored; every reader provides for its erasure."""


class Event(Value):
    """A fact, written bare as in ``RisReportFiled()``; told to a person by its French sentence.

    The sentence is ``title`` or ``title : detail``; the fields named in it are written as French people write them.
    """

    TOPIC: ClassVar[str]
    FRENCH: ClassVar[str]
    VERSION: ClassVar[int]

    def __init_subclass__(cls, *, topic: str, french: str, version: int = 1) -> None:
        assert topic not in TOPICS, f"{topic} is already the name of {TOPICS[topic]}"
        cls.TOPIC, cls.FRENCH, cls.VERSION = topic, french, version
        TOPICS[topic] = cls

    def apply(self, state: Any, on: date) -> Any:
        """The state after this fact, true from the day ``on``; total, since any earlier fact may be voided."""
        return state

    @property
    def sentence(self) -> str:
        """The fact, in French, as a line of the timeline."""
        return self.FRENCH.format_map({name: said(answer) for name, answer in self})

    @classmethod
    @cache
    def personal_fields(cls) -> frozenset[str]:
        """The fields encrypted with the person's key."""
        return frozenset(name for name, field in cls.model_fields.items() if PERSONAL in field.metadata)


TOPICS: dict[str, type[Event]] = {}
"""Every kind of fact, by the name it is stored under for ever."""


class Role(Choice):
    """What an agent is, for one act."""

    SOCIAL_WORKER = "worker", "travailleur social"
    HEAD = "head", "chef de service"
    AUDITOR = "auditor", "inspecteur"
    EVALUATOR = "evaluator", "évaluateur"
    JOB_SHOP = "jobshop", "conseiller de Maison de l'emploi"
    STEERING = "steering", "chargé de pilotage"
    PARTNER = "partner", "opérateur partenaire"
    REGION = "region", "Région wallonne"
    ADMIN = "admin", "administrateur"


class Envelope(Value):
    """Around a fact: its legal day, the hand that wrote it, for whom, why, and under which rules."""

    occurred_on: date
    actor: str
    role: Role
    centre: int
    acting_for: str = ""
    reason: Personal[str] = ""
    rules: str
    command_id: UUID
    import_id: str = ""

    @property
    def is_imported(self) -> bool:
        """Whether the fact was told by another system, and never judged here."""
        return bool(self.import_id)


@dataclass(frozen=True)
class Entry:
    """One line of a history: the n-th fact of a stream, in its envelope; its position in the log is 0 until stored."""

    originator_id: UUID
    originator_version: int
    envelope: Envelope
    event: Event
    recorded_at: datetime = field(default=NOT_YET, compare=False)
    position: int = field(default=0, compare=False)

    @property
    def occurred_on(self) -> date:
        """The day the fact was true in law."""
        return self.envelope.occurred_on

    @property
    def recorded_on(self) -> date:
        """The day, in Belgium, the centre came to know the fact."""
        return self.recorded_at.astimezone(BRUSSELS).date() if self.recorded_at < NOT_YET else date.max


if TYPE_CHECKING:
    from dataclasses import replace as replace  # noqa: PLC0414  so that the parts are checked by name and type
else:

    def replace(state: Any, /, **changes: Any) -> Any:
        """The state with these parts: `dataclasses.replace`, in a quarter of the time, as folding does little else.

        States are plain: frozen dataclasses, which compute nothing when they are made.
        """
        parts = state.__dict__
        if not changes.keys() <= parts.keys():
            raise TypeError(f"{type(state).__name__} has no {', '.join(sorted(changes.keys() - parts.keys()))}")
        copy = object.__new__(type(state))
        copy.__dict__.update(parts, **changes)
        return copy
