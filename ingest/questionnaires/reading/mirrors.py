"""Sheets that show the questions of other sheets again: reports, look-ups, crosswalks.

A vendor fills a question in once. Where the same questions stand on several sheets, the sheet made
for answering them is kept: answer cells that are open, with drop-downs, under an answer's header.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.questionnaires.reading.grid import Grid
from ingest.questionnaires.reading.items import Found
from ingest.questionnaires.reading.tables import Table
from kb.values.questionnaires import Role

__all__ = ["Piece", "without_mirrors"]

_ALIKE = 0.6  # share of a sheet's questions that stand elsewhere, from which it is a mirror
_LEAST = 3
_MARGIN = 0.75
_DERIVED = re.compile(
    r"\b(?:reports?|analy[sz]\w*|evaluat\w*|summar\w*|scor\w*|results?|cross ?walk\w*|"
    r"mapping\w*|look ?ups?|"
    r"data ?base|bank|master|all questions|reference|dashboard|review\w*|assess(?:or|"
    r"ment results)|risk|"
    r"internal|auswertung|export)\b",
    re.I,
)
_SPACE = re.compile(r"[^\w]+")


@dataclass(slots=True)
class Piece:
    """A table with the questions found in it; ``table`` is None for answers under questions."""

    grid: Grid
    table: Table | None
    found: list[Found] = field(default_factory=list)


def without_mirrors(pieces: Sequence[Piece]) -> tuple[list[Piece], list[str]]:
    """The pieces without those that repeat better ones, and notes on what was left out."""
    sheets: dict[str, list[Piece]] = {}
    for piece in pieces:
        sheets.setdefault(piece.grid.title, []).append(piece)
    texts = {title: _texts(own) for title, own in sheets.items()}
    worth = {title: _worth(own) for title, own in sheets.items()}
    dropped: dict[str, str] = {}
    for title in sorted(sheets, key=lambda one: worth[one]):
        mapped = any(piece.table and piece.table.mapped for piece in sheets[title])
        better = [
            other
            for other in sheets
            if other != title and other not in dropped and worth[other] > worth[title]
        ]
        own = texts[title]
        shared = {text for other in better for text in own & texts[other]}
        derived = worth[title] <= 0 or any(worth[o] - worth[title] >= _MARGIN for o in better)
        if len(own) < _LEAST or len(shared) < _ALIKE * len(own) or mapped or not derived:
            continue
        source = max(better, key=lambda other: len(own & texts[other]))
        dropped[title] = source
    kept = [piece for piece in pieces if piece.grid.title not in dropped]
    notes = [
        f"sheet {title!r} repeats questions of {source!r} and was left out"
        for title, source in dropped.items()
    ]
    return kept, notes


def _texts(pieces: Sequence[Piece]) -> set[str]:
    return {
        _SPACE.sub(" ", one.item.text.lower()).strip() for piece in pieces for one in piece.found
    } - {""}


def _worth(pieces: Sequence[Piece]) -> float:
    """How much a sheet is made for answering its questions."""
    items = [one.item for piece in pieces for one in piece.found]
    if not items:
        return -9.0
    roles = (Role.VERDICT, Role.ANSWER, Role.COMMENT)
    mains = [next((c for r in roles if (c := item.cell(r))), item.cells[0]) for item in items]
    total = len(items)
    open_ = sum(cell.writable for cell in mains) / total
    ruled = sum(cell.closed for cell in mains) / total
    named = sum(
        any(not a.inferred for g in piece.table.groups for a in g.answers)
        for piece in pieces
        if piece.table
    ) / max(1, len(pieces))
    computed = sum(cell.why.startswith("a formula") for cell in mains) / total
    grid = pieces[0].grid
    aside = 1.0 * grid.hidden + 1.0 * bool(_DERIVED.search(grid.title.replace("_", " ")))
    return open_ + ruled + named - 3.0 * computed - aside
