"""Where the cells of a flattened table row begin.

A browser that saves a table as text may write one row a line, its cells joined by single spaces:

    Measure Plan A Plan B
    Backup Frequency Every night Once a week
    Restore Test Quarterly (full) Yearly (sample)

No line alone says where its cells part, but all of them together do. Each gap between two words
gets a score from what stands around it (``_gap_score``): a small letter before a capital, a
closing bracket, an opening word that opens another cell too, speak for a cut; a bracket still
open, a joining word, a number after its name, two words that also stand side by side elsewhere in
the page speak against it. For each number of columns from 2 to 6, dynamic programming finds each
row's best cuts; the number of columns whose cuts are best on average wins. A second round adds
what the first one taught: how long the cells of each column are.

A row whose best cuts are hardly better than its second best, or rest on a doubtful gap, is left
whole: a wrong cell would be quoted as evidence, a whole row is merely less tidy.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import fmean

_MAX_COLUMNS = 6
_FORBIDDEN = -100.0
_WORST = -2.0  # what an impossible cut counts, so that one odd row does not decide
_CUT_COST = 0.35  # what a gap's score must exceed, on average, before one more column pays
_MIN_MEAN = 0.5  # a table's cuts must be worth this on average, else its rows stay whole
_MIN_GAP = -1.0  # a cut at or below this makes its row doubtful
_MIN_MARGIN = 0.3  # and so do other cuts of the row that are worth hardly less
_CLEAR = 0.8  # a cut worth this teaches the other rows
_HEADER = 0.5  # column names are short: between two of their words a cut is likelier
_JOINING = frozenset(
    "a an and as at by for from if in into is of on or over per than the to under up vs vs. via"
    " with without not & / - – — + = : |".split()
)
_NUMERAL = re.compile(r"\d[\d.]*|[IVX]+|[A-Z]")


@dataclass(frozen=True, slots=True)
class Split:
    """The rows of a flattened table as cells; a row left whole has one cell."""

    rows: tuple[tuple[str, ...], ...]
    columns: int


def split_rows(rows: Sequence[str], phrases: "Phrases") -> Split | None:
    """The cells of rows whose first is the header, or None where they are no table.

    ``phrases`` are the neighbouring words of the page's other text (``Phrases``).
    """
    lines = [row.split() for row in rows]
    seen = _Seen(phrases, Counter(map(_bare, chain(*lines))), Counter(line[-1] for line in lines))
    gaps = [_gaps(line, seen) for line in lines]
    gaps[0] = [value if value == _FORBIDDEN else value + _HEADER for value in gaps[0]]
    best: _Trial | None = None
    for columns in range(2, _MAX_COLUMNS + 1):
        if sum(value > _FORBIDDEN for value in gaps[0]) < columns - 1:
            break  # the header has no room for so many names
        first = [_best_cuts(line_gaps, columns, None)[1] for line_gaps in gaps]
        learned = _learned(lines, gaps, first)
        lengths = _column_lengths(lines, first, columns)
        cuts = [_best_cuts(line_gaps, columns, lengths)[1] for line_gaps in learned]
        worth = [max(value, _WORST) for value in _worth(learned, cuts)]
        if best is None or sum(worth) - _CUT_COST * len(worth) > best.total:
            best = _Trial(sum(worth) - _CUT_COST * len(worth), fmean(worth), learned, cuts, lengths)
    if best is None or best.mean < _MIN_MEAN:
        return None
    cells = tuple(
        _cells(line, cut) if _sure(gap, cut, best.lengths) else (" ".join(line),)
        for line, gap, cut in zip(lines, best.gaps, best.cuts, strict=True)
    )
    if sum(len(row) > 1 for row in cells[1:]) < len(cells[1:]) * 0.6:
        return None
    return Split(cells, len(best.lengths))


@dataclass(frozen=True, slots=True)
class _Trial:
    """One number of columns tried: what its cuts are worth, in all and on average."""

    total: float
    mean: float
    gaps: list[list[float]]
    cuts: list[list[int]]
    lengths: tuple[float, ...]


def _learned(
    lines: list[list[str]], gaps: list[list[float]], cuts: list[list[int]]
) -> list[list[float]]:
    """Gap scores with what the clear cuts of other rows teach: words that end or open cells."""
    ends: Counter[str] = Counter()
    opens: Counter[str] = Counter()
    for line, gap, cut in zip(lines, gaps, cuts, strict=True):
        clear = [at for at in cut if gap[at] >= _CLEAR]
        ends.update(line[at - 1] for at in clear)
        opens.update(line[at] for at in clear)
    result = []
    for line, gap, cut in zip(lines, gaps, cuts, strict=True):
        row = list(gap)
        for at in range(1, len(row)):
            own = at in cut and gap[at] >= _CLEAR
            row[at] += 0.6 * (ends[line[at - 1]] > own)
            row[at] += 0.4 * (opens[line[at]] > own)
        result.append(row)
    return result


def _worth(gaps: list[list[float]], cuts: list[list[int]]) -> list[float]:
    return [gap[at] for gap, cut in zip(gaps, cuts, strict=True) for at in cut]


def _gaps(line: list[str], seen: "_Seen") -> list[float]:
    """A score for cutting before each word; index 0 is never cut."""
    scores = [_FORBIDDEN]
    depth = 0
    for at in range(1, len(line)):
        depth += sum(line[at - 1].count(mark) for mark in "([{“")
        depth -= sum(line[at - 1].count(mark) for mark in ")]}”")
        scores.append(_FORBIDDEN if depth > 0 else _gap_score(line, at, seen))
    return scores


def _gap_score(line: list[str], at: int, seen: "_Seen") -> float:
    before, after = line[at - 1], line[at]
    if _never(before, after):
        return _FORBIDDEN
    score = _side_score(before, after)
    if at + 1 < len(line) and _sentence_case(line, at):
        score += 0.9  # "Restore Test Every quarter": a sentence begins before its small words
    if after[:1].isupper() and seen.words[_bare(after)] > 1:
        score += 0.3
        if at == len(line) - 1 and seen.last[after] > 1:
            score += 0.8  # rows that end alike: "Yes", "Quarterly"
    if any(word.endswith("?") for word in line[at:]):
        score -= 1.0  # a question is one cell to its mark
    if after[:1].isupper() and sum(_bare(word) == _bare(after) for word in line) > 1:
        score += 0.4  # cells of a row that compare like with like: "Yes, …", "Yes (…)"
    return score - 2.0 * seen.phrases.tie(before, after)


def _side_score(before: str, after: str) -> float:
    """What the last word of one cell and the first of the next say by their form."""
    score = 0.0
    if before[-1] in ")]”?!":
        score += 2.0
    elif before[-1] == ".":
        score += 1.0
    elif before[:1].islower():
        score += 1.6  # "… in place Weekly review": no cell starts with a small letter
    elif before[-1].isdigit() and not after[:1].isdigit():
        score += 0.9
    if after.isupper() and len(after) > 1 and before[:1].isupper() and not before.isupper():
        score += 0.7
    if after[:1].isdigit() or (not after[:1].isalnum() and after[:1] not in "(“\"'"):
        score += 0.9
    if _NUMERAL.fullmatch(after) and before[:1].isupper():
        # A bare number or numeral belongs to the name before it: "ISO 27001", "Type II".
        score -= 4.0 if before.isupper() or not after.isdigit() else 1.2
    return score


def _never(before: str, after: str) -> bool:
    """Whether two words can only stand in one cell."""
    if before in _JOINING or after in _JOINING:  # "Owned By" may end a name, "by" cannot
        return True
    return before[-1] in ",;:/–-" or after[0] in "(,;:/)" or after[0].islower()


def _sentence_case(line: list[str], at: int) -> bool:
    """Whether the words after ``line[at]`` go on in small letters."""
    opens = line[at][:1].isupper() or line[at][:1].isdigit()
    small = line[at + 1].removeprefix("(")[:1].islower()
    return opens and (small or bool(re.search(r"[a-z]-[a-z]", line[at])))


def _best_cuts(
    gaps: list[float], columns: int, lengths: Sequence[float] | None
) -> tuple[float, list[int]]:
    """The best cuts of one row into ``columns`` cells, by dynamic programming over its gaps."""
    size = len(gaps)
    if size < columns:
        return _FORBIDDEN, []
    table: list[dict[int, tuple[float, list[int]]]] = [{0: (0.0, [])}]
    for column in range(columns):
        step: dict[int, tuple[float, list[int]]] = {}
        last = column == columns - 1
        for start, (score, cuts) in table[column].items():
            for end in (size,) if last else range(start + 1, size - (columns - column - 2)):
                value = score + _length_score(end - start, column, lengths)
                value += 0.0 if last else gaps[end]
                if end not in step or value > step[end][0]:
                    step[end] = (value, cuts if last else [*cuts, end])
        table.append(step)
    return table[columns][size]


def _length_score(words: int, column: int, lengths: Sequence[float] | None) -> float:
    """How well a cell's length fits its column's, at most 0."""
    if lengths is None:
        return 0.0
    return -0.6 * abs(math.log(words / max(lengths[column], 1.0)))


def _column_lengths(
    lines: list[list[str]], cuts: list[list[int]], columns: int
) -> tuple[float, ...]:
    """The middle length, in words, of each column's cells."""
    found = []
    for column in range(columns):
        sizes = sorted(
            [*cut, len(line)][column] - [0, *cut][column]
            for line, cut in zip(lines, cuts, strict=True)
            if len(cut) == columns - 1
        )
        found.append(float(sizes[len(sizes) // 2]))
    return tuple(found)


def _sure(gaps: list[float], cuts: list[int], lengths: Sequence[float]) -> bool:
    """Whether no cut is doubtful and no other cuts are nearly as good."""
    columns = len(cuts) + 1
    if len(gaps) < columns:
        return False
    score, _ = _best_cuts(gaps, columns, lengths)
    if any(gaps[at] <= _MIN_GAP for at in cuts):
        return False
    for at in cuts:
        without = [_FORBIDDEN if number == at else value for number, value in enumerate(gaps)]
        other, _ = _best_cuts(without, columns, lengths)
        if score - other < _MIN_MARGIN:
            return False
    return True


def _cells(line: list[str], cuts: list[int]) -> tuple[str, ...]:
    edges = [0, *cuts, len(line)]
    return tuple(" ".join(line[start:end]) for start, end in pairwise(edges))


class Phrases:
    """How words stand side by side in running text, to know names that no cell end parts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._words: Counter[str] = Counter()
        for text in texts:
            words = [_bare(word) for word in text.split()]
            self._words.update(words)
            self._pairs.update(pairwise(words))

    def tie(self, before: str, after: str) -> float:
        """0 to 1: how much of the rarer word's use is beside the other (once seen counts half)."""
        pair = (_bare(before), _bare(after))
        if not (count := self._pairs[pair]):
            return 0.0
        return count / (min(self._words[pair[0]], self._words[pair[1]]) + 1)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the page and the table's rows say about words: side by side, anywhere, at row ends."""

    phrases: Phrases
    words: Counter[str]
    last: Counter[str]


def _bare(word: str) -> str:
    return word.strip(".,;:!?()[]“”\"'‘’").casefold()
