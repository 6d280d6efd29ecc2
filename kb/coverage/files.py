"""Writing reports to files: every cell is text, so nothing in it is ever taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from kb.errors import SettingsError

#: What XML cannot hold, and the most characters that a spreadsheet's cell holds.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST = 32_000
_WIDEST, _NARROWEST = 60, 12


def suffix_of(path: Path, allowed: Sequence[str]) -> str:
    """The kind of file that ``path`` names; raises ``SettingsError`` for one not ``allowed``."""
    suffix = path.suffix.lower().lstrip(".")
    if suffix not in allowed:
        raise SettingsError(f"{path}: cannot write that kind; use one of .{', .'.join(allowed)}")
    return suffix


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV; a cell that a spreadsheet would run gets a leading apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in tuple("=+-@\t\r") and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[-+]?\d+(?:\.\d+)?", cell) is not None


def as_workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as a workbook of one sheet, every cell a string."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or "Report")
    sheet.freeze_panes = "A2"
    held = [list(row) for row in rows]
    for column, name in enumerate(header):
        longest = max((len(row[column]) for row in held), default=0)
        width = min(_WIDEST, max(_NARROWEST, longest, len(name) + 2))
        sheet.column_dimensions[get_column_letter(column + 1)].width = width
    for number, row in enumerate([list(header), *held]):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=_NOT_XML.sub(" ", text)[:_LONGEST])
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_document(
    title: str, remark: str, header: Sequence[str], rows: Iterable[Sequence[str]]
) -> bytes:
    """The rows as a table in a Word document, landscape, its header repeated on each page."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    held = [list(row) for row in rows]
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.styles["Normal"].font.size = Pt(8)
    document.add_heading(_NOT_XML.sub(" ", title), level=1)
    document.add_paragraph(_NOT_XML.sub(" ", remark))
    table = document.add_table(rows=len(held) + 1, cols=len(header))
    table.style = "Table Grid"
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    cells = table._cells
    for number, row in enumerate([list(header), *held]):
        for column, text in enumerate(row):
            cell = cells[number * len(header) + column]
            cell.text = _NOT_XML.sub(" ", text)[:_LONGEST]
            if number == 0 and cell.paragraphs[0].runs:
                cell.paragraphs[0].runs[0].bold = True
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_markdown(
    title: str, remark: str, header: Sequence[str], rows: Iterable[Sequence[str]]
) -> bytes:
    """The rows as a table in Markdown."""
    from kb.coverage.tables import plain_cell

    lines = [f"# {plain_cell(title)}", "", remark, ""]
    lines.append("| " + " | ".join(header) + " |")
    lines.append("| " + " | ".join("---" for _ in header) + " |")
    lines += ["| " + " | ".join(map(plain_cell, row)) + " |" for row in rows]
    return ("\n".join(lines) + "\n").encode()
