"""The fields of one fact, as cells or as JSON tell them: read into an event, or said to be wrong, in French.

Numbers and days are bounded more narrowly than the domain does, so that what no agent could have meant never reaches
a history, where nothing can be taken out again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from pydantic import ValidationError

from application.imports.report import Wrong
from domain.kernel import Erased, Event
from domain.niss import birth_date, niss
from domain.pathway.identity import IdentityRecorded
from domain.pathway.national_numbers import NISS_INVALID

DAY = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}(-[0-9]{2})?")
NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
NATIONAL_NUMBER = re.compile(r"[0-9][0-9 .\-/]{9,20}")
MOST_OF_COUNT = 100_000
"""Days, hours, weeks, people: what is counted in whole numbers."""
WRITE_DAY = "Écrivez la date ainsi : 2025-12-31 (de 1900 à 2199)."
WRITE_NUMBER = "Écrivez un nombre, avec un point décimal et sans espace : 1234.50."
WRITE_JSON = 'Écrivez cette réponse en JSON, par exemple ["un", "deux"] ou {"clé": 1}.'
WRITE_NISS = f"{NISS_INVALID} Corrigez-le, ou videz la cellule."
UNFIT = "Cette réponse ne convient pas : corrigez-la."
ERASED = str(Erased.ERASED)
NARROW = frozenset({"day", "number", "integer"})
USUAL = {
    "missing": "Donnez cette réponse : le fait la demande.",
    "extra_forbidden": "Ce fait n'a pas ce champ : videz la cellule.",
    "bool_parsing": "Écrivez true ou false.",
    "uuid_parsing": "Écrivez un identifiant UUID, ou rien.",
    "int_parsing": "Écrivez un nombre entier.",
    "int_from_float": "Écrivez un nombre entier.",
    "string_too_short": "Remplissez cette cellule.",
}
FAMILIES = {"date": WRITE_DAY, "decimal": WRITE_NUMBER, "tuple": WRITE_JSON, "dict": WRITE_JSON, "model": WRITE_JSON}


def day_told(text: str) -> date | None:
    """The day, written ``2025-12-31``; None when it is not one, or out of our calendar."""
    if not DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def answers_told(kind: type[Event], cells: Mapping[str, str], told: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers, and the column each comes from; the cells and the JSON never tell the same. Raises `Wrong`."""
    answers = _object(told) if told else {}
    origin = {field: f"answers.{field}" for field in answers}
    if twice := answers.keys() & cells.keys():
        raise Wrong(
            *((column, "Cette réponse est aussi dans « answers » : gardez-en une.") for column in sorted(twice))
        )
    shapes, problems = shapes_of(kind), []
    for column, cell in cells.items():
        origin[column] = column
        try:
            answers[column] = _parsed(cell) if shapes.get(column) == "json" else cell
        except ValueError:
            problems.append((column, WRITE_JSON))
    if problems:
        raise Wrong(*problems)
    return answers, origin


def fact_told(kind: type[Event], answers: dict[str, Any], columns: Mapping[str, str], today: date) -> Event:
    """The event of these answers; ``columns`` says where an answer was found, if not under its name. Raises `Wrong`."""
    shapes = shapes_of(kind)
    problems: dict[str, str] = {}
    if number := answers.get("national_number"):
        digits = niss(number, today) if isinstance(number, str) and NATIONAL_NUMBER.fullmatch(number) else None
        answers["national_number"] = digits
        problems |= {} if digits else {"national_number": WRITE_NISS}
    for field, answer in answers.items():
        if what := _misfit(field, shapes.get(field, ""), answer, today):
            problems[field] = what
    try:
        event = kind.model_validate({field: answer for field, answer in answers.items() if field not in problems})
    except ValidationError as invalid:
        for issue in invalid.errors(include_url=False, include_input=False):
            problems.setdefault(str(issue["loc"][0]) if issue["loc"] else "", french(issue))
    else:
        if not problems:
            return event
    raise Wrong(*((columns.get(field, field), what) for field, what in problems.items()))


def french(issue: Mapping[str, Any]) -> str:
    """What to do about an answer pydantic refuses."""
    kind, context = str(issue["type"]), issue.get("ctx", {})
    match kind:
        case "enum":
            return f"Choisissez parmi : {str(context['expected']).replace(' or ', ' ou ')}."
        case "string_too_long":
            return f"Au plus {context['max_length']} caractères."
        case "greater_than_equal" | "greater_than":
            return f"Donnez au moins {context.get('ge', context.get('gt'))}."
        case "less_than_equal" | "less_than":
            return f"Donnez au plus {context.get('le', context.get('lt'))}."
    return USUAL.get(kind) or FAMILIES.get(kind.split("_", maxsplit=1)[0], UNFIT)


def born_otherwise(fact: Event) -> bool:
    """Whether the national number and the birth date of an identity tell two different days."""
    if not isinstance(fact, IdentityRecorded) or not fact.national_number or not fact.birth_date:
        return False
    return birth_date(str(fact.national_number)) not in {None, fact.birth_date}


@cache
def shapes_of(kind: type[Event]) -> Mapping[str, str]:
    """How each field is written: as a day, a number, a count, as JSON, or as text."""
    return {name: _shape(schema) for name, schema in kind.model_json_schema().get("properties", {}).items()}


def _shape(schema: Mapping[str, Any]) -> str:
    forms: Iterable[Mapping[str, Any]] = schema.get("anyOf", [schema])
    for form in forms:
        if form.get("format") == "date":
            return "day"
        if form.get("type") in {"array", "object"}:
            return "json"
        if form.get("type") in {"number", "integer"}:
            return str(form["type"])
    return "text"


def _misfit(field: str, shape: str, answer: object, today: date) -> str:
    """What to do about an answer that is not written as its field is; nothing when it is."""
    if answer == ERASED:
        return UNFIT
    if answer is None or answer == "" or shape not in NARROW:
        return ""
    told = "" if isinstance(answer, bool) else str(answer)
    match shape:
        case "day" if not (isinstance(answer, str) and DAY.fullmatch(told)):
            return WRITE_DAY
        case "day" if field == "birth_date" and told > today.isoformat():
            return "Cette date est dans le futur : corrigez-la."
        case "number" | "integer" if not NUMBER.fullmatch(told):
            return WRITE_NUMBER
        case "integer" if abs(float(told)) > MOST_OF_COUNT:
            return f"Donnez un nombre entier, au plus {MOST_OF_COUNT}."
    return ""


def _parsed(text: str) -> Any:
    """JSON, without what a database cannot keep. Raises `ValueError`."""
    if "\\u0000" in text:
        raise ValueError("a null character")
    try:
        told = json.loads(text, parse_constant=_refused, parse_float=_plain, parse_int=_plain)
        json.dumps(told, ensure_ascii=False).encode()  # half a character cannot be stored
    except RecursionError:
        raise ValueError("too deep") from None
    return told


def _object(text: str) -> dict[str, Any]:
    try:
        told = _parsed(text)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Wrong(("answers", 'Écrivez les réponses en JSON, ainsi : {"start": "2025-12-31"}.'))
    return told


def _plain(text: str) -> int | float:
    if not NUMBER.fullmatch(text):
        raise ValueError("an endless number")
    return float(text) if "." in text else int(text)


def _refused(name: str) -> Any:
    raise ValueError(name)
