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
from tests.cost import bounded

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


def rewritten(path: Path, name: str, old: str, new: str) -> Path:
    """A copy of the workbook at ``path`` with a part changed."""
    copy = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        assert name in source.namelist()
        for member in source.namelist():
            data = source.read(member).decode("utf-8")
            assert name != member or old in data
            target.writestr(member, data.replace(old, new) if name == member else data)
    return copy


def test_a_workbook_under_another_name(tmp_path: Path) -> None:
    path = tmp_path / "keys.docx"
    book_of([["Key", "Place"], ["K-1", "Vault"]]).save(path)

    (document,) = xlsx.read(path, LIMITS)

    assert [row.text for row in rows(document)] == ["K-1\tVault"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('<row r="2"', '<row r="99999999999"', "row number that no sheet reaches: 99,999,999,999"),
        ('<row r="2"', '<row r="1048577"', "row number"),
        ('<c r="A2"', '<c r="XFE2"', "column number that no sheet reaches: 16,385"),
    ],
)
def test_places_that_no_sheet_has_are_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = tmp_path / "a.xlsx"
    book_of([["Key", "Place"], ["K-1", "Vault"]]).save(path)

    with pytest.raises(UnreadableError, match=message):
        xlsx.read(rewritten(path, "xl/worksheets/sheet1.xml", old, new), LIMITS)


def test_one_damaged_sheet_does_not_take_the_others_along(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = book_of([["Key", "Place"], ["K-1", "Vault"]])
    book.create_sheet("Doors").append(["Door", "Lock"])
    book.save(path)

    (document,) = xlsx.read(
        rewritten(path, "xl/worksheets/sheet2.xml", "<sheetData>", "<sheetData><row>"), LIMITS
    )

    assert [row.text for row in rows(document)] == ["K-1\tVault"]
    assert document.warnings[0].startswith("sheet 'Doors' is damaged and was left out")


def test_values_of_every_kind(read: Callable[[Any], Document]) -> None:
    book = book_of([["Kind", "Value"]])
    sheet = book.active
    for kind, value in (
        ("date", date(2026, 2, 3)),
        ("moment", datetime(2026, 2, 3, 4, 5)),
        ("time", time(9, 30)),
        ("duration", timedelta(hours=30)),
        ("truth", False),
        ("negative", -4),
        ("share", 0.25),
        ("error", "#N/A"),
    ):
        sheet.append([kind, value])
    sheet["B8"].number_format = "0%"

    found = dict(row.cells for row in rows(read(book)))

    assert found == {
        "date": "2026-02-03",
        "moment": "2026-02-03 04:05",
        "time": "09:30",
        "duration": "1 day, 6:00:00",
        "truth": "FALSE",
        "negative": "-4",
        "share": "25%",
        "error": "#N/A",
    }


def test_dates_that_count_from_1904(read: Callable[[Any], Document]) -> None:
    from openpyxl.utils.datetime import MAC_EPOCH

    book = book_of([["Key", "Due"], ["K-1", date(2027, 3, 1)]])
    book.epoch = MAC_EPOCH

    assert [row.text for row in rows(read(book))] == ["K-1\t2027-03-01"]


def test_texts_in_runs_and_with_escapes(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book_of([["Key", "Place"], ["K-1", "Vault"], ["K-2", "Hall"]]).save(path)
    runs = "<r><t>Va</t></r><r><rPr><b/></rPr><t>ult</t></r><rPh><t>VA</t></rPh>"
    sheet = "xl/worksheets/sheet1.xml"
    path = rewritten(path, sheet, "<t>Vault</t>", runs).rename(tmp_path / "b.xlsx")
    path = rewritten(path, sheet, "<t>Hall</t>", "<t>Hall_x000D_ 2_x005F_a</t>")

    (document,) = xlsx.read(path, LIMITS)

    assert [row.text for row in rows(document)] == ["K-1\tVault", "K-2\tHall 2_a"]


def test_texts_that_cells_share(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book_of([["Key", "Place"], ["K-1", "Vault"], ["K-2", "Vault"]]).save(path)
    inline, shared = 't="inlineStr"><is><t>Vault</t></is>', 't="s"><v>1</v>'
    path = rewritten(path, "xl/worksheets/sheet1.xml", inline, shared).rename(tmp_path / "b.xlsx")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="s" Type="{kind}" Target="/xl/strings.xml"/></Relationships>'
    path = rewritten(path, "xl/_rels/workbook.xml.rels", "</Relationships>", relation)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = "<si><t>no</t></si><si><r><t>Door </t></r><r><t>A</t></r></si>"
    with zipfile.ZipFile(path, "a") as container:
        container.writestr("xl/strings.xml", f'<sst xmlns="{space}">{strings}</sst>')

    (document,) = xlsx.read(path, LIMITS)

    assert [row.text for row in rows(document)] == ["K-1\tDoor A", "K-2\tDoor A"]
    with pytest.raises(LimitError, match="characters"):
        xlsx.read(path, Limits(characters=5))


def test_a_hundred_thousand_cells_take_seconds(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    for number in range(5_000):
        sheet.append([f"text {number} {column}" for column in range(20)])
    book.save(path)

    with bounded():
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
