"""What a sheet's columns are told apart by: headings, and one row, cut short."""

from pathlib import Path

from openpyxl import Workbook

from ingest.questionnaires.reading import codec
from ingest.questionnaires.reading.job import read_file
from ingest.questionnaires.reading.request import QUESTIONNAIRE_LIMITS
from kb.values.questionnaires import ColumnMap, Role, SheetSample
from tests.ingest.questionnaires.kit import questions


def read(book: Workbook, folder: Path, *maps: ColumnMap) -> tuple[SheetSample, ...]:
    path = folder / "form.xlsx"
    book.save(path)
    found = read_file(path, QUESTIONNAIRE_LIMITS, maps)
    assert codec.decode(codec.encode(found)).samples == found.samples
    return found.samples


def form() -> Workbook:
    """A cover, a title above the headings, eight questions."""
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Cover"
    cover.append(["Supplier assurance"])
    cover.append(["Version", "4.2", "May 2026"])
    asked = book.create_sheet("Controls")
    asked.append(["Part A"])
    asked.append(["No.", "Question", "Weight", "Response"])
    for number, text in enumerate(questions(8), 1):
        asked.append([f"A.{number}", text, "high"])
    return book


def test_every_column_is_shown_and_not_only_those_that_were_understood(tmp_path: Path) -> None:
    cover, asked = read(form(), tmp_path)
    assert asked.headings == {"A": "No.", "B": "Question", "C": "Weight", "D": "Response"}
    assert (asked.row, asked.sample) == (3, {"A": "A.1", "B": questions(1)[0], "C": "high"})
    assert (cover.headings, cover.row) == ({}, 2)
    assert cover.sample == {"A": "Version", "B": "4.2", "C": "May 2026"}


def test_the_row_that_a_person_names_heads_the_columns(tmp_path: Path) -> None:
    said = ColumnMap("Cover", {"A": Role.QUESTION, "B": Role.ANSWER}, header=1)
    cover, _ = read(form(), tmp_path, said)
    assert cover.headings == {"A": "Supplier assurance"}


def test_wide_sheets_long_texts_and_many_sheets_are_cut(tmp_path: Path) -> None:
    book = Workbook()
    wide = book.active
    assert wide is not None
    wide.append(["word " * 100] * 200)
    for number in range(110):
        book.create_sheet(f"S{number}")
    samples = read(book, tmp_path)
    assert len(samples) == 100
    assert len(samples[0].sample) == 30
    assert {len(text) for text in samples[0].sample.values()} == {120}
    assert (samples[1].row, samples[1].sample) == (0, {})
