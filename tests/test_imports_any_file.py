"""Whatever the file: a report, all of it written or nothing, and histories every question can be asked of."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from functools import cache
from io import StringIO

from hypothesis import given, settings
from hypothesis import strategies as st

from application.imports.form import NOT_IMPORTED
from domain.kernel import TOPICS
from domain.pathway import due
from projections import files, outcomes
from projections.history import History
from tests.imported import Desk
from tests.rules import RULES

ODD = (
    "", "2025-01-01", "2025-02", "1900-01-01", "2199-12-31", "2026-03-31", "0", "1", "-3", "12", "1.5", "99999", "true",
    "[]", "{}", "[1]", '{"on": 3}', "85073003328", "F", "yes", "CDI", "UNKNOWN", "[effacé]", "=1+1", "\x1b[31m",
)  # fmt: skip
FITTING = {
    "date": ("2025-05-05", "1900-01-01", "2199-12-31"),
    "uuid": ("00000000-0000-4000-8000-000000000000",),
    "integer": ("1", "100000"),
    "number": ("0.5", "1"),
    "boolean": ("true",),
    "array": ("[]",),
    "object": ("{}",),
    "string": ("Un texte",),
}
CELLS = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=8))

TELLABLE = st.lists(st.sampled_from(sorted(TOPICS.keys() - NOT_IMPORTED)), min_size=1, max_size=5)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_report(data: bytes) -> None:
    _lawful(data)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=4), min_size=1, max_size=5), st.sampled_from(";,"))
def test_any_caseload_gives_a_report(rows: list[list[str]], delimiter: str) -> None:
    header = ["external_id", "last_name", "first_name", "birth_date", "national_number", "opened_on"]
    _lawful(_file([header, *([f"E{n}", *row, "2025-01-01"] for n, row in enumerate(rows))], delimiter))


@settings(max_examples=150, deadline=None)
@given(TELLABLE, st.data())
def test_any_facts_give_a_report(topics: list[str], data: st.DataObject) -> None:
    _lawful(_facts(topics, lambda topic, field: data.draw(CELLS)))


@settings(max_examples=200, deadline=None)
@given(TELLABLE, st.data())
def test_facts_that_fit_make_histories_every_question_can_be_asked_of(topics: list[str], data: st.DataObject) -> None:
    _lawful(_facts(topics, lambda topic, field: data.draw(st.sampled_from(_fitting(topic, field)))))


def _facts(topics: Iterable[str], cell: Callable[[str, str], str]) -> bytes:
    rows: list[dict[str, str]] = []
    columns = dict.fromkeys(("external_id", "fact", "occurred_on"), "")
    for topic in topics:
        told = {field: cell(topic, field) for field in TOPICS[topic].model_fields}
        rows.append({"external_id": "E", "fact": topic, "occurred_on": f"202{len(rows)}-01-01"} | told)
        columns |= dict.fromkeys(told, "")
    return _file([list(columns), *((columns | row).values() for row in rows)], ",")


@cache
def _fitting(topic: str, field: str) -> list[str]:
    """Answers that fit, extreme ones too."""
    schema = TOPICS[topic].model_json_schema()
    shape = schema["properties"][field]
    fitting = [] if field in schema.get("required", ()) else [""]
    for form in shape.get("anyOf", [shape]):
        name = form.get("$ref", "").rpartition("/")[2]
        fitting += [code for code in schema.get("$defs", {}).get(name, {}).get("enum", ()) if code != "[effacé]"]
        fitting += FITTING.get(form.get("format", form.get("type", "")), ())
    return fitting


def _file(rows: Iterable[Iterable[str]], delimiter: str) -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def _lawful(data: bytes) -> None:
    desk = Desk()
    draft = desk.check(data)
    assert all(line.isprintable() for line in draft.report.told())
    assert draft.report.wrong >= len(draft.report.problems)
    if not draft.report.may_be_written:
        assert not desk.store.streams
        return
    assert desk.imports.write(draft).entries == draft.report.facts
    for id, history in desk.store.streams.items():
        read = History(id, tuple(history), RULES)
        assert all(entry.event.sentence for entry in history)
        assert [*files.rows(read)]
        assert len([*outcomes.rows(read)]) <= len(history)
        assert due(read.state, RULES) is not None
    assert desk.check(data).report.facts == 0
