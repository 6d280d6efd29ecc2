import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from ingest.limits import Limits
from ingest.readers import xlsx
from ingest.readers.xlsx_values import shown
from kb.errors import LimitError, UnreadableError
from kb.values import Block, BlockKind, Document

LIMITS = Limits()


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Any], Document]:
    def read_saved(book: Any) -> Document:
        path = tmp_path / "key_register.xlsx"
        book.save(path)
        (document,) = xlsx.read(path, LIMITS)
        return document

    return read_saved


def book_of(rows: list[list[Any]], title: str = "Keys") -> Any:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def kinds(document: Document) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in document.blocks]


def rows(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind is BlockKind.TABLE_ROW]


def test_a_sheet_with_title_facts_and_table(read: Callable[[Any], Document]) -> None:
    book = book_of(
        [
            ["Register of keys"],
            [],
            ["Owner", "Vault desk"],
            ["Version", 3],
            [],
            ["Key", "Place", "Due"],
            ["K-1", "Vault", date(2027, 3, 1)],
            ["K-2", "Shelf", None],
        ]
    )
    document = read(book)
    assert kinds(document) == [
        (BlockKind.HEADING, "Keys"),
        (BlockKind.PARAGRAPH, "Register of keys"),
        (BlockKind.TABLE_ROW, "Owner\tVault desk"),
        (BlockKind.TABLE_ROW, "Version\t3"),
        (BlockKind.TABLE_HEADER, "Key\tPlace\tDue"),
        (BlockKind.TABLE_ROW, "K-1\tVault\t2027-03-01"),
        (BlockKind.TABLE_ROW, "K-2\tShelf\t"),
    ]
    assert rows(document)[-1].header == ("Key", "Place", "Due")
    assert (document.facts.owner, document.facts.version) == ("Vault desk", "3")
    assert document.title == "Register of keys"


def test_rows_after_an_empty_one_stay_under_their_columns(
    read: Callable[[Any], Document],
) -> None:
    book = book_of([["Key", "Place"], ["K-1", "Vault"], [], ["K-2", "Shelf"], ["K-3", "Dock"]])
    document = read(book)
    assert [row.header for row in rows(document)] == [("Key", "Place")] * 3


def test_a_second_table_with_a_bold_header(read: Callable[[Any], Document]) -> None:
    book = book_of([["Key", "Place"], ["K-1", "Vault"], [], ["Desk", "Hours"], ["North", "Day"]])
    for cell in (*book.active[1], *book.active[4]):
        cell.font = Font(bold=True)
    document = read(book)
    assert [row.header for row in rows(document)] == [("Key", "Place"), ("Desk", "Hours")]


def test_tables_side_by_side(read: Callable[[Any], Document]) -> None:
    book = book_of(
        [["Key", "Place", None, "Desk", "Hours"], ["K-1", "Vault", None, "North", "Day"]]
    )
    assert kinds(read(book))[1:] == [
        (BlockKind.TABLE_HEADER, "Key\tPlace"),
        (BlockKind.TABLE_ROW, "K-1\tVault"),
        (BlockKind.TABLE_HEADER, "Desk\tHours"),
        (BlockKind.TABLE_ROW, "North\tDay"),
    ]


def test_section_rows_and_merged_cells(read: Callable[[Any], Document]) -> None:
    book = book_of(
        [
            ["Key", "Place", "Term"],
            ["Old keys"],
            ["K-1", "Vault", "1 year"],
            ["K-2", None, "2 years"],
        ]
    )
    book.active.merge_cells("A2:C2")
    book.active.merge_cells("B3:B4")
    assert [(row.text, bool(row.header)) for row in rows(read(book))] == [
        ("Old keys", False),
        ("K-1\tVault\t1 year", True),
        ("K-2\t\t2 years", True),
    ]


def test_questions_without_answers_keep_their_column(read: Callable[[Any], Document]) -> None:
    book = book_of(
        [["Question", "Answer"], ["Are doors locked?", None], ["Is the desk staffed?", None]]
    )
    assert [(row.text, row.header) for row in rows(read(book))] == [
        ("Are doors locked?\t", ("Question", "Answer")),
        ("Is the desk staffed?\t", ("Question", "Answer")),
    ]


def test_hidden_and_empty_sheets(read: Callable[[Any], Document]) -> None:
    book = book_of([["Key", "Place"], ["K-1", "Vault"]])
    book.create_sheet("Empty")
    hidden = book.create_sheet("Lists")
    hidden.append(["secret desk"])
    hidden.sheet_state = "hidden"
    document = read(book)
    assert [b.text for b in document.blocks if b.kind is BlockKind.HEADING] == ["Keys", "Lists"]
    assert document.warnings == ("sheet 'Lists' is hidden; it was read all the same",)


def test_formulas_give_their_stored_value_or_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book_of([["Key", "Count"], ["K-1", "=1+1"], ["K-2", "=2+2"]]).save(path)
    stored = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stored, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
            data = data.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
            new.writestr(name, data.replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>"))
    (document,) = xlsx.read(stored, LIMITS)
    assert [row.text for row in rows(document)] == ["K-1\t2", "K-2\t"]
    assert document.warnings == (
        "sheet 'Keys': 1 formulas have no stored value (B3); "
        "open the workbook in Excel and save it",
    )


def test_a_false_dimension_costs_nothing(tmp_path: Path) -> None:
    path, lying = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    book = book_of([["Key", "Place"], ["K-1", "Vault"]])
    book.active.cell(900_000, 2, "far below")
    book.save(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(lying, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b'ref="A1:B900000"', b'ref="A1:XFD1048576"'))
        assert b"XFD1048576" in new.open("xl/worksheets/sheet1.xml").read()
    (document,) = xlsx.read(lying, Limits(cells=10))
    assert [block.text for block in document.blocks[2:]] == ["K-1\tVault", "far below"]


def test_limits_and_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book_of([["Key", "Place"]] * 20).save(path)
    with pytest.raises(LimitError, match="30 filled cells"):
        xlsx.read(path, Limits(cells=30))
    with pytest.raises(LimitError, match="characters"):
        xlsx.read(path, Limits(characters=30))
    openpyxl.Workbook().save(path)
    with pytest.raises(UnreadableError, match="no sheet"):
        xlsx.read(path, LIMITS)
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("xl/workbook.xml", "<workbook")
    with pytest.raises(UnreadableError):
        xlsx.read(path, LIMITS)


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (3, "General", "3"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (0.995, "0%", "100%"),
        (0.9995, "0.00%", "99.95%"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (1200, '"EUR "#,##0', "EUR 1,200"),
        (1200.5, "[$€-407]#,##0.00", "€1,200.50"),
        (7, "000", "007"),
        (14, '0" days"', "14 days"),
        (1.5, "0.0#", "1.5"),
        (5, "[<1]0;[>1]0", "5"),
        (True, "General", "TRUE"),
        (datetime(2026, 2, 3), "d/m/yy", "2026-02-03"),
        (datetime(2026, 2, 3, 4, 5), "d/m/yy", "2026-02-03 04:05"),
        (time(9, 30), "h:mm", "09:30"),
        (timedelta(hours=30), "[h]:mm", "1 day, 6:00:00"),
        ("#N/A", "General", "#N/A"),
        (None, "General", ""),
    ],
)
def test_values_as_shown(value: Any, number_format: str, expected: str) -> None:
    assert shown(value, number_format) == expected
