"""A projector says that it is there, and says why when it stands still; nothing is ever passed over."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event as Flag
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from domain.kernel import TOPICS
from infrastructure import projector
from infrastructure.connections import connect
from infrastructure.database import Databases
from infrastructure.rebuild import prepare, rebuild
from infrastructure.stored import StoredEntry
from infrastructure.upcasts import RENAMED, UnknownFact
from projections.files import FILES
from projections.questions import Lag
from tests.server_users import ask, eventually, write
from tests.stores import Store, open_store
from tests.test_projector import tell

pytestmark = pytest.mark.postgres
LATER = b'{"v":2,"occurred_on":"2025-01-01","role":"worker","acting_for":"","import_id":"","fact":{"centre":1}}'


@pytest.fixture
def store(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    """A store with one life, and one fact of a release to come between two others."""
    with connect(databases.main) as connection:
        prepare(connection, [FILES])
    with open_store(databases, tmp_path / "master") as store:
        tell(store, 1)
        store.recorder.insert_events([StoredEntry(uuid4(), 1, "pathway.dreamt", LATER, event_id=uuid4())])
        tell(store, 1)
        yield store


def test_an_unknown_fact_stops_the_projector_until_it_can_be_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress, head = store.progress([FILES]), store.recorder.max_notification_id() or 0
    (unknown,) = (row.id for row in store.recorder.select_notifications(1, head) if row.topic == "pathway.dreamt")
    stop = Flag()
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(store.projector([FILES]).run, stop)
        try:
            eventually(lambda: progress.lag().alarm == "UnknownFact pathway.dreamt v2")
            assert progress.position() < unknown
            assert not progress.lag().is_well
            assert store.progress([FILES]).parked() == 0
            monkeypatch.setitem(RENAMED, "pathway.dreamt", "pathway.opened")  # the release that knows it
            assert progress.wait_for(head, 20)
            assert progress.lag().alarm == ""
        finally:
            stop.set()
        running.result()
    assert ask(store.databases.main, "SELECT count(*) FROM read.files") == 3
    assert "pathway.dreamt" not in TOPICS


def test_a_rebuild_passes_over_nothing_either(store: Store) -> None:
    with pytest.raises(UnknownFact):
        rebuild(store.databases.main, store.recompute, [FILES])


def test_a_projector_with_nothing_to_do_says_that_it_is_there(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projector, "BEAT_SECONDS", 0.05)
    with connect(databases.main) as connection:
        prepare(connection, [FILES])
    with open_store(databases, tmp_path / "master") as store:
        progress = store.progress([FILES])
        write(databases.main, "UPDATE read.projection SET updated_at = clock_timestamp() - interval '1 hour'")
        assert progress.lag().silent > 3000
        assert not progress.lag().is_well
        stop = Flag()
        with ThreadPoolExecutor(1) as threads:
            running = threads.submit(store.projector([FILES]).run, stop)
            eventually(lambda: progress.lag().silent < 10)
            stop.set()
            running.result()
        assert progress.lag().is_well


@pytest.mark.parametrize(
    ("lag", "status", "word"),
    [
        (Lag(3, 1.0), 200, "ok"),
        (Lag(3, 1.0, parked=2), 200, "alarm"),
        (Lag(100, 1.0), 503, "late"),
        (Lag(3, 31.0), 503, "late"),
        (Lag(0, 0.0, silent=31.0), 503, "late"),
        (Lag(0, 0.0, alarm="UnknownFact a v9"), 503, "late"),
    ],
)
def test_health_and_metrics_tell_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, lag: Lag, status: int, word: str
) -> None:
    monkeypatch.setattr(client.app.state.rooms.questions, "lag", lambda: lag)  # type: ignore[attr-defined]  # starlette's
    told = client.get("/health/ready")
    assert (told.status_code, told.json()["status"]) == (status, word)
    assert told.json()["projector"]["lag_events"] == lag.events
    assert bool(told.json()["alarms"]) == bool(lag.alarm or lag.parked)
    measured = client.get("/metrics")
    assert measured.headers["content-type"].startswith("text/plain")
    assert f"parcours_projector_lag_events {float(lag.events)}" in measured.text
    assert f"parcours_projector_alarm {float(bool(lag.alarm))}" in measured.text


def test_an_answer_that_is_behind_says_how_far(client: TestClient) -> None:
    token = client.post("/api/v1/token", data={"username": "worker", "password": "demo"}).json()["access_token"]
    late = client.get("/api/v1/worklist?at_least=7", headers={"Authorization": f"Bearer {token}"})
    assert (late.status_code, late.headers["x-stale"], late.headers["x-lag"]) == (200, "true", "0")
