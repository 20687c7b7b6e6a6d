"""The demo in the database: the told years of an invented centre, loaded once, resumed if killed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import psycopg

from application.demo import ACCOUNTS, CENTRES, tell
from application.pathways import Pathways
from domain.pathway import Pathway
from infrastructure.clock import log_is_empty, mark_demo, set_demo_clock
from infrastructure.connections import connect
from infrastructure.database import DatabaseRefused
from infrastructure.house import PROJECTIONS, House
from infrastructure.projector import head
from infrastructure.rebuild import rebuild

PASSWORD = "demo"


class Resumed:
    """Files what a killed loading had not filed: the same telling, the same positions."""

    def __init__(self, pathways: Pathways, told_before: int) -> None:
        self.pathways, self.rules, self.told_before, self.told = pathways, pathways.rules.shipped, told_before, 0

    def save_together(self, touched: Sequence[Pathway]) -> int:
        """File a day, unless it was filed before the loading was killed; the last position."""
        self.told += sum(len(pathway.pending) for pathway in touched)
        if self.told > self.told_before:
            return self.pathways.save_together(touched)
        for pathway in touched:
            pathway.pending.clear()
        return self.told


def made_demo(url: str, at: datetime) -> None:
    """Mark an empty database as a demo; one that holds the histories of people is refused."""
    with connect(url) as connection:
        if connection.execute("SELECT 1 FROM es.clock").fetchone():
            return
    if not log_is_empty(url):
        raise DatabaseRefused("Cette base contient de vrais dossiers : la démonstration ne s'y charge pas.")
    mark_demo(url, at)


def load(house: House, seed: int, until: datetime, progress: Callable[[int, int], None]) -> None:
    """Tell the years that are not told yet, let the projections follow, then give the accounts their password."""
    if house.accounts.demo():
        _set(house.databases.main, until)
        return
    with connect(house.databases.main, patient=True) as connection:
        told_before = head(connection)
        teller = Resumed(house.pathways, told_before)
        tell(teller, lambda at: set_demo_clock(connection, at), seed=seed, until=until, progress=progress)
        set_demo_clock(connection, until)
        # each history is answered once, not once a batch that touched it
        rebuild(house.databases.main, house.recompute, list(PROJECTIONS.values()))
        _accounts(house, connection)


def _set(url: str, until: datetime) -> None:
    with connect(url) as connection:
        set_demo_clock(connection, until)


def _accounts(house: House, connection: psycopg.Connection[Any]) -> None:
    for number, name in CENTRES.items():
        connection.execute("INSERT INTO auth.centre (id, name) VALUES (%s, %s) ON CONFLICT DO NOTHING", [number, name])
    for agent in ACCOUNTS:
        house.accounts.add(agent, PASSWORD, demo=True)
