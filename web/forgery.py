"""A form is believed only when it comes from a page of ours: by what the browser says, and by its token."""

from __future__ import annotations

from hmac import compare_digest
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from web.fields import Sent
from web.render import form_token


class Forged(Exception):
    """Cette demande ne vient pas d'une page de Parcours : rechargez la page."""


def same_site(request: Request) -> None:
    """The browser says the form was sent from our own address."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site not in {None, "same-origin", "none"}:
        raise Forged
    if origin and origin != "null" and urlsplit(origin).netloc != request.headers.get("host"):
        raise Forged


async def received(request: Request) -> FormData:
    """What was typed; read before the route, which is not asynchronous."""
    same_site(request)
    return await request.form()


def believed(request: Request, form: Annotated[FormData, Depends(received)]) -> Sent:
    """What was typed in a form of this session."""
    token = form.get("token", "")
    if not isinstance(token, str) or not token or not compare_digest(token.encode(), form_token(request).encode()):
        raise Forged
    return texts(form)


def texts(form: FormData) -> Sent:
    """Each field, with all that was sent under its name; no file is asked for."""
    return {
        name: [value for value in form.getlist(name) if not isinstance(value, UploadFile)]
        for name in form
    }  # fmt: skip


Typed = Annotated[Sent, Depends(believed)]
Received = Annotated[FormData, Depends(received)]
