"""A stored entry reads as it was written; what is personal is sealed, bound to its place, and dies with its key."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from hmac import digest
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from pydantic import ValidationError

from domain.kernel import TOPICS, Entry, Envelope, Erased, Event, Personal, Role
from domain.pathway.corrections import EntryCorrected
from domain.pathway.household import HouseholdDeclared
from domain.pathway.identity import Closing, IdentityRecorded, PathwayClosed, PathwayOpened
from infrastructure.commitments import canonical
from infrastructure.mapper import EntryMapper
from infrastructure.memory import MemoryKeys
from infrastructure.stored import StoredEntry
from infrastructure.upcasts import UPCASTS, UnknownFact, Upcast
from tests.lives import LIVES

AMINA = UUID(int=1)
IDENTITY = IdentityRecorded(last_name="Diallo", first_name="Amina", birth_date=date(1990, 5, 17), address="rue Haute")
OPENED = PathwayOpened(centre=1)


@pytest.fixture
def mapper() -> EntryMapper:
    """A mapper whose keys are its own."""
    return EntryMapper(MemoryKeys())


def entry(event: Event, reason: str = "", version: int = 1, import_id: str = "") -> Entry:
    """The event, filed by Claire."""
    envelope = Envelope(
        occurred_on=date(2025, 3, 31), actor="claire", role=Role.SOCIAL_WORKER, centre=7, acting_for="head",
        reason=reason, rules="be+1", command_id=UUID(int=9), import_id=import_id,
    )  # fmt: skip
    return Entry(AMINA, version, envelope, event)


FACTS = {fact.TOPIC: fact for life in LIVES for _, fact, *_ in life} | {OPENED.TOPIC: OPENED, IDENTITY.TOPIC: IDENTITY}


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
@pytest.mark.parametrize("reason", ["", "à la demande de Mme Diallo"])
def test_an_entry_reads_as_it_was_written(mapper: EntryMapper, fact: Event, reason: str) -> None:
    told = entry(fact, reason)
    (kept,) = mapper.stored([told])
    assert mapper.to_domain_event(replace(kept, id=12)) == told
    assert mapper.to_domain_event(replace(kept, id=12)).position == 12


def test_the_clear_part_says_nothing_personal(mapper: EntryMapper) -> None:
    kept = mapper.to_stored_event(entry(IDENTITY, reason="dit par sa voisine"))
    everything = repr(kept)
    for word in ("Diallo", "Amina", "1990", "Haute", "voisine"):
        assert word not in everything
    state = json.loads(kept.state)
    sealed = state.pop("sealed")
    assert len(sealed) > 100
    assert state == {
        "v": 1, "reasoned": True, "occurred_on": "2025-03-31", "role": "worker", "acting_for": "head", "import_id": "",
        "fact": {},
    }  # fmt: skip


def test_columns_say_who_under_which_rules_and_by_which_command(mapper: EntryMapper) -> None:
    kept = mapper.to_stored_event(entry(OPENED))
    assert (kept.organisation_id, kept.actor, kept.rule_set) == (7, "claire", "be+1")
    assert (kept.command_id, kept.correlation_id, kept.causation_id) == (UUID(int=9), UUID(int=9), None)
    assert kept.event_id == mapper.to_stored_event(entry(OPENED)).event_id
    assert kept.event_id != mapper.to_stored_event(entry(OPENED, version=2)).event_id


def test_what_one_import_wrote_is_correlated(mapper: EntryMapper) -> None:
    one, two = (mapper.to_stored_event(entry(OPENED, version=n, import_id="file-1")) for n in (1, 2))
    other = mapper.to_stored_event(entry(OPENED, import_id="file-2"))
    assert one.correlation_id == two.correlation_id != other.correlation_id
    assert mapper.to_domain_event(one).envelope.import_id == "file-1"


@pytest.mark.parametrize("elsewhere", [{"originator_version": 2}, {"originator_id": UUID(int=2)}])
def test_a_sealed_field_moved_elsewhere_does_not_open(mapper: EntryMapper, elsewhere: dict[str, object]) -> None:
    kept = mapper.to_stored_event(entry(IDENTITY))
    mapper.stored([replace(entry(OPENED), originator_id=UUID(int=2))])
    with pytest.raises(InvalidTag):
        mapper.to_domain_event(replace(kept, **elsewhere))  # type: ignore[arg-type]  # of several types


def test_a_sealed_field_under_another_topic_does_not_open(mapper: EntryMapper) -> None:
    kept = mapper.to_stored_event(entry(IDENTITY))
    with pytest.raises(InvalidTag):
        mapper.to_domain_event(replace(kept, topic=HouseholdDeclared.TOPIC))


def test_when_the_key_is_gone_the_facts_stay(mapper: EntryMapper) -> None:
    told = [
        entry(OPENED),
        entry(IDENTITY, version=2),
        entry(PathwayClosed(reason=Closing.MOVED), reason="chez sa mère", version=3),
        entry(EntryCorrected(entry=2, changes={}, personal_changes={"last_name": "Diallo"}), version=4),
    ]
    kept = mapper.stored(told)
    mapper.keys.destroy(AMINA)
    opened, identity, closed, corrected = mapper.entries([row.read for row in kept])
    assert opened == told[0]
    assert identity.event == IdentityRecorded(**dict.fromkeys(IdentityRecorded.model_fields, Erased.ERASED))
    assert identity.envelope.reason == ""
    assert closed == replace(told[2], envelope=told[2].envelope.model_copy(update={"reason": Erased.ERASED}))
    assert isinstance(corrected.event, EntryCorrected)
    assert corrected.event.personal_changes is Erased.ERASED


def test_a_commitment_binds_what_is_shown(mapper: EntryMapper) -> None:
    kept = mapper.to_stored_event(entry(IDENTITY))
    key = mapper.keys.get_many([AMINA])[AMINA]
    fields = {
        "address": "rue Haute", "birth_date": "1990-05-17", "first_name": "Amina", "last_name": "Diallo",
        "national_number": "",
    }  # fmt: skip
    personal = json.dumps(
        {"class_version": 1, "fields": fields, "topic": "identity.recorded"}, separators=(",", ":"), ensure_ascii=False
    )
    opening = digest(key.commit, b"open" + AMINA.bytes + (1).to_bytes(8, "big"), "sha256")
    assert kept.commitment == sha256(b"commit1" + opening + personal.encode()).digest()


def test_a_fact_without_secrets_commits_to_that(mapper: EntryMapper) -> None:
    kept = mapper.to_stored_event(entry(OPENED))
    key = mapper.keys.get_many([AMINA])[AMINA]
    opening = digest(key.commit, b"open" + AMINA.bytes + (1).to_bytes(8, "big"), "sha256")
    personal = b'{"class_version":1,"fields":{},"topic":"pathway.opened"}'
    assert kept.commitment == sha256(b"commit1" + opening + personal).digest()


def test_there_is_one_way_to_write_json() -> None:
    assert canonical({"é": 1.5, "a": (True, None, "\u2028")}) == '{"a":[true,null,"\u2028"],"é":"1.5"}'.encode()


class Moved(Event, topic="test.moved", french="Déménagé", version=3):
    """The person moved."""

    town: str
    street: Personal[str] = ""


del TOPICS[Moved.TOPIC]  # no other test knows this one


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fact in its third version: the street was « addr », then « address »; the town came last."""
    monkeypatch.setitem(TOPICS, Moved.TOPIC, Moved)
    first = Upcast(lambda fact: {"address": fact["addr"]}, frozenset({"addr"}))
    second = Upcast(lambda fact: {"street": fact["address"], "town": "?"}, frozenset({"address"}))
    monkeypatch.setitem(UPCASTS, (Moved.TOPIC, 1), first)
    monkeypatch.setitem(UPCASTS, (Moved.TOPIC, 2), second)


