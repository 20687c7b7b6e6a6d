"""What went wrong, for a person and for a program: RFC 9457 problem details, with belgif's types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from application.errors import InTheFuture, NissTaken, NotForYou, Overtaken, Stale, Unknown
from application.ports import CommandReused, Unavailable
from domain.law import RuleBroken
from domain.pathway.step import NotAllowed
from domain.rules import RuleMissing
from web.told import french

Body = dict[str, Any]


class Unseen(Exception):
    """Dites quelle version du dossier vous avez lue (If-Match)."""


class Malformed(Exception):
    """Certaines réponses ne conviennent pas."""

    def __init__(self, *issues: Body) -> None:
        super().__init__(str(issues))
        self.issues = list(issues)


class SignedOut(Exception):
    """Identifiez-vous d'abord."""


PROBLEMS: Mapping[type[Exception], tuple[int, str]] = {
    SignedOut: (401, "noAccessToken"),
    NotAllowed: (403, "missingPermission"),
    NotForYou: (403, "missingPermission"),
    Unknown: (404, "resourceNotFound"),
    Overtaken: (409, "conflict"),
    NissTaken: (409, "conflict"),
    Stale: (412, "preconditionFailed"),
    RuleBroken: (422, "ruleBroken"),
    RuleMissing: (500, "internalServerError"),
    ValidationError: (422, "badRequest"),
    RequestValidationError: (422, "badRequest"),
    InTheFuture: (422, "badRequest"),
    Malformed: (422, "badRequest"),
    CommandReused: (422, "commandReused"),
    Unseen: (428, "preconditionRequired"),
    Unavailable: (503, "serviceUnavailable"),
}
"""Each expected error: its status, and the last word of its type."""


def standing(error: Exception) -> tuple[int, str]:
    """The status of an error and the last word of its type: its own, or those of the kind it is a kind of."""
    kinds = (PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS)
    return next(kinds, (500, "internalServerError"))


def told(error: Exception) -> Body:
    """The title in French for people, the detail in English for developers, and what a program can use."""
    match error:
        case RuleBroken():
            detail = f"The step is refused by {error.law}; nothing was recorded."
            said = {"title": error.reason, "detail": detail, "code": error.code, "article": str(error.law)}
            return said | lacking(error)
        case NotAllowed():
            return {"title": error.reason, "detail": "Role or centre not allowed.", "code": error.code}
        case ValidationError() | RequestValidationError():
            detail = "The input does not fit the schema; see issues."
            return {"title": french(Malformed), "detail": detail, "issues": issues(error.errors())}
        case Malformed():
            return {"title": french(Malformed), "detail": "See issues.", "issues": error.issues}
        case InTheFuture():
            issue = {"in": "body", "name": "occurred_on", "title": french(InTheFuture), "value": str(error.on)}
            return {"title": french(Malformed), "detail": str(error), "issues": [issue]}
        case NissTaken():
            known = {"existing": str(error.existing)} if error.existing else {}
            return {"title": french(NissTaken), "detail": str(error), "code": "NISS_TAKEN", **known}
        case Stale():
            return {"title": french(Stale), "detail": str(error), "code": "CONFLICT", "version": error.version}
        case CommandReused():
            title = "Cette clé a déjà servi pour une autre démarche."
            return {"title": title, "detail": "Idempotency-Key was used with other content.", "code": "COMMAND_REUSED"}
        case HTTPException():
            return {"title": "Cette adresse n'existe pas.", "detail": str(error.detail)}
        case Unavailable():
            return {"title": "Le service est momentanément indisponible : envoyez à nouveau la même demande.",
                    "detail": str(error) or "No answer in time; repeat with the same Idempotency-Key."}  # fmt: skip
        case RuleMissing():
            return {"title": "Un chiffre de la loi manque pour cette date : l'administrateur est prévenu.",
                    "detail": str(error), "code": "RULE_MISSING"}  # fmt: skip
        case _:
            return {"title": french(type(error)), "detail": type(error).__name__}


def lacking(error: RuleBroken) -> Body:
    """The number a decision waits for, where that is why it is refused."""
    missing = error.__cause__
    return {"missing": {"key": missing.key, "on": str(missing.on)}} if isinstance(missing, RuleMissing) else {}


def issues(errors: Iterable[Mapping[str, Any]]) -> list[Body]:
    """One issue per field, named by its path; what was typed is given back only when it is short and plain."""
    found = []
    for error in errors:
        place, *path = error["loc"] if error["loc"] and error["loc"][0] in PLACES else ("body", *error["loc"])
        issue: Body = {"in": place, "name": ".".join(str(part) for part in path), "title": french_issue(error)}
        issue |= {"detail": str(error["msg"]), "code": error["type"]}
        given = error.get("input")
        plain = isinstance(given, str | int) and len(str(given)) <= 40 and str(given).isprintable()
        found.append(issue | ({"value": given} if plain else {}))
    return found


PLACES = frozenset({"body", "query", "header", "path", "cookie"})


def french_issue(error: Mapping[str, Any]) -> str:
    """The usual reasons a field does not fit, in French."""
    kind = str(error["type"])
    context = error.get("ctx", {})
    usual = {
        "missing": "Réponse obligatoire.",
        "extra_forbidden": "Cette réponse n'est pas demandée.",
        "enum": f"Choix attendu : {context.get('expected', '')}.",
        "string_too_short": "Réponse obligatoire.",
        "string_too_long": f"Au plus {context.get('max_length', '')} caractères.",
        "greater_than_equal": f"Au moins {context.get('ge', '')}.",
        "less_than_equal": f"Au plus {context.get('le', '')}.",
        "decimal_max_places": "Au plus deux décimales.",
        "bool_parsing": "Oui ou non.",
    }
    families = {
        "date": "Date attendue.",
        "decimal": "Nombre attendu.",
        "int": "Nombre entier attendu.",
        "uuid": "Identifiant (UUID) attendu.",
        "string": "Texte attendu.",
        "json": "JSON illisible.",
    }
    return usual.get(kind) or families.get(kind.split("_", maxsplit=1)[0], "Réponse incorrecte.")


def problem(error: Exception, instance: str) -> JSONResponse:
    """Any expected error, as a problem."""
    status, name = standing(error)
    if isinstance(error, HTTPException):
        status, name = error.status_code, "resourceNotFound" if error.status_code == 404 else "badRequest"
    body = {"type": f"urn:problem-type:belgif:{name}", "status": status, "instance": instance, **told(error)}
    headers = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "2"}}.get(status, {})
    return JSONResponse(body, status, headers, media_type="application/problem+json")
