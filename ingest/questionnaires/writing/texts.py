"""Texts made fit for a file: without what no format holds, and no longer than a cell."""

import re

__all__ = ["CELL_UNITS", "clean", "cut", "number"]

#: Excel's limit for one cell, in UTF-16 units ("Excel specifications and limits").
CELL_UNITS = 32_767
_BREAKS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# XML 1.0, production 2: no other control characters, surrogates or the last two code points.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SENTENCE = re.compile(r"[.!?。！？][\"')\]”’]*(?=\s)|\n")
_NUMBER = re.compile(r"[+-]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,3})?")
_MARK = " …"


def clean(text: str) -> str:
    """``text`` with every line break as ``\\n``, without characters that XML cannot hold."""
    return _UNFIT.sub("", _BREAKS.sub("\n", text))


def cut(text: str, units: int = CELL_UNITS) -> str:
    """``text``, or its first sentences within ``units`` UTF-16 units and a mark that says so."""
    packed = text.encode("utf-16-le")
    if len(packed) <= 2 * units:
        return text
    head = packed[: 2 * (units - len(_MARK))].decode("utf-16-le", "ignore")
    ends = [match.end() for match in _SENTENCE.finditer(head, len(head) // 2)]
    space = head.rfind(" ", len(head) // 2)
    end = ends[-1] if ends else space if space > 0 else len(head)
    return head[:end].rstrip() + _MARK


def number(text: str) -> str | None:
    """``text`` as XML writes a number; None where it is none that a cell can hold."""
    text = text.strip()
    if not _NUMBER.fullmatch(text) or not abs(float(text)) < 1e308:
        return None
    return text.removeprefix("+")
