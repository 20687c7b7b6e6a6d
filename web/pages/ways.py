"""The lawful ways on where no scale is verified for a decision: a row of the centre, a provisional grant."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from application.agents import Agent
from domain.french import day
from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.rule_book import KEEPERS
from domain.rules import RuleMissing


class Way(NamedTuple):
    """A link; or, with a ``name``, a button that sends the same form with one answer more."""

    label: str
    url: str = ""
    name: str = ""
    value: str = ""


def ways_on(broken: RuleBroken, pathway: Pathway, by: Agent) -> tuple[Way, ...]:
    """What the agent may do instead; nothing inside a gap of history, where no amount follows the last one known."""
    missing = broken.__cause__
    if not isinstance(missing, RuleMissing) or pathway.rules.last_before(missing.key, missing.on) is None:
        return ()
    provisional = Way("Octroyer à titre provisoire, au dernier montant vérifié", name="provisional", value="true")
    if by.role in KEEPERS:
        asked = {"key": missing.key, "valid_from": day(missing.on), "file": str(pathway.id)}
        load = Way("Charger le barème du centre, avec sa source", f"/rules/steps/add_rule?{urlencode(asked)}")
    else:
        load = Way("Voir le barème : un chef de service peut y charger celui du centre", f"/rules?q={missing.key}")
    return load, provisional
