"""`bench append`: events written, by so many clients in batches of so many, each append checking its version.

Ours goes through the recorder: one call of `es.event_append`, a row in the ledger of commands, the notification. The
limit is a plain insert (pgbench for single rows, arrays for batches); the others are what they are in their own words.
Every contender opens a stream with each append; after each sample its rows are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple
from uuid import UUID, uuid4

from infrastructure.bench.measure import Bar, MeasureFailed, Result, absent, interleaved, judged
from infrastructure.bench.ours import VARIANTS, Store, recorder_of, store
from infrastructure.bench.peers import Absent, messagedb, stock, umadb, unnest
from infrastructure.bench.peers.pgbench import Pgbench, pgbench
from infrastructure.bench.plan import Plan, Say
from infrastructure.bench.profile import explained
from infrastructure.bench.scratch import Ground, counted
from infrastructure.bench.workers import Job, Operation, Share, Workers, workers
from infrastructure.stored import StoredEntry

STATE_BYTES = 420
"""The size of a stored contact, sealed note included."""
STATE = b"x" * STATE_BYTES
OURS, PGBENCH, UNNEST, STOCK, MESSAGE_DB, UMADB = "parcours", "pgbench", "unnest", "stock", "message-db", "umadb"
UNIT = "évén./s"
NOTE = (
    "chaque ajout ouvre un dossier ; le nôtre écrit aussi le registre des commandes et prévient les lecteurs ; "
    "pgbench et unnest ne vérifient rien"
)


class Case(NamedTuple):
    """How many clients, in batches of how many."""

    clients: int
    batch: int

    def bar(self, peer: str) -> Bar | None:
        """What the issue asks of this case against that peer."""
        if self.clients >= 8 and self.batch == 1:
            return {MESSAGE_DB: Bar(3.0), UMADB: Bar(1.0)}.get(peer)
        return Bar(0.6) if (self.batch, peer) == (100, UNNEST) else None


@dataclass(frozen=True)
class OurAppend:
    """Batches through our recorder."""

    store: Store
    state: bytes
    batch: int

    @contextmanager
    def open(self, threads: int, share: Share) -> Iterator[Operation]:
        """One append of a batch to a stream of its own."""
        with self.store.open() as pathways:
            recorder = recorder_of(pathways)

            def append() -> None:
                stream, command = uuid4(), uuid4()
                events = [our_event(stream, version, command, self.state) for version in range(1, self.batch + 1)]
                recorder.insert_events(events, command_id=command, fingerprint=b"f" * 32)

            yield append


def our_event(stream: UUID, version: int, command: UUID, state: bytes = STATE) -> StoredEntry:
    """An event with every column, ready to be appended."""
    return StoredEntry(
        stream, version, "followup.interview-held", state, event_id=uuid4(), organisation_id=1, actor="nadia",
        rule_set="wallonie", command_id=command, correlation_id=command, commitment=b"\0" * 32,
    )  # fmt: skip


@dataclass(frozen=True)
class Contender:
    """A store to append to: the job for batches of a size, and how many events it holds now."""

    job: Callable[[int], Job]
    holds: Callable[[], int]


def run(ground: Ground, plan: Plan, say: Say) -> Iterator[Result]:
    """Every case against everyone who is here."""
    with ExitStack() as stack:
        found, missing = contenders(ground, stack)
        limit = None
        try:
            limit = pgbench(ground.database(), ground.folder, STATE_BYTES)
        except Absent as absence:
            missing[PGBENCH] = str(absence)
        crew = stack.enter_context(workers())
        for clients in plan.clients:
            for batch in plan.batches:
                say(f"append : {clients} clients, lots de {batch}")
                case = Case(clients, batch)
                results = compared(case, found, limit if batch == 1 else None, missing, crew, plan)
                yield from explained(results, partial(found[OURS].job(batch).open, 1, Share(0, 1)), plan.profiled)


def contenders(ground: Ground, stack: ExitStack) -> tuple[dict[str, Contender], dict[str, str]]:
    """Ours in each variant and the peers that are here; and of the others, why they are not."""
    makers: dict[str, Callable[[Ground, ExitStack], Contender]] = {
        UNNEST: _unnest, STOCK: _stock, MESSAGE_DB: _message_db, UMADB: _umadb,
    }  # fmt: skip
    found = {f"{OURS}{name}": _ours(ground, extra) for name, extra in VARIANTS.items()}
    missing: dict[str, str] = {}
    for name, maker in makers.items():
        try:
            found[name] = maker(ground, stack)
        except Absent as absence:
            missing[name] = str(absence)
    return found, missing


def compared(
    case: Case, found: Mapping[str, Contender], limit: Pgbench | None, missing: Mapping[str, str], crew: Workers,
    plan: Plan,
) -> Iterator[Result]:  # fmt: skip
    """One case: every contender in turns, then ours beside each of the others."""
    turns = {name: _sampled(crew, name, contender, case, plan) for name, contender in found.items()}
    if limit:
        turns[PGBENCH] = lambda: limit.rate(case.clients, plan.seconds)[1]
    rounds = interleaved(turns, plan.rounds)
    mine = [name for name in rounds if name.startswith(OURS)]
    for ours in mine:
        named = f"append {case.clients}x{case.batch}{ours.removeprefix(OURS)}"
        for peer in (name for name in rounds if name not in mine):
            yield judged(f"{named} / {peer}", UNIT, rounds, ours, peer, bar=case.bar(peer), note=NOTE)
        for peer, why in missing.items():
            yield absent(f"{named} / {peer}", UNIT, rounds, ours, peer, why, bar=case.bar(peer))


def _sampled(crew: Workers, name: str, contender: Contender, case: Case, plan: Plan) -> Callable[[], float]:
    """One sample, its rows counted: what was not written was not measured."""

    def sample() -> float:
        before = contender.holds()
        done = crew.sample(contender.job(case.batch), case.clients, seconds=plan.seconds)
        written, told = contender.holds() - before, (done.operations + done.warmed) * case.batch
        if written != told:
            raise MeasureFailed(f"{name} dit avoir écrit {told} événements, il y en a {written}.")
        return done.rate * case.batch

    return sample


def _ours(ground: Ground, extra: dict[str, str]) -> Contender:
    ours = store(ground, extra)
    return Contender(partial(OurAppend, ours, STATE), partial(counted, ours.databases.main, "es.event"))


def _unnest(ground: Ground, stack: ExitStack) -> Contender:
    url = ground.database()
    unnest.make_table(url)
    return Contender(partial(unnest.Unnest, url, STATE), partial(counted, url, unnest.TABLE))


def _stock(ground: Ground, stack: ExitStack) -> Contender:
    url = ground.database()
    with stock.application(url, prepared=False):
        return Contender(partial(stock.StockAppend, url, STATE), partial(counted, url, stock.TABLE))


def _message_db(ground: Ground, stack: ExitStack) -> Contender:
    url = ground.database()
    messagedb.install(url)
    data = messagedb.data_of(STATE_BYTES)
    return Contender(partial(messagedb.MessageDb, url, data), partial(counted, url, messagedb.TABLE))


def _umadb(ground: Ground, stack: ExitStack) -> Contender:
    address = stack.enter_context(umadb.server(ground.folder))
    return Contender(partial(umadb.UmaDb, address, STATE), partial(umadb.head, address))
