"""The tests the library publishes for recorders, held against ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from eventsourcing.tests import persistence

from infrastructure.factory import Datastore
from infrastructure.recorder import EventRecorder

pytestmark = [pytest.mark.postgres, pytest.mark.engine]
FROM_ZERO = (
    "CREATE OR REPLACE FUNCTION es.first_version(asked bigint) RETURNS bigint LANGUAGE sql IMMUTABLE"
    " AS 'SELECT least(asked, 1)'"
)
"""Streams of the published tests may begin at 0; ours begin at 1."""


class Published:
    """An empty log for each test."""

    recorder: EventRecorder

    @pytest.fixture(autouse=True)
    def _empty_log(self, histories: str) -> Iterator[None]:
        datastore = Datastore(histories)
        self.recorder = EventRecorder(datastore)
        with datastore.get_connection() as connection:
            connection.execute(FROM_ZERO)
        yield
        datastore.close()

    def create_recorder(self) -> EventRecorder:
        """The log under test."""
        return self.recorder


class TestRecorder(Published, persistence.ApplicationRecorderTestCase[EventRecorder]):
    """What every recorder of an application must do, without a hole between positions."""

    EXPECT_CONTIGUOUS_NOTIFICATION_IDS = True

    def test_insert_subscribe(self) -> None:
        """The library's subscription is woken by our channel."""
        self.optional_test_insert_subscribe()


class TestOrder(Published, persistence.NonInterleavingNotificationIDsBaseCase):
    """Two large appends at once do not mix their positions."""

    insert_num = 200
