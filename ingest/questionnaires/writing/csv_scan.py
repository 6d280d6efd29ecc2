"""Where the fields of a table kept as text lie, as the ``csv`` module reads them."""

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Field", "Record", "records"]

_QUOTE = '"'
_ENDS = "\r\n"


@dataclass(frozen=True, slots=True)
class Field:
    """A field from ``start`` to ``end``, its quotation marks included."""

    start: int
    end: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A record's fields; ``end`` is where its line end begins, ``following`` where that ends.

    An empty line has no fields.
    """

    fields: tuple[Field, ...]
    end: int
    following: int


def records(text: str, delimiter: str) -> Iterator[Record]:
    """The records of ``text`` in order: doubled quotation marks, line ends of any kind.

    A quotation mark that is not at a field's start is a character like others, and what follows a
    closing one up to the delimiter belongs to the field, as in ``csv.reader`` when not strict.
    """
    at, size = 0, len(text)
    while at < size:
        fields: list[Field] = []
        while True:
            quoted = at < size and text[at] == _QUOTE
            end = _field_end(text, _quoted_end(text, at) if quoted else at, delimiter)
            fields.append(Field(at, end, quoted))
            if end >= size or text[end] != delimiter:
                break
            at = end + 1
        blank = len(fields) == 1 and fields[0].start == fields[0].end
        at = min(size, end + (2 if text.startswith("\r\n", end) else 1))
        yield Record(() if blank else tuple(fields), end, at)


def _quoted_end(text: str, at: int) -> int:
    """Behind the quotation mark that closes the field opened at ``at``; the text's end without."""
    at += 1
    while True:
        mark = text.find(_QUOTE, at)
        if mark < 0:
            return len(text)
        if not text.startswith(_QUOTE, mark + 1):
            return mark + 1
        at = mark + 2


def _field_end(text: str, at: int, delimiter: str) -> int:
    size = len(text)
    while at < size and text[at] != delimiter and text[at] not in _ENDS:
        at += 1
    return at
