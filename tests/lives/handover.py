"""Sofia's file changes hands and centre: an absence, two households, a link made by mistake, a move."""

from datetime import date
from uuid import UUID

from domain.kernel import Role
from domain.pathway.household import Category, Member
from tests.lives.life import Life
from tests.story import Told

OTHER = UUID(int=77)
CHILD = (Member(kind="enfant", from_on=date(2026, 1, 20)),)


def moved_away() -> tuple[Told, ...]:
    """Opened, entrusted for the time of an absence, linked and unlinked, moved to another centre."""
    life = Life()
    life.step("open_pathway", "2026-01-05", last_name="Vidal", first_name="Sofia", national_number="98472899765")
    life.step("declare_household", "2026-01-05", category=Category.SINGLE)
    life.step(
        "declare_household", "2026-02-02", category=Category.FAMILY, effective_on=date(2026, 1, 20), members=CHILD
    )
    life.step("assign_pathway", "2026-03-10", worker="tom", until=date(2026, 3, 24))
    life.step("assign_pathway", "2026-03-10", worker="samir", from_on=date(2026, 4, 1))
    life.step("record_identity", "2026-03-11", last_name="Vidal", first_name="Sofia", national_number="85073003328")
    life.step("link_pathways", "2026-03-12", why="même personne", role=Role.HEAD, other=OTHER)
    life.step("unlink_pathways", "2026-03-13", why="homonyme", role=Role.HEAD, other=OTHER)
    life.step("link_pathways", "2026-03-13", why="deux dossiers", role=Role.HEAD, other=UUID(int=78))
    life.step("move_pathway", "2026-03-30", to_centre=2)
    return life.told
