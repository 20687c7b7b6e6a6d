"""A fact's form: the very fields it was told with, as one would type them; what was typed, as what changes.

Not offered: identifiers and what no correction changes, and what nobody can read any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Union, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model
from pydantic_core import to_jsonable_python

from domain.french import day
from domain.kernel import PERSONAL, Entry, Erased, Event
from domain.pathway.corrections import FIXED
from domain.pathway.words import asked
from web.fields import Asked, Filled, Sent, answered, drawn
from web.shapes import Kind, Shape, shape_of


@cache
def form_of_fact(kind: type[Event], only: tuple[str, ...] | None = None) -> type[BaseModel]:
    """What of a kind of fact may be corrected, each field as it is when nothing was erased; or some of it ``only``."""
    hints = get_type_hints(kind, include_extras=True)
    fields: dict[str, Any] = {
        name: (_readable(hints[name]), ... if info.is_required() else info.get_default(call_default_factory=True))
        for name, info in kind.model_fields.items()
        if (name not in FIXED and shape_of(info).kind is not Kind.IDENTIFIER) and (only is None or name in only)
    }
    return create_model(kind.__name__, __config__=ConfigDict(extra="forbid"), **fields)


def _readable(hint: Any) -> Any:
    """The type of a personal field, as long as the person's key is there."""
    if PERSONAL not in getattr(hint, "__metadata__", ()):
        return hint
    return Union[tuple(kind for kind in get_args(get_args(hint)[0]) if kind is not Erased)]  # noqa: UP007


def offered(entry: Entry) -> Sequence[str]:
    """The fields of the fact that the form asks for; the day it repeats moves with the day of the act."""
    told = dict(entry.event)
    return [
        name
        for name in form_of_fact(type(entry.event)).model_fields
        if told[name] is not Erased.ERASED and not (name == "on" and told[name] == entry.occurred_on)
    ]


def erased(entry: Entry) -> list[str]:
    """What nobody can read any more, by its French label."""
    return [asked(entry.event.TOPIC, name) for name, value in entry.event if value is Erased.ERASED]


def fields_of_fact(entry: Entry, filled: Filled) -> list[Asked]:
    """The fields of its form, as filled in."""
    names = set(offered(entry))
    fields = drawn(entry.event.TOPIC, form_of_fact(type(entry.event)), filled)
    return [field for field in fields if field.name in names]


def typed_of(entry: Entry) -> dict[str, list[str]]:
    """The fact, as one would have typed it in its form."""
    return _typed(entry.event, form_of_fact(type(entry.event)), "")


def _typed(told: BaseModel, form: type[BaseModel], prefix: str) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for name, info in form.model_fields.items():
        value = getattr(told, name)
        if value is not None and not isinstance(value, Erased):
            sent |= _part(shape_of(info), prefix + name, value)
    return sent


def _part(shape: Shape, path: str, value: Any) -> dict[str, list[str]]:
    match shape.kind:
        case Kind.ROWS if shape.model:
            rows = (_typed(row, shape.model, f"{path}.{n}.") for n, row in enumerate(value))
            return {name: typed for row in rows for name, typed in row.items()}
        case Kind.COUNTS:
            return {f"{path}.{code}": [_text(number)] for code, number in value.items()}
        case Kind.YES_NO:
            return {path: ["true"]} if value else {}
        case Kind.SEVERAL:
            return {path: [_text(each) for each in value]}
        case Kind.LINES | Kind.DAYS:
            return {path: ["\n".join(_text(each) for each in value)]}
        case Kind.CHANGES:
            return {path: ["\n".join(f"{name} = {_text(each)}" for name, each in value.items())]}
        case _:
            return {path: [_text(value)]}


def _text(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(getattr(value, "value", value))


def changes_of(entry: Entry, sent: Sent) -> dict[str, Any]:
    """What the form says otherwise than the fact, as JSON; a validation error names the fields that do not fit."""
    before, told = typed_of(entry), dict(entry.event)
    touched = tuple(name for name in offered(entry) if _of(name, sent) != _of(name, before))
    form = form_of_fact(type(entry.event), touched)
    answers = {name: _answer(shape_of(info), name, sent) for name, info in form.model_fields.items()}
    read = form.model_validate({name: answer for name, answer in answers.items() if answer is not None})
    return {name: to_jsonable_python(value) for name, value in read if value != told[name]}


def _of(name: str, sent: Sent) -> dict[str, list[str]]:
    """All that was typed of one field, whatever its line ends and the blanks around it."""
    typed = {
        path: ["\n".join(text.split("\r\n")).strip() for text in texts if text.strip()]
        for path, texts in sent.items()
        if path == name or path.startswith(f"{name}.")
    }
    return {path: texts for path, texts in typed.items() if texts}


def _answer(shape: Shape, name: str, sent: Sent) -> Any:
    """The new answer; a text made blank is blank, anything else made blank is not answered any more."""
    answer = answered(shape, name, sent)
    return (answer or "").strip() if shape.kind in {Kind.TEXT, Kind.LONG} else answer
