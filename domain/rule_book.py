"""The rows a centre adds to the rules, or lays over those shipped, under its own source: one book a centre.

Law: none obliges a centre to (practice). A scale the tables lack is entered with its source, and carries the badge
« à vérifier » wherever it decides; the row shipped stays in its table, and the set in force is worked out from both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from domain.acts import PRACTICE
from domain.delays import UNITS
from domain.french import day
from domain.kernel import Entry, Envelope, Event, Line, Role, replace
from domain.law import require
from domain.pathway.step import NOT_OPENED, NotAllowed, Step, Warned, always
from domain.rules import CENTRE, Confidence, Rule, RuleSet, laid, value_of

BOOKS = UUID("7a1c6a5e-0f3b-4c1e-9d0a-2f5b8c3e4d11")
"""What the stream of a centre's book is named under."""
OURS = PRACTICE("règles du centre")
KEEPERS = frozenset({Role.HEAD})
"""Who keeps the book: the head of service, who supervises."""
LARGEST = Decimal(1_000_000)
Answer = Decimal | Line
"""A number, or a word where words stand."""


def stream_of(centre: int) -> UUID:
    """The stream of a centre's book: always the same, since there is one."""
    return uuid5(BOOKS, str(centre))


class RuleAdded(Event, topic="rule.added", french="Règle ajoutée : {key} = {value} dès le {valid_from} ({source})"):
    """The centre entered a row where none stood, with its source; without a last day, it is open."""

    key: str
    valid_from: date
    valid_to: date | None
    value: str
    unit: str
    article: str
    source: str
    confidence: Confidence
    origin: str = CENTRE

    def apply(self, state: object, on: date) -> object:
        return replace(state, rows=tuple(laid(state.rows, row_of(self)))) if isinstance(state, CentreRows) else state


class RuleCorrected(
    Event, topic="rule.corrected", french="Règle corrigée : {key} = {value} dès le {valid_from} ({reason})"
):
    """The centre laid a row of its own over what stood those days; its own row that began on ``instead_of`` is gone."""

    key: str
    instead_of: date
    valid_from: date
    valid_to: date | None
    value: str
    unit: str
    article: str
    source: str
    confidence: Confidence
    origin: str = CENTRE
    reason: str

    def apply(self, state: object, on: date) -> object:
        if not isinstance(state, CentreRows):
            return state
        kept = [row for row in state.rows if (row.key, row.valid_from) != (self.key, self.instead_of)]
        return replace(state, rows=tuple(laid(kept, row_of(self))))


def row_of(fact: RuleAdded | RuleCorrected) -> Rule:
    """The row a fact tells of, as the rules read it."""
    return Rule(fact.key, value_of(fact.value), fact.unit, fact.valid_from, fact.valid_to, fact.article, fact.source,
                fact.confidence, fact.origin)  # fmt: skip


@dataclass(frozen=True)
class CentreRows:
    """The rows a centre has of its own; no two of a key on one day."""

    rows: tuple[Rule, ...] = ()


