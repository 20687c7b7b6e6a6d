"""Opening a file and taking steps, each command once, whatever stores them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from application.agents import Agent
from application.errors import NissTaken, Overtaken, Stale, Unknown
from application.pathways import Act, Pathways, Taken
from application.ports import CommandReused
from domain.kernel import Envelope, Role
from domain.rules import RuleSet
from infrastructure.database import Databases
from infrastructure.memory import MemoryPathways
from tests.rules import RULES
from tests.stores import WallClock, open_store

pytestmark = pytest.mark.engine
CLAIRE = Agent(username="claire", name="Claire", role=Role.SOCIAL_WORKER, centre=1, centre_name="Valmont")
STRANGER = CLAIRE.model_copy(update={"centre": 2})
NISS, BIS = "85073003328", "98472899765"
DAY = date(2026, 1, 5)


@pytest.fixture
def stored(databases: Databases, tmp_path: Path) -> Iterator[Pathways]:
    """Pathways in PostgreSQL."""
    with open_store(databases, tmp_path / "master") as store:
        yield store.pathways


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def pathways(request: pytest.FixtureRequest, major: str) -> Pathways:
    """Both twins, one after the other."""
    if request.param == "memory":
        return MemoryPathways(rules=RULES, clock=WallClock())
    found: Pathways = request.getfixturevalue("stored")
    return found


def opening(number: str = "", command: UUID | None = None, last_name: str = "Diallo") -> Act:
    """Amina comes in."""
    answers = {"last_name": last_name, "first_name": "Amina"} | ({"national_number": number} if number else {})
    return Act(command or uuid4(), DAY, answers)


def assigning(worker: str = "claire", command: UUID | None = None) -> Act:
    """The file is entrusted."""
    return Act(command or uuid4(), DAY, {"worker": worker})


def test_the_same_command_sent_twice_acts_once(pathways: Pathways) -> None:
    act = opening(NISS)
    first, again = pathways.open(act, CLAIRE), pathways.open(act, CLAIRE)
    assert not first.replayed
    assert again == first._replace(replayed=True)
    step = assigning()
    taken = pathways.take(first.pathway_id, "assign_pathway", step, CLAIRE, seen=first.version)
    assert (taken.version, taken.position) == (first.version + 1, first.position + 1)
    again = pathways.take(first.pathway_id, "assign_pathway", step, CLAIRE, seen=first.version)
    assert (again.replayed, again.version, again.events) == (True, taken.version, taken.events)
    assert len(pathways.history(first.pathway_id)) == taken.version


def test_a_key_used_again_for_something_else_is_refused(pathways: Pathways) -> None:
    act = opening()
    opened = pathways.open(act, CLAIRE)
    with pytest.raises(CommandReused):
        pathways.open(act._replace(answers={"last_name": "Diallo", "first_name": "Aminata"}), CLAIRE)
    with pytest.raises(CommandReused):
        pathways.take(opened.pathway_id, "assign_pathway", assigning(command=act.command_id), CLAIRE, seen=2)


def test_who_saw_an_older_version_reads_again(pathways: Pathways) -> None:
    opened = pathways.open(opening(), CLAIRE)
    with pytest.raises(Stale) as stale:
        pathways.take(opened.pathway_id, "assign_pathway", assigning(), CLAIRE, seen=opened.version - 1)
    assert stale.value.version == opened.version


class Interrupted(MemoryPathways):
    """A colleague saves between the reading and the saving of another."""

    def envelope(self, act: Act, agent: Agent, rules: RuleSet) -> Envelope:
        """Let the colleague save first."""
        if colleague := self.__dict__.pop("colleague", None):
            colleague()
        return super().envelope(act, agent, rules)


def test_who_saves_second_was_overtaken() -> None:
    pathways = Interrupted(rules=RULES, clock=WallClock())
    opened = pathways.open(opening(), CLAIRE)

    def colleague() -> Taken:
        return pathways.take(opened.pathway_id, "assign_pathway", assigning("tom"), CLAIRE, seen=opened.version)

    pathways.__dict__["colleague"] = colleague
    with pytest.raises(Overtaken):
        pathways.take(opened.pathway_id, "assign_pathway", assigning(), CLAIRE, seen=opened.version)


def test_a_national_number_has_one_file(pathways: Pathways) -> None:
    opened = pathways.open(opening(NISS), CLAIRE)
    with pytest.raises(NissTaken) as taken:
        pathways.open(opening(NISS), CLAIRE)
    assert taken.value.existing == opened.pathway_id


def test_a_file_of_another_centre_is_unknown(pathways: Pathways) -> None:
    opened = pathways.open(opening(), CLAIRE)
    with pytest.raises(Unknown):
        pathways.get(opened.pathway_id, STRANGER)
    with pytest.raises(Unknown):
        pathways.get(uuid4(), CLAIRE)


def test_a_file_reads_as_it_was_known(pathways: Pathways) -> None:
    opened = pathways.open(opening(), CLAIRE)
    first = pathways.history(opened.pathway_id)[-1].recorded_at
    pathways.take(opened.pathway_id, "assign_pathway", assigning("tom"), CLAIRE, seen=opened.version)
    assert pathways.get(opened.pathway_id, CLAIRE).state.identity.referent == "tom"
    then = pathways.as_of(opened.pathway_id, CLAIRE, true_on=DAY, known_on=first)
    assert then.state.identity.referent == "claire"


def test_a_number_that_has_a_file_is_given_to_nobody_else(pathways: Pathways) -> None:
    first = pathways.open(opening(NISS), CLAIRE)
    other = pathways.open(opening(BIS, last_name="Martin"), CLAIRE)
    renumbered = Act(uuid4(), DAY, {"last_name": "Martin", "first_name": "Amina", "national_number": NISS})
    with pytest.raises(NissTaken) as taken:  # told as NISS_TAKEN by the interface
        pathways.take(other.pathway_id, "record_identity", renumbered, CLAIRE, seen=other.version)
    assert taken.value.existing == first.pathway_id
    assert pathways.get(other.pathway_id, CLAIRE).state.identity.national_number == BIS


def test_a_file_moved_to_another_centre_is_read_there_and_no_more_here(pathways: Pathways) -> None:
    opened = pathways.open(opening(), CLAIRE)
    move = Act(uuid4(), DAY, {"to_centre": 2})
    moved = pathways.take(opened.pathway_id, "move_pathway", move, CLAIRE, seen=opened.version)
    with pytest.raises(Unknown):
        pathways.get(opened.pathway_id, CLAIRE)
    again = pathways.take(opened.pathway_id, "move_pathway", move, CLAIRE, seen=opened.version)
    assert (again.replayed, again.version) == (True, moved.version)
    with pytest.raises(Unknown):
        pathways.take(opened.pathway_id, "record_contact", Act(uuid4(), DAY, {}), CLAIRE, seen=moved.version)
    assert pathways.get(opened.pathway_id, STRANGER).state.identity.referent == ""
    pathways.take(opened.pathway_id, "assign_pathway", assigning("lea"), STRANGER, seen=moved.version)
