"""The settings of a service, read from the environment: ``PARCOURS_*``, and ``DATABASE_URL``."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from infrastructure.key_source import KeySource


def default_data_dir() -> Path:
    """Where data is kept when nothing is said: in the home of the account, or with the services when root."""
    return Path("/var/lib/parcours") if os.geteuid() == 0 else Path.home() / ".local/share/parcours"


class Settings(BaseSettings):
    """What may be set; everything has a default."""

    model_config = SettingsConfigDict(env_prefix="PARCOURS_", extra="ignore", populate_by_name=True)

    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    keys_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Field(default_factory=default_data_dir)
    master_key: SecretStr = SecretStr("")
    master_key_file: Path | None = None
    today: date | None = None
    group_commit: bool = True

    @property
    def key_source(self) -> KeySource:
        """Where the master key is kept."""
        file = self.master_key_file or self.data_dir / "master.key"
        return KeySource(file, self.master_key.get_secret_value())

    @property
    def is_loopback(self) -> bool:
        """Whether only this computer reaches the service."""
        return self.host in {"127.0.0.1", "::1", "localhost"}
