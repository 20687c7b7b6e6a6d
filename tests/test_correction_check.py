"""A decision put right is taken again as it now reads; what its step would refuse is said, never silently kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from application.agents import Agent
from application.filing import Filing
from application.pathways import Act
from domain.kernel import Entry, Role
from domain.pathway import Pathway
from domain.pathway.correction_check import take_corrected_again
from domain.pathway.corrections import EntryCorrected
from domain.pathway.hearing import Subject
from domain.pathway.sanctions import Ground
from domain.pathway.step import Warned
from infrastructure.memory import MemoryPathways
from tests.people import REASONED, WITH_RIS, heard
from tests.rules import RULES
from tests.stores import WallClock
from tests.story import given

HEAD = Agent(username="luc", name="Luc", role=Role.HEAD, centre=1, centre_name="Valmont")


def sanctioned() -> list[Entry]:
    """A file in which one month of sanction was just imposed, for a resource not declared."""
    story = given(*WITH_RIS, heard("2026-03-01", Subject.SANCTION))
    story.when(
        Pathway.impose_sanction, "2026-03-09", ground=Ground.UNDECLARED, omission_on=date(2024, 3, 10), months=1,
        **REASONED,
    ).act()  # fmt: skip
    return story.pathway.history


def put_right(entries: Sequence[Entry], number: int, **changes: object) -> list[Warned]:
    """What is said of that entry once its fields read otherwise."""
    story = given()
    story.pathway = Pathway(UUID(int=1), entries, RULES)
    story.when(Pathway.correct_entry, "2026-03-09", why="faute de frappe", role=Role.HEAD, entry=number,
               changes=changes).then(EntryCorrected)  # fmt: skip
    take_corrected_again(story.pathway)
    return story.pathway.warnings


def test_a_sanction_corrected_beyond_its_ceiling_is_said_with_the_article_it_breaks() -> None:
    entries = sanctioned()
    [said] = put_right(entries, len(entries), months=12)
    assert (said.code, str(said.law).startswith("DIS, art. 30")) == ("CORRECTION_BREAKS_RULE", True)
    assert said.reason.startswith("La démarche refuserait la décision ainsi corrigée (SANCTION_TOO_LONG) : ")


def test_a_correction_the_step_would_have_taken_is_not_commented_on() -> None:
    entries = sanctioned()
    assert put_right(entries, len(entries), months=6) == []


def test_a_decision_moved_before_what_it_rests_on_is_said() -> None:
    entries = sanctioned()
    story = given()
    story.pathway = Pathway(UUID(int=1), entries, RULES)
    story.when(Pathway.correct_entry, "2026-03-09", why="autre jour", role=Role.HEAD, entry=len(entries),
               changes={"decided_on": "2024-05-20"}, true_day=date(2024, 5, 20)).then(EntryCorrected)  # fmt: skip
    take_corrected_again(story.pathway)
    assert [said.code for said in story.pathway.warnings] == ["CORRECTION_BREAKS_RULE"]


def test_only_a_decision_is_taken_again() -> None:
    entries = sanctioned()
    assert put_right(entries, 2, last_name="Diallo-Martin") == []


def test_whoever_corrects_at_the_desk_is_warned() -> None:
    pathways = MemoryPathways(rules=RULES, clock=WallClock())
    entries = tuple(sanctioned())
    pathways.file_together([Filing(UUID(int=1), entries)])
    answers = {"entry": len(entries), "changes": {"months": 12}}
    wrong = Act(uuid4(), date(2026, 3, 10), answers, reason="faute de frappe")
    taken = pathways.take(UUID(int=1), "correct_entry", wrong, HEAD, seen=len(entries))
    assert [warned.code for warned in taken.warnings] == ["CORRECTION_BREAKS_RULE"]
