"""Reads the sheets of a workbook, each in one pass, without opening it in a library."""

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.archives import check_container
from ingest.limits import Limits
from ingest.questionnaires.reading.assemble import Assembled, assemble
from ingest.questionnaires.reading.grid import Grid
from ingest.questionnaires.reading.xlsx_book import Book
from ingest.questionnaires.reading.xlsx_cells import StoredValues
from ingest.questionnaires.reading.xlsx_lists import lay_dropdowns
from ingest.questionnaires.reading.xlsx_sheet import Budget, SheetPart, read_sheet
from ingest.questionnaires.reading.xlsx_styles import looks_of
from kb.errors import LimitError, UnreadableError
from kb.values.questionnaires import ColumnMap

__all__ = ["has_macros", "read", "read_grids"]

_MARKUP = 150_000_000  # bytes of the XML parts that are parsed, pictures not counted
_SHEETS = 500


def read(path: Path, limits: Limits, maps: Sequence[ColumnMap]) -> Assembled:
    """The questions of a workbook. Raises as ``read_grids`` does."""
    grids, notes = read_grids(path, limits)
    found = assemble(grids, maps)
    return replace(found, notes=(*notes, *found.notes))


def read_grids(path: Path, limits: Limits) -> tuple[list[Grid], list[str]]:
    """The sheets of a workbook in order, and what a person should know about them.

    Raises ``UnreadableError`` for a damaged file, ``LimitError`` past ``limits.cells``,
    ``limits.characters`` or one on archives.
    """
    from lxml import etree

    check_container(path, limits)
    try:
        with zipfile.ZipFile(path) as container:
            _check_markup(container)
            return _read(Book(container), limits)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(
            f"its XML is damaged: {error.msg}", "open it in Excel and save it again"
        ) from error


def has_macros(path: Path) -> bool:
    """Whether the workbook at ``path`` carries macros."""
    with zipfile.ZipFile(path) as container:
        return any(name.lower().endswith("vbaproject.bin") for name in container.namelist())


def _check_markup(container: zipfile.ZipFile) -> None:
    size = sum(i.file_size for i in container.infolist() if i.filename.lower().endswith(".xml"))
    if size > _MARKUP:
        raise LimitError(f"its sheets unpack to more than {_MARKUP:,} bytes", "split the workbook")


def _read(book: Book, limits: Limits) -> tuple[list[Grid], list[str]]:
    from lxml import etree

    sheets = book.sheets[:_SHEETS]
    notes = [f"only its first {_SHEETS} sheets were read"] if len(book.sheets) > _SHEETS else []
    cells = StoredValues(book, book.strings(limits.characters))
    looks, budget = looks_of(book), Budget(limits)
    parts: list[SheetPart] = []
    for sheet in sheets:
        try:
            parts.append(read_sheet(book, sheet, cells, looks, budget))
        except etree.XMLSyntaxError as error:
            notes.append(f"sheet {sheet.title!r} is damaged and was left out: {error.msg}")
    if not parts:
        raise UnreadableError("none of its sheets can be read", "; ".join(notes)[:300])
    lay_dropdowns(book, parts, {sheet.part: sheet.title for sheet in sheets})
    return [part.grid for part in parts], notes
