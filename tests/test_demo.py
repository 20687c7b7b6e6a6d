"""The told year: so many files, the people everyone meets, and nothing but what the law allows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import pytest

from application.demo import ACCOUNTS, CENTRES, demo_rules, tell
from domain.delays import Kind
from domain.kernel import BRUSSELS, TOPICS, Entry, Event, Role
from domain.niss import birth_date, niss
from domain.pathway import Pathway, State, due, state_of
from domain.pathway.corrections import overlaid
from domain.pathway.identity import Closing
from domain.pathway.ris_decision import RisGranted, RisRefused
from domain.pathway.ris_request import RisRequested
from domain.rules import RuleMissing
from projections.files import Phase, phase_of
from projections.history import History
from projections.outcomes import rows
from tests.rules import RULES
from tests.story import noon

MORNING = datetime(2026, 3, 10, 8, 30, tzinfo=BRUSSELS)
SEED = 20260310
TODAY, SOON = MORNING.date(), date(2026, 4, 9)


class Cabinet:
    """The files of the demo in memory: what is saved together is dated by the clock, and numbered."""

    def __init__(self, seed: int = SEED, until: datetime = MORNING) -> None:
        self.rules = demo_rules(RULES)
        self.log: list[Entry] = []
        self.steps = (0, 0)
        self.clock = until
        self.last = tell(self, self.set_clock, seed=seed, until=until, progress=self.progress)
        self.histories: dict[UUID, list[Entry]] = {}
        for entry in self.log:
            self.histories.setdefault(entry.originator_id, []).append(entry)
        self.states = {id: state_of(history) for id, history in self.histories.items()}

    def set_clock(self, at: datetime) -> None:
        """Move the clock; it never goes back while the years are told."""
        assert at <= MORNING
        self.clock = at

    def progress(self, done: int, of: int) -> None:
        """Keep how far the telling is."""
        self.steps = (done, of)

    def save_together(self, touched: Sequence[Pathway]) -> int:
        """File what is pending in each."""
        for pathway in touched:
            for entry in pathway.pending:
                self.log.append(replace(entry, recorded_at=self.clock, position=len(self.log) + 1))
            pathway.pending.clear()
        return len(self.log)

    def of_centre(self, centre: int = 1) -> list[State]:
        """Where the files of a centre stand."""
        return [state for state in self.states.values() if state.identity.centre == centre]

    def person(self, first_name: str, last_name: str) -> UUID:
        """Whose file bears that name, and no other does."""
        (found,) = (
            id for id, state in self.states.items()
            if (state.identity.first_name, state.identity.last_name) == (first_name, last_name)
        )  # fmt: skip
        return found


@pytest.fixture(scope="module")
def told() -> Cabinet:
    """The whole demo, told once."""
    return Cabinet()


def test_the_centre_has_412_open_files_and_81_of_them_are_nadias(told: Cabinet) -> None:
    files = told.of_centre()
    opened = [state.identity for state in files if state.identity.is_open]
    assert len(opened) == 412
    assert sum(who.referent == "worker" for who in opened) == 81
    assert {who.referent for who in opened} == {"worker", "colleague", "amelie", "samir", "greet", "paul"}
    assert 330 <= len(files) - len(opened) <= 370
    assert 270 <= sum(state.identity.cohort == "2024" for state in files) <= 330
    assert {state.identity.referent for state in told.of_centre(2)} == {"other"}


def test_every_step_was_told_before_the_demo_opens(told: Cabinet) -> None:
    assert told.clock == MORNING
    assert told.last == len(told.log)
    assert told.steps[0] == told.steps[1]
    assert (len(told.states), round(len(told.log), -3)) == (774, 40_000)  # as README.md says
    assert all(entry.occurred_on <= entry.recorded_on < TODAY for entry in told.log)


def test_the_same_seed_tells_the_same_and_another_one_another_year(told: Cabinet) -> None:
    spring = datetime(2023, 4, 1, 8, 30, tzinfo=BRUSSELS)
    again, other = Cabinet(until=spring), Cabinet(seed=7, until=spring)
    beginning = told.log[: len(again.log)]
    assert again.log == beginning
    assert [entry.recorded_at for entry in again.log] == [entry.recorded_at for entry in beginning]
    assert other.log != again.log


@pytest.mark.parametrize(
    ("first_name", "last_name", "phase", "deadlines"),
    [
        ("Kevin", "Dubois", Phase.DECIDED, {"NOTIFY": date(2026, 3, 7)}),
        ("Karim", "Haddad", Phase.IN_CONTRACT, {
            "PLAN_EVAL": date(2026, 3, 8), "FOLLOW_UP": date(2026, 3, 23), "CONTACT_SILENCE": date(2026, 4, 9),
        }),
        ("Julie", "Dupont", Phase.PLANNING, {"PLAN_SIGN": date(2026, 3, 12)}),
        ("Grâce", "Mbeki", Phase.REQUESTED, {"DECISION": date(2026, 3, 14)}),
        ("Els", "Van den Broeck", Phase.ACTIVE, {"INTERVIEW": date(2026, 3, 16)}),
        ("Matteo", "Rossi", Phase.IN_CONTRACT, {"FOLLOW_UP": date(2026, 3, 20), "CONTACT_SILENCE": date(2026, 4, 6)}),
        ("Lina", "Peeters", Phase.IN_TRAINING, {
            "ANNUAL_REVIEW": date(2026, 3, 24), "CONTACT_SILENCE": date(2026, 3, 29),
        }),
        ("Jonas", "Schmitz", Phase.ACTIVE, {"PLAN_EVAL": date(2026, 4, 2), "CONTACT_SILENCE": date(2026, 4, 6)}),
        ("Jules", "Dupond", Phase.CLOSED, {}),
    ],
)  # fmt: skip
def test_the_people_everyone_meets_stand_where_the_demo_says(
    told: Cabinet, first_name: str, last_name: str, phase: Phase, deadlines: dict[str, date]
) -> None:
    state = told.states[told.person(first_name, last_name)]
    assert state.identity.referent == "worker"
    assert phase_of(state) is phase
    owed = {
        deadline.code: deadline.due_on for deadline in due(state, told.rules) if deadline.kind is not Kind.INFORMATION
    }
    assert {code: on for code, on in owed.items() if on <= SOON} == deadlines


def test_karim_has_156_days_of_312_and_reaches_them_on_the_last_of_august(told: Cabinet) -> None:
    state = told.states[told.person("Karim", "Haddad")]
    contract = state.article60.contract
    assert contract is not None
    assert (contract.host, contract.start, contract.counted) == ("Résidence Les Tilleuls", date(2025, 9, 1), 156)
    owed = {deadline.code: deadline for deadline in due(state, told.rules)}
    assert owed["ART60_DAYS"].due_on == date(2026, 8, 31)
    assert owed["ART60_ORIENTATION"].due_on == date(2026, 6, 2)
    assert state.identity.age_on(TODAY) == 27
    assert [evaluation.on for evaluation in state.piis.evaluations] == [date(2025, 10, 2), date(2025, 12, 8)]
    assert state.piis.signed_on == date(2025, 7, 3)


def test_julies_interview_entered_late_is_absent_from_what_was_known(told: Cabinet) -> None:
    history = told.histories[told.person("Julie", "Dupont")]
    mid_november = date(2025, 11, 14)
    known = state_of(history, true_on=mid_november, known_on=noon("2025-11-14"))
    assert known.identity.is_open
    assert known.followup.last_contact_on is None
    assert state_of(history, true_on=mid_november).followup.last_contact_on == date(2025, 11, 3)


def test_nadias_coming_month_is_short_and_her_colleagues_are_late_here_and_there(told: Cabinet) -> None:
    def owed(referent: str, until: date) -> int:
        return sum(
            deadline.due_on <= until
            for state in told.of_centre() if state.identity.referent == referent
            for deadline in due(state, told.rules) if deadline.kind is not Kind.INFORMATION
        )  # fmt: skip

    assert owed("worker", date(2026, 3, 9)) == 2
    assert owed("worker", date(2026, 3, 24)) == 8
    assert 8 <= owed("worker", SOON) <= 16
    for colleague in ("colleague", "amelie", "samir", "greet", "paul"):
        assert 10 <= owed(colleague, date(2026, 3, 9)) <= 45


def test_every_kind_of_fact_happens(told: Cabinet) -> None:
    law = {topic for topic, kind in TOPICS.items() if kind.__module__.startswith("domain.pathway.")}
    assert {entry.event.TOPIC for entry in told.log} == law


def test_there_are_late_decisions_refusals_corrections_deaths_moves_and_returns(told: Cabinet) -> None:
    assert 10 <= sum(_decided_late(history) for history in told.histories.values()) <= 60
    assert sum(isinstance(entry.event, RisRefused) for entry in told.log) > 20
    assert sum(len(overlaid(history)) < len(history) for history in told.histories.values()) > 20
    assert sum(state.identity.episode > 1 for state in told.states.values()) > 10
    assert {state.identity.closed_for for state in told.states.values()} >= {Closing.DECEASED, Closing.MOVED}
    late = sum(entry.recorded_on > entry.occurred_on for entry in told.log)
    assert 0.02 < late / len(told.log) < 0.1


def _decided_late(history: Sequence[Entry]) -> bool:
    received: date | None = None
    for entry in history:
        match entry.event:
            case RisRequested(received_on=on):
                received = on
            case RisGranted(decided_on=on) | RisRefused(decided_on=on) if received and (on - received).days > 30:
                return True
    return False


def test_outcomes_are_plausible_and_some_unknown(told: Cabinet) -> None:
    exits = [row for id, history in told.histories.items() for row in rows(History(id, history, told.rules))]
    for measure, low, high in (("ART60", 0.3, 0.6), ("CISP", 0.15, 0.45)):
        ripe = [row.after_6m for row in exits if row.measure == measure and row.exit_on < date(2025, 8, 1)]
        assert low <= ripe.count("placed") / len(ripe) <= high
        assert ripe.count("unknown") > 0


def test_every_number_has_its_check_digits_and_no_two_people_share_one(told: Cabinet) -> None:
    numbers = [str(state.identity.national_number) for state in told.states.values() if state.identity.national_number]
    assert len(set(numbers)) == len(numbers) > 700
    assert all(niss(number, TODAY) == number for number in numbers)
    assert any(int(number[2:4]) > 40 for number in numbers)
    assert any(birth_date(number) is None for number in numbers)


def test_names_stay_in_the_fields_that_are_sealed(told: Cabinet) -> None:
    for id, history in told.histories.items():
        who = told.states[id].identity
        name = re.compile(rf"(?<!\w)({re.escape(str(who.last_name))}|{re.escape(str(who.first_name))})(?!\w)")
        for entry in history:
            assert not name.search(_public(entry.event)), entry
            assert not name.search(entry.envelope.actor)


def _public(event: Event) -> str:
    return event.model_dump_json(exclude=set(event.personal_fields()))


def test_the_invented_scale_says_so_and_is_not_in_the_shipped_tables(told: Cabinet) -> None:
    january = date(2026, 1, 1)
    invented = told.rules.find("ris.scale.cat2", january)
    assert (str(invented.value), invented.source, invented.origin) == ("1340.48", "démonstration, non vérifié", "demo")
    assert invented.is_doubtful
    with pytest.raises(RuleMissing):
        RULES.find("ris.scale.cat2", january)
    with pytest.raises(RuleMissing):
        told.rules.find("ris.scale.cat2", date(2026, 4, 1))


def test_each_role_has_its_account_and_each_account_its_centre() -> None:
    assert {account.role for account in ACCOUNTS} == set(Role)
    assert len({account.username for account in ACCOUNTS}) == len(ACCOUNTS)
    assert all(CENTRES[account.centre] == account.centre_name for account in ACCOUNTS)
