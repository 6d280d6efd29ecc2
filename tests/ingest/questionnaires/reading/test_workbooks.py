"""Every workbook of the collections is read as it was made: nothing missed, nothing invented."""

from pathlib import Path

import pytest

from tests.ingest.questionnaires.kit import Case
from tests.ingest.questionnaires.measure import score
from tests.ingest.questionnaires.workbooks import FRESH, KNOWN, WORKBOOKS


@pytest.mark.parametrize(
    "one", [*WORKBOOKS.values(), *FRESH.values(), *KNOWN.values()], ids=lambda one: one.name
)
def test_a_workbook_is_read_as_made(one: Case, tmp_path: Path) -> None:
    got = score(one, tmp_path)

    assert got.missed == ()
    assert got.invented == ()
    assert got.wrong == ()
    assert got.found > 0
