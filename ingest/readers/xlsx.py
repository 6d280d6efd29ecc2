"""Reads workbooks (XLSX): a section for each sheet, tables as rows with their column names."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

from ingest.archives import check_container
from ingest.facts import facts_from_pairs
from ingest.limits import Limits
from ingest.readers.sheet_tables import SheetRow, sheet_blocks
from ingest.readers.titles import file_title, merged_facts, sensible_title
from ingest.readers.xlsx_values import shown
from kb.errors import LimitError, UnreadableError
from kb.values import Block, BlockKind, Document, Facts

_DAMAGE = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    SyntaxError,  # what XML parsers raise
    EOFError,
    OSError,
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_PIECE = 1_000_000
_FORMULAS_NAMED = 3


def read(path: Path, limits: Limits) -> list[Document]:
    """The document in a workbook.

    Formulas give the value that was stored with them; those without one, and hidden sheets, are
    named in ``warnings``. Raises ``UnreadableError`` for a damaged file and one without text,
    ``LimitError`` past ``limits.cells`` or ``limits.characters``.
    """
    check_container(path, limits)
    with warnings.catch_warnings():
        # openpyxl warns of drop-downs and styles that it will not keep; nothing is saved here.
        warnings.simplefilter("ignore", UserWarning)
        return [_read(path, limits)]


def _read(path: Path, limits: Limits) -> Document:
    values = _open(path, data_only=True)
    formulas = _open(path, data_only=False) if _has_formulas(path) else None
    budget = _Budget(limits)
    blocks: list[Block] = []
    notes: list[str] = []
    pairs: list[tuple[str, str]] = []
    title = ""
    try:
        for sheet in values.worksheets:
            other = formulas[sheet.title] if formulas is not None else None
            rows = _rows(sheet, other, budget, notes)
            try:
                found = sheet_blocks(rows)
            except _DAMAGE as error:
                notes.append(f"sheet {sheet.title!r} could not be read: {error}")
                continue
            if found.blocks:
                blocks.append(Block(BlockKind.HEADING, sheet.title, 1))
                blocks.extend(found.blocks)
                pairs.extend(found.pairs)
                title = title or found.title
                if sheet.sheet_state != "visible":
                    notes.append(f"sheet {sheet.title!r} is hidden; it was read all the same")
        properties = values.properties
    finally:
        values.close()
        if formulas is not None:
            formulas.close()
    if not blocks:
        raise UnreadableError("no sheet of it holds text", "; ".join(notes))
    return Document(
        title=sensible_title(properties.title or "", path)
        or sensible_title(title, path)
        or file_title(path),
        blocks=tuple(blocks),
        facts=merged_facts(facts_from_pairs(pairs), _properties(properties)),
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


def _open(path: Path, *, data_only: bool) -> Any:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=data_only)
    except (InvalidFileException, *_DAMAGE) as error:
        raise UnreadableError(
            "it is not a workbook, or it is damaged", "open it in Excel and save it again as .xlsx"
        ) from error


def _has_formulas(path: Path) -> bool:
    """Whether any sheet has a formula, so that a second look is worth its time."""
    with zipfile.ZipFile(path) as container:
        for name in container.namelist():
            if not re.search(r"worksheets/[^/]+\.xml$", name):
                continue
            with container.open(name) as member:
                tail = b""
                while piece := member.read(_PIECE):
                    if _FORMULA.search(tail + piece):
                        return True
                    tail = piece[-20:]
    return False


def _rows(sheet: Any, formulas: Any, budget: _Budget, notes: list[str]) -> Iterator[SheetRow]:
    """The filled rows of a sheet; what it claims about its size is not believed."""
    missing: list[str] = []
    sheet.reset_dimensions()
    if formulas is not None:
        formulas.reset_dimensions()
    others = formulas.iter_rows() if formulas is not None else repeat(())
    for number, (row, other) in enumerate(zip(sheet.iter_rows(), others, strict=False), 1):
        if not row:
            continue
        cells: dict[int, str] = {}
        strong = True
        for cell in row:
            value = cell.value
            if value is None:
                continue
            # Styles are looked up only where they count: they cost more than the value.
            text = value if isinstance(value, str) else shown(value, cell.number_format)
            if text.strip():
                cells[cell.column] = text
                strong = strong and isinstance(value, str) and bool(cell.font and cell.font.b)
        missing.extend(
            cell.coordinate
            for cell in other
            if cell.value is not None and cell.data_type == "f" and cell.column not in cells
        )
        if cells:
            budget.take(cells, f"sheet {sheet.title}")
            yield SheetRow(number, cells, strong)
    if missing:
        named = ", ".join(missing[:_FORMULAS_NAMED]) + ("…" if len(missing) > 3 else "")
        notes.append(
            f"sheet {sheet.title!r}: {len(missing)} formulas have no stored value ({named}); "
            "open the workbook in Excel and save it"
        )


def _properties(properties: Any) -> Facts:
    other = [
        (label, str(value))
        for label, value in (
            ("Author", properties.creator),
            ("Subject", properties.subject),
            ("Keywords", properties.keywords),
            ("Category", properties.category),
        )
        if value and value != "openpyxl"
    ]
    return Facts(
        version=properties.version or "",
        status=properties.contentStatus or "",
        other=tuple(other),
    )
