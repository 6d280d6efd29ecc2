"""The library as a file: CSV and XLSX for people and for import, JSON for programs."""

import csv
import io
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from ingest.library_values import guarded
from kb.errors import VouchError
from kb.library.entry import Entry, entry_json

__all__ = ["library_bytes", "write_library"]

_COLUMNS = (
    "id", "state", "question", "wordings", "verdict", "answer", "owner", "approver", "approved_at",
    "tags", "product", "audience", "valid_until", "evidence", "origin",
)  # fmt: skip
_CELL = 32_767  # characters that a cell of a workbook holds


def write_library(path: Path, entries: Sequence[Entry]) -> None:
    """Write ``entries`` to ``path`` in the format its ending names, whole or not at all.

    Raises ``VouchError`` for another ending.
    """
    if path.suffix.lower() not in (".csv", ".xlsx", ".json"):
        raise VouchError(f"{path}: a library is exported to a .csv, .xlsx or .json file")
    data = library_bytes(path.suffix.lower(), entries)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def library_bytes(suffix: str, entries: Sequence[Entry]) -> bytes:
    """``entries`` as a file of this ending: ``.csv``, ``.xlsx`` or ``.json``."""
    writers: dict[str, Callable[[Sequence[Entry]], bytes]] = {
        ".csv": _csv, ".xlsx": _xlsx, ".json": _json,
    }  # fmt: skip
    return writers[suffix](entries)


def _json(entries: Sequence[Entry]) -> bytes:
    data = [entry_json(entry) for entry in entries]
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _csv(entries: Sequence[Entry]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows([guarded(cell) for cell in _cells(entry)] for entry in entries)
    # The mark makes Excel read UTF-8.
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def _xlsx(entries: Sequence[Entry]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Library")
    sheet.freeze_panes = "A2"
    for row in (_COLUMNS, *map(_cells, entries)):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text)[:_CELL])
            cell.data_type = "s"  # also where it begins with "="
            cell.quotePrefix = True
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(entry: Entry) -> list[str]:
    data = entry_json(entry) | {
        "wordings": "\n".join(entry.draft.wordings),
        "tags": "; ".join(entry.draft.tags),
    }
    if data["evidence"]:
        data["evidence"] = json.dumps(data["evidence"], ensure_ascii=False)
    return [str(data[name] or "") for name in _COLUMNS]
