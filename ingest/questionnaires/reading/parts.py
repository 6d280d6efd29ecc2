"""The single questions in a cell that holds several."""

import re

from ingest.questionnaires.reading.asking import asks, opens, word_count

__all__ = ["parts_of"]

_MOST = 4_000
_PARTS = 40
_SENTENCE = re.compile(r"(?<=[?？])[\"'”’)]*\s+|(?<=[.!;])\s+(?=[A-ZÄÖÜÉ¿])|\n+")
_ITEM = re.compile(
    r"(?:(?:^|\n)\s*(?:[-•·▪◦*–]|[(\[]?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)\]])\s+"
    r"|(?<=[\s:;,])\(?(?:[a-h]|[ivx]{1,4}|\d)\)\s+)"
)


def parts_of(text: str) -> tuple[str, ...]:
    """The questions of a text, if there are at least two; listed pieces carry their lead-in."""
    short = text[:_MOST].strip()
    listed = _listed(short)
    if listed:
        return listed
    pieces = [piece.strip() for piece in _SENTENCE.split(short) if piece and piece.strip()]
    found: list[str] = []
    for piece in pieces:
        if asks(piece) and word_count(piece) >= 2:
            found.append(piece)
        elif found and word_count(piece) < 4 and not asks(piece):
            found[-1] = f"{found[-1]} {piece}"
    marked = sum(piece.rstrip("\"'”’) ").endswith(("?", "？")) for piece in found)
    return tuple(found[:_PARTS]) if len(found) >= 2 and marked >= 1 else ()


def _listed(text: str) -> tuple[str, ...]:
    """The pieces of a list: ``Do you: a) encrypt backups b) test restores``."""
    starts = list(_ITEM.finditer(text))
    if len(starts) < 2:
        return ()
    lead = text[: starts[0].start()].strip()
    ends = [start.start() for start in starts[1:]] + [len(text)]
    items = [text[s.end() : e].strip(" \n;,") for s, e in zip(starts, ends, strict=True)]
    items = [item for item in items if item]
    own = sum(asks(item) for item in items)
    if len(items) < 2:
        return ()
    if own >= 0.6 * len(items):
        return tuple(([lead] if asks(lead) and not lead.endswith(":") else []) + items)[:_PARTS]
    if not opens(lead) and not asks(lead):
        return ()
    return tuple(f"{lead.rstrip(':').strip()} {item}" for item in items)[:_PARTS]
