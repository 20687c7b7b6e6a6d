"""Two files turn out to be one person's: they are linked, and unlinked if that was a mistake; neither is rewritten.

Law: RGPD, art. 5, § 1, d) (exact data).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.acts import RGPD
from domain.kernel import Event, Personal, Role, Text, replace
from domain.law import Refusal, require
from domain.pathway.step import Steps, step

if TYPE_CHECKING:
    from domain.pathway import State

EXACT = RGPD("art. 5, § 1, d)")
SUPERVISOR = frozenset({Role.HEAD})


class PathwaysLinked(Event, topic="pathways.linked", french="Dossier lié à un autre de la même personne"):
    """The centre found that another file is about the same person; why is personal."""

    other: UUID
    reasons: Personal[Text]

    def apply(self, state: State, on: date) -> State:
        return replace(state, identity=replace(state.identity, links=(*_others(state, self.other), self.other)))


class PathwaysUnlinked(Event, topic="pathways.unlinked", french="Dossier délié d'un autre"):
    """The two files were another person's after all."""

    other: UUID
    reason: Personal[Text]

    def apply(self, state: State, on: date) -> State:
        return replace(state, identity=replace(state.identity, links=_others(state, self.other)))


def _others(state: State, but: UUID) -> tuple[UUID, ...]:
    return tuple(other for other in state.identity.links if other != but)


class LinkSteps(Steps):
    """How two files of one person are brought together, and taken apart; a supervisor says why."""

    id: UUID

    @step("Lier à un autre dossier de la même personne", law=EXACT, roles=SUPERVISOR, even_closed=True,
          asks_reason=True, when=lambda state: state.identity.opened_on is not None)  # fmt: skip
    def link_pathways(self, other: UUID) -> None:
        """Each file keeps its own history; the link says that they are one person's."""
        reasons = self.need_reason(EXACT)
        require(other != self.id, EXACT, "LINK_TO_SELF", "Un dossier ne se lie pas à lui-même.")
        require(other not in self.state.identity.links, EXACT, "ALREADY_LINKED", "Ces deux dossiers sont déjà liés.")
        self.record(PathwaysLinked(other=other, reasons=reasons))

    @step(
        "Délier de l'autre dossier", law=EXACT, roles=SUPERVISOR, even_closed=True, asks_reason=True,
        when=lambda state: bool(state.identity.links),
        otherwise=Refusal("NOT_LINKED", "Aucun autre dossier n'est lié à celui-ci."),
    )  # fmt: skip
    def unlink_pathways(self, other: UUID) -> None:
        """A link made by mistake is undone, and both facts stay."""
        reason = self.need_reason(EXACT)
        require(other in self.state.identity.links, EXACT, "NOT_LINKED", "Cet autre dossier n'est pas lié à celui-ci.")
        self.record(PathwaysUnlinked(other=other, reason=reason))
