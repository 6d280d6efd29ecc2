"""How the cells of a workbook look, and whether their style locks them."""

from dataclasses import dataclass, field
from typing import Any

from ingest.questionnaires.reading.xlsx_book import Book
from ingest.readers.xlsx_parts import Style

__all__ = ["Look", "looks_of"]

_MOST = 65_536  # Excel allows no more styles


@dataclass(frozen=True, slots=True)
class Look:
    """A cell's style: its number format, and what of it tells a heading from a question."""

    style: Style = field(default_factory=Style)
    filled: bool = False
    open: bool = False


def looks_of(book: Book) -> list[Look]:
    """The looks that cells refer to by number."""
    tree = book.part_tree("styles")
    if tree is None:
        return []
    fills = [_is_filled(fill) for fill in tree.iterfind("{*}fills/{*}fill")]
    found = []
    for style, xf in zip(book.styles(), tree.iterfind("{*}cellXfs/{*}xf"), strict=False):
        number = xf.get("fillId", "0")
        filled = number.isdecimal() and int(number) < len(fills) and fills[int(number)]
        protection = xf.find("{*}protection")
        is_open = protection is not None and protection.get("locked") in ("0", "false")
        found.append(Look(style, filled, is_open))
        if len(found) >= _MOST:
            break
    return found


def _is_filled(fill: Any) -> bool:
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return fill.find("{*}gradientFill") is not None
    if pattern.get("patternType", "none") in ("none", "gray125"):
        return False
    colour = pattern.find("{*}fgColor")
    return colour is None or colour.get("rgb", "")[-6:].upper() != "FFFFFF"
