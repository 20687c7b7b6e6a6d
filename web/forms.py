"""A step's signature is its form: the model that checks the answers, and the fields a page draws."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

from application.errors import Unknown
from domain.pathway.step import STEPS, Step
from domain.rule_book import RULE_STEPS


def declared(step: str) -> Step:
    """The step of that name, of a pathway or of the rules; `Unknown` when there is none."""
    if found := STEPS.get(step) or RULE_STEPS.get(step):
        return found
    raise Unknown


@cache
def form_of(step: str) -> type[BaseModel]:
    """The form of a step: its parameters, as pydantic checks them; `Unknown` when there is no such step."""
    verb = declared(step).verb
    hints = get_type_hints(verb, include_extras=True)
    _self, *parameters = inspect.signature(verb).parameters.values()
    fields: dict[str, Any] = {
        parameter.name: (hints[parameter.name], ... if parameter.default is parameter.empty else parameter.default)
        for parameter in parameters
    }
    return create_model(step, __config__=ConfigDict(extra="forbid"), **fields)


def checked(step: str, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as the verb takes them; a validation error names the fields that do not fit."""
    return dict(form_of(step).model_validate(answers))
