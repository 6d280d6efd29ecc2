"""A form that was filled in is read as the empty one was: same questions, same shape."""

from pathlib import Path

import pytest

from ingest.questionnaires.reading.job import read_file
from ingest.questionnaires.reading.request import QUESTIONNAIRE_LIMITS
from ingest.questionnaires.writing import fill
from kb.values.questionnaires import CellWrite, Item
from tests.ingest.questionnaires.kit import Case
from tests.ingest.questionnaires.workbooks import FRESH, KNOWN, WORKBOOKS


def _write(item: Item) -> list[CellWrite]:
    cell = next((cell for cell in item.cells if cell.writable), None)
    if cell is None:
        return []
    text = "X" if cell.mark else cell.choices[-1] if cell.choices else "We do so every year."
    return [CellWrite(cell.place, text)]


@pytest.mark.parametrize(
    "one", [*WORKBOOKS.values(), *FRESH.values(), *KNOWN.values()], ids=lambda one: one.name
)
def test_a_filled_workbook_is_read_as_the_empty_one(one: Case, tmp_path: Path) -> None:
    empty, filled = tmp_path / "empty.xlsx", tmp_path / "filled.xlsx"
    empty.write_bytes(one.build().data())
    before = read_file(empty, QUESTIONNAIRE_LIMITS, ())

    report = fill(empty, filled, [write for item in before.items for write in _write(item)])
    after = read_file(filled, QUESTIONNAIRE_LIMITS, ())

    assert report.refused == ()
    assert [item.place for item in after.items] == [item.place for item in before.items]
    assert after.shape == before.shape
