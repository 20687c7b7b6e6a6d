"""A step: a verb of a pathway, with its French label, its article, its moment and its authors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, NamedTuple, ParamSpec, TypeVar
from uuid import UUID, uuid5

from domain.kernel import Entry, Envelope, Event, Role
from domain.law import Article, Refusal, RuleBroken, require
from domain.reach import FIRST_DAY, LAST_DAY, within_reach
from domain.rules import RuleSet

if TYPE_CHECKING:
    from domain.pathway import State

NOT_OPENED = Refusal("FILE_NOT_OPENED", "Ce dossier n'est pas encore ouvert.")
CLOSED = Refusal("FILE_CLOSED", "Le dossier est clôturé : rouvrez-le d'abord.")
AGENTS = frozenset({Role.SOCIAL_WORKER, Role.HEAD})
"""Who leads pathways: social workers, and their head, who also enters what the committee decides."""


class NotAllowed(Exception):
    """The agent's role, or centre, does not take this step."""

    def __init__(self, reason: str, code: str = "FORBIDDEN") -> None:
        super().__init__(reason)
        self.reason, self.code = reason, code


class Step(NamedTuple):
    """What a screen, an interface, a manual or a test needs to know about a verb."""

    name: str
    label: str
    law: Article
    when: Callable[[State], bool]
    otherwise: Refusal
    roles: frozenset[Role]
    verb: Callable[..., None]
    even_closed: bool
    asks_reason: bool

    def why_not(self, state: State, role: Role) -> Refusal | None:
        """Why an agent of that role may not take the step now; None if the step is open."""
        if role not in self.roles:
            allowed = ", ".join(sorted(role.label for role in self.roles))
            return Refusal("FORBIDDEN", f"Réservé à : {allowed}.")
        return self.closed_by(state)

    def closed_by(self, state: State) -> Refusal | None:
        """What in the history closes the step, whoever asks; None if nothing does."""
        if not self.even_closed and not state.identity.is_open:
            return CLOSED if state.identity.opened_on else NOT_OPENED
        return None if self.when(state) else self.otherwise.about(state)


STEPS: dict[str, Step] = {}
"""Every verb of every measure, in the order the measures are named in `Pathway`."""


class Steps:
    """What the steps of every measure lean on; `Pathway` provides it."""

    state: State
    rules: RuleSet
    history: list[Entry]
    pending: list[Entry]
    warnings: list[Warned]
    envelope: Envelope
    now: datetime
    record: Callable[[Event], None]
    whole: Callable[[], State]

    @property
    def on(self) -> date:
        """The legal day of the act under way."""
        return self.envelope.occurred_on

    def new_id(self) -> UUID:
        """An identifier for what this act creates: the same act, told again, gives the same."""
        return uuid5(self.envelope.command_id, f"{len(self.history) + 1}")

    def warn(self, law: Article, code: str, reason: str) -> None:
        """Tell the agent what is late or doubtful; the step is taken all the same."""
        self.warnings.append(Warned(code, law, reason))

    def not_later(self, told: date | None, law: Article) -> None:
        """What an act tells of has happened by its day."""
        require(told is None or told <= self.on, law, "LATER_THAN_THE_ACT",
                f"Une date ne peut suivre le jour de l'acte ({self.on:%d/%m/%Y}).")  # fmt: skip

    def need_reason(self, law: Article) -> str:
        """The reason of the act, without which the step is not taken."""
        reason = str(self.envelope.reason).strip()
        require(bool(reason), law, "REASON_REQUIRED", "Indiquez un motif.")
        return reason


class Warned(NamedTuple):
    """What a step said while it was taken."""

    code: str
    law: Article
    reason: str


def always(state: State) -> bool:
    """For the few steps the law allows at any time."""
    return True


Answers = ParamSpec("Answers")
Taker = TypeVar("Taker", bound=Steps)
Verb = Callable[Concatenate[Taker, Answers], None]


def step(
    label: str,
    *,
    law: Article,
    when: Callable[[State], bool] = always,
    otherwise: Refusal = NOT_OPENED,
    roles: frozenset[Role] = AGENTS,
    even_closed: bool = False,
    asks_reason: bool = False,
) -> Callable[[Verb[Taker, Answers]], Verb[Taker, Answers]]:
    """Declare a verb: its guard, button, form, endpoint and manual page follow from it.

    ``even_closed``: the step is taken on a closed file, or before the file exists.
    """

    def declare(verb: Verb[Taker, Answers]) -> Verb[Taker, Answers]:
        @wraps(verb)
        def take(taker: Taker, /, *args: Answers.args, **answers: Answers.kwargs) -> None:
            if taker.envelope.role not in roles:
                raise NotAllowed(f"Votre rôle ne permet pas cette démarche : {label}.")
            if taker.whole().identity.centre not in {None, taker.envelope.centre}:  # whose file it is now
                raise NotAllowed("Ce dossier relève d'un autre CPAS.")
            if refusal := STEPS[verb.__name__].closed_by(taker.state):
                raise RuleBroken(refusal.code, law, refusal.reason)
            require(within_reach(taker.on, args, answers), law, "DAY_OUT_OF_REACH",
                    f"Vérifiez l'année : une date se situe entre {FIRST_DAY.year} et {LAST_DAY.year}.")  # fmt: skip
            verb(taker, *args, **answers)

        assert verb.__name__ not in STEPS, f"{verb.__name__} is already the name of a step"
        STEPS[verb.__name__] = Step(
            verb.__name__, label, law, when, otherwise, roles, take, even_closed, asks_reason
        )  # fmt: skip
        return take

    return declare


def put_in_order(steps: dict[str, Step], taker: type[Steps]) -> None:
    """Sort the steps as their measures stand in the table of contents, each measure's own as it declares them."""
    rank = {name: place for place, base in enumerate(taker.__mro__) for name in vars(base)}
    ordered = sorted(steps.items(), key=lambda item: rank[item[0]])
    steps.clear()
    steps.update(ordered)
