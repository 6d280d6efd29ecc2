"""Writes answers into a Word document (DOCX): table cells, or paragraphs under the questions."""

import re
from collections.abc import Sequence

from ingest.questionnaires.writing.container import Container
from ingest.questionnaires.writing.docx_patch import cell_edits, obstacle, paragraph_edit
from ingest.questionnaires.writing.docx_scan import Found, WordScan
from ingest.questionnaires.writing.marks import Edit, Text, spliced
from ingest.questionnaires.writing.outcome import Refusal, Result
from ingest.questionnaires.writing.package import main_part, relations, tree
from ingest.questionnaires.writing.texts import clean
from kb.values.questionnaires import CellWrite, Place

__all__ = ["fill", "paragraph_number"]

_PARAGRAPH = re.compile(r"p(\d{1,7})")
_PROTECTED = "the document is protected against changes; the answers were written all the same"
_SIGNED = "the file was digitally signed; the signature does not hold for the filled file"


def fill(data: bytes, writes: Sequence[CellWrite]) -> Result:
    """The document with the answers in it; ``docx_scan`` says how its places are named.

    Raises ``UnreadableError`` for a damaged file.
    """
    container = Container(data)
    part = main_part(container)
    text = Text(container.read(part), part)
    scan = WordScan(text.data, part)
    edits: list[Edit] = []
    written: list[Place] = []
    refused: list[Refusal] = []
    taken: set[int] = set()
    for write in writes:
        found, reason = _target(scan, write.place)
        if found and found.element.start in taken:
            reason = "another answer was given for the same place"
        if found is None or reason:
            refused.append(Refusal(write.place, reason))
            continue
        taken.add(found.element.start)
        words = clean(write.text)
        if found.element.name == b"p":
            edits.append(paragraph_edit(scan, found, words, ascii_only=text.ascii_only))
        else:
            edits += cell_edits(scan, found, words, ascii_only=text.ascii_only)
        written.append(write.place)
    if not written:
        return Result(data, (), tuple(refused))
    patched = text.back(spliced(text.data, sorted(set(edits), key=edits.index)))
    notes = tuple(_notes(container, part))
    return Result(container.replaced({part: patched}), tuple(written), tuple(refused), (), notes)


def paragraph_number(place: Place) -> int | None:
    """Which paragraph of the body a place names, from 0; None where it names none."""
    match = _PARAGRAPH.fullmatch(place.cell) if place.sheet == "body" else None
    return int(match[1]) if match else None


def _target(scan: WordScan, place: Place) -> tuple[Found | None, str]:
    number = paragraph_number(place)
    if number is not None:
        if number < len(scan.paragraphs):
            return scan.paragraphs[number], ""
        return None, f"the document has {len(scan.paragraphs)} paragraphs outside its tables"
    found = scan.cell(place.sheet, place.cell)
    return found, obstacle(scan, found) if found else "the document has no such table cell"


def _notes(container: Container, part: str) -> list[str]:
    notes = []
    settings = next((one.part for one in relations(container, part) if one.kind == "settings"), "")
    parsed = tree(container, settings)
    for lock in parsed.iterfind("{*}documentProtection") if parsed is not None else ():
        if any(k.endswith("}enforcement") and v in ("1", "true", "on") for k, v in lock.items()):
            notes.append(_PROTECTED)
    if "origin" in (one.kind for one in relations(container, "")):
        notes.append(_SIGNED)
    return notes
