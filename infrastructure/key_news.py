"""Hears which keys were destroyed elsewhere, so that no process of ours goes on reading a person who was erased.

Whatever could have been missed empties the cache: a connection lost, and the moment one is made. Without news, a key
is remembered for `keys.SECONDS` at most.
"""

from __future__ import annotations

import logging
import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event as Flag
from threading import Thread
from typing import Any
from uuid import UUID

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from infrastructure.connections import KEY_DESTROYED, MASTER_KEY_CHANGED, connect
from infrastructure.keys import KeyStore
from infrastructure.master_key import MasterKeyRefused

log = logging.getLogger("parcours.keys")
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""A line cut in silence is noticed after half a minute."""


class KeyNews:
    """Listens to the database of keys, on a connection of its own, for one store."""

    def __init__(self, url: str, keys: KeyStore) -> None:
        self.url, self.keys = make_conninfo(url, **ALIVE), keys
        self._stopped = Flag()
        self._bell, self._ear = socket.socketpair()

    def run(self) -> None:
        """Until stopped; when the database goes away, wait and come back."""
        pause = SHORTEST_PAUSE
        while not self._stopped.is_set():
            try:
                with connect(self.url) as news:
                    for channel in (KEY_DESTROYED, MASTER_KEY_CHANGED):
                        news.execute(SQL("LISTEN {}").format(Identifier(channel)))
                    self.keys.cache.forget()  # what was destroyed before we listened
                    pause = SHORTEST_PAUSE
                    self._hear(news)
            except Exception as failure:
                log.warning("no news of keys (%s)", type(failure).__name__)
                self.keys.cache.forget()
                self._stopped.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def stop(self) -> None:
        """Make `run` return, at once where it listens."""
        self._stopped.set()
        self._bell.send(b"!")

    def close(self) -> None:
        """Once `run` has returned."""
        self._bell.close()
        self._ear.close()

    def _hear(self, news: psycopg.Connection[Any]) -> None:
        with selectors.DefaultSelector() as waiting:
            waiting.register(news, selectors.EVENT_READ)
            waiting.register(self._ear, selectors.EVENT_READ)
            while not self._stopped.is_set():
                for told in news.notifies(timeout=0):
                    self._told(told)
                waiting.select()

    def _told(self, news: psycopg.Notify) -> None:
        if news.channel == MASTER_KEY_CHANGED:
            with suppress(MasterKeyRefused):  # it is read again when a key asks for it
                self.keys.master.reload()
            return
        try:
            self.keys.cache.forget(UUID(news.payload))
        except ValueError:
            self.keys.cache.forget()


@contextmanager
def listening(url: str, keys: KeyStore) -> Iterator[KeyNews]:
    """For the time of a block, a thread that keeps the cache of these keys true."""
    news = KeyNews(url, keys)
    thread = Thread(target=news.run, name="key news", daemon=True)
    thread.start()
    try:
        yield news
    finally:
        news.stop()
        thread.join()
        news.close()
