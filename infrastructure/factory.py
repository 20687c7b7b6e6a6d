"""From settings to our recorder and our mapper, the way the library asks for them.

Settings: ``PERSISTENCE_MODULE`` = ``infrastructure.factory:Factory``, ``DATABASE_URL``, ``PARCOURS_KEYS_URL``,
``PARCOURS_MASTER_KEY_FILE``, ``PARCOURS_MASTER_KEY`` where the master key is kept in the environment,
``PARCOURS_GROUP_COMMIT``. Those of the library that would lose events or keep people's data elsewhere are refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    BaseInfrastructureFactory,
    EventStore,
    Mapper,
    Transcoder,
)
from eventsourcing.postgres import PostgresDatastore, PostgresFactory
from eventsourcing.utils import Environment, EnvType
from psycopg.conninfo import conninfo_to_dict

from infrastructure.connections import pool
from infrastructure.database import Databases
from infrastructure.histories import Histories, Log
from infrastructure.key_source import NAME, KeySource
from infrastructure.keys import KeyStore
from infrastructure.mapper import EntryMapper
from infrastructure.recorder import EventRecorder
from infrastructure.roles import WRITER

FORBIDDEN = {
    "POSTGRES_ENABLE_DB_FUNCTIONS": "its insert function takes no lock, and loses events",
    "IS_SNAPSHOTTING_ENABLED": "a snapshot is a second place with people's data",
    "AGGREGATE_CACHE_MAXSIZE": "a cache holds what was sealed, and goes stale between processes",
    "COMPRESSOR_TOPIC": "stored bytes are proved as they are",
    "CIPHER_TOPIC": "one key for all could not be destroyed for one",
}

OFF = {"no", "n", "false", "f", "0", "off"}


class Datastore(PostgresDatastore):
    """The library's, on a small pool of connections with deadlines."""

    def __init__(self, url: str, *, role: str = "") -> None:
        named = conninfo_to_dict(url)
        super().__init__(
            str(named.get("dbname", "")), str(named.get("host", "")), str(named.get("port", "")),
            str(named.get("user", "")), "",
        )  # fmt: skip
        self.pool: Any = pool(url, role=role)


class Factory(PostgresFactory):
    """Builds what an `Application` needs; ``keys`` are those of the people in its log."""

    application_recorder_class = EventRecorder

    def __init__(self, env: Environment | EnvType | None) -> None:
        BaseInfrastructureFactory.__init__(self, env)  # the next one reads the parts of an address we have as a whole
        for name, reason in FORBIDDEN.items():
            if str(self.env.get(name) or "no").casefold() not in OFF:
                raise OSError(f"{name} is refused: {reason}")
        file, text = Path(self._setting("PARCOURS_MASTER_KEY_FILE")), self.env.get(NAME, "")
        self.master = KeySource(file, str(text or "")).master()
        self.datastore = Datastore(self._setting("DATABASE_URL"), role=WRITER)
        self.keys = KeyStore(pool(self._setting("PARCOURS_KEYS_URL"), largest=2), self.master)

    def mapper(
        self, transcoder: Transcoder | None = None, mapper_class: type[Mapper[Any]] | None = None
    ) -> Mapper[Any]:
        """Ours, with the keys, which no topic could hand over."""
        return EntryMapper(self.keys)

    def application_recorder(self) -> ApplicationRecorder:
        """Ours; whether appends that wait are written together is a setting."""
        together = str(self.env.get("PARCOURS_GROUP_COMMIT") or "yes").casefold() not in OFF
        return EventRecorder(self.datastore, together=together)

    def event_store(
        self, mapper: Mapper[Any] | None = None, recorder: AggregateRecorder | None = None
    ) -> EventStore[Any]:
        """One that decodes a whole history at once."""
        ours = mapper or self.mapper()
        log = recorder or self.application_recorder()
        assert isinstance(ours, EntryMapper)
        assert isinstance(log, Log)
        return Histories(ours, log)

    def is_snapshotting_enabled(self) -> bool:
        """Never: a history is short, and a snapshot is a second place with people's data."""
        return False

    def env_create_table(self) -> bool:
        """Never: migrations make tables."""
        return False

    def close(self) -> None:
        """Give every connection back to the server."""
        super().close()
        self.keys.pool.close()

    def _setting(self, name: str) -> str:
        found = self.env.get(name)
        if not found:
            raise OSError(f"{name} is not set")
        return str(found)


def settings(databases: Databases, source: KeySource, *, together: bool = True) -> dict[str, str]:
    """The settings of an `Application` that stands on these databases."""
    return {
        "PERSISTENCE_MODULE": "infrastructure.factory:Factory",
        "DATABASE_URL": databases.main,
        "PARCOURS_KEYS_URL": databases.keys,
        "PARCOURS_MASTER_KEY_FILE": str(source.file),
        NAME: source.text,
        "PARCOURS_GROUP_COMMIT": "yes" if together else "no",
    }
