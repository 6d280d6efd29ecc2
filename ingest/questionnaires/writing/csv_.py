"""Writes answers into a table kept as text (CSV, TSV): other fields stay byte for byte."""

from collections.abc import Sequence

from ingest.questionnaires.reading.ranges import rect_of
from ingest.questionnaires.writing.csv_scan import Field, Record, records
from ingest.questionnaires.writing.outcome import Refusal, Result
from ingest.questionnaires.writing.plain import Plain, plain
from ingest.questionnaires.writing.texts import clean
from ingest.readers.csv_ import likely_delimiter
from kb.values.questionnaires import CellWrite, Place

__all__ = ["delimiter_of", "fill", "position"]

_SAMPLE = 50_000
# What spreadsheet programs take for a formula when they open such a file (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
_MOST_COLUMNS = 1_000  # a record is filled up with empty fields to this many at most


def delimiter_of(text: str, suffix: str) -> str:
    """The separator of a table's fields, as its reader takes it."""
    if suffix.lower() in (".tsv", ".tab"):
        return "\t"
    return likely_delimiter(text[:_SAMPLE].replace("\r\n", "\n").replace("\r", "\n"))


def fill(data: bytes, writes: Sequence[CellWrite], suffix: str = ".csv") -> Result:
    """The table with the answers in it: same separator, encoding, line ends and quotation marks.

    A field is quoted if the one before was, if its record quotes every field, or if it must be. A
    text that a spreadsheet would run as a formula gets an apostrophe before it. Raises
    ``UnreadableError`` for what is no text.
    """
    file = plain(data)
    delimiter = delimiter_of(file.text, suffix)
    table = list(records(file.text, delimiter))
    written: list[Place] = []
    refused: list[Refusal] = []
    changes: dict[int, dict[int, str]] = {}
    for write in writes:
        at = position(write.place)
        reason = _refusal(file, table, at, write)
        if at and at[1] in changes.get(at[0], {}):
            reason = "another answer was given for the same cell"
        if reason or at is None:
            refused.append(Refusal(write.place, reason))
        else:
            text = clean(write.text)
            changes.setdefault(at[0], {})[at[1]] = text if write.numeric else _guarded(text)
            written.append(write.place)
    pieces: list[str] = []
    done = 0
    for row in sorted(changes):
        for start, end, new in _splices(table[row - 1], changes[row], delimiter):
            pieces += (file.text[done:start], new)
            done = end
    text = "".join((*pieces, file.text[done:]))
    return Result(file.back(text), tuple(written), tuple(refused))


def position(place: Place) -> tuple[int, int] | None:
    """Record and field of a place, from 1; None for what names no one cell."""
    rect = rect_of(place.cell)
    if place.sheet or rect is None or (rect.top, rect.left) != (rect.bottom, rect.right):
        return None
    return rect.top, rect.left


def _refusal(
    file: Plain, table: Sequence[Record], at: tuple[int, int] | None, write: CellWrite
) -> str:
    if at is None:
        return "no cell of the table is called that"
    if at[0] > len(table):
        return f"the table has {len(table)} rows"
    if at[1] > max(_MOST_COLUMNS, len(table[at[0] - 1].fields)):
        return "the table has no such column"
    if unfit := file.unfit(clean(write.text)):
        return f"the file's encoding ({file.encoding}) does not have the character {unfit!r}"
    return ""


def _guarded(text: str) -> str:
    return f"'{text}" if len(text) > 1 and text.startswith(_FORMULA) else text


def _splices(record: Record, values: dict[int, str], delimiter: str) -> list[tuple[int, int, str]]:
    """What to put in place of what, in order, so that the record has ``values`` by field."""
    fields = record.fields
    every = len(fields) > 1 and all(field.quoted for field in fields)
    found = []
    for column, value in sorted(values.items()):
        if column <= len(fields):
            field = fields[column - 1]
            found.append((field.start, field.end, _written(value, field, delimiter, every)))
    beyond = [column for column in values if column > len(fields)]
    if beyond:
        added = [
            _written(values.get(column, ""), None, delimiter, every)
            for column in range(len(fields) + 1, max(beyond) + 1)
        ]
        lead = delimiter if fields else ""
        found.append((record.end, record.end, lead + delimiter.join(added)))
    return found


def _written(value: str, field: Field | None, delimiter: str, every: bool) -> str:
    must = any(mark in value for mark in (delimiter, '"', "\n", "\r"))
    edges = value != value.strip()
    if must or edges or every or (field is not None and field.quoted):
        return '"' + value.replace('"', '""') + '"'
    return value
