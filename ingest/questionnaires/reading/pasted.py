"""Questions pasted as text, or in a text file: one a line, numbered, or a copied table."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.limits import Limits
from ingest.questionnaires.reading.asking import asks, word_count
from ingest.questionnaires.reading.assemble import Assembled, assemble
from ingest.questionnaires.reading.csv_ import grid_of
from ingest.questionnaires.reading.languages import language_of
from ingest.questionnaires.reading.paragraphs import Paragraph, paragraph_items
from ingest.questionnaires.reading.ranges import rect_of
from ingest.questionnaires.reading.refs import leading_ref
from ingest.readers.encoding import read_text as text_of
from kb.errors import LimitError
from kb.values.questionnaires import (
    AnswerCell,
    ColumnMap,
    FileKind,
    Item,
    Place,
    Questionnaire,
    Role,
)

__all__ = ["read", "read_text"]

_PASTED = Limits(characters=2_000_000, cells=100_000)
_START = re.compile(
    r"\s*(?:[-•*▪◦–]\s+|[(\[]?\d{1,3}(?:\.\d{1,3})*[.)\]:]?\s+|[(\[]?[a-zA-Z][.)\]]\s+|Q\d+|[A-Z&]{1,6}-\d)"
)
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_JOINED = 40  # lines that one question may run over


def read_text(text: str) -> Questionnaire:
    """The questions of a pasted text, each at its line (from 1).

    Raises ``LimitError`` past two million characters.
    """
    if len(text) > _PASTED.characters:
        raise LimitError(f"it has more than {_PASTED.characters:,} characters", "paste less")
    found = _assembled(text.replace("\r\n", "\n").replace("\r", "\n"), _PASTED)
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return Questionnaire(
        "pasted text", FileKind.TEXT, digest, found.shape, found.items, (), found.notes
    )


def read(path: Path, limits: Limits, maps: Sequence[ColumnMap]) -> Assembled:
    """The questions of a text file. Raises as ``ingest.readers.encoding.read_text`` does."""
    del maps  # a text has no columns
    return _assembled(text_of(path, limits), limits)


def _assembled(text: str, limits: Limits) -> Assembled:
    table = _table(text, limits)
    if table is not None:
        return table
    paragraphs = list(_paragraphs(text.split("\n")))
    items = paragraph_items(paragraphs) or _every_line(text.split("\n"))
    return Assembled(tuple(items), (), (), assemble([]).shape)


def _table(text: str, limits: Limits) -> Assembled | None:
    """What a table copied from a sheet gives: its cells are divided by tabs."""
    lines = [line for line in text.split("\n") if line.strip()]
    if sum("\t" in line.strip() for line in lines) < 0.6 * max(1, len(lines)):
        return None
    grid = grid_of(text, "\t", limits)
    grid.columns = 0
    found = assemble([grid])
    items = tuple(_at_line(item) for item in found.items)
    return replace(found, items=items, maps=(), samples=()) if items else None


def _at_line(item: Item) -> Item:
    rect = rect_of(item.place.cell)
    place = Place("", f"line {rect.top}") if rect else item.place
    cell = AnswerCell(Role.ANSWER, place, item.cells[0].choices, current=item.cells[0].current)
    return replace(item, id=str(place), place=place, cells=(cell,))


def _paragraphs(lines: Sequence[str]) -> Iterator[Paragraph]:
    """Lines joined to paragraphs: a question may be broken over several."""
    begun: list[str] = []
    start = 0
    for number, line in enumerate([*lines, ""], start=1):
        stripped = line.strip()
        ends = not stripped or _START.match(line) or _HEADING.match(line) or _ended(begun)
        if begun and (ends or len(begun) >= _JOINED):
            yield _paragraph(begun, start)
            begun = []
        if stripped:
            start = start if begun else number
            begun.append(stripped)


def _ended(begun: Sequence[str]) -> bool:
    """Whether the text so far is whole: it ends as a sentence does, or as a title."""
    return bool(begun) and (begun[-1][-1] in "?.!:;？" or _HEADING.match(begun[0]) is not None)


def _paragraph(lines: Sequence[str], number: int) -> Paragraph:
    text = " ".join(lines)
    heading = _HEADING.match(text)
    plain = re.sub(r"^\s*[-•*▪◦–]\s+", "", _HEADING.sub("", text, count=1))
    listed = bool(_START.match(text)) and not heading
    return Paragraph(Place("", f"line {number}"), plain, listed, bool(heading))


def _every_line(lines: Sequence[str]) -> list[Item]:
    """Someone who pastes three lines means three questions, whatever their form.

    Where some of them ask, it is a text that answers its own questions, and those alone count.
    """
    paragraphs = [_paragraph([line.strip()], n) for n, line in enumerate(lines, 1) if line.strip()]
    asked = [one for one in paragraphs if asks(one.text)]
    doubt = "the text seems to answer it itself" if asked else "it does not read as a question"
    return [
        Item(
            id=str(one.place),
            place=one.place,
            text=one.text,
            ref=leading_ref(one.text),
            cells=(AnswerCell(Role.ANSWER, one.place),),
            language=language_of(one.text),
            confidence=0.4,
            doubt=doubt,
        )
        for one in asked or paragraphs
        if word_count(one.text) >= 2 and not one.heading
    ]
