"""Who is asking: a session cookie for pages, a bearer token for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from application.agents import Agent
from application.errors import NotForYou
from web.problems import SignedOut
from web.render import SESSION
from web.rooms import Rooms, rooms


def program(
    rooms: Annotated[Rooms, Depends(rooms)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))],
) -> Agent:
    """The agent behind a bearer token."""
    agent = rooms.accounts.agent(bearer.credentials, "program") if bearer else None
    if agent is None:
        raise SignedOut
    return agent


def visitor(request: Request, rooms: Annotated[Rooms, Depends(rooms)]) -> Agent | None:
    """The agent behind the session cookie, if there is one."""
    token = request.cookies.get(SESSION)
    return rooms.accounts.agent(token, "page") if token else None


def page(agent: Annotated[Agent | None, Depends(visitor)]) -> Agent:
    """The agent of a page; nobody is sent to sign in."""
    if agent is None:
        raise SignedOut
    return agent


Program = Annotated[Agent, Depends(program)]
Page = Annotated[Agent, Depends(page)]


def counting(agent: Program) -> Agent:
    """An agent who may ask for figures."""
    if not agent.may_count:
        raise NotForYou
    return agent


Counting = Annotated[Agent, Depends(counting)]
