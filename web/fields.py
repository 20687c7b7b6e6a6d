"""A step's form as a page draws it, and what a page sends back, as the step takes it.

Every form works without a script: a list of groups is drawn as a few numbered rows, and blank ones are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from domain.french import day
from domain.pathway.words import asked
from domain.pathway.words_otherwise import DEMANDED
from web.forms import form_of
from web.shapes import HINTS, Kind, Shape, shape_of

ROWS = 2
"""Rows offered in a list of groups, until more are asked for."""
MOST_ROWS = 30
FEW = 6
"""Choices shown all at once; more are a list to open."""
Sent = Mapping[str, list[str]]


@dataclass(frozen=True)
class Asked:
    """One field, as the macro draws it; ``rows`` are those of a list of groups, ``one`` what each of many is called."""

    kind: str
    name: str
    label: str
    value: str = ""
    values: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[Asked, ...], ...] = ()
    required: bool = False
    error: str = ""
    hint: str = ""
    unit: str = ""
    one: str = ""
    more: bool = False
    demanded: bool = False
    max_length: int = 0
    autocomplete: str = "off"

    @property
    def id(self) -> str:
        """The identifier of its control."""
        return "f-" + self.name.replace(".", "-")

    @property
    def checked(self) -> bool:
        """Whether a single box is ticked."""
        return self.value == "true"


@dataclass(frozen=True)
class Filled:
    """What was typed, what was wrong with it by the path of the field, and the list that wants one more row."""

    sent: Sent = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    more: str = ""


def fields_of(step: str, filled: Filled | None = None) -> tuple[Asked, ...]:
    """The fields of a step's form, blank or as filled in."""
    return tuple(drawn(step, form_of(step), filled or Filled()))


def drawn(step: str, model: type[BaseModel], filled: Filled, prefix: str = "") -> Iterator[Asked]:
    """The fields of a model, in the words of a step, or of a fact by its topic.

    The identifier of a row that has one goes with it, unseen.
    """
    for name, info in model.model_fields.items():
        path = prefix + name
        if shape_of(info).kind is not Kind.IDENTIFIER:
            yield _field(step, name, path, info, filled)
        elif prefix and filled.sent.get(path):
            yield Asked("hidden", path, "", filled.sent[path][0])


def _field(step: str, name: str, path: str, info: FieldInfo, filled: Filled) -> Asked:
    """One field; its path tells where it stands (``objectives.0.what``)."""
    shape = shape_of(info)
    typed = filled.sent.get(path, [])
    standing = None if filled.sent or info.is_required() else info.get_default(call_default_factory=True)
    field = Asked(
        DRAWN.get(shape.kind, "text"), path, asked(step, name), typed[0] if typed else _shown(standing),
        tuple(typed), shape.options, required=info.is_required(), error=filled.errors.get(path, ""),
        hint=HINTS.get(f"{step}.{name}", HINTS.get(shape.kind, "")), max_length=shape.longest,
        demanded=bool({name, f"{step}.{name}"} & DEMANDED),
    )  # fmt: skip
    if shape.kind is Kind.ONE_OF:
        return replace(field, kind="radio" if len(shape.options) <= FEW else "select")
    if shape.kind is Kind.ROWS and shape.model:
        rows = [tuple(drawn(step, shape.model, filled, f"{path}.{n}.")) for n in range(_rows(path, filled))]
        one = asked(step, name).split()[0].rstrip("s")
        return replace(field, rows=tuple(rows), one=one, more=len(rows) < MOST_ROWS)
    if shape.kind is Kind.COUNTS:
        cells = ((f"{path}.{code}", label) for code, label in shape.counted)
        row = tuple(Asked("decimal", name, label, filled.sent.get(name, [""])[0]) for name, label in cells)
        return replace(field, rows=(row,))
    return field


DRAWN = {
    Kind.LONG: "textarea",
    Kind.LINES: "textarea",
    Kind.DAYS: "textarea",
    Kind.CHANGES: "textarea",
    Kind.DATE: "date",
    Kind.WHOLE: "integer",
    Kind.NUMBER: "decimal",
    Kind.YES_NO: "checkbox",
    Kind.SEVERAL: "checks",
    Kind.ROWS: "rows",
    Kind.COUNTS: "rows",
}


def _rows(path: str, filled: Filled) -> int:
    """How many rows to draw: those sent, one more when asked for."""
    sent = {name.removeprefix(path + ".").partition(".")[0] for name in filled.sent if name.startswith(path + ".")}
    return min(MOST_ROWS, max([ROWS, *(int(n) + 1 for n in sent if n.isdecimal())]) + (filled.more == path))


def _shown(standing: Any) -> str:
    """A default, as one would type it."""
    if standing is True:
        return "true"
    if standing is None or isinstance(standing, bool | tuple | dict):
        return ""
    return day(standing) if isinstance(standing, date) else str(getattr(standing, "value", standing))


def answers_of(step: str, sent: Sent) -> dict[str, Any]:
    """What a page sent, as the form of the step takes it; what was left blank is not answered."""
    return dict(_read(form_of(step), "", sent))


def _read(model: type[BaseModel], prefix: str, sent: Sent) -> Iterator[tuple[str, Any]]:
    for name, info in model.model_fields.items():
        answer = answered(shape_of(info), prefix + name, sent)
        if answer is not None:
            yield name, answer


def answered(shape: Shape, path: str, sent: Sent) -> Any:
    """One answer, None when the field was left blank."""
    typed = [text for text in sent.get(path, []) if text.strip()]
    match shape.kind:
        case Kind.ROWS if shape.model:
            rows = (dict(_read(shape.model, f"{path}.{n}.", sent)) for n in range(MOST_ROWS))
            return [row for row in rows if _is_filled(shape.model, row)] or None
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
        case Kind.NUMBER | Kind.WHOLE:
            return typed[0].replace("\u202f", "").replace(" ", "").replace(",", ".") if typed else None
        case _:
            return typed[0] if typed else None


def _is_filled(model: type[BaseModel], row: Mapping[str, Any]) -> bool:
    """Whether something was typed in a row: a choice, a box, what stands ready, or an identifier is not enough."""
    return any(_is_typed(model.model_fields[name], answer) for name, answer in row.items())


def _is_typed(info: FieldInfo, answer: Any) -> bool:
    ready = "" if info.is_required() else _shown(info.get_default(call_default_factory=True))
    return shape_of(info).kind not in NOT_TYPED and answer != ready


NOT_TYPED = frozenset({Kind.ONE_OF, Kind.YES_NO, Kind.IDENTIFIER})


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
