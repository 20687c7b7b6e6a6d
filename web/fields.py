"""A step's form as a page draws it, and what a page sends back, as the step takes it.

Every form works without a script: a list of groups is drawn as a few numbered rows, and blank ones are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from domain.french import day
from domain.pathway.words import asked
from web.forms import form_of
from web.shapes import HINTS, Kind, Shape, shape_of

SPARE_ROWS = 3
"""Rows offered under a list of groups."""
Sent = Mapping[str, list[str]]


@dataclass(frozen=True)
class Option:
    """One choice, ticked or not."""

    code: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Asked:
    """One field of a form: its kind decides how it is drawn; ``rows`` are those of a list of groups."""

    name: str
    kind: Kind
    label: str
    value: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    rows: tuple[tuple[Asked, ...], ...] = ()
    hint: str = ""
    errors: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The identifier of its control."""
        return "f-" + self.name.replace(".", "-")


@dataclass(frozen=True)
class Filled:
    """What was typed, and what was wrong with it, by the path of the field."""

    sent: Sent = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)


def fields_of(step: str, filled: Filled | None = None) -> tuple[Asked, ...]:
    """The fields of a step's form, blank or as filled in."""
    return tuple(_drawn(step, form_of(step), "", filled or Filled()))


def _drawn(step: str, model: type[BaseModel], prefix: str, filled: Filled) -> Iterator[Asked]:
    for name, info in model.model_fields.items():
        if shape_of(info).kind is not Kind.IDENTIFIER:
            yield _field(step, name, prefix + name, info, filled)


def _field(step: str, name: str, path: str, info: FieldInfo, filled: Filled) -> Asked:
    """One field; its path tells where it stands (``objectives.0.what``)."""
    shape = shape_of(info)
    typed = filled.sent.get(path, [])
    standing = None if filled.sent or info.is_required() else info.get_default(call_default_factory=True)
    chosen = set(typed) or {str(getattr(standing, "value", standing))}
    options = tuple(Option(code, label, code in chosen) for code, label in shape.options)
    return Asked(
        path, shape.kind, asked(step, name), typed[0] if typed else _shown(standing), info.is_required(), options,
        _rows(step, path, shape, filled), HINTS.get(shape.kind, ""), tuple(filled.errors.get(path, ())),
    )  # fmt: skip


def _rows(step: str, path: str, shape: Shape, filled: Filled) -> tuple[tuple[Asked, ...], ...]:
    """The rows of a list of groups, or the one row of numbers by kind."""
    if shape.kind is Kind.ROWS and shape.model:
        model = shape.model
        return tuple(tuple(_drawn(step, model, f"{path}.{n}.", filled)) for n in range(SPARE_ROWS))
    if shape.kind is Kind.COUNTS:
        cells = ((f"{path}.{code}", label) for code, label in shape.counted)
        typed = ((name, label, filled.sent.get(name, [""])[0]) for name, label in cells)
        return (tuple(Asked(name, Kind.NUMBER, label, value) for name, label, value in typed),)
    return ()


def _shown(standing: Any) -> str:
    """A default, as one would type it."""
    if standing is None or isinstance(standing, bool | tuple | dict):
        return ""
    return day(standing) if isinstance(standing, date) else str(standing)


def answers_of(step: str, sent: Sent) -> dict[str, Any]:
    """What a page sent, as the form of the step takes it; what was left blank is not answered."""
    return dict(_read(form_of(step), "", sent))


def _read(model: type[BaseModel], prefix: str, sent: Sent) -> Iterator[tuple[str, Any]]:
    for name, info in model.model_fields.items():
        answer = _answer(shape_of(info), prefix + name, sent)
        if answer is not None:
            yield name, answer


def _answer(shape: Shape, path: str, sent: Sent) -> Any:
    """One answer, None when the field was left blank."""
    typed = [text for text in sent.get(path, []) if text.strip()]
    match shape.kind:
        case Kind.ROWS if shape.model:
            rows = (dict(_read(shape.model, f"{path}.{n}.", sent)) for n in range(SPARE_ROWS))
            return [row for row in rows if _is_filled(row)] or None
        case Kind.COUNTS:
            counts = {code: "".join(sent.get(f"{path}.{code}", [])).strip() for code, _ in shape.counted}
            return {code: number.replace(",", ".") for code, number in counts.items() if number} or None
        case Kind.YES_NO:
            return bool(typed)
        case Kind.SEVERAL:
            return typed or None
        case Kind.LINES | Kind.DAYS:
            lines = [line.strip() for text in typed for line in text.splitlines() if line.strip()]
            return [iso(line) if shape.kind is Kind.DAYS else line for line in lines] or None
        case Kind.CHANGES:
            return dict(_change(line) for text in typed for line in text.splitlines() if line.strip()) or None
        case Kind.DATE:
            return iso(typed[0]) if typed else None
        case Kind.NUMBER:
            return typed[0].replace("\u202f", "").replace(" ", "").replace(",", ".") if typed else None
        case _:
            return typed[0] if typed else None


def _is_filled(row: Mapping[str, Any]) -> bool:
    """Whether something was typed in a row: a choice that stands ready, or an unticked box, is not an answer."""
    return any(isinstance(value, str) and name in {"what", "monthly", "kind"} for name, value in row.items())


def _change(line: str) -> tuple[str, str]:
    name, _, value = line.partition("=")
    return name.strip(), value.strip()


def iso(typed: str) -> str:
    """``31/12/2025``, or ``31.12.2025``, as ``2025-12-31``; anything else as it was typed, for the form to refuse."""
    parts = typed.strip().replace(".", "/").replace("-", "/").split("/")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts) or len(parts[0]) == 4:
        return typed.strip()
    on, month, year = parts
    return f"{year:0>4}-{month:0>2}-{on:0>2}"
