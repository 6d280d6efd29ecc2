"""Reads workbooks (XLSX): a section for each sheet, tables as rows with their column names."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from ingest.archives import check_container
from ingest.facts import facts_from_pairs
from ingest.limits import Limits
from ingest.readers.sheet_tables import SheetRow, sheet_blocks
from ingest.readers.titles import file_title, merged_facts, sensible_title
from ingest.readers.xlsx_parts import Sheet, Workbook
from ingest.readers.xlsx_rows import Cells
from kb.errors import LimitError, UnreadableError
from kb.values import Block, BlockKind, Document, Facts

_FORMULAS_NAMED = 3
_PROPERTIES = ("creator", "subject", "keywords", "category")


def read(path: Path, limits: Limits) -> list[Document]:
    """The document in a workbook.

    Formulas give the value that was stored with them; those without one, and hidden sheets, are
    named in ``warnings``. Raises ``UnreadableError`` for a damaged file and one without text,
    ``LimitError`` past ``limits.cells`` or ``limits.characters``.
    """
    from lxml import etree

    check_container(path, limits)
    try:
        with zipfile.ZipFile(path) as container:
            return [_read(path, Workbook(container), limits)]
    except etree.XMLSyntaxError as error:
        raise UnreadableError(
            f"its XML is damaged: {error.msg}", "open it in Excel and save it again as .xlsx"
        ) from error


def _read(path: Path, book: Workbook, limits: Limits) -> Document:
    from lxml import etree

    cells = Cells(book, book.strings(limits.characters), book.styles())
    budget = _Budget(limits)
    blocks: list[Block] = []
    notes: list[str] = []
    pairs: list[tuple[str, str]] = []
    title = ""
    for sheet in book.sheets:
        try:
            found = sheet_blocks(_counted(cells, sheet, budget))
        except etree.XMLSyntaxError as error:
            notes.append(f"sheet {sheet.title!r} is damaged and was left out: {error.msg}")
            continue
        notes.extend(_missing(sheet, cells.missing))
        if found.blocks:
            blocks.append(Block(BlockKind.HEADING, sheet.title, 1))
            blocks.extend(found.blocks)
            pairs.extend(found.pairs)
            title = title or found.title
            if not sheet.visible:
                notes.append(f"sheet {sheet.title!r} is hidden; it was read all the same")
    if not blocks:
        raise UnreadableError("no sheet of it holds text", "; ".join(notes))
    return Document(
        title=sensible_title(book.properties.get("title", ""), path)
        or sensible_title(title, path)
        or file_title(path),
        blocks=tuple(blocks),
        facts=merged_facts(facts_from_pairs(pairs), _properties(book.properties)),
        warnings=tuple(notes),
    )


class _Budget:
    """Counts cells and characters against the limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._cells = self._characters = 0

    def take(self, cells: dict[int, str], place: str) -> None:
        """Count a row; raises ``LimitError`` past a limit."""
        self._cells += len(cells)
        self._characters += sum(map(len, cells.values()))
        if self._cells > self._limits.cells:
            raise LimitError(
                f"it has more than {self._limits.cells:,} filled cells",
                "split the workbook or raise limits.cells",
                place,
            )
        if self._characters > self._limits.characters:
            raise LimitError(
                f"it has more than {self._limits.characters:,} characters",
                "split the workbook or raise limits.characters",
                place,
            )


def _counted(cells: Cells, sheet: Sheet, budget: _Budget) -> Iterator[SheetRow]:
    for row in cells.rows(sheet):
        budget.take(row.cells, f"sheet {sheet.title}")
        yield row


def _missing(sheet: Sheet, missing: list[str]) -> Iterator[str]:
    """A note on the formulas of a sheet that were never calculated."""
    if missing:
        named = ", ".join(missing[:_FORMULAS_NAMED])
        named += "…" if len(missing) > _FORMULAS_NAMED else ""
        yield (
            f"sheet {sheet.title!r}: {len(missing)} formulas have no stored value ({named}); "
            "open the workbook in Excel and save it"
        )


def _properties(properties: dict[str, str]) -> Facts:
    other = [
        (name.replace("creator", "author").capitalize(), properties[name])
        for name in _PROPERTIES
        if properties.get(name) and properties[name] != "openpyxl"
    ]
    return Facts(
        version=properties.get("version", ""),
        status=properties.get("contentStatus", ""),
        other=tuple(other),
    )
