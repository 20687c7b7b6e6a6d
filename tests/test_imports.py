"""Caseloads of other systems: read first, written whole, taken back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from application.errors import Unknown
from application.imports import Kind, NotImportable
from application.imports.report import MOST_TOLD
from application.ports import VersionConflict
from domain.kernel import Entry, Erased
from domain.pathway import state_of
from domain.pathway.corrections import EntryVoided
from domain.pathway.followup import InterviewMissed
from domain.pathway.identity import Gender, IdentityRecorded
from domain.pathway.training_follow import TrainingAttended
from tests.imported import MARTINE, TODAY, Desk
from tests.story import act

CASELOAD = (
    "external_id,national_number,last_name,first_name,birth_date,gender,language,postal_code,opened_on,referent\n"
    "A1,85.07.30-033.28,Diallo,Amina,1985-07-30,F,fr,4000,2024-05-06,nadia\n"
    "A2,,Peeters,Jan,,,nl,,2025-01-15,\n"
)
FACTS = (
    "external_id;fact;occurred_on;cohort;track;month;attended_h;answers\n"
    "B1;training.attended;2025-02-28;2025;;2025-02;38.5;\n"
    'B1;training.enrolled;2025-02-03;;Menuiserie;;;"{""planned_hours"": 600}"\n'
    "B2;pathway.opened;2025-01-01;témoin;;;;\n"
)
HEAD = "external_id,fact,occurred_on"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_dry_run_says_what_would_be_opened_and_writes_nothing(desk: Desk) -> None:
    report = desk.report(CASELOAD)
    assert (report.kind, report.rows, report.opened, report.facts) == (Kind.CASELOAD, 2, ("A1", "A2"), 5)
    assert report.may_be_written
    assert not desk.store.streams
    assert list(report.told()) == [
        "Fichier de dossiers : 2 lignes lues.", "À ouvrir : 2 dossiers.", "À enregistrer : 5 écritures.",
    ]  # fmt: skip


def test_a_caseload_is_recorded_as_told_and_marked_imported(desk: Desk) -> None:
    import_id = desk.bring(CASELOAD)
    amina, jan = (state_of(desk.of(name)).identity for name in ("A1", "A2"))
    assert (amina.last_name, amina.national_number, amina.gender) == ("Diallo", "85073003328", Gender.FEMALE)
    assert (amina.opened_on, amina.referent, amina.address) == (date(2024, 5, 6), "nadia", "4000")
    assert (jan.birth_date, jan.national_number, jan.gender, jan.referent) == (None, "", Gender.UNKNOWN, "")
    assert {entry.envelope.import_id for entry in desk.of("A1")} == {import_id}
    assert all(entry.envelope.is_imported for entry in desk.of("A2"))


def test_facts_open_the_file_first_in_their_cohort_and_follow_in_the_order_they_happened(desk: Desk) -> None:
    desk.bring(FACTS)
    assert desk.told("B1") == [
        ("2025-02-03", "pathway.opened"), ("2025-02-03", "training.enrolled"), ("2025-02-28", "training.attended"),
    ]  # fmt: skip
    assert desk.told("B2") == [("2025-01-01", "pathway.opened")]
    assert [state_of(desk.of(name)).identity.cohort for name in ("B1", "B2")] == ["2025", "témoin"]
    assert desk.of("B1")[2].event == TrainingAttended(month=date(2025, 2, 1), attended_h=Decimal("38.5"))


def test_facts_complete_a_file_that_exists(desk: Desk) -> None:
    desk.bring(CASELOAD)
    report = desk.report(FACTS.replace("B1", "A1"))
    assert (report.opened, report.existing, report.facts) == (("B2",), ("A1",), 3)
    desk.bring(FACTS.replace("B1", "A1"))
    assert [topic for _, topic in desk.told("A1")[3:]] == ["training.enrolled", "training.attended"]


@pytest.mark.parametrize("text", [CASELOAD, FACTS])
def test_the_same_file_twice_is_written_once(desk: Desk, text: str) -> None:
    desk.bring(text)
    before = dict(desk.store.streams)
    report = desk.report(text)
    assert (report.facts, report.opened, report.wrong, report.doubtful) == (0, (), 0, 0)
    assert desk.bring(text) == ""
    assert desk.store.streams == before


def test_a_file_that_grew_brings_only_what_is_new(desk: Desk) -> None:
    desk.bring(FACTS)
    desk.bring(FACTS + "B1;training.ended;2025-06-30;;;;;\n")
    assert [topic for _, topic in desk.told("B1")][-2:] == ["training.attended", "training.ended"]


def test_a_file_that_exists_is_left_as_it_is_and_the_difference_is_told(desk: Desk) -> None:
    desk.bring(CASELOAD)
    report = desk.report(CASELOAD.replace("Peeters", "Pieters"))
    assert (report.existing, report.facts, [doubt.row for doubt in report.doubts]) == (("A1", "A2"), 0, [3])


def test_a_byte_order_mark_semicolons_and_blank_rows_are_fine(desk: Desk) -> None:
    text = CASELOAD.replace(",", ";").replace("\n", "\r\n\r\n")
    assert desk.check(b"\xef\xbb\xbf" + text.encode()).report.opened == ("A1", "A2")


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"", (0, "")),
        (b"\xef\xbb\xbf \n", (0, "")),
        (CASELOAD.encode("utf-16"), (0, "")),
        (CASELOAD.replace("Diallo", "Zoé").encode("latin-1"), (2, "")),
        (CASELOAD.replace("Jan", "J\0an").encode(), (3, "")),
        (CASELOAD.splitlines()[0].encode(), (0, "")),
        (CASELOAD.replace("Jan", '"Jan').encode(), (3, "")),
        (CASELOAD.replace("Jan", "x" * 200_000).encode(), (3, "")),
        (CASELOAD.replace("A2,,", "A2,").encode(), (3, "")),
        (CASELOAD.replace("A2,,", "A2,,,").encode(), (3, "")),
        (b"a\tb\tc\n1\t2\t3\n", (1, "")),
    ],
)
def test_what_is_no_table_in_utf8_is_refused_with_its_place(desk: Desk, data: bytes, where: tuple[int, str]) -> None:
    assert desk.refused(data) == [where]


def test_a_wrong_encoding_is_told_with_its_byte_and_what_to_do(desk: Desk) -> None:
    (problem,) = desk.check(CASELOAD.replace("Diallo", "Zoé").encode("latin-1")).report.problems
    assert str(problem) == (
        "ligne 2 : L'octet 22 de cette ligne (0xE9) n'est pas de l'UTF-8 : "
        "enregistrez le fichier en « CSV UTF-8 » et recommencez."
    )


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("opened_on", "ouvert_le", [(1, "opened_on"), (1, "ouvert_le")]),
        ("referent", "language", [(1, "language")]),
        ("033.28", "033.29", [(2, "national_number")]),
        ("2024-05-06", "2026-04-01", [(2, "opened_on")]),
        ("2024-05-06", "6/5/2024", [(2, "opened_on")]),
        ("2024-05-06", "", [(2, "opened_on")]),
        ("1985-07-30", "2031-07-30", [(2, "birth_date")]),
        ("1985-07-30", "1985-02-30", [(2, "birth_date")]),
        ("Diallo", "", [(2, "last_name")]),
        (",F,", ",Q,", [(2, "gender")]),
        ("4000", "4" * 201, [(2, "postal_code")]),
        ("A2,,Peeters", "A1,,Peeters", [(3, "external_id")]),
        ("A2,,Peeters", "A2,85073003328,Peeters", [(3, "national_number")]),
    ],
)
def test_a_wrong_cell_is_told_by_row_and_column(desk: Desk, old: str, new: str, where: list[tuple[int, str]]) -> None:
    assert desk.refused(CASELOAD.replace(old, new)) == where


def answers(**told: object) -> str:
    return '"' + json.dumps(told).replace('"', '""') + '"'


@pytest.mark.parametrize(
    ("columns", "row", "where"),
    [
        ("", "C1,training.begun,2025-01-01", "fact"),
        ("", "C1,entry.voided,2025-01-01", "fact"),
        ("", "C1,follow-up.observed,2025-01-01", "employed"),
        ("", ",pathway.opened,2025-01-01", "external_id"),
        ("", "C1,pathway.opened,0001-01-01", "occurred_on"),
        (",employed", "C1,follow-up.observed,2025-01-01,peut-être", "employed"),
        (",track", "C1,training.ended,2025-01-01,Menuiserie", "track"),
        (",start", "C1,training.enrolled,2025-01-01,0", "start"),
        (",start", "C1,training.enrolled,2025-01-01,9999-12-31", "start"),
        (",planned_hours", "C1,training.enrolled,2025-01-01,1e999", "planned_hours"),
        (",national_number", "C1,identity.niss-changed,2025-01-01,85073003329", "national_number"),
        (",centre", "C1,pathway.opened,2025-01-01,2", "centre"),
        (",answers", f"C1,training.enrolled,2025-01-01,{answers(foo=1)}", "answers.foo"),
        (",answers", f"C1,training.enrolled,2025-01-01,{answers(start=0)}", "answers.start"),
        (",answers", f"C1,training.enrolled,2025-01-01,{answers(track='a' + chr(0))}", "answers"),
        (",answers", f"C1,training.enrolled,2025-01-01,{answers(track=chr(0xD800))}", "answers"),
        (",answers", "C1,training.enrolled,2025-01-01,[]", "answers"),
        (",answers", f"C1,training.enrolled,2025-01-01,{'[' * 90_000}", "answers"),
        (",track,answers", f"C1,training.enrolled,2025-01-01,a,{answers(track='a')}", "track"),
        (",modules", "C1,article60.training-plan-set,2025-01-01,accueil", "modules"),
        (",birth_date", "C1,identity.recorded,2025-01-01,[effacé]", "birth_date"),
    ],
)
def test_a_wrong_fact_is_told_by_column(desk: Desk, columns: str, row: str, where: str) -> None:
    assert (2, where) in desk.refused(f"{HEAD}{columns}\n{row}\n")


def test_lists_are_told_as_json_in_their_column(desk: Desk) -> None:
    desk.bring(f'{HEAD},modules,coach\nC1,article60.training-plan-set,2025-01-01,"[""caisse""]",Luc\n')
    assert desk.of("C1")[1].event.model_dump()["modules"] == ("caisse",)


def test_one_person_has_one_cohort_and_is_opened_once(desk: Desk) -> None:
    head = f"{HEAD},cohort\n"
    assert desk.refused(f"{head}C1,pathway.opened,2025-01-01,a\nC1,training.ended,2025-02-01,b\n") == [(3, "cohort")]
    assert desk.refused(f"{head}C1,pathway.opened,2025-01-01,\nC1,pathway.opened,2025-02-01,\n") == [(3, "fact")]


def test_a_number_that_has_a_file_is_refused(desk: Desk) -> None:
    desk.bring(CASELOAD)
    report = desk.report(CASELOAD.replace("A1", "Z1").replace("A2", "Z2"))
    assert [(problem.row, problem.column) for problem in report.problems] == [(2, "national_number")]


def test_both_numbers_of_a_person_are_claimed(desk: Desk) -> None:
    told = "C1,identity.niss-changed,2025-01-01,85073003328\nC1,identity.niss-changed,2025-02-01,00012556777\n"
    desk.bring(f"{HEAD},national_number\n{told}")
    assert len(desk.store.claims) == 2


def test_what_is_wrong_cannot_be_written(desk: Desk) -> None:
    with pytest.raises(NotImportable):
        desk.imports.write(desk.check(CASELOAD.replace("033.28", "033.29")))


def test_a_file_opened_meanwhile_leaves_nothing_half_written(desk: Desk) -> None:
    draft = desk.check(CASELOAD)
    desk.bring("\n".join(CASELOAD.splitlines()[::2]))
    before = dict(desk.store.streams)
    with pytest.raises(VersionConflict):
        desk.imports.write(draft)
    assert desk.store.streams == before


def interview(desk: Desk, external_id: str, event: object = None) -> None:
    history = desk.store.streams[desk.store.stream_of(external_id, 1)]
    fact = event if isinstance(event, EntryVoided) else InterviewMissed(on=date(2025, 3, 1))
    history.append(Entry(history[0].originator_id, len(history) + 1, act("2025-03-01"), fact))


def test_an_import_is_taken_back_whole_and_who_built_upon_it_is_told(desk: Desk) -> None:
    import_id = desk.bring(CASELOAD)
    interview(desk, "A2")
    reversal = desk.imports.reverse(import_id, MARTINE, TODAY)
    assert (reversal.files, reversal.entries) == (2, 5)
    assert reversal.built_upon == (desk.store.stream_of("A2", 1),)
    assert state_of(desk.of("A1")).identity.opened_on is None
    assert [entry.event for entry in desk.of("A1")[3:]] == [EntryVoided(entry=number) for number in (1, 2, 3)]
    assert desk.imports.reverse(import_id, MARTINE, TODAY).entries == 0
    assert "Complétés depuis par quelqu'un, à revoir un à un : 1." in list(reversal.told())


def test_what_was_taken_back_may_be_brought_again_corrected(desk: Desk) -> None:
    for text in (CASELOAD, FACTS):
        desk.imports.reverse(desk.bring(text), MARTINE, TODAY)
    assert desk.report(CASELOAD).opened == ("A1", "A2")
    desk.bring(CASELOAD.replace("Diallo", "Dialo"))
    desk.bring(FACTS)
    assert state_of(desk.of("A1")).identity.last_name == "Dialo"
    assert state_of(desk.of("B1")).training.hours == Decimal("38.5")


def test_what_an_agent_voided_does_not_come_back_with_the_next_file(desk: Desk) -> None:
    desk.bring(FACTS)
    interview(desk, "B1", EntryVoided(entry=3))
    assert desk.report(FACTS).facts == 0


@pytest.mark.parametrize("import_id", ["", "nothing", "00000000-0000-4000-8000-000000000000"])
def test_no_import_of_another_centre_is_taken_back(desk: Desk, import_id: str) -> None:
    elsewhere = MARTINE.model_copy(update={"centre": 2})
    with pytest.raises(Unknown):
        desk.imports.reverse(import_id or desk.bring(CASELOAD), elsewhere, TODAY)


def test_a_forgotten_person_is_left_in_peace(desk: Desk) -> None:
    desk.bring(CASELOAD)
    history = desk.store.streams[desk.store.stream_of("A1", 1)]
    gone = dict.fromkeys(IdentityRecorded.personal_fields(), Erased.ERASED)
    history[1] = replace(history[1], event=history[1].event.model_copy(update=gone))
    for text in (CASELOAD, FACTS.replace("B1", "A1")):
        report = desk.report(text)
        assert report.may_be_written
        assert [str(doubt) for doubt in report.doubts if "oubliée" in doubt.sentence]
        assert "A1" not in report.opened


def test_another_cohort_of_a_file_that_exists_is_told_and_not_taken_over(desk: Desk) -> None:
    desk.bring(CASELOAD)
    report = desk.report(FACTS.replace("B1", "A1"))
    assert [(doubt.row, doubt.column) for doubt in report.doubts] == [(2, "cohort")]


def test_a_birth_date_the_number_does_not_tell_is_a_doubt(desk: Desk) -> None:
    report = desk.report(CASELOAD.replace("1985-07-30", "1985-07-31"))
    assert report.may_be_written
    assert "À vérifier, sans empêcher l'import : 1." in list(report.told())


def test_a_file_wrong_everywhere_is_told_in_a_few_lines(desk: Desk) -> None:
    report = desk.report(HEAD + "\n,training.ended,2025-01-01" * 2000)
    assert (report.wrong, len(report.problems)) == (2000, MOST_TOLD)
    assert list(report.told())[-2:] == [
        "  … et 1950 de plus.", "Rien n'est enregistré : corrigez le fichier et recommencez.",
    ]  # fmt: skip
