"""A line to a server that breaks when told: answers swallowed, connections cut, everything slow, or swallowed whole."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event as Flag
from threading import Lock, Thread

from psycopg.conninfo import conninfo_to_dict, make_conninfo

CHUNK = 1 << 16


class Line:
    """Carries bytes both ways between whoever connects to ``listener`` and the server that ``dial`` reaches."""

    def __init__(self, listener: socket.socket, dial: Callable[[], socket.socket], url: str = "") -> None:
        self.listener, self.dial, self.url = listener, dial, url
        self.losing = b""
        """The answer to the next request that holds these words never arrives."""
        self.lost = 0
        self.delay = 0.0
        """Seconds everything takes, each way."""
        self.bytes_per_second = 0
        """0: no limit."""
        self._through = Flag()
        self._through.set()
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._refusing = False

    @property
    def port(self) -> int:
        """Where it listens, when it is a line of the network."""
        return int(self.listener.getsockname()[1])

    def serve(self) -> None:
        """Until closed."""
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                if self._refusing:
                    _end(client)
                    continue
                try:
                    server = self.dial()
                except OSError:
                    _end(client)
                    continue
                with self._lock:
                    self._open |= {client, server}
                Thread(target=self._carry, args=(client, server, True), daemon=True).start()
                Thread(target=self._carry, args=(server, client, False), daemon=True).start()

    def cut(self) -> None:
        """End every connection there is; new ones are made."""
        with self._lock:
            ends, self._open = self._open, set()
        _end(*ends)

    @contextmanager
    def down(self) -> Iterator[None]:
        """Nobody is connected, and nobody can be."""
        self._refusing = True
        self.cut()
        try:
            yield
        finally:
            self._refusing = False

    @contextmanager
    def hole(self) -> Iterator[None]:
        """Connections stand, and nothing passes."""
        self._through.clear()
        try:
            yield
        finally:
            self._through.set()

    @contextmanager
    def slow(self, *, delay: float = 0.0, bytes_per_second: int = 0) -> Iterator[None]:
        """Everything passes, late or little by little."""
        self.delay, self.bytes_per_second = delay, bytes_per_second
        try:
            yield
        finally:
            self.delay, self.bytes_per_second = 0.0, 0

    def close(self) -> None:
        """Accept nobody any more."""
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self._through.set()
        self.cut()

    def _carry(self, source: socket.socket, sink: socket.socket, asking: bool) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                if asking and self.losing and self.losing in data:
                    self.losing, self.lost = b"", self.lost + 1
                    source.shutdown(socket.SHUT_RDWR)  # the answer has nowhere to go
                if self.delay:
                    time.sleep(self.delay)
                self._drip(sink, data)
        _end(source, sink)
        with self._lock:
            self._open -= {source, sink}

    def _drip(self, sink: socket.socket, data: bytes) -> None:
        while data:
            self._through.wait()
            pace = self.bytes_per_second
            if not pace:
                sink.sendall(data)
                return
            sink.sendall(data[:1])
            data = data[1:]
            time.sleep(1 / pace)


def _end(*sockets: socket.socket) -> None:
    for end in sockets:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def line_to_database(url: str) -> Iterator[Line]:
    """A line to that PostgreSQL, through sockets of this computer; ``url`` of the line leads through it."""
    named = conninfo_to_dict(url)
    server = f"{named['host']}/.s.PGSQL.{named['port']}"
    with TemporaryDirectory(prefix="line-") as folder:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(Path(folder) / f".s.PGSQL.{named['port']}"))
        with _carrying(Line(listener, lambda: _unix(server), make_conninfo(url, host=folder))) as line:
            yield line


@contextmanager
def line_to_port(port: int) -> Iterator[Line]:
    """A line to a server of this computer."""
    listener = socket.create_server(("127.0.0.1", 0))
    with _carrying(Line(listener, lambda: socket.create_connection(("127.0.0.1", port)))) as line:
        yield line


@contextmanager
def _carrying(line: Line) -> Iterator[Line]:
    line.listener.listen(64)
    thread = Thread(target=line.serve, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.close()
        thread.join()


def _unix(path: str) -> socket.socket:
    server = socket.socket(socket.AF_UNIX)
    try:
        server.connect(path)
    except OSError:
        server.close()
        raise
    return server
