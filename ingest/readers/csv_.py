"""Reads tables kept as text (CSV, TSV): one table, its rows with their column names."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from ingest.facts import facts_from_pairs
from ingest.limits import Limits
from ingest.readers.encoding import read_text
from ingest.readers.sheet_tables import SheetRow, sheet_blocks
from ingest.readers.titles import file_title
from kb.errors import LimitError, UnreadableError
from kb.values import Document

_DELIMITERS = ",;\t|"
_SAMPLE = 50_000
_FIELD = 10_000_000


def read(path: Path, limits: Limits) -> list[Document]:
    """The table in a CSV or TSV file; titles above it and short or long rows are kept.

    Raises ``UnreadableError`` where it is no text or empty, ``LimitError`` past ``limits.cells``
    or ``limits.characters``.
    """
    text = read_text(path, limits)
    delimiter = "\t" if path.suffix.lower() == ".tsv" else likely_delimiter(text[:_SAMPLE])
    notes: list[str] = []
    try:
        found = sheet_blocks(_rows(text, delimiter, limits, notes))
    except csv.Error as error:
        raise UnreadableError(
            f"it is not a table of separated values: {error}", "check its quotation marks"
        ) from error
    if not found.blocks:
        raise UnreadableError("it holds no text")
    return [
        Document(
            title=file_title(path),
            blocks=tuple(found.blocks),
            facts=facts_from_pairs(found.pairs),
            warnings=tuple(notes),
        )
    ]


def likely_delimiter(sample: str) -> str:
    """The separator: what the sniffer finds, else the one that most evenly divides the lines."""
    if sample.lower().startswith("sep=") and len(sample) > 4:
        return sample[4]
    try:
        found = csv.Sniffer().sniff(sample, _DELIMITERS).delimiter
    except csv.Error:
        found = ""
    scores = {delimiter: _evenness(sample, delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: scores[delimiter])
    return found if found and scores[found] >= 0.8 * scores[best] else best


def _evenness(sample: str, delimiter: str) -> float:
    """How much of the rows agrees on one number of columns above one, more columns counting."""
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row]
    except csv.Error:
        return 0.0
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
    if usual < 2:
        return 0.0
    return widths.count(usual) / len(widths) * min(usual, 5)


def _rows(text: str, delimiter: str, limits: Limits, notes: list[str]) -> Iterator[SheetRow]:
    csv.field_size_limit(_FIELD)
    cells = 0
    widths: dict[int, int] = {}
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
        if number == 1 and len(row) == 1 and row[0].lower().startswith("sep="):
            continue
        filled = {column: cell for column, cell in enumerate(row) if cell.strip()}
        cells += len(filled)
        if cells > limits.cells:
            raise LimitError(
                f"it has more than {limits.cells:,} filled cells",
                "split the file or raise limits.cells",
                f"line {number}",
            )
        if filled:
            widths[len(row)] = widths.get(len(row), 0) + 1
            yield SheetRow(number, filled)
    usual = max(widths, key=lambda width: widths[width], default=0)
    ragged = sum(count for width, count in widths.items() if width > usual)
    if ragged:
        notes.append(f"{ragged} rows have more cells than the others ({usual}); all were kept")
