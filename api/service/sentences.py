"""An answer cut into its sentences, each with the citations that it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.text.sentences import sentences
from kb.values import Answer, Citation


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters ``start`` to ``end`` of an answer; ``citations`` counts the answer's from 1."""

    text: str
    start: int
    end: int
    citations: tuple[int, ...]


def cited_sentences(answer: Answer) -> list[Sentence]:
    """The sentences of an answer, in order; every citation stands at one of them.

    A sentence that quotes is told by its words. Where a language model has put things into words of
    its own, each citation has its sentence, in the same order; where that cannot be told either,
    the answer is one piece with all its citations.
    """
    if not answer.answer.strip():
        return []
    ends = _ends(answer.answer, answer.citations)
    if ends is None:
        spans = sentences(answer.answer)
        if len(spans) != len(answer.citations):
            return _cut(answer.answer, {len(answer.answer): _numbers(answer.citations)})
        ends = [end for _, end in spans]
    at: dict[int, tuple[int, ...]] = {}
    for number, end in enumerate(ends, 1):
        at[end] = (*at.get(end, ()), number)
    return _cut(answer.answer, at)


def _numbers(cited: Sequence[Citation]) -> tuple[int, ...]:
    return tuple(range(1, len(cited) + 1))


def _ends(text: str, cited: Sequence[Citation]) -> list[int] | None:
    """Where the words of each citation end in ``text``, or None where they are not all in it."""
    ends: list[int] = []
    at = 0
    for one in cited:
        end = _end_of(text, one.quote, at) or _end_of(text, one.quote, 0)
        if end is None:
            return None
        ends.append(end)
        at = max(at, end)
    return ends


def _end_of(text: str, quote: str, at: int) -> int | None:
    """The cells of a table row stand in an answer with bars or column names between them, so they
    are looked for one after the other. A stop after the words belongs to them."""
    end = at
    cells = [cell for cell in quote.split("\t") if cell.strip()]
    for cell in cells:
        place = text.find(cell, end)
        if place < 0:
            return None
        end = place + len(cell)
    if not cells:
        return None
    return end + 1 if text[end : end + 1] in (".", ";", "…") else end


def _cut(text: str, at: dict[int, tuple[int, ...]]) -> list[Sentence]:
    """``text`` cut where citations stand; what follows the last one is a piece without any."""
    found: list[Sentence] = []
    start = 0
    for end in sorted({*at, len(text)}):
        piece = text[start:end]
        begin = start + len(piece) - len(piece.lstrip())
        said = piece.strip()
        if said:
            found.append(Sentence(said, begin, begin + len(said), at.get(end, ())))
        start = end
    return found
