"""Who works in the invented centres: the accounts the demo offers."""

from __future__ import annotations

from application.agents import Agent
from domain.kernel import Role

CENTRES = {1: "CPAS de Val-de-Meuse", 2: "CPAS de Hautes-Fagnes"}
"""The two invented centres, by their number."""


def _account(username: str, name: str, role: Role, centre: int = 1) -> Agent:
    return Agent(username=username, name=name, role=role, centre=centre, centre_name=CENTRES[centre])


ACCOUNTS = (
    _account("worker", "Nadia", Role.SOCIAL_WORKER),
    _account("colleague", "Tom", Role.SOCIAL_WORKER),
    _account("amelie", "Amélie", Role.SOCIAL_WORKER),
    _account("samir", "Samir", Role.SOCIAL_WORKER),
    _account("greet", "Greet", Role.SOCIAL_WORKER),
    _account("paul", "Paul", Role.SOCIAL_WORKER),
    _account("other", "Sophie", Role.SOCIAL_WORKER, centre=2),
    _account("head", "Martine", Role.HEAD),
    _account("auditor", "Benoît", Role.AUDITOR),
    _account("evaluator", "Inès", Role.EVALUATOR),
    _account("jobshop", "Luc", Role.JOB_SHOP),
    _account("steering", "Claire", Role.STEERING),
    _account("partner", "Bois & Co", Role.PARTNER),
    _account("region", "Région wallonne", Role.REGION),
    _account("admin", "Administration", Role.ADMIN),
)
"""Every account of the demo: user name, display name, role, centre."""

_BY_NAME = {account.username: account for account in ACCOUNTS}
NADIA, OTHER, HEAD = _BY_NAME["worker"], _BY_NAME["other"], _BY_NAME["head"]
COLLEAGUES = tuple(_BY_NAME[name] for name in ("colleague", "amelie", "samir", "greet", "paul"))
"""The insertion service of Val-de-Meuse, Nadia left out."""
