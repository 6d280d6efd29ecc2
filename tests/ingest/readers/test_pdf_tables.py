from pathlib import Path

import pytest
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from ingest.limits import Limits
from ingest.readers import pdf
from kb.values import Block, BlockKind, Document
from tests.ingest.readers.pdfs import (
    BOOKTABS,
    GRID,
    RULES,
    STRIPES,
    body,
    build,
    cell,
    draw,
    prose,
)

ROWS = [
    ["System", "Region", "Copies"],
    ["Ledger", "North", "3"],
    ["Archive", "South and east", "12"],
    ["Mail", "North", "1"],
]
HEADER = ("System", "Region", "Copies")
LEAD = "The systems below are copied every night to the place that is named beside each of them."


def read(path: Path) -> Document:
    (document,) = pdf.read(path, Limits())
    return document


def rows(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind is BlockKind.TABLE_ROW]


def page_of(table: list[list[str]], tmp_path: Path, style: TableStyle | None) -> Document:
    widths = [4 * cm] * len(table[0])
    return read(
        build(tmp_path / "a.pdf", [body(LEAD), Table(table, widths, style=style), body(LEAD)])
    )


@pytest.mark.parametrize("style", [GRID, RULES, STRIPES, BOOKTABS, None])
def test_a_table_gives_rows_with_their_columns(tmp_path: Path, style: TableStyle | None) -> None:
    document = page_of(ROWS, tmp_path, style)
    assert [(b.kind, b.text) for b in document.blocks if b.text != LEAD] == [
        (BlockKind.TABLE_HEADER, "System\tRegion\tCopies"),
        (BlockKind.TABLE_ROW, "Ledger\tNorth\t3"),
        (BlockKind.TABLE_ROW, "Archive\tSouth and east\t12"),
        (BlockKind.TABLE_ROW, "Mail\tNorth\t1"),
    ]
    assert {row.header for row in rows(document)} == {HEADER}
    assert [b.text for b in document.blocks if b.kind is BlockKind.PARAGRAPH] == [LEAD, LEAD]


@pytest.mark.parametrize("style", [GRID, RULES, STRIPES])
def test_wrapped_cells_stay_in_their_row(tmp_path: Path, style: TableStyle) -> None:
    long = "kept in two places that lie more than a day of travel apart from each other"
    table = [
        ["Item", "Rule", "Term"],
        ["Keys", cell(long), "1 year"],
        ["Seals", cell(long), "2 years"],
    ]
    document = read(
        build(tmp_path / "a.pdf", [Table(table, [3 * cm, 5 * cm, 3 * cm], style=style)])
    )
    assert [row.text for row in rows(document)] == [
        f"Keys\t{long}\t1 year",
        f"Seals\t{long}\t2 years",
    ]


def test_merged_cells_are_not_repeated(tmp_path: Path) -> None:
    style = TableStyle([*GRID.getCommands(), ("SPAN", (0, 1), (0, 2))])
    table = [["Site", "Floor", "Badge"], ["Dock", "Ground", "Blue"], ["", "First", "Red"]]
    document = read(build(tmp_path / "a.pdf", [Table(table, [3 * cm] * 3, style=style)]))
    assert [row.text for row in rows(document)] == ["Dock\tGround\tBlue", "\tFirst\tRed"]


def test_a_table_over_a_page_keeps_one_header(tmp_path: Path) -> None:
    table = [["Ref", "Thing", "Keeper"]] + [[f"T-{n}", f"thing {n}", "desk"] for n in range(60)]
    story = [Table(table, [3 * cm] * 3, style=GRID, repeatRows=1)]
    document = read(build(tmp_path / "a.pdf", story))
    headers = [b for b in document.blocks if b.kind is BlockKind.TABLE_HEADER]
    assert len(headers) == 1
    assert len(rows(document)) == 60
    assert {row.page for row in rows(document)} == {1, 2}
    assert {row.header for row in rows(document)} == {("Ref", "Thing", "Keeper")}
    assert [dropped.reason for dropped in document.dropped] == ["repeated table header"]


def test_a_row_split_by_a_page_break_is_joined(tmp_path: Path) -> None:
    def grid(canvas: Canvas, top: float, cells: list[tuple[str, str]]) -> None:
        canvas.setFont("Helvetica", 10)
        for at, (left, right) in enumerate(cells):
            y = top - 20 * at
            canvas.rect(72, y - 20, 100, 20)
            canvas.rect(172, y - 20, 300, 20)
            canvas.drawString(76, y - 14, left)
            canvas.drawString(176, y - 14, right)

    def one(canvas: Canvas) -> None:
        grid(canvas, 160, [("Item", "Rule"), ("Keys", "Kept in the vault until the day on which")])

    def two(canvas: Canvas) -> None:
        grid(canvas, 780, [("", "they are returned."), ("Seals", "Kept for a year.")])

    document = read(draw(tmp_path / "a.pdf", one, two))
    assert [row.text for row in rows(document)] == [
        "Keys\tKept in the vault until the day on which they are returned.",
        "Seals\tKept for a year.",
    ]


def test_boxes_around_text_are_no_tables(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(60, 600, 470, 120)
        prose(canvas, ["A note in a box, which is a paragraph like any other here."], 72, 690)
        canvas.line(60, 580, 530, 580)
        prose(canvas, ["A line between two rules is no table either, as anybody sees."], 72, 560)
        canvas.line(60, 550, 530, 550)

    document = read(draw(tmp_path / "a.pdf", page))
    assert {block.kind for block in document.blocks} == {BlockKind.PARAGRAPH}


def test_shaded_cells_do_not_break_a_bordered_table(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for row in range(3):
            for column in range(2):
                x, y = 72 + 150 * column, 700 - 40 * row
                canvas.setFillGray(0.9)
                canvas.rect(x + 6, y + 6, 138, 28, stroke=0, fill=1)
                canvas.setFillGray(0)
                canvas.rect(x, y, 150, 40)
                canvas.drawString(x + 8, y + 16, f"cell {'abc'[row]}{'xy'[column]}")

    document = read(draw(tmp_path / "a.pdf", page))
    assert [b.text for b in document.blocks] == [
        "cell ax\tcell ay",
        "cell bx\tcell by",
        "cell cx\tcell cy",
    ]


def test_a_table_in_a_form_object(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.beginForm("frame")
        for row in range(3):
            for column in range(2):
                canvas.rect(150 * column, -40 * row, 150, 40)
        canvas.endForm()
        canvas.translate(72, 600)
        canvas.doForm("frame")
        for row, (left, right) in enumerate([("Key", "Place"), ("K-1", "Vault"), ("K-2", "Dock")]):
            canvas.drawString(10, 14 - 40 * row, left)
            canvas.drawString(160, 14 - 40 * row, right)

    document = read(draw(tmp_path / "a.pdf", page))
    assert [row.text for row in rows(document)] == ["K-1\tVault", "K-2\tDock"]


def test_labels_and_values_without_lines(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for at, (label, value) in enumerate([("Owner:", "Vault desk"), ("Version:", "7.2")]):
            canvas.drawString(72, 780 - 14 * at, label)
            canvas.drawString(200, 780 - 14 * at, value)
        prose(canvas, [LEAD, LEAD], 72, 700)

    document = read(draw(tmp_path / "a.pdf", page))
    assert document.facts.owner == "Vault desk"
    assert document.facts.version == "7.2"
    assert [row.text for row in rows(document)] == ["Owner:\tVault desk", "Version:\t7.2"]
