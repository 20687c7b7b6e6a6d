"""`parcours faults`: a table for people, JSON for programs, and exit code 0 only when all was played, and well."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infrastructure.faults import CASES, Fault, UnknownFault, chosen, play
from infrastructure.faults.report import Case, Report, Result
from infrastructure.faults.trial import NotRun, Trial

ROOT = Path(__file__).parent.parent.parent


def faults(*words: str) -> subprocess.CompletedProcess[str]:
    """The command, in a process of its own."""
    command = [sys.executable, "main.py", "faults", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def case(result: Result, lost: int = 0) -> Case:
    """One case that ended so."""
    return Case(3, "x", "X", 10, lost, 0, 0, 1.0, result)


@pytest.mark.faults
@pytest.mark.postgres
def test_a_program_reads_pure_json() -> None:
    done = faults("two-in-one-file", "--quick", "--json", "--seed", "5")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["acknowledged"] > 20
    assert (told["lost"], told["doubled"], told["seed"]) == (0, 0, 5)
    assert [(case["number"], case["name"], case["outcome"]) for case in told["cases"]] == [
        (10, "two-in-one-file", "passed")
    ]


@pytest.mark.faults
def test_a_person_reads_a_table() -> None:
    done = faults("20", "--quick")
    assert done.returncode == 0, done.stderr
    assert "perdues : 0 ; en double : 0" in " ".join(done.stdout.split())


def test_an_unknown_case_is_refused_in_words() -> None:
    done = faults("99")
    assert done.returncode == 1
    assert "Cas inconnu : 99" in done.stderr
    with pytest.raises(UnknownFault):
        chosen(["99"])


def test_cases_are_chosen_by_number_or_name() -> None:
    assert [each.number for each in chosen(["9", "database-killed"])] == [3, 9]
    assert list(chosen([])) == list(CASES)
    assert len({each.number for each in CASES}) == len({each.name for each in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("cases", "well"),
    [
        ([case(Result.PASSED)], True),
        ([case(Result.PASSED), case(Result.FAILED)], False),
        ([case(Result.NOT_RUN)], False),
        ([case(Result.PASSED, lost=1)], False),
        ([], False),
    ],
)
def test_only_what_was_played_and_well_is_well(cases: list[Case], well: bool) -> None:
    assert Report(1, cases).is_well is well


def test_what_breaks_in_a_case_is_its_failure() -> None:
    def breaks(trial: Trial) -> None:
        trial.expect(trial.quick, "never said")
        raise ValueError("out of order")

    def missing(trial: Trial) -> None:
        raise NotRun("no right to mount")

    failed = play(Fault(98, "breaks", "Casse", breaks), seed=1, quick=True)
    assert (failed.outcome, failed.why) == (Result.FAILED, "ValueError: out of order")
    left = play(Fault(99, "missing", "Manque", missing), seed=1, quick=True)
    assert (left.outcome, left.why) == (Result.NOT_RUN, "no right to mount")
