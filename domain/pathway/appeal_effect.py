"""What a judgment makes of a decision: undone, or set anew.

Law: DIS, art. 47.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from domain.kernel import replace
from domain.pathway.decisions import Decided, Matter
from domain.pathway.ris_review import Concluded

if TYPE_CHECKING:
    from domain.pathway import State
    from domain.pathway.ris import Ris


def undone(state: State, contested: Decided) -> State:
    """The state without what that decision did; a request refused waits for its answer again."""
    id, ris = contested.id, state.ris
    match contested.matter:
        case Matter.REFUSAL | Matter.GRANT:
            return replace(state, ris=unanswered(ris, id))
        case Matter.WITHDRAWAL:
            return replace(state, ris=restored(ris, id), reviews=state.reviews.without(id),
                           recoveries=state.recoveries.without(id))  # fmt: skip
        case Matter.REVIEW:
            found = next((each for each in state.reviews.concluded if each.id == id), None)
            kept = replace(state, reviews=state.reviews.without(id), recoveries=state.recoveries.without(id))
            return replace(kept, ris=unreviewed(ris, found)) if found else kept
        case Matter.SUSPENSION:
            return replace(state, suspensions=state.suspensions.without(id))
        case Matter.RECOVERY:
            return replace(state, recoveries=state.recoveries.without(id))
        case Matter.SANCTION:
            return replace(state, sanctions=state.sanctions.without(id))
        case Matter.EXEMPTION if state.piis.exemption and state.piis.exemption.id == id:
            return replace(state, piis=replace(state.piis, exemption=None))
        case _:
            return state


def unanswered(ris: Ris, id: UUID) -> Ris:
    """The request as before that answer, where it is still the one at hand; a right it gave never ran.

    ``judged`` stays until the judgment is carried out by a grant, whose first day may then precede the request.
    """
    granted = next((right for right in ris.rights if right.id == id), None)
    without = ris.amended(id, lambda right: right.ended(right.right_from, id)) if granted else ris
    answered = ris.decision is not None and ris.decision.id == id
    return replace(restored(without, id) if granted else without, judged=True,
                   decision=None if answered else ris.decision)  # fmt: skip


def restored(ris: Ris, id: UUID) -> Ris:
    """The right that decision ended runs again, until another began."""
    later = [right.right_from for right in ris.rights if right.id != id and right.is_running]
    rights = tuple(
        replace(right, ended_on=min((on for on in later if on > right.right_from), default=None), ended_by=None)
        if right.ended_by == id and right.id != id
        else right
        for right in ris.rights
    )
    return replace(ris, rights=rights)


def unreviewed(ris: Ris, found: Concluded) -> Ris:
    """The right at the amounts it had before that review; what was paid, or ended since, stays so."""
    before = found.before
    if before is None:
        return ris
    return ris.amended(before.id, lambda right: replace(
        right, right_from=before.right_from, rates=before.rates, category=before.category,
        provisional_from=before.provisional_from, reviewed_on=before.reviewed_on,
    ))  # fmt: skip


def reformed(state: State, contested: Decided, months: int | None, amount: Decimal | None) -> State:
    """The state with that decision as the court reformed it: a shorter sanction, a smaller sum; else undone."""
    match contested.matter:
        case Matter.SANCTION:
            sanctions = state.sanctions.amended(
                contested.id, lambda it: replace(it, months=months, days=None) if months else it
            )
            return replace(state, sanctions=sanctions)
        case Matter.RECOVERY:
            return replace(state, recoveries=state.recoveries.reformed(contested.id, amount))
        case Matter.SUSPENSION:
            return state
        case _:
            return undone(state, contested)
