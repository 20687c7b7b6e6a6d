"""The National Supported Work experiment as a facts file: ``python -m tests.lalonde FILE``; ``parcours import FILE``.

Source: LaLonde (1986), the subset of Dehejia and Wahba (1999): table ``nsw_mixtape`` of the package causaldata, 185
people drawn into the programme and 260 into the control group. The group and the employment are theirs: employed in
1978 when the earnings of 1978 are above zero. **The dates are invented**, one for all: entry on 1976-01-01, exit on
1977-12-31, observed on 1978-12-31. So that both groups have an exit, the time of the controls is told as a track of its
own, which trained nobody. Who completed the programme is not in the table: every result is unknown.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from causaldata import nsw_mixtape

ENTRY, EXIT, OBSERVED = "1976-01-01", "1977-12-31", "1978-12-31"
COLUMNS = ("external_id", "cohort", "fact", "occurred_on", "track", "result", "employed")
TRACKS = {"treated": "NSW, travail encadré", "control": "NSW, groupe témoin (sans programme)"}


def facts() -> Iterator[tuple[str, ...]]:
    """Three facts for each person, in the order of the columns."""
    table = nsw_mixtape.load_pandas().data
    for number, (treat, earned) in enumerate(zip(table["treat"], table["re78"], strict=True), start=1):
        who = (f"nsw-{number:03d}", "treated" if treat else "control")
        yield *who, "training.enrolled", ENTRY, TRACKS[who[1]], "", ""
        yield *who, "training.ended", EXIT, "", "UNKNOWN", ""
        yield *who, "follow-up.observed", OBSERVED, "", "", "yes" if earned > 0 else "no"


def written() -> str:
    """The whole file, as text."""
    text = StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(COLUMNS)
    sheet.writerows(facts())
    return text.getvalue()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(written(), encoding="utf-8")
