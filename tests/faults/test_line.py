"""A line breaks as it is told to, and only then."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from threading import Thread

import pytest

from infrastructure.faults.line import Line, line_to_port


@pytest.fixture
def line() -> Iterator[Line]:
    """A line to a server that says everything back."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=echo, args=(listener,), daemon=True)
        thread.start()
        with line_to_port(listener.getsockname()[1]) as line:
            yield line
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def echo(listener: socket.socket) -> None:
    """Until the listener is shut."""
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        Thread(target=answer, args=(client,), daemon=True).start()


def answer(client: socket.socket) -> None:
    """Everything back, in capitals."""
    with client:
        while data := client.recv(100):
            client.sendall(data.upper())


def connected(line: Line) -> socket.socket:
    """A client at the near end."""
    return socket.create_connection(("127.0.0.1", line.port), timeout=2)


def said(client: socket.socket, words: bytes) -> bytes:
    """One question, one answer; nothing when the line is cut."""
    client.sendall(words)
    return client.recv(100)


def test_a_line_carries(line: Line) -> None:
    with closing(connected(line)) as client:
        assert said(client, b"yes") == b"YES"


def test_an_answer_is_lost_once(line: Line) -> None:
    line.losing = b"this"
    with closing(connected(line)) as client:
        assert said(client, b"not that") == b"NOT THAT"
        assert said(client, b"this one") == b""
    assert line.lost == 1
    with closing(connected(line)) as client:
        assert said(client, b"this one") == b"THIS ONE"


def test_a_cut_ends_connections_and_lets_new_ones_in(line: Line) -> None:
    with closing(connected(line)) as client:
        said(client, b"yes")
        line.cut()
        assert client.recv(100) == b""
    with closing(connected(line)) as client:
        assert said(client, b"again") == b"AGAIN"


def test_a_line_that_is_down_lets_nobody_in(line: Line) -> None:
    with line.down(), closing(connected(line)) as client:
        assert client.recv(100) == b""
    with closing(connected(line)) as client:
        assert said(client, b"again") == b"AGAIN"


def test_through_a_hole_nothing_passes_until_it_is_mended(line: Line) -> None:
    with closing(connected(line)) as client:
        client.settimeout(0.3)
        with line.hole():
            client.sendall(b"hello")
            with pytest.raises(TimeoutError):
                client.recv(100)
        client.settimeout(2)
        assert client.recv(100) == b"HELLO"


def test_a_slow_line_is_slow(line: Line) -> None:
    with closing(connected(line)) as client, line.slow(delay=0.2):
        began = time.monotonic()
        assert said(client, b"late") == b"LATE"
        assert time.monotonic() - began > 0.39
    with closing(connected(line)) as client, line.slow(bytes_per_second=20):
        began = time.monotonic()
        assert said(client, b"drop") == b"D"
        assert time.monotonic() - began < 1
