"""Two files of one person: linked by a supervisor who says why, unlinked, never rewritten."""

from uuid import UUID

import pytest

from domain.kernel import Role
from domain.pathway import Pathway
from domain.pathway.identity import Closing, PathwayClosed
from domain.pathway.links import PathwaysLinked, PathwaysUnlinked
from domain.pathway.step import NotAllowed
from tests.story import Story, Told, given

OTHER, THIRD = UUID(int=77), UUID(int=78)
LINKED: Told = ("2026-03-10", PathwaysLinked(other=OTHER, reasons="même personne"))


def test_two_files_of_one_person_are_linked_and_say_why() -> None:
    story = given().when(Pathway.link_pathways, on="2026-03-10", why="même personne", other=OTHER).then(LINKED[1])
    story.when(Pathway.link_pathways, on="2026-03-11", why="et celui-ci", other=THIRD).then(PathwaysLinked)
    assert story.state.identity.links == (OTHER, THIRD)


def test_a_link_made_by_mistake_is_undone_and_both_facts_stay() -> None:
    story = given(LINKED).when(Pathway.unlink_pathways, on="2026-03-11", why="homonyme", other=OTHER)
    story.then(PathwaysUnlinked(other=OTHER, reason="homonyme"))
    assert story.state.identity.links == ()
    assert [entry.event.TOPIC for entry in story.pathway.history[-2:]] == ["pathways.linked", "pathways.unlinked"]


def test_nothing_is_linked_nor_unlinked_without_a_reason() -> None:
    given().when(Pathway.link_pathways, on="2026-03-10", other=OTHER).then_breaks("REASON_REQUIRED", "RGPD")
    given(LINKED).when(Pathway.unlink_pathways, on="2026-03-10", other=OTHER).then_breaks("REASON_REQUIRED", "RGPD")


def test_only_a_supervisor_links_files() -> None:
    for verb in (Pathway.link_pathways, Pathway.unlink_pathways):
        told = given(LINKED).when(verb, on="2026-03-10", why="même personne", role=Role.SOCIAL_WORKER, other=THIRD)
        with pytest.raises(NotAllowed):
            told.act()


def test_a_file_is_linked_once_to_another_and_unlinked_from_what_it_is_linked_to() -> None:
    story = given(LINKED)
    story.when(Pathway.link_pathways, on="2026-03-11", why="x", other=story.pathway.id).then_breaks("LINK_TO_SELF")
    story.when(Pathway.link_pathways, on="2026-03-11", why="x", other=OTHER).then_breaks("ALREADY_LINKED")
    story.when(Pathway.unlink_pathways, on="2026-03-11", why="x", other=THIRD).then_breaks("NOT_LINKED")
    given().when(Pathway.unlink_pathways, on="2026-03-11", why="x", other=OTHER).then_breaks("NOT_LINKED")


def test_a_closed_file_is_linked_all_the_same_one_never_opened_is_not() -> None:
    closed = given(("2026-03-01", PathwayClosed(reason=Closing.MOVED)))
    closed.when(Pathway.link_pathways, on="2026-03-10", why="deux dossiers", other=OTHER).then(PathwaysLinked)
    never = Story(opened=False).when(Pathway.link_pathways, on="2026-03-10", why="deux dossiers", other=OTHER)
    never.then_breaks("FILE_NOT_OPENED")
