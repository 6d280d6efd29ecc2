"""Reading in a child process: column maps, shape, notes, and what comes back over the pipe."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.questionnaires import QUESTIONNAIRE_LIMITS, read_questionnaire
from ingest.questionnaires.reading import codec
from kb.errors import LimitError, UnreadableError
from kb.values.questionnaires import ColumnMap, FileKind, Role
from tests.ingest.questionnaires.kit import Form, questions
from tests.ingest.questionnaires.workbooks import WORKBOOKS


def _written(form: Form, folder: Path, name: str = "form.xlsx") -> Path:
    path = folder / name
    path.write_bytes(form.data())
    return path


def _odd_form(answers: str = "") -> Form:
    """A form whose header words mislead: its questions stand under ``Notes``."""
    form = Form()
    sheet = form.sheet("Odd")
    form.head(sheet, 1, "Key", "Notes", "Question", "Filled by us")
    for row, text in enumerate(questions(6), 2):
        sheet[f"A{row}"], sheet[f"B{row}"] = f"K{row}", text
        sheet[f"C{row}"], sheet[f"D{row}"] = f"topic {row} of the form", answers or None
    return form


def test_a_column_map_overrides_what_would_be_found(tmp_path: Path) -> None:
    path = _written(_odd_form(), tmp_path)
    columns = {"A": Role.ID, "B": Role.QUESTION, "D": Role.ANSWER}
    given = ColumnMap("Odd", columns, header=1, first=3, last=6)

    read = read_questionnaire(path, maps=(given,))

    assert [item.place.cell for item in read.items] == ["B3", "B4", "B5", "B6"]
    assert {item.confidence for item in read.items} <= {1.0, 0.95}
    assert [cell.place.cell for cell in read.items[0].cells] == ["D3"]
    assert read.items[0].ref == "K3"
    assert read.maps == (given,)


def test_a_sheet_can_be_left_out(tmp_path: Path) -> None:
    path = _written(WORKBOOKS["hidden"].build(), tmp_path)

    read = read_questionnaire(path, maps=(ColumnMap("Annex", skip=True),))

    assert {item.place.sheet for item in read.items} == {"Main", "Old annex"}


def test_how_a_sheet_was_read_can_be_given_back_as_its_map(tmp_path: Path) -> None:
    path = _written(WORKBOOKS["merged-cells"].build(), tmp_path)
    first = read_questionnaire(path)

    again = read_questionnaire(path, maps=first.maps)

    assert [item.place for item in again.items] == [item.place for item in first.items]
    assert [item.cells for item in again.items] == [item.cells for item in first.items]


def test_the_shape_is_of_the_form_and_not_of_its_answers(tmp_path: Path) -> None:
    empty = read_questionnaire(_written(_odd_form(), tmp_path, "a.xlsx"))
    filled = read_questionnaire(_written(_odd_form("An answer"), tmp_path, "b.xlsx"))
    other = read_questionnaire(_written(WORKBOOKS["bank"].build(), tmp_path, "c.xlsx"))

    assert empty.shape == filled.shape
    assert empty.digest != filled.digest
    assert other.shape != empty.shape


def test_macros_make_it_an_xlsm(tmp_path: Path) -> None:
    form = WORKBOOKS["german"].build()
    form.parts["xl/vbaProject.bin"] = b"never run"

    assert read_questionnaire(_written(form, tmp_path)).kind is FileKind.XLSM


def test_notes_name_hidden_sheets_mirrors_and_fields(tmp_path: Path) -> None:
    notes = "\n".join(read_questionnaire(_written(WORKBOOKS["hidden"].build(), tmp_path)).notes)
    assert "'Old annex' is hidden" in notes

    notes = "\n".join(read_questionnaire(_written(WORKBOOKS["university"].build(), tmp_path)).notes)
    assert "'Institution Evaluation' repeats questions" in notes

    notes = "\n".join(read_questionnaire(_written(WORKBOOKS["bank"].build(), tmp_path)).notes)
    assert "'Cover Sheet' has 4 fields" in notes


def test_ids_are_unique_and_the_same_each_time(tmp_path: Path) -> None:
    path = _written(WORKBOOKS["side-by-side"].build(), tmp_path)

    ids = [item.id for item in read_questionnaire(path).items]

    assert len(set(ids)) == len(ids)
    assert ids == [item.id for item in read_questionnaire(path).items]


def test_a_file_without_questions_gives_none_and_says_so(tmp_path: Path) -> None:
    form = Form()
    sheet = form.sheet("Prices")
    form.head(sheet, 1, "Item", "Price", "Unit")
    for row in range(2, 30):
        sheet[f"A{row}"], sheet[f"B{row}"], sheet[f"C{row}"] = f"Screw {row}", row, "piece"

    read = read_questionnaire(_written(form, tmp_path))

    assert read.items == ()
    assert any("no question was found" in note for note in read.notes)


def test_limits_hold(tmp_path: Path) -> None:
    path = _written(WORKBOOKS["fifteen-sheets"].build(), tmp_path)

    with pytest.raises(LimitError, match="filled cells"):
        read_questionnaire(path, limits=replace(QUESTIONNAIRE_LIMITS, cells=100))
    with pytest.raises(LimitError, match="bytes"):
        read_questionnaire(path, limits=replace(QUESTIONNAIRE_LIMITS, file_bytes=100))


def test_a_missing_file_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no such file"):
        read_questionnaire(tmp_path / "none.xlsx")


def test_what_crosses_the_pipe_comes_back_the_same(tmp_path: Path) -> None:
    read = read_questionnaire(_written(WORKBOOKS["conditions"].build(), tmp_path))

    assert codec.decode(json.loads(json.dumps(codec.encode(read)))) == read


def test_nonsense_from_the_pipe_is_refused(tmp_path: Path) -> None:
    data = codec.encode(read_questionnaire(_written(WORKBOOKS["german"].build(), tmp_path)))

    for broken in (
        {**data, "more": 1},
        {**data, "kind": "exe"},
        {**data, "items": [{"id": 1}]},
        {**data, "maps": [{"sheet": "A", "columns": [["A", "boss"]], "rows": [0, 0, 0]}]},
    ):
        with pytest.raises(ValueError):
            codec.decode(broken)