class RuleBook:
    """One centre's book, and the rules it makes of those shipped."""

    def __init__(self, centre: int, history: Iterable[Entry], shipped: RuleSet) -> None:
        self.centre, self.id, self.shipped = centre, stream_of(centre), shipped
        self.history = list(history)
        self.pending: list[Entry] = []
        self.warnings: list[Warned] = []
        self.state = told(self.history)

    @property
    def version(self) -> int:
        """The number of the last entry."""
        return self.history[-1].originator_version if self.history else 0

    @property
    def rules(self) -> RuleSet:
        """What is in force for the centre: its rows over those shipped, which stay as they are where it has none."""
        rows = self.state.rows
        return self.shipped.under(f"{self.shipped.name}/{self.centre}", rows) if rows else self.shipped

    def begin(self, envelope: Envelope) -> None:
        """Open an act."""
        self.envelope, self.warnings = envelope, []

    def record(self, fact: Event) -> None:
        """File the fact; the reason of a rule is for all to read: it is in the fact, not sealed in the envelope."""
        entry = Entry(self.id, self.version + 1, self.envelope.model_copy(update={"reason": ""}), fact)
        self.history.append(entry)
        self.pending.append(entry)
        self.state = told(self.history)

    def add_rule(
        self,
        key: Line,
        value: Answer,
        valid_from: date,
        source: Line = "",
        valid_to: date | None = None,
        unit: Line = "",
        article: Line = "",
        confidence: Confidence = Confidence.VERIFIED,
    ) -> None:
        """A row where the key has none; it carries the badge « à vérifier » wherever it decides."""
        row = self._row(key, value, valid_from, valid_to, unit, article, source, confidence)
        standing = next((other for other in self.rules.of_key(key) if other.meets(row)), None)
        overlap = f"Une ligne couvre déjà cette période{_dates(standing)} : choisissez d'autres dates, ou corrigez-la."
        require(standing is None, OURS, "RULE_OVERLAP", overlap)
        self.record(RuleAdded(**_told(row)))

    def correct_rule(
        self,
        key: Line,
        value: Answer,
        valid_from: date,
        source: Line = "",
        valid_to: date | None = None,
        instead_of: date | None = None,
        unit: Line = "",
        article: Line = "",
        confidence: Confidence = Confidence.VERIFIED,
    ) -> None:
        """A row laid over the one shipped, or in the place of the centre's own; the reason is kept with it."""
        row = self._row(key, value, valid_from, valid_to, unit, article, source, confidence)
        reason = str(self.envelope.reason).strip()
        require(bool(reason), OURS, "REASON_REQUIRED", "Indiquez pourquoi cette ligne est corrigée.")
        replaced = instead_of or valid_from
        own = any(rule.key == key and rule.valid_from == replaced for rule in self.state.rows)
        covered = any(other.meets(row) for other in self.rules.of_key(key))
        require(own or (covered and instead_of in {None, valid_from}), OURS, "RULE_NOT_FOUND",
                "Aucune ligne à corriger à ces dates : ajoutez plutôt une ligne.")  # fmt: skip
        self.record(RuleCorrected(**_told(row), instead_of=replaced, reason=reason))

    def _row(
        self, key: str, value: Decimal | str, valid_from: date, valid_to: date | None, unit: str, article: str,
        source: str, confidence: Confidence,
    ) -> Rule:  # fmt: skip
        """The row asked for, if this agent may keep the book, the key exists and the value is of its kind."""
        if self.envelope.role not in KEEPERS or self.envelope.centre != self.centre:
            raise NotAllowed("Seul le chef de service du centre tient ses règles.")
        known = self.rules.of_key(key)
        require(bool(known), OURS, "RULE_UNKNOWN",
                f"La règle « {key} » n'existe pas : choisissez une clé de la page des règles.")  # fmt: skip
        like = known[-1]
        require(unit in {"", like.unit}, OURS, "UNIT_DIFFERS",
                f"Cette règle se compte en « {like.unit} » : laissez l'unité telle quelle.")  # fmt: skip
        require(bool(source), OURS, "SOURCE_REQUIRED", "Indiquez la source de ce montant.")
        require(valid_to is None or valid_to >= valid_from, OURS, "END_BEFORE_START",
                "La fin ne peut précéder le début.")  # fmt: skip
        return Rule(key, _value(value, like, known), like.unit, valid_from, valid_to, article or like.article, source,
                    confidence, CENTRE)  # fmt: skip


def told(history: Iterable[Entry]) -> CentreRows:
    """The rows the centre has, once everything is told."""
    state: object = CentreRows()
    for entry in history:
        state = entry.event.apply(state, entry.occurred_on)
    assert isinstance(state, CentreRows)
    return state


def _value(answer: Decimal | str, like: Rule, known: Iterable[Rule]) -> Decimal | str:
    """The value, of the same kind as those of the key: a number, whole where days are counted; or one of its words."""
    typed = str(answer).replace(" ", "").replace("\u202f", "").replace(",", ".")
    value = value_of(typed)
    if isinstance(like.value, str):
        words = sorted({"true", "false"} if like.unit == "bool" else {str(rule.value) for rule in known})
        require(str(answer) in words, OURS, "VALUE_UNKNOWN", f"Valeurs possibles : {', '.join(words)}.")
        return str(answer)
    fits = isinstance(value, Decimal) and value.is_finite() and 0 <= value < LARGEST
    require(fits, OURS, "NOT_A_NUMBER", "Indiquez un nombre, par exemple 1340,48.")
    assert isinstance(value, Decimal)
    whole = like.unit not in UNITS or value == value.to_integral_value()
    require(whole, OURS, "NOT_WHOLE", "Un délai se compte en unités entières.")
    return value


def _told(row: Rule) -> dict[str, Any]:
    """The fields of a fact that tells of the row."""
    return {
        "key": row.key, "value": str(row.value), "unit": row.unit, "valid_from": row.valid_from,
        "valid_to": row.valid_to, "article": row.article, "source": row.source, "confidence": row.confidence,
    }  # fmt: skip


def _dates(row: Rule | None) -> str:
    """`` (du 01/02/2025 au 31/12/2025)``, as far as the bounds are known."""
    if row is None:
        return ""
    parts = [f"du {day(row.valid_from)}" if row.valid_from else "", f"au {day(row.valid_to)}" if row.valid_to else ""]
    return f" ({' '.join(filter(None, parts)) or 'sans limite'})"


RULE_STEPS = {
    verb.__name__: Step(verb.__name__, label, OURS, always, NOT_OPENED, KEEPERS, verb, True, asks_reason)
    for verb, label, asks_reason in (
        (RuleBook.add_rule, "Ajouter une ligne des barèmes ou des règles", False),
        (RuleBook.correct_rule, "Corriger une ligne des barèmes ou des règles", True),
    )
}
"""The verbs of the book, told as those of a pathway are; they need no file, and no moment closes them."""
