"""What an answer cell may hold, where no drop-down says it: a header's hint, or what was used."""

import re
from collections import Counter
from collections.abc import Iterable

from ingest.questionnaires.reading.words import mark_of

__all__ = ["boxes", "is_placeholder", "listed", "parse_scale", "used_values"]

_PROTECTED = re.compile(r"\bN\s?/\s?A\b", re.I)
_NA = "\x00"
_SLASHED = re.compile(r"[^/|,;:()\[\]\n]{1,40}(?:\s*[/|]\s*[^/|,;:()\[\]\n]{1,40})+")
_LISTED = re.compile(r"[^,;:()\[\]\n]{1,40}(?:\s*[,;]\s*[^,;:()\[\]\n]{1,40})+")
_RANGE = re.compile(
    r"(?:[(\[]|\b(?:scale|score|maturity|level|rating|from|reifegrad|niveau)\b\D{0,20}?)\s*"
    r"([01])\s*(?:-|–|—|to|bis|à|\.\.+)\s*(\d{1,2})\b",
    re.I,
)
_NAMED = re.compile(r"(?<![\w.])(\d{1,2})\s*(?:=|:|–|-)\s*(?=[^\W\d_]{2})")
_MOST_WORDS = 5
_BOX = re.compile(r"[☐☑☒□■❏❑▢◻]|\[[ xX]?\](?!\()")
_TICKED = re.compile(r"[☑☒■]|\[[xX]\]")
_PLACEHOLDER = re.compile(
    r"[<\[(]?\s*(?:please\s+)?(?:select|choose|pick|click|enter|insert|type|provide)\b[^.?]{0,60}[>\])….]*"
    r"|[_.…\-–—\s]+|[<\[(](?:[\w ,/-]{0,60})[>\])]|tbd|tbc|bitte (?:aus)?wählen[.…]*|"
    r"(?:veuillez )?(?:choisir|sélectionner)[^.?]{0,40}[.…]*",
    re.I,
)
_WIDEST = 10


def parse_scale(text: str) -> tuple[str, ...]:
    """The answers a text offers: ``(Yes / No / N/A)``, ``0-5``, ``1 = none … 5 = optimised``."""
    short = text[:600]
    if len(short) < 3:
        return ()
    numbers = sorted({int(number) for number in _NAMED.findall(short)})
    if len(numbers) >= 2 and numbers[0] <= 1 and numbers[-1] - numbers[0] <= _WIDEST:
        return tuple(map(str, range(numbers[0], numbers[-1] + 1)))
    if (match := _RANGE.search(short)) and int(match[2]) <= _WIDEST:
        return tuple(map(str, range(int(match[1]), int(match[2]) + 1)))
    guarded = _PROTECTED.sub(_NA, short)
    for pattern, separator in ((_SLASHED, r"[/|]"), (_LISTED, r"[,;]")):
        for match in pattern.finditer(guarded):
            found = _tokens(match[0], separator)
            if found:
                return found
    return ()


def _tokens(text: str, separator: str) -> tuple[str, ...]:
    """The pieces of a list, if it is one of answers."""
    tokens = []
    for piece in re.split(rf"\s*{separator}\s*(?:or\s+)?|\s+or\s+|\s+oder\s+|\s+ou\s+", text):
        token = piece.replace(_NA, "N/A").strip(" .\"'“”‘’")
        tokens.append(re.sub(r"^(?:or|and|oder|ou)\s+", "", token))
    tokens = [
        re.sub(
            r"^(?:please\s+)?(?:select|choose|answer|enter)\s+(?:one\s*:?\s*)?", "", t, flags=re.I
        )
        for t in tokens
    ]
    tokens = [token for token in tokens if token]
    if len(tokens) < 2 or any(len(token.split()) > _MOST_WORDS for token in tokens):
        return ()
    marks = sum(bool(mark_of(token)) for token in tokens)
    return tuple(dict.fromkeys(tokens)) if marks >= 2 or marks >= len(tokens) / 2 else ()


def listed(text: str) -> tuple[str, ...]:
    """The values of a cell that is known to list them, one a line or with marks between."""
    guarded = _PROTECTED.sub(_NA, text[:2_000])
    mark = next((one for one in ("\n", ";", "|", ",", "/") if one in guarded), "")
    pieces = guarded.split(mark) if mark else [guarded]
    found = [piece.replace(_NA, "N/A").strip(" .-•\t") for piece in pieces]
    return tuple(dict.fromkeys(piece for piece in found if piece)) if len(found) > 1 else ()


def boxes(text: str) -> tuple[str, ...]:
    """The answers of a text with a box before each: ``☐ Yes ☐ No``."""
    pieces = [piece.strip(" .:;,\t\n") for piece in _BOX.split(text[:500])]
    found = tuple(dict.fromkeys(piece for piece in pieces[1:] if piece))
    return found if len(found) >= 2 and all(len(one.split()) <= 8 for one in found) else ()


def is_placeholder(text: str) -> bool:
    """Whether a text stands where an answer is still to be given."""
    short = text.strip()[:200]
    empty = bool(boxes(short)) and not _TICKED.search(short)
    return empty or bool(_PLACEHOLDER.fullmatch(short))


def used_values(texts: Iterable[str]) -> tuple[str, ...]:
    """The values a column already uses, where it uses few of them again and again."""
    counts = Counter(text for text in texts if text)
    filled = sum(counts.values())
    if filled < 3 or not 2 <= len(counts) <= 7 or len(counts) > filled / 2:
        return ()
    if any(len(text.split()) > _MOST_WORDS or len(text) > 40 for text in counts):
        return ()
    return tuple(counts)
