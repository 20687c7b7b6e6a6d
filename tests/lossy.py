"""A line to PostgreSQL that breaks when told: after a request went through, before its answer came back."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from psycopg.conninfo import conninfo_to_dict, make_conninfo


class Line:
    """``losing`` holds words: the answer to the next request that contains them never arrives."""

    def __init__(self, url: str, folder: Path) -> None:
        named = conninfo_to_dict(url)
        self.server = f"{named['host']}/.s.PGSQL.{named['port']}"
        self.url = make_conninfo(url, host=str(folder))
        self.losing = b""
        self.lost = 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(f"{folder}/.s.PGSQL.{named['port']}")
        self.listener.listen()

    def serve(self) -> None:
        """Until closed."""
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self.server)
                Thread(target=self._ask, args=(client, server), daemon=True).start()
                Thread(target=_copy, args=(server, client), daemon=True).start()

    def close(self) -> None:
        """Accept nobody any more."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(1 << 16):
                if self.losing and self.losing in data:
                    self.losing, self.lost = b"", self.lost + 1
                    client.shutdown(socket.SHUT_RDWR)  # the answer has nowhere to go
                server.sendall(data)
        _end(server, client)


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            sink.sendall(data)
    _end(source, sink)


def _end(*sockets: socket.socket) -> None:
    for end in sockets:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def lossy(url: str) -> Iterator[Line]:
    """A line to that server, for the time of a test."""
    with TemporaryDirectory(prefix="line-") as folder:
        line = Line(url, Path(folder))
        thread = Thread(target=line.serve, daemon=True)
        thread.start()
        yield line
        line.close()
        thread.join()
