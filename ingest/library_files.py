"""Past questionnaires and exports as drafts for the library: CSV, XLSX, and our own JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingest.library_columns import Columns, find_columns, leading_verdict, verdict_of
from ingest.library_rows import READERS, rows_of
from ingest.library_values import unguarded
from ingest.limits import Limits
from ingest.readers.sheet_tables import SheetRow
from ingest.sandbox import ReaderPool
from kb.errors import VouchError
from kb.library.entry import Draft, Link, entry_from_json, link_from_json
from kb.values import Audience

__all__ = ["Found", "Row", "read_library"]


@dataclass(frozen=True, slots=True)
class Row:
    """One draft and where it stands in the file: ``sheet Security, row 12``.

    ``audience_given``: whether the file says who may see it.
    """

    draft: Draft
    place: str
    audience_given: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The drafts of a file, what could not be read of it (place and reason), and how many rows
    hold no answered question.
    """

    rows: tuple[Row, ...]
    refused: tuple[tuple[str, str], ...] = ()
    passed: int = 0


def read_library(
    path: Path, mapped: Mapping[str, str] | None = None, limits: Limits | None = None
) -> Found:
    """The drafts in a file; nothing is stored.

    ``mapped`` names columns that are not found by their headers, ``{"question": "C"}``. Raises
    ``UnreadableError`` where the file cannot be read, ``VouchError`` where no sheet of it has
    columns for questions and answers.
    """
    limits = limits or Limits()
    if path.suffix.lower() == ".json":
        return _from_json(path, limits)
    with ReaderPool(limits, registry="ingest.library_rows:READERS") as pool:
        result = pool.read(path)
    if result.error is not None:
        if result.format not in READERS:
            raise VouchError(f"{path}: a library is imported from CSV, XLSX or JSON")
        raise VouchError(f"{path}: {result.error}") from result.error
    found = Found(())
    tables = 0
    for sheet in result.documents:
        rows = list(rows_of(sheet))
        columns = find_columns(rows, mapped or {})
        if columns is not None:
            tables += 1
            found = _joined(found, _from_rows(rows, columns, sheet.title, path.name))
    if not tables:
        raise VouchError(
            f"{path}: no columns for questions and answers were found; name them by header or "
            'letter: --map "question=C,answer=E"'
        )
    return found


def _joined(one: Found, other: Found) -> Found:
    return Found(one.rows + other.rows, one.refused + other.refused, one.passed + other.passed)


def _from_rows(rows: Sequence[SheetRow], columns: Columns, sheet: str, name: str) -> Found:
    drafts: list[Row] = []
    refused: list[tuple[str, str]] = []
    passed = 0
    header = next((row.cells for row in rows if row.number == columns.header), {})
    for row in rows:
        if row.number <= columns.header or _repeats_header(row, header, columns):
            continue
        place = f"sheet {sheet}, row {row.number}" if sheet else f"row {row.number}"
        texts = {field: row.cells.get(column, "") for field, column in columns.places.items()}
        # A sheet without a name is a CSV file, where we guard what might run as a formula.
        cells = {f: (text if sheet else unguarded(text)).strip() for f, text in texts.items()}
        try:
            draft = _draft(cells, f"import {name}, {place}")
        except ValueError as error:
            refused.append((place, str(error)))
            continue
        if draft is None:
            passed += 1
        else:
            drafts.append(Row(draft, place, bool(cells.get("audience"))))
    return Found(tuple(drafts), tuple(refused), passed)


def _repeats_header(row: SheetRow, header: Mapping[int, str], columns: Columns) -> bool:
    column = columns.places.get("question", 0)
    return bool(header) and row.cells.get(column) == header.get(column)


def _draft(cells: Mapping[str, str], origin: str) -> Draft | None:
    """The draft of one row, None where it holds no answered question; ``ValueError`` for cells
    that hold something else than their columns are for.
    """
    question, answer = cells.get("question", ""), cells.get("answer", "")
    stated = cells.get("verdict", "").replace("_", " ")
    verdict = verdict_of(stated)
    if verdict is None and stated and answer:
        answer = f"{stated}. {answer}"  # a word of their own, which no verdict of ours says
    elif verdict is None:
        answer = answer or stated
        if "verdict" not in cells:
            verdict = verdict_of(answer) or leading_verdict(answer)
    if not question or not (answer or verdict):
        return None
    until = cells.get("valid_until", "")
    audience = cells.get("audience", "").lower()
    return Draft(
        question=question,
        answer=answer,
        verdict=verdict,
        wordings=_list(cells.get("wordings", ""), "\n"),
        evidence=_evidence(cells.get("evidence", "")),
        owner=cells.get("owner", ""),
        tags=_list(cells.get("tags", ""), ";"),
        product=cells.get("product", ""),
        audience=_audience(audience) if audience else Audience.INTERNAL,
        valid_until=_day(until) if until else None,
        origin=cells.get("origin", "") or origin,
    )


def _list(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark) if part.strip())


def _audience(text: str) -> Audience:
    return Audience(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise ValueError(f"{text!r} is no day; write it as 2027-12-31") from error


def _evidence(text: str) -> tuple[Link, ...]:
    """The links of our own export; in another's file the column is a text for people."""
    if not text.startswith("["):
        return ()
    try:
        links: Any = json.loads(text)
    except ValueError:
        return ()
    return tuple(map(link_from_json, links)) if isinstance(links, list) else ()


def _from_json(path: Path, limits: Limits) -> Found:
    if path.stat().st_size > limits.file_bytes:
        raise VouchError(f"{path} is larger than {limits.file_bytes:,} bytes")
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise VouchError(f"{path} is not JSON: {error}") from error
    if not isinstance(data, list):
        raise VouchError(f"{path} is not an export of the library: a list of entries is needed")
    drafts: list[Row] = []
    refused: list[tuple[str, str]] = []
    for number, item in enumerate(data, 1):
        try:
            drafts.append(Row(entry_from_json(item).draft, f"entry {number}", audience_given=True))
        except ValueError as error:
            refused.append((f"entry {number}", str(error)))
    return Found(tuple(drafts), tuple(refused))
