"""Words gathered into the pieces of a line, and the text of several lines joined again."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.readers.markers import is_marker
from ingest.readers.pdf_words import Word

_WIDE_GAP = 1.2  # of the font size: what a justified line may stretch a space to
_MARKER_GAP = 6.0
_HYPHENATED = re.compile(r"(?P<left>[^\W\d_]{2,})-$")
_LOWER = re.compile(r"^(?P<right>[^\W\d_]{2,})")


@dataclass(frozen=True)
class Piece:
    """Words that follow each other on one line without a wide gap."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """The words, a space between them."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].x0

    @cached_property
    def x1(self) -> float:
        """Right edge."""
        return max(word.x1 for word in self.words)

    @cached_property
    def top(self) -> float:
        """Upper edge of the highest word."""
        return min(word.top for word in self.words)

    @cached_property
    def bottom(self) -> float:
        """Lower edge of the lowest word."""
        return max(word.bottom for word in self.words)

    @cached_property
    def size(self) -> float:
        """The font size that most characters have."""
        sizes: dict[float, int] = {}
        for word in self.words:
            sizes[word.size] = sizes.get(word.size, 0) + len(word.text)
        return max(sizes, key=lambda size: (sizes[size], size))

    @cached_property
    def bold(self) -> bool:
        """Whether the words are bold, list marks and ordinals aside."""
        words = [word for word in self.words if not is_marker(word.text)] or self.words
        return all(word.bold for word in words)


def pieces_of(words: Iterable[Word]) -> list[Piece]:
    """Pieces from words in any order; a word drawn twice at one place counts once."""
    runs: list[list[Word]] = []
    for word in words:
        last = runs[-1][-1] if runs else None
        if last is not None and same_line(last, word):
            if _is_double(last, word):
                continue
            if -0.5 * word.size < word.x0 - last.x1 < _WIDE_GAP * word.size:
                runs[-1].append(word)
                continue
        runs.append([word])
    return _merged([Piece(tuple(run)) for run in runs])


def same_line(a: Word | Piece, b: Word | Piece) -> bool:
    """Whether two stand on one line: the lower one's middle lies within the other."""
    overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
    return overlap > 0.5 * min(a.bottom - a.top, b.bottom - b.top)


def rows_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces by line from the top, each line from the left."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.top + p.bottom, p.x0)):
        if rows and same_line(rows[-1][0], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.x0) for row in rows]


def joined_text(lines: Sequence[str], vocabulary: Collection[str] = ()) -> str:
    """Lines as one text; a hyphen at a line's end goes where it only divides a word.

    It stays where the document writes the word with a hyphen elsewhere, or both halves as words
    of their own (``third-`` / ``party``) but never the two as one.
    """
    text = ""
    for line in lines:
        if not text:
            text = line
        elif text.endswith("-"):
            text = _rejoined(text, line, vocabulary)
        elif text.endswith("/") and not text.endswith(" /"):
            text += line  # a web address or a pair such as and/or, wrapped at its slash
        else:
            text += " " + line
    return text


def _rejoined(text: str, line: str, vocabulary: Collection[str]) -> str:
    left, right = _HYPHENATED.search(text), _LOWER.match(line)
    if left is None:
        return text + (" " if text.endswith(" -") else "") + line
    if right is None or not right["right"][0].islower():
        return text + line
    first, second = left["left"].lower(), right["right"].lower()
    if f"{first}-{second}" in vocabulary:
        return text + line
    if first + second in vocabulary:
        return text[:-1] + line
    if first in vocabulary and second in vocabulary:
        return text + line
    return text[:-1] + line


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Neighbours on a line joined where the content came in another order, and marks with text."""
    result: list[Piece] = []
    for row in rows_of(pieces):
        runs: list[list[Word]] = []
        right = 0.0
        for piece in row:
            if runs and _belongs(runs[-1], right, piece):
                last = runs[-1][-1]
                runs[-1].extend(word for word in piece.words if not _is_double(last, word))
                right = max(right, piece.x1)
            else:
                runs.append(list(piece.words))
                right = piece.x1
        result.extend(Piece(tuple(run)) for run in runs)
    return result


def _belongs(run: Sequence[Word], right: float, piece: Piece) -> bool:
    gap = piece.x0 - right
    size = max(run[-1].size, piece.words[0].size)
    if gap < 0.8 * size:
        return True
    return gap < _MARKER_GAP * size and len(run) == 1 and is_marker(run[0].text)


def _is_double(a: Word, b: Word) -> bool:
    return (
        a.text == b.text and abs(a.x0 - b.x0) < 0.15 * a.size and abs(a.top - b.top) < 0.15 * a.size
    )
