"""The shipped rule set, as stories use it."""

from pathlib import Path

from domain.rules import read

TABLES = Path(__file__).parent.parent / "domain" / "tables"
RULES = read({path.name: path.read_text(encoding="utf-8") for path in TABLES.glob("*.csv")})
