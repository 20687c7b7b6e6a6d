"""An episode of a measure: a contract, an enrolment, a job; several may succeed each other in one pathway."""

from __future__ import annotations

from uuid import NAMESPACE_OID, UUID, uuid5


def episode_id(measure: str, *told: object) -> UUID:
    """The identifier of an episode another system told without one: the same facts give the same."""
    return uuid5(NAMESPACE_OID, " ".join((measure, *map(str, told))))
