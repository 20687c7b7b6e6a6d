"""One person's pathway: the measures it is made of, and the state its history folds into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from domain.delays import Deadline
from domain.kernel import NOT_YET, Entry, Envelope, Event, replace
from domain.pathway.appeal import Appeals, AppealSteps
from domain.pathway.appointment import Appointments
from domain.pathway.appointment_steps import AppointmentSteps
from domain.pathway.article60 import Article60, Article60Steps
from domain.pathway.article60_start import Article60StartSteps
from domain.pathway.article61 import Article61, Article61Steps
from domain.pathway.article61_start import Article61StartSteps
from domain.pathway.assignment import AssignmentSteps
from domain.pathway.consent import ConsentSteps
from domain.pathway.contract_measure import InsertionContracts
from domain.pathway.corrections import CorrectionSteps, EntryCorrected, EntryVoided, overlaid
from domain.pathway.decisions import Decisions
from domain.pathway.followup import FollowUp, FollowUpSteps
from domain.pathway.forem import Forem, ForemSteps
from domain.pathway.hearing import Hearings, HearingSteps
from domain.pathway.household import HouseholdSteps
from domain.pathway.identity import Identity, IdentitySteps
from domain.pathway.impulsion import Impulsion, ImpulsionSteps
from domain.pathway.links import LinkSteps
from domain.pathway.measure import Measure
from domain.pathway.piis import Piis
from domain.pathway.piis_amend import PiisAmendSteps
from domain.pathway.piis_breach import Breaches, PiisBreachSteps
from domain.pathway.piis_end import PiisEndSteps
from domain.pathway.piis_follow import PiisFollowSteps
from domain.pathway.piis_prepare import PiisPrepareSteps
from domain.pathway.piis_sign import PiisSignSteps
from domain.pathway.placement import Placement, PlacementSteps
from domain.pathway.referral import Referral
from domain.pathway.referral_made import ReferralSteps
from domain.pathway.referral_proposal import ReferralProposalSteps
from domain.pathway.ris import Ris
from domain.pathway.ris_decision import RisDecisionSteps
from domain.pathway.ris_enquiry import RisEnquirySteps
from domain.pathway.ris_notification import RisNotificationSteps
from domain.pathway.ris_recovery import Recoveries, RisRecoverySteps
from domain.pathway.ris_request import RisRequestSteps
from domain.pathway.ris_resources import RisResourcesSteps
from domain.pathway.ris_review import Reviews, RisReviewSteps
from domain.pathway.ris_suspension import RisSuspensionSteps, Suspensions
from domain.pathway.ris_transfer import RisTransferSteps
from domain.pathway.sanctioning import SanctionSteps
from domain.pathway.sanctions import Sanctions
from domain.pathway.services import ServiceSteps
from domain.pathway.spi import Spi
from domain.pathway.stay_abroad import StayAbroadSteps, StaysAbroad
from domain.pathway.step import STEPS, Warned, put_in_order
from domain.pathway.training import Training, TrainingSteps
from domain.pathway.training_follow import TrainingFollowSteps
from domain.pathway.transfer import TransferSteps
from domain.rules import LAW, Consulted, RuleSet


@dataclass(frozen=True)
class State:
    """Where each measure stands."""

    identity: Identity = Identity()
    ris: Ris = Ris()
    hearings: Hearings = Hearings()
    decisions: Decisions = Decisions()
    reviews: Reviews = Reviews()
    abroad: StaysAbroad = StaysAbroad()
    suspensions: Suspensions = Suspensions()
    sanctions: Sanctions = Sanctions()
    recoveries: Recoveries = Recoveries()
    appeals: Appeals = Appeals()
    spi: Spi = Spi()
    piis: Piis = Piis()
    breaches: Breaches = Breaches()
    article60: InsertionContracts = Article60()
    article61: InsertionContracts = Article61()
    training: Training = Training()
    placement: Placement = Placement()
    impulsion: Impulsion = Impulsion()
    followup: FollowUp = FollowUp()
    appointments: Appointments = Appointments()
    forem: Forem = Forem()
    referral: Referral = Referral()

    def deadlines(self, rules: RuleSet) -> Iterable[Deadline]:
        """What each measure owes, or is owed; once the file is closed, only those that outlive it."""
        for measure in self.measures():
            if self.identity.is_open or measure.outlives_file:
                yield from _owed(measure, self, rules)

    def measures(self) -> Iterable[Measure]:
        """Each measure, in the order of the table of contents."""
        return (getattr(self, field.name) for field in fields(self))


class Pathway(
    IdentitySteps,
    HouseholdSteps,
    AssignmentSteps,
    TransferSteps,
    LinkSteps,
    RisRequestSteps,
    RisTransferSteps,
    RisEnquirySteps,
    RisResourcesSteps,
    HearingSteps,
    RisDecisionSteps,
    RisNotificationSteps,
    RisReviewSteps,
    StayAbroadSteps,
    RisSuspensionSteps,
    RisRecoverySteps,
    AppealSteps,
    PiisPrepareSteps,
    PiisSignSteps,
    PiisFollowSteps,
    PiisAmendSteps,
    PiisEndSteps,
    PiisBreachSteps,
    SanctionSteps,
    Article60StartSteps,
    Article60Steps,
    Article61StartSteps,
    Article61Steps,
    TrainingSteps,
    TrainingFollowSteps,
    PlacementSteps,
    ImpulsionSteps,
    FollowUpSteps,
    AppointmentSteps,
    ForemSteps,
    ServiceSteps,
    ReferralSteps,
    ConsentSteps,
    ReferralProposalSteps,
    CorrectionSteps,
):
    """One person's way from a request for income support to a lasting job.

    Each measure brings its own steps; to add a measure, write its module and name it here and in `State`.
    """

    _folded_to: date
    _last_on: date

    def __init__(self, id: UUID, history: Iterable[Entry], rules: RuleSet) -> None:
        self.id, self.rules = id, rules
        self.history = list(history)
        self.pending: list[Entry] = []
        self.warnings: list[Warned] = []
        self._fold(date.max)

    @property
    def version(self) -> int:
        """The number of the last entry."""
        return self.history[-1].originator_version if self.history else 0

    def whole(self) -> State:
        """Where the pathway stands once everything written is told, that dated after the act included."""
        return self.state if self._folded_to >= self._last_on else state_of(self.history)

    def begin(self, envelope: Envelope, now: datetime) -> None:
        """Open an act: guards decide on what was true on its legal day, as known now."""
        self.envelope, self.now, self.warnings = envelope, now, []
        if min(self._folded_to, envelope.occurred_on) < self._last_on:
            self._fold(envelope.occurred_on)

    def record(self, fact: Event) -> None:
        """File the fact in the envelope of the act under way, and let the state follow."""
        on = self.envelope.occurred_on
        entry = Entry(self.id, self.version + 1, self.envelope, fact)
        self.history.append(entry)
        self.pending.append(entry)
        if on < self._last_on or isinstance(fact, EntryCorrected | EntryVoided):
            self._fold(on)
        else:  # the last thing that happened: folding again would give the same
            self.state, self._last_on = fact.apply(self.state, on), on

    def _fold(self, true_on: date) -> None:
        """The state of that day, from the whole history."""
        read = overlaid(self.history)
        self.state = folded(read, true_on=true_on)
        self._folded_to, self._last_on = true_on, read[-1].occurred_on if read else date.min


put_in_order(STEPS, Pathway)


def state_of(history: Iterable[Entry], *, true_on: date = date.max, known_on: datetime = NOT_YET) -> State:
    """Where the pathway stood that day (included), as far as was known at that instant (included)."""
    return folded(overlaid(entry for entry in history if entry.recorded_at <= known_on), true_on=true_on)


def folded(read: Iterable[Entry], *, true_on: date = date.max) -> State:
    """The state a corrected history tells, up to that day included."""
    state = State()
    for entry in read:
        if entry.occurred_on <= true_on:
            state = entry.event.apply(state, entry.occurred_on)
    return state


def due(state: State, rules: RuleSet) -> Sequence[Deadline]:
    """What is owed, the most pressing first."""
    return sorted(state.deadlines(rules), key=lambda deadline: (deadline.due_on, deadline.code))


def _owed(measure: Measure, state: State, rules: RuleSet) -> Iterable[Deadline]:
    """What one measure owes; a deadline that does not say whose rule it rests on is taken to rest on all it found."""
    consulted = Consulted(rules)
    for deadline in measure.deadlines(state, consulted):
        yield deadline if deadline.origin or consulted.origin == LAW else replace(deadline, origin=consulted.origin)
