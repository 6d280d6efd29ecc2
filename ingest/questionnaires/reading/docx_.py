"""Reads questionnaires in Word documents: tables to be filled in, and questions in the text."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.archives import check_container
from ingest.limits import Limits
from ingest.questionnaires.reading.assemble import Assembled, assemble
from ingest.questionnaires.reading.docx_tables import table_grids
from ingest.questionnaires.reading.paragraphs import Paragraph, paragraph_items
from ingest.readers.docx_ import _open as opened
from ingest.readers.docx_styles import Styles
from ingest.readers.docx_tables import children
from ingest.readers.docx_text import W, paragraph_text
from kb.errors import UnreadableError
from kb.values.questionnaires import ColumnMap, Place

__all__ = ["read"]


def read(path: Path, limits: Limits, maps: Sequence[ColumnMap]) -> Assembled:
    """The questions of a Word document, those of its tables first.

    Tables count from 1 (``table 2``), one in a cell is named by it (``table 2/C4/table 1``);
    paragraphs of the body count from 0 (``p17``). Raises ``UnreadableError`` for a damaged file,
    ``LimitError`` past a limit.
    """
    check_container(path, limits)
    word = opened(path)
    body = word.element.body
    if body is None:
        raise UnreadableError("it has no body", "open it in Word and save it again")
    found = assemble(list(table_grids(body, limits)), maps)
    items = paragraph_items(list(_paragraphs(word)))
    return replace(found, items=(*found.items, *items))


def _paragraphs(word: Any) -> list[Paragraph]:
    styles = Styles(word.styles.element)
    found = []
    for number, element in enumerate(children(word.element.body, f"{W}p")):
        text, style = paragraph_text(element), styles.of(element)
        heading = bool(style.heading or style.title or style.contents)
        place = Place("body", f"p{number}")
        found.append(Paragraph(place, text.text, bool(style.list_level), heading, text.bold))
    return found
