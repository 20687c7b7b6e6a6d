"""What goes wrong in any office, and how it is put right: by oneself within minutes, later by the head of service."""

from __future__ import annotations

from datetime import timedelta

from application.demo.names import STREETS
from application.demo.people import TOWN
from application.demo.tale import Tale, Telling, entry_of, uuid, workday
from domain.pathway.followup import Channel


def put_right(tale: Tale) -> None:
    """Some slips, and what changed in the person's life, told before the file closes."""
    interviews = [told for told in tale.tellings if told.verb == "record_contact" and "missed" not in told.answers]
    if interviews and tale.chance(0.05):
        _wrong_file(tale, tale.pick(interviews))
    if interviews and tale.chance(0.05):
        _wrong_detail(tale, tale.pick(interviews))
    if tale.chance(0.015):
        tale.tell("correct_entry", tale.tellings[0].occurred_on + timedelta(days=40), by=tale.head, entry=2,
                  changes={"address": _address(tale)}, why="adresse mal recopiée")  # fmt: skip
    if tale.person.later_number or tale.chance(0.04):
        _new_identity(tale)


def _wrong_file(tale: Tale, interview: Telling) -> None:
    """An interview noted in the wrong file, annulled at once: both entries stay."""
    slip = interview._replace(
        occurred_on=interview.recorded_on, command_id=uuid(tale.rng),
        answers={"channel": Channel.PHONE, "duration": 15},
    )  # fmt: skip
    undo = interview._replace(
        occurred_on=interview.recorded_on, verb="void_entry", command_id=uuid(tale.rng), reason="mauvais dossier",
        answers={"entry": entry_of("interview.held", interview.recorded_on)},
    )  # fmt: skip
    place = tale.tellings.index(interview) + 1
    if tale.is_open(interview.recorded_on):
        tale.tellings[place:place] = [slip, undo]


def _wrong_detail(tale: Tale, interview: Telling) -> None:
    """A length, or a day, noted wrong; the head corrects it some days later."""
    told = workday(interview.recorded_on + timedelta(days=tale.rng.randint(2, 20)))
    entry = entry_of("interview.held", interview.occurred_on)
    if tale.chance(0.5):
        tale.tell("correct_entry", told, by=tale.head, entry=entry, changes={"duration": 50},
                  why="durée mal notée")  # fmt: skip
    else:
        tale.tell("correct_entry", told, by=tale.head, entry=entry, true_day=interview.occurred_on - timedelta(days=1),
                  why="l'entretien a eu lieu la veille")  # fmt: skip


def _new_identity(tale: Tale) -> None:
    """The person moved within the town, or a BIS number became a number of the national register."""
    who = tale.person
    on = tale.later(tale.tellings[0].occurred_on, 40, 200)
    if not tale.is_open(on):
        return
    tale.tell(
        "record_identity", on, last_name=who.last_name, first_name=who.first_name, birth_date=who.birth_date,
        national_number=who.later_number, address=_address(tale),
    )  # fmt: skip


def _address(tale: Tale) -> str:
    return f"{tale.pick(STREETS)} {tale.rng.randint(1, 180)}, {TOWN}"
