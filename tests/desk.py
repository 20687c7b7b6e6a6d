"""A program at the desk: signs in, opens files, takes steps, and reads what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from httpx2 import Response

API = "/api/v1"


class Desk:
    """One account's programs; remembers the version of the file it read last."""

    def __init__(self, client: TestClient, username: str = "worker") -> None:
        self.client, self.pathway, self.version = client, "", 0
        token = client.post(f"{API}/token", data={"username": username, "password": "demo"}).json()["access_token"]
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: Any) -> Response:
        """Read."""
        return self.client.get(f"{API}{path}", params=query, headers=self.headers)

    def open(self, on: str, *, key: UUID | None = None, cohort: str = "", **identity: Any) -> Response:
        """Open a file, which becomes the one at hand."""
        who = {"last_name": "Diallo", "first_name": "Amina", "gender": "F", "language": "fr"} | identity
        body = {"occurred_on": on, "identity": who, "cohort": cohort}
        headers = self.headers | {"Idempotency-Key": str(key or uuid4())}
        answer = self.client.post(f"{API}/pathways", json=body, headers=headers)
        if answer.status_code == 201:
            self.pathway, self.version = answer.headers["location"].rpartition("/")[2], answer.json()["version"]
        return answer

    def take(
        self, step: str, on: str, *, seen: int | None = None, key: UUID | None = None, why: str = "", **answers: Any
    ) -> Response:
        """Take a step in the version read last."""
        version = self.version if seen is None else seen
        headers = {"If-Match": f'"{version}"', "Idempotency-Key": str(key or uuid4())}
        return self.post(step, {"occurred_on": on, "answers": answers, "reason": why}, headers)

    def post(self, step: str, body: dict[str, Any], headers: dict[str, str]) -> Response:
        """Send a step as it is."""
        url = f"{API}/pathways/{self.pathway}/steps/{step}"
        answer = self.client.post(url, json=body, headers=self.headers | headers)
        if answer.status_code == 200:
            self.version = answer.json()["version"]
        return answer

    def done(self, step: str, on: str, **answers: Any) -> dict[str, Any]:
        """Take a step that must succeed."""
        answer = self.take(step, on, **answers)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def refused(self, step: str, on: str, code: str, **answers: Any) -> dict[str, Any]:
        """Take a step the law must refuse with this code; nothing is stored."""
        answer = self.take(step, on, **answers)
        assert answer.status_code == 422, answer.text
        problem: dict[str, Any] = answer.json()
        assert problem["code"] == code, problem
        assert problem["article"]
        assert self.get(f"/pathways/{self.pathway}/steps").headers["etag"] == f'"{self.version}"'
        return problem
