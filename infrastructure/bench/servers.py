"""Server processes that are measured: on the loopback, ended with the measure, and with us however we end."""

from __future__ import annotations

import ctypes
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from infrastructure.bench.measure import MeasureFailed

START_SECONDS, END_SECONDS = 60.0, 15.0
PR_SET_PDEATHSIG = 1


@contextmanager
def running(
    words: Sequence[str], port: int, environment: Mapping[str, str], told: str = "", folder: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers on that port, until the block ends; one line is told on its standard input.

    Raises `MeasureFailed` when it does not answer.
    """
    process = subprocess.Popen(
        words, cwd=folder, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        preexec_fn=_end_with_us,  # noqa: PLW1509  nothing but one call of the kernel
    )  # fmt: skip
    try:
        assert process.stdin
        with suppress(BrokenPipeError), process.stdin as line:
            line.write(f"{told}\n".encode())
        answers(process, port)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of the loopback nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when somebody listens there. Raises `MeasureFailed`."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise MeasureFailed("Un serveur mesuré n'a pas démarré.")


def _end_with_us() -> None:
    """In the new process: the kernel ends it when the process that started it is gone, ``kill -9`` included."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
