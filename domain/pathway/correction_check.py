"""Whether a decision that was corrected is still one its step would take.

Law: RGPD, art. 5, § 2 (who decides accounts for it) and 16 (what is wrong is put right): a correction tells what was
decided, and is never refused for it; what no step would have written is said, with the article that refuses it.
"""

from __future__ import annotations

from domain.law import RuleBroken
from domain.pathway import Pathway
from domain.pathway.corrections import EntryCorrected, overlaid
from domain.pathway.reperformance import is_decision, reperformed


def take_corrected_again(pathway: Pathway) -> None:
    """Take again, as they now read, the decisions the act under way has corrected, and say what their steps refuse."""
    corrected = {each.event.entry for each in pathway.pending if isinstance(each.event, EntryCorrected)}
    if not corrected:
        return
    read = overlaid(pathway.history)
    for entry in read:
        if entry.originator_version in corrected and is_decision(entry):
            refusal = reperformed(read, entry, pathway.rules).refusal
            if isinstance(refusal, RuleBroken):
                pathway.warn(refusal.law, "CORRECTION_BREAKS_RULE",
                             f"La démarche refuserait la décision ainsi corrigée ({refusal.code}) : {refusal.reason}",
                )  # fmt: skip
