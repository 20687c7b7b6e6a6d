"""Facts of earlier releases: renamed, retold, read as several; what corrected them corrects what they read as."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.kernel import TOPICS, Entry, Erased, Event, Personal
from domain.pathway.corrections import EntryCorrected, EntryVoided, overlaid
from domain.pathway.household import Category, HouseholdDeclared, Member
from infrastructure.commitments import canonical
from infrastructure.mapper import EntryMapper
from infrastructure.memory import MemoryKeys
from infrastructure.stored import ReadRow
from infrastructure.upcasts import RENAMED, UPCASTS, Part, Split, Upcast, known_topic, personal_fields
from tests.test_mapper import AMINA, entry
from web.facts import changes_of, typed_of


class Housed(Event, topic="test.housed", french="Logé", version=2):
    """The person lives somewhere."""

    street: Personal[str]
    since: int = 0


class Paid(Event, topic="test.paid", french="Loyer"):
    """The person pays a rent."""

    rent: int
    to: Personal[str] = ""


for kind in (Housed, Paid):
    del TOPICS[kind.TOPIC]  # no other test knows these


@pytest.fixture(autouse=True)
def _releases(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first release told « test.let » as one fact; the next one « test.lived », later renamed."""
    monkeypatch.setitem(TOPICS, Housed.TOPIC, Housed)
    monkeypatch.setitem(TOPICS, Paid.TOPIC, Paid)
    monkeypatch.setitem(RENAMED, "test.lived", Housed.TOPIC)
    monkeypatch.setitem(UPCASTS, ("test.let", 1), Split(parts, frozenset({"road", "landlord"})))
    older = Upcast(lambda fact: {"street": fact["road"], "since": fact.get("year", 0)}, frozenset({"road"}))
    monkeypatch.setitem(UPCASTS, (Housed.TOPIC, 1), older)


def parts(fact: dict[str, Any]) -> list[Part]:
    """A lease was a home and a rent."""
    home = Part(Housed.TOPIC, 1, {"road": fact["road"], "year": fact["year"]})
    return [home, Part(Paid.TOPIC, 1, {"rent": fact["rent"], "to": fact["landlord"]})]


@pytest.fixture
def mapper() -> EntryMapper:
    """A mapper whose keys are its own."""
    return EntryMapper(MemoryKeys())


def row(mapper: EntryMapper, topic: str, version: int, fact: dict[str, Any], secret: dict[str, Any]) -> ReadRow:
    """The first entry of Amina's history, as another release stored it."""
    key = mapper.keys.create_many([AMINA])[AMINA]
    sealed = b64encode(key.seal(canonical(secret), f"{AMINA}|1|{topic}".encode())).decode()
    state = {"v": version, "sealed": sealed, "occurred_on": "2025-03-31", "role": "worker", "fact": fact}
    (first,) = mapper.stored([entry(EntryVoided(entry=1))])
    return first.read._replace(topic=topic, state=json.dumps(state).encode(), command_id=UUID(int=9))


def lease(mapper: EntryMapper) -> ReadRow:
    """A lease of the first release."""
    return row(mapper, "test.let", 1, {"year": 2020, "rent": 400}, {"road": "rue Haute", "landlord": "M. Leroy"})


def read(mapper: EntryMapper, *later: Entry) -> list[Entry]:
    """The lease, and what was written since."""
    return mapper.entries([lease(mapper), *(kept.read for kept in mapper.stored(later))])


def correction(version: int, entry_number: int = 1, **changes: Any) -> Entry:
    """A correction, in the words of the first release; roads and landlords are personal."""
    private = {name: change for name, change in changes.items() if name in {"road", "landlord"}}
    public = {name: change for name, change in changes.items() if name not in private}
    return entry(EntryCorrected(entry=entry_number, changes=public, personal_changes=private), version=version)


def test_one_fact_reads_as_several_under_one_number(mapper: EntryMapper) -> None:
    home, rent = read(mapper)
    assert home.event == Housed(street="rue Haute", since=2020)
    assert rent.event == Paid(rent=400, to="M. Leroy")
    assert [entry.originator_version for entry in (home, rent)] == [1, 1]


def test_without_its_key_each_part_is_erased_where_it_was_personal(mapper: EntryMapper) -> None:
    kept = lease(mapper)
    mapper.keys.destroy(AMINA)
    home, rent = mapper.entries([kept])
    assert home.event == Housed(street=Erased.ERASED, since=2020)
    assert rent.event == Paid(rent=400, to=Erased.ERASED)


def test_what_corrected_the_old_fact_corrects_what_it_reads_as(mapper: EntryMapper) -> None:
    told = read(mapper, correction(2, rent=450), correction(3, road="rue Basse", year=2021))
    assert [entry.event for entry in overlaid(told)] == [
        Housed(street="rue Basse", since=2021),
        Paid(rent=450, to="M. Leroy"),
    ]


def test_a_correction_taken_back_by_another_is_taken_back(mapper: EntryMapper) -> None:
    told = read(mapper, correction(2, road="rue Basse", rent=450), correction(3, road="rue Haute"))
    assert [entry.event for entry in overlaid(told)] == [
        Housed(street="rue Haute", since=2020),
        Paid(rent=450, to="M. Leroy"),
    ]


def test_what_voided_the_old_fact_voids_all_of_it(mapper: EntryMapper) -> None:
    told = read(mapper, entry(EntryVoided(entry=1), version=2))
    assert overlaid(told) == ()
    undone = read(mapper, entry(EntryVoided(entry=1), version=2), entry(EntryVoided(entry=2), version=3))
    assert len(overlaid(undone)) == 2


def test_a_correction_of_a_renamed_fact_follows_its_name_and_its_version(mapper: EntryMapper) -> None:
    kept = row(mapper, Housed.TOPIC, 1, {"year": 2019}, {"road": "rue Haute"})
    later = [kept.read for kept in mapper.stored([correction(2, road="quai Neuf")])]
    assert [each.event for each in overlaid(mapper.entries([kept, *later]))] == [Housed(street="quai Neuf", since=2019)]
    renamed = row(mapper, "test.lived", 2, {"since": 7}, {"street": "rue Haute"})
    assert mapper.entries([renamed])[0].event == Housed(street="rue Haute", since=7)
    assert known_topic("test.let", 1) == "test.let"
    assert personal_fields("test.lived", 2) == {"street"}


def test_a_household_of_the_first_release_is_corrected_in_the_words_of_today(mapper: EntryMapper) -> None:
    fact: dict[str, Any] = {"category": "2", "effective_on": "2025-03-01"}
    members = [{"kind": "amie", "adult": True, "from_on": None}]
    kept = row(mapper, HouseholdDeclared.TOPIC, 1, fact, {"members": members})
    [told] = mapper.entries([kept])
    assert told.event == HouseholdDeclared(
        category=Category.SINGLE, members=(Member(kind="amie", adult=True),), effective_on=date(2025, 3, 1)
    )
    changes = changes_of(told, typed_of(told) | {"category": ["3"], "members.0.kind": ["sœur"]})
    private = {"members": changes.pop("members")}
    later = entry(EntryCorrected(entry=1, changes=changes, personal_changes=private), version=2)
    [read] = overlaid(mapper.entries([kept, *(stored.read for stored in mapper.stored([later]))]))
    assert isinstance(read.event, HouseholdDeclared)
    assert (read.event.category, read.event.members) == (Category.FAMILY, (Member(kind="sœur", adult=True),))
