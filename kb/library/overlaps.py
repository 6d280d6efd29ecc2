"""Entries that answer the same question: one too many, or two that contradict each other."""

from dataclasses import dataclass

import numpy as np

from kb.library.entry import Entry
from kb.library.index import WordingIndex, cosine
from kb.library.lookup import differ
from kb.library.matching import LEAST_CLOSENESS, Matcher

_BLOCK = 512
#: More than a cosine in single precision is ever off by.
_NOISE = 4e-6


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two entries, the older one first, the wordings that ask the same, and whether they differ."""

    one: Entry
    other: Entry
    wordings: tuple[str, str]
    differing: bool


def overlaps(index: WordingIndex, matcher: Matcher) -> list[Overlap]:
    """Every two entries, not retired, for the same product, of which one answers the other's
    question; each pair once, in the order of the library.
    """
    rows, matrix = index.follow()
    found: dict[tuple[str, str], Overlap] = {}
    for at in range(0, len(rows), _BLOCK):
        close = matrix[at : at + _BLOCK] @ matrix.T >= LEAST_CLOSENESS - _NOISE
        for row, column in np.argwhere(close):
            first, second = rows[at + int(row)], rows[int(column)]
            pair = (first[0].id, second[0].id)
            if at + int(row) >= int(column) or pair[0] == pair[1] or pair in found:
                continue
            if first[0].draft.product.casefold() != second[0].draft.product.casefold():
                continue
            close_enough = cosine(matrix[at + int(row)], matrix[int(column)]) >= LEAST_CLOSENESS
            if close_enough and matcher.same(first[1], second[1]):
                found[pair] = Overlap(
                    first[0], second[0], (first[1], second[1]), differ(first[0], second[0])
                )
    return list(found.values())
