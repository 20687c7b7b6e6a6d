"""Every fault of the list, in its quick form: nothing acknowledged is lost or doubled, and the projections are true."""

from __future__ import annotations

import os

import pytest

from infrastructure.faults import CASES, Fault, play
from infrastructure.faults.report import Result

SEED = 20261125
LONGEST = 60.0
MUST_RUN = os.environ.get("PARCOURS_TESTS_MUST_RUN") == "1"
pytestmark = [pytest.mark.postgres, pytest.mark.faults]


@pytest.mark.parametrize("fault", CASES, ids=[each.name for each in CASES])
def test_nothing_acknowledged_is_lost_or_doubled(fault: Fault) -> None:
    case = play(fault, seed=SEED, quick=True)
    if case.outcome is Result.NOT_RUN and not MUST_RUN:
        pytest.skip(case.why)
    assert case.outcome is Result.PASSED, case.why
    assert (case.lost, case.doubled) == (0, 0)
    assert case.seconds < LONGEST
