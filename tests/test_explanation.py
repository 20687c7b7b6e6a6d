"""Why a step is open or closed, and since which fact."""

from __future__ import annotations

from datetime import date
from time import perf_counter

from domain.kernel import Role
from domain.pathway.corrections import EntryCorrected, EntryVoided
from domain.pathway.explanation import Answer, explained
from domain.pathway.followup import InterviewRequested
from domain.pathway.identity import Closing, PathwayClosed
from domain.pathway.piis import PiisSigned
from domain.pathway.ris_request import RisRequested
from domain.pathway.step import STEPS
from tests.people import WITH_PLAN, assessed, drafted, granted, requested, signed
from tests.story import OPENED, Told, history

FILE: tuple[Told, ...] = (*OPENED, *WITH_PLAN)


def answer(step: str, *told: Told, role: Role = Role.SOCIAL_WORKER) -> Answer:
    """The answer to one step in that file."""
    return explained(history(*told), role)[step]


def test_a_plan_is_signed_so_that_none_is_drafted_since_the_signature() -> None:
    found = answer("exempt_piis", *FILE)
    assert (found.refusal and found.refusal.code, str(found.law)) == ("NO_PLAN_DUE", "DIS, art. 11")
    assert found.since
    assert isinstance(found.since.event, PiisSigned)
    assert (found.since.originator_version, found.since.occurred_on) == (len(FILE), date(2024, 6, 17))


def test_an_open_step_says_since_which_fact_it_is() -> None:
    found = answer("grant_ris", *OPENED, requested("2024-05-06"))
    assert found.is_open
    assert found.since
    assert isinstance(found.since.event, RisRequested)


def test_what_no_fact_changed_has_no_fact_behind_it() -> None:
    assert answer("open_pathway").since is None
    assert answer("grant_ris", *OPENED).since is not None, "the file was opened"
    assert answer("grant_ris", *FILE, role=Role.AUDITOR).since is None, "the role may not, whatever happened"


def test_a_file_closed_closes_its_steps_since_the_closing() -> None:
    found = answer("request_ris", *FILE, ("2024-07-01", PathwayClosed(reason=Closing.MOVED)))
    assert found.refusal
    assert found.refusal.code == "FILE_CLOSED"
    assert found.since
    assert isinstance(found.since.event, PathwayClosed)


def test_a_fact_voided_explains_nothing_any_more() -> None:
    voided: Told = ("2024-06-20", EntryVoided(entry=len(FILE)))
    found = answer("sign_piis", *FILE, voided)
    assert found.is_open
    assert found.since
    assert found.since.originator_version == len(FILE) - 1, "the draft, which awaits its signature again"


def test_a_fact_corrected_explains_from_its_true_day() -> None:
    moved: Told = ("2024-06-20", EntryCorrected(entry=len(FILE), occurred_on=date(2024, 6, 19), changes={}))
    found = answer("exempt_piis", *FILE, moved)
    assert found.since
    assert found.since.occurred_on == date(2024, 6, 19)


def test_on_a_day_of_the_past_only_what_had_happened_explains() -> None:
    early = explained(history(*FILE), Role.SOCIAL_WORKER, true_on=date(2024, 6, 12))
    assert early["sign_piis"].is_open
    assert not early["evaluate_piis"].is_open


def test_what_was_written_late_explains_in_the_order_things_happened() -> None:
    late: Told = ("2024-06-03", assessed("2024-06-03")[1], "2024-06-30")
    told = (*OPENED, requested("2024-05-06"), granted("2024-05-27"), drafted("2024-06-10"), signed("2024-06-17"), late)
    found = answer("exempt_piis", *told)
    assert found.since
    assert isinstance(found.since.event, PiisSigned)


def test_five_hundred_facts_are_explained_at_once() -> None:
    long = history(*FILE, *(("2024-06-18", InterviewRequested(asked_on=date(2024, 6, 18))) for _ in range(500)))
    begun = perf_counter()
    assert len(explained(long, Role.SOCIAL_WORKER)) == len(STEPS)
    assert perf_counter() - begun < 1
