"""What kind of answer a field takes, read from the type its verb gives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from domain.kernel import Choice

LONG = 200
"""A text that may be longer is asked for in a larger box."""


class Kind(StrEnum):
    """How a field is drawn; an identifier is for programs, and never drawn."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    NUMBER = "number"
    WHOLE = "whole"
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SEVERAL = "several"
    LINES = "lines"
    DAYS = "days"
    ROWS = "rows"
    COUNTS = "counts"
    CHANGES = "changes"
    IDENTIFIER = "identifier"


HINTS: dict[str, str] = {
    Kind.DATE: "jj/mm/aaaa",
    Kind.LINES: "une par ligne",
    Kind.DAYS: "une date par ligne, jj/mm/aaaa",
    Kind.CHANGES: "par exemple : category = 3",
    "draft_piis.projects": "Exigé à la signature ; un projet peut rester incomplet.",
    "draft_piis.own_means": "Exigé à la signature.",
    "draft_piis.help_requested": "Exigé à la signature.",
    "draft_piis.objectives": "Exigé à la signature : au moins un objectif daté.",
    "draft_piis.commitments": "Exigé à la signature : au moins un engagement de chaque partie.",
    "propose_article60.prior_days": "Laissé vide : celles que le dossier connaît.",
    "propose_article61.prior_days": "Laissé vide : celles que le dossier connaît.",
    "grant_ris.motive_law": "Exigé : la décision est motivée en droit et en fait.",
    "grant_ris.motive_fact": "Exigé.",
    "grant_ris.mentions": "Les huit sont exigées ; sans elles, le délai de recours ne court pas.",
    "refuse_ris.mentions": "Les huit sont exigées ; sans elles, le délai de recours ne court pas.",
    "add_rule.source": "Exigée : la circulaire, la page, la décision où ce nombre est écrit.",
    "add_rule.unit": "Laissez vide : celle de la clé.",
    "correct_rule.source": "Exigée : la circulaire, la page, la décision où ce nombre est écrit.",
    "correct_rule.unit": "Laissez vide : celle de la clé.",
    "correct_rule.instead_of": "Seulement si la ligne du centre change de premier jour.",
    "assess_condition.evidence_refs": "Au moins une, une par ligne.",
    "assess_resources.evidence_refs": "Au moins une, une par ligne.",
}
"""By kind of field, or by ``step.name`` where one wants more."""


@dataclass(frozen=True)
class Shape:
    """A kind of answer; the choices, the group of a list, or what is counted, when it has any."""

    kind: Kind
    options: tuple[tuple[str, str], ...] = ()
    model: type[BaseModel] | None = None
    counted: tuple[tuple[str, str], ...] = ()
    longest: int = 0


def shape_of(info: FieldInfo) -> Shape:
    """The shape of a field, as pydantic knows it."""
    return _shape(_bare(info.annotation), tuple(info.metadata))


def _shape(kind: Any, metadata: tuple[Any, ...]) -> Shape:
    inner = get_args(kind)
    if get_origin(kind) is tuple:
        return _several(_bare(inner[0]))
    if get_origin(kind) is dict:
        key = _bare(inner[0])
        return Shape(Kind.COUNTS, counted=choices(key)) if _is(key, Choice) else Shape(Kind.CHANGES)
    if _is(kind, Choice):
        return Shape(Kind.ONE_OF, options=choices(kind))
    if kind is bool:
        return Shape(
            Kind.YES_NO,
        )
    if kind is UUID:
        return Shape(Kind.IDENTIFIER)
    if kind is date:
        return Shape(Kind.DATE)
    if kind in {int, Decimal}:
        return Shape(Kind.WHOLE if kind is int else Kind.NUMBER)
    limits = [m.max_length for m in metadata if isinstance(m, StringConstraints) and m.max_length]
    limits += [m.max_length for m in metadata if hasattr(m, "max_length") and not isinstance(m, StringConstraints)]
    longest = min(limits, default=0)
    return Shape(Kind.LONG if longest > LONG else Kind.TEXT, longest=longest)


def _several(item: Any) -> Shape:
    """A list: of choices, of groups, of days, of short texts."""
    if _is(item, Choice):
        return Shape(Kind.SEVERAL, options=choices(item))
    if _is(item, BaseModel):
        return Shape(Kind.ROWS, model=item)
    return Shape(Kind.DAYS if item is date else Kind.LINES)


def choices(kind: type[Choice]) -> tuple[tuple[str, str], ...]:
    """The codes of a closed list, with their French words."""
    return tuple((member.value, member.label) for member in kind)


def _bare(kind: Any) -> Any:
    """The type without what may be absent, nor its constraints."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in {Union, UnionType}:
        left = [option for option in get_args(kind) if option is not NoneType]
        return _bare(left[0])
    return kind


def _is(kind: Any, parent: type) -> bool:
    return isinstance(kind, type) and issubclass(kind, parent)
