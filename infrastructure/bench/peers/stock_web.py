"""The stock library behind the same kind of server as ours: ``python -m infrastructure.bench.peers.stock_web PORT``.

The address of its database comes on standard input, since it may hold a password.
"""

from __future__ import annotations

import sys
from typing import Any
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from infrastructure.bench.peers.stock import Pathways, settings


class Contact(BaseModel):
    """The answers."""

    on: str
    channel: str
    note: str
    duration: int
    actor: str


def create(pathways: Pathways) -> FastAPI:
    """One endpoint, synchronous as ours; nobody is asked who he is."""
    app = FastAPI()

    @app.post("/files/{file_id}/contacts")
    def record_contact(file_id: UUID, body: Contact) -> dict[str, Any]:
        return {"version": pathways.record_contact(file_id, **body.model_dump())}

    return app


if __name__ == "__main__":
    opened = Pathways(settings(sys.stdin.readline().strip()))
    uvicorn.run(create(opened), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
