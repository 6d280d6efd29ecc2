"""Reads questionnaires in PDF files; their answers go into a document of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.limits import Limits
from ingest.questionnaires.reading.assemble import Assembled, assemble
from ingest.questionnaires.reading.grid import Cell, Grid
from ingest.questionnaires.reading.paragraphs import Paragraph, paragraph_items
from ingest.questionnaires.reading.ranges import rect_of
from ingest.readers.pdf import read as read_document
from kb.values import Block, BlockKind
from kb.values.questionnaires import AnswerCell, ColumnMap, Item, Place, Role

__all__ = ["read"]

_TABLE = (BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW)


def read(path: Path, limits: Limits, maps: Sequence[ColumnMap]) -> Assembled:
    """The questions of a PDF in reading order, each at the page and block where it stands.

    A ``line`` counts the blocks of its page (paragraphs, list items, table rows) from 1. Raises as
    the reader of PDF documents does.
    """
    (document,) = read_document(path, limits)
    placed = list(_placed(document.blocks))
    grids = list(_grids(placed))
    found = assemble([grid for grid, _ in grids], maps)
    places = {grid.title: lines for grid, lines in grids}
    items = [_at_line(item, places[item.place.sheet]) for item in found.items]
    items += paragraph_items([_paragraph(place, b) for place, b in placed if b.kind not in _TABLE])
    order = {place: number for number, (place, _) in enumerate(placed)}
    items.sort(key=lambda item: order.get(item.place, 0))
    note = "a PDF is not filled in: the answers go into a document of their own"
    return replace(found, items=tuple(items), notes=(note, *document.warnings, *found.notes))


def _placed(blocks: Sequence[Block]) -> Iterator[tuple[Place, Block]]:
    page, line = 0, 0
    for block in blocks:
        line = line + 1 if (block.page or 0) == page else 1
        page = block.page or 0
        yield Place(f"page {page}" if page else "", f"line {line}"), block


def _grids(placed: Sequence[tuple[Place, Block]]) -> Iterator[tuple[Grid, dict[int, Place]]]:
    """Runs of table rows as sheets, with the place of each row."""
    grid, number, row = Grid("table 1"), 1, 0
    lines: dict[int, Place] = {}
    for place, block in placed:
        if block.kind not in _TABLE or (block.kind is BlockKind.TABLE_HEADER and grid.rows):
            if grid.rows:
                yield grid, lines
                number += 1
            grid, lines, row = Grid(f"table {number}"), {}, 0
        if block.kind in _TABLE:
            row += 1
            cells = {n: Cell(t.strip()) for n, t in enumerate(block.cells, 1) if t.strip()}
            if cells:
                grid.rows[row], lines[row] = cells, place
    if grid.rows:
        yield grid, lines


def _at_line(item: Item, lines: dict[int, Place]) -> Item:
    rect = rect_of(item.place.cell)
    place = lines[rect.top] if rect else item.place
    cell = AnswerCell(Role.ANSWER, place, item.cells[0].choices, current=item.cells[0].current)
    return replace(item, id=str(place), place=place, cells=(cell,))


def _paragraph(place: Place, block: Block) -> Paragraph:
    return Paragraph(
        place, block.text, block.kind is BlockKind.LIST_ITEM, block.kind is BlockKind.HEADING
    )
