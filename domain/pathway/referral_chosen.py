"""Which referral an agent means, when several are under way."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from domain.french import said
from domain.law import Refusal, require
from domain.pathway.enterprise import enterprise
from domain.pathway.referral import REFERRAL, Orientation
from domain.pathway.services import ServiceCode


def chosen(
    waiting: Sequence[Orientation],
    none: Refusal,
    *,
    partner: str = "",
    service: ServiceCode | None = None,
    id: UUID | None = None,
) -> Orientation:
    """The only one there is, or the one named; several that answer to the name are told apart, never guessed."""
    number = enterprise(partner, REFERRAL)
    named = [
        each for each in waiting
        if id in {None, each.id} and number in {"", each.partner} and service in {None, each.service}
    ]  # fmt: skip
    require(bool(named), REFERRAL, none.code, none.reason)
    names = said(tuple(f"{each.service.label} {each.partner}".strip() for each in named))
    require(len(named) == 1, REFERRAL, "WHICH_REFERRAL", f"Plusieurs orientations sont possibles, précisez : {names}.")
    return named[0]
