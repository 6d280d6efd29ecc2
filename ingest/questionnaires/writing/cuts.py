"""Parts of office files without their answers, so that what remains can be compared."""

from collections.abc import Collection, Iterator

from ingest.questionnaires.reading.ranges import rect_of
from ingest.questionnaires.writing.docx import paragraph_number
from ingest.questionnaires.writing.docx_patch import cell_hole, placeholders
from ingest.questionnaires.writing.docx_scan import WordScan
from ingest.questionnaires.writing.marks import Edit, Element, Text, children, spliced
from ingest.questionnaires.writing.sheet_scan import SheetScan, scan
from kb.values.questionnaires import Place

__all__ = ["document_parts", "sheet_cut"]


def sheet_cut(part: bytes, cells: Collection[str], name: str) -> bytes:
    """A worksheet part without the cells of these references.

    A row that holds nothing else is as one that was written ``<row …/>``, or, if it says nothing
    but its number, as none.
    """
    text = Text(part, name)
    at = {(rect.top, rect.left) for cell in cells if (rect := rect_of(cell))}
    found = scan(text.data, [row for row, _ in at], name)
    edits = [edit for row in found.rows for edit in _row_cuts(found, row, at)]
    gone = sum(edit.stop - edit.start for edit in edits if not edit.new)
    table = found.table
    if table.closing - table.opened == gone:  # nothing is left
        start = text.data[table.start : table.opened].rstrip(b"/>").rstrip()
        edits = [Edit(table.start, table.end, start + b"/>")]
    return spliced(text.data, edits)


def _row_cuts(found: SheetScan, number: int, at: Collection[tuple[int, int]]) -> Iterator[Edit]:
    data, row = found.data, found.rows[number]
    cuts = [cell for column, cell in row.cells.items() if (number, column) in at]
    gone = sum(cell.end - cell.start for cell in cuts)
    element = row.element
    if element.closing - element.opened > gone:
        yield from (Edit(cell.start, cell.end, b"") for cell in cuts)
        return
    start = data[element.start : element.opened].rstrip(b"/>").rstrip()
    bare = b'<%srow r="%d"' % (element.prefix, number)
    yield Edit(element.start, element.end, b"" if start == bare else start + b"/>")


def document_parts(old: bytes, new: bytes, places: Collection[Place], name: str) -> bool:
    """Whether two main parts of a Word document are the same outside the answers.

    The old one, cut where answers were added after a paragraph, must be found in the new one piece
    by piece, with nothing but whole paragraphs between.
    """
    pieces = list(_old_pieces(old, places, name))
    text = Text(new, name)
    body = WordScan(text.data, name)
    rest = spliced(text.data, _cell_cuts(body, places))
    if not rest.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for number, piece in enumerate(pieces[1:], 2):
        last = number == len(pieces)
        found = len(rest) - len(piece) if last else rest.find(piece, at)
        if found < at or not rest.startswith(piece, found) or not _paragraphs(rest[at:found]):
            return False
        at = found + len(piece)
    return at == len(rest)


def _old_pieces(part: bytes, places: Collection[Place], name: str) -> Iterator[bytes]:
    text = Text(part, name)
    body = WordScan(text.data, name)
    cuts = _cell_cuts(body, places)
    numbers = {number for place in places if (number := paragraph_number(place)) is not None}
    at = 0
    for number in sorted(numbers):
        if number < len(body.paragraphs):
            end = body.paragraphs[number].element.end
            yield _part(text.data, at, end, cuts)
            at = end
    yield _part(text.data, at, len(text.data), cuts)


def _part(data: bytes, start: int, end: int, cuts: Collection[Edit]) -> bytes:
    inside = [
        Edit(cut.start - start, cut.stop - start, cut.new)
        for cut in cuts
        if start <= cut.start and cut.stop <= end
    ]
    return spliced(data[start:end], inside)


def _cell_cuts(scan: WordScan, places: Collection[Place]) -> list[Edit]:
    cells = (scan.cell(place.sheet, place.cell) for place in places)
    holes = {cell_hole(scan, found) for found in cells if found}
    found_cells = [found for place in places if (found := scan.cell(place.sheet, place.cell))]
    prompts = {edit for found in found_cells for edit in placeholders(scan, found)}
    inside = {one for one in prompts if any(h.start <= one.start < h.stop for h in holes)}
    return [*holes, *(prompts - inside)]


def _paragraphs(data: bytes) -> bool:
    """Whether ``data`` is whole paragraphs and nothing else."""
    whole = Element(b"", b"", 0, 0, len(data), len(data))
    return sum(one.end - one.start for one in children(data, whole, b"p")) == len(data)
