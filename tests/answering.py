"""Answers to any question a step asks, drawn at random by the type of the question and, for a few, by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from inspect import Parameter, signature
from random import Random
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from domain.kernel import Choice, Entry, Erased, Event
from domain.pathway.corrections import FIXED, EntryCorrected, EntryVoided
from domain.pathway.entitlement import Verdict
from domain.pathway.step import Step

DAYS = (0, 0, 0, 0, 0, 0, -1, -3, -7, -30, -90, -400, 1, 5, 14, 31, 92, 183, 365, 800)
"""How far from the day of the act another day may lie."""
FAR = (date.min, date(1900, 1, 1), date(1948, 5, 17), date(2099, 12, 31), date(2199, 12, 31), date.max)
"""Days a slip of the pen may tell."""
ENTERPRISES = ("0403019261", "0403019261", "0403019261", "0207437468", "0207437468", "0123456789", "")
SENSIBLE: dict[str, Sequence[object]] = {
    "national_number": ("", "", "85073003328", "85073003329"),
    "verdict": (*[Verdict.MET] * 14, *Verdict),
    "evidence_refs": (("pièce",), ("pièce", "bail")),
    "centre": (1, 2, 3),
    "to_centre": (1, 2, 3),
    "from_centre": (1, 2, 3),
    "fte": ("1", "1", "0.5", "0.4"),
    "category": ("1", "2", "3"),
    "persons": (0, 1, 2),
    "worked": (0, 13, 26, 26, 26, 27, 28),
}
"""What is answered to a question of that name, when the type alone would seldom make sense."""
WORDS = ("Claire", "motif", "accord 7", "réf. 12", "aide-soignante", "suite de l'entretien", "à pied", "")
NUMBERS = ("0", "0.5", "1", "4", "12", "26", "80", "120.55", "199", "900", "2500")


class Answering:
    """Someone who answers at random, on one day, in a file whose identifiers they know."""

    def __init__(self, rng: Random, on: date, history: Sequence[Entry]) -> None:
        self.rng, self.on, self.history = rng, on, history

    def to(self, step: Step) -> dict[str, Any]:
        """Answers to what the step asks; days are often left out, since the step then takes that of the act."""
        hints = get_type_hints(step.verb, include_extras=True)
        _self, *asked = signature(step.verb).parameters.values()
        told = {
            question.name: self.answer(hints[question.name], question.name)
            for question in asked
            if question.default is question.empty or self.rng.random() < (0.4 if is_day(question) else 0.9)
        }
        if "entry" in told and "changes" in hints and self.history:
            told |= self.correction()
        return told

    def correction(self) -> dict[str, Any]:
        """An entry of the file, and something of it that may read otherwise."""
        entry = self.rng.choice(self.history)
        changes = self.change(entry.event)
        return {"entry": entry.originator_version, "changes": to_jsonable_python(changes)}

    def change(self, fact: Event) -> dict[str, Any]:
        """One field of a fact, with another value its type allows; nothing for what no correction changes."""
        if isinstance(fact, EntryCorrected | EntryVoided):
            return {}
        hints = get_type_hints(type(fact), include_extras=True)
        names = [name for name in type(fact).model_fields if name not in FIXED]
        self.rng.shuffle(names)
        for name in names:
            value = self.answer(hints[name], name)
            try:
                read = type(fact).model_validate(dict(fact) | {name: to_jsonable_python(value)})
            except ValidationError:
                continue
            if getattr(read, name) != getattr(fact, name):
                return {name: value}
        return {}

    def answer(self, hint: Any, name: str) -> Any:
        """Any answer of that type; a likely one, when the name says which those are."""
        if name.endswith("_bce"):
            return self.rng.choice(ENTERPRISES)
        if name == "entry":
            return self.rng.randint(1, len(self.history) + 1)
        if SENSIBLE.get(name) and self.rng.random() < 0.9:
            likely = [each for each in SENSIBLE[name] if fits(hint, each)]
            if likely:
                return self.rng.choice(likely)
        return self._typed(hint, name)

    def _typed(self, hint: Any, name: str) -> Any:
        inner, origin = get_args(hint), get_origin(hint)
        if origin is Annotated:
            return self._typed(inner[0], name)
        if origin in {Union, UnionType}:
            options = [option for option in inner if option not in {NoneType, Erased}]
            absent = NoneType in inner and self.rng.random() < 0.3
            return None if absent else self.answer(self.rng.choice(options), name)
        if origin is tuple:
            return self._several(inner[0], name)
        if origin in {dict, Mapping}:
            return {self.answer(inner[0], ""): self.answer(inner[1], name) for _ in range(self.rng.randint(0, 2))}
        return self._one(hint, name)

    def _several(self, hint: Any, name: str) -> tuple[Any, ...]:
        """All of a short list most of the time, else a few."""
        if isinstance(hint, type) and issubclass(hint, Choice):
            every = tuple(hint)
            return every if self.rng.random() < 0.8 else tuple(self.rng.sample(every, self.rng.randint(0, len(every))))
        return tuple(self.answer(hint, name) for _ in range(self.rng.randint(0, 3)))

    def _one(self, kind: Any, name: str) -> Any:
        if isinstance(kind, type) and issubclass(kind, Choice):
            return self.rng.choice(list(kind))
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            hints = get_type_hints(kind, include_extras=True)
            fields = {field: self.answer(hints[field], field) for field in kind.model_fields}
            return {field: value for field, value in fields.items() if value is not None}
        if kind is UUID:
            return self.rng.choice(self.identifiers() or [UUID(int=0)])
        if kind is date:
            on = self.on + timedelta(days=self.rng.choice(DAYS))
            on = self.rng.choice(FAR) if self.rng.random() < 0.02 else on
            return on.replace(day=1) if name == "month" else on
        if kind is bool:
            return self.rng.random() < 0.5
        if kind is int:
            return self.rng.choice((0, 1, 2, 4, 13, 26, 30))
        return Decimal(self.rng.choice(NUMBERS)) if kind is Decimal else self.rng.choice(WORDS)

    def identifiers(self) -> list[UUID]:
        """What entries of this file are known by."""
        return [value for entry in self.history for _, value in entry.event if isinstance(value, UUID)]


def is_day(question: Parameter) -> bool:
    """Whether the question asks for a day."""
    return "date" in str(question.annotation) or "Month" in str(question.annotation)


def fits(hint: Any, value: object) -> bool:
    """Whether a question of that type takes that answer."""
    try:
        TypeAdapter(hint).validate_python(value)
    except ValidationError:
        return False
    return True
