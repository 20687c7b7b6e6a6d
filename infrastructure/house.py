"""A service put together: the server, the tables, the rules, the use cases and the questions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

import psycopg
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
from infrastructure.factory import settings as library_settings
from infrastructure.identity import LocalAccounts
from infrastructure.import_store import PostgresImports
from infrastructure.intact import require_intact
from infrastructure.ledger import CommandLedger
from infrastructure.mapper import EntryMapper
from infrastructure.master_key import MasterKey
from infrastructure.migrate import FOLDERS, migrate
from infrastructure.progress import Progress
from infrastructure.projector import Projector
from infrastructure.questions import PostgresQuestions
from infrastructure.rebuild import prepare, rebuild
from infrastructure.recompute import Recompute
from infrastructure.recorder import EventRecorder
from infrastructure.settings import Settings
from projections.files import FILES
from projections.history import AnyProjection
from projections.outcomes import OUTCOMES
from projections.worklist import WORKLIST

PROJECTIONS: dict[str, AnyProjection] = {each.name: each for each in (WORKLIST, FILES, OUTCOMES)}
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
        migrate(found.main, FOLDERS / "parcours")
        require_intact(found.main)
        yield found


def answered(found: Databases, recompute: Recompute) -> None:
    """Make the tables of projections; a question that changed is answered anew for every history before it is shown."""
    with connect(found.main, patient=True) as connection:
        outdated = prepare(connection, list(PROJECTIONS.values()))
    for name in outdated:
        rebuild(found.main, recompute, PROJECTIONS[name])


@contextmanager
def house(settings: Settings) -> Iterator[House]:
    """Everything, ready to work; closed at the end."""
    with databases(settings) as found, ExitStack() as stack:
        at = demo_clock(found.main)
        rules = shipped_rules()
        rules = demo_rules(rules) if at else rules
        clock = ServerClock(at, settings.today)
        main: ConnectionPool[psycopg.Connection[Any]] = stack.enter_context(pool(found.main, checked=True))
        master = MasterKey.kept_in(settings.master_key)
        env = library_settings(found, settings.master_key)
        pathways = Pathways(env, rules=rules, clock=clock, ledger=CommandLedger(main), secrets=master)
        stack.callback(pathways.close)
        mapper, recorder = mapper_of(pathways.mapper), pathways.recorder
        assert isinstance(recorder, EventRecorder)
        pathways.bulk = BulkLog(mapper, recorder)
        recompute = Recompute(mapper, rules)
        answered(found, recompute)
        projector = Projector(found.main, mapper, rules, list(PROJECTIONS.values()))
        progress = Progress(main, list(PROJECTIONS.values()))
        questions = PostgresQuestions(found.main, main, mapper.keys, recompute, progress)
        store = PostgresImports(found.main, main, master, mapper)
        imports = Imports(store, store, pathways, rules)
        yield House(found, rules, clock, pathways, questions, LocalAccounts(main), projector, recompute, imports, at)


def mapper_of(mapper: Mapper[Any]) -> EntryMapper:
    """Our mapper, as the library holds it."""
    assert isinstance(mapper, EntryMapper)
    return mapper


def shipped_rules() -> RuleSet:
    """The rule set of the tables that come with the product."""
    tables = files("domain") / "tables"
    return read({name: (tables / name).read_text(encoding="utf-8") for name in ("rules.csv", "ris_scales.csv")})
