"""Answers of one questionnaire that contradict each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answering import wording
from kb.answering.asked import Asked, understand
from kb.answering.values import quantities_of
from kb.embedding.protocol import Vectors
from kb.questionnaires.run import Clash, Row, State
from kb.questionnaires.vocabulary import said
from kb.text.contrasts import Contrasts
from kb.values import Status, Verdict

#: Cosine from which two questions may ask the same; with one quote behind both, less is enough.
_SAME, _SAME_QUOTE = 0.84, 0.62


@dataclass(frozen=True, slots=True)
class _Said:
    """A row that says something, with how it asks."""

    row: Row
    at: int
    asked: Asked
    negated: bool
    amounts: frozenset[tuple[str, float]]


def clashes(
    rows: Sequence[Row], vectors: Vectors, contrasts: Contrasts
) -> dict[int, tuple[Clash, ...]]:
    """For each row that contradicts others, by its number, which and how.

    ``vectors``: of the rows' questions, in their order, shape (rows, dimension).
    """
    told = [_read(row, at) for at, row in enumerate(rows) if _says(row)]
    found: dict[int, list[Clash]] = {}
    near = vectors @ vectors.T
    for one, other in _pairs(told):
        likeness = float(near[one.at, other.at])
        if likeness < (_SAME_QUOTE if _share_quote(one, other) else _SAME):
            continue
        if not _same_subject(one, other, contrasts):
            continue
        why = _difference(one, other)
        if why:
            for here, there in ((one, other), (other, one)):
                ref = there.row.item.ref or str(there.row.item.place)
                clash = Clash(there.row.number, f"{ref} says otherwise: {why}")
                found.setdefault(here.row.number, []).append(clash)
    return {number: tuple(many) for number, many in found.items()}


def _says(row: Row) -> bool:
    if row.answer is None or row.state is State.REJECTED:
        return False
    return row.answer.status is not Status.ABSTAINED or bool(row.editor)


def _read(row: Row, at: int) -> _Said:
    asked = understand(row.item.text)
    plain = wording.NOT_NEGATION.sub(" ", row.item.text)
    amounts: frozenset[tuple[str, float]] = frozenset()
    if asked.value is not None:
        found = quantities_of(asked.value, row.text)
        amounts = frozenset((q.dimension.value, round(q.amount, 2)) for q in found)
    return _Said(row, at, asked, bool(wording.NEGATION.search(plain)), amounts)


def _pairs(told: Sequence[_Said]) -> Iterator[tuple[_Said, _Said]]:
    for at, one in enumerate(told):
        for other in told[at + 1 :]:
            yield one, other


def _same_subject(one: _Said, other: _Said, contrasts: Contrasts) -> bool:
    text, further = one.row.item.text, other.row.item.text
    if one.asked.names != other.asked.names:
        return False
    return not contrasts.clash(text, further) and not contrasts.clash(further, text)


def _share_quote(one: _Said, other: _Said) -> bool:
    quotes = [{c.quote for c in s.row.answer.citations} if s.row.answer else set()
              for s in (one, other)]  # fmt: skip
    return bool(quotes[0] & quotes[1])


def _difference(one: _Said, other: _Said) -> str:
    verdicts = (one.row.verdict, other.row.verdict)
    if None not in verdicts and Verdict.NOT_APPLICABLE not in verdicts:
        same = verdicts[0] is verdicts[1]
        settled = Verdict.PARTIAL not in verdicts
        if (one.negated == other.negated and not same) or (
            one.negated != other.negated and same and settled
        ):
            return " and ".join(f"“{said(v)}”" for v in verdicts if v is not None)
    value = one.asked.value
    if value is None or value is not other.asked.value or not (one.amounts and other.amounts):
        return ""
    return "" if one.amounts & other.amounts else f"another {value.value}"
