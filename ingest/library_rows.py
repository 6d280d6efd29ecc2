"""The rows of a table file as they are, for files whose columns Vouch puts to a use of its own.

Runs in the reading process. A sheet becomes one document, a row one block that holds JSON, since
that is what the process may send.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ingest.archives import check_container
from ingest.formats import Format
from ingest.limits import Limits
from ingest.readers.encoding import read_text
from ingest.readers.sheet_tables import SheetRow
from ingest.readers.xlsx_parts import Workbook
from ingest.readers.xlsx_rows import Cells
from kb.errors import LimitError, UnreadableError
from kb.values import Block, BlockKind, Document

READERS: Mapping[str, str] = {
    Format.CSV: "ingest.library_rows:read_csv",
    Format.TEXT: "ingest.library_rows:read_csv",
    Format.XLSX: "ingest.library_rows:read_xlsx",
}
_DELIMITERS = ",;\t|"
_FIELD = 1_000_000


def read_csv(path: Path, limits: Limits) -> list[Document]:
    """The rows of a CSV or TSV file; raises ``UnreadableError`` where it is no table."""
    text = read_text(path, limits)
    csv.field_size_limit(_FIELD)
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        return [_sheet("", (_row(number, cells) for number, cells in enumerate(rows, 1)), limits)]
    except csv.Error as error:
        raise UnreadableError(
            f"it is not a table of separated values: {error}", "check its quotation marks"
        ) from error


def read_xlsx(path: Path, limits: Limits) -> list[Document]:
    """The rows of a workbook's sheets; a formula gives the value that was stored with it."""
    from lxml import etree

    check_container(path, limits)
    try:
        with zipfile.ZipFile(path) as container:
            book = Workbook(container)
            cells = Cells(book, book.strings(limits.characters), book.styles())
            return [_sheet(sheet.title, cells.rows(sheet), limits) for sheet in book.sheets]
    except etree.XMLSyntaxError as error:
        raise UnreadableError(
            f"its XML is damaged: {error.msg}", "open it in Excel and save it again as .xlsx"
        ) from error


def _row(number: int, cells: list[str]) -> SheetRow:
    return SheetRow(number, {at: cell for at, cell in enumerate(cells, 1) if cell.strip()})


def _sheet(title: str, rows: Iterable[SheetRow], limits: Limits) -> Document:
    blocks, count = [], 0
    for row in rows:
        count += len(row.cells)
        if count > limits.cells:
            raise LimitError(
                f"it has more than {limits.cells:,} filled cells",
                "split the file or raise limits.cells",
                f"row {row.number}",
            )
        if row.cells:
            blocks.append(Block(BlockKind.CODE, json.dumps([row.number, list(row.cells.items())])))
    return Document(title=title, blocks=tuple(blocks))


def rows_of(document: Document) -> Iterator[SheetRow]:
    """The rows of a sheet that came back from the reading process; ``ValueError`` if it is none."""
    for block in document.blocks:
        number, cells = json.loads(block.text)
        yield SheetRow(int(number), {int(column): str(cell) for column, cell in cells})
