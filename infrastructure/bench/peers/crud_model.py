"""The classes of the SQLAlchemy peer, imported only where SQLAlchemy is installed, and its one use case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import BigInteger, ForeignKey, create_engine, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

LINES = 20


class Base(DeclarativeBase):
    """What SQLAlchemy asks for."""

    type_annotation_map = {dict[str, Any]: JSONB}  # noqa: RUF012  SQLAlchemy's own way


class File(Base):
    """The present state of a file."""

    __tablename__ = "file"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    centre: Mapped[int]
    last_name: Mapped[str]
    first_name: Mapped[str]
    gender: Mapped[str]
    language: Mapped[str]
    phase: Mapped[str]
    referent: Mapped[str]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    last_contact_on: Mapped[date]
    interviews: Mapped[int]
    updated_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  the version is checked by each UPDATE


class Audit(Base):
    """Who did what."""

    __tablename__ = "file_audit"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("file.id"))
    version: Mapped[int]
    at: Mapped[datetime]
    occurred_on: Mapped[date]
    actor: Mapped[str]
    role: Mapped[str]
    action: Mapped[str]
    reason: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class Desk:
    """One connection a thread, kept open."""

    def __init__(self, url: str, threads: int) -> None:
        self.engine = create_engine(
            "postgresql+psycopg://", creator=lambda: psycopg.connect(url), pool_size=threads, max_overflow=0
        )

    def record_contact(self, file_id: UUID) -> int:
        """Load, decide, write; the version it leaves. Raises SQLAlchemy's StaleDataError when somebody was quicker."""
        with Session(self.engine) as session, session.begin():
            file = session.get_one(File, file_id)
            lines = select(Audit).where(Audit.file_id == file_id).order_by(Audit.version.desc()).limit(LINES)
            audit = session.scalars(lines).all()
            assert len(audit) == LINES
            on = max(line.occurred_on for line in audit) + timedelta(days=1)
            if file.closed_on or on < file.last_contact_on:
                raise ValueError("refused")
            before = {"last_contact_on": file.last_contact_on.isoformat(), "interviews": file.interviews}
            file.interviews += 1
            file.last_contact_on, file.updated_at = on, datetime.now(UTC)
            after = {
                "last_contact_on": on.isoformat(), "interviews": file.interviews, "channel": "phone", "duration": 30,
                "note": "Fait le point sur le cours de français.",
            }  # fmt: skip
            version = audit[0].version + 1
            session.add(
                Audit(
                    file_id=file_id, version=version, at=file.updated_at, occurred_on=on, actor="nadia", role="worker",
                    action="record_contact", reason="", before=before, after=after,
                )
            )  # fmt: skip
            return version

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()
