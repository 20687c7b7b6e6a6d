"""umadb (PyPI `umadb`): its server on this computer, on disk, as it comes; its own client, one for all threads."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from infrastructure.bench.peers import Absent, require
from infrastructure.bench.servers import free_port, running
from infrastructure.bench.workers import Operation, Share


@dataclass(frozen=True)
class UmaDb:
    """Batches under a condition: nothing carries the tag of this stream yet."""

    address: str
    state: bytes
    batch: int

    @contextmanager
    def open(self, threads: int, share: Share) -> Iterator[Operation]:
        """One conditional append of a batch, to a stream of its own."""
        import umadb  # noqa: PLC0415  an optional peer

        with umadb.Client(self.address) as client:

            def append() -> None:
                tag = f"pathway:{uuid4()}"
                events = [umadb.Event("followup.interview-held", self.state, [tag], uuid4()) for _ in range(self.batch)]
                condition = umadb.AppendCondition(umadb.Query([umadb.QueryItem(tags=[tag])]))
                client.append(events, condition)

            yield append


def head(address: str) -> int:
    """How many events it holds: positions are dense."""
    import umadb  # noqa: PLC0415  an optional peer

    return umadb.Client(address).head() or 0


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Its server on a passing folder, until the block ends; gives its address. Raises `Absent`."""
    require("umadb")
    beside = Path(sys.executable).with_name("umadb")
    program = str(beside) if beside.exists() else shutil.which("umadb")
    if not program:
        raise Absent("le programme « umadb » n'est pas à côté de l'interpréteur")
    port = free_port()
    (folder / "umadb").mkdir(exist_ok=True)
    words = [program, "--listen", f"127.0.0.1:{port}", "--db-path", str(folder / "umadb")]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("UMADB_")}
    with running(words, port, clean):
        yield f"http://127.0.0.1:{port}"