def first_version(mapper: EntryMapper, address: str) -> StoredEntry:
    """The fact as the first release stored it."""
    key = mapper.keys.create_many([AMINA])[AMINA]
    place = f"{AMINA}|1|{Moved.TOPIC}".encode()
    sealed = b64encode(key.seal(canonical({"addr": address}), place)).decode()
    state = {"v": 1, "sealed": sealed, "occurred_on": "2025-03-31", "role": "worker", "acting_for": "", "fact": {}}
    return StoredEntry(AMINA, 1, Moved.TOPIC, json.dumps(state).encode(), event_id=uuid4(), command_id=uuid4())


@pytest.mark.usefixtures("moved")
def test_an_old_fact_is_upcast_after_unsealing_and_before_validation(mapper: EntryMapper) -> None:
    kept = first_version(mapper, "rue Haute")
    assert mapper.to_domain_event(kept).event == Moved(town="?", street="rue Haute")
    mapper.keys.destroy(AMINA)
    assert mapper.to_domain_event(kept).event == Moved(town="?", street=Erased.ERASED)


@pytest.mark.usefixtures("moved")
def test_what_this_release_cannot_read_is_an_error_never_passed_over(mapper: EntryMapper) -> None:
    kept = first_version(mapper, "rue Haute")
    with pytest.raises(UnknownFact):
        mapper.to_domain_event(replace(kept, topic="test.unheard-of"))
    with pytest.raises(UnknownFact):
        mapper.to_domain_event(replace(kept, state=kept.state.replace(b'{"v": 1', b'{"v": 4')))


def test_stored_bytes_are_validated(mapper: EntryMapper) -> None:
    kept = mapper.to_stored_event(entry(OPENED))
    with pytest.raises(ValidationError):
        mapper.to_domain_event(replace(kept, state=kept.state.replace(b'"centre":1', b'"centre":"one"')))
    with pytest.raises(ValidationError):
        mapper.to_domain_event(replace(kept, state=kept.state.replace(b'"centre"', b'"center"')))
