"""What a request for the income sets running: the receipt, the decision, and what the centre's silence opens.

Law: DIS, art. 18 (receipt; cited from memory), 21 § 1 (thirty days), 23 (interest; from memory) and 47 (appeal); LO
CPAS, art. 71 for the equivalent aid. The law does not date the silence of a centre: the earlier reading is shown, and
the other beside it; a late appeal is never refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.acts import DIS, LO
from domain.delays import Deadline, Delay, advance, eve, length
from domain.delays import Kind as DeadlineKind
from domain.french import day
from domain.pathway.entitlement import Kind
from domain.rules import Confidence, RuleSet

REQUEST = DIS("art. 18", verified=False)
ENQUIRY = DIS("art. 19, § 1", verified=False)
APPEAL = DIS("art. 47")

RECEIPT = Delay("RECEIPT", "Remettre l'accusé de réception", REQUEST, "ris.receipt.days", step="issue_receipt")
DECISION = Delay("DECISION", "Décider sur la demande", DIS("art. 21, § 1"), "ris.decision.days", step="grant_ris")
DECISION_ERIS = Delay("DECISION_ERIS", "Décider sur la demande d'aide", LO("art. 71"), "eris.decision.months",
                      step="grant_ris")  # fmt: skip
SILENCE = Delay("SILENCE", "Absence de décision : la personne peut agir en justice", APPEAL, "ris.silence.days",
                kind=DeadlineKind.INFORMATION)  # fmt: skip
INTEREST_LATE_DECISION = Delay("INTEREST_LATE_DECISION", "Intérêts dus pour décision tardive",
                               DIS("art. 23", verified=False), "ris.late_decision.interest_days",
                               kind=DeadlineKind.INFORMATION)  # fmt: skip


def decision_of(kind: Kind) -> Delay:
    """The delay to decide: thirty days for the income, a month for the equivalent aid."""
    return DECISION if kind is Kind.RIS else DECISION_ERIS


def as_of(kind: Kind, delay: Delay) -> Delay:
    """The same delay for the income; for the equivalent aid, which has its own act, to be verified."""
    if kind is Kind.RIS:
        return delay
    return replace(delay, law=LO("art. 71", verified=False), confidence=Confidence.UNVERIFIED)


def silent(kind: Kind, received_on: date, rules: RuleSet, *, sent_on: bool = False) -> Iterator[Deadline]:
    """What runs until the centre decides; of a request sent on by another centre, from the day it was sent."""
    event = "transmission" if sent_on else "demande"
    yield decision_of(kind).from_(received_on, event, rules)
    if kind is Kind.RIS:
        yield SILENCE.from_(received_on, event, rules)
    yield appeal_for_silence(kind, received_on, rules, event)


def appeal_for_silence(kind: Kind, received_on: date, rules: RuleSet, event: str = "demande") -> Deadline:
    """How long the person may appeal against silence: counted from the end of the delay to decide, the eve is shown."""
    months = rules.find("ris.silence.appeal_months", received_on)
    first = rules.find("ris.silence.earliest_days" if kind is Kind.RIS else DECISION_ERIS.rule, received_on)
    other = rules.find("ris.silence.days", received_on)
    late = advance(advance(received_on, other), months)
    return Deadline(
        "SILENCE_APPEAL" if kind is Kind.RIS else "SILENCE_APPEAL_ERIS",
        eve(advance(advance(received_on, first), months)),
        "Recours contre l'absence de décision, au plus tard", APPEAL if kind is Kind.RIS else LO("art. 71"),
        f"{event} du {day(received_on)} + {length(first)} + {length(months)}, la veille",
        kind=DeadlineKind.INFORMATION, confidence=Confidence.CONFLICTING,
        other_reading=f"{length(other)} + {length(months)}, soit le {day(late)}" if kind is Kind.RIS else "",
    )  # fmt: skip


def interest_of_a_late_decision(kind: Kind, received_on: date, decided_on: date, rules: RuleSet) -> Iterator[Deadline]:
    """Late, the centre owes interest from a day counted from the request, whatever day it decides."""
    if decided_on > decision_of(kind).after(received_on, rules):
        yield as_of(kind, INTEREST_LATE_DECISION).from_(received_on, "demande", rules)
