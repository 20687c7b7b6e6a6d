"""The form of a fact already told: prefilled with it, and sent back with what changes only."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from domain.kernel import TOPICS, Entry, Erased, Event
from domain.pathway.corrections import FIXED, EntryCorrected, EntryVoided
from domain.pathway.followup import InterviewHeld
from domain.pathway.household import Category, HouseholdDeclared, Member
from domain.pathway.identity import IdentityRecorded, PathwayReopened
from domain.pathway.training_follow import TrainingAttended
from domain.pathway.words import asked
from tests.lives import LIVES
from tests.story import Told, history
from web.facts import changes_of, erased, fields_of_fact, form_of_fact, offered, typed_of
from web.fields import Filled

CHILD = Member(kind="enfant", from_on=date(2026, 1, 20), member_id=UUID(int=5))
FRIEND = Member(kind="amie", adult=True, member_id=UUID(int=6))
FAMILY = HouseholdDeclared(category=Category.FAMILY, members=(CHILD, FRIEND), effective_on=date(2026, 1, 20))
WHO = IdentityRecorded(last_name="Diallo", first_name="Amina", national_number="85073003328", address="4000")


def told(fact: Event, on: str = "2026-02-02") -> Entry:
    """The fact, as an entry."""
    return history((on, fact))[0]


def changed(fact: Event, **typed: str) -> dict[str, Any]:
    """What sending the form back changes, some of it typed anew; ``__`` stands for a dot."""
    entry = told(fact)
    return changes_of(entry, typed_of(entry) | {name.replace("__", "."): [text] for name, text in typed.items()})


def correctable(life: tuple[Told, ...]) -> list[Entry]:
    """The entries of a life that may be corrected: a correction is voided, no more."""
    return [entry for entry in history(*life) if not isinstance(entry.event, EntryCorrected | EntryVoided)]


@pytest.mark.parametrize("life", LIVES)
def test_a_form_sent_back_untouched_changes_nothing(life: tuple[Told, ...]) -> None:
    for entry in correctable(life):
        sent = {name: [text.replace("\n", "\r\n") for text in typed] for name, typed in typed_of(entry).items()}
        assert changes_of(entry, sent) == {}, entry.event
        assert {field.name for field in fields_of_fact(entry, Filled(sent))} == set(offered(entry))


@pytest.mark.parametrize("life", LIVES)
def test_what_is_typed_in_a_form_reads_as_the_fact_was_told(life: tuple[Told, ...]) -> None:
    for entry in correctable(life):
        bare = replace(entry, event=type(entry.event).model_construct(**dict.fromkeys(type(entry.event).model_fields)))
        read, fact = changes_of(bare, typed_of(entry)), to_jsonable_python(entry.event)
        assert read == {name: fact[name] for name in read}
        assert all(not fact[name] for name in set(offered(entry)) - set(read)), "an answer was lost"


OF_A_FILE = {topic: kind for topic, kind in TOPICS.items() if kind.__module__.startswith("domain.pathway.")}


@pytest.mark.parametrize("kind", OF_A_FILE.values(), ids=OF_A_FILE)
def test_every_field_that_may_be_corrected_is_asked_in_french_and_no_other(kind: type[Event]) -> None:
    names = form_of_fact(kind).model_fields
    assert not FIXED & set(names)
    assert all(asked(kind.TOPIC, name) for name in names if kind not in {EntryCorrected, EntryVoided})


def test_only_what_changed_is_sent() -> None:
    assert changed(FAMILY, category="2") == {"category": "2"}
    assert changed(FAMILY, effective_on="01/02/2026") == {"effective_on": "2026-02-01"}
    assert changed(WHO, first_name=" Awa ") == {"first_name": "Awa"}
    assert changed(WHO, birth_date="17/05/1990") == {"birth_date": "1990-05-17"}


def test_a_row_changes_and_keeps_its_identifier() -> None:
    members = changed(FAMILY, members__1__kind="cousine")["members"]
    assert [(each["kind"], each["member_id"]) for each in members] == [
        ("enfant", str(CHILD.member_id)), ("cousine", str(FRIEND.member_id)),
    ]  # fmt: skip
    assert [each["kind"] for each in changed(FAMILY, members__0__kind="", members__0__from_on="")["members"]] == [
        "amie"
    ]
    [more] = changed(FAMILY, members__2__kind="mère")["members"][2:]
    assert (more["kind"], more["member_id"]) == ("mère", None)


def test_what_is_made_blank_is_no_longer_told() -> None:
    assert changed(WHO, address="") == {"address": ""}
    told_with_a_birth = WHO.model_copy(update={"birth_date": date(1990, 5, 17)})
    assert changed(told_with_a_birth, birth_date="") == {"birth_date": None}


def test_numbers_are_typed_as_french_people_write_them() -> None:
    fact = TrainingAttended(month=date(2026, 1, 1), attended_h=Decimal("80.5"))
    assert typed_of(told(fact))["attended_h"] == ["80,5"]
    assert changed(fact, attended_h="90,25") == {"attended_h": "90.25"}


def test_an_answer_that_does_not_fit_is_named_by_its_field() -> None:
    wrong: dict[tuple[str | int, ...], dict[str, str]] = {
        ("category",): {"category": "9"},
        ("effective_on",): {"effective_on": "31/02/2026"},
        ("members", 0, "from_on"): {"members__0__from_on": "hier"},
    }
    for place, typed in wrong.items():
        with pytest.raises(ValidationError) as misfit:
            changed(FAMILY, **typed)
        assert [issue["loc"] for issue in misfit.value.errors()] == [place]
    with pytest.raises(ValidationError, match="Field required"):
        changed(FAMILY, effective_on="")


def test_the_national_number_and_identifiers_are_not_offered() -> None:
    assert set(offered(told(WHO))) == {"last_name", "first_name", "birth_date", "address"}
    assert offered(told(PathwayReopened())) == []


def test_the_day_a_fact_repeats_moves_with_the_day_of_the_act() -> None:
    assert "on" not in offered(told(InterviewHeld(on=date(2026, 2, 2))))
    assert "on" in offered(told(InterviewHeld(on=date(2026, 1, 30))))


def test_what_was_erased_is_shown_as_such_and_not_asked() -> None:
    gone = told(IdentityRecorded(last_name=Erased.ERASED, first_name=Erased.ERASED, birth_date=None, address="x"))
    assert offered(gone) == ["birth_date", "address"]
    assert erased(gone) == ["Nom", "Prénom"]
    assert changes_of(gone, {"address": ["4000 Liège"]}) == {"address": "4000 Liège"}
