"""Whether the functions that guard the log are those of our migrations: a changed lock is found at the start."""

from __future__ import annotations

import re
from importlib.resources.abc import Traversable

from infrastructure.connections import connect
from infrastructure.database import DatabaseRefused
from infrastructure.migrate import FOLDERS

FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION (es\.\w+)\(.*?AS \$\$(.*?)\$\$", re.DOTALL)
GONE = re.compile(r"DROP FUNCTION (?:IF EXISTS )?(es\.\w+)")
FOUND = "SELECT 'es.' || proname, prosrc FROM pg_proc WHERE pronamespace = 'es'::regnamespace"
GUARD = (
    "SELECT count(*) FROM pg_trigger"
    " WHERE tgrelid = 'es.event'::regclass AND tgname = 'event_is_kept' AND tgenabled = 'A'"
)
LOOSE = (
    "SELECT 'es.' || proname FROM pg_proc WHERE pronamespace = 'es'::regnamespace AND proname = 'event_append'"
    " AND NOT (prosecdef AND 'search_path=es, pg_temp' = ANY(coalesce(proconfig, '{}')))"
)
OTHERS = (
    "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname <> 'event_is_kept'"
    " AND tgrelid IN ('es.event'::regclass, 'es.event_head'::regclass, 'es.processed_command'::regclass)"
)


def require_intact(url: str) -> None:
    """Raises `DatabaseRefused` when the log could be written past its lock, or altered."""
    with connect(url) as connection:
        found: dict[str, str] = dict(connection.execute(FOUND).fetchall())
        guarded = connection.execute(GUARD).fetchone() == (1,)
        changed = [f"fonction {name}" for (name,) in connection.execute(LOOSE)]
        others = [f"trigger {name}" for (name,) in connection.execute(OTHERS)]
    changed += others + [name for name, body in declared(FOLDERS / "parcours").items() if found.get(name) != body]
    if changed or not guarded:
        raise DatabaseRefused(
            f"Ce qui garde le journal a été changé dans la base ({', '.join(changed) or 'trigger event_is_kept'}) : "
            "rien n'est écrit tant que ce n'est pas rétabli."
        )


def declared(folder: Traversable) -> dict[str, str]:
    """The body of each function of the log, as the last migration that names it leaves it."""
    bodies: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        text = file.read_text(encoding="utf-8")
        for name in GONE.findall(text):
            bodies.pop(name, None)
        bodies |= dict(FUNCTION.findall(text))
    return bodies
