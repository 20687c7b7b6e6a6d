"""A service put together: the server, the tables, the rules, the use cases and the questions."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.resources import files
from typing import Any

from eventsourcing.persistence import Mapper
from psycopg_pool import ConnectionPool

from application.demo import demo_rules
from application.imports import Imports
from application.pathways import Pathways
from domain.rules import RuleSet, read
from infrastructure.bulk import BulkLog
from infrastructure.clock import ServerClock, demo_clock
from infrastructure.connections import connect, pool
from infrastructure.database import Databases, keys_beside, open_database
from infrastructure.embedded import serve
from infrastructure.factory import Factory
from infrastructure.factory import settings as library_settings
from infrastructure.filling import Force
from infrastructure.identity import LocalAccounts
from infrastructure.import_store import PostgresImports
from infrastructure.intact import require_intact
from infrastructure.key_news import listening
from infrastructure.keys import KeyStore
from infrastructure.ledger import CommandLedger
from infrastructure.mapper import EntryMapper
from infrastructure.migrate import FOLDERS, LOCK, migrate
from infrastructure.progress import Progress
from infrastructure.projector import Projector
from infrastructure.questions import PostgresQuestions
from infrastructure.rebuild import prepare, rebuild, resume
from infrastructure.recompute import Recompute
from infrastructure.recorder import EventRecorder
from infrastructure.roles import READER, require_roles
from infrastructure.settings import Settings
from projections.entrusted import ENTRUSTED
from projections.files import FILES
from projections.history import AnyProjection
from projections.outcomes import OUTCOMES
from projections.worklist import WORKLIST

PROJECTIONS: dict[str, AnyProjection] = {each.name: each for each in (WORKLIST, FILES, ENTRUSTED, OUTCOMES)}
"""Every question whose answers are kept."""


@dataclass(frozen=True)
class House:
    """What the commands and the pages lean on; ``demo`` is the told instant of a demo."""

    databases: Databases
    rules: RuleSet
    clock: ServerClock
    pathways: Pathways
    questions: PostgresQuestions
    accounts: LocalAccounts
    projector: Projector
    recompute: Recompute
    imports: Imports
    demo: datetime | None


@contextmanager
def databases(settings: Settings) -> Iterator[Databases]:
    """The server named in the settings, or our own, started if need be; its tables are made or brought up to date."""
    with ExitStack() as stack:
        if settings.database_url:
            found = open_database(settings.database_url, settings.keys_url)
        else:
            url = stack.enter_context(serve(settings.data_dir))
            found = Databases(url, settings.keys_url or keys_beside(url))
        migrate(found.keys, FOLDERS / "keys")
        require_roles(found.main)
        migrate(found.main, FOLDERS / "parcours")
        require_intact(found.main)
        yield found


def answered(found: Databases, recompute: Recompute, force: Force) -> None:
    """Make the tables of projections; a question that changed is answered anew for every history before it is shown.

    One that changed back is brought up to date: so an earlier version of the program takes over again. Of processes
    that start together, one does it and the others wait.
    """
    with connect(found.main, patient=True) as connection:
        connection.execute("SET lock_timeout = 0")
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        outdated = prepare(connection, list(PROJECTIONS.values()))
        changed = [PROJECTIONS[name] for name in outdated if not resume(found.main, recompute, PROJECTIONS[name])]
        if changed:
            rebuild(found.main, recompute, changed, force=force)


def force_of(settings: Settings, found: Databases) -> Force:
    """As many processes as the machine has cores, each with keys and rules of its own."""
    return Force(os.cpu_count() or 1, partial(lone_recompute, settings, found))


def lone_recompute(settings: Settings, found: Databases) -> Recompute:
    """What a process that only computes stands on."""
    keys = KeyStore(pool(found.keys, largest=1), settings.key_source.master())
    return Recompute(EntryMapper(keys), rules_of(demo_clock(found.main)))


def unhurried() -> None:
    """Let this process look for cycles less often: histories hold none, and reading a long one makes many objects."""
    gc.set_threshold(20_000, 50, 100)


def rules_of(demo: datetime | None) -> RuleSet:
    """The rules in force: those shipped, and in a demo the invented ones it is told under."""
    return demo_rules(shipped_rules()) if demo else shipped_rules()


@contextmanager
def house(settings: Settings) -> Iterator[House]:
    """Everything, ready to work; closed at the end."""
    unhurried()
    with databases(settings) as found, ExitStack() as stack:
        at = demo_clock(found.main)
        rules = rules_of(at)
        clock = ServerClock(at, settings.today)
        main: ConnectionPool[Any] = stack.enter_context(pool(found.main, role=READER))
        master = settings.key_source.master()
        env = library_settings(found, settings.key_source, together=settings.group_commit)
        pathways = Pathways(env, rules=rules, clock=clock, ledger=CommandLedger(main), secrets=master)
        stack.callback(pathways.close)
        mapper, recorder, factory = mapper_of(pathways.mapper), pathways.recorder, pathways.factory
        assert isinstance(recorder, EventRecorder)
        assert isinstance(factory, Factory)
        pathways.bulk = BulkLog(mapper, recorder)
        recompute = Recompute(mapper, rules)
        answered(found, recompute, force_of(settings, found))
        projector = Projector(found.main, mapper, rules, list(PROJECTIONS.values()))
        progress = Progress(main, list(PROJECTIONS.values()))
        questions = PostgresQuestions(found.main, main, mapper.keys, recompute, progress)
        store = PostgresImports(found.main, main, master, mapper)
        stack.enter_context(listening(found.keys, factory.keys))
        imports = Imports(store, store, pathways, pathways.rules)
        yield House(found, rules, clock, pathways, questions, LocalAccounts(main), projector, recompute, imports, at)


def mapper_of(mapper: Mapper[Any]) -> EntryMapper:
    """Our mapper, as the library holds it."""
    assert isinstance(mapper, EntryMapper)
    return mapper


def shipped_rules() -> RuleSet:
    """The rule set of the tables that come with the product."""
    tables = files("domain") / "tables"
    return read({name: (tables / name).read_text(encoding="utf-8") for name in ("rules.csv", "ris_scales.csv")})
